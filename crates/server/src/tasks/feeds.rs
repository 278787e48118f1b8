//! Calendars one may subscribe to: one's own, and those of teams one leads or looks after; made, renewed and switched off.
use axum::Form;
use axum::http::{HeaderMap, header};
use base::{Error, Id};
use engine::query::Query;
use maud::{Markup, html};
use records::pages::{Flash, Frame, Place, Visit, id_of};
use ui::field::Typed;
use ui::web::Answer;
use ui::{Button, say};

/// Teams offered at most.
const TEAMS: usize = 200;

/// The teams whose calendar a person may make an address for: those they lead, or every one for administrators.
async fn teams(visit: &Visit) -> Result<Vec<(Id, String)>, Error> {
    let query = Query::new("team").sort("name")?.limit(TEAMS);
    let query = if visit.actor().is_admin() { query } else { query.filter("lead = me")? };
    let found = visit.engine().records(visit.actor(), &query).await?.0;
    Ok(found.iter().map(|team| (team.id, team.title())).collect())
}

/// `GET /profile/calendars`
pub(super) async fn show(visit: Visit, headers: HeaderMap) -> Answer {
    let feeds = visit.engine().calendar_feeds(visit.actor()).await?;
    let teams = teams(&visit).await?;
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = visit.app().public_url.as_deref().map_or_else(|| format!("http://{host}"), str::to_owned);
    let address = |team: Option<Id>| {
        let feed = feeds.iter().find(|f| f.team == team)?;
        Some(format!("{base}/cal/{}.ics", feed.secret))
    };
    let body = html! {
        div class="max-w-[52rem] p-4 md:p-6 grid gap-6" {
            p class="text-muted max-w-[60ch]" { (say!("feed-calendar-hint")) }
            (card(&say!("feed-calendar-mine"), "", address(None).as_deref()))
            @for (id, name) in &teams {
                (card(&say!("feed-calendar-team", team = name), &id.to_string(), address(Some(*id)).as_deref()))
            }
            p class="text-sm text-muted max-w-[60ch]" { (say!("feed-calendar-range")) }
        }
    };
    Frame::new(&visit, Place::Calendars, say!("settings-calendars")).show(body).await
}

/// One calendar: its address where it has one, and what can be done with it.
fn card(title: &str, team: &str, address: Option<&str>) -> Markup {
    let id = format!("cal-{}", if team.is_empty() { "mine" } else { team });
    html! {
        section class="card" aria-labelledby={ (id) "-t" } {
            div class="card-body grid gap-3" {
                h2 class="card-title" id={ (id) "-t" } { (title) }
                @match address {
                    Some(address) => {
                        label class="text-sm text-muted" for=(id) { (say!("feed-calendar-address")) }
                        input class="input w-full font-mono text-sm" id=(id) type="text" readonly value=(address);
                        form class="flex flex-wrap gap-2" method="post" action="/profile/calendars" {
                            input type="hidden" name="team" value=(team);
                            (Button::new(&say!("feed-calendar-renew")).small().icon("refresh-cw").value("do", "renew"))
                            (Button::new(&say!("feed-calendar-end")).small().ghost().value("do", "end"))
                        }
                        p class="text-sm text-muted" { (say!("feed-calendar-renew-hint")) }
                    }
                    None => {
                        form method="post" action="/profile/calendars" {
                            input type="hidden" name="team" value=(team);
                            (Button::new(&say!("feed-calendar-make")).icon("calendar-plus").value("do", "renew"))
                        }
                    }
                }
            }
        }
    }
}

/// `POST /profile/calendars`: makes an address anew, or switches it off.
pub(super) async fn change(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::sent(pairs);
    let team = match typed.text("team") {
        "" => None,
        text => {
            let id = id_of(text)?;
            // A team one does not look after is none.
            Some(
                teams(&visit)
                    .await?
                    .iter()
                    .find(|(t, _)| *t == id)
                    .map(|(t, _)| *t)
                    .ok_or(Error::NotFound)?,
            )
        }
    };
    let words = match typed.text("do") {
        "end" => {
            visit.engine().end_calendar_feed(visit.actor(), team).await?;
            say!("feed-calendar-ended")
        }
        _ => {
            visit.engine().renew_calendar_feed(visit.actor(), team).await?;
            say!("feed-calendar-made")
        }
    };
    Ok(Flash::done(words).then("/profile/calendars"))
}
