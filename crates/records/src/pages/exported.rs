//! A list as a file: what it holds, or the ticked records, with its columns or all, as CSV, Excel workbook, JSON or cards.
//! Without a form it asks for one. Rows are sent as they are read: no file is too large.
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use base::{Error, Id};
use engine::query::Query;
use engine::{Action, Object};
use futures_util::StreamExt;
use maud::{Markup, html};
use ui::Button;
use ui::part::topbar;
use ui::say;
use ui::say::inline;
use ui::web::{Answer, Fault};

use super::asked::address;
use super::columns::parted;
use super::list::Narrowed;
use super::visit::Visit;
use crate::export::{Columns, Format, export_list, export_stream, of_list};

/// Rows of a sheet of a workbook.
const WORKBOOK: i64 = 1_048_575;

/// What the address narrows the list to.
async fn asked(visit: &Visit, object: &std::sync::Arc<Object>) -> Result<Query, Fault> {
    let ids: Vec<Id> = visit.asked.all("id").filter_map(|id| id.parse().ok()).collect();
    if !ids.is_empty() && visit.asked.text("all") != Some("1") {
        return Ok(Query { ids: Some(ids), columns: Some(Vec::new()), ..Query::new(&object.key) });
    }
    let (filter, q) =
        (visit.asked.text("filter").unwrap_or_default(), visit.asked.text("q").unwrap_or_default());
    let narrowed = Narrowed::of(visit, object, filter, q).await?;
    if let Some(error) = narrowed.error {
        return Err(Fault::Error(error.into()));
    }
    Ok(narrowed.everything().sort(visit.asked.text("sort").unwrap_or_default())?)
}

/// `GET /{objects}/export?format=csv`, with what narrows the list, or with `id`s; `columns` names fields. With `choose=1`
/// the page that asks for the form.
pub(super) async fn show(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    let list = asked(&visit, &object).await?;
    if visit.asked.text("choose") == Some("1") {
        return choose(&visit, &object, &list).await;
    }
    let format = Format::parse(visit.asked.text("format").unwrap_or("csv"));
    let format = format.ok_or_else(|| Fault::bad_request(say!("export-unknown-format").into_owned()))?;
    let names: Vec<String> = match visit.asked.text("which") {
        Some("all") => Vec::new(),
        _ => visit.asked.all("columns").flat_map(|c| c.split(',')).map(|c| parted(c).0.to_owned()).collect(),
    };
    // Files are made for other programs and for imports: their words are the schema's own.
    let object = visit.engine().object(&visit.actor, &object.key)?;
    let what = of_list(visit.engine(), &visit.actor, &object, &list, &names, format)?;
    let name = format!("{}.{}", object.plural, format.ending());
    let head = [
        (CONTENT_TYPE, format.media().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let body = if format == Format::Xlsx {
        if visit.engine().count(&visit.actor, &list).await? > WORKBOOK {
            return Err(Error::invalid("", "too_many", say!("export-workbook-full").into_owned()).into());
        }
        workbook(&visit, what).await?
    } else {
        let stream = export_stream(visit.engine(), &visit.actor, what, format).await?;
        Body::from_stream(stream.map(|part| part.map_err(std::io::Error::other)))
    };
    Ok((head, body).into_response())
}

/// A workbook is put together in a file, then sent from there; the file is gone once it is sent.
async fn workbook(visit: &Visit, what: (Query, Columns)) -> Result<Body, Error> {
    let directory =
        tempfile::tempdir().map_err(|e| Error::internal(format!("no place for the file: {e}")))?;
    let path = directory.path().join("sheet.xlsx");
    export_list(visit.engine(), &visit.actor, what, &path, Format::Xlsx).await?;
    let file = tokio::fs::File::open(&path).await.map_err(Error::internal)?;
    let pieces = futures_util::stream::unfold((file, directory), |(mut file, directory)| async move {
        let mut buffer = vec![0; 64 * 1024];
        match tokio::io::AsyncReadExt::read(&mut file, &mut buffer).await {
            Ok(0) => None,
            Ok(count) => {
                buffer.truncate(count);
                Some((Ok(buffer), (file, directory)))
            }
            Err(error) => Some((Err(error), (file, directory))),
        }
    });
    Ok(Body::from_stream(pieces.fuse()))
}

/// Which form the file has, and which columns.
async fn choose(visit: &Visit, object: &std::sync::Arc<Object>, list: &Query) -> Answer {
    if !visit.can(object, Action::Export) {
        return Err(
            Error::Forbidden(say!("export-forbidden", what = &inline(&object.labels)).into_owned()).into()
        );
    }
    let count = visit.engine().count(&visit.actor, list).await?;
    let back = address(
        &format!("/{}", object.plural),
        visit
            .asked
            .pairs()
            .iter()
            .filter(|(n, _)| n != "choose" && n != "id")
            .map(|(n, v)| (n.as_str(), v.as_str())),
    );
    let title = say!("export-title", what = &inline(&object.labels));
    let people = object.field("first_name").is_some() && object.field("last_name").is_some();
    let formats = [
        ("csv", say!("export-csv"), say!("export-csv-text")),
        ("xlsx", say!("export-xlsx"), say!("export-xlsx-text")),
        ("json", say!("export-json"), say!("export-json-text")),
        ("jsonl", say!("export-jsonl"), say!("export-jsonl-text")),
        ("vcard", say!("export-vcard"), say!("export-vcard-text")),
    ];
    let body = html! {
        (topbar(&[(&back, &object.labels)], &title, None, html! { (Button::link(&back, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="get" action={ "/" (object.plural) "/export" } data-turbo="false" {
                p { (say!("export-count", count = count, what = &inline(&object.labels))) " " span.text-muted { (say!("export-rights")) } }
                @for (name, value) in visit.asked.pairs().iter().filter(|(n, _)| !matches!(n.as_str(), "choose" | "format" | "which")) { input type="hidden" name=(name) value=(value); }
                fieldset.grid."gap-2" {
                    legend.fieldset-legend { (say!("export-form")) }
                    @for (value, label, hint) in formats.iter().filter(|(v, ..)| *v != "vcard" || people) { (choice("format", value, label, hint, *value == "csv")) }
                }
                @if visit.asked.text("columns").is_some() {
                    fieldset.grid."gap-2" {
                        legend.fieldset-legend { (say!("export-columns")) }
                        (choice("which", "shown", &say!("export-shown"), &say!("export-shown-text"), true))
                        (choice("which", "all", &say!("export-all"), &say!("export-all-text"), false))
                    }
                }
                div.flex."gap-2".border-t.border-line."pt-5" {
                    (Button::new(&say!("export-download")).icon("download").primary().key("mod+enter"))
                    (Button::link(&back, &say!("app-cancel")).ghost())
                }
            }
        }
    };
    visit.page(&title, None, body).await
}

fn choice(name: &str, value: &str, label: &str, hint: &str, checked: bool) -> Markup {
    html! {
        label.choice {
            input.radio.radio-sm."mt-0.5" type="radio" name=(name) value=(value) checked[checked];
            span { span.block.font-medium { (label) } span.block.text-sm.text-muted { (hint) } }
        }
    }
}
