//! A record on its way to another place of a board or a calendar: what both need to move it, and how both answer. A script
//! (`X-Fragment`) is told what came of it; a form is sent on.
use std::sync::Arc;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Error, Id, Problems};
use engine::{Action, Field, FieldRight, Input, Object, Record};
use serde_json::json;
use ui::say;
use ui::web::Fault;

use super::asked::is_local;
use super::flash::{Flash, to};
use super::form::quoted;
use super::visit::{Visit, encoded};

/// Whether the person can move any record of an object along a field.
pub(super) fn is_movable(visit: &Visit, object: &Object, field: &Field) -> bool {
    !field.read_only
        && !field.system
        && visit.can(object, Action::Update)
        && visit.actor.field(object, field) == FieldRight::Write
}

/// A record, the field that says where it is, and the page it is moved on.
pub(super) struct Move {
    pub(super) object: Arc<Object>,
    pub(super) record: Record,
    pub(super) field: Field,
    pub(super) back: String,
}

impl Move {
    /// The record of an address and one of its fields, if `fits` says that this page moves by such a field; `layout` is
    /// the page to go back to where none is named.
    pub(super) async fn of(
        visit: &Visit,
        (objects, id): (&str, &str),
        key: &str,
        fits: impl Fn(&Field) -> bool,
        back: &str,
        layout: &str,
    ) -> Result<Self, Fault> {
        let record = visit.changeable(objects, id).await?;
        let object = record.object.clone();
        let seen = |f: &&Field| fits(f) && !f.hidden && visit.actor.sees(&object, f);
        let field = object.field(key).filter(seen).cloned().ok_or_else(Fault::not_found)?;
        if !is_movable(visit, &object, &field) {
            let words = say!("moving-fixed", field = &field.label).into_owned();
            return Err(Error::Forbidden(words).into());
        }
        let list = format!("/{}?as={layout}", object.plural);
        let back = if is_local(back) { back.to_owned() } else { list };
        Ok(Self { object, record, field, back })
    }

    pub(super) fn title(&self) -> String {
        quoted(&self.record.title())
    }

    /// Writes the change. Returns the batch that undoes it.
    pub(super) async fn save(&self, visit: &Visit, input: Input) -> Result<Id, Error> {
        let mut work = visit.engine().begin(&visit.actor);
        work.update(&self.object.key, self.record.id, input, None).await?;
        Ok(work.commit().await?.batch)
    }

    /// Nothing had to be done.
    pub(super) fn stayed(&self, visit: &Visit) -> Response {
        if visit.fragment { Json(json!({})).into_response() } else { to(&self.back) }
    }

    /// It is where it was to go, and `words` say so.
    pub(super) fn done(&self, visit: &Visit, words: String, batch: Id) -> Response {
        if !visit.fragment {
            return Flash::done(words).undo(batch).then(&self.back);
        }
        let undo = format!("/undo/{batch}?back={}", encoded(&self.back));
        let toast = ui::toast(&ui::Flash { message: words, undo: Some(undo), failed: false }).into_string();
        Json(json!({"toast": toast})).into_response()
    }

    /// It stays where it is, and why.
    pub(super) fn refused(&self, visit: &Visit, problems: &Problems) -> Response {
        let label = |key: &str| self.object.field(key).map_or_else(String::new, |f| format!("{}: ", f.label));
        let why: Vec<String> =
            problems.0.iter().map(|p| format!("{}{}", label(&p.field), p.message)).collect();
        let words = say!("moving-refused", title = self.title(), why = why.join(". ")).into_owned();
        if visit.fragment {
            return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"problem": words}))).into_response();
        }
        Flash::failed(words).then(&self.back)
    }
}
