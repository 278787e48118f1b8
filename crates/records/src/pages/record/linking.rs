//! Records that point to a record, from its side: one that is there already is linked, or no longer is. The link itself is
//! changed at the other record, as anybody could at its own page; both can be undone.
use std::sync::Arc;

use axum::extract::Path;
use base::{Error, Id};
use engine::{Action, Field, FieldRight, Input, Kind, Object, Record, Value, Work};
use maud::html;
use ui::field::typed::Said;
use ui::field::{Asks, Titles, Typed, href, widget};
use ui::part::topbar;
use ui::say::inline;
use ui::web::{Answer, Fault};
use ui::{Button, say};

use crate::pages::flash::Flash;
use crate::pages::form::quoted;
use crate::pages::pick::{Choices, by_name};
use crate::pages::visit::{Visit, id_of};

/// Whether a person may change a link of some records of an object.
pub(super) fn may_link(visit: &Visit, object: &Object, field: &Field) -> bool {
    !field.system
        && !field.read_only
        && visit.can(object, Action::Update)
        && visit.actor.field(object, field) == FieldRight::Write
}

/// The record, and the link of other records that leads to it.
struct Place {
    record: Record,
    from: Arc<Object>,
    field: Field,
}

impl Place {
    async fn of(visit: &Visit, [objects, id, from, key]: [&str; 4]) -> Result<Self, Fault> {
        let record = visit.record(objects, id).await?;
        let from = visit.object(from)?;
        let leads = |f: &&Field| {
            f.target.as_deref() == Some(record.object.key.as_str()) && !f.hidden && may_link(visit, &from, f)
        };
        let field = from.field(key).filter(leads).cloned().ok_or_else(Fault::not_found)?;
        Ok(Self { record, from, field })
    }

    fn here(&self) -> String {
        href(&self.record.object, self.record.id)
    }

    /// Links another record to this one, or no longer.
    async fn put(&self, work: &mut Work, other: Id, on: bool) -> Result<(), Error> {
        let (from, key, id) = (&self.from.key, &self.field.key, self.record.id);
        match (self.field.kind, on) {
            (Kind::Links, true) => work.link(from, other, key, id).await,
            (Kind::Links, false) => work.unlink(from, other, key, id).await,
            (_, on) => {
                let value = if on { Value::Ref(id) } else { Value::Null };
                work.update(from, other, Input::new().with(key, value), None).await
            }
        }
    }
}

/// The picker of the other record, as a field that leads there.
fn picker(place: &Place) -> Field {
    Field { required: true, ..Field::link("other", &place.from.key) }.label(&place.from.label)
}

/// `GET /{objects}/{id}/related/{object}/{field}`
pub(in crate::pages) async fn ask(
    visit: Visit,
    Path((objects, id, from, key)): Path<(String, String, String, String)>,
) -> Answer {
    let place = Place::of(&visit, [&objects, &id, &from, &key]).await?;
    page(&visit, &place, &Typed::default(), &base::Problems::default()).await
}

async fn page(visit: &Visit, place: &Place, typed: &Typed, problems: &base::Problems) -> Answer {
    let field = picker(place);
    let choices = Choices::of(visit, [&field].into_iter()).await?;
    let titles = Titles::new();
    let options = |f: &Field| choices.of_field(f);
    let asks = Asks::new(visit.look(), typed, problems, &options, &titles);
    let (here, list) = (place.here(), visit.list_of(&place.record.object));
    let title = say!("record-link", what = &inline(&place.from.label));
    let name = place.record.title();
    let body = html! {
        (topbar(&[(&list, &place.record.object.labels), (&here, &name)], &title, None, html! {}))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(visit.asked.here()) novalidate data-controller="form" {
                p.text-muted { (say!("record-link-words", what = &quoted(&name), field = &place.field.label)) }
                (widget(&asks, &field))
                div.flex."gap-2".border-t.border-line."pt-5" { (Button::new(&say!("record-link-do")).primary().key("mod+enter")) (Button::link(&here, &say!("app-cancel")).ghost()) }
            }
        }
    };
    let status = if problems.is_empty() {
        axum::http::StatusCode::OK
    } else {
        axum::http::StatusCode::UNPROCESSABLE_ENTITY
    };
    visit.page_with(status, &title, None, body).await
}

/// `POST /{objects}/{id}/related/{object}/{field}`
pub(in crate::pages) async fn add(
    visit: Visit,
    Path((objects, id, from, key)): Path<(String, String, String, String)>,
    axum::Form(pairs): axum::Form<Vec<(String, String)>>,
) -> Answer {
    let place = Place::of(&visit, [&objects, &id, &from, &key]).await?;
    let typed = Typed::sent(pairs);
    let found = match typed.said(&picker(&place)) {
        Some(Said::Given(engine::Given::Value(Value::Ref(id)))) => Ok(id),
        Some(Said::Named(name)) => by_name(&visit, &place.from, &name).await?,
        _ => Err(say!("record-link-choose").into_owned()),
    };
    let other = match found {
        Ok(id) => id,
        Err(words) => {
            let mut problems = base::Problems::default();
            problems.add("other", "unknown", words);
            return page(&visit, &place, &typed, &problems).await;
        }
    };
    change(&visit, &place, other, true).await
}

/// `POST /{objects}/{id}/related/{object}/{field}/{other}/remove`
pub(in crate::pages) async fn remove(
    visit: Visit,
    Path((objects, id, from, key, other)): Path<(String, String, String, String, String)>,
) -> Answer {
    let place = Place::of(&visit, [&objects, &id, &from, &key]).await?;
    change(&visit, &place, id_of(&other)?, false).await
}

async fn change(visit: &Visit, place: &Place, other: Id, on: bool) -> Answer {
    let there = visit.engine().find(&visit.actor, &place.from.key, other).await?;
    let mut work = visit.engine().begin(&visit.actor);
    let done = match place.put(&mut work, other, on).await {
        Ok(()) => work.commit().await,
        Err(error) => Err(error),
    };
    let title = quoted(&there.title());
    Ok(match done {
        Ok(done) => {
            let words = if on {
                say!("record-linked", title = &title)
            } else {
                say!("record-unlinked", title = &title)
            };
            Flash::done(words).undo(done.batch).then(&place.here())
        }
        Err(Error::Invalid(problems)) => Flash::failed(problems.to_string()).then(&place.here()),
        Err(other) => return Err(other.into()),
    })
}
