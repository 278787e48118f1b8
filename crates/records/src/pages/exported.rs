//! A list as a file: what it holds, or the ticked records, as CSV, Excel workbook or JSON lines.
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use base::{Error, Id};
use engine::query::Query;
use ui::say;
use ui::web::{Answer, Fault};

use super::list::Narrowed;
use super::visit::Visit;
use crate::export::{Format, export_list};

/// Records of a file that a page makes; all of a larger workspace are the command's work.
const MOST: i64 = 200_000;

/// `GET /{objects}/export?format=csv`, with what narrows the list, or with `id`s.
pub(super) async fn show(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    let format = Format::parse(visit.asked.text("format").unwrap_or("csv"));
    let format = format.ok_or_else(|| Fault::bad_request("The format is csv, xlsx, jsonl or vcard."))?;
    let ids: Vec<Id> = visit.asked.all("id").filter_map(|id| id.parse().ok()).collect();
    let query = if ids.is_empty() || visit.asked.text("all") == Some("1") {
        let (filter, q) =
            (visit.asked.text("filter").unwrap_or_default(), visit.asked.text("q").unwrap_or_default());
        let narrowed = Narrowed::of(&visit, &object, filter, q).await?;
        if let Some(error) = narrowed.error {
            return Err(Fault::Error(error.into()));
        }
        narrowed.everything().sort(visit.asked.text("sort").unwrap_or_default())?
    } else {
        Query { ids: Some(ids), columns: Some(Vec::new()), ..Query::new(&object.key) }
    };
    if visit.engine().count(&visit.actor, &query).await? > MOST {
        let message = say!("list-export-most");
        return Err(Fault::Error(Error::invalid("", "too_many", message)));
    }
    let directory =
        tempfile::tempdir().map_err(|e| Error::internal(format!("no place for the file: {e}")))?;
    // Files are made for other programs and for imports: their headings are the schema's own.
    let object = visit.engine().object(&visit.actor, &object.key)?;
    let name = format!("{}.{}", object.plural, format.ending());
    let file = directory.path().join(&name);
    export_list(visit.engine(), &visit.actor, &object, &query, &file, format).await?;
    let bytes =
        tokio::fs::read(&file).await.map_err(|e| Error::internal(format!("the file is gone: {e}")))?;
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Jsonl => "application/x-ndjson",
        Format::Vcard => "text/vcard; charset=utf-8",
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response())
}
