//! Roles: what each lets people do, object by object and action by action, and the fields it hides or locks.
use engine::said::role_label;
use std::collections::BTreeMap;
use ui::key;
use ui::say;
use ui::say::Key;

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

const LEVELS: [(Level, &str, Key); 4] = [
    (Level::None, "none", key!("roles-none")),
    (Level::Own, "own", key!("roles-own")),
    (Level::Team, "team", key!("roles-team")),
    (Level::All, "all", key!("roles-all")),
];
const RIGHTS: [(FieldRight, &str, Key); 3] = [
    (FieldRight::Write, "write", key!("roles-write")),
    (FieldRight::Read, "read", key!("roles-read")),
    (FieldRight::Hide, "hide", key!("roles-hide")),
];

/// What an action is called.
pub(super) fn action_name(action: Action) -> Key {
    match action {
        Action::Read => key!("roles-act-read"),
        Action::Create => key!("roles-act-create"),
        Action::Update => key!("roles-act-update"),
        Action::Delete => key!("roles-act-delete"),
        Action::Destroy => key!("roles-act-destroy"),
        Action::Export => key!("roles-act-export"),
        Action::Import => key!("roles-act-import"),
    }
}

/// What a right on a field is called.
pub(super) fn right_name(right: FieldRight) -> Key {
    RIGHTS.iter().find(|(r, ..)| *r == right).map_or(key!("roles-write"), |(_, _, words)| *words)
}

/// What an action is called in the names of inputs.
fn action_key(action: Action) -> &'static str {
    match action {
        Action::Read => "see",
        Action::Create => "add",
        Action::Update => "change",
        Action::Delete => "delete",
        Action::Destroy => "destroy",
        Action::Export => "export",
        Action::Import => "import",
    }
}

/// How far a right reaches, in words.
pub(super) fn level_name(level: Level) -> Key {
    LEVELS.iter().find(|(l, ..)| *l == level).map_or(key!("roles-none"), |(_, _, words)| *words)
}

/// What the forms of a role call their inputs.
fn field_name(name: &str) -> String {
    if name == "label" { say!("roles-name").into() } else { engine::schema::label_of(name) }
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
    let places = [
        ("/settings/roles", say!("roles-roles")),
        ("/settings/see-as", say!("roles-see-as")),
        ("/settings/why", say!("roles-why")),
    ];
    let row: Vec<Tab<'_>> = places
        .iter()
        .map(|(href, label)| Tab { href, label, current: *href == now, ..Tab::default() })
        .collect();
    tabs(&say!("settings-roles"), &row, html! {})
}

/// `GET /settings/roles`: the roles beside each other, for one object or for those without rights of their own.
pub(super) async fn list(visit: Visit) -> Answer {
    list_page(&visit, &Typed::default(), &Problems::default()).await
}

async fn list_page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    only_admin(visit, key!("settings-only-roles"))?;
    let roles = people::roles(visit);
    let everybody = people::everybody(visit).await?;
    let object = visit.asked.text("object").and_then(|o| visit.schema.by_name(o)).cloned();
    let body = html! {
        (parts("/settings/roles"))
        div class="p-4 md:p-6 grid gap-6" {
            form class="flex items-center gap-2" method="get" action="/settings/roles" data-controller="submit" {
                label class="text-sm text-muted" for="r-object" { (say!("roles-rights-on")) }
                select class="select h-8 w-56" id="r-object" name="object" data-action="change->submit#now" {
                    option value="" { (say!("roles-every-other")) }
                    @for o in objects(visit) { option value=(o.key) selected[object.as_ref().is_some_and(|x| x.key == o.key)] { (o.labels) } }
                }
                (Button::new(&say!("roles-show")).small())
            }
            div class="overflow-x-auto" tabindex="0" role="region" aria-label=(say!("roles-roles")) {
                table class="table" {
                    thead { tr { th scope="col" { (say!("roles-role")) } @for a in Action::ALL { th scope="col" { (action_name(a)) } } th scope="col" class="num" { (say!("roles-people")) } } }
                    tbody {
                        @for role in &roles {
                            tr class="hover:bg-hover" {
                                td { a class="font-medium whitespace-nowrap" href={ "/settings/roles/" (role.key) } { (role_label(role)) } @if role.admin { " " span class="badge" data-tone="teal" { (say!("roles-everything")) } } }
                                @for a in Action::ALL { td { (level_badge(level(role, object.as_deref(), a))) } }
                                td class="num text-muted" { (everybody.iter().filter(|p| p.has_role(&role.key)).count()) }
                            }
                        }
                    }
                }
            }
            form class="card max-w-[48rem]" method="post" action="/settings/roles" novalidate {
                div class="card-body grid gap-4" {
                    h2 class="card-title" { (say!("roles-new")) }
                    (summary(&say!("roles-not-added"), problems, field_name))
                    div class="grid gap-4 sm:grid-cols-2" {
                        (line(typed, problems, "label", &say!("roles-name"), ""))
                        fieldset class="fieldset" {
                            label class="fieldset-legend" for="f-like" { (say!("roles-like")) }
                            select class="select w-full" id="f-like" name="like" { @for role in roles.iter().filter(|r| !r.admin) { option value=(role.key) { (role_label(role)) } } }
                        }
                    }
                    div { (Button::new(&say!("roles-add")).primary()) }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Roles, say!("settings-roles")).status(status).show(body).await
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
    only_admin(&visit, key!("settings-only-roles"))?;
    let typed = Typed::sent(pairs);
    let label = typed.text("label").trim();
    let key = key_of(label);
    let mut problems = Problems::default();
    if key.is_empty() {
        problems.add("label", "required", say!("roles-say-name"));
    } else if visit.engine().roles().contains_key(&key) {
        problems.add("label", "taken", say!("roles-taken"));
    }
    if !problems.is_empty() {
        return list_page(&visit, &typed, &problems).await;
    }
    let like = role_of(&visit, typed.text("like"))?;
    let role = Role { key: key.clone(), label: label.to_owned(), ..like.as_ref().clone() };
    match visit.engine().put_role(&visit.actor, &role).await {
        Ok(()) => Ok(Flash::done(say!("roles-made", role = label)).then(&format!("/settings/roles/{key}"))),
        Err(Error::Invalid(problems)) => list_page(&visit, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `GET /settings/roles/{key}`
pub(super) async fn edit(visit: Visit, Path(key): Path<String>) -> Answer {
    only_admin(&visit, key!("settings-only-roles"))?;
    let role = role_of(&visit, &key)?;
    page(&visit, &role, &Problems::default()).await
}

/// `POST /settings/roles/{key}`: its name and the matrix.
pub(super) async fn update(visit: Visit, Path(key): Path<String>, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, key!("settings-only-roles"))?;
    let typed = Typed::sent(pairs);
    let before = role_of(&visit, &key)?;
    let mut role = before.as_ref().clone();
    let label = typed.text("label").trim();
    // A shipped name that nobody changed stays the shipped one, in whatever language it was shown.
    if label != role_label(&before) {
        label.clone_into(&mut role.label);
    }
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
        let name = format!("{object}.{}", action_key(action));
        LEVELS.iter().find(|(_, word, _)| *word == typed.text(&name)).map_or(Level::None, |(l, ..)| *l)
    };
    Action::ALL.into_iter().map(|a| (a, level(a))).collect()
}

async fn save(visit: &Visit, role: &Role, then: &str) -> Answer {
    match visit.engine().put_role(&visit.actor, role).await {
        Ok(()) => Ok(Flash::done(say!("roles-saved", role = role_label(role))).then(then)),
        Err(Error::Invalid(problems)) => page(visit, role, &problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, role: &Role, problems: &Problems) -> Answer {
    let mut typed = Typed::default();
    typed.put("label", role_label(role));
    let here = format!("/settings/roles/{}", role.key);
    let see = format!("/settings/see-as?role={}", role.key);
    let body = html! {
        (parts(""))
        form class="p-4 md:p-6 grid gap-5" method="post" action=(here) data-controller="form" novalidate {
            (summary(&say!("roles-not-saved"), problems, field_name))
            div class="max-w-[20rem]" { (line(&typed, problems, "label", &say!("roles-name"), "")) }
            @if role.admin { (alert(Mood::Info, html! { (say!("roles-admin")) })) }
            @else { (matrix(visit, role)) }
            div class="flex gap-2" { (Button::new(&say!("roles-save")).primary().key("mod+enter")) (Button::link("/settings/roles", &say!("settings-discard")).ghost()) }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Roles, role_label(role))
        .crumb("/settings/roles", say!("settings-roles"))
        .actions(html! { (Button::link(&see, &say!("roles-see-as-role")).icon("eye").small()) })
        .status(status)
        .show(body)
        .await
}

fn matrix(visit: &Visit, role: &Role) -> Markup {
    let none = Rights::new();
    html! {
        div class="overflow-x-auto" tabindex="0" role="region" aria-label=(say!("roles-matrix")) {
            table class="table" {
                thead { tr { th scope="col" { (say!("roles-object")) } th scope="col" { (say!("roles-own-rights")) } @for a in Action::ALL { th scope="col" { (action_name(a)) } } th scope="col" { (say!("roles-fields")) } } }
                tbody {
                    tr class="bg-base-200" {
                        th scope="row" class="font-medium whitespace-nowrap" { (say!("roles-every-other-object")) }
                        td {}
                        (levels("*", &say!("roles-every-other-object"), role.objects.get("*").unwrap_or(&none)))
                        td {}
                    }
                    @for object in objects(visit) {
                        @let own = role.objects.get(&object.key);
                        tr {
                            th scope="row" class="font-medium whitespace-nowrap" { span class="flex items-center gap-2" { (sized(&object.icon, "icon text-faint")) (object.labels) } }
                            td { input class="checkbox checkbox-sm" type="checkbox" name={ (object.key) ".own" } value="yes" checked[own.is_some()] aria-label=(say!("roles-own-rights-of", what = &object.labels)); }
                            (levels(&object.key, &object.labels, own.or_else(|| role.objects.get("*")).unwrap_or(&none)))
                            td {
                                @let cut = role.fields.keys().filter(|k| k.split_once('.').is_some_and(|(o, _)| o == object.key)).count();
                                a class="link whitespace-nowrap" href={ "/settings/roles/" (role.key) "/" (object.key) } { @if cut == 0 { (say!("roles-all-fields")) } @else { (say!("roles-limited", count = cut)) } span class="sr-only" { " " (say!("roles-fields-of", what = &object.labels)) } }
                            }
                        }
                    }
                }
            }
        }
        p class="text-sm text-muted" { (say!("roles-matrix-hint")) }
    }
}

fn levels(object: &str, label: &str, rights: &Rights) -> Markup {
    html! {
        @for action in Action::ALL {
            @let now = rights.get(&action).copied().unwrap_or_default();
            td {
                select class="select h-7 text-xs px-1.5 w-20" name={ (object) "." (action_key(action)) } aria-label={ (action_name(action)) ", " (label) } {
                    @for (level, value, words) in LEVELS { option value=(value) selected[level == now] { (words) } }
                }
            }
        }
    }
}

/// `GET /settings/roles/{key}/{object}`: the fields of one object.
pub(super) async fn fields(visit: Visit, Path((key, name)): Path<(String, String)>) -> Answer {
    only_admin(&visit, key!("settings-only-roles"))?;
    let role = role_of(&visit, &key)?;
    let object = super::objects::object_of(&visit, &name)?;
    let (back, here) = (format!("/settings/roles/{key}"), format!("/settings/roles/{key}/{}", object.key));
    let body = html! {
        (parts(""))
        form class="max-w-[48rem] p-4 md:p-6 grid gap-5" method="post" action=(here) data-controller="form" {
            p class="text-muted" { (say!("roles-fields-hint", role = role_label(&role), what = say::inline(&object.labels))) }
            table class="table" {
                thead { tr { th scope="col" { (say!("roles-field")) } th scope="col" { (say!("roles-right")) } } }
                tbody {
                    @for field in object.fields.iter().filter(|f| !f.hidden) {
                        @let now = role.fields.get(&format!("{}.{}", object.key, field.key)).copied().unwrap_or(FieldRight::Write);
                        tr {
                            th scope="row" class="font-medium" { span class="flex items-center gap-2" { (sized(icon_of(field, &visit.schema), "icon text-faint")) (field.label) } }
                            td {
                                select class="select h-7 text-xs px-1.5 w-28" name=(field.key) aria-label=(say!("roles-right-on", field = &field.label)) disabled[role.admin] {
                                    @for (right, value, words) in RIGHTS { option value=(value) selected[right == now] { (words) } }
                                }
                            }
                        }
                    }
                }
            }
            div class="flex gap-2" { (Button::new(&say!("roles-save-fields")).primary().key("mod+enter")) (Button::link(&back, &say!("settings-discard")).ghost()) }
        }
    };
    Frame::new(&visit, Place::Roles, &object.labels)
        .crumb("/settings/roles", say!("settings-roles"))
        .crumb(&back, role_label(&role))
        .show(body)
        .await
}

/// `POST /settings/roles/{key}/{object}`
pub(super) async fn update_fields(
    visit: Visit,
    Path((key, name)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    only_admin(&visit, key!("settings-only-roles"))?;
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
