//! The workspace itself: schema, settings, roles, tokens, passwords.
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use base::{Error, Id, Result};
use engine::own::{Plan, schema_from_toml};
use engine::{Actor, Engine, Role, Scopes};
use serde_json::{Map, Value, json};
use ui::web::{Answer, App, Caller, Fault};

use super::body;
use super::params::{Params, id_of};

/// The schema as a schema file has it, as far as the caller may know of it.
pub(super) async fn schema(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    let mut file = app.engine.export_schema();
    if let (Some(objects), false) = (file.as_object_mut(), caller.actor.is_admin()) {
        narrow(&app.engine, &caller.actor, objects);
    }
    Ok(Json(file).into_response())
}

/// Takes out what the actor may not know of.
fn narrow(engine: &Engine, actor: &Actor, objects: &mut Map<String, Value>) {
    objects.retain(|key, _| engine.object(actor, key).is_ok());
    for (key, definition) in objects {
        let fields = definition.get_mut("fields").and_then(Value::as_object_mut);
        if let (Ok(object), Some(fields)) = (engine.object(actor, key), fields) {
            fields.retain(|name, _| object.field(name).is_some_and(|f| !f.hidden && actor.sees(&object, f)));
        }
    }
}

/// A schema file, as JSON or as TOML.
async fn file(headers: &HeaderMap, body: Body) -> Result<Value, Fault> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/toml") && !kind.starts_with("text/plain") {
        return Ok(Value::Object(body::object(headers, body).await?));
    }
    let bytes = body::bytes(headers, body, body::LIMIT).await?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Fault::bad_request("The body is not UTF-8."))?;
    Ok(schema_from_toml(text)?)
}

fn planned(plan: &Plan) -> Value {
    json!({"changes": plan.changes})
}

fn only_admin(actor: &Actor, what: &str) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::Forbidden(format!("Only administrators {what}"))) }
}

/// What a schema file would change.
pub(super) async fn plan_schema(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    only_admin(&caller.actor, "change objects and fields")?;
    Ok(Json(planned(&app.engine.plan_schema(&file(&headers, body).await?)?)).into_response())
}

/// Applies a schema file on the live workspace.
pub(super) async fn apply_schema(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    only_admin(&caller.actor, "change objects and fields")?;
    let plan = app.engine.apply_schema(&caller.actor, &file(&headers, body).await?).await?;
    Ok(Json(planned(&plan)).into_response())
}

/// The workspace's settings.
pub(super) async fn settings(State(app): State<App>, _caller: Caller, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    Ok(Json(app.engine.settings().to_json()).into_response())
}

/// Changes settings.
pub(super) async fn set_settings(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    let changes = body::object(&headers, body).await?;
    app.engine.set_settings(&caller.actor, &changes).await?;
    Ok(Json(app.engine.settings().to_json()).into_response())
}

/// The roles there are.
pub(super) async fn roles(State(app): State<App>, _caller: Caller, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    let roles = app.engine.roles();
    let mut data: Vec<&Role> = roles.values().map(AsRef::as_ref).collect();
    data.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(Json(json!({"data": data})).into_response())
}

/// Puts a role in the place of the one with this key, or adds it.
pub(super) async fn put_role(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    only_admin(&caller.actor, "change roles")?;
    let mut map = body::object(&headers, body).await?;
    map.insert("key".to_owned(), key.into());
    let role: Role =
        serde_json::from_value(Value::Object(map)).map_err(|e| Error::invalid("", "role", e.to_string()))?;
    app.engine.put_role(&caller.actor, &role).await?;
    Ok(Json(&role).into_response())
}

/// One's own tokens; an administrator's list is of everybody's.
pub(super) async fn tokens(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    let user = if caller.actor.is_admin() { None } else { caller.actor.user };
    let data = app.engine.tokens(&caller.actor, user).await?;
    Ok(Json(json!({"data": data})).into_response())
}

/// Makes a token; it is shown once, here.
pub(super) async fn create_token(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    let map = body::object(&headers, body).await?;
    known(&map, &["name", "scopes", "user"])?;
    let user = match map.get("user") {
        None | Some(Value::Null) => caller.actor.user,
        Some(id) => Some(
            id.as_str()
                .and_then(|t| t.parse::<Id>().ok())
                .ok_or_else(|| Error::invalid("user", "id", "user is the id of a user"))?,
        ),
    };
    let user = user.ok_or_else(|| Error::invalid("user", "required", "Say whose token it is"))?;
    let name = map.get("name").and_then(Value::as_str).unwrap_or_default();
    let scopes = match map.get("scopes") {
        None => Vec::new(),
        Some(list) => serde_json::from_value(list.clone()).map_err(|_| {
            Error::invalid("scopes", "type", "scopes is a list of texts: [\"read\", \"deals:write\"]")
        })?,
    };
    let made = app.engine.create_token(&caller.actor, user, name, &Scopes(scopes)).await?;
    let place = format!("/api/v1/tokens/{}", made.id);
    let body = Json(json!({"id": made.id, "token": made.token}));
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], body).into_response())
}

/// Refuses members nobody knows.
fn known(map: &Map<String, Value>, names: &[&str]) -> Result<()> {
    let mut problems = base::Problems::default();
    for key in map.keys().filter(|k| !names.contains(&k.as_str())) {
        problems.add(
            key.clone(),
            "unknown",
            format!("There is no {key:?} here; there is {}", names.join(", ")),
        );
    }
    problems.check()
}

/// Revokes a token, at once.
pub(super) async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    app.engine.revoke_token(&caller.actor, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Gives a user a new password.
pub(super) async fn set_password(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    let user = id_of(&id)?;
    only_admin(&caller.actor, "set passwords of others")?;
    let map = body::object(&headers, body).await?;
    known(&map, &["password"])?;
    let password = map.get("password").and_then(Value::as_str);
    let password = password
        .ok_or_else(|| Error::invalid("password", "required", "password is missing, or is no text"))?;
    app.engine.find(&caller.actor, "user", user).await?;
    app.engine.set_password(&caller.actor, user, password).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
