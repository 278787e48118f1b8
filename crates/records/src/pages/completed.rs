//! What could be written next in the text of a filter, as options of a list under it.
use axum::extract::Path;
use axum::response::IntoResponse;
use engine::filter::complete::{Meaning, Offer, complete};
use maud::{Markup, html};
use ui::field::icon_of;
use ui::icon::sized;
use ui::say;
use ui::web::Answer;

use super::chips;
use super::visit::Visit;

/// `GET /{objects}/filter/complete?text=…&at=7`: places are counted as scripts count them, in units of UTF-16.
pub(super) async fn show(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    // Not trimmed: the blank behind a word is what ends it.
    let text = visit.asked.pairs().iter().find(|(n, _)| n == "text").map_or("", |(_, v)| v.as_str());
    let units = visit.asked.text("at").and_then(|at| at.parse().ok()).unwrap_or(usize::MAX);
    let offers = complete(text, byte_of(text, units), &object, &visit.schema, &visit.actor);
    let (from, until) = (unit_of(text, offers.from), unit_of(text, offers.until));
    let options = html! {
        @for offer in &offers.all {
            li.flex.items-center."gap-2"."px-2"."min-h-8"."rounded-(--radius-selector)".cursor-pointer role="option" aria-selected="false" data-text=(offer.text) data-from=(from) data-until=(until) { (said(&visit, offer)) }
        }
    };
    Ok(options.into_response())
}

/// An offer: what it is called, and what is written.
fn said(visit: &Visit, offer: &Offer) -> Markup {
    let (icon, label) = match &offer.meaning {
        Meaning::Field(field) => (icon_of(field, &visit.schema), field.label.clone()),
        Meaning::Through(field) => {
            (icon_of(field, &visit.schema), say!("filter-through", field = &field.label).into())
        }
        Meaning::Relation(labels) => ("link", labels.clone()),
        Meaning::Function(_) => ("sigma", String::new()),
        Meaning::Operator(Some(class), op) => ("", chips::words(*class, *op, false).said().into()),
        Meaning::Choice(label) => ("", label.clone()),
        Meaning::Word
            if offer.text.chars().any(char::is_lowercase) && !offer.text.starts_with(['-', '+']) =>
        {
            ("", chips::range_said(&offer.text).into_owned())
        }
        Meaning::Operator(None, _) | Meaning::Word | Meaning::Joint => ("", String::new()),
    };
    html! {
        @if !icon.is_empty() { (sized(icon, "icon icon-sm text-faint shrink-0")) }
        @if !label.is_empty() && label != offer.text { span.truncate.grow { (label) } code.text-xs.text-muted.truncate { (offer.text) } }
        @else { code.text-sm.grow { (offer.text) } }
    }
}

/// The byte of a place in units of UTF-16.
fn byte_of(text: &str, units: usize) -> usize {
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += c.len_utf16();
    }
    text.len()
}

/// The other way round.
fn unit_of(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or_default().encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_for_scripts_and_for_bytes() {
        let text = "name ~ \"é😀\" AND";
        for (at, _) in text.char_indices() {
            assert_eq!(byte_of(text, unit_of(text, at)), at);
        }
        assert_eq!(byte_of(text, usize::MAX), text.len());
    }
}
