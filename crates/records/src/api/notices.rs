//! What the caller is told of: notices, unread ones first, and reading them.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use base::{Error, Moment};
use engine::Scopes;
use engine::notice::Told;
use ui::web::{Answer, App, Caller};

use super::params::{Params, id_of};

/// One's notices.
pub(super) async fn list(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["kind", "unread", "after", "limit"])?;
    let kind = match params.text("kind") {
        None => None,
        Some(name) => {
            Some(Told::NAMES.iter().find(|(n, _)| *n == name).map(|(_, told)| *told).ok_or_else(|| {
                Error::invalid("kind", "unknown", format!("{name:?} is none of mention, owner, changed"))
            })?)
        }
    };
    let after = params.number("after", 0..=1_000_000)?.unwrap_or(0);
    let after = usize::try_from(after).unwrap_or_default();
    let (unread, limit) = (params.flag("unread")?, params.limit()?);
    Ok(Json(app.engine.notices(&caller.actor, kind, unread, after, limit).await?).into_response())
}

/// Reads one.
pub(super) async fn read(State(app): State<App>, caller: Caller, Path(id): Path<String>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    writes(&caller)?;
    Ok(Json(app.engine.read_notice(&caller.actor, id_of(&id)?).await?).into_response())
}

/// Reads all there are.
pub(super) async fn read_all(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    writes(&caller)?;
    app.engine.read_notices(&caller.actor, Moment::now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Everybody reads their own notices; a token must be one that writes.
fn writes(caller: &Caller) -> Result<(), Error> {
    caller.actor.token_lets(Scopes::write)
}
