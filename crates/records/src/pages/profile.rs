//! The theme, chosen from the menu of any page: kept in the profile, and by this browser for pages before signing in.
use axum::Form;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use ui::say;
use ui::web::Answer;

use super::asked::is_local;
use super::flash::{Flash, to};
use super::visit::Visit;

/// `POST /theme`
pub(super) async fn theme(
    visit: Visit,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    // The menu says it in its form, the palette in the address.
    let asked = visit.asked.text("theme").unwrap_or_default();
    let chosen = pairs.iter().find(|(n, _)| n == "theme").map_or(asked, |(_, v)| v.as_str());
    let cookie = match chosen {
        "light" => "theme=light; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        "dark" => "theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        "system" => "theme=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
        _ => return Ok(Flash::failed(say!("profile-no-theme")).then("/profile")),
    };
    let from =
        headers.get("referer").and_then(|v| v.to_str().ok()).and_then(|r| r.parse::<axum::http::Uri>().ok());
    let back =
        from.and_then(|uri| uri.path_and_query().map(|p| p.as_str().to_owned())).filter(|b| is_local(b));
    let kept = if chosen == "system" { "" } else { chosen };
    visit.engine().set_profile(&visit.actor, &[("theme", kept)]).await?;
    let mut response = to(back.as_deref().unwrap_or("/profile"));
    response.headers_mut().append(SET_COOKIE, HeaderValue::from_static(cookie));
    Ok(response)
}
