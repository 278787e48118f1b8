//! The page of a record: what it is at the left, what happened in the middle, what belongs to it at the right.
use std::sync::Arc;

use axum::extract::Path;
use base::{Date, Error, Moment};
use engine::{Action, Field, Kind, Object, Record, Value};
use maud::{Markup, html};
use ui::Button;
use ui::command;
use ui::field::cell::{choice, cut, is_path};
use ui::field::{self, Look, Titles, face, full, href, words};
use ui::icon::{icon, sized};
use ui::part::{Size, topbar};
use ui::web::Answer;

use super::asked::address;
use super::list::titles_of;
use super::timeline::{self, Timeline};
use super::visit::{Visit, id_of};
use super::{commands, related};

/// A record and what its page needs to know about it.
pub(super) struct Subject {
    pub(super) object: Arc<Object>,
    pub(super) record: Record,
    pub(super) title: String,
    pub(super) titles: Titles,
    /// It is shown as it was at this instant.
    pub(super) as_of: Option<Moment>,
    pub(super) may_update: bool,
}

/// `GET /{objects}/{id}`
pub(super) async fn show(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let object = visit.object(&objects)?;
    let id = id_of(&id)?;
    let as_of = visit.asked.text("as_of").map(|text| instant(&visit, text)).transpose()?;
    let record = match as_of {
        Some(instant) => visit.engine().find_as_of(&visit.actor, &object.key, id, instant).await?,
        None => visit.engine().find_any(&visit.actor, &object.key, id).await?,
    };
    let mut titles = titles_of(
        &visit,
        object.fields.iter().zip(&record.values).filter(|(f, _)| visit.actor.sees(&object, f)),
    )
    .await?;
    for (field, value) in object.fields.iter().zip(&record.values).filter(|(f, _)| f.kind == Kind::File) {
        if let (Some(file), true) = (value.id(), visit.actor.sees(&object, field))
            && let Ok(info) = visit.engine().file_info(&visit.actor, file).await
        {
            titles.insert(file, info.name);
        }
    }
    let may_update =
        as_of.is_none() && record.deleted_at.is_none() && visit.actor.may(Action::Update, &record);
    let title = cut(&record.title(), 120);
    let subject = Subject { object, record, title, titles, as_of, may_update };
    let timeline = Timeline::of(&visit, &subject).await?;
    let related = if as_of.is_none() { related::of(&visit, &subject).await? } else { Vec::new() };
    let (list, label) = (format!("/{}", subject.object.plural), subject.object.labels.clone());
    let body = html! {
        (topbar(&[(&list, &label)], &subject.title, None, actions(&visit, &subject)))
        div.panel-body {
            div.panes."lg:max-xl:h-auto"."lg:max-xl:grid-rows-[auto_1fr]"."lg:max-xl:*:overflow-visible"."lg:grid-cols-[20rem_minmax(0,1fr)]"."xl:grid-cols-[20rem_minmax(0,1fr)_20rem]" {
                aside."max-lg:contents" aria-label={ (subject.object.label) " details" } {
                    (head(&visit, &subject))
                    div #details."max-lg:order-2"."max-lg:border-t".border-line {
                        @for (name, fields) in groups(&visit, &subject) { (group(&visit, &subject, &name, &fields)) }
                    }
                }
                section."p-4"."md:px-6"."bg-base-100"."lg:max-xl:row-span-2" aria-label="Timeline" {
                    (banners(&visit, &subject))
                    (timeline::show(&visit, &subject, &timeline))
                }
                aside #related."max-lg:order-3"."max-lg:border-t".border-line."lg:max-xl:row-start-2"."lg:max-xl:!border-l-0" aria-label="Related records" {
                    (related::show(&subject, &related))
                }
            }
        }
    };
    let live =
        as_of.is_none().then(|| format!("/live?object={}&record={}", subject.object.key, subject.record.id));
    visit.page(&subject.title, live, body).await
}

/// A day (its end), or an instant.
fn instant(visit: &Visit, text: &str) -> Result<Moment, Error> {
    let zone = &visit.settings.manners.zone;
    let day = text.parse::<Date>().map(|d| d.plus_days(1).start(zone).plus_micros(-1));
    day.or_else(|_| text.parse::<Moment>()).map_err(|_| {
        Error::invalid(
            "as_of",
            "as_of",
            "Write a day like 2026-01-31, or an instant like 2026-01-31T17:00:00Z",
        )
    })
}

fn actions(visit: &Visit, subject: &Subject) -> Markup {
    let (object, record) = (&subject.object, &subject.record);
    let here = href(object, record.id);
    if record.deleted_at.is_some() || subject.as_of.is_some() {
        return html! { @if subject.as_of.is_some() { (Button::link(&here, "Back to today").primary().small()) } };
    }
    command::bar("record-menu", &commands::of_record(visit, record))
}

fn banners(visit: &Visit, subject: &Subject) -> Markup {
    let here = href(&subject.object, subject.record.id);
    let look = visit.look();
    html! {
        @if let Some(at) = subject.as_of {
            div.alert.alert-info.alert-soft."mb-4" role="status" {
                (icon("history"))
                span { strong.font-medium { "As it was on " (words::long_day(at.date(&visit.settings.manners.zone))) "." } " What happened later is not shown." }
                form.flex.items-center."gap-2" method="get" action=(here) {
                    input.input."h-8"."w-40" type="date" name="as_of" value=(at.date(&visit.settings.manners.zone)) aria-label="Another day";
                    button.btn.btn-sm { "Show" }
                }
            }
        }
        @if let Some(at) = subject.record.deleted_at {
            div.alert.alert-warning.alert-soft."mb-4" role="status" {
                (icon("trash-2"))
                span { strong.font-medium { "In the bin since " (look.ago(at)) "." } " It is destroyed 30 days later." }
                @if visit.actor.may(Action::Delete, &subject.record) {
                    form.contents method="post" action={ (here) "/restore" } { (Button::new("Restore").small().icon("undo-2")) }
                }
                @if visit.actor.may(Action::Destroy, &subject.record) { (Button::link(&format!("{here}/destroy"), "Destroy").small().danger()) }
            }
        }
    }
}

/// Name, what tells it apart, badges, the path.
fn head(visit: &Visit, subject: &Subject) -> Markup {
    let (object, record, look) = (&subject.object, &subject.record, visit.look());
    let columns = || {
        object
            .columns
            .iter()
            .filter_map(|c| object.field(c))
            .filter(|f| !f.hidden && visit.actor.sees(object, f) && f.key != object.title)
    };
    let line =
        columns().find(|f| matches!(f.kind, Kind::Text | Kind::Email) && !record.get(&f.key).is_null());
    let amount = columns().find(|f| f.kind == Kind::Money && !record.get(&f.key).is_null());
    let link = columns().find(|f| f.kind == Kind::Link && !record.get(&f.key).is_null());
    let badges = object.fields.iter().filter(|f| {
        matches!(f.kind, Kind::Choice | Kind::Tags)
            && !f.hidden
            && !f.read_only
            && visit.actor.sees(object, f)
    });
    let path = object.fields.iter().find(|f| is_path(f) && !f.hidden && visit.actor.sees(object, f));
    html! {
        header."px-4"."pt-4"."pb-3"."lg:border-b".border-line {
            div.flex.items-center."gap-3" {
                (face(object, &subject.title, record.id, Size::Huge))
                div."min-w-0" {
                    p.text-xl.font-semibold."[overflow-wrap:anywhere]"."line-clamp-2" { (subject.title) }
                    @if let Some(field) = amount { p.text-md.font-medium { (full(&look, field, record.get(&field.key), &subject.titles)) } }
                    @if let Some(field) = line { p.text-sm.text-muted.truncate { (field::brief(&look, field, record.get(&field.key).primary(), &subject.titles)) } }
                    @if let Some(field) = link { p.text-sm."mt-0.5".min-w-0 { (full(&look, field, record.get(&field.key), &subject.titles)) } }
                }
            }
            div.flex.flex-wrap."gap-1"."mt-3"."empty:hidden" {
                @for field in badges {
                    @match record.get(&field.key) {
                        Value::Text(key) if field.choice_of(key).is_some_and(|c| !c.tone.is_empty() && c.tone != "slate") => (choice(field, key)),
                        Value::List(_) => (full(&look, field, record.get(&field.key), &subject.titles)),
                        _ => {}
                    }
                }
            }
            @if let Some(field) = path { (steps(subject, field)) }
            nav.tabs.tabs-border."lg:hidden"."-mx-4"."-mb-3"."mt-2".px-2.border-b.border-line aria-label="Sections" {
                a.tab href="#timeline" aria-current="true" { "Timeline" }
                a.tab href="#details" { "Details" }
                a.tab href="#related" { "Related" }
            }
        }
    }
}

/// Steps of a path shown at once; more are too narrow to read.
const STEPS: usize = 5;

/// How far it has come: each step is a button that takes it there.
fn steps(subject: &Subject, field: &Field) -> Markup {
    let now = subject.record.get(&field.key).text();
    let pipeline = subject.record.get("pipeline").text();
    let fits = |c: &&engine::Choice| {
        Some(c.key.as_str()) == now
            || (!c.hidden
                && !commands::leads_off(c)
                && (c.pipeline.is_none() || c.pipeline.as_deref() == pipeline))
    };
    let mut choices: Vec<&engine::Choice> = field.choices.iter().filter(fits).collect();
    // The one before, the one it is in, and what comes next.
    let at = choices.iter().position(|c| Some(c.key.as_str()) == now).unwrap_or_default();
    let first = at.saturating_sub(1).min(choices.len().saturating_sub(STEPS));
    choices = choices.into_iter().skip(first).take(STEPS).collect();
    let place = choices.iter().position(|c| Some(c.key.as_str()) == now);
    let lost =
        choices.iter().any(|c| Some(c.key.as_str()) == now && c.stage == Some(engine::StageKind::Lost));
    html! {
        form method="post" action={ (href(&subject.object, subject.record.id)) "/stage" } {
            input type="hidden" name="field" value=(field.key);
            input type="hidden" name="version" value=(subject.record.version);
            ol.path."mt-4" aria-label=(field.label) {
                @for (i, choice) in choices.iter().enumerate() {
                    @let current = place == Some(i);
                    @let done = !lost && place.is_some_and(|p| i < p);
                    li.is-done[done].shrink-0[current] aria-current=[current.then_some("step")] {
                        @if subject.may_update {
                            button name="value" value=(choice.key) title=(choice.label) { @if done { span.sr-only { "Done: " } } (choice.label) }
                        } @else {
                            span.step-label title=(choice.label) { @if done { span.sr-only { "Done: " } } (choice.label) }
                        }
                    }
                }
            }
        }
    }
}

/// The fields in their groups; what every record has comes last.
fn groups<'a>(visit: &Visit, subject: &'a Subject) -> Vec<(String, Vec<&'a Field>)> {
    let object = &subject.object;
    let mut groups: Vec<(String, Vec<&Field>)> = Vec::new();
    let shown =
        object.fields.iter().filter(|f| !f.hidden && visit.actor.sees(object, f) && f.key != object.title);
    let (system, own): (Vec<&Field>, Vec<&Field>) = shown.partition(|f| f.system);
    for field in own {
        let name = if field.group.is_empty() { "Details" } else { &field.group };
        match groups.iter_mut().find(|(n, _)| n == name) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((name.to_owned(), vec![field])),
        }
    }
    let system = system.into_iter().filter(|f| f.key == "owner" || !subject.record.get(&f.key).is_null());
    groups.push(("Record".to_owned(), system.collect()));
    groups
}

fn group(visit: &Visit, subject: &Subject, name: &str, fields: &[&Field]) -> Markup {
    let look = visit.look();
    // A group without any value is folded up.
    let open = fields.iter().any(|f| !subject.record.get(&f.key).is_null());
    html! {
        details."group/g".border-b.border-line."px-4"."py-3" open[open] {
            summary.flex.items-center."gap-1.5".cursor-pointer.text-sm.font-semibold.list-none {
                (sized("chevron-right", "icon icon-sm text-faint transition-transform group-open/g:rotate-90"))
                (name)
            }
            dl.kv."mt-1.5" {
                @for field in fields { (entry(visit, &look, subject, field)) }
            }
        }
    }
}

fn entry(visit: &Visit, look: &Look<'_>, subject: &Subject, field: &Field) -> Markup {
    let value = subject.record.get(&field.key);
    let here = href(&subject.object, subject.record.id);
    let why = address(&here, [("field", field.key.as_str())]);
    html! {
        dt {
            (sized(field::icon_of(field, &visit.schema), "icon icon-sm text-faint shrink-0"))
            a.link.link-hover.truncate href={ (why) "#timeline" } title={ (field.label) ": why is this value here?" } { (field.label) }
        }
        dd {
            @if value.is_null() && subject.may_update && !field.read_only {
                a.kv-edit.text-faint href={ (here) "/edit#f-" (field.key) } { "Empty" }
            } @else {
                div.kv-edit { (full(look, field, value, &subject.titles)) }
            }
        }
    }
}
