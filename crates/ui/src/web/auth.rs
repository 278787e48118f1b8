//! Who asks: the session of a browser or the token of a program, as extractors.
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE, REFERER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use engine::Actor;

use super::{App, Fault};

/// The name of the session's cookie.
pub const COOKIE_NAME: &str = "rondo";

/// The session token a request brings, if any.
pub fn session_of(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    let mut pairs = cookies.filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, value)| value).filter(|v| !v.is_empty())
}

/// The bearer token a request brings, if any.
pub fn bearer_of(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The cookie that begins a session, or ends it when there is no token.
pub fn cookie(app: &App, token: Option<&str>) -> HeaderValue {
    let secure = if app.is_https() { "; Secure" } else { "" };
    // A browser keeps it a month; the session in the database may end earlier.
    let (value, age) = token.map_or(("", 0), |token| (token, 30 * 24 * 3600));
    let text = format!("{COOKIE_NAME}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("rondo=; Path=/; Max-Age=0"))
}

/// The person whose browser asks for a page. Without one, the browser is sent to sign in and comes back.
pub struct Me {
    /// With the person's roles.
    pub actor: Actor,
    /// The session's token, for ending it.
    pub session: String,
}

/// How a program came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// The session of a browser.
    Session,
    /// A bearer token.
    Token,
}

/// Whoever calls the API. Without one, 401.
pub struct Caller {
    /// With the user's roles and the token's scopes.
    pub actor: Actor,
    /// How they came in.
    pub via: Via,
}

async fn me(parts: &Parts, app: &App) -> Result<Option<Me>, Fault> {
    let Some(session) = session_of(&parts.headers) else { return Ok(None) };
    let actor = app.engine.actor_of_session(session).await?;
    Ok(actor.map(|actor| Me { actor, session: session.to_owned() }))
}

async fn caller(parts: &Parts, app: &App) -> Result<Option<Caller>, Fault> {
    // Who shows a token means it: a wrong one is not made up for by a session.
    if parts.headers.contains_key(AUTHORIZATION) {
        let Some(token) = bearer_of(&parts.headers) else { return Ok(None) };
        return Ok(app.engine.actor_of_token(token).await?.map(|actor| Caller { actor, via: Via::Token }));
    }
    Ok(me(parts, app).await?.map(|me| Caller { actor: me.actor, via: Via::Session }))
}

impl<S: Send + Sync> FromRequestParts<S> for Me
where
    App: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        me(parts, &App::from_ref(state)).await?.ok_or_else(|| {
            // Only a page that was looked at can be come back to: this one, or the one the form stood on.
            let asked = parts.uri.path_and_query().map_or("/", |p| p.as_str());
            let from = parts.headers.get(REFERER).and_then(|r| r.to_str().ok()?.parse::<Uri>().ok());
            let from = from.as_ref().and_then(Uri::path_and_query).map_or("/", |p| p.as_str());
            Fault::SignIn(if parts.method == Method::GET { asked } else { from }.to_owned())
        })
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Me
where
    App: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Fault> {
        me(parts, &App::from_ref(state)).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    App: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        caller(parts, &App::from_ref(state))
            .await?
            .ok_or(Fault::Unauthorized("Send a valid token as \"Authorization: Bearer …\", or sign in."))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Caller
where
    App: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Fault> {
        caller(parts, &App::from_ref(state)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: axum::http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        assert_eq!(session_of(&headers(COOKIE, "a=b; rondo=tok; c=d")), Some("tok"));
        assert_eq!(session_of(&headers(COOKIE, "xrondo=tok; rondo=")), None);
    }

    #[test]
    fn a_token_follows_the_word_bearer_in_any_case() {
        assert_eq!(bearer_of(&headers(AUTHORIZATION, "bearer rondo_x")), Some("rondo_x"));
        assert_eq!(bearer_of(&headers(AUTHORIZATION, "Basic abc")), None);
    }
}
