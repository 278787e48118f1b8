//! What buttons of a record do: move along its path, tick off, delete, restore, destroy; and undo.
use axum::Form;
use axum::extract::Path;
use base::{Error, Id};
use engine::{Action, Input, Record};
use maud::html;
use ui::Button;
use ui::field::href;
use ui::part::{Mood, alert, topbar};
use ui::say;
use ui::web::{Answer, Fault};

use super::asked::is_local;
use super::flash::{Flash, to};
use super::form::{quoted, save};
use super::moving::Move;
use super::visit::{Visit, id_of};

/// The fields of a small form.
type Pairs = Form<Vec<(String, String)>>;

fn text<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().rev().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
}

/// Where a form says to go afterwards, if that is a page of ours.
fn back<'a>(pairs: &'a [(String, String)], otherwise: &'a str) -> &'a str {
    Some(text(pairs, "back")).filter(|b| is_local(b)).unwrap_or(otherwise)
}

async fn record_of(visit: &Visit, objects: &str, id: &str) -> Result<Record, Fault> {
    let object = visit.object(objects)?;
    Ok(visit.engine().find_any(&visit.actor, &object.key, id_of(id)?).await?)
}

fn forbidden(why: &str) -> Fault {
    Fault::Error(Error::Forbidden(why.to_owned()))
}

/// What a page says of a change of one field.
fn told(saved: Result<Option<Id>, Error>, record: &Record, key: &str, words: String, then: &str) -> Answer {
    match saved {
        Ok(Some(batch)) => Ok(Flash::done(words).undo(batch).then(then)),
        Ok(None) => Ok(to(then)),
        Err(Error::Invalid(problems)) => {
            let why: Vec<String> = problems.0.iter().map(|p| p.message.clone()).collect();
            let edit = format!("{}/edit#f-{key}", href(&record.object, record.id));
            Ok(Flash::failed(say!("verb-not-saved", why = why.join(". "))).then(&edit))
        }
        Err(Error::Conflict(_)) => {
            let label = say::inline(&record.object.label);
            Ok(Flash::failed(say!("verb-conflict", what = label)).then(then))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /{objects}/{id}/stage`: a step of the path.
pub(super) async fn stage(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    let record = record_of(&visit, &objects, &id).await?;
    visit.may_update(&record)?;
    // Steps off the path stand in a menu, where the address says which one.
    let said = |name: &str| {
        Some(text(&pairs, name))
            .filter(|t| !t.is_empty())
            .or_else(|| visit.asked.text(name))
            .unwrap_or_default()
            .to_owned()
    };
    let field = record
        .object
        .field(&said("field"))
        .filter(|f| ui::field::cell::is_path(f))
        .ok_or_else(Fault::not_found)?;
    let choice = field.choice_of(&said("value")).ok_or_else(Fault::not_found)?;
    let here = href(&record.object, record.id);
    if record.get(&field.key).text() == Some(&choice.key) {
        return Ok(to(&here));
    }
    if let Some(page) = super::commands::own_way(&record, choice) {
        return Ok(to(&page));
    }
    if !super::board::wanted(&visit, &record, choice).is_empty() {
        return Ok(to(&super::board::place(&record, field, &choice.key, "", &here)));
    }
    let words = format!("{}: {}", field.label, choice.label);
    let input = Input::new().typed(&field.key, &choice.key);
    let seen = text(&pairs, "version").parse().unwrap_or(record.version);
    // Somebody may have changed something else meanwhile, as the person did just now in place: then both hold.
    let saved = save(&visit, &record.object, record.id, &input, seen).await;
    if let Err(Error::Invalid(problems)) = &saved {
        let (object, field) = (record.object.clone(), field.clone());
        let going = Move { object, record: record.clone(), field, back: here.clone() };
        if let Some(place) = super::board::ask_again(&visit, &going, &choice.key, problems) {
            return Ok(to(&place));
        }
    }
    told(saved, &record, &field.key, words, &here)
}

/// `POST /{objects}/{id}/toggle`: ticks something off, or not.
pub(super) async fn toggle(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    let record = record_of(&visit, &objects, &id).await?;
    visit.may_update(&record)?;
    let field =
        record.object.field(text(&pairs, "field")).filter(|f| f.kind == engine::Kind::Toggle && !f.read_only);
    let field = field.ok_or_else(Fault::not_found)?;
    let on = !record.get(&field.key).is_true();
    let here = href(&record.object, record.id);
    let words = if on {
        say!("verb-ticked", title = quoted(&record.title()), field = say::inline(&field.label))
    } else {
        say!("verb-unticked", title = quoted(&record.title()), field = say::inline(&field.label))
    }
    .into();
    let input = Input::new().with(&field.key, engine::Value::Bool(on));
    let saved = save(&visit, &record.object, record.id, &input, record.version).await;
    told(saved, &record, &field.key, words, back(&pairs, &here))
}

/// `POST /{objects}/{id}/delete`
pub(super) async fn delete(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    let record = record_of(&visit, &objects, &id).await?;
    if !visit.actor.may(Action::Delete, &record) {
        return Err(forbidden(&say!("verb-may-not-delete", what = say::inline(&record.object.label))));
    }
    let mut work = visit.engine().begin(&visit.actor);
    work.delete(&record.object.key, record.id, None).await?;
    let done = work.commit().await?;
    let list = format!("/{}", record.object.plural);
    let words = say!("verb-binned", title = quoted(&record.title()));
    Ok(Flash::done(words).undo(done.batch).then(back(&pairs, &list)))
}

/// `POST /{objects}/{id}/restore`
pub(super) async fn restore(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    let record = record_of(&visit, &objects, &id).await?;
    if !visit.actor.may(Action::Delete, &record) {
        return Err(forbidden(&say!("verb-may-not-restore", what = say::inline(&record.object.label))));
    }
    let mut work = visit.engine().begin(&visit.actor);
    work.restore(&record.object.key, record.id).await?;
    let done = work.commit().await?;
    let here = href(&record.object, record.id);
    Ok(Flash::done(say!("verb-back", title = quoted(&record.title())))
        .undo(done.batch)
        .then(back(&pairs, &here)))
}

/// `GET /{objects}/{id}/destroy`: asks first, since nothing undoes it.
pub(super) async fn ask_destroy(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let record = record_of(&visit, &objects, &id).await?;
    if record.deleted_at.is_none() || !visit.actor.may(Action::Destroy, &record) {
        return Err(forbidden(&say!("verb-may-not-destroy", what = say::inline(&record.object.label))));
    }
    let here = href(&record.object, record.id);
    let title = say!("verb-destroy", title = quoted(&record.title()));
    let body = html! {
        (topbar(&[("/bin", &say!("shell-bin"))], &title, None, html! {}))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action={ (here) "/destroy" } {
                (alert(Mood::Warning, html! {
                    p.font-semibold { (say!("verb-no-way-back")) }
                    p { (say!("verb-destroy-more")) }
                }))
                div.flex."gap-2" { (Button::new(&say!("verb-destroy-it")).danger()) (Button::link(&here, &say!("verb-keep-it")).ghost()) }
            }
        }
    };
    visit.page(&title, None, body).await
}

/// `POST /{objects}/{id}/destroy`
pub(super) async fn destroy(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let record = record_of(&visit, &objects, &id).await?;
    if record.deleted_at.is_none() || !visit.actor.may(Action::Destroy, &record) {
        return Err(forbidden(&say!("verb-may-not-destroy", what = say::inline(&record.object.label))));
    }
    let mut work = visit.engine().begin(&visit.actor);
    work.destroy(&record.object.key, record.id).await?;
    work.commit().await?;
    Ok(Flash::done(say!("verb-destroyed", title = quoted(&record.title()))).then("/bin"))
}

/// `POST /undo/{batch}`: puts back what a batch changed, and says what it could not.
pub(super) async fn undo(visit: Visit, Path(batch): Path<String>) -> Answer {
    let batch: Id = id_of(&batch)?;
    let back = visit.asked.text("back").filter(|b| is_local(b)).unwrap_or("/").to_owned();
    // Of a batch of many, what it did to one record can be taken back alone.
    let only = visit.asked.text("record").map(id_of).transpose()?;
    let undone = match only {
        Some(record) => visit.engine().undo_of_record(&visit.actor, batch, record).await,
        None => visit.engine().undo(&visit.actor, batch, |_| ()).await,
    };
    let undone = match undone {
        Ok(undone) => undone,
        Err(Error::Forbidden(why)) => {
            return Ok(Flash::failed(say!("verb-not-undone", why = why)).then(&back));
        }
        // What was deleted may have been a saved view, which is no record.
        Err(Error::NotFound) => return super::views::restored(&visit, batch).await,
        Err(other) => return Err(other.into()),
    };
    let records = undone.records;
    let words = match undone.conflicts.first() {
        None => say!("verb-undone", count = records),
        Some(first) => {
            say!("verb-undone-left", count = records, left = undone.left, why = &first.message)
        }
    };
    let flash =
        if undone.records == 0 { Flash::failed(words) } else { Flash::done(words).undo(undone.batch) };
    // What was made anew may be gone now: then its list is the place to be.
    Ok(flash.then(&somewhere(&visit, &back).await))
}

/// An address that still has a record, or the list it was in.
async fn somewhere(visit: &Visit, address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_start_matches('/').split('/');
    if let (Some(objects), Some(Ok(id))) = (parts.next(), parts.next().map(str::parse::<Id>))
        && let Ok(object) = visit.object(objects)
        && visit.engine().find(&visit.actor, &object.key, id).await.is_err()
    {
        return format!("/{}", object.plural);
    }
    address.to_owned()
}
