//! Records to choose from: all of a short list in a select, or what is found as one writes.
use std::collections::HashMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use base::{Error, Id};
use engine::query::Query;
use engine::{Action, Field, Object, Value};
use maud::html;
use ui::field::cell::cut;
use ui::field::{href, named};
use ui::icon::icon;
use ui::say;
use ui::web::Answer;

use super::form::{may_make, quoted};
use super::visit::Visit;

/// Up to so many records are offered in a select.
const SELECT: usize = 200;
/// Offered while one writes.
const FOUND: usize = 12;

/// The records links of a form may lead to, where they are few, by object.
pub(super) struct Choices(HashMap<String, Vec<(Id, String)>>);

impl Choices {
    /// For the links among some fields.
    pub(super) async fn of(visit: &Visit, fields: impl Iterator<Item = &Field>) -> Result<Self, Error> {
        let mut all = HashMap::new();
        for field in fields.filter(|f| f.kind.is_single_link()) {
            let Some(target) = field.target.as_deref().and_then(|t| visit.schema.object(t)) else { continue };
            if all.contains_key(&target.key) || !visit.can(target, Action::Read) {
                continue;
            }
            if let Some(list) = short_list(visit, target).await? {
                all.insert(target.key.clone(), list);
            }
        }
        Ok(Self(all))
    }

    /// Those of a field.
    pub(super) fn of_field(&self, field: &Field) -> Option<&[(Id, String)]> {
        self.0.get(field.target.as_deref()?).map(Vec::as_slice)
    }
}

/// Every record of an object with its title, unless they are too many.
async fn short_list(visit: &Visit, target: &Object) -> Result<Option<Vec<(Id, String)>>, Error> {
    let mut query = Query::new(&target.key).columns(&target.title).limit(SELECT + 1);
    if super::columns::sorts(target.title_field().unwrap_or(&Field::new("name", engine::Kind::Text))) {
        query = query.sort(&target.title)?;
    }
    if target.key == "user" {
        query = query.filter("NOT active = false")?;
    }
    let page = visit.engine().list(&visit.actor, &query).await?;
    let title = |cells: &[Value], id: Id| {
        cells.first().and_then(Value::text).map_or_else(|| id.to_string(), |t| cut(t, 80))
    };
    let list: Vec<(Id, String)> = page.rows.iter().map(|r| (r.id, title(&r.cells, r.id))).collect();
    Ok((list.len() <= SELECT).then_some(list))
}

/// What somebody means by a name: the record, or what to say when there is none or more than one.
pub(super) async fn by_name(visit: &Visit, target: &Object, name: &str) -> Result<Result<Id, String>, Error> {
    let label = say::inline(&target.label);
    if let Ok(id) = name.parse::<Id>()
        && visit.engine().find(&visit.actor, &target.key, id).await.is_ok()
    {
        return Ok(Ok(id));
    }
    let filter = format!("{} = {}", target.title, engine::filter::quoted(name));
    let query = Query::new(&target.key).filter(&filter)?.columns(&target.title).limit(2);
    let page = visit.engine().list(&visit.actor, &query).await?;
    Ok(match page.rows.as_slice() {
        [one] => Ok(one.id),
        [] => {
            let near = visit.engine().search(&visit.actor, name, Some(&[target.key.as_str()]), 1).await?;
            Err(match near.first() {
                Some(hit) => say!("list-pick-near", what = &label, title = cut(&hit.title, 80)).into(),
                None => say!("list-pick-none", what = &label, name = cut(name, 80)).into(),
            })
        }
        _ => Err(say!("list-pick-several", what = &label, name = cut(name, 80)).into()),
    })
}

/// `GET /pick/{object}?q=`: options for a list.
pub(super) async fn show(visit: Visit, Path(object): Path<String>) -> Answer {
    let object = visit.object(&object)?;
    let found: Vec<(Id, String, String)> = match visit.asked.text("q") {
        Some(words) => {
            let hits = super::search::hits(&visit, words, Some(&[object.key.as_str()]), FOUND).await?;
            hits.into_iter().map(|h| (h.id, h.title, h.line)).collect()
        }
        None => {
            let query = Query::new(&object.key).columns(&object.title).sort("-updated_at")?.limit(FOUND);
            let page = visit.engine().list(&visit.actor, &query).await?;
            let title = |cells: &[Value]| cells.first().and_then(Value::text).unwrap_or_default().to_owned();
            page.rows.iter().map(|r| (r.id, title(&r.cells), String::new())).collect()
        }
    };
    let makes = visit.asked.text("make") == Some("1") && may_make(&visit, &object);
    let name = visit.asked.text("q").filter(|name| makes && !found.iter().any(|(_, title, _)| title == name));
    Ok(html! {
        @for (id, title, line) in &found {
            @let title = cut(title, 80);
            li.flex."gap-2".items-center."px-2"."min-h-8"."rounded-(--radius-selector)".cursor-pointer."aria-selected:bg-base-content/7" role="option"
                aria-selected="false" data-value=(id) data-label=(title) {
                (named(&object, &title, *id))
                @if !line.is_empty() { span.text-muted.truncate { (line) } }
            }
        }
        @if found.is_empty() { li."px-2"."min-h-8".flex.items-center.text-muted role="presentation" { (say!("list-nothing-found")) } }
        @if let Some(name) = name {
            li.flex."gap-2".items-center."px-2"."min-h-8"."rounded-(--radius-selector)".cursor-pointer.text-muted role="option" aria-selected="false"
                data-create=(super::form::prefilled(&object, &object.title, name, "")) { (icon("plus")) (say!("pick-create", name = &quoted(name))) }
        }
    }
    .into_response())
}

/// `GET /pick/{object}/{id}`: what the dialog of a form gets once the record was made there.
pub(super) async fn made(visit: Visit, Path((object, id)): Path<(String, String)>) -> Answer {
    let record = visit.record(&object, &id).await?;
    if !visit.in_dialog {
        return Ok(super::flash::to(&href(&record.object, record.id)));
    }
    Ok(super::form_page::made(&record.object, record.id, &record.title()).into_response())
}
