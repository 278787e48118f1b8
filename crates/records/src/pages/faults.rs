//! What went wrong, for people who are signed in: in the frame they know, with the way out. Everybody else gets the plain page
//! that `ui::web::fault` makes, programs their problem in JSON.
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::Response;
use base::Error;
use engine::query::Query;
use engine::{Action, Value};
use maud::{Markup, html};
use ui::field::cell::cut;
use ui::field::{face, href};
use ui::part::{Size, initials};
use ui::web::App;
use ui::web::fault::Told;
use ui::{blank, say};

use super::asked::address;
use super::recent;
use super::visit::Visit;

/// A layer around the pages.
pub async fn explain(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let page = !path.starts_with("/api")
        && !path.starts_with("/assets/")
        && !request.headers().contains_key("x-fragment");
    if !page {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    let Some(told) = response.extensions().get::<Arc<Told>>().cloned() else { return response };
    let Ok(visit) = Visit::from_request_parts(&mut parts, &app).await else { return response };
    // Where even this fails, the plain page is better than none.
    let Ok(mut shown) = show(&visit, &told).await else { return response };
    for (name, value) in response.headers().iter().filter(|(n, _)| **n != CONTENT_TYPE) {
        if name == RETRY_AFTER || name == "set-cookie" {
            shown.headers_mut().append(name.clone(), value.clone());
        }
    }
    shown
}

async fn show(visit: &Visit, told: &Told) -> Result<Response, ui::web::Fault> {
    let body = match told.status() {
        StatusCode::NOT_FOUND => blank::not_found(were_just_here(visit).await?),
        StatusCode::FORBIDDEN => blank::forbidden(told.detail(), ask(visit).await?),
        StatusCode::INTERNAL_SERVER_ERROR => blank::internal(told.id().unwrap_or_default()),
        _ => blank::refused(told.title(), told.detail()),
    };
    visit.page_with(told.status(), told.title(), None, body).await
}

/// The pages of records one comes from.
async fn were_just_here(visit: &Visit) -> Result<Option<Markup>, Error> {
    let recent = recent::of(visit, visit.asked.path(), 4).await?;
    let look = visit.look();
    Ok((!recent.is_empty()).then(|| {
        html! {
            p.text-sm.text-muted.font-medium { (say!("blank-just-here")) }
            ul."mt-2".text-sm.border-t.border-line {
                @for one in &recent {
                    li {
                        a.flex.items-center."gap-2"."py-2".border-b.border-line."hover:bg-hover"."px-1" href=(href(&one.object, one.id)) {
                            (face(&one.object, &one.title, one.id, Size::Small))
                            span.font-medium.truncate { (cut(&one.title, 60)) }
                            span.text-muted { (one.object.label) }
                            span.grow {}
                            span.text-faint.whitespace-nowrap { (look.ago(one.at)) }
                        }
                    }
                }
            }
        }
    }))
}

/// Who can give what is missing: administrators, as far as one may see people.
async fn ask(visit: &Visit) -> Result<Option<Markup>, Error> {
    let Some(user) = visit.schema.object("user").filter(|o| visit.can(o, Action::Read)) else {
        return Ok(None);
    };
    let query = Query::new(&user.key).filter("NOT active = false")?.columns("name,email,roles").limit(200);
    let roles = visit.engine().roles();
    let admin = |value: Option<&Value>| {
        value.is_some_and(|v| {
            v.each().into_iter().filter_map(Value::text).any(|key| roles.get(key).is_some_and(|r| r.admin))
        })
    };
    let page = visit.engine().list(&visit.actor, &query).await?;
    let people: Vec<_> = page
        .rows
        .iter()
        .filter(|row| admin(row.cells.get(2)) && Some(row.id) != visit.actor.user)
        .filter_map(|row| {
            Some((
                row.id,
                row.cells.first()?.text()?.to_owned(),
                row.cells.get(1)?.primary().text()?.to_owned(),
            ))
        })
        .take(3)
        .collect();
    let subject = say!("blank-ask-subject", page = visit.asked.path());
    Ok((!people.is_empty()).then(|| {
        html! {
            div.card { ul.card-body."gap-3".text-sm {
                @for (id, name, email) in &people {
                    li.flex.items-center."gap-2.5" {
                        (initials(name, *id, Size::Medium, false))
                        span."min-w-0".grow { span.block.font-medium.truncate { (name) } span.text-muted { (say!("blank-decides")) } }
                        a.btn.btn-sm href=(address(&format!("mailto:{email}"), [("subject", &*subject)])) { (say!("blank-ask")) }
                    }
                }
            } }
        }
    }))
}
