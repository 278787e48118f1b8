//! The page of a record: what it is at the left, what happened in the middle, what belongs to it at the right.
mod banner;
pub(super) mod checks;
pub(super) mod compose;
pub(super) mod entry;
mod events;
pub(super) mod files;
pub(super) mod follow;
mod head;
pub(super) mod linking;
pub(super) mod neighbours;
pub(super) mod peek;
mod related;
mod timeline;
pub(super) mod why;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use base::{Date, Error, Moment};
use engine::{Action, Kind, Object, Record};
use maud::{Markup, html};
use ui::field::cell::cut;
use ui::field::words::size;
use ui::field::{Titles, href};
use ui::part::topbar_beside;
use ui::web::Answer;
use ui::{Button, command, say};

use super::commands;
use super::lines;
use super::list::titles_of;
use super::visit::{Visit, id_of};
use compose::Draft;
use timeline::Timeline;

/// A record and what its page needs to know about it.
pub(super) struct Subject {
    pub(super) object: Arc<Object>,
    pub(super) record: Record,
    pub(super) title: String,
    pub(super) titles: Titles,
    /// It is shown as it was at this instant.
    pub(super) as_of: Option<Moment>,
    /// Then: as it is today.
    pub(super) today: Option<Record>,
    pub(super) may_update: bool,
    /// The person follows it.
    pub(super) followed: bool,
    /// It is shown to be printed: nothing is folded up.
    pub(super) printed: bool,
}

impl Subject {
    /// The record of an address, as the address asks for it.
    async fn of(visit: &Visit, objects: &str, id: &str) -> Result<Self, Error> {
        let object = visit.object(objects)?;
        let id = id_of(id)?;
        let as_of = visit.asked.text("as_of").map(|text| instant(visit, text)).transpose()?;
        let engine = visit.engine();
        let (record, today, followed) = match as_of {
            Some(instant) => {
                let (then, now) = tokio::try_join!(
                    engine.find_as_of(&visit.actor, &object.key, id, instant),
                    engine.find_any(&visit.actor, &object.key, id)
                )?;
                (then, Some(now), false)
            }
            None => {
                let (record, followed) = tokio::try_join!(
                    engine.find_any(&visit.actor, &object.key, id),
                    engine.follows(&visit.actor, id)
                )?;
                (record, None, followed)
            }
        };
        let seen = || object.fields.iter().zip(&record.values).filter(|(f, _)| visit.actor.sees(&object, f));
        let later = today.iter().flat_map(|r| object.fields.iter().zip(&r.values));
        let later = later.filter(|(f, _)| visit.actor.sees(&object, f));
        let mut titles = titles_of(visit, seen().chain(later)).await?;
        for (_, value) in seen().filter(|(f, _)| f.kind == Kind::File) {
            if let Some(file) = value.id()
                && let Ok(info) = engine.file_info(&visit.actor, file).await
            {
                titles.insert(file, info.name);
            }
        }
        let may_update =
            as_of.is_none() && record.deleted_at.is_none() && visit.actor.may(Action::Update, &record);
        let title = cut(&record.title(), 120);
        Ok(Self { object, record, title, titles, as_of, today, may_update, followed, printed: false })
    }

    /// The address of the record.
    fn here(&self) -> String {
        href(&self.object, self.record.id)
    }

    /// It is neither in the bin nor shown as it was.
    fn is_there(&self) -> bool {
        self.as_of.is_none() && self.record.deleted_at.is_none()
    }
}

/// `GET /{objects}/{id}`
pub(super) async fn show(mut visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let object = visit.object(&objects)?;
    if let Some(own) = visit.own_record(&object) {
        return own(visit, id).await;
    }
    let printed = visit.asked.take("print");
    let subject = Subject { printed, ..Subject::of(&visit, &objects, &id).await? };
    page(visit, subject, &Draft::default()).await
}

/// The page, with what somebody is writing.
async fn page(visit: Visit, subject: Subject, draft: &Draft) -> Answer {
    let timeline = Timeline::of(&visit, &subject).await?;
    let related = if subject.as_of.is_none() { related::of(&visit, &subject).await? } else { Vec::new() };
    let steps = banner::steps(&visit, &subject).await?;
    let files = match subject.as_of {
        None => visit.engine().attachments(&visit.actor, &subject.record).await?,
        Some(_) => Vec::new(),
    };
    let lines = match subject.as_of {
        None => {
            lines::table(
                &visit,
                &subject.record,
                subject.is_there() && lines::may_edit(&visit, &subject.record),
            )
            .await?
        }
        Some(_) => html! {},
    };
    let checks = checks::of(&visit, &subject).await?;
    let composer = compose::composer(&visit, &subject, draft).await?;
    let object = &subject.object;
    let (list, label) = (visit.list_of(object), object.labels.clone());
    let body = html! {
        (topbar_beside(&[(&list, &label)], &subject.title, follow::star(&visit, &subject), actions(&visit, &subject)))
        div.panel-body data-controller="record pop files" data-record=(subject.here()) data-record-print-value[subject.printed] data-files-most-value=(engine::file::MOST) data-files-too-large-value=(say!("record-file-too-large", size = &size(engine::file::MOST as i64))) data-files-failed-value=(say!("record-files-failed")) {
            div.panes."lg:max-xl:h-auto"."lg:max-xl:grid-rows-[auto_1fr]"."lg:max-xl:*:overflow-visible"."lg:grid-cols-[20rem_minmax(0,1fr)]"."xl:grid-cols-[20rem_minmax(0,1fr)_20rem]" {
                aside."max-lg:contents" aria-label=(say!("record-details-of", what = &object.label)) {
                    (head::head(&visit, &subject))
                    div #details."max-lg:order-2"."max-lg:border-t".border-line {
                        @for (name, fields) in entry::groups(&visit, &subject) { (entry::group(&visit, &subject, &name, &fields)) }
                    }
                }
                section."p-4"."md:px-6"."bg-base-100"."lg:max-xl:row-span-2" aria-label=(say!("record-timeline")) {
                    (banner::banners(&visit, &subject, &steps))
                    @if let Some(checks) = &checks { (checks::show(&visit, &subject, checks)) }
                    (lines)
                    (composer)
                    (timeline::show(&visit, &subject, &timeline))
                }
                aside #related."max-lg:order-3"."max-lg:border-t".border-line."lg:max-xl:row-start-2"."lg:max-xl:!border-l-0" aria-label=(say!("record-related")) {
                    (related::show(&subject, &related))
                    @if subject.as_of.is_none() { (files::show(&visit, &subject, &files)) }
                }
            }
            (why::frame(true))
        }
    };
    let live =
        subject.as_of.is_none().then(|| format!("/live?object={}&record={}", object.key, subject.record.id));
    let status = if draft.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page_with(status, &subject.title, live, body).await
}

/// A day (its end), or an instant.
fn instant(visit: &Visit, text: &str) -> Result<Moment, Error> {
    let zone = &visit.settings.manners.zone;
    let day = text.parse::<Date>().map(|d| d.plus_days(1).start(zone).plus_micros(-1));
    day.or_else(|_| text.parse::<Moment>())
        .map_err(|_| Error::invalid("as_of", "as_of", say!("record-as-of-wrong")))
}

fn actions(visit: &Visit, subject: &Subject) -> Markup {
    let here = subject.here();
    if !subject.is_there() {
        return html! { @if subject.as_of.is_some() { (Button::link(&here, &say!("record-back-to-today")).primary().small()) } };
    }
    html! {
        (neighbours::links(&here))
        (command::bar("record-menu", &commands::of_record(visit, &subject.record)))
    }
}
