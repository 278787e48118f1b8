//! What a person says about the columns of a file becomes a mapping; fields that are to be new are made before the check.
use axum::Form;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use base::{Error, Problems};
use engine::{Field, Kind, Object};
use serde_json::{Map, Value as Json, json};
use ui::field::Typed;
use ui::say;
use ui::web::Answer;

use super::matching::{new_fields, text};
use super::run::{run_of, told};
use crate::import::mapping::{Column, Create};
use crate::import::{Mapping, Run, Stage, Unknown};
use crate::pages::visit::Visit;

/// `GET /imports/{id}/mapping.toml`
pub(in crate::pages) async fn mapping_file(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    let stem = run.name.rsplit_once('.').map_or(run.name.as_str(), |(stem, _)| stem);
    let stem: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{stem}.toml\"");
    let kind = "application/toml; charset=utf-8".to_owned();
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], run.mapping).into_response())
}

/// `POST /imports/{id}/mapping`: keeps what was said and looks at the file again, or goes on to the check.
pub(in crate::pages) async fn save(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let run = run_of(&visit, &id).await?;
    let typed = Typed::sent(pairs);
    let done = kept(&visit, &run, &typed).await;
    told(&visit, &run, done).await
}

async fn kept(visit: &Visit, run: &Run, typed: &Typed) -> Result<Run, Error> {
    let object = visit.object(&run.object)?;
    let mut new = new_fields(run);
    let mut mapping = read(run, &object, typed, &mut new)?;
    if !visit.actor.is_admin() {
        new.clear();
    }
    let bring = typed.text("bring").trim();
    if !bring.is_empty() {
        mapping.answer(Mapping::parse(bring)?);
    }
    if typed.text("then") != "check" {
        return crate::import::matched(visit.engine(), run.clone(), &mapping, Json::Object(new)).await;
    }
    make_fields(visit, &object, &mut mapping, &new).await?;
    // What nobody gave a meaning is left out: the page said so.
    let columns = run.report.get("columns").and_then(Json::as_array).into_iter().flatten();
    for heading in columns.map(|c| text(c, "heading")) {
        if mapping.column(heading).is_none() {
            mapping.columns.push((heading.to_owned(), Column::skipped()));
        }
    }
    let mut run = run.clone();
    run.mapping = mapping.to_toml();
    if let Some(report) = run.report.as_object_mut() {
        report.insert("new_fields".to_owned(), json!({}));
        report.insert("key".to_owned(), json!(mapping.key));
        report.shift_remove("notes");
    }
    crate::import::go_on(visit.engine(), run, Stage::Check).await
}

/// The mapping with what the form says laid over it. Columns of other pages stay as they are.
fn read(run: &Run, object: &Object, typed: &Typed, new: &mut Map<String, Json>) -> Result<Mapping, Error> {
    let mut mapping = Mapping::parse(&run.mapping)?;
    let places: Vec<String> = typed
        .pairs()
        .iter()
        .filter_map(|(name, _)| Some(name.strip_prefix("c.")?.strip_suffix(".head")?.to_owned()))
        .collect();
    for place in places {
        let said = |part: &str| typed.text(&format!("c.{place}.{part}")).trim().to_owned();
        let heading = typed.text(&format!("c.{place}.head")).to_owned();
        let to = said("to");
        let known = mapping.column(&heading).cloned();
        let spec = if to == "new" {
            let label = Some(said("label")).filter(|l| !l.is_empty()).unwrap_or_else(|| heading.clone());
            let guessed = run.report.get("columns").and_then(Json::as_array).into_iter().flatten();
            let guessed =
                guessed.filter(|c| text(c, "heading") == heading).find_map(|c| c.get("kind").cloned());
            let kind = Some(said("kind")).filter(|k| !k.is_empty()).map(Json::from).or(guessed);
            new.insert(heading.clone(), json!({"label": label, "kind": kind}));
            Column::skipped()
        } else if to.is_empty() {
            new.shift_remove(&heading);
            // Nobody has said anything yet about a column that stays open.
            if known.is_none() && typed.text("then") != "check" {
                continue;
            }
            Column::skipped()
        } else {
            new.shift_remove(&heading);
            match known.filter(|c| c.field.as_deref() == Some(to.as_str()) && !c.skip) {
                Some(mut spec) => {
                    answered(&mut spec, typed, &place, object.field(&to))?;
                    spec
                }
                None => Column::of(&to),
            }
        };
        match mapping.columns.iter_mut().find(|(h, _)| *h == heading) {
            Some((_, slot)) => *slot = spec,
            None => mapping.columns.push((heading, spec)),
        }
    }
    let filled = |name: &str| Some(typed.text(name).trim().to_owned()).filter(|t| !t.is_empty());
    let fed = |key: &str| mapping.columns.iter().any(|(_, c)| !c.skip && c.field.as_deref() == Some(key));
    mapping.key = filled("key").filter(|key| fed(key));
    if mapping.created.as_deref().is_some_and(|h| mapping.column(h).is_none_or(|c| c.skip)) {
        mapping.created = None;
    }
    if let Some(word) = filled("existing") {
        mapping.existing = serde_json::from_value(json!(word)).ok();
    }
    if let Some(word) = filled("duplicates") {
        mapping.duplicates = serde_json::from_value(json!(word)).ok();
    } else if mapping.duplicates.is_none() && mapping.key.is_some() && typed.text("then") == "check" {
        mapping.duplicates = Some(crate::import::mapping::Duplicates::Update);
    }
    if let Some(field) = filled("tag.field") {
        mapping.defaults.retain(|(f, _)| *f != field);
        mapping.defaults.extend(filled("tag").map(|tag| (field, tag)));
    }
    if typed.has("derive") {
        mapping.derive.retain(|(f, _)| *f != object.title);
        mapping.derive.extend(filled("derive").map(|template| (object.title.clone(), vec![template])));
    }
    Ok(mapping)
}

/// The answers of one column.
fn answered(spec: &mut Column, typed: &Typed, place: &str, field: Option<&Field>) -> Result<(), Error> {
    let mut i = 0;
    while let Some(value) = typed.all(&format!("c.{place}.v.{i}")).next() {
        let means = typed.text(&format!("c.{place}.m.{i}")).trim();
        if means.is_empty() {
            spec.values.shift_remove(value);
        } else {
            spec.values.insert(value.to_owned(), json!(means));
        }
        i += 1;
    }
    let links = field.is_some_and(|f| f.kind.is_link());
    match typed.text(&format!("c.{place}.else")) {
        "" => {}
        "create" if links => {
            spec.unknown = None;
            // What is made besides the name stays as a mapping file said it.
            if !matches!(spec.create, Some(Create::With(_))) {
                spec.create = Some(Create::Plain(true));
            }
        }
        "create" => {
            spec.unknown = None;
            spec.create_choices = true;
        }
        word => {
            spec.create = None;
            spec.create_choices = false;
            spec.unknown = Unknown::parse(word);
        }
    }
    for (part, at) in [("date", "date"), ("number", "number")] {
        let said = typed.text(&format!("c.{place}.{part}"));
        if said.is_empty() {
            continue;
        }
        let wrong = || Error::invalid(at, "unknown", format!("{said:?} is not known here"));
        if part == "date" {
            spec.date = Some(serde_json::from_value(json!(said)).map_err(|_| wrong())?);
        } else {
            spec.number = Some(serde_json::from_value(json!(said)).map_err(|_| wrong())?);
        }
    }
    Ok(())
}

/// Makes the fields that are to be new, live, and lets their columns go there.
async fn make_fields(
    visit: &Visit,
    object: &Object,
    mapping: &mut Mapping,
    new: &Map<String, Json>,
) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    let mut problems = Problems::default();
    let mut fields = Map::new();
    for (heading, wanted) in new {
        let label = text(wanted, "label").trim();
        let kind: Option<Kind> = wanted.get("kind").and_then(|k| serde_json::from_value(k.clone()).ok());
        let mut key = crate::pages::settings::key_of(label);
        while object.field(&key).is_some() || fields.contains_key(&key) {
            key.push_str("_2");
        }
        let Some(kind) = kind.filter(|_| !key.is_empty()) else {
            problems.add("", "new_field", say!("import-new-wrong", column = heading).into_owned());
            continue;
        };
        let mut parts = json!({"kind": kind, "label": label});
        let mut spec = Column::of(&key);
        if kind.has_choices() {
            // The import adds what the file has.
            if let Some(parts) = parts.as_object_mut() {
                parts.insert("choices".to_owned(), json!([]));
            }
            spec.create_choices = true;
        }
        fields.insert(key, parts);
        match mapping.columns.iter_mut().find(|(h, _)| h == heading) {
            Some((_, slot)) => *slot = spec,
            None => mapping.columns.push((heading.clone(), spec)),
        }
    }
    problems.check()?;
    visit.engine().apply_schema(&visit.actor, &json!({(object.key.as_str()): {"fields": fields}})).await?;
    Ok(())
}
