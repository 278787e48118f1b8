//! Teams: which there are, who leads them, how many are in them; and a new one.
use std::collections::HashMap;

use axum::Form;
use axum::http::StatusCode;
use base::{Error, Id, Problems};
use engine::query::Query;
use engine::{Input, Value};
use maud::html;
use ui::Button;
use ui::field::Typed;
use ui::key;
use ui::part::summary;
use ui::say;
use ui::web::Answer;

use super::super::flash::Flash;
use super::super::visit::{Visit, id_of};
use super::frame::{Frame, Place};
use super::people::everybody;
use super::plan::line;
use super::{only_admin, people};

/// `GET /settings/teams`
pub(super) async fn list(visit: Visit) -> Answer {
    page(&visit, &Typed::default(), &Problems::default()).await
}

/// `POST /settings/teams`
pub(super) async fn create(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    only_admin(&visit, key!("settings-only-teams-add"))?;
    let typed = Typed::sent(pairs);
    let mut input = Input::new().typed("name", typed.text("name"));
    for link in ["parent", "lead"] {
        if !typed.text(link).is_empty() {
            input = input.with(link, Value::Ref(id_of(typed.text(link))?));
        }
    }
    let mut work = visit.engine().begin(&visit.actor);
    let done = match work.create("team", input).await {
        Ok(_) => work.commit().await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => Ok(Flash::done(say!("settings-team-made")).undo(done.batch).then("/settings/teams")),
        Err(Error::Invalid(problems)) => page(&visit, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    only_admin(visit, key!("settings-only-teams"))?;
    let query = Query::new("team").columns("name,parent,lead").sort("name")?.limit(500);
    let rows = visit.engine().list(&visit.actor, &query).await?.rows;
    let people = everybody(visit).await?;
    let members = Query { limit: 500, ..Query::new("user").columns("team") };
    let mut counts: HashMap<Id, usize> = HashMap::new();
    for row in visit.engine().list(&visit.actor, &members).await?.rows {
        if let Some(Value::Ref(team)) = row.cells.first() {
            *counts.entry(*team).or_default() += 1;
        }
    }
    let teams = people::teams(visit).await?;
    let reference = |value: Option<&Value>| if let Some(Value::Ref(id)) = value { Some(*id) } else { None };
    let name_of = |id: Option<Id>| {
        let found = teams.iter().find(|(t, _)| Some(*t) == id).map(|(_, n)| n.as_str());
        found.or_else(|| people.iter().find(|p| Some(p.id) == id).map(|p| p.name.as_str())).unwrap_or("–")
    };
    let body = html! {
        div class="max-w-[60rem] p-4 md:p-6 grid gap-6" {
            @if rows.is_empty() { p class="text-muted" { (say!("settings-no-teams")) } }
            @else {
                table class="table table-stack" {
                    thead { tr { th scope="col" { (say!("settings-team")) } th scope="col" { (say!("settings-part-of")) } th scope="col" { (say!("settings-led-by")) } th scope="col" class="num" { (say!("settings-team-people")) } } }
                    tbody {
                        @for row in &rows {
                            tr class="hover:bg-hover" {
                                td { a class="font-medium" href={ "/teams/" (row.id) "/edit" } { (row.cells.first().and_then(Value::text).unwrap_or_default()) } }
                                td class="text-muted" { (name_of(reference(row.cells.get(1)))) }
                                td class="text-muted" { (name_of(reference(row.cells.get(2)))) }
                                td class="num text-muted" { (counts.get(&row.id).copied().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
            p { (Button::link("/profile/calendars", &say!("settings-team-calendars")).icon("calendar-plus").small()) }
            form class="card" method="post" action="/settings/teams" novalidate {
                div class="card-body grid gap-4" {
                    h2 class="card-title" { (say!("settings-new-team")) }
                    (summary(&say!("settings-team-not-made"), problems, engine::schema::label_of))
                    div class="grid gap-4 sm:grid-cols-3" {
                        (line(typed, problems, "name", &say!("settings-name"), ""))
                        fieldset class="fieldset" {
                            label class="fieldset-legend" for="f-parent" { (say!("settings-part-of")) }
                            select class="select w-full" id="f-parent" name="parent" { option value="" { (say!("settings-none")) } @for (id, name) in &teams { option value=(id) { (name) } } }
                        }
                        fieldset class="fieldset" {
                            label class="fieldset-legend" for="f-lead" { (say!("settings-led-by")) }
                            select class="select w-full" id="f-lead" name="lead" { option value="" { (say!("settings-nobody")) } @for p in &people { option value=(p.id) { (p.name) } } }
                        }
                    }
                    p class="text-sm text-muted" { (say!("settings-team-hint")) }
                    div { (Button::new(&say!("settings-add-team")).primary()) }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Teams, say!("settings-teams")).status(status).show(body).await
}
