//! Notices: what others did that concerns the person, unread ones first, day by day. Opening one reads it.
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use base::{Date, Error, Moment};
use engine::notice::{Notice, Told};
use maud::{Markup, html};
use ui::Button;
use ui::field::words;
use ui::icon::sized;
use ui::part::{Size, Tab, empty, initials, pagination, tabs, topbar};
use ui::say;
use ui::say_html;
use ui::web::Answer;

use super::asked::address;
use super::flash::{Flash, to};
use super::tallies;
use super::visit::{Visit, id_of};

/// Notices of a page.
const PAGE: usize = 50;

/// `GET /notices`, `?show=unread` or `?show=mentions` for those alone.
pub(super) async fn show(visit: Visit) -> Answer {
    let wanted = visit.asked.text("show").unwrap_or_default().to_owned();
    let after = visit.asked.text("after").and_then(|t| t.parse().ok()).unwrap_or_default();
    let kind = (wanted == "mentions").then_some(Told::Mention);
    let page = visit.engine().notices(&visit.actor, kind, wanted == "unread", after, PAGE).await?;
    let unread = visit.engine().unread_notices(&visit.actor).await?;
    let count = words::number(unread);
    let title = say!("notice-title");
    let tab = |show: &'static str, label, count| Tab {
        href: if show.is_empty() {
            "/notices"
        } else if show == "unread" {
            "/notices?show=unread"
        } else {
            "/notices?show=mentions"
        },
        label,
        count,
        current: wanted == show,
        ..Tab::default()
    };
    let (all, only, mentions) = (say!("notice-all"), say!("notice-unread"), say!("notice-mentions"));
    let list = [
        tab("", &all, None),
        tab("unread", &only, (unread > 0).then_some(count.as_str())),
        tab("mentions", &mentions, None),
    ];
    let next =
        page.next.map(|next| address("/notices", [("show", wanted.as_str()), ("after", &next.to_string())]));
    let first = (after > 0).then(|| address("/notices", [("show", wanted.as_str())]));
    let until = Moment::now().0.to_string();
    let body = html! {
        (topbar(&[], &title, None, html! {
            @if unread > 0 {
                form class="contents" method="post" action="/notices/read" {
                    input type="hidden" name="until" value=(until);
                    (Button::new(&say!("notice-read-all")).icon("check").small())
                }
            }
        }))
        (tabs(&say!("notice-which"), &list, html! {}))
        div class="panel-body" tabindex="0" role="region" aria-label=(title) {
            @if page.notices.is_empty() {
                (empty("bell", &say!("notice-nothing"), &say!("notice-nothing-text"), html! { (Button::link("/profile", &say!("notice-settings")).small()) }))
            } @else {
                div class="max-w-[52rem] p-4 md:p-6 grid gap-5" {
                    @for (day, read, notices) in days(&visit, &page.notices) {
                        section class="grid gap-2" {
                            h2 class="text-sm font-semibold text-muted" { @if read { (day) } @else { (say!("notice-unread")) ", " (day) } }
                            ul class="card divide-y divide-line" { @for notice in notices { (line(&visit, notice)) } }
                        }
                    }
                }
                @let shown = say!("notice-shown", count = page.notices.len());
                @if first.is_some() || next.is_some() { (pagination(&shown, first.as_deref(), next.as_deref())) }
            }
        }
    };
    visit.page(&title, Some("/live?notices=1".to_owned()), body).await
}

/// Notices that stand together: unread or read, of one day.
fn days<'a>(visit: &Visit, notices: &'a [Notice]) -> Vec<(String, bool, Vec<&'a Notice>)> {
    let look = visit.look();
    let zone = &visit.settings.manners.zone;
    let day = |notice: &Notice| -> Date { Date(notice.at.timestamp().to_zoned(zone.clone()).date()) };
    let mut out: Vec<(String, bool, Vec<&Notice>)> = Vec::new();
    for notice in notices {
        let (name, read) = (words::calm_day(day(notice), look.today()), notice.read_at.is_some());
        match out.last_mut().filter(|(n, r, _)| *n == name && *r == read) {
            Some((.., list)) => list.push(notice),
            None => out.push((name, read, vec![notice])),
        }
    }
    out
}

fn line(visit: &Visit, notice: &Notice) -> Markup {
    let look = visit.look();
    let who = notice.actor_name.clone().unwrap_or_else(|| "Rondo".to_owned());
    let title = html! { span class="font-medium" { (ui::field::cell::cut(&notice.title, 100)) } };
    let name = html! { span class="font-medium" { (who) } };
    let unread = notice.read_at.is_none();
    html! {
        li id={ "notice_" (notice.id) } class=(if unread { "bg-selected" } else { "" }) {
            // Looking ahead at a notice must not read it.
            a class="flex items-start gap-3 px-4 py-3 hover:bg-hover" href={ "/notices/" (notice.id) } data-turbo-prefetch="false" {
                @match notice.actor {
                    Some(id) => (initials(&who, id, Size::Medium, false)),
                    None => (sized("bell", "icon text-faint mt-1")),
                }
                span class="grow min-w-0 grid gap-0.5" {
                    span {
                        @if unread { span class="sr-only" { (say!("notice-is-unread")) " " } }
                        (match notice.kind {
                            Told::Mention => say_html!("notice-mention", who = name, title = title),
                            Told::Owner if notice.count > 1 => say_html!("notice-owners", who = name, title = title, count = notice.count - 1),
                            Told::Owner => say_html!("notice-owner", who = name, title = title),
                            Told::Changed if notice.count > 1 => say_html!("notice-changes", who = name, title = title, count = notice.count),
                            Told::Changed => say_html!("notice-changed", who = name, title = title),
                            Told::Reminder => say_html!("notice-reminder", title = title),
                        })
                    }
                    @if let Some(text) = &notice.says { span class="text-sm text-muted" { (ui::field::cell::cut(text, 240)) } }
                    time class="text-xs text-faint" datetime=(notice.at.to_string()) title=(look.long_moment(notice.at)) { (look.ago(notice.at)) }
                }
                @if unread { span class="dot mt-1.5" data-tone="teal" aria-hidden="true" {} }
            }
        }
    }
}

/// `GET /notices/{id}`: reads it and goes to what it is about.
pub(super) async fn open(visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let ahead = ["sec-purpose", "x-sec-purpose"].iter().any(|h| headers.contains_key(*h));
    if ahead {
        return Ok(axum::http::StatusCode::NO_CONTENT.into_response());
    }
    let notice = visit.engine().read_notice(&visit.actor, id_of(&id)?).await?;
    tallies::forget(visit.actor.user);
    let object = visit.object(&notice.object)?;
    if notice.kind == Told::Owner && notice.count > 1 {
        return Ok(to(&address(
            &format!("/{}", object.plural),
            [("filter", "owner = me"), ("sort", "-updated_at")],
        )));
    }
    Ok(to(&format!("/{}/{}", object.plural, notice.record)))
}

/// `POST /notices/read`: all that were there when the page was made.
pub(super) async fn read_all(visit: Visit, axum::Form(pairs): axum::Form<Vec<(String, String)>>) -> Answer {
    let until = pairs.iter().find(|(n, _)| n == "until").and_then(|(_, v)| v.parse().ok());
    let until = until.ok_or_else(|| Error::invalid("until", "until", "Say until when"))?;
    visit.engine().read_notices(&visit.actor, Moment(until)).await?;
    tallies::forget(visit.actor.user);
    Ok(Flash::done(say!("notice-all-read")).then("/notices"))
}
