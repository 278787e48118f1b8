//! The form of a record, new or there already, drawn from the schema.
use std::sync::Arc;

use axum::extract::{Path, Request};
use axum::http::StatusCode;
use base::{Error, Id, Problems};
use engine::{Action, Ctx, Field, FieldRight, Given, Input, Kind, Object, Record, StageKind, Value, Widget};
use maud::{Markup, html};
use ui::Button;
use ui::field::typed::Said;
use ui::field::{Asks, Titles, Typed, href, widget};
use ui::part::{summary, topbar};
use ui::web::{Answer, Fault};

use super::asked::{address, is_local};
use super::conflict;
use super::flash::{Flash, to};
use super::list::titles_of;
use super::pick::{Choices, by_name};
use super::sent;
use super::visit::{Visit, id_of};

/// The fields a form asks for: what the person may change.
pub(super) fn asked_for<'a>(visit: &'a Visit, object: &'a Object) -> impl Iterator<Item = &'a Field> {
    object.fields.iter().filter(|f| {
        !f.hidden
            && !f.read_only
            && (!f.system || f.key == "owner")
            && visit.actor.field(object, f) == FieldRight::Write
    })
}

/// Reads what a form says. Fields that were not touched since it was made are left out; what is no value is a problem.
pub(super) async fn read(
    visit: &Visit,
    fields: impl Iterator<Item = &Field>,
    typed: &Typed,
    fingerprints: &str,
    problems: &mut Problems,
) -> Result<Input, Error> {
    let mut input = Input::new();
    for field in fields {
        if typed.untouched(field, fingerprints) {
            continue;
        }
        let target = field.target.as_deref().and_then(|t| visit.schema.object(t));
        let given = match (typed.said(field), target) {
            (None, _) | (Some(Said::Named(_) | Said::Records(..)), None) => continue,
            (Some(Said::Given(given)), _) => given,
            (Some(Said::Named(name)), Some(target)) => match by_name(visit, target, &name).await? {
                Ok(id) => Given::Value(Value::Ref(id)),
                Err(message) => {
                    problems.add(&field.key, "unknown", message);
                    continue;
                }
            },
            (Some(Said::Records(mut ids, name)), Some(target)) => {
                if !name.is_empty() {
                    match by_name(visit, target, &name).await? {
                        Ok(id) => ids.push(id),
                        Err(message) => problems.add(&field.key, "unknown", message),
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
    Ok(input)
}

/// What a form is for.
struct Purpose<'a> {
    object: &'a Arc<Object>,
    /// The record, when it is there already, and the version the person has seen.
    record: Option<(Id, i64)>,
    title: String,
    /// Fingerprints of what the inputs held at first.
    fingerprints: String,
    /// Where to go afterwards.
    back: Option<String>,
}

/// `GET /{objects}/new`; `?field=value` fills in.
pub(super) async fn new(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    may_create(&visit, &object)?;
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
    let title = format!("New {}", object.label.to_lowercase());
    let purpose = Purpose { object: &object, record: None, title, fingerprints: String::new(), back };
    page(&visit, &purpose, &typed, &Problems::default()).await
}

fn may_create(visit: &Visit, object: &Object) -> Result<(), Fault> {
    if visit.can(object, Action::Create) {
        return Ok(());
    }
    Err(Fault::Error(Error::Forbidden(format!("Your role may not add {}", object.labels.to_lowercase()))))
}

/// `POST /{objects}`
pub(super) async fn create(visit: Visit, Path(objects): Path<String>, request: Request) -> Answer {
    let object = visit.object(&objects)?;
    may_create(&visit, &object)?;
    let typed = sent::read(&visit, request).await?;
    let mut problems = Problems::default();
    let fields: Vec<Field> = asked_for(&visit, &object).cloned().collect();
    let input = read(&visit, fields.iter(), &typed, "", &mut problems).await?;
    // What was left empty is not given: defaults and rules fill it in.
    let input = Input(input.0.into_iter().filter(|(_, given)| !is_blank(given)).collect());
    let mut work = visit.engine().begin(&visit.actor);
    let made = work.create(&object.key, input).await;
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
            let flash = Flash::done(format!("{} {} added", object.label, quoted(&title))).undo(batch);
            if typed.text("then") == "another" {
                return Ok(flash.then(&format!("/{}/new", object.plural)));
            }
            Ok(flash.then(&back.unwrap_or_else(|| href(&object, id))))
        }
        Err(Error::Invalid(found)) => {
            merge(&mut problems, found);
            let title = format!("New {}", object.label.to_lowercase());
            let purpose = Purpose { object: &object, record: None, title, fingerprints: String::new(), back };
            page(&visit, &purpose, &typed, &problems).await
        }
        Err(other) => Err(other.into()),
    }
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
    let object = visit.object(&objects)?;
    let record = visit.engine().find(&visit.actor, &object.key, id_of(&id)?).await?;
    may_update(&visit, &record)?;
    let titles = titles_of(&visit, object.fields.iter().zip(&record.values)).await?;
    let mut typed = Typed::default();
    for field in asked_for(&visit, &object) {
        typed.fill(field, record.get(&field.key), &visit.settings.manners, &titles);
    }
    let fingerprints = typed.fingerprints(asked_for(&visit, &object));
    let purpose = Purpose {
        object: &object,
        record: Some((record.id, record.version)),
        title: record.title(),
        fingerprints,
        back: None,
    };
    page(&visit, &purpose, &typed, &Problems::default()).await
}

pub(super) fn may_update(visit: &Visit, record: &Record) -> Result<(), Fault> {
    if visit.actor.may(Action::Update, record) {
        return Ok(());
    }
    Err(Fault::Error(Error::Forbidden(format!(
        "Your role may not change this {}",
        record.object.label.to_lowercase()
    ))))
}

/// `POST /{objects}/{id}`
pub(super) async fn update(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let object = visit.object(&objects)?;
    let record = visit.engine().find(&visit.actor, &object.key, id_of(&id)?).await?;
    may_update(&visit, &record)?;
    let typed = sent::read(&visit, request).await?;
    let was = typed.text("was").to_owned();
    let here = href(&object, record.id);
    let back = Some(typed.text("back")).filter(|b| is_local(b)).map(str::to_owned);
    let mut problems = Problems::default();
    let fields: Vec<Field> = asked_for(&visit, &object)
        .filter(|f| typed.text(&format!("keep.{}", f.key)) != "theirs")
        .cloned()
        .collect();
    let input = read(&visit, fields.iter(), &typed, &was, &mut problems).await?;
    let version = typed.text("version").parse().unwrap_or(record.version);
    let purpose = || Purpose {
        object: &object,
        record: Some((record.id, version)),
        title: record.title(),
        fingerprints: was.clone(),
        back: back.clone(),
    };
    let result = if problems.is_empty() {
        save(&visit, &object, record.id, &input, version).await
    } else {
        Err(Error::Invalid(Problems::default()))
    };
    match result {
        Ok(None) => Ok(to(&back.unwrap_or(here))),
        Ok(Some(batch)) => {
            Ok(Flash::done(format!("{} saved", object.label)).undo(batch).then(&back.unwrap_or(here)))
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
    Err(Error::Busy("Others are changing this record right now".to_owned()))
}

async fn page(visit: &Visit, purpose: &Purpose<'_>, typed: &Typed, problems: &Problems) -> Answer {
    let object = purpose.object;
    let choices = Choices::of(visit, asked_for(visit, object)).await?;
    let titles = chosen_titles(visit, object, typed).await?;
    let asks =
        Asks { look: visit.look(), typed, problems, options: &|f| choices.of_field(f), titles: &titles };
    let list = format!("/{}", object.plural);
    let here = purpose.record.map(|(id, _)| href(object, id));
    let leave = purpose.back.clone().or_else(|| here.clone()).unwrap_or_else(|| list.clone());
    let mut crumbs = vec![(list.as_str(), object.labels.as_str())];
    crumbs.extend(here.as_deref().map(|h| (h, purpose.title.as_str())));
    let heading = if purpose.record.is_some() {
        format!("Edit {}", object.label.to_lowercase())
    } else {
        purpose.title.clone()
    };
    let verb = if purpose.record.is_some() {
        "Save".to_owned()
    } else {
        format!("Create {}", object.label.to_lowercase())
    };
    let label = |key: &str| object.field(key).map_or_else(|| key.to_owned(), |f| f.label.clone());
    let body = html! {
        (topbar(&crumbs, &heading, None, html! { (Button::link(&leave, "Cancel").ghost().small().action("dialog#close")) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(here.as_deref().unwrap_or(&list)) novalidate data-controller="form"
                enctype=[object.fields.iter().any(|f| f.kind == Kind::File && !f.hidden).then_some("multipart/form-data")] {
                (summary(&not_saved(object, problems), problems, label))
                @if let Some((_, version)) = purpose.record { input type="hidden" name="version" value=(version); input type="hidden" name="was" value=(purpose.fingerprints); }
                @if let Some(back) = &purpose.back { input type="hidden" name="back" value=(back); }
                @for (name, fields) in groups(visit, object) { (group(&asks, &name, &fields)) }
                div.flex.flex-wrap."gap-2".items-center.border-t.border-line."pt-5" {
                    (Button::new(&verb).primary().key("mod+enter"))
                    @if purpose.record.is_none() { (Button::new("Create and add another").ghost().value("then", "another")) }
                    @else { (Button::link(&leave, "Cancel").ghost()) }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let live = purpose.record.map(|(id, _)| format!("/live?object={}&record={id}&editing=1", object.key));
    visit.page_or_dialog(status, &heading, live, body).await
}

fn not_saved(object: &Object, problems: &Problems) -> String {
    let label = object.label.to_lowercase();
    match problems.0.len() {
        1 => format!("The {label} was not saved. One thing needs a change."),
        n => format!("The {label} was not saved. {n} things need a change."),
    }
}

/// Titles of what the inputs name by id alone: links to many, files.
pub(super) async fn chosen_titles(visit: &Visit, object: &Object, typed: &Typed) -> Result<Titles, Error> {
    let mut values: Vec<(&Field, Value)> = Vec::new();
    for field in object.fields.iter().filter(|f| f.kind == Kind::Links) {
        let ids = typed.all(&field.key).filter_map(|t| t.parse().ok()).map(Value::Ref).collect();
        values.push((field, Value::List(ids)));
    }
    let mut titles = titles_of(visit, values.iter().map(|(f, v)| (*f, v))).await?;
    for field in object.fields.iter().filter(|f| f.kind == Kind::File) {
        if let Ok(id) = typed.text(&field.key).parse::<Id>()
            && let Ok(info) = visit.engine().file_info(&visit.actor, id).await
        {
            titles.insert(id, info.name);
        }
    }
    Ok(titles)
}

/// The fields in their groups: those without one first, the owner last.
fn groups<'a>(visit: &'a Visit, object: &'a Object) -> Vec<(String, Vec<&'a Field>)> {
    let mut groups: Vec<(String, Vec<&Field>)> = vec![(String::new(), Vec::new())];
    let mut place = |name: &str, field: &'a Field| match groups.iter_mut().find(|(n, _)| n == name) {
        Some((_, fields)) => fields.push(field),
        None => groups.push((name.to_owned(), vec![field])),
    };
    let (system, own): (Vec<&Field>, Vec<&Field>) = asked_for(visit, object).partition(|f| f.system);
    let (title, rest): (Vec<&Field>, Vec<&Field>) = own.into_iter().partition(|f| f.key == object.title);
    for field in title.into_iter().chain(rest) {
        place(&field.group, field);
    }
    for field in system {
        place("Owner", field);
    }
    groups.retain(|(_, fields)| !fields.is_empty());
    groups
}

fn group(asks: &Asks<'_>, name: &str, fields: &[&Field]) -> Markup {
    html! {
        section.grid."gap-x-4"."gap-y-5"."sm:grid-cols-2".items-start aria-label=[(!name.is_empty()).then_some(name)] {
            // One field alone needs no heading over its label.
            @if !name.is_empty() && fields.len() > 1 { h2."sm:col-span-2".text-sm.font-semibold.border-b.border-line."pb-1.5" { (name) } }
            @for field in fields { div."min-w-0"."sm:col-span-2"[is_wide(field, name)] { (widget(asks, field)) } }
        }
    }
}

/// Whether a field takes both columns of a form.
fn is_wide(field: &Field, group: &str) -> bool {
    field.many
        || (group.is_empty() && matches!(field.kind, Kind::Text))
        || matches!(
            field.kind.rules().widget(),
            Widget::Area | Widget::Rich | Widget::Choices | Widget::Pickers | Widget::Address | Widget::File
        )
}

/// The address of a form for a new record that is filled in already.
pub(super) fn prefilled(object: &Object, field: &str, value: &str, back: &str) -> String {
    address(&format!("/{}/new", object.plural), [(field, value), ("back", back)])
}
