//! Styles, scripts, icons and fonts: built by `npm run build` into `assets/dist`, and part of the binary.
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../assets/dist/"]
struct Files;

/// The address of every file, made once: a page asks for the sprite a hundred times.
static ADDRESSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let address = |file: &str| {
        let found = Files::get(file)?;
        Some(format!("/assets/{file}?v={}", version(&found.metadata.sha256_hash())))
    };
    Files::iter().filter_map(|file| Some((file.to_string(), address(&file)?))).collect()
});

/// Development builds read the files from disk, where they may change under the same address.
const CACHING: &str = if cfg!(debug_assertions) { "no-cache" } else { "public, max-age=31536000, immutable" };

/// Whether `npm run build` has run before this binary was built (in development: before now).
pub fn built() -> bool {
    Files::get("app.css").is_some()
}

/// The address of a file, with a version that changes when the file does.
pub fn href(file: &str) -> Cow<'static, str> {
    match ADDRESSES.get(file) {
        Some(address) => Cow::Borrowed(address),
        None => Cow::Owned(format!("/assets/{file}")),
    }
}

/// The parts that the script needs at once, which a page may ask for together with it. A part is named by what is in it.
pub fn parts() -> impl Iterator<Item = &'static str> {
    static PARTS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let list = Files::get("app.parts").map(|f| String::from_utf8_lossy(&f.data).into_owned());
        list.unwrap_or_default().lines().map(|part| format!("/assets/{part}")).collect()
    });
    PARTS.iter().map(String::as_str)
}

/// Answers `GET /assets/{*file}`. A versioned address never changes, so it is kept for a year.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(found) = Files::get(&file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (found, packing) = match packed(&file, accepted) {
        Some((smaller, packing)) => (smaller, Some(packing)),
        None => (found, None),
    };
    let tag = format!("\"{}\"", version(&found.metadata.sha256_hash()));
    let same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match found.data {
            Cow::Borrowed(bytes) => bytes.into_response(),
            Cow::Owned(bytes) => bytes.into_response(),
        }
    };
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&file)));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(packing) = packing.filter(|_| !same) {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(packing));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.insert(header::ETAG, tag);
    }
    response
}

/// A file as the build has packed it, where there is one and the browser takes it.
fn packed(file: &str, accepted: &str) -> Option<(EmbeddedFile, &'static str)> {
    let takes = |name: &str| {
        let mut offers = accepted.split(',').map(str::trim);
        offers.any(|o| o.split(';').next() == Some(name) && !o.ends_with("q=0"))
    };
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| takes(name))
        .find_map(|(name, ending)| Some((Files::get(&format!("{file}.{ending}"))?, name)))
}

/// The first 8 hexadecimal digits of a hash: enough to tell two builds apart, and in every icon of a page.
fn version(hash: &[u8]) -> String {
    hash.iter().take(4).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("map" | "json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_short_and_hexadecimal() {
        assert_eq!(version(&[0, 1, 254, 3, 4, 5, 6, 7, 8, 9]), "0001fe03");
    }

    #[test]
    fn a_file_that_is_not_there_has_no_version() {
        assert_eq!(href("no-such.css"), "/assets/no-such.css");
    }
}
