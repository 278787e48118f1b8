//! The form of a record, new or there already, drawn from the schema.
use std::sync::Arc;

use axum::extract::{Path, Request};
use axum::response::IntoResponse;
use base::{Error, Id, Problems};
use engine::{Action, Ctx, Field, FieldRight, Given, Input, Object, StageKind, Value, Work};
use maud::html;
use ui::field::input::MAKEABLE;
use ui::field::typed::Said;
use ui::field::{Titles, Typed, href};
use ui::say;
use ui::web::Answer;

use super::asked::{address, is_local};
use super::conflict;
use super::flash::{Flash, to};
use super::form_page::{Purpose, fields, page};
use super::list::titles_of;
use super::pick::by_name;
use super::sent;
use super::visit::Visit;

/// The fields a form asks for: what the person may change.
pub(super) fn asked_for<'a>(visit: &'a Visit, object: &'a Object) -> impl Iterator<Item = &'a Field> {
    object.fields.iter().filter(|f| {
        !f.hidden
            && !f.read_only
            // A checklist is ticked off where it stands.
            && f.checks.is_empty()
            && (!f.system || f.key == "owner")
            && visit.actor.field(object, f) == FieldRight::Write
    })
}

/// A record that does not exist yet and that a link is to lead to: made with the form that names it.
struct Wanted {
    field: String,
    target: Arc<Object>,
    name: String,
}

/// Reads what a form says. Fields that were not touched since it was made are left out; what is no value is a problem.
pub(super) async fn read(
    visit: &Visit,
    fields: impl Iterator<Item = &Field>,
    typed: &Typed,
    fingerprints: &str,
    problems: &mut Problems,
) -> Result<Input, Error> {
    Ok(read_wanting(visit, fields, typed, fingerprints, problems).await?.0)
}

/// The same, with the records that are to be made for its links.
async fn read_wanting(
    visit: &Visit,
    fields: impl Iterator<Item = &Field>,
    typed: &Typed,
    fingerprints: &str,
    problems: &mut Problems,
) -> Result<(Input, Vec<Wanted>), Error> {
    let (mut input, mut wanted) = (Input::new(), Vec::new());
    for field in fields {
        if typed.untouched(field, fingerprints) {
            continue;
        }
        let target = field.target.as_deref().and_then(|t| visit.schema.object(t));
        let mut nobody = |target: &Arc<Object>, name: String, message: String| {
            if typed.text(&format!("{}.make", field.key)) == "1" && may_make(visit, target) {
                wanted.push(Wanted { field: field.key.clone(), target: target.clone(), name });
            } else {
                problems.add(&field.key, if may_make(visit, target) { MAKEABLE } else { "unknown" }, message);
            }
        };
        let given = match (typed.said(field), target) {
            (None, _) | (Some(Said::Named(_) | Said::Records(..)), None) => continue,
            (Some(Said::Given(given)), _) => given,
            (Some(Said::Named(name)), Some(target)) => match by_name(visit, target, &name).await? {
                Ok(id) => Given::Value(Value::Ref(id)),
                Err(message) => {
                    nobody(target, name, message);
                    continue;
                }
            },
            (Some(Said::Records(mut ids, name)), Some(target)) => {
                if !name.is_empty() {
                    match by_name(visit, target, &name).await? {
                        Ok(id) => ids.push(id),
                        Err(message) => nobody(target, name, message),
                    }
                }
                ids.sort_unstable();
                ids.dedup();
                Given::Value(if ids.is_empty() {
                    Value::Null
                } else {
                    Value::List(ids.into_iter().map(Value::Ref).collect())
                })
            }
        };
        input.0.push((field.key.clone(), given));
    }
    Ok((input, wanted))
}

/// Whether a record of an object can be made in passing: it is no user, and its name is enough to begin with.
pub(super) fn may_make(visit: &Visit, target: &Object) -> bool {
    target.key != "user" && !target.hidden && visit.can(target, Action::Create)
}

/// Makes the records that links are to lead to, and puts them into the input.
async fn make(work: &mut Work, input: &mut Input, wanted: Vec<Wanted>) -> Result<(), Error> {
    for Wanted { field, target, name } in wanted {
        let made = work.create(&target.key, Input::new().typed(&target.title, &name)).await;
        let id = made.map_err(|error| match error {
            Error::Invalid(found) => {
                let why: Vec<String> = found.0.into_iter().map(|p| p.message).collect();
                Error::invalid(&field, "linked", why.join("; "))
            }
            other => other,
        })?;
        work.trust([id]);
        match input.0.iter_mut().find(|(key, _)| *key == field) {
            Some((_, Given::Value(Value::List(list)))) => list.push(Value::Ref(id)),
            Some((_, given @ Given::Value(Value::Null))) => {
                *given = Given::Value(Value::List(vec![Value::Ref(id)]))
            }
            _ => input.0.push((field, Given::Value(Value::Ref(id)))),
        }
    }
    Ok(())
}

/// `GET /{objects}/new`; `?field=value` fills in.
pub(super) async fn new(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    visit.may_create(&object)?;
    let mut typed = Typed::default();
    let manners = &visit.settings.manners;
    for field in asked_for(&visit, &object) {
        let given = visit.asked.text(&field.key);
        let linked = given.and_then(|t| t.parse::<Id>().ok()).filter(|_| field.kind.is_single_link());
        let own = if field.key == "owner" { visit.actor.user } else { None };
        if let Some(id) = linked.or(own) {
            let titles = visit
                .engine()
                .titles(&visit.actor, field.target.as_deref().unwrap_or_default(), &[id])
                .await?;
            typed.fill(field, &Value::Ref(id), manners, &titles);
        } else if let Some(text) = given {
            let name = if field.many { format!("{}.0.value", field.key) } else { field.key.clone() };
            typed.put(name, text);
        } else if let Some(default) = &field.default {
            let value = field.kind.parse_json(default, &Ctx { field, manners }).unwrap_or_default();
            typed.fill(field, &value, manners, &Titles::new());
        } else if let Some(first) =
            field.choices.iter().find(|c| !c.hidden && c.stage == Some(StageKind::Open))
        {
            // A path begins at its first step.
            typed.put(&field.key, &first.key);
        }
    }
    let back = visit.asked.text("back").filter(|b| is_local(b)).map(str::to_owned);
    page(&visit, &fresh(&object, back), &typed, &Problems::default()).await
}

/// A form for a new record.
fn fresh(object: &Arc<Object>, back: Option<String>) -> Purpose<'_> {
    Purpose { object, record: None, version: 0, fingerprints: String::new(), back }
}

/// `POST /{objects}`
pub(super) async fn create(visit: Visit, Path(objects): Path<String>, request: Request) -> Answer {
    let object = visit.object(&objects)?;
    visit.may_create(&object)?;
    let typed = sent::read(&visit, request).await?;
    let mut problems = Problems::default();
    let fields: Vec<Field> = asked_for(&visit, &object).cloned().collect();
    let (input, wanted) = read_wanting(&visit, fields.iter(), &typed, "", &mut problems).await?;
    let mut work = visit.engine().begin(&visit.actor);
    let made = added(&mut work, &object, input, wanted).await;
    let made = match (made, problems.is_empty()) {
        (Ok(id), true) => work.commit().await.map(|done| (id, done.batch)),
        (Ok(_), false) => Err(Error::Invalid(Problems::default())),
        (Err(error), _) => Err(error),
    };
    let back = Some(typed.text("back")).filter(|b| is_local(b)).map(str::to_owned);
    match made {
        Ok((id, batch)) => {
            let title = visit
                .engine()
                .titles(&visit.actor, &object.key, &[id])
                .await?
                .remove(&id)
                .unwrap_or_default();
            if visit.in_dialog {
                return Ok(to(&format!("/pick/{}/{id}", object.key)));
            }
            let flash =
                Flash::done(say!("form-added", what = &object.label, title = &quoted(&title))).undo(batch);
            if typed.text("then") == "another" {
                return Ok(flash.then(&format!("/{}/new", object.plural)));
            }
            Ok(flash.then(&back.unwrap_or_else(|| href(&object, id))))
        }
        Err(Error::Invalid(found)) => {
            merge(&mut problems, found);
            page(&visit, &fresh(&object, back), &typed, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Plans the record and those its links are to lead to. What was left empty is not given: defaults and rules fill it in.
async fn added(work: &mut Work, object: &Object, mut input: Input, wanted: Vec<Wanted>) -> Result<Id, Error> {
    make(work, &mut input, wanted).await?;
    input.0.retain(|(_, given)| !is_blank(given));
    work.create(&object.key, input).await
}

/// `POST /{objects}/form`: the fields as they stand, for what was typed so far; `?record=` names the one that is edited.
pub(super) async fn stand(visit: Visit, Path(objects): Path<String>, request: Request) -> Answer {
    let object = visit.object(&objects)?;
    let record = match visit.asked.text("record") {
        Some(id) => Some(visit.changeable(&objects, id).await?),
        None => {
            visit.may_create(&object)?;
            None
        }
    };
    let typed = sent::read(&visit, request).await?;
    let fields = fields(&visit, &object, record.as_ref(), &typed, &Problems::default()).await?;
    Ok(html! { div { (fields) } }.into_response())
}

/// A title in the quotes of a sentence, short enough for one.
pub(super) fn quoted(title: &str) -> String {
    ui::say::in_quotes(&ui::field::cell::cut(title, 60))
}

/// The first problem of each field is kept: what could not be read comes before what is missing for that reason.
fn merge(problems: &mut Problems, found: Problems) {
    for problem in found.0 {
        if problem.field.is_empty() || problems.of(&problem.field).is_none() {
            problems.0.push(problem);
        }
    }
}

/// Nothing was given.
pub(super) fn is_blank(given: &Given) -> bool {
    match given {
        Given::Text(text) => text.trim().is_empty(),
        Given::Json(json) => json.is_null() || json.as_array().is_some_and(Vec::is_empty),
        Given::Value(value) => value.is_null(),
    }
}

/// `GET /{objects}/{id}/edit`
pub(super) async fn edit(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let record = visit.changeable(&objects, &id).await?;
    let object = record.object.clone();
    let titles = titles_of(&visit, object.fields.iter().zip(&record.values)).await?;
    let mut typed = Typed::default();
    for field in asked_for(&visit, &object) {
        typed.fill(field, record.get(&field.key), &visit.settings.manners, &titles);
    }
    let fingerprints = typed.fingerprints(asked_for(&visit, &object));
    let back = visit.asked.text("back").filter(|b| is_local(b)).map(str::to_owned);
    let purpose =
        Purpose { object: &object, record: Some(&record), version: record.version, fingerprints, back };
    page(&visit, &purpose, &typed, &Problems::default()).await
}

/// `POST /{objects}/{id}`
pub(super) async fn update(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let record = visit.changeable(&objects, &id).await?;
    let object = record.object.clone();
    let typed = sent::read(&visit, request).await?;
    let was = typed.text("was").to_owned();
    let here = href(&object, record.id);
    let back = Some(typed.text("back")).filter(|b| is_local(b)).map(str::to_owned);
    let mut problems = Problems::default();
    let fields: Vec<Field> = asked_for(&visit, &object)
        .filter(|f| typed.text(&format!("keep.{}", f.key)) != "theirs")
        .cloned()
        .collect();
    let (mut input, wanted) = read_wanting(&visit, fields.iter(), &typed, &was, &mut problems).await?;
    let version = typed.text("version").parse().unwrap_or(record.version);
    let purpose = || Purpose {
        object: &object,
        record: Some(&record),
        version,
        fingerprints: was.clone(),
        back: back.clone(),
    };
    let result = if problems.is_empty() {
        match linked(&visit, &mut input, wanted).await {
            Ok(()) => save(&visit, &object, record.id, &input, version).await,
            Err(error) => Err(error),
        }
    } else {
        Err(Error::Invalid(Problems::default()))
    };
    match result {
        Ok(batch) => {
            let then = if typed.text("then") == "another" {
                format!("/{}/new", object.plural)
            } else {
                back.unwrap_or(here)
            };
            Ok(match batch {
                None => to(&then),
                Some(batch) => Flash::done(say!("form-saved", what = &object.label)).undo(batch).then(&then),
            })
        }
        Err(Error::Invalid(found)) => {
            merge(&mut problems, found);
            page(&visit, &purpose(), &typed, &problems).await
        }
        Err(Error::Conflict(found)) => {
            conflict::page(&visit, &object, record.id, &typed, &input, &found).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Makes the records that links are to lead to, in a unit of their own: saving may be tried more than once.
async fn linked(visit: &Visit, input: &mut Input, wanted: Vec<Wanted>) -> Result<(), Error> {
    if wanted.is_empty() {
        return Ok(());
    }
    let mut work = visit.engine().begin(&visit.actor);
    make(&mut work, input, wanted).await?;
    work.commit().await.map(|_| ())
}

/// Saves what was touched. When somebody changed other fields meanwhile, both changes hold.
pub(super) async fn save(
    visit: &Visit,
    object: &Object,
    id: Id,
    input: &Input,
    version: i64,
) -> Result<Option<Id>, Error> {
    if input.0.is_empty() {
        return Ok(None);
    }
    let mut seen = version;
    for _ in 0..3 {
        let mut work = visit.engine().begin(&visit.actor);
        let done = match work.update(&object.key, id, input.clone(), Some(seen)).await {
            Ok(()) => work.commit().await,
            Err(error) => Err(error),
        };
        match done {
            Ok(done) => return Ok(Some(done.batch)),
            Err(Error::Conflict(found)) => match conflict::apart(&found, input) {
                Some(newer) => seen = newer,
                None => return Err(Error::Conflict(found)),
            },
            Err(other) => return Err(other),
        }
    }
    Err(Error::Busy(say!("form-busy").into()))
}

/// Titles of what the inputs name by id alone: links to many, files.
pub(super) async fn chosen_titles(visit: &Visit, object: &Object, typed: &Typed) -> Result<Titles, Error> {
    super::form_page::titles(visit, object, None, typed).await
}

/// The address of a form for a new record that is filled in already.
pub(super) fn prefilled(object: &Object, field: &str, value: &str, back: &str) -> String {
    address(&format!("/{}/new", object.plural), [(field, value), ("back", back)])
}
