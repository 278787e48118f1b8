//! The files of a record: dropped on the page or picked, shown with small pictures, given out, taken off. They are kept
//! and judged by the engine; nothing but pictures is ever shown by the browser, all else is saved.
use axum::Json;
use axum::extract::{FromRequest, Multipart, Path, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use base::{Error, Id};
use engine::attachment::Attachment;
use engine::file::MOST;
use maud::{Markup, html};
use serde_json::json;
use ui::field::href;
use ui::field::words::size;
use ui::icon::sized;
use ui::say;
use ui::web::{Answer, Fault};

use super::Subject;
use crate::api::files::given_out;
use crate::pages::flash::Flash;
use crate::pages::form::quoted;
use crate::pages::visit::{Visit, id_of};
use crate::thumbnail;

/// Files that come with one form.
const AT_ONCE: usize = 20;
/// What a form of files may bring, with the lines around them.
pub(in crate::pages) const FORM: usize = 4 * MOST + 256 * 1024;

/// The files of a record and the form that brings more.
pub(super) fn show(visit: &Visit, subject: &Subject, files: &[Attachment]) -> Markup {
    if !subject.may_update && files.is_empty() {
        return html! {};
    }
    let here = subject.here();
    let most = size(MOST as i64);
    html! {
        details #files."group/r".border-b.border-line open {
            summary.flex.items-center."gap-2"."px-4"."pt-3"."pb-1.5".cursor-pointer.list-none.text-sm {
                span.font-semibold { (say!("record-files")) }
                span.text-muted { (files.len()) }
                span.grow {}
                (sized("chevron-down", "icon icon-sm text-faint"))
            }
            ul."px-2"."pb-1" {
                @for file in files { (one(visit, subject, &here, file)) }
            }
            @if subject.may_update {
                form."px-4"."pb-3".text-sm method="post" action={ (here) "/files" } enctype="multipart/form-data" data-files-target="form" data-turbo="false" {
                    label.btn.btn-sm.files-pick {
                        (sized("upload", "icon icon-sm")) (say!("record-files-add"))
                        input #files-input.sr-only type="file" name="file" multiple data-files-target="input" data-action="files#pick";
                    }
                    " " button.btn.btn-sm.without-js { (say!("record-files-send")) }
                    p.text-xs.text-muted."mt-1.5" { (say!("record-files-hint", size = &most)) }
                    div role="status" { ul.grid."gap-1"."mt-1.5".text-xs data-files-target="list" {} }
                }
            }
        }
    }
}

fn one(visit: &Visit, subject: &Subject, here: &str, attachment: &Attachment) -> Markup {
    let file = &attachment.file;
    let place = format!("{here}/files/{}", file.id);
    let icon = match file.media_type.as_str() {
        kind if kind.starts_with("image/") => "image",
        kind if kind.contains("spreadsheet") || kind == "text/csv" => "file-spreadsheet",
        _ => "file-text",
    };
    html! {
        li.flex.items-center."gap-1" {
            a.flex.items-center."gap-2.5"."px-2"."py-1.5".grow."min-w-0"."rounded-(--radius-selector)"."hover:bg-hover".text-sm href=(place) data-turbo="false" {
                @if attachment.thumbnail { img.file-thumb src={ (place) "/thumb" } alt="" width="36" height="36" loading="lazy"; }
                @else { span.file-thumb { (sized(icon, "icon")) } }
                span.min-w-0.grow {
                    span.block.truncate.font-medium { (file.name) }
                    span.block.truncate.text-xs.text-muted { (size(file.size)) ", " (visit.look().ago(attachment.added_at)) }
                }
            }
            @if subject.may_update {
                form method="post" action={ (place) "/remove" } {
                    button.btn.btn-ghost.btn-square.btn-sm aria-label=(say!("record-file-remove", name = &file.name)) title=(say!("record-file-remove", name = &file.name)) { (sized("x", "icon icon-sm")) }
                }
            }
        }
    }
}

fn too_large() -> Fault {
    Fault::Refused(
        StatusCode::PAYLOAD_TOO_LARGE,
        say!("record-file-too-large", size = &size(MOST as i64)).into_owned(),
    )
}

/// What the request says it brings, before any of it is read.
fn claim(headers: &HeaderMap) -> Result<(), Fault> {
    let length: Option<u64> = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if length.is_some_and(|l| l > FORM as u64) { Err(too_large()) } else { Ok(()) }
}

/// `POST /{objects}/{id}/files`: a form with one or more files.
pub(in crate::pages) async fn add(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let record = visit.changeable(&objects, &id).await?;
    claim(request.headers())?;
    let script =
        request.headers().get(header::ACCEPT).is_some_and(|v| v.as_bytes().starts_with(b"application/json"));
    let here = href(&record.object, record.id);
    let names = match brought(&visit, &record.object.key, record.id, request).await {
        Ok(names) => names,
        Err(Fault::Error(Error::Invalid(problems))) if !script => {
            return Ok(Flash::failed(problems.to_string()).then(&here));
        }
        Err(Fault::Error(Error::Invalid(problems))) => {
            let said = problems.0.first().map(|p| p.message.clone()).unwrap_or_default();
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"problem": said}))).into_response());
        }
        Err(other) => return Err(other),
    };
    let (count, batch) = names;
    if script {
        return Ok((StatusCode::CREATED, Json(json!({"count": count}))).into_response());
    }
    let flash = match batch {
        Some(batch) => Flash::done(say!("record-files-added", count = count)).undo(batch),
        None => Flash::failed(say!("record-files-none")),
    };
    Ok(flash.then(&format!("{here}#files")))
}

/// Keeps the files of a form and puts them to the record: how many, and the batch.
async fn brought(
    visit: &Visit,
    object: &str,
    id: Id,
    request: Request,
) -> Result<(usize, Option<Id>), Fault> {
    let broken = |e: axum::extract::multipart::MultipartError| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Fault::bad_request(e.body_text()),
    };
    let mut parts =
        Multipart::from_request(request, &()).await.map_err(|e| Fault::bad_request(e.body_text()))?;
    let mut work = visit.engine().begin(&visit.actor);
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let Some(name) = part.file_name().filter(|n| !n.is_empty()).map(str::to_owned) else { continue };
        let media = part.content_type().unwrap_or_default().to_owned();
        let content = part.bytes().await.map_err(broken)?;
        if content.len() > MOST || count >= AT_ONCE {
            return Err(too_large());
        }
        let engine = visit.engine();
        let file = engine.put_file(&visit.actor, &name, &media, content.to_vec()).await?;
        let info = engine.file_info(&visit.actor, file).await?;
        thumbnail::make(engine, file, &info.media_type, content.to_vec()).await;
        work.attach(object, id, file).await?;
        count += 1;
    }
    let batch = if count > 0 { Some(work.commit().await?.batch) } else { None };
    Ok((count, batch))
}

/// A file that belongs to a record the person may see.
async fn place(visit: &Visit, objects: &str, id: &str, file: &str) -> Result<(engine::Record, Id), Fault> {
    let object = visit.object(objects)?;
    let record = visit.engine().find_any(&visit.actor, &object.key, id_of(id)?).await?;
    let file = id_of(file)?;
    if visit.engine().is_attached(record.id, file).await? {
        Ok((record, file))
    } else {
        Err(Fault::not_found())
    }
}

/// `GET /{objects}/{id}/files/{file}`
pub(in crate::pages) async fn download(
    visit: Visit,
    Path((objects, id, file)): Path<(String, String, String)>,
) -> Answer {
    let (_, file) = place(&visit, &objects, &id, &file).await?;
    let (info, content) = visit.engine().file(&visit.actor, file).await?;
    let shown = info.inline && info.media_type.starts_with("image/");
    Ok(given_out(&info, content, shown))
}

/// `GET /{objects}/{id}/files/{file}/thumb`
pub(in crate::pages) async fn thumb(
    visit: Visit,
    Path((objects, id, file)): Path<(String, String, String)>,
) -> Answer {
    let (_, file) = place(&visit, &objects, &id, &file).await?;
    let small = visit.engine().thumbnail(&visit.actor, file).await?;
    // A file never changes, and neither does its picture.
    let kept = HeaderValue::from_static("private, max-age=86400, immutable");
    Ok((
        [(header::CONTENT_TYPE, HeaderValue::from_static("image/png")), (header::CACHE_CONTROL, kept)],
        small,
    )
        .into_response())
}

/// `POST /{objects}/{id}/files/{file}/remove`
pub(in crate::pages) async fn remove(
    visit: Visit,
    Path((objects, id, file)): Path<(String, String, String)>,
) -> Answer {
    let (record, file) = place(&visit, &objects, &id, &file).await?;
    visit.may_update(&record)?;
    let name = visit.engine().file_info(&visit.actor, file).await?.name;
    let mut work = visit.engine().begin(&visit.actor);
    work.detach(&record.object.key, record.id, file).await?;
    let done = work.commit().await?;
    let words = say!("record-file-removed", name = &quoted(&name));
    Ok(Flash::done(words).undo(done.batch).then(&format!("{}#files", href(&record.object, record.id))))
}
