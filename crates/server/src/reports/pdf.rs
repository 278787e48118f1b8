//! A dashboard on paper: its figures in rows of four, each chart as bars with their numbers, each table with its columns.
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use base::Error;
use engine::metric::Reading;
use records::pages::Visit;
use reports::card::Chart;
use reports::figures::{Figure, Series, Shown, figures, series};
use sheet::{About, INK, Ink, LEFT, LINE, Logo, MUTED, RIGHT, Sheet};
use ui::field::figure::{figure, number};
use ui::say;
use ui::web::Answer;

use super::cards::{Look, label, subtitle, title};
use super::csv::file_name;
use super::dashboard::Dashboard;
use super::filters::Filters;
use super::number::changed;

/// Figures in a row at most.
const ACROSS: usize = 4;
/// Bars and rows of a card at most.
const ROWS: usize = 24;
/// Where bars begin and end.
const BARS: (f32, f32) = (LEFT + 150.0, RIGHT - 90.0);
/// The height of a last row and of what all come to.
const LAST: f32 = 38.0;
const TEAL: Ink = (15, 118, 128);
const GOOD: Ink = (21, 115, 71);
const BAD: Ink = (180, 35, 24);

/// `GET /dashboards/{key}/pdf`
pub(super) async fn dashboard(visit: Visit, Path(key): Path<String>) -> Answer {
    let dashboard = Dashboard::of(&visit, &key).await?;
    let filters = Filters::of(&visit, &dashboard.habits);
    let shown = figures(visit.engine(), visit.actor(), &dashboard.cards, &filters.asked).await?;
    let schema = visit.schema().clone();
    let settings = visit.engine().settings();
    let look = Look {
        currency: settings.manners.currency,
        today: visit.look().today(),
        opens: false,
        changes: None,
        schema: &schema,
    };
    let mut sheet = Sheet::new()?;
    head(&mut sheet, &dashboard, &filters, settings.logo.is_some());
    cards(&mut sheet, &look, &shown);
    let (locale, name) = (ui::say::locale(), dashboard.name.clone());
    let today = ui::field::words::long_day(look.today);
    let foot = [settings.name.clone(), today].join(" · ");
    // Writing takes some milliseconds of a core: on a thread that may be busy.
    let pdf = tokio::task::spawn_blocking(move || {
        ui::say::sync_within(locale, || {
            let tag = if locale.language == ui::say::Language::German { "de" } else { "en" };
            let logo = settings.logo.as_ref().map(|l| Logo { media_type: l.media_type, content: &l.content });
            let about = About { title: &name, author: &settings.name, language: tag, foot: &foot, logo };
            sheet.write(&about, &|page, of| say!("quote-pdf-page", page = page, of = of).into_owned())
        })
    });
    let pdf = pdf.await.map_err(Error::internal)??;
    let disposition = format!("inline; filename=\"{}.pdf\"", file_name(&dashboard.name));
    let head =
        [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((head, pdf).into_response())
}

fn head(sheet: &mut Sheet, dashboard: &Dashboard, filters: &Filters, logo: bool) {
    sheet.y += if logo { 74.0 } else { 12.0 };
    let name = sheet.cut(&dashboard.name, 18.0, RIGHT - LEFT - 40.0);
    sheet.text(LEFT, 18.0, true, INK, &name);
    sheet.y += 16.0;
    sheet.text(LEFT, 9.5, false, MUTED, &filters.words());
    for line in sheet.wrapped(&dashboard.about, 9.5, RIGHT - LEFT).iter().filter(|l| !l.is_empty()) {
        sheet.y += 14.0;
        sheet.text(LEFT, 9.5, false, MUTED, line);
    }
    if !filters.asked.filter.is_empty() {
        sheet.y += 14.0;
        let filter = sheet.cut(&filters.asked.filter, 9.0, RIGHT - LEFT);
        sheet.text(LEFT, 9.0, false, MUTED, &filter);
    }
    sheet.y += 26.0;
}

fn cards(sheet: &mut Sheet, look: &Look<'_>, all: &[Shown]) {
    let mut strip: Vec<&Figure> = Vec::new();
    for shown in all {
        match shown {
            Shown::Figure(figure) if figure.card.chart == Chart::Number => strip.push(figure),
            Shown::Figure(figure) => {
                numbers(sheet, look, &std::mem::take(&mut strip));
                card(sheet, look, figure);
            }
            Shown::Unseen(card) => broken(sheet, &card.metric, &say!("dashboard-unseen")),
            Shown::Wrong(card, words) => broken(sheet, &card.metric, words),
        }
    }
    numbers(sheet, look, &strip);
}

fn broken(sheet: &mut Sheet, name: &str, words: &str) {
    sheet.room(50.0);
    sheet.text(LEFT, 11.0, true, INK, name);
    for line in sheet.wrapped(words, 9.0, RIGHT - LEFT) {
        sheet.y += 14.0;
        sheet.text(LEFT, 9.0, false, MUTED, &line);
    }
    sheet.y += 28.0;
}

/// Figures that stand alone, side by side.
fn numbers(sheet: &mut Sheet, look: &Look<'_>, all: &[&Figure]) {
    // Five stand as three and two.
    let across = all.len().div_ceil(all.len().div_ceil(ACROSS).max(1)).max(1);
    let wide = (RIGHT - LEFT) / across as f32;
    for row in all.chunks(across) {
        sheet.room(64.0);
        let top = sheet.y;
        for (n, shown) in row.iter().enumerate() {
            let x = LEFT + wide * n as f32;
            sheet.y = top;
            let name = sheet.cut(&title(look, shown), 8.5, wide - 10.0);
            sheet.text(x, 8.5, false, MUTED, &name);
            sheet.y += 20.0;
            sheet.text(x, 15.0, true, INK, &value(look, shown, &shown.answer.reading));
            sheet.y += 14.0;
            if let Some((words, good)) = changed(look, shown) {
                // The fonts have no triangles.
                let words = words.replace("▲ ", "+").replace("▼ ", "−");
                let words = sheet.cut(&words, 8.0, wide - 10.0);
                sheet.text(x, 8.0, false, good.map_or(MUTED, |good| if good { GOOD } else { BAD }), &words);
            }
        }
        sheet.y = top + 60.0;
    }
    if !all.is_empty() {
        sheet.y += 4.0;
    }
}

fn value(look: &Look<'_>, shown: &Figure, reading: &Reading) -> String {
    figure(reading, shown.metric.unit, look.currency)
}

/// A chart or a table: bars where one number belongs to each row, columns where several do.
fn card(sheet: &mut Sheet, look: &Look<'_>, shown: &Figure) {
    let all = series(shown, ROWS);
    sheet.room(46.0 + 17.0 * all.rows.len().min(6) as f32);
    let name = sheet.cut(&title(look, shown), 11.0, RIGHT - LEFT);
    sheet.text(LEFT, 11.0, true, INK, &name);
    sheet.y += 13.0;
    sheet.text(LEFT, 8.5, false, MUTED, &subtitle(look, shown));
    sheet.y += 8.0;
    sheet.rule(true);
    sheet.y += 15.0;
    if all.rows.is_empty() {
        sheet.text(LEFT, 9.0, false, MUTED, &say!("dashboard-empty"));
        sheet.y += 15.0;
    } else if all.names.len() > 1 {
        columns(sheet, look, shown, &all);
    } else {
        bars(sheet, look, shown, &all);
    }
    whole(sheet, look, shown, &all);
    sheet.y += 26.0;
}

fn bars(sheet: &mut Sheet, look: &Look<'_>, shown: &Figure, all: &Series<'_>) {
    let most = all.rows.iter().filter_map(|r| r.row.reading.number()).fold(0.0, f64::max);
    for (n, line) in all.rows.iter().enumerate() {
        // The last row is not parted from what all come to.
        sheet.room(if n + 1 == all.rows.len() { LAST } else { 17.0 });
        let name = sheet.cut(&label(look, line.row), 9.0, BARS.0 - LEFT - 10.0);
        sheet.text(LEFT, 9.0, false, INK, &name);
        let share = line.row.reading.number().filter(|n| *n > 0.0 && most > 0.0).map_or(0.0, |n| n / most);
        let y = sheet.y - 7.5;
        sheet.bar(BARS.0, y, BARS.1 - BARS.0, 9.0, LINE);
        if share > 0.0 {
            sheet.bar(BARS.0, y, ((BARS.1 - BARS.0) * share as f32).max(0.8), 9.0, TEAL);
        }
        sheet.ending(RIGHT, 9.0, false, INK, &value(look, shown, &line.row.reading));
        sheet.y += 17.0;
    }
}

fn columns(sheet: &mut Sheet, look: &Look<'_>, shown: &Figure, all: &Series<'_>) {
    let wide = (RIGHT - LEFT - 120.0) / all.names.len() as f32;
    let end = |n: usize| LEFT + 120.0 + wide * (n + 1) as f32;
    for (n, name) in all.names.iter().enumerate() {
        let name = sheet.cut(name, 8.5, wide - 6.0);
        sheet.ending(end(n), 8.5, true, MUTED, &name);
    }
    sheet.y += 15.0;
    for (n, line) in all.rows.iter().enumerate() {
        sheet.room(if n + 1 == all.rows.len() { LAST } else { 16.0 });
        let name = sheet.cut(&label(look, line.row), 9.0, 114.0);
        sheet.text(LEFT, 9.0, false, INK, &name);
        for (n, part) in line.parts.iter().enumerate() {
            let words = match (part.reading, part.number) {
                (Some((reading, _)), _) => value(look, shown, reading),
                (None, Some(n)) => number(n, shown.metric.unit, shown.answer.reading.currency, look.currency),
                (None, None) => "–".to_owned(),
            };
            sheet.ending(end(n), 9.0, false, INK, &words);
        }
        sheet.y += 16.0;
    }
}

fn whole(sheet: &mut Sheet, look: &Look<'_>, shown: &Figure, all: &Series<'_>) {
    sheet.y -= 9.0;
    sheet.rule(false);
    sheet.y += 13.0;
    let mut words = say!("dashboard-all").into_owned();
    if all.more > 0 {
        words = format!("{words} ({})", say!("dashboard-not-shown", count = all.more));
    }
    sheet.text(LEFT, 9.0, true, INK, &words);
    sheet.ending(RIGHT, 9.0, true, INK, &value(look, shown, &shown.answer.reading));
}
