//! What a person sets for themselves.
use axum::Form;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use maud::html;
use ui::Button;
use ui::part::topbar;
use ui::web::Answer;

use super::asked::is_local;
use super::flash::{Flash, to};
use super::visit::Visit;

/// `GET /profile`
pub(super) async fn show(visit: Visit) -> Answer {
    let me = visit.actor.user.map(|id| format!("/users/{id}"));
    let roles: Vec<&str> = visit.actor.roles.iter().map(|r| r.label.as_str()).collect();
    let body = html! {
        (topbar(&[], "Profile", None, html! {}))
        div.panel-body {
            div."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" {
                section.grid."gap-2" {
                    h2.text-lg.font-semibold { (visit.actor.name) }
                    p.text-muted { "Role: " (roles.join(", ")) }
                    div.flex.flex-wrap."gap-2" {
                        @if let Some(me) = &me { (Button::link(me, "My record").icon("user-round")) }
                        (Button::link("/profile/password", "Change password").icon("key-round"))
                        (Button::link("/settings/tokens", "Access tokens").icon("code-xml"))
                    }
                }
                section.grid."gap-2" aria-labelledby="p-theme" {
                    h2 #p-theme.text-base.font-semibold { "Theme" }
                    form.flex."gap-2" method="post" action="/theme" data-controller="theme" {
                        @for (value, label, picture) in [("system", "As the system", "monitor"), ("light", "Light", "lightbulb"), ("dark", "Dark", "moon")] {
                            (Button::new(label).icon(picture).value("theme", value).action("theme#choose"))
                        }
                    }
                }
            }
        }
    };
    visit.page("Profile", None, body).await
}

/// `POST /theme`: this browser remembers it.
pub(super) async fn theme(
    visit: Visit,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let chosen = pairs.iter().find(|(n, _)| n == "theme").map_or("", |(_, v)| v.as_str());
    let cookie = match chosen {
        "light" => "theme=light; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        "dark" => "theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        "system" => "theme=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
        _ => return Ok(Flash::failed("There is no such theme").then("/profile")),
    };
    let from =
        headers.get("referer").and_then(|v| v.to_str().ok()).and_then(|r| r.parse::<axum::http::Uri>().ok());
    let back =
        from.and_then(|uri| uri.path_and_query().map(|p| p.as_str().to_owned())).filter(|b| is_local(b));
    let _ = visit;
    let mut response = to(back.as_deref().unwrap_or("/profile"));
    response.headers_mut().append(SET_COOKIE, HeaderValue::from_static(cookie));
    Ok(response)
}
