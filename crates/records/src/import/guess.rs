//! A mapping guessed from the headings of a file. What is not likely is left open, for a person to say.
use std::collections::HashSet;
use std::sync::Arc;

use engine::{Address, Field, Kind, Object, Schema};
use tabular::{Candidate, ColumnKind, ColumnProfile, Distinct, Profile, best_heading, split_prefix};

use super::bind::REASON;
use super::mapping::{Column, Mapping};
use super::preset::Preset;
use super::question::{About, Question};
use super::spelling::{bare, column_line, quoted};

/// What the records of an object are called elsewhere, for headings such as "Organization - Name".
fn other_names(object: &str) -> &'static [&'static str] {
    match object {
        "contact" => &["person", "people", "contact", "contacts"],
        "company" => &["organization", "organisation", "account", "company"],
        "deal" => &["deal", "opportunity"],
        "product" => &["product", "item"],
        "task" => &["activity", "task"],
        "note" => &["note"],
        "user" => &["user", "owner"],
        "lead" => &["lead"],
        _ => &[],
    }
}

/// The names a field may go by, owned, for `Candidate`.
struct Names {
    key: String,
    label: String,
    aliases: Vec<String>,
    /// Several columns may feed it.
    shared: bool,
}

/// The words people use for the parts of an address.
fn part_names(part: &str) -> &'static [&'static str] {
    match part {
        "street" => &["street address", "address line 1", "address 1", "strasse"],
        "postcode" => &["postal code", "zip", "zip code", "zipcode", "plz"],
        "city" => &["town", "suburb", "locality", "ort", "stadt"],
        "state" => &["state region", "province", "county", "bundesland"],
        _ => &["country region", "land"],
    }
}

fn names(object: &Object) -> Vec<Names> {
    let mut out = Vec::new();
    // Of two that fit alike, the object's own field is meant rather than one that every object has.
    let own = object.fields.iter().filter(|f| !f.system).chain(object.fields.iter().filter(|f| f.system));
    for field in own.filter(|f| !f.hidden && f.kind != Kind::File) {
        if matches!(field.key.as_str(), "updated_at" | "created_by") {
            continue;
        }
        let taken =
            |name: &str| object.fields.iter().any(|f| f.key == name || f.aliases.iter().any(|a| a == name));
        if field.kind == Kind::Address {
            for part in Address::PARTS {
                out.push(Names {
                    key: format!("{}.{part}", field.key),
                    label: format!("{} {part}", field.label),
                    aliases: part_names(part)
                        .iter()
                        .chain([&part])
                        .filter(|n| !taken(n))
                        .map(|&n| n.to_owned())
                        .collect(),
                    shared: false,
                });
            }
        }
        out.push(Names {
            key: field.key.clone(),
            label: field.label.clone(),
            aliases: field.aliases.clone(),
            shared: field.many || matches!(field.kind, Kind::Tags | Kind::Links),
        });
    }
    out
}

/// The label of a value in a field of several: "Person - Email (Work)" is `work`.
fn label(heading: &str, field: Option<&Field>) -> Option<String> {
    let field = field.filter(|f| f.many)?;
    let bracket =
        heading.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner.trim());
    let words = base::words(heading);
    let known =
        ["work", "home", "mobile", "office", "private", "fax", "billing", "shipping", "mailing", "other"];
    let word = words.iter().map(String::as_str).find(|w| known.contains(w));
    let word = word.or_else(|| words.contains(&"cell".to_owned()).then_some("mobile"));
    let label = bracket.map(str::to_lowercase).or_else(|| word.map(str::to_owned))?;
    (!label.is_empty() && label.len() <= 40 && field.kind != Kind::Text).then_some(label)
}

/// Guesses what the columns mean. `source` names the ids of the system the file is from.
pub(super) fn guess(
    schema: &Schema,
    object: &Arc<Object>,
    headings: &[String],
    preset: Option<&Preset>,
    source: &str,
) -> Mapping {
    let mut mapping = Mapping { object: Some(object.key.clone()), ..Mapping::default() };
    let source = preset.map_or(source, |p| p.name);
    let names = names(object);
    let mut found: Vec<(usize, Column, f64)> = Vec::new();
    let mut currencies = Vec::new();
    for (place, heading) in headings.iter().enumerate() {
        if is_doubled(object, heading, headings) {
            found.push((place, Column::skipped(), 2.0));
        } else if let Some(field) =
            heading.strip_suffix("_currency").and_then(|k| object.field(k)).filter(|f| f.kind == Kind::Money)
        {
            currencies.push((place, field.key.as_str()));
        } else if let Some(field) = preset.and_then(|p| p.field(&object.key, heading)) {
            if let Some((amount, _)) = field.split_once('$') {
                currencies.push((place, amount));
            } else if let Some(column) = of_preset(object, field, heading) {
                found.push((place, column, 2.0));
            }
        } else if is_id(heading, object) {
            found.push((place, Column::of(&format!("external:{source}")), 1.5));
        } else if let Some((column, score)) = of_heading(schema, object, &names, heading, &HashSet::new()) {
            found.push((place, column, score));
        }
    }
    // The surest first; what comes second for a field that holds one value looks for another meaning.
    let order =
        |found: &mut Vec<(usize, Column, f64)>| found.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    order(&mut found);
    let mut taken: HashSet<String> = HashSet::new();
    let mut kept: Vec<(usize, Column)> = Vec::new();
    let mut queue = std::collections::VecDeque::from(found);
    while let Some((place, column, _)) = queue.pop_front() {
        let key = column.field.clone().unwrap_or_default();
        let shared = column.skip || names.iter().any(|n| n.key == key && n.shared);
        if shared || taken.insert(key) {
            kept.push((place, column));
        } else if let Some(heading) = headings.get(place)
            && let Some((other, score)) = of_heading(schema, object, &names, heading, &taken)
        {
            queue.push_back((place, other, score));
        }
    }
    kept.sort_by_key(|(place, _)| *place);
    for (place, amount) in currencies {
        if let (Some(heading), Some((_, column))) =
            (headings.get(place), kept.iter_mut().find(|(_, c)| c.field.as_deref() == Some(amount)))
        {
            column.currency_column = Some(heading.clone());
            kept.push((place, Column::skipped()));
        }
    }
    kept.sort_by_key(|(place, _)| *place);
    let external = format!("external:{source}");
    if kept.iter().any(|(_, c)| c.field.as_deref() == Some(external.as_str())) {
        mapping.key = Some(external);
    } else if kept.iter().any(|(_, c)| c.field.as_deref() == Some("id")) {
        mapping.key = Some("id".to_owned());
    }
    for (place, column) in kept {
        if let Some(heading) = headings.get(place) {
            mapping.columns.push((heading.clone(), column));
        }
    }
    if mapping.columns.iter().any(|(_, c)| c.field.as_deref() == Some("created_at")) {
        mapping.created = mapping
            .columns
            .iter()
            .find(|(_, c)| c.field.as_deref() == Some("created_at"))
            .map(|(h, _)| h.clone());
    }
    mapping
}

/// How sure the guesses are: by heading, from 0.6 to 1.
pub(super) fn confidence(
    schema: &Schema,
    object: &Arc<Object>,
    mapping: &Mapping,
    preset: Option<&Preset>,
) -> Vec<(String, f64)> {
    let names = names(object);
    let sure = |heading: &str| {
        if preset.is_some_and(|p| p.field(&object.key, heading).is_some()) || is_id(heading, object) {
            return 1.0;
        }
        of_heading(schema, object, &names, heading, &HashSet::new()).map_or(1.0, |(_, score)| score.min(1.0))
    };
    mapping.columns.iter().map(|(heading, _)| (heading.clone(), sure(heading))).collect()
}

fn of_preset(object: &Object, field: &str, heading: &str) -> Option<Column> {
    if field.is_empty() {
        return Some(Column::skipped());
    }
    if field.starts_with("external:") {
        return Some(Column::of(field));
    }
    let (key, by) = field.split_once('@').map_or((field, None), |(k, s)| (k, Some(format!("external:{s}"))));
    let known = object.field(key.split('.').next().unwrap_or_default())?;
    Some(Column { by, label: label(heading, Some(known)), ..Column::of(key) })
}

/// What Rondo's own exports have beside what is read: names beside ids, and what nobody sets.
fn is_doubled(object: &Object, heading: &str, headings: &[String]) -> bool {
    let links = object.field(heading).is_some_and(|f| f.kind.is_link());
    let with_ids = |ending: &str| headings.contains(&format!("{heading}{ending}"));
    matches!(heading, "updated_at" | "created_by" | "created_by_id" | "version" | "deleted_at")
        || (links && (with_ids("_id") || with_ids("_ids")))
}

/// `Record ID`, `opportunity_id`, `Id`: what the other system calls the record itself.
fn is_id(heading: &str, object: &Object) -> bool {
    let words = base::words(&heading.replace('_', " "));
    let Some((last, rest)) = words.split_last() else { return false };
    let own = |word: &String| {
        word == "record" || *word == object.key || other_names(&object.key).contains(&word.as_str())
    };
    let own_field =
        object.fields.iter().any(|f| base::fold(&f.label) == base::fold(heading) || f.key == heading);
    last == "id" && rest.iter().all(own) && !own_field && !(rest.is_empty() && heading == "id")
}

fn of_heading(
    schema: &Schema,
    object: &Arc<Object>,
    names: &[Names],
    heading: &str,
    taken: &HashSet<String>,
) -> Option<(Column, f64)> {
    if heading == "id" && !taken.contains("id") {
        return Some((Column::of("id"), 1.5));
    }
    // Rondo's exports have links as two columns, the name and the id: the id is the surer one.
    let linked = heading.strip_suffix("_id").or_else(|| heading.strip_suffix("_ids"));
    if let Some(field) = linked.and_then(|key| object.field(key)).filter(|f| f.kind.is_link()) {
        let column = Column { by: Some("id".to_owned()), ..Column::of(&field.key) };
        return Some((column, 1.6));
    }
    let fits = |n: &&Names| n.shared || !taken.contains(&n.key);
    if let Some((prefix, rest)) = split_prefix(heading) {
        let about = schema.objects().find(|o| o.key != object.key && is_called(o, prefix));
        if let Some(about) = about.filter(|_| !is_called(object, prefix)) {
            // What is said about another record can only be the link to it.
            let words = base::words(rest.trim_end_matches('*'));
            let by = match words.as_slice() {
                [one] if matches!(one.as_str(), "name" | "title") => None,
                [one] if one == "email" => Some("email".to_owned()),
                _ => return None,
            };
            let link = object
                .fields
                .iter()
                .find(|f| f.target.as_deref() == Some(about.key.as_str()) && !f.system)?;
            return (!taken.contains(&link.key)).then(|| (Column { by, ..Column::of(&link.key) }, 0.8));
        }
    }
    let aliases: Vec<Vec<&str>> =
        names.iter().map(|n| n.aliases.iter().map(String::as_str).collect()).collect();
    let candidates: Vec<Candidate<'_>> = names
        .iter()
        .zip(&aliases)
        .filter(|(n, _)| fits(n))
        .map(|(n, aliases)| Candidate { key: &n.key, label: &n.label, aliases })
        .collect();
    let (key, score) = best_heading(heading, &candidates)?;
    let field = object.field(key.split('.').next().unwrap_or_default());
    Some((Column { label: label(heading, field), ..Column::of(key) }, score))
}

fn is_called(object: &Object, name: &str) -> bool {
    let name = base::fold(name);
    [&object.key, &object.plural, &object.label, &object.labels].iter().any(|n| base::fold(n) == name)
        || other_names(&object.key).contains(&name.as_str())
}

/// Takes back guesses that the cells contradict: a field of dates for a column without a date.
pub(super) fn refute(mapping: &mut Mapping, object: &Object, profile: &Profile) {
    for column in &profile.columns {
        let Some(place) = mapping.columns.iter().position(|(h, _)| *h == column.heading) else { continue };
        let key = mapping.columns.get(place).and_then(|(_, c)| c.field.clone()).unwrap_or_default();
        let Some(field) = object.field(&key) else { continue };
        if column.filled > 0 && !can_hold(field.kind, column) {
            mapping.columns.remove(place);
            if mapping.created.as_deref() == Some(column.heading.as_str()) {
                mapping.created = None;
            }
        }
    }
}

fn can_hold(kind: Kind, column: &ColumnProfile) -> bool {
    match kind {
        Kind::Date | Kind::DateTime => column.dates.is_some(),
        Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent => column.numbers.is_some(),
        Kind::Email => column.samples.iter().any(|s| s.contains('@')),
        Kind::Toggle => {
            column.kind == ColumnKind::Toggle
                || column.samples.iter().any(|s| tabular::parse_toggle(s).is_some())
        }
        Kind::Phone => column.samples.iter().any(|s| s.bytes().filter(u8::is_ascii_digit).count() >= 3),
        _ => true,
    }
}

/// Columns nobody knows the meaning of, as one question.
pub(super) fn unmapped(headings: &[String], profile: Option<&Profile>, object: &Object) -> Option<Question> {
    let ours = |heading: &String| REASON.iter().any(|r| heading == r) && headings.len() == REASON.len();
    if headings.is_empty() || headings.iter().all(ours) {
        return None;
    }
    let mut lines = Vec::new();
    let mut told = Vec::new();
    for heading in headings {
        let column = profile.and_then(|p| p.columns.iter().find(|c| c.heading == *heading));
        let what = column.map(|c| {
            let kinds = match &c.distinct {
                Distinct::Exact(values) => format!(", {} different", values.len()),
                Distinct::Many => String::new(),
            };
            let example =
                c.samples.first().map_or(String::new(), |s| format!(", such as {:?}", super::read::short(s)));
            format!(" ({}{kinds}{example})", c.kind)
        });
        told.push(format!("{heading}{}", what.unwrap_or_default()));
        lines.push(column_line(heading, &Column::skipped()));
    }
    let s = if headings.len() == 1 { "column" } else { "columns" };
    let shown = if told.len() > 30 {
        format!(
            "{} and {} more",
            told.iter().take(30).cloned().collect::<Vec<_>>().join("; "),
            told.len() - 30
        )
    } else {
        told.join("; ")
    };
    let mut question =
        Question::new(About::Column, format!("{} {s} without a meaning: {shown}", headings.len()))
            .answer(lines.join("\n"));
    if let [heading] = headings {
        question = question.column(heading);
        question = question.answer(format!(
            "{} = \"FIELD\"   # a field of {}",
            bare(heading),
            object.labels.to_lowercase()
        ));
    }
    Some(question)
}

/// Fields that must be filled and are not.
pub(super) fn required(mapping: &Mapping, object: &Object) -> Option<Question> {
    let title = object.title_field().filter(|f| f.required)?;
    let given = mapping.columns.iter().any(|(_, c)| c.field.as_deref() == Some(title.key.as_str()))
        || mapping.derive.iter().any(|(f, _)| *f == title.key)
        || mapping.defaults.iter().any(|(f, _)| *f == title.key);
    if given || mapping.columns.is_empty() {
        return None;
    }
    // The name is made of what the record links to, or of the first columns.
    let links: Vec<&str> = mapping
        .columns
        .iter()
        .filter(|(_, c)| {
            c.field.as_deref().and_then(|f| object.field(f)).is_some_and(|f| f.kind.is_link() && !f.system)
        })
        .map(|(h, _)| h.as_str())
        .collect();
    let columns: Vec<&str> = if links.is_empty() {
        mapping.columns.iter().take(1).map(|(h, _)| h.as_str()).collect()
    } else {
        links
    };
    let templates: Vec<String> = (1..=columns.len().min(2))
        .rev()
        .map(|n| {
            quoted(&columns.iter().take(n).map(|c| format!("{{{c}}}")).collect::<Vec<_>>().join(" for "))
        })
        .collect();
    let message = format!("{} is required, and no column gives it", title.label);
    let mut question = Question::new(About::Required, message).answer(format!(
        "[derive]\n{} = [{}]",
        title.key,
        templates.join(", ")
    ));
    question.field = Some(title.key.clone());
    Some(question)
}
