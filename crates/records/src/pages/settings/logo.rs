//! The logo of the workspace: sent by administrators, shown at the head of every page.
use axum::extract::Multipart;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use base::Error;
use ui::say;
use ui::web::{Answer, Fault};

use super::super::flash::Flash;
use super::super::visit::Visit;

/// `GET /logo`
pub(super) async fn show(visit: Visit) -> Answer {
    let logo = visit.settings.logo.clone().ok_or_else(Fault::not_found)?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(logo.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400")),
    ];
    Ok((head, logo.content.clone()).into_response())
}

/// `POST /settings/logo`: a picture, or nothing to take it away.
pub(super) async fn update(visit: Visit, mut parts: Multipart) -> Answer {
    let broken = |e: axum::extract::multipart::MultipartError| Fault::bad_request(e.body_text());
    let (mut content, mut remove) = (Vec::new(), false);
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name() {
            Some("logo") => content = part.bytes().await.map_err(broken)?.to_vec(),
            Some("remove") => remove = true,
            _ => {}
        }
    }
    if content.is_empty() && !remove {
        return Ok(Flash::failed(say!("settings-logo-choose")).then("/settings"));
    }
    let picture = (!remove).then_some(content.as_slice());
    match visit.engine().set_logo(&visit.actor, picture).await {
        Ok(()) => {
            Ok(Flash::done(if remove { say!("settings-logo-gone") } else { say!("settings-logo-saved") })
                .then("/settings"))
        }
        Err(Error::Invalid(problems)) => Ok(Flash::failed(
            problems.of("logo").map_or_else(|| say!("settings-logo-not-saved"), |why| why.to_owned().into()),
        )
        .then("/settings")),
        Err(other) => Err(other.into()),
    }
}
