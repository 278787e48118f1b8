//! Which list somebody came from: its query, in a cookie that only pages of the same object get. It leads back to that
//! list, and tells which record comes next.
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use engine::Object;
use url::form_urlencoded;

use super::asked::Asked;

/// The name of the cookie; the `grid` script writes it too, for lists that come from the browser's memory.
pub(super) const COOKIE: &str = "list";
/// Longer queries are not kept.
const LONGEST: usize = 2_000;

/// The query in a cookie.
pub(super) fn read(text: &str) -> String {
    let query: String = form_urlencoded::parse(format!("q={text}").as_bytes())
        .next()
        .map(|(_, query)| query.into_owned())
        .unwrap_or_default();
    let fits = query.len() <= LONGEST && !query.contains(['#', '\\']) && !query.contains(char::is_control);
    if fits { query } else { String::new() }
}

/// Keeps the query of a list that is shown.
pub(super) fn keep(page: &mut Response, object: &Object, asked: &Asked) {
    let address = asked.with("after", None);
    let query = address.split_once('?').map_or("", |(_, query)| query);
    if query.len() > LONGEST {
        return;
    }
    let coded: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    if let Ok(cookie) =
        HeaderValue::try_from(format!("{COOKIE}={coded}; Path=/{}; SameSite=Lax", object.plural))
    {
        page.headers_mut().append(SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_comes_back_as_it_was_kept() {
        let query = "filter=name+%3D+%22a%26b%22&sort=-name";
        let coded: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        assert_eq!(read(&coded), query);
        assert_eq!(read(&"x".repeat(LONGEST + 1)), "");
        assert_eq!(read("a%0D%0Ab"), "");
    }
}
