//! Imports over HTTP: a file comes in as a stream, is kept, and imported by a job; its state, questions and refused rows
//! are read by its id; answers set it going again; deleting it takes it back.
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Path, Request as HttpRequest, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base::{Error, Id};
use engine::{Actor, Engine};
use futures_util::StreamExt;
use serde_json::json;
use ui::web::{Answer, App, Caller, Fault};

use super::bind::importable;
use super::job::{PIECE, UNDO, drop_pieces, enqueue, keep_piece, pieces};
use super::ledger::{Run, Stage};
use super::mapping::{Mapping, Unknown};
use super::preset::Preset;
use super::report::State;
use super::run::{undo, write_errors};
use super::wizard::begin;

/// The largest file that is taken over HTTP. Larger ones go in by `rondo import`, beside the running server.
pub const MOST: usize = 1024 * 1024 * 1024;
/// The largest mapping.
const MAPPING: usize = 2 * 1024 * 1024;
/// Imports of more rows are taken back by a job.
const AT_ONCE: u64 = 10_000;

/// The routes, to be merged into `/api/v1`. They read their bodies themselves: no limit may stand before them.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/imports", get(list).post(create))
        .route("/imports/{id}", get(show).delete(destroy))
        .route("/imports/{id}/errors.csv", get(errors))
        .route("/imports/{id}/answers", axum::routing::post(answer))
}

/// What the address says about an import.
#[derive(Debug, Default, Clone)]
pub struct Asked {
    /// The object.
    pub object: String,
    /// The name of the file.
    pub name: String,
    /// What rows are known by.
    pub key: Option<String>,
    /// The system the file is from.
    pub preset: Option<String>,
    /// What becomes of values that are not known.
    pub on_unknown: Option<String>,
    /// Nothing is written.
    pub dry_run: bool,
    /// It came by the page: its columns are matched first, by a person.
    pub by_page: bool,
}

impl Asked {
    fn read(uri: &axum::http::Uri) -> Result<Self, Error> {
        let mut out = Self::default();
        for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let text = Some(value.trim().to_owned()).filter(|t| !t.is_empty());
            match name.as_ref() {
                "object" => out.object = text.unwrap_or_default(),
                "name" => out.name = text.unwrap_or_default(),
                "key" => out.key = text,
                "preset" => out.preset = text,
                "on_unknown" => out.on_unknown = text,
                "dry_run" => out.dry_run = matches!(value.as_ref(), "true" | "1" | ""),
                other => {
                    let known = "object, name, key, preset, on_unknown, dry_run";
                    return Err(Error::invalid(
                        other,
                        "unknown",
                        format!("There is no parameter {other:?}; there are {known}"),
                    ));
                }
            }
        }
        Ok(out)
    }

    /// Refuses what cannot be imported before a byte of the file is read.
    pub fn check(&self, engine: &Engine, actor: &Actor) -> Result<(), Error> {
        if self.object.is_empty() {
            return Err(Error::invalid(
                "object",
                "required",
                "Say what the rows are: /imports?object=contacts",
            ));
        }
        let object = engine.object(actor, &self.object).map_err(|e| match e {
            Error::NotFound => {
                Error::invalid("object", "unknown", format!("There is no object {:?}", self.object))
            }
            other => other,
        })?;
        importable(actor, &object)?;
        if let Some(name) = self.preset.as_deref().filter(|n| Preset::named(n).is_none()) {
            return Err(Error::invalid("preset", "unknown", format!("There is no preset {name:?}")));
        }
        if let Some(word) = self.on_unknown.as_deref().filter(|w| Unknown::parse(w).is_none()) {
            return Err(Error::invalid(
                "on_unknown",
                "unknown",
                format!("{word:?} is not one of ask, create, empty, error-rows"),
            ));
        }
        Ok(())
    }
}

/// A file on its way into the database, a piece at a time.
pub struct Upload<'a> {
    engine: &'a Engine,
    buffer: Vec<u8>,
    pieces: Vec<Id>,
    size: usize,
}

impl<'a> Upload<'a> {
    /// Begins.
    pub fn new(engine: &'a Engine) -> Self {
        Self { engine, buffer: Vec::new(), pieces: Vec::new(), size: 0 }
    }

    /// Takes some bytes.
    pub async fn add(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.size += bytes.len();
        if self.size > MOST {
            drop_pieces(self.engine, &self.pieces).await?;
            return Err(too_large());
        }
        self.buffer.extend_from_slice(bytes);
        while self.buffer.len() >= PIECE {
            let rest = self.buffer.split_off(PIECE);
            let piece = std::mem::replace(&mut self.buffer, rest);
            self.pieces.push(keep_piece(self.engine, piece).await?);
        }
        Ok(())
    }

    /// Ends: the run is kept and will be imported.
    pub async fn finish(
        mut self,
        actor: &Actor,
        asked: &Asked,
        mapping: Option<&Mapping>,
    ) -> Result<Run, Fault> {
        if !self.buffer.is_empty() {
            self.pieces.push(keep_piece(self.engine, std::mem::take(&mut self.buffer)).await?);
        }
        if self.pieces.is_empty() {
            return Err(Error::invalid("file", "required", "The file is empty").into());
        }
        let object = self.engine.object(actor, &asked.object)?;
        let name = if asked.name.is_empty() { format!("{}.csv", object.plural) } else { asked.name.clone() };
        let mut run = Run::new(Id::new(), &object.key, &name, actor);
        run.mapping = mapping.map(Mapping::to_toml).unwrap_or_default();
        run.report = json!({
            "pieces": self.pieces, "key": asked.key, "preset": asked.preset,
            "on_unknown": asked.on_unknown, "dry_run": asked.dry_run,
        });
        if asked.by_page {
            run.enter(Stage::Match);
            return Ok(begin(self.engine, run).await?);
        }
        enqueue(self.engine, &run).await?;
        Ok(run)
    }
}

/// What to say of a file that is too large.
pub fn too_large() -> Fault {
    let most = MOST / 1024 / 1024;
    let text = format!("A file has at most {most} MiB here; larger ones go in by the command rondo import.");
    Fault::Refused(StatusCode::PAYLOAD_TOO_LARGE, text)
}

/// The body says itself that it is too large: refused before a byte of it is kept.
pub fn is_too_large(headers: &header::HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    length.is_some_and(|n| n > MOST + MAPPING)
}

fn accepted(run: &Run) -> Response {
    let place = format!("/api/v1/imports/{}", run.id);
    (StatusCode::ACCEPTED, [(header::LOCATION, place)], Json(run.json())).into_response()
}

async fn create(Shared(app): Shared<App>, caller: Caller, request: HttpRequest) -> Answer {
    let mut asked = Asked::read(request.uri())?;
    if is_too_large(request.headers()) {
        return Err(too_large());
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let engine = &app.engine;
    if !kind.starts_with("multipart/form-data") {
        asked.check(engine, &caller.actor)?;
        let mut upload = Upload::new(engine);
        let mut body = request.into_body().into_data_stream();
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|_| Fault::bad_request("The body ended before it was whole."))?;
            upload.add(&bytes).await?;
        }
        return Ok(accepted(&upload.finish(&caller.actor, &asked, None).await?));
    }
    let broken = |e: axum::extract::multipart::MultipartError| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return too_large();
        }
        Fault::bad_request(format!("The form cannot be read: {}.", e.body_text()))
    };
    let mut form =
        Multipart::from_request(request, &()).await.map_err(|e| Fault::bad_request(e.body_text()))?;
    let mut upload = Upload::new(engine);
    let mut mapping = None;
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            if asked.name.is_empty() {
                asked.name = part.file_name().unwrap_or_default().to_owned();
            }
            asked.check(engine, &caller.actor)?;
            while let Some(bytes) = part.chunk().await.map_err(broken)? {
                upload.add(&bytes).await?;
            }
            continue;
        }
        let mut text = Vec::new();
        while let Some(bytes) = part.chunk().await.map_err(broken)? {
            text.extend_from_slice(&bytes);
            if text.len() > MAPPING {
                return Err(Fault::Refused(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "A mapping has at most 2 MiB.".to_owned(),
                ));
            }
        }
        let text = String::from_utf8(text)
            .map_err(|_| Fault::bad_request(format!("The part {name:?} is not UTF-8.")))?;
        let filled = Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        match name.as_str() {
            "map" => mapping = filled.map(|t| Mapping::parse(&t)).transpose()?,
            "object" => asked.object = filled.unwrap_or_default(),
            "key" => asked.key = filled,
            "preset" => asked.preset = filled,
            "on_unknown" => asked.on_unknown = filled,
            "dry_run" => asked.dry_run = filled.is_some_and(|t| matches!(t.as_str(), "true" | "1" | "on")),
            other => {
                return Err(Error::invalid(
                    other,
                    "unknown",
                    "The form has file, map, object, key, preset, on_unknown, dry_run",
                )
                .into());
            }
        }
    }
    asked.check(engine, &caller.actor)?;
    Ok(accepted(&upload.finish(&caller.actor, &asked, mapping.as_ref()).await?))
}

async fn list(Shared(app): Shared<App>, caller: Caller) -> Answer {
    let runs = Run::latest(&app.engine, &caller.actor, 50).await?;
    Ok(Json(json!({"data": runs.iter().map(Run::json).collect::<Vec<_>>(), "next": null})).into_response())
}

fn id_of(text: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found())
}

async fn show(Shared(app): Shared<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let run = Run::find(&app.engine, &caller.actor, id_of(&id)?).await?;
    Ok(Json(run.json()).into_response())
}

async fn errors(Shared(app): Shared<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let run = Run::find(&app.engine, &caller.actor, id_of(&id)?).await?;
    // Written to a file first: so many rows may be refused as the file has.
    let file = tokio::task::spawn_blocking(tempfile::tempfile)
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)?;
    let written = write_errors(&app.engine, &run, std::io::BufWriter::new(file)).await?;
    let mut file = written.into_inner().map_err(Error::internal)?;
    std::io::Seek::rewind(&mut file).map_err(Error::internal)?;
    let pieces = futures_util::stream::unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut buffer = vec![0; 64 * 1024];
        match tokio::io::AsyncReadExt::read(&mut file, &mut buffer).await {
            Ok(0) => None,
            Ok(count) => {
                buffer.truncate(count);
                Some((Ok(Bytes::from(buffer)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let mut response = Body::from_stream(pieces.fuse()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"errors.csv\""));
    Ok(response)
}

/// Lays the answers over the mapping and imports: what was a dry run becomes a real one.
pub async fn answered(engine: &Engine, actor: &Actor, id: Id, answers: Mapping) -> Result<Run, Error> {
    let mut run = Run::find(engine, actor, id).await?;
    let waits = run.state == State::Questions.name() || run.json().get("dry_run") == Some(&json!(true));
    if !waits {
        return Err(Error::conflict(format!("This import asks nothing: it is {}", run.state)));
    }
    if pieces(&run).is_empty() {
        return Err(Error::conflict("The file of this import is not kept any more; upload it again"));
    }
    let mut mapping = Mapping::parse(&run.mapping)?;
    mapping.answer(answers);
    run.mapping = mapping.to_toml();
    State::Planned.name().clone_into(&mut run.state);
    run.counts = super::Counts::default();
    run.finished_at = None;
    if let Some(report) = run.report.as_object_mut() {
        report.insert("dry_run".to_owned(), json!(false));
        report.shift_remove("stage");
        report.shift_remove("questions");
    }
    enqueue(engine, &run).await?;
    Ok(run)
}

async fn answer(
    Shared(app): Shared<App>,
    caller: Caller,
    Path(id): Path<String>,
    request: HttpRequest,
) -> Answer {
    let body = axum::body::to_bytes(request.into_body(), MAPPING).await.map_err(|_| {
        Fault::Refused(StatusCode::PAYLOAD_TOO_LARGE, "A mapping has at most 2 MiB.".to_owned())
    })?;
    let text = std::str::from_utf8(&body).map_err(|_| Fault::bad_request("The body is not UTF-8."))?;
    let run = answered(&app.engine, &caller.actor, id_of(&id)?, Mapping::parse(text)?).await?;
    Ok(accepted(&run))
}

/// Takes an import back: at once, or by a job where it is large. Nothing comes back where nothing was written.
pub async fn taken_back(
    engine: &Engine,
    actor: &Actor,
    id: Id,
) -> Result<Option<engine::undo::Undone>, Error> {
    let mut run = Run::find(engine, actor, id).await?;
    if run.state == State::Undone.name() {
        return Err(Error::conflict("This import was undone before"));
    }
    drop_pieces(engine, &pieces(&run)).await?;
    if run.rows_done > 0 && run.rows_done <= AT_ONCE {
        return undo(engine, actor, id).await.map(Some);
    }
    State::Undone.name().clone_into(&mut run.state);
    run.finished_at = Some(base::Moment::now());
    let mut work = engine.begin(&Actor::system());
    work.keep(run.put(), None);
    if run.rows_done > 0 {
        work.enqueue(UNDO, Some(&id.to_string()), &json!({"run": id}), None);
    }
    work.commit().await?;
    Ok(None)
}

async fn destroy(Shared(app): Shared<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    Ok(match taken_back(&app.engine, &caller.actor, id).await? {
        Some(undone) => Json(json!({
            "batch": undone.batch, "records": undone.records, "left": undone.left, "conflicts": undone.conflicts,
        }))
        .into_response(),
        None => {
            let run = Run::find(&app.engine, &caller.actor, id).await?;
            (StatusCode::ACCEPTED, Json(run.json())).into_response()
        }
    })
}
