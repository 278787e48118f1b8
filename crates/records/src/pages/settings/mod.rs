//! Settings: the workspace, its objects and fields as they are, access tokens.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Currency, Error, Problems};
use engine::Scopes;
use maud::{Markup, html};
use serde_json::{Map, Value as Json};
use ui::Button;
use ui::field::Typed;
use ui::icon::sized;
use ui::part::{Mood, Tab, alert, field_error, summary, tabs, topbar};
use ui::web::{Answer, Fault};

use super::flash::Flash;
use super::visit::{Visit, id_of};

fn sections(visit: &Visit, now: &str) -> Markup {
    let people = visit.schema.object("user").is_some_and(|o| visit.sees(o));
    let mut row = vec![
        Tab {
            href: "/settings",
            label: "Workspace",
            icon: Some("building"),
            current: now == "workspace",
            ..Tab::default()
        },
        Tab {
            href: "/settings/objects",
            label: "Objects and fields",
            icon: Some("blocks"),
            current: now == "objects",
            ..Tab::default()
        },
        Tab {
            href: "/settings/tokens",
            label: "Access tokens",
            icon: Some("key-round"),
            current: now == "tokens",
            ..Tab::default()
        },
    ];
    if people {
        row.push(Tab { href: "/users", label: "Users", icon: Some("user-round"), ..Tab::default() });
        row.push(Tab { href: "/teams", label: "Teams", icon: Some("users-round"), ..Tab::default() });
    }
    tabs("Settings", &row, html! {})
}

/// `GET /settings`
pub(super) async fn show(visit: Visit) -> Answer {
    let mut typed = Typed::default();
    for (key, value) in visit.settings.to_json().as_object().into_iter().flatten() {
        typed.put(
            key,
            value.as_str().map_or_else(
                || if value.is_null() { String::new() } else { value.to_string() },
                str::to_owned,
            ),
        );
    }
    page(&visit, &typed, &Problems::default()).await
}

/// `POST /settings`
pub(super) async fn update(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::sent(pairs);
    let keys = ["name", "currency", "time_zone", "country", "fiscal_month", "language"];
    let changes: Map<String, Json> = keys
        .iter()
        .filter(|k| typed.has(k))
        .map(|k| ((*k).to_owned(), Json::String(typed.text(k).trim().to_owned())))
        .collect();
    match visit.engine().set_settings(&visit.actor, &changes).await {
        Ok(()) => Ok(Flash::done("Settings saved").then("/settings")),
        Err(Error::Invalid(problems)) => page(&visit, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

const LABELS: [(&str, &str, &str); 6] = [
    ("name", "Name", "What the company is called."),
    ("currency", "Currency", "Of amounts written without one."),
    ("time_zone", "Time zone", "An IANA name such as Europe/Berlin. Days begin and end in it."),
    ("country", "Country", "Two letters, such as DE: for phone numbers written without a country code."),
    ("fiscal_month", "Fiscal year begins in", ""),
    ("language", "Language", "Of pages and dates."),
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

async fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let may = visit.actor.is_admin();
    let label = |key: &str| LABELS.iter().find(|(k, _, _)| *k == key).map_or(key, |(_, l, _)| l).to_owned();
    let body = html! {
        (topbar(&[], "Settings", None, html! {}))
        (sections(visit, "workspace"))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action="/settings" novalidate data-controller="form" {
                (summary("The settings were not saved.", problems, label))
                @if !may { (alert(Mood::Info, html! { "Administrators change these." })) }
                @for (key, label, hint) in LABELS { (setting(typed, problems, key, label, hint, may)) }
                @if may { div.border-t.border-line."pt-5" { (Button::new("Save").primary().key("mod+enter")) } }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, "Settings", None, body).await
}

fn setting(typed: &Typed, problems: &Problems, key: &str, label: &str, hint: &str, may: bool) -> Markup {
    let (id, now, error) = (format!("f-{key}"), typed.text(key), problems.of(key));
    let invalid = error.map(|_| "true");
    html! {
        fieldset.fieldset disabled[!may] {
            label.fieldset-legend for=(id) { (label) }
            @match key {
                "currency" => select.select.w-full id=(id) name=(key) { @for c in Currency::all() { option value=(c) selected[c.as_str() == now] { (c) } } },
                "fiscal_month" => select.select.w-full id=(id) name=(key) {
                    @for (i, month) in MONTHS.iter().enumerate() { option value=(i + 1) selected[(i + 1).to_string() == now] { (month) } }
                },
                _ => input.input.w-full id=(id) name=(key) value=(now) autocomplete="off" aria-invalid=[invalid] aria-describedby=[error.map(|_| format!("{id}-e"))];,
            }
            @if let Some(error) = error { (field_error(&id, error)) }
            @if !hint.is_empty() { p.label { (hint) } }
        }
    }
}

/// `GET /settings/objects`
pub(super) async fn objects(visit: Visit) -> Answer {
    let shown: Vec<_> = visit.schema.objects().filter(|o| visit.sees(o)).collect();
    let body = html! {
        (topbar(&[], "Settings", None, html! {}))
        (sections(&visit, "objects"))
        div.panel-body {
            div."max-w-[60rem]"."p-4"."md:p-6".grid."gap-5" {
                (alert(Mood::Info, html! {
                    p { "Own objects and fields are added from a schema file, on the running server:" }
                    p."mt-1".font-mono.text-sm { "rondo schema export > schema.toml" br; "rondo schema plan schema.toml" br; "rondo schema apply schema.toml" }
                }))
                @for object in shown {
                    details.card.overflow-hidden {
                        summary.flex.items-center."gap-2.5"."px-4"."py-3".cursor-pointer.list-none {
                            (sized(&object.icon, "icon text-muted"))
                            span.font-medium { (object.labels) }
                            code.text-sm.text-faint { (object.key) }
                            @if object.own { span.badge data-tone="violet" { "Own" } }
                            span.grow {}
                            span.text-sm.text-muted { (object.fields.iter().filter(|f| !f.hidden).count()) " fields" }
                            (sized("chevron-down", "icon icon-sm text-faint"))
                        }
                        table.table.table-stack.border-t.border-line {
                            thead { tr { th scope="col" { "Field" } th scope="col" { "Name for programs" } th scope="col" { "Kind" } th scope="col" { "About" } } }
                            tbody {
                                @for field in object.fields.iter().filter(|f| visit.actor.sees(object, f)) {
                                    tr {
                                        td.font-medium { (field.label) @if field.own { " " span.badge data-tone="violet" { "Own" } } }
                                        td { code.text-sm { (field.key) } }
                                        td.text-muted { (field.kind.name().replace('_', " ")) @if let Some(target) = &field.target { " to " (target) } }
                                        td.text-muted {
                                            @let notes = [(field.required, "required"), (field.unique, "unique"), (field.many, "several values"), (field.read_only, "read-only"), (field.hidden, "hidden")];
                                            (notes.iter().filter(|(on, _)| *on).map(|(_, n)| *n).collect::<Vec<_>>().join(", "))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    visit.page("Objects and fields", None, body).await
}

/// `GET /settings/tokens`
pub(super) async fn tokens(visit: Visit) -> Answer {
    tokens_page(&visit, None, &Typed::default(), &Problems::default()).await
}

async fn tokens_page(visit: &Visit, made: Option<&str>, typed: &Typed, problems: &Problems) -> Answer {
    let list = visit.engine().tokens(&visit.actor, visit.actor.user).await?;
    let look = visit.look();
    let body = html! {
        (topbar(&[], "Settings", None, html! {}))
        (sections(visit, "tokens"))
        div.panel-body {
            div."max-w-[60rem]"."p-4"."md:p-6".grid."gap-6" {
                @if let Some(token) = made {
                    (alert(Mood::Success, html! {
                        p.font-semibold { "This is the token. It is shown only now: copy it." }
                        p."mt-1" { code.font-mono."[overflow-wrap:anywhere]".select-all { (token) } }
                    }))
                }
                form.card method="post" action="/settings/tokens" data-turbo="false" {
                    div.card-body.grid."gap-4" {
                        h2.card-title { "New token" }
                        (summary("The token was not made.", problems, str::to_owned))
                        div.grid."gap-4"."sm:grid-cols-2" {
                            fieldset.fieldset {
                                label.fieldset-legend for="f-name" { "What it is for" }
                                input #f-name.input.w-full name="name" value=(typed.text("name")) autocomplete="off" required;
                            }
                            fieldset.fieldset {
                                label.fieldset-legend for="f-scopes" { "What it may do" }
                                select #f-scopes.select.w-full name="scopes" {
                                    option value="read" { "Read everything you may read" }
                                    option value="read write" { "Read and write as you may" }
                                    @if visit.actor.is_admin() { option value="read write admin" { "Everything, settings too" } }
                                }
                            }
                        }
                        div { (Button::new("Create token").primary()) }
                    }
                }
                @if list.is_empty() { p.text-muted { "There are no tokens yet. Programs use them to sign in to the API under /api/v1." } }
                @else {
                    table.table.table-stack {
                        thead { tr { th scope="col" { "Token" } th scope="col" { "May" } th scope="col" { "Made" } th scope="col" { "Used" } th scope="col" { span.sr-only { "Action" } } } }
                        tbody {
                            @for token in &list {
                                tr {
                                    td.font-medium { (token.name) }
                                    td.text-muted { (token.scopes.join(", ")) }
                                    td.text-muted { (look.ago(token.created_at)) }
                                    td.text-muted { (token.used_at.map_or_else(|| "–".to_owned(), |at| look.ago(at))) }
                                    td.text-end {
                                        @if token.revoked_at.is_some() { span.badge data-tone="slate" { "Revoked" } }
                                        @else { form.contents method="post" action={ "/settings/tokens/" (token.id) "/revoke" } { (Button::new("Revoke").small()) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, "Access tokens", None, body).await
}

/// `POST /settings/tokens`: the token is on this page and never again.
pub(super) async fn create_token(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::sent(pairs);
    let me = visit.actor.user.ok_or_else(Fault::not_found)?;
    let scopes = Scopes(typed.text("scopes").split_whitespace().map(str::to_owned).collect());
    match visit.engine().create_token(&visit.actor, me, typed.text("name"), &scopes).await {
        Ok(made) => {
            let mut page =
                tokens_page(&visit, Some(&made.token), &Typed::default(), &Problems::default()).await?;
            // Not a redirect, since nothing may keep the token: the form goes without Turbo.
            *page.status_mut() = StatusCode::CREATED;
            Ok(page)
        }
        Err(Error::Invalid(problems)) => tokens_page(&visit, None, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /settings/tokens/{id}/revoke`
pub(super) async fn revoke_token(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.engine().revoke_token(&visit.actor, id_of(&id)?).await?;
    Ok(Flash::done("The token is revoked: it is refused from now on").then("/settings/tokens"))
}
