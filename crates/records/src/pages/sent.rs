//! A form as it was sent: plain, or in parts where it brings files. Files are kept at once and stand in the form by
//! their ids, so that a form that comes back with problems does not ask for them again.
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::{Form, http::StatusCode};
use base::Error;
use ui::field::Typed;
use ui::say;
use ui::web::Fault;

use super::visit::Visit;

/// Reads a form of either kind.
pub(super) async fn read(visit: &Visit, request: Request) -> Result<Typed, Fault> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let Form(pairs) = form.map_err(|e| Fault::Refused(e.status(), e.body_text()))?;
        return Ok(Typed::sent(pairs));
    }
    let broken = |e: axum::extract::multipart::MultipartError| {
        let text = say!("fault-form", why = e.body_text()).into();
        Fault::Refused(if e.status().is_client_error() { e.status() } else { StatusCode::BAD_REQUEST }, text)
    };
    let mut parts =
        Multipart::from_request(request, &()).await.map_err(|e| Fault::bad_request(e.body_text()))?;
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        match (part.file_name().map(str::to_owned), name.strip_suffix(".file").map(str::to_owned)) {
            (Some(file), Some(field)) => {
                let media = part.content_type().unwrap_or_default().to_owned();
                let content = part.bytes().await.map_err(broken)?;
                // An empty part is a file nobody chose.
                if !file.is_empty() && !content.is_empty() {
                    let id = visit.engine().put_file(&visit.actor, &file, &media, content.to_vec()).await?;
                    files.push((field, id.to_string()));
                }
            }
            _ => {
                let bytes = part.bytes().await.map_err(broken)?;
                let text = String::from_utf8(bytes.to_vec())
                    .map_err(|_| Error::invalid(name.clone(), "utf8", say!("fault-utf8")))?;
                pairs.push((name, text));
            }
        }
    }
    // Behind the id that stood in the form: the last one counts.
    pairs.extend(files);
    Ok(Typed::sent(pairs))
}
