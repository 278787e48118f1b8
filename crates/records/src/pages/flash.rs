//! One sentence for the next page, in a cookie that is gone once it was read: what was done, and how to undo it.
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base::Id;
use url::form_urlencoded;

const NAME: &str = "flash";
/// Longer sentences are cut: browsers refuse cookies over 4 KB.
const LONGEST: usize = 600;

/// What the next page says first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// For people.
    pub(super) words: String,
    /// The batch that can be undone.
    pub(super) undo: Option<Id>,
    /// Something went wrong.
    pub(super) failed: bool,
}

impl Flash {
    /// Something was done.
    pub fn done(words: impl Into<String>) -> Self {
        Self { words: words.into(), undo: None, failed: false }
    }

    /// Something was not done.
    pub fn failed(words: impl Into<String>) -> Self {
        Self { words: words.into(), undo: None, failed: true }
    }

    /// It can be undone.
    #[must_use]
    pub fn undo(mut self, batch: Id) -> Self {
        self.undo = Some(batch);
        self
    }

    /// What the page before left for this one.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let cookies =
            headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
        let text = cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(n, _)| *n == NAME)?.1;
        let mut flash = Self::done("");
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match name.as_ref() {
                "w" => flash.words = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect(),
                "u" => flash.undo = value.parse().ok(),
                "f" => flash.failed = true,
                _ => {}
            }
        }
        (!flash.words.is_empty()).then_some(flash)
    }

    fn cookie(&self) -> Option<HeaderValue> {
        let words: String = self.words.chars().take(LONGEST).collect();
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("w", &words);
        if let Some(batch) = self.undo {
            pairs.append_pair("u", &batch.to_string());
        }
        if self.failed {
            pairs.append_pair("f", "1");
        }
        HeaderValue::try_from(format!(
            "{NAME}={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
            pairs.finish()
        ))
        .ok()
    }

    /// Sends the browser on (303) to a page that says it.
    pub fn then(&self, address: &str) -> Response {
        let mut response = to(address);
        if let Some(cookie) = self.cookie() {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// Sends the browser on (303).
pub fn to(address: &str) -> Response {
    let location = HeaderValue::try_from(address).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// The cookie that was read is gone.
pub(super) fn forget(response: &mut Response) {
    let gone = HeaderValue::from_static("flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    response.headers_mut().append(SET_COOKIE, gone);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_reads_what_was_left_for_it() {
        let flash = Flash::done("“Müller; & Co” was deleted").undo(Id(7));
        let cookie = flash.cookie().unwrap();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        let headers =
            HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(format!("rondo=x; {pair}")).unwrap())]);
        assert_eq!(Flash::of(&headers), Some(flash));
    }
}
