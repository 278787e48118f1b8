//! Roles: what each lets people do, object by object and action by action, and the fields it hides or locks.
use std::collections::BTreeMap;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::access::Rights;
use engine::{Action, FieldRight, Level, Object, Role};
use maud::{Markup, html};
use ui::Button;
use ui::field::{Typed, icon_of};
use ui::icon::sized;
use ui::part::{Mood, Tab, alert, summary, tabs};
use ui::web::{Answer, Fault};

use super::super::flash::Flash;
use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::plan::{key_of, line};
use super::{only_admin, people};

type Pairs = Form<Vec<(String, String)>>;

const LEVELS: [(Level, &str, &str); 4] = [
    (Level::None, "none", "None"),
    (Level::Own, "own", "Own"),
    (Level::Team, "team", "Team"),
    (Level::All, "all", "All"),
];
const RIGHTS: [(FieldRight, &str, &str); 3] = [
    (FieldRight::Write, "write", "Change"),
    (FieldRight::Read, "read", "See only"),
    (FieldRight::Hide, "hide", "Hidden"),
];

/// What an action is called.
pub(super) fn action_name(action: Action) -> &'static str {
    match action {
        Action::Read => "See",
        Action::Create => "Add",
        Action::Update => "Change",
        Action::Delete => "Delete",
        Action::Destroy => "Destroy",
        Action::Export => "Export",
        Action::Import => "Import",
    }
}

/// How far a right reaches, in words.
pub(super) fn level_name(level: Level) -> &'static str {
    LEVELS.iter().find(|(l, ..)| *l == level).map_or("None", |(_, _, words)| words)
}

fn role_of(visit: &Visit, key: &str) -> Result<std::sync::Arc<Role>, Fault> {
    visit.engine().roles().get(key).cloned().ok_or_else(Fault::not_found)
}

/// Objects that rights are about.
fn objects(visit: &Visit) -> Vec<&Object> {
    visit.schema.objects().filter(|o| !o.hidden).map(AsRef::as_ref).collect()
}

/// The sections of this part of the settings.
pub(super) fn parts(now: &str) -> Markup {
    let row: Vec<Tab<'_>> = [
        ("/settings/roles", "Roles"),
        ("/settings/see-as", "See as"),
        ("/settings/why", "Why can they see this"),
    ]
    .into_iter()
    .map(|(href, label)| Tab { href, label, current: href == now, ..Tab::default() })
    .collect();
    tabs("Roles and access", &row, html! {})
}

/// `GET /settings/roles`: the roles beside each other, for one object or for those without rights of their own.
pub(super) async fn list(visit: Visit) -> Answer {
    list_page(&visit, &Typed::default(), &Problems::default()).await
}

async fn list_page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    only_admin(visit, "change roles")?;
    let roles = people::roles(visit);
    let everybody = people::everybody(visit).await?;
    let object = visit.asked.text("object").and_then(|o| visit.schema.by_name(o)).cloned();
    let body = html! {
        (parts("/settings/roles"))
        div class="p-4 md:p-6 grid gap-6" {
            form class="flex items-center gap-2" method="get" action="/settings/roles" data-controller="submit" {
                label class="text-sm text-muted" for="r-object" { "Rights on" }
                select class="select h-8 w-56" id="r-object" name="object" data-action="change->submit#now" {
                    option value="" { "Every object without its own" }
                    @for o in objects(visit) { option value=(o.key) selected[object.as_ref().is_some_and(|x| x.key == o.key)] { (o.labels) } }
                }
                (Button::new("Show").small())
            }
            div class="overflow-x-auto" tabindex="0" role="region" aria-label="Roles" {
                table class="table" {
                    thead { tr { th scope="col" { "Role" } @for a in Action::ALL { th scope="col" { (action_name(a)) } } th scope="col" class="num" { "People" } } }
                    tbody {
                        @for role in &roles {
                            tr class="hover:bg-hover" {
                                td { a class="font-medium whitespace-nowrap" href={ "/settings/roles/" (role.key) } { (role.label) } @if role.admin { " " span class="badge" data-tone="teal" { "Everything" } } }
                                @for a in Action::ALL { td { (level_badge(level(role, object.as_deref(), a))) } }
                                td class="num text-muted" { (everybody.iter().filter(|p| p.has_role(&role.key)).count()) }
                            }
                        }
                    }
                }
            }
            form class="card max-w-[48rem]" method="post" action="/settings/roles" novalidate {
                div class="card-body grid gap-4" {
                    h2 class="card-title" { "New role" }
                    (summary("The role was not added.", problems, engine::schema::label_of))
                    div class="grid gap-4 sm:grid-cols-2" {
                        (line(typed, problems, "label", "Name", ""))
                        fieldset class="fieldset" {
                            label class="fieldset-legend" for="f-like" { "Begins like" }
                            select class="select w-full" id="f-like" name="like" { @for role in roles.iter().filter(|r| !r.admin) { option value=(role.key) { (role.label) } } }
                        }
                    }
                    div { (Button::new("Add role").primary()) }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Roles, "Roles and access").status(status).show(body).await
}

fn level(role: &Role, object: Option<&Object>, action: Action) -> Level {
    if role.admin {
        return Level::All;
    }
    let rights = object.and_then(|o| role.objects.get(&o.key)).or_else(|| role.objects.get("*"));
    rights.and_then(|r| r.get(&action)).copied().unwrap_or_default()
}

/// A level as a badge: a word always, a tone besides.
pub(super) fn level_badge(level: Level) -> Markup {
    let tone = match level {
        Level::None => "slate",
        Level::Own => "amber",
        Level::Team => "sky",
        Level::All => "green",
    };
    html! { span class="badge" data-tone=(tone) { (level_name(level)) } }
}

/// `POST /settings/roles`
pub(super) async fn create(visit: Visit, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, "change roles")?;
    let typed = Typed::sent(pairs);
    let label = typed.text("label").trim();
    let key = key_of(label);
    let mut problems = Problems::default();
    if key.is_empty() {
        problems.add("label", "required", "Say what the role is called");
    } else if visit.engine().roles().contains_key(&key) {
        problems.add("label", "taken", "There is a role with this name already");
    }
    if !problems.is_empty() {
        return list_page(&visit, &typed, &problems).await;
    }
    let like = role_of(&visit, typed.text("like"))?;
    let role = Role { key: key.clone(), label: label.to_owned(), ..like.as_ref().clone() };
    match visit.engine().put_role(&visit.actor, &role).await {
        Ok(()) => {
            Ok(Flash::done(format!("The role {label} is there")).then(&format!("/settings/roles/{key}")))
        }
        Err(Error::Invalid(problems)) => list_page(&visit, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `GET /settings/roles/{key}`
pub(super) async fn edit(visit: Visit, Path(key): Path<String>) -> Answer {
    only_admin(&visit, "change roles")?;
    let role = role_of(&visit, &key)?;
    page(&visit, &role, &Problems::default()).await
}

/// `POST /settings/roles/{key}`: its name and the matrix.
pub(super) async fn update(visit: Visit, Path(key): Path<String>, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, "change roles")?;
    let typed = Typed::sent(pairs);
    let before = role_of(&visit, &key)?;
    let mut role = before.as_ref().clone();
    typed.text("label").trim().clone_into(&mut role.label);
    if !role.admin {
        let keys = objects(&visit).into_iter().map(|o| o.key.clone()).chain(["*".to_owned()]);
        for object in keys {
            if !typed.has(&object) {
                continue;
            }
            let (new, ticked) = (rights(&typed, &object), typed.text(&format!("{object}.own")) == "yes");
            // Who changes a level means it, whether or not they ticked the box beside it.
            let changed = before.objects.get(&object).or_else(|| before.objects.get("*")) != Some(&new);
            if object == "*" || ticked || changed {
                role.objects.insert(object, new);
            } else {
                role.objects.remove(&object);
            }
        }
    }
    save(&visit, &role, &format!("/settings/roles/{key}")).await
}

/// The rights of one line of the matrix.
fn rights(typed: &Typed, object: &str) -> Rights {
    let level = |action: Action| {
        let name = format!("{object}.{}", action_name(action).to_lowercase());
        LEVELS.iter().find(|(_, word, _)| *word == typed.text(&name)).map_or(Level::None, |(l, ..)| *l)
    };
    Action::ALL.into_iter().map(|a| (a, level(a))).collect()
}

async fn save(visit: &Visit, role: &Role, then: &str) -> Answer {
    match visit.engine().put_role(&visit.actor, role).await {
        Ok(()) => Ok(Flash::done(format!("{} is saved: it holds at once", role.label)).then(then)),
        Err(Error::Invalid(problems)) => page(visit, role, &problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, role: &Role, problems: &Problems) -> Answer {
    let mut typed = Typed::default();
    typed.put("label", &role.label);
    let here = format!("/settings/roles/{}", role.key);
    let see = format!("/settings/see-as?role={}", role.key);
    let body = html! {
        (parts(""))
        form class="p-4 md:p-6 grid gap-5" method="post" action=(here) data-controller="form" novalidate {
            (summary("The role was not saved.", problems, engine::schema::label_of))
            div class="max-w-[20rem]" { (line(&typed, problems, "label", "Name", "")) }
            @if role.admin { (alert(Mood::Info, html! { "This role may do everything, settings included." })) }
            @else { (matrix(visit, role)) }
            div class="flex gap-2" { (Button::new("Save role").primary().key("mod+enter")) (Button::link("/settings/roles", "Discard").ghost()) }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Roles, &role.label)
        .crumb("/settings/roles", "Roles and access")
        .actions(html! { (Button::link(&see, "See as this role").icon("eye").small()) })
        .status(status)
        .show(body)
        .await
}

fn matrix(visit: &Visit, role: &Role) -> Markup {
    let none = Rights::new();
    html! {
        div class="overflow-x-auto" tabindex="0" role="region" aria-label="Rights by object and action" {
            table class="table" {
                thead { tr { th scope="col" { "Object" } th scope="col" { "Own rights" } @for a in Action::ALL { th scope="col" { (action_name(a)) } } th scope="col" { "Fields" } } }
                tbody {
                    tr class="bg-base-200" {
                        th scope="row" class="font-medium whitespace-nowrap" { "Every other object" }
                        td {}
                        (levels("*", "every other object", role.objects.get("*").unwrap_or(&none)))
                        td {}
                    }
                    @for object in objects(visit) {
                        @let own = role.objects.get(&object.key);
                        tr {
                            th scope="row" class="font-medium whitespace-nowrap" { span class="flex items-center gap-2" { (sized(&object.icon, "icon text-faint")) (object.labels) } }
                            td { input class="checkbox checkbox-sm" type="checkbox" name={ (object.key) ".own" } value="yes" checked[own.is_some()] aria-label={ (object.labels) " have rights of their own" }; }
                            (levels(&object.key, &object.labels, own.or_else(|| role.objects.get("*")).unwrap_or(&none)))
                            td {
                                @let cut = role.fields.keys().filter(|k| k.split_once('.').is_some_and(|(o, _)| o == object.key)).count();
                                a class="link whitespace-nowrap" href={ "/settings/roles/" (role.key) "/" (object.key) } { @if cut == 0 { "All" } @else { (cut) " limited" } span class="sr-only" { " fields of " (object.labels) } }
                            }
                        }
                    }
                }
            }
        }
        p class="text-sm text-muted" { "Own: what they own. Team: what their team and the teams they lead own. Without rights of its own, an object has those of the first line." }
    }
}

fn levels(object: &str, label: &str, rights: &Rights) -> Markup {
    html! {
        @for action in Action::ALL {
            @let now = rights.get(&action).copied().unwrap_or_default();
            td {
                select class="select h-7 text-xs px-1.5 w-18" name={ (object) "." (action_name(action).to_lowercase()) } aria-label={ (action_name(action)) " " (label) } {
                    @for (level, value, words) in LEVELS { option value=(value) selected[level == now] { (words) } }
                }
            }
        }
    }
}

/// `GET /settings/roles/{key}/{object}`: the fields of one object.
pub(super) async fn fields(visit: Visit, Path((key, name)): Path<(String, String)>) -> Answer {
    only_admin(&visit, "change roles")?;
    let role = role_of(&visit, &key)?;
    let object = super::objects::object_of(&visit, &name)?;
    let (back, here) = (format!("/settings/roles/{key}"), format!("/settings/roles/{key}/{}", object.key));
    let body = html! {
        (parts(""))
        form class="max-w-[48rem] p-4 md:p-6 grid gap-5" method="post" action=(here) data-controller="form" {
            p class="text-muted" { "What " (role.label) " may do with each field of the " (object.labels.to_lowercase()) " they reach. What is hidden is nowhere: not in lists, search, exports, the API or the timeline." }
            table class="table" {
                thead { tr { th scope="col" { "Field" } th scope="col" { "Right" } } }
                tbody {
                    @for field in object.fields.iter().filter(|f| !f.hidden) {
                        @let now = role.fields.get(&format!("{}.{}", object.key, field.key)).copied().unwrap_or(FieldRight::Write);
                        tr {
                            th scope="row" class="font-medium" { span class="flex items-center gap-2" { (sized(icon_of(field, &visit.schema), "icon text-faint")) (field.label) } }
                            td {
                                select class="select h-7 text-xs px-1.5 w-28" name=(field.key) aria-label={ "Right on " (field.label) } disabled[role.admin] {
                                    @for (right, value, words) in RIGHTS { option value=(value) selected[right == now] { (words) } }
                                }
                            }
                        }
                    }
                }
            }
            div class="flex gap-2" { (Button::new("Save fields").primary().key("mod+enter")) (Button::link(&back, "Discard").ghost()) }
        }
    };
    Frame::new(&visit, Place::Roles, &object.labels)
        .crumb("/settings/roles", "Roles and access")
        .crumb(&back, &role.label)
        .show(body)
        .await
}

/// `POST /settings/roles/{key}/{object}`
pub(super) async fn update_fields(
    visit: Visit,
    Path((key, name)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    only_admin(&visit, "change roles")?;
    let typed = Typed::sent(pairs);
    let object = super::objects::object_of(&visit, &name)?;
    let mut role = role_of(&visit, &key)?.as_ref().clone();
    let mut fields: BTreeMap<String, FieldRight> = role.fields.clone();
    for field in &object.fields {
        let name = format!("{}.{}", object.key, field.key);
        match RIGHTS.iter().find(|(_, word, _)| *word == typed.text(&field.key)) {
            Some((FieldRight::Write, ..)) => {
                fields.remove(&name);
            }
            Some((right, ..)) => {
                fields.insert(name, *right);
            }
            None => {}
        }
    }
    role.fields = fields;
    save(&visit, &role, &format!("/settings/roles/{key}")).await
}
