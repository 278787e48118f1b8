//! People: who there is, inviting them by a link, their roles and team, where they are signed in, letting them go.
use engine::said::role_label;
use std::collections::HashMap;

use axum::Form;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use base::{Error, Id, Moment, Problems};
use engine::account::Invitation;
use engine::query::{ListRow as Row, Query};
use engine::{Role, Value};
use maud::{Markup, html};
use ui::Button;
use ui::field::Typed;
use ui::icon::sized;
use ui::key;
use ui::part::{Mood, Size, alert, field_error, initials, summary};
use ui::say;
use ui::web::{Answer, Fault};

use super::super::flash::Flash;
use super::super::visit::{Visit, id_of};
use super::frame::{Frame, Place};
use super::only_admin;
use super::plan::line;

type Pairs = Form<Vec<(String, String)>>;

/// Somebody in the list.
pub(super) struct Somebody {
    pub(super) id: Id,
    pub(super) name: String,
    email: String,
    roles: Vec<String>,
    team: Option<Id>,
    active: bool,
}

impl Somebody {
    /// Whether they have a role.
    pub(super) fn has_role(&self, key: &str) -> bool {
        self.roles.iter().any(|r| r == key)
    }
}

fn somebody(row: &Row) -> Somebody {
    let cell = |at: usize| row.cells.get(at).unwrap_or(&Value::Null);
    let text = |at: usize| cell(at).text().unwrap_or_default().to_owned();
    let roles = match cell(2) {
        Value::List(list) => list.iter().filter_map(|v| v.text().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let team = if let Value::Ref(id) = cell(3) { Some(*id) } else { None };
    Somebody {
        id: row.id,
        name: text(0),
        email: text(1),
        roles,
        team,
        active: cell(4) != &Value::Bool(false),
    }
}

/// Everybody, by name.
pub(super) async fn everybody(visit: &Visit) -> Result<Vec<Somebody>, Error> {
    let query = Query::new("user").columns("name,email,roles,team,active").sort("name")?.limit(500);
    Ok(visit.engine().list(&visit.actor, &query).await?.rows.iter().map(somebody).collect())
}

/// Every team by id, with its name.
pub(super) async fn teams(visit: &Visit) -> Result<Vec<(Id, String)>, Error> {
    let query = Query::new("team").columns("name").sort("name")?.limit(500);
    let name = |row: &Row| row.cells.first().and_then(Value::text).unwrap_or_default().to_owned();
    Ok(visit.engine().list(&visit.actor, &query).await?.rows.iter().map(|r| (r.id, name(r))).collect())
}

/// Every role: those Rondo brings first, then by name.
pub(super) fn roles(visit: &Visit) -> Vec<std::sync::Arc<Role>> {
    let shipped: Vec<String> = Role::shipped().into_iter().map(|r| r.key).collect();
    let mut all: Vec<_> = visit.engine().roles().values().cloned().collect();
    all.sort_by_key(|r| {
        (shipped.iter().position(|k| *k == r.key).unwrap_or(shipped.len()), r.label.to_lowercase())
    });
    all
}

/// What the pane at the end shows.
enum Pane {
    Nothing,
    Invite,
    Person(Id),
}

/// `GET /settings/people`
pub(super) async fn list(visit: Visit) -> Answer {
    page(&visit, Pane::Nothing, &Typed::default(), &Problems::default(), None).await
}

/// `GET /settings/people/invite`
pub(super) async fn ask(visit: Visit) -> Answer {
    let mut typed = Typed::default();
    typed.put("roles", "member");
    page(&visit, Pane::Invite, &typed, &Problems::default(), None).await
}

/// `GET /settings/people/{id}`
pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    page(&visit, Pane::Person(id_of(&id)?), &Typed::default(), &Problems::default(), None).await
}

/// The link of an invitation, as whoever asks reaches this server.
fn link(visit: &Visit, headers: &HeaderMap, invitation: &Invitation) -> String {
    let host = headers.get(axum::http::header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = visit.app.public_url.as_deref().map_or_else(|| format!("http://{host}"), str::to_owned);
    format!("{base}/invite?token={}", invitation.token)
}

fn team_of(typed: &Typed) -> Result<Option<Id>, Error> {
    match typed.text("team") {
        "" => Ok(None),
        id => Ok(Some(id_of(id)?)),
    }
}

/// `POST /settings/people`: makes a user; the link is on this page and never again.
pub(super) async fn invite(visit: Visit, headers: HeaderMap, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, key!("settings-only-invite"))?;
    let typed = Typed::sent(pairs);
    let roles: Vec<&str> = typed.all("roles").collect();
    let (email, name, team) = (typed.text("email"), typed.text("name"), team_of(&typed)?);
    match visit.engine().invite(&visit.actor, email, name, &roles, team).await {
        Ok(made) => {
            let link = link(&visit, &headers, &made);
            let mut answer =
                page(&visit, Pane::Person(made.user), &Typed::default(), &Problems::default(), Some(&link))
                    .await?;
            *answer.status_mut() = StatusCode::CREATED;
            Ok(answer)
        }
        Err(Error::Invalid(problems)) => page(&visit, Pane::Invite, &typed, &problems, None).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /settings/people/{id}/link`: a new link, for who lost theirs or their password.
pub(super) async fn new_link(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    only_admin(&visit, key!("settings-only-invite"))?;
    let id = id_of(&id)?;
    match visit.engine().invite_again(&visit.actor, id).await {
        Ok(made) => {
            let link = link(&visit, &headers, &made);
            page(&visit, Pane::Person(id), &Typed::default(), &Problems::default(), Some(&link)).await
        }
        Err(error) => refused(error, id),
    }
}

/// What an administrator may do but not now stands over the page; everything else is an error.
fn refused(error: Error, id: Id) -> Answer {
    match error {
        Error::Conflict(why) => Ok(Flash::failed(why.message).then(&format!("/settings/people/{id}"))),
        Error::Invalid(problems) => {
            Ok(Flash::failed(problems.to_string()).then(&format!("/settings/people/{id}")))
        }
        other => Err(other.into()),
    }
}

/// `POST /settings/people/{id}`: roles and team.
pub(super) async fn update(visit: Visit, Path(id): Path<String>, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, key!("settings-only-roles-of"))?;
    let (id, typed) = (id_of(&id)?, Typed::sent(pairs));
    let roles: Vec<&str> = typed.all("roles").collect();
    match visit.engine().set_access(&visit.actor, id, &roles, team_of(&typed)?).await {
        Ok(batch) => {
            Ok(Flash::done(say!("people-saved")).undo(batch).then(&format!("/settings/people/{id}")))
        }
        Err(error) => refused(error, id),
    }
}

/// `POST /settings/people/{id}/active`: deactivates somebody, or lets them in again.
pub(super) async fn active(visit: Visit, Path(id): Path<String>, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, key!("settings-only-deactivate"))?;
    let (id, on) = (id_of(&id)?, Typed::sent(pairs).text("active") == "yes");
    visit.engine().find(&visit.actor, "user", id).await?;
    let done = if on {
        visit.engine().enable_user(&visit.actor, id).await
    } else {
        visit.engine().disable_user(&visit.actor, id).await
    };
    let words = if on { say!("people-back") } else { say!("people-deactivated-done") };
    match done {
        Ok(()) => Ok(Flash::done(words).then(&format!("/settings/people/{id}"))),
        Err(error) => refused(error, id),
    }
}

/// `POST /settings/people/{id}/sessions`: ends one session, or all.
pub(super) async fn end_sessions(visit: Visit, Path(id): Path<String>, Form(pairs): Pairs) -> Answer {
    let (id, typed) = (id_of(&id)?, Typed::sent(pairs));
    match typed.text("session") {
        "all" => visit.engine().end_sessions(&visit.actor, id, None).await?,
        key => visit.engine().end_session(&visit.actor, id, key).await?,
    }
    Ok(Flash::done(say!("people-signed-out")).then(&format!("/settings/people/{id}")))
}

async fn page(visit: &Visit, pane: Pane, typed: &Typed, problems: &Problems, link: Option<&str>) -> Answer {
    only_admin(visit, key!("settings-only-people"))?;
    let people = everybody(visit).await?;
    let teams = teams(visit).await?;
    let (seen, invited) =
        (visit.engine().last_seen(&visit.actor).await?, visit.engine().invitations(&visit.actor).await?);
    let open = if let Pane::Person(id) = pane { Some(id) } else { None };
    let aside = match pane {
        Pane::Nothing => None,
        Pane::Invite => Some(invite_pane(visit, typed, problems, &teams)),
        Pane::Person(id) => {
            let person = people.iter().find(|p| p.id == id).ok_or_else(Fault::not_found)?;
            Some(person_pane(visit, person, &teams, invited.get(&id).copied(), link).await?)
        }
    };
    let body = table(visit, &people, &teams, &seen, &invited, open);
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::People, say!("settings-people"))
        .actions(
            html! { (Button::link("/settings/people/invite", &say!("people-invite")).icon("user-plus").primary().small()) },
        )
        .aside(say!("people-person"), aside)
        .status(status)
        .show(body)
        .await
}

fn labels(visit: &Visit, keys: &[String]) -> String {
    let roles = visit.engine().roles();
    keys.iter()
        .map(|k| roles.get(k).map_or_else(|| k.clone(), |r| role_label(r)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn table(
    visit: &Visit,
    people: &[Somebody],
    teams: &[(Id, String)],
    seen: &HashMap<Id, Moment>,
    invited: &HashMap<Id, Moment>,
    open: Option<Id>,
) -> Markup {
    let look = visit.look();
    html! {
        div data-controller="sift" {
            div class="flex items-center gap-2 px-4 min-h-11 needs-js" {
                label class="input h-7 w-52 px-2 border-line-2" {
                    (sized("search", "icon icon-sm text-faint"))
                    input type="search" placeholder=(say!("people-find")) aria-label=(say!("people-find")) data-hotkey="/" data-action="input->sift#sift";
                    (ui::button::keys("/"))
                }
            }
            table class="table border-t border-line table-stack" {
                thead { tr { th scope="col" { (say!("people-name")) } th scope="col" { (say!("people-role")) } th scope="col" { (say!("people-team")) } th scope="col" { (say!("people-last-here")) } th scope="col" { (say!("people-state")) } } }
                tbody {
                    @for p in people {
                        @let here = open == Some(p.id);
                        tr class=(if here { "bg-selected" } else { "hover:bg-hover" }) data-sift-target="item" {
                            td {
                                a class="flex items-center gap-2 font-medium min-w-0" href={ "/settings/people/" (p.id) } aria-current=[here.then_some("true")] {
                                    (initials(&p.name, p.id, Size::Medium, false))
                                    span class="min-w-0" { span class="block truncate" { (p.name) } span class="block truncate text-xs text-muted font-normal" { (p.email) } }
                                }
                            }
                            td class="text-muted" { (labels(visit, &p.roles)) }
                            td class="text-muted" { (p.team.and_then(|t| teams.iter().find(|(id, _)| *id == t)).map_or("–", |(_, n)| n.as_str())) }
                            td class="text-muted" { (seen.get(&p.id).map_or_else(|| "–".to_owned(), |at| look.ago(*at))) }
                            td {
                                @if !p.active { span class="badge" data-tone="slate" { (say!("people-deactivated")) } }
                                @else if invited.contains_key(&p.id) { span class="badge" data-tone="amber" { (say!("people-invited")) } }
                                @else { span class="badge" data-tone="green" { (say!("people-active")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        header class="flex items-center gap-2 px-4 h-12 border-b border-line shrink-0" {
            h2 class="font-semibold grow truncate" { (title) }
            (Button::link("/settings/people", &say!("app-close")).icon("x").square().ghost().small())
        }
    }
}

fn access(
    visit: &Visit,
    chosen: &[&str],
    team: Option<Id>,
    teams: &[(Id, String)],
    problems: &Problems,
) -> Markup {
    html! {
        fieldset class="fieldset" id="f-roles" {
            legend class="fieldset-legend" { (say!("people-roles")) }
            @for role in roles(visit) {
                label class="flex items-center gap-2 text-sm min-h-7" {
                    input class="checkbox checkbox-sm" type="checkbox" name="roles" value=(role.key) checked[chosen.contains(&role.key.as_str())]; (role_label(&role))
                }
            }
            @if let Some(error) = problems.of("roles") { (field_error("f-roles", error)) }
            p class="label whitespace-normal" { (say!("people-widest")) }
        }
        fieldset class="fieldset" {
            label class="fieldset-legend" for="f-team" { (say!("people-team")) }
            select class="select w-full" id="f-team" name="team" {
                option value="" { (say!("people-no-team")) }
                @for (id, name) in teams { option value=(id) selected[team == Some(*id)] { (name) } }
            }
        }
    }
}

fn invite_pane(visit: &Visit, typed: &Typed, problems: &Problems, teams: &[(Id, String)]) -> Markup {
    let chosen: Vec<&str> = typed.all("roles").collect();
    let label = |name: &str| match name {
        "email" => say!("people-email").into(),
        "name" => say!("people-name").into(),
        "roles" => say!("people-roles").into(),
        other => engine::schema::label_of(other),
    };
    html! {
        (head(&say!("people-invite-somebody")))
        form class="p-4 grid gap-4 content-start" method="post" action="/settings/people" data-turbo="false" novalidate {
            (summary(&say!("people-not-invited"), problems, label))
            (line(typed, problems, "name", &say!("people-name"), ""))
            (line(typed, problems, "email", &say!("people-email"), &say!("people-email-hint")))
            (access(visit, &chosen, team_of(typed).ok().flatten(), teams, problems))
            div class="flex gap-2" { (Button::new(&say!("people-make-link")).primary().key("mod+enter")) (Button::link("/settings/people", &say!("settings-discard")).ghost()) }
        }
    }
}

async fn person_pane(
    visit: &Visit,
    person: &Somebody,
    teams: &[(Id, String)],
    invited: Option<Moment>,
    link: Option<&str>,
) -> Result<Markup, Fault> {
    let look = visit.look();
    let here = format!("/settings/people/{}", person.id);
    let sessions = visit.engine().sessions(&visit.actor, person.id).await?;
    let chosen: Vec<&str> = person.roles.iter().map(String::as_str).collect();
    let (see, why) =
        (format!("/settings/see-as?user={}", person.id), format!("/settings/why?user={}", person.id));
    let record = format!("/users/{}", person.id);
    Ok(html! {
        (head(&person.name))
        div class="p-4 grid gap-5 content-start" {
            @if let Some(link) = link {
                (alert(Mood::Success, html! {
                    p class="font-semibold" { (say!("people-pass-on")) }
                    p class="mt-1" { code class="font-mono text-xs [overflow-wrap:anywhere] select-all" { (link) } }
                }))
            } @else if let Some(until) = invited {
                (alert(Mood::Info, html! { (say!("people-link-until", moment = look.long_moment(until))) }))
            }
            form class="grid gap-4" method="post" action=(here) {
                (access(visit, &chosen, person.team, teams, &Problems::default()))
                div { (Button::new(&say!("people-save-access")).primary()) }
            }
            div class="grid gap-2 border-t border-line pt-4" {
                (Button::link(&see, &say!("people-see-as")).icon("eye").small())
                (Button::link(&why, &say!("people-why")).icon("lightbulb").small())
                (Button::link(&record, &say!("people-record")).icon("user-round").small())
            }
            section class="grid gap-2 border-t border-line pt-4" aria-labelledby="s-title" {
                h3 class="font-medium" id="s-title" { (say!("people-signed-in")) }
                @if sessions.is_empty() { p class="text-sm text-muted" { (say!("people-nowhere")) } }
                @for session in &sessions {
                    form class="flex items-center gap-2 text-sm" method="post" action={ (here) "/sessions" } {
                        span class="grow min-w-0" { span class="block truncate" { (agent_words(&session.agent)) } span class="block text-xs text-muted" { (say!("people-last-used", when = look.ago(session.seen_at))) } }
                        (Button::new(&say!("people-sign-out")).small().value("session", &session.key))
                    }
                }
                @if sessions.len() > 1 { form method="post" action={ (here) "/sessions" } { (Button::new(&say!("people-sign-out-everywhere")).small().value("session", "all")) } }
            }
            section class="grid gap-2 border-t border-line pt-4" aria-labelledby="l-title" {
                h3 class="font-medium" id="l-title" { (say!("people-getting-in")) }
                @if person.active {
                    form method="post" action={ (here) "/link" } data-turbo="false" { (Button::new(&say!("people-new-link")).icon("link").small()) }
                    p class="text-sm text-muted" { (say!("people-new-link-hint")) }
                    form method="post" action={ (here) "/active" } { (Button::new(&say!("people-deactivate")).icon("user-round-x").small().value("active", "no")) }
                    p class="text-sm text-muted" { (say!("people-deactivate-hint")) }
                } @else {
                    form method="post" action={ (here) "/active" } { (Button::new(&say!("people-let-in")).icon("user-check").small().value("active", "yes")) }
                }
            }
        }
    })
}

/// What a browser calls itself, in words.
pub(in super::super) fn agent_words(agent: &str) -> String {
    let browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].into_iter().find(|b| agent.contains(b));
    let browser = browser.map(|b| match b {
        "Edg" => "Edge",
        "OPR" => "Opera",
        other => other,
    });
    let system =
        ["iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux"].into_iter().find(|s| agent.contains(s));
    match (browser, system) {
        (Some(browser), Some(system)) => say!("people-browser-on", browser = browser, system = system).into(),
        (Some(browser), None) => browser.to_owned(),
        _ if agent.is_empty() => say!("people-a-browser").into(),
        _ => agent.chars().take(40).collect(),
    }
}
