//! How the form of a record looks: its groups, what is asked for now, what may only be read; whole on a page, alone in
//! the dialog of another form, or the fields alone for a script.
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use base::{Error, Id, Problems};
use engine::{Ctx, Field, FieldRight, Given, Kind, Object, Record, Value, Widget};
use maud::{Markup, html};
use ui::Button;
use ui::field::typed::Said;
use ui::field::{Asks, Titles, Typed, full, href, widget};
use ui::part::{summary, topbar};
use ui::say;
use ui::say::inline;
use ui::web::Answer;

use super::asked::address;
use super::form::asked_for;
use super::list::titles_of;
use super::pick::Choices;
use super::visit::Visit;

/// The frame of the dialog in which a linked record is made.
pub(super) const DIALOG: &str = "making";

/// What a form is for.
pub(super) struct Purpose<'a> {
    pub(super) object: &'a Arc<Object>,
    /// The record, when it is there already.
    pub(super) record: Option<&'a Record>,
    /// The version the person has seen.
    pub(super) version: i64,
    /// Fingerprints of what the inputs held at first.
    pub(super) fingerprints: String,
    /// Where to go afterwards.
    pub(super) back: Option<String>,
}

impl Purpose<'_> {
    /// The words over the form.
    fn heading(&self) -> String {
        let what = inline(&self.object.label);
        let said = if self.record.is_some() {
            say!("form-edit", what = &what)
        } else {
            say!("form-new", what = &what)
        };
        said.into_owned()
    }

    fn verb(&self) -> String {
        let said = if self.record.is_some() {
            say!("form-save")
        } else {
            say!("form-create", what = &inline(&self.object.label))
        };
        said.into_owned()
    }

    fn verb_and_another(&self) -> Cow<'static, str> {
        if self.record.is_some() { say!("form-save-another") } else { say!("form-create-another") }
    }

    /// Names the draft of this form: whose it is and what it is of.
    fn draft(&self, visit: &Visit) -> String {
        let person = visit.actor.user.map(|id| id.to_string()).unwrap_or_default();
        let record = self.record.map_or_else(|| "new".to_owned(), |r| r.id.to_string());
        format!("{person}:{}:{record}", self.object.key)
    }
}

/// The page, or what the dialog shows.
pub(super) async fn page(visit: &Visit, purpose: &Purpose<'_>, typed: &Typed, problems: &Problems) -> Answer {
    let object = purpose.object;
    let fields = fields(visit, object, purpose.record, typed, problems).await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if visit.in_dialog {
        return Ok((status, dialog(purpose, &fields, problems)).into_response());
    }
    let list = format!("/{}", object.plural);
    let here = purpose.record.map(|r| href(object, r.id));
    let leave = purpose.back.clone().or_else(|| here.clone()).unwrap_or_else(|| list.clone());
    let title = purpose.record.map(Record::title).unwrap_or_default();
    let mut crumbs = vec![(list.as_str(), object.labels.as_str())];
    crumbs.extend(here.as_deref().map(|h| (h, title.as_str())));
    let heading = purpose.heading();
    let conditions = engine::shown::has_conditions(object);
    let asking = match purpose.record {
        Some(record) => address(&format!("{list}/form"), [("record", record.id.to_string().as_str())]),
        None => format!("{list}/form"),
    };
    let action = here.as_deref().unwrap_or(&list);
    let body = html! {
        (topbar(&crumbs, &heading, None, html! { (Button::link(&leave, &say!("form-cancel")).ghost().small().action("dialog#close")) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(action) novalidate data-controller="form"
                data-form-draft-value=(purpose.draft(visit)) data-form-url-value=(asking) data-conditions[conditions]
                data-leave-words=(say!("form-leave")) enctype=[brings_files(object).then_some("multipart/form-data")] {
                div.alert.alert-info.alert-soft data-form-target="offer" role="status" hidden {
                    (ui::icon::icon("file-pen-line"))
                    div.grow { (say!("form-draft-found")) " " time.font-medium {} }
                    (Button::plain(&say!("form-draft-restore")).small().action("form#restore"))
                    (Button::plain(&say!("form-draft-discard")).ghost().small().action("form#discard"))
                }
                (problems_of(object, problems))
                (hidden(purpose))
                div.grid."gap-6" data-form-target="fields" { (fields) }
                div.flex.flex-wrap."gap-2".items-center.border-t.border-line."pt-5" {
                    (Button::new(&purpose.verb()).primary().key("mod+enter"))
                    (Button::new(&purpose.verb_and_another()).ghost().value("then", "another"))
                    a.btn.btn-ghost href=(leave) data-form-target="cancel" { (say!("form-cancel")) }
                    span.grow {}
                    span.text-sm.text-muted."max-sm:hidden" data-form-target="kept" hidden { (say!("form-draft-kept")) }
                }
            }
        }
    };
    let live = purpose.record.map(|r| format!("/live?object={}&record={}&editing=1", object.key, r.id));
    visit.page_or_dialog(status, &heading, live, body).await
}

/// The same form in the dialog of another one.
fn dialog(purpose: &Purpose<'_>, fields: &Markup, problems: &Problems) -> Markup {
    let list = format!("/{}", purpose.object.plural);
    html! {
        turbo-frame id=(DIALOG) {
            form."p-5".grid."gap-5" method="post" action=(list) novalidate data-controller="form" data-leave="freely"
                data-leave-words=(say!("form-leave-dialog")) enctype=[brings_files(purpose.object).then_some("multipart/form-data")] {
                h2.text-lg.font-semibold { (purpose.heading()) }
                (problems_of(purpose.object, problems))
                (hidden(purpose))
                div.grid."gap-6" { (fields) }
                div.flex."gap-2".items-center.border-t.border-line."pt-4" {
                    (Button::new(&purpose.verb()).primary().key("mod+enter"))
                    a.btn.btn-ghost href=(list) data-closes="" { (say!("form-cancel")) }
                }
            }
        }
    }
}

/// What a dialog gets once its record is made: the script chooses it and closes.
pub(super) fn made(object: &Object, id: Id, title: &str) -> Markup {
    html! {
        turbo-frame id=(DIALOG) {
            p."p-5" data-made="" data-value=(id) data-label=(title) { a href=(href(object, id)) target="_top" { (title) } }
        }
    }
}

fn brings_files(object: &Object) -> bool {
    object.fields.iter().any(|f| f.kind == Kind::File && !f.hidden)
}

fn hidden(purpose: &Purpose<'_>) -> Markup {
    html! {
        @if purpose.record.is_some() {
            input type="hidden" name="version" value=(purpose.version);
            input type="hidden" name="was" value=(purpose.fingerprints);
        }
        @if let Some(back) = &purpose.back { input type="hidden" name="back" value=(back); }
    }
}

/// Everything that is wrong, in the order of the form.
fn problems_of(object: &Object, problems: &Problems) -> Markup {
    let mut problems = problems.clone();
    let place = |key: &str| object.place(key).map(|p| (key != object.title, p));
    problems.0.sort_by_key(|p| place(&p.field));
    let title = say!("form-not-saved", what = &inline(&object.label), count = problems.0.len());
    summary(&title, &problems, |key| object.field(key).map_or_else(|| key.to_owned(), |f| f.label.clone()))
}

/// The groups of fields as they stand now.
pub(super) async fn fields(
    visit: &Visit,
    object: &Arc<Object>,
    record: Option<&Record>,
    typed: &Typed,
    problems: &Problems,
) -> Result<Markup, Error> {
    let choices = Choices::of(visit, asked_for(visit, object)).await?;
    let titles = titles(visit, object, record, typed).await?;
    let options = |f: &Field| choices.of_field(f);
    let asks = Asks::new(visit.look(), typed, problems, &options, &titles);
    let stands = as_it_stands(visit, object, record, typed);
    let mut unshown = visit.engine().unshown(&visit.actor, &stands);
    // What is wrong must be seen.
    unshown.retain(|key| problems.of(key).is_none());
    let drawing = Drawing { visit, asks: &asks, record, unshown: &unshown };
    Ok(
        html! { @for (name, fields) in groups(visit, object, record) { (drawing.group(object, &name, &fields)) } },
    )
}

/// The record as it would be with what stands in the inputs; what cannot be read is nothing.
fn as_it_stands(visit: &Visit, object: &Arc<Object>, record: Option<&Record>, typed: &Typed) -> Record {
    let mut stands = record.cloned().unwrap_or_else(|| Record::empty(object.clone(), Id(0)));
    let manners = &visit.settings.manners;
    for field in asked_for(visit, object) {
        let ctx = Ctx { field, manners };
        let value = match typed.said(field) {
            None | Some(Said::Named(_)) => continue,
            Some(Said::Given(Given::Value(value))) => value,
            Some(Said::Given(Given::Text(text))) => field.kind.parse(&text, &ctx).unwrap_or_default(),
            Some(Said::Given(Given::Json(json))) => engine::event::value_of(field, &json),
            Some(Said::Records(ids, _)) => Value::List(ids.into_iter().map(Value::Ref).collect()),
        };
        stands.set(&field.key, value);
    }
    stands
}

/// Titles of what the inputs name by id alone, and of what read-only fields link to.
pub(super) async fn titles(
    visit: &Visit,
    object: &Object,
    record: Option<&Record>,
    typed: &Typed,
) -> Result<Titles, Error> {
    let mut values: Vec<(&Field, Value)> = Vec::new();
    for field in object.fields.iter().filter(|f| f.kind == Kind::Links) {
        let ids = typed.all(&field.key).filter_map(|t| t.parse().ok()).map(Value::Ref).collect();
        values.push((field, Value::List(ids)));
    }
    for field in object.fields.iter().filter(|f| f.kind.is_single_link()) {
        values.extend(record.map(|r| (field, r.get(&field.key).clone())));
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

/// A field that is shown and not asked for: of a record that is there, what it says, as text.
fn is_readable(visit: &Visit, object: &Object, field: &Field, record: &Record) -> bool {
    !field.hidden
        && !field.system
        && (field.read_only || visit.actor.field(object, field) == FieldRight::Read)
        && visit.actor.sees(object, field)
        && !record.get(&field.key).is_null()
}

/// The fields in their groups: those without one first, the owner last.
fn groups<'a>(
    visit: &'a Visit,
    object: &'a Object,
    record: Option<&Record>,
) -> Vec<(String, Vec<&'a Field>)> {
    let mut groups: Vec<(String, Vec<&Field>)> = vec![(String::new(), Vec::new())];
    let mut place = |name: &str, field: &'a Field| match groups.iter_mut().find(|(n, _)| n == name) {
        Some((_, fields)) => fields.push(field),
        None => groups.push((name.to_owned(), vec![field])),
    };
    let asked: HashSet<&str> = asked_for(visit, object).map(|f| f.key.as_str()).collect();
    let shown = object.fields.iter().filter(|f| {
        asked.contains(f.key.as_str()) || record.is_some_and(|r| is_readable(visit, object, f, r))
    });
    let (system, own): (Vec<&Field>, Vec<&Field>) = shown.partition(|f| f.system);
    let (title, rest): (Vec<&Field>, Vec<&Field>) = own.into_iter().partition(|f| f.key == object.title);
    for field in title.into_iter().chain(rest) {
        place(&field.group, field);
    }
    let owner = say!("form-owner").into_owned();
    for field in system {
        place(&owner, field);
    }
    groups.retain(|(_, fields)| !fields.is_empty());
    groups
}

/// Classes of what is not asked for now: a script shows it as soon as its condition holds; where none runs it is there.
const UNSHOWN: &str = "hidden noscript:grid";

struct Drawing<'a> {
    visit: &'a Visit,
    asks: &'a Asks<'a>,
    record: Option<&'a Record>,
    unshown: &'a HashSet<String>,
}

impl Drawing<'_> {
    fn group(&self, object: &Object, name: &str, fields: &[&Field]) -> Markup {
        let all_unshown = fields.iter().all(|f| self.unshown.contains(&f.key));
        let look = if all_unshown { UNSHOWN } else { "grid" };
        html! {
            section class={ (look) " gap-x-4 gap-y-5 sm:grid-cols-2 items-start" } aria-label=[(!name.is_empty()).then_some(name)] data-shown={ "group " (name) } {
                // One field alone needs no heading over its label.
                @if !name.is_empty() && fields.len() > 1 { h2."sm:col-span-2".text-sm.font-semibold.border-b.border-line."pb-1.5" { (name) } }
                @for field in fields { (self.field(object, name, field)) }
            }
        }
    }

    fn field(&self, object: &Object, group: &str, field: &Field) -> Markup {
        let look = if self.unshown.contains(&field.key) { UNSHOWN } else { "grid" };
        let width = if is_wide(field, group) { " sm:col-span-2" } else { "" };
        let asked = asked_for(self.visit, object).any(|f| f.key == field.key);
        html! {
            div class={ (look) " min-w-0" (width) } data-shown=(field.key) {
                @if asked {
                    (widget(self.asks, field))
                    @if !field.shown_when.is_empty() { p.hidden."noscript:block".text-xs.text-muted { (say!("form-shown-when", condition = &field.shown_when)) } }
                }
                @else if let Some(record) = self.record {
                    div.fieldset {
                        span.fieldset-legend { (field.label) }
                        div."min-h-8".flex.items-center.min-w-0.text-sm { (full(&self.asks.look, field, record.get(&field.key), self.asks.titles)) }
                    }
                }
            }
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
