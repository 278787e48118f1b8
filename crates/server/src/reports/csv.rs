//! The figures of a dashboard or a metric as a file for spreadsheets.
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::Error;
use engine::metric::{MetricAnswer, MetricRow};
use records::pages::Visit;
use reports::figures::{Shown, figures};
use ui::web::{Answer, Fault};

use super::dashboard::Dashboard;
use super::filters::Filters;

/// The head of the file.
const HEAD: [&str; 11] =
    ["card", "metric", "from", "to", "by", "part", "then", "part_of_part", "value", "unit", "records"];

/// `GET /dashboards/{key}/csv`
pub(super) async fn dashboard(visit: Visit, Path(key): Path<String>) -> Answer {
    let dashboard = Dashboard::of(&visit, &key).await?;
    let filters = Filters::of(&visit, &dashboard.habits);
    let shown = figures(visit.engine(), visit.actor(), &dashboard.cards, &filters.asked).await?;
    let mut file = File::new()?;
    for shown in &shown {
        if let Shown::Figure(figure) = shown {
            let days =
                figure.period.as_ref().map(|p| [p.from.to_string(), p.to.to_string()]).unwrap_or_default();
            let label = engine::said::metric_label(&figure.metric);
            let name = if figure.card.title.is_empty() { label } else { figure.card.title.clone() };
            file.answer(&name, &days, &figure.answer)?;
        }
    }
    Ok(file.sent(&dashboard.name))
}

/// `GET /dashboards/metrics/{name}/csv`
pub(super) async fn metric(visit: Visit, Path(name): Path<String>) -> Answer {
    let found = super::catalogue::Found::of(&visit, &name).await?;
    let answer = found.answer.map_err(|_| Fault::not_found())?;
    let days = found.period.map(|p| [p.from.to_string(), p.to.to_string()]).unwrap_or_default();
    let mut file = File::new()?;
    file.answer(&engine::said::metric_label(&answer.metric), &days, &answer)?;
    Ok(file.sent(&name))
}

/// A name for a file: letters, digits and hyphens.
pub(super) fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    base::fold(name).chars().map(plain).take(60).collect()
}

/// A file on its way.
struct File(Vec<u8>);

impl File {
    fn new() -> Result<Self, Fault> {
        // Spreadsheets know by the mark that it is UTF-8.
        let mut file = Self("\u{feff}".as_bytes().to_vec());
        file.row(&HEAD)?;
        Ok(file)
    }

    fn row(&mut self, cells: &[&str]) -> Result<(), Error> {
        tabular::write_row(&mut self.0, b',', cells).map_err(Error::internal)
    }

    fn answer(&mut self, card: &str, days: &[String; 2], answer: &MetricAnswer) -> Result<(), Fault> {
        let by = answer.split.as_deref().unwrap_or_default();
        let then = answer.then.as_deref().unwrap_or_default();
        let unit = |reading: &engine::metric::Reading| {
            reading.currency.map_or_else(|| answer.metric.unit.name().to_owned(), |c| c.to_string())
        };
        let mut line = |part: &str, second: &str, reading: &engine::metric::Reading, count: i64| {
            let values: Vec<(String, String)> = if reading.by_currency.is_empty() {
                vec![(reading.value.clone().unwrap_or_default(), unit(reading))]
            } else {
                reading.by_currency.iter().map(|(c, v)| (v.clone(), c.to_string())).collect()
            };
            for (value, unit) in values {
                self.row(&[
                    card,
                    answer.metric.name,
                    days[0].as_str(),
                    days[1].as_str(),
                    by,
                    part,
                    then,
                    second,
                    &value,
                    &unit,
                    &count.to_string(),
                ])?;
            }
            Ok::<(), Error>(())
        };
        let named = |row: &MetricRow| if row.label.is_empty() { "–".to_owned() } else { row.label.clone() };
        line("", "", &answer.reading, answer.count)?;
        for row in &answer.by {
            line(&named(row), "", &row.reading, row.count)?;
            for part in &row.parts {
                line(&named(row), &named(part), &part.reading, part.count)?;
            }
        }
        Ok(())
    }

    fn sent(self, name: &str) -> Response {
        let disposition = format!("attachment; filename=\"{}.csv\"", file_name(name));
        let head = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        (head, self.0).into_response()
    }
}
