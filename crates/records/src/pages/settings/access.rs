//! What somebody sees: the workspace as a person or a role has it, and why one record can or cannot be seen.
use engine::said::role_label;
use std::sync::Arc;

use base::{Error, Id};
use engine::query::Query;
use engine::why::{Explanation, Said, Why};
use engine::{Action, Actor, FieldRight, Level, Object, Value};
use maud::{Markup, html};
use ui::Button;
use ui::field::{number, words};
use ui::icon::sized;
use ui::key;
use ui::part::{Mood, alert};
use ui::say;
use ui::say_html;
use ui::web::Answer;

use super::super::visit::{Visit, id_of};
use super::frame::{Frame, Place};
use super::roles::{action_name, level_badge, level_name, parts};
use super::{only_admin, people};

/// Records shown of an object.
const SHOWN: usize = 20;

/// Who is looked through the eyes of.
async fn eyes(visit: &Visit) -> Result<Option<(Actor, String)>, Error> {
    if let Some(user) = visit.asked.text("user") {
        let actor = visit.engine().actor(id_of(user)?, None).await?;
        let name = actor.name.clone();
        return Ok(Some((actor, name)));
    }
    let Some(role) = visit.asked.text("role").and_then(|r| visit.engine().roles().get(r).cloned()) else {
        return Ok(None);
    };
    // Somebody new with this role, who owns nothing and is in no team.
    let label = say!("roles-somebody-new", role = role_label(&role)).into_owned();
    let actor = Actor {
        user: Some(Id(0)),
        name: label.clone(),
        roles: vec![role],
        team: Arc::from([Id(0)]),
        scopes: None,
        language: None,
    };
    Ok(Some((actor, label)))
}

/// `GET /settings/see-as?user=…&object=…`: what they would see, nothing of it changed or clicked in their name.
pub(super) async fn see(visit: Visit) -> Answer {
    only_admin(&visit, key!("settings-only-see-as"))?;
    let people = people::everybody(&visit).await?;
    let roles = people::roles(&visit);
    let eyes = eyes(&visit).await?;
    let asked = |name: &str| visit.asked.text(name).unwrap_or_default().to_owned();
    let (user, role) = (asked("user"), asked("role"));
    let who = if role.is_empty() { format!("user={user}") } else { format!("role={role}") };
    let seen = match &eyes {
        Some((actor, name)) => Some(html! {
            (alert(Mood::Info, html! { (say_html!("roles-this-is-what", who = html! { strong { (name) } })) }))
            (overview(&visit, actor, &who).await?)
            @if let Some(object) = visit.asked.text("object").and_then(|o| visit.schema.by_name(o)) { (records(&visit, actor, object).await?) }
        }),
        None => None,
    };
    let body = html! {
        (parts("/settings/see-as"))
        div class="p-4 md:p-6 grid gap-5" {
            form class="flex flex-wrap items-end gap-2" method="get" action="/settings/see-as" {
                (person_select(&people, &user, &say!("roles-a-person")))
                (Button::new(&say!("roles-show")).small())
            }
            form class="flex flex-wrap items-end gap-2" method="get" action="/settings/see-as" {
                fieldset class="fieldset" {
                    label class="fieldset-legend" for="s-role" { (say!("roles-or-new")) }
                    select class="select h-8 w-56" id="s-role" name="role" { @for r in &roles { option value=(r.key) selected[r.key == role] { (role_label(r)) } } }
                }
                (Button::new(&say!("roles-show")).small())
            }
            @if let Some(seen) = seen { (seen) }
        }
    };
    Frame::new(&visit, Place::Roles, say!("roles-see-as"))
        .crumb("/settings/roles", say!("settings-roles"))
        .show(body)
        .await
}

fn person_select(people: &[people::Somebody], now: &str, label: &str) -> Markup {
    html! {
        fieldset class="fieldset" {
            label class="fieldset-legend" for="s-user" { (label) }
            select class="select h-8 w-56" id="s-user" name="user" {
                @for p in people { option value=(p.id) selected[p.id.to_string() == now] { (p.name) } }
            }
        }
    }
}

/// Object by object: how many records they see, of how many, what they may do, which fields they do not see.
async fn overview(visit: &Visit, actor: &Actor, who: &str) -> Result<Markup, Error> {
    let mut rows = Vec::new();
    for object in visit.schema.objects().filter(|o| !o.hidden) {
        let all = visit.engine().count(&visit.actor, &Query::new(&object.key)).await.unwrap_or_default();
        let theirs = match actor.level(object, Action::Read) {
            Level::None => 0,
            Level::All => all,
            _ => visit.engine().count(actor, &Query::new(&object.key)).await?,
        };
        rows.push((object.clone(), theirs, all));
    }
    Ok(html! {
        div class="overflow-x-auto" tabindex="0" role="region" aria-label=(say!("roles-what-they-see")) {
            table class="table" {
                thead { tr { th scope="col" { (say!("roles-object")) } th scope="col" class="num" { (say!("roles-they-see")) } th scope="col" class="num" { (say!("roles-there-are")) } @for a in Action::ALL { th scope="col" { (action_name(a)) } } th scope="col" { (say!("roles-fields-unseen")) } } }
                tbody {
                    @for (object, theirs, all) in &rows {
                        tr class="hover:bg-hover" {
                            th scope="row" { a class="flex items-center gap-2 font-medium whitespace-nowrap" href={ "/settings/see-as?" (who) "&object=" (object.key) } { (sized(&object.icon, "icon text-faint")) (object.labels) } }
                            td class="num" { (number(*theirs)) }
                            td class="num text-muted" { (number(*all)) }
                            @for a in Action::ALL { td { (level_badge(actor.level(object, a))) } }
                            td class="text-muted" { (hidden(actor, object)) }
                        }
                    }
                }
            }
        }
    })
}

fn hidden(actor: &Actor, object: &Object) -> String {
    if actor.level(object, Action::Read) == Level::None {
        return say!("roles-all-fields").into();
    }
    let list: Vec<&str> = object
        .fields
        .iter()
        .filter(|f| !f.hidden && !actor.sees(object, f))
        .map(|f| f.label.as_str())
        .collect();
    if list.is_empty() { "–".to_owned() } else { list.join(", ") }
}

/// The newest records of an object they see.
async fn records(visit: &Visit, actor: &Actor, object: &Arc<Object>) -> Result<Markup, Error> {
    let columns: Vec<&str> = object
        .columns
        .iter()
        .map(String::as_str)
        .filter(|c| object.field(c).is_some_and(|f| actor.sees(object, f) && !f.kind.is_link()))
        .take(5)
        .collect();
    let rows = if actor.level(object, Action::Read) == Level::None || columns.is_empty() {
        Vec::new()
    } else {
        let query = Query::new(&object.key).columns(&columns.join(",")).limit(SHOWN);
        visit.engine().list(actor, &query).await?.rows
    };
    let look = visit.look();
    let shown = |key: &str, value: &Value| {
        object
            .field(key)
            .map_or_else(String::new, |f| ui::field::brief(&look, f, value, &ui::field::Titles::default()))
    };
    Ok(html! {
        section class="grid gap-2" aria-labelledby="see-records" {
            h2 class="text-lg font-semibold" id="see-records" { (object.labels) }
            @if rows.is_empty() { p class="text-muted" { (say!("roles-see-none")) } }
            @else {
                div class="overflow-x-auto" tabindex="0" role="region" aria-label=(say!("roles-visible", what = &object.labels)) {
                    table class="table" {
                        thead { tr { @for c in &columns { th scope="col" { (object.field(c).map_or(*c, |f| f.label.as_str())) } } } }
                        tbody {
                            @for row in &rows {
                                tr class="hover:bg-hover" {
                                    @for (n, (key, value)) in columns.iter().zip(&row.cells).enumerate() {
                                        td { @if n == 0 { a class="font-medium" href={ "/" (object.plural) "/" (row.id) } { (shown(key, value)) } } @else { (shown(key, value)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// The object and the id that somebody pasted: a record's address, or an id alone with the object said beside it.
fn record_of(visit: &Visit, text: &str) -> Option<(Arc<Object>, Id)> {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
    let mut parts = path.trim_matches('/').split('/');
    let (object, id) = (parts.next()?, parts.next()?);
    Some((visit.schema.by_name(object)?.clone(), id.parse().ok()?))
}

/// `GET /settings/why?user=…&record=…`
pub(super) async fn why(visit: Visit) -> Answer {
    only_admin(&visit, key!("settings-only-why"))?;
    let people = people::everybody(&visit).await?;
    let (user, text) = (
        visit.asked.text("user").unwrap_or_default().to_owned(),
        visit.asked.text("record").unwrap_or_default().to_owned(),
    );
    let mut answer = html! {};
    if !user.is_empty() && !text.is_empty() {
        answer = match record_of(&visit, &text) {
            None => alert(Mood::Warning, html! { (say!("roles-no-address")) }),
            Some((object, record)) => {
                match visit.engine().explain(&visit.actor, id_of(&user)?, &object.key, record).await {
                    Ok(told) => explanation(&visit, &told),
                    Err(Error::NotFound) => alert(
                        Mood::Warning,
                        html! {
                            (say!("roles-no-record"))
                        },
                    ),
                    Err(other) => return Err(other.into()),
                }
            }
        };
    }
    let body = html! {
        (parts("/settings/why"))
        div class="max-w-[56rem] p-4 md:p-6 grid gap-5" {
            form class="flex flex-wrap items-end gap-2" method="get" action="/settings/why" {
                (person_select(&people, &user, &say!("roles-why-can")))
                fieldset class="fieldset grow" {
                    label class="fieldset-legend" for="w-record" { (say!("roles-see-this")) }
                    input class="input h-8 w-full min-w-56" id="w-record" name="record" value=(text) placeholder="/deals/…" autocomplete="off";
                }
                (Button::new(&say!("roles-ask")).primary().small())
            }
            (answer)
        }
    };
    Frame::new(&visit, Place::Roles, say!("roles-why"))
        .crumb("/settings/roles", say!("settings-roles"))
        .show(body)
        .await
}

fn explanation(visit: &Visit, told: &Explanation) -> Markup {
    let object = &told.record.object;
    let reads = told.actions.iter().find(|a| a.action == Action::Read).is_some_and(|a| a.may);
    let (mood, verdict) = if reads {
        (Mood::Success, say!("roles-sees", who = &told.actor.name, title = told.record.title()))
    } else {
        (Mood::Warning, say!("roles-sees-not", who = &told.actor.name, title = told.record.title()))
    };
    let label = say::inline(&object.label);
    html! {
        (alert(mood, html! { strong { (verdict) } }))
        p {
            @if told.own { (say!("roles-they-own", what = &label)) }
            @else if told.team { (say!("roles-team-owns")) }
            @else if told.record.owner().is_none() { (say!("roles-nobody-owns", what = &label)) }
            @else { (say!("roles-other-owns")) }
            @if told.record.deleted_at.is_some() { " " (say!("roles-in-bin")) }
        }
        table class="table" {
            thead { tr { th scope="col" { (say!("roles-to")) } th scope="col" { (say!("roles-may-they")) } th scope="col" { (say!("roles-because")) } } }
            tbody {
                @for action in &told.actions {
                    tr {
                        th scope="row" class="font-medium" { (action_name(action.action)) }
                        td { @if action.may { span class="badge" data-tone="green" { (say!("roles-yes")) } } @else { span class="badge" data-tone="red" { (say!("roles-no")) } } }
                        td class="text-muted" { (because(action, told, &object.labels)) }
                    }
                }
            }
        }
        @let cut: Vec<String> = told.fields.iter().filter_map(|(key, right)| {
            let field = object.field(key)?;
            Some(format!("{} ({})", field.label, if *right == FieldRight::Hide { say!("roles-hidden-small") } else { say!("roles-read-small") }))
        }).collect();
        @if !cut.is_empty() { p class="text-muted" { (say!("roles-limit", fields = cut.join(", "))) } }
        p class="text-sm text-faint" { (say!("roles-as-of", time = words::hour(visit.now, &visit.settings.manners.zone))) }
    }
}

/// Which role says what, and what that means for this record.
fn because(why: &Why, told: &Explanation, labels: &str) -> Markup {
    let itself = told.record.object.key == "user"
        && told.actor.user == Some(told.record.id)
        && why.action == Action::Read;
    html! {
        @if why.roles.is_empty() { (say!("roles-no-role")) " " }
        @for role in &why.roles {
            span class="block" {
                @let link = html! { a class="link" href={ "/settings/roles/" (role.role) } { (role.label) } };
                @let level = level_name(role.level).said();
                (match role.said {
                    Said::Admin => say_html!("roles-said-admin", role = link, level = level),
                    Said::Object => say_html!("roles-said-object", role = link, level = level),
                    Said::Every => say_html!("roles-said-every", role = link, level = level),
                    Said::Nowhere => say_html!("roles-said-nowhere", role = link, level = level),
                })
            }
        }
        @if itself { (say!("roles-itself")) " " }
        @else if !why.may {
            @if matches!(why.level, Level::Own | Level::Team) { (say!("roles-out-of-reach", what = say::inline(labels))) }
            @else if why.level == Level::None { (say!("roles-no-role-allows")) }
        }
    }
}
