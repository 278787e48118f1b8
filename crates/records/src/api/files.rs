//! Files: uploaded as a raw body or as a form, given out to be saved.
use axum::Json;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Result};
use engine::file::{FileInfo, MOST};
use engine::{Action, Actor, Engine, Level};
use ui::web::{Answer, App, Caller, Fault};

use super::body;
use super::params::{Params, id_of};

/// Who may change no record keeps no files either.
fn may_upload(engine: &Engine, actor: &Actor) -> Result<()> {
    let writes = |a: Action| engine.schema().objects().any(|o| actor.level(o, a) != Level::None);
    if writes(Action::Create) || writes(Action::Update) {
        return Ok(());
    }
    Err(Error::Forbidden("Your role does not let you upload files".to_owned()))
}

/// Keeps a file: the body as it is, with `name`, or the first file of a form.
pub(super) async fn upload(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    request: Request,
) -> Answer {
    let params = Params::read(&uri, &["name"])?;
    may_upload(&app.engine, &caller.actor)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (name, kind, content) = if kind.starts_with("multipart/form-data") {
        form(request, params.text("name")).await?
    } else {
        let name = params.text("name").ok_or_else(|| {
            Error::invalid("name", "required", "Say the file's name: /files?name=offer.pdf")
        })?;
        (name.to_owned(), kind.to_owned(), body::bytes(&headers, request.into_body(), MOST).await?.to_vec())
    };
    let id = app.engine.put_file(&caller.actor, &name, &kind, content.clone()).await?;
    let info = app.engine.file_info(&caller.actor, id).await?;
    crate::thumbnail::make(&app.engine, id, &info.media_type, content).await;
    let place = format!("/api/v1/files/{id}");
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(info)).into_response())
}

/// The first file of a form. The route's limit holds for the form as a whole.
async fn form(request: Request, name: Option<&str>) -> Result<(String, String, Vec<u8>), Fault> {
    let broken = |e: axum::extract::multipart::MultipartError| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Fault::Refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("A file has at most {} MiB.", MOST / 1024 / 1024),
            )
        } else {
            Fault::bad_request(format!("The form cannot be read: {}.", e.body_text()))
        }
    };
    let mut form =
        Multipart::from_request(request, &()).await.map_err(|e| Fault::bad_request(e.body_text()))?;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let Some(file) = part.file_name().map(str::to_owned) else { continue };
        let kind = part.content_type().unwrap_or_default().to_owned();
        let content = part.bytes().await.map_err(broken)?;
        return Ok((name.map_or(file, str::to_owned), kind, content.to_vec()));
    }
    Err(Error::invalid("file", "required", "The form holds no file").into())
}

/// Gives out a file, to be saved and never shown: what it holds is not ours.
pub(super) async fn download(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    let (info, content) = app.engine.file(&caller.actor, id_of(&id)?).await?;
    Ok(given_out(&info, content, false))
}

/// A file as an answer: to be saved, or shown where it is a picture that cannot do anything.
pub(crate) fn given_out(info: &FileInfo, content: Vec<u8>, shown: bool) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::try_from(info.media_type.as_str());
    headers
        .insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let place = if shown { HeaderValue::from_static("inline") } else { disposition(&info.name) };
    headers.insert(header::CONTENT_DISPOSITION, place);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    response
}

/// `attachment` with the name, as RFC 6266 has it: in ASCII for the old, in UTF-8 for the rest.
fn disposition(name: &str) -> HeaderValue {
    use std::fmt::Write as _;
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect();
    let mut coded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            // Writing into memory cannot fail.
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    HeaderValue::try_from(format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_out_in_two_spellings() {
        let header = disposition("Größe \"1\".pdf");
        assert_eq!(
            header,
            "attachment; filename=\"Gr__e__1_.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.pdf"
        );
    }
}
