//! The JSON body of a request, read with a limit and refused with the place where it is wrong.
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use bytes::BytesMut;
use futures_util::StreamExt;
use serde_json::{Map, Value as Json, json};
use ui::web::Fault;

/// The largest JSON body.
pub(super) const LIMIT: usize = 2 * 1024 * 1024;

/// A body that is too large, and what would have been right.
fn too_large(limit: usize) -> Fault {
    let mib = limit / (1024 * 1024);
    Fault::Refused(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("The body is larger than {mib} MiB. Send many records to …/bulk, line by line."),
    )
}

/// The whole body, up to a limit.
pub(super) async fn bytes(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Fault> {
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if announced.is_some_and(|n| n > limit as u64) {
        return Err(too_large(limit));
    }
    let mut pieces = body.into_data_stream();
    let mut whole = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Fault::bad_request("The body ended before it was whole."))?;
        if whole.len() + piece.len() > limit {
            return Err(too_large(limit));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}

/// Whether a content type is JSON; none at all is taken for it.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind =
        kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.ends_with("+json")
}

/// Reads JSON; an error says line and column.
pub(super) fn parse(bytes: &[u8]) -> Result<Json, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let more = Map::from_iter([("position".to_owned(), json!(error.valid_up_to()))]);
        Fault::Explained(
            StatusCode::BAD_REQUEST,
            format!("The body is not UTF-8 (at byte {}).", error.valid_up_to()),
            more,
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let more = Map::from_iter([
            ("line".to_owned(), json!(error.line())),
            ("column".to_owned(), json!(error.column())),
        ]);
        Fault::Explained(StatusCode::BAD_REQUEST, format!("The body is no valid JSON: {error}."), more)
    })
}

/// A JSON body of any shape.
pub(super) async fn json(headers: &HeaderMap, body: Body) -> Result<Json, Fault> {
    if !is_json(headers) {
        let why = "Send JSON, with the header \"Content-Type: application/json\".";
        return Err(Fault::Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, why.to_owned()));
    }
    parse(&bytes(headers, body, LIMIT).await?)
}

/// A JSON object.
pub(super) async fn object(headers: &HeaderMap, body: Body) -> Result<Map<String, Json>, Fault> {
    as_object(json(headers, body).await?)
}

pub(super) fn as_object(json: Json) -> Result<Map<String, Json>, Fault> {
    let got = match json {
        Json::Object(map) => return Ok(map),
        Json::Array(_) => "a list",
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
    };
    Err(base::Error::invalid("", "type", format!("Expected a JSON object of fields, not {got}")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> (StatusCode, String) {
        match parse(bytes) {
            Err(Fault::Explained(status, detail, _)) => (status, detail),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn broken_json_is_refused_with_its_place() {
        let (status, detail) = said(b"{\"name\": \"A\",\n \"x\": }");
        assert_eq!(status, 400);
        assert!(detail.contains("line 2 column 7"), "{detail}");
        assert_eq!(said(b"{\"name\": \"\xff\"}").1, "The body is not UTF-8 (at byte 10).");
    }

    #[test]
    fn nesting_without_end_is_refused_and_not_followed() {
        let deep = "[".repeat(1_000_000);
        assert!(said(deep.as_bytes()).1.contains("recursion limit"));
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        assert!(said(b"{\"a\": 1e999}").1.contains("out of range"));
    }
}
