//! The link by which a customer reads and answers a quote, shown to those who may change it, and to nobody else.
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use base::Error;
use maud::html;
use records::pages::Visit;
use ui::part::topbar;
use ui::say;
use ui::web::{Answer, Caller};

use super::id_of;

/// The address of a quote for strangers.
fn address(token: &str, public_url: Option<&str>, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = public_url.map_or_else(|| format!("http://{host}"), str::to_owned);
    format!("{}/q/{token}", base.trim_end_matches('/'))
}

/// `GET /quotes/{id}/link`
pub(super) async fn show(visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let quote = visit.changeable("quotes", &id).await?;
    let token = quote.get("token").text().ok_or(Error::NotFound)?;
    let address = address(token, visit.app().public_url.as_deref(), &headers);
    let (here, list, title) = (format!("/quotes/{}", quote.id), visit.object("quote")?, say!("quote-link"));
    let body = html! {
        (topbar(&[("/quotes", &list.labels), (&here, &quote.title())], &title, None, html! {}))
        div.panel-body tabindex="0" role="region" aria-label=(title) {
            div."max-w-[40rem]".mx-auto."p-4"."md:p-6".grid."gap-4" {
                fieldset.fieldset {
                    label.fieldset-legend for="f-link" { (title) }
                    input.input.w-full id="f-link" readonly value=(address);
                    p.label.whitespace-normal { (say!("quote-link-hint")) }
                }
                div { a.btn href=(address) target="_blank" rel="noopener" { (ui::icon::icon("external-link")) (say!("quote-link-open")) } }
            }
        }
    };
    visit.page_or_dialog(StatusCode::OK, &title, None, body).await
}

/// `GET /api/v1/quotes/{id}/link`: `{"url": …}`.
pub(super) async fn tell(
    axum::extract::State(app): axum::extract::State<ui::web::App>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer<axum::Json<serde_json::Value>> {
    let quote = super::changeable(&app, &caller.actor, "quote", id_of(&id)?).await?;
    let token = quote.get("token").text().ok_or(Error::NotFound)?;
    Ok(axum::Json(serde_json::json!({"url": address(token, app.public_url.as_deref(), &headers)})))
}
