//! Lines that stand once on their record: a person on a deal, a product in a bundle. What makes a line the same as another is
//! written into a field of its own, which is unique.
use engine::{Draft, Field, Kind, Value};

/// The field; `label` is what people are told they have named twice.
pub(crate) fn place(label: &str) -> Field {
    Field { hidden: true, ..Field::new("place", Kind::Text) }.label(label).read_only().unique()
}

/// Writes the field of a line: its links, and what else tells it from others. Empty while a link is.
pub(crate) fn stand_once(draft: &mut Draft<'_>, links: [&str; 2], besides: &str) {
    let [one, other] = links.map(|link| draft.record.get(link).id());
    let place = one.zip(other).map(|(one, other)| format!("{one} {other}{besides}"));
    draft.record.set("place", place.map_or(Value::Null, Value::Text));
}
