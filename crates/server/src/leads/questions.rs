//! Building a form: which fields of leads it asks for, in which order, which of them must be answered; where it is then
//! and how it comes into a page of one's own.
use axum::Form;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use base::{Error, Problems};
use engine::{Field, Input, Record, Value};
use maud::{Markup, html};
use records::pages::{Flash, Visit};
use sales::form::{Question, can_ask, questions, written};
use ui::field::Typed;
use ui::icon::icon;
use ui::part::{Mood, alert, badge, summary, topbar};
use ui::web::Answer;
use ui::{Button, say};

/// A field that can be asked for, as the page shows it.
struct Line<'a> {
    field: &'a Field,
    asked: bool,
    required: bool,
    place: usize,
}

/// Every field that can be asked for: those asked for in their order, then the others.
fn lines<'a>(visit: &'a Visit, now: &[Question]) -> Vec<Line<'a>> {
    let Some(lead) = visit.schema().object("lead") else { return Vec::new() };
    let mut lines: Vec<Line<'_>> = lead
        .fields
        .iter()
        .filter(|f| can_ask(f))
        .map(|field| {
            let at = now.iter().position(|q| q.key == field.key);
            let required = at.and_then(|n| now.get(n)).is_some_and(|q| q.required);
            Line { field, asked: at.is_some(), required, place: at.unwrap_or(now.len()) }
        })
        .collect();
    lines.sort_by_key(|line| line.place);
    for (n, line) in lines.iter_mut().enumerate() {
        line.place = n + 1;
    }
    lines
}

/// `GET /forms/{id}/questions`
pub(super) async fn show(visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let form = visit.changeable("forms", &id).await?;
    let now = questions(form.get("questions").text().unwrap_or_default());
    page(&visit, &headers, &form, &now, &Problems::default()).await
}

/// `POST /forms/{id}/questions`: all of it, or one field a place up or down.
pub(super) async fn update(
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let form = visit.changeable("forms", &id).await?;
    let typed = Typed::sent(pairs);
    // As they stand on the page, in the order of the numbers beside them.
    let mut all: Vec<(i64, Question)> = typed
        .all("ask")
        .enumerate()
        .map(|(n, key)| {
            let place = typed.text(&format!("place.{key}")).trim().parse().unwrap_or(n as i64 + 1);
            (place * 2, Question { key: key.to_owned(), required: typed.all("required").any(|k| k == key) })
        })
        .collect();
    for (step, name) in [(-3, "up"), (3, "down")] {
        if let Some((place, _)) = all.iter_mut().find(|(_, q)| q.key == typed.text(name)) {
            *place += step;
        }
    }
    all.sort_by_key(|(place, _)| *place);
    let now: Vec<Question> = all.into_iter().map(|(_, q)| q).collect();
    let version = typed.text("version").parse().ok();
    let mut work = visit.engine().begin(visit.actor());
    let input = Input::new().with("questions", Value::Text(written(&now)));
    let planned = work.update("form", form.id, input, version).await;
    let saved = match planned {
        Ok(()) => work.commit().await,
        Err(error) => Err(error),
    };
    let here = format!("/forms/{}/questions", form.id);
    match saved {
        Ok(done) => Ok(Flash::done(say!("webform-saved")).undo(done.batch).then(&here)),
        Err(Error::Invalid(problems)) => page(&visit, &headers, &form, &now, &problems).await,
        Err(Error::Conflict(_)) => Ok(Flash::failed(say!("webform-changed-meanwhile")).then(&here)),
        Err(other) => Err(other.into()),
    }
}

async fn page(
    visit: &Visit,
    headers: &HeaderMap,
    form: &Record,
    now: &[Question],
    problems: &Problems,
) -> Answer {
    let here = format!("/forms/{}", form.id);
    let (title, list) = (say!("webform-questions"), visit.object("form")?);
    let lines = lines(visit, now);
    let body = html! {
        (topbar(&[("/forms", &list.labels), (&here, &form.title())], &title, None, html! { (Button::link(&here, &say!("webform-back")).ghost().small()) }))
        div.panel-body tabindex="0" role="region" aria-label=(title) {
            div."max-w-[44rem]".mx-auto."p-4"."md:p-8".grid."gap-8" {
                form.grid."gap-4" method="post" action={ (here) "/questions" } {
                    input type="hidden" name="version" value=(form.version);
                    p.text-muted { (say!("webform-questions-hint")) }
                    (summary(&say!("webform-not-saved-questions"), problems, |_| title.clone().into_owned()))
                    // Enter saves; without this the first arrow would answer to it.
                    button hidden {}
                    ol.card.overflow-hidden id="f-questions" { @for line in &lines { (row(line, now.len())) } }
                    div { (Button::new(&say!("app-save")).primary().key("mod+enter")) }
                }
                (places(visit, headers, form))
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}

fn row(line: &Line<'_>, asked: usize) -> Markup {
    let (key, label) = (&line.field.key, &line.field.label);
    html! {
        li.flex.flex-wrap.items-center."gap-x-4"."gap-y-1"."px-4"."py-2".border-b.border-line."last:border-b-0" {
            label.flex.items-center."gap-3".grow."min-h-8"."min-w-40" { input.checkbox type="checkbox" name="ask" value=(key) checked[line.asked]; (label) }
            input type="hidden" name={ "place." (key) } value=(line.place);
            label.flex.items-center."gap-2".text-sm.text-muted."min-h-8" { input.checkbox.checkbox-sm type="checkbox" name="required" value=(key) checked[line.required]; (say!("webform-must")) span.sr-only { ": " (label) } }
            span.flex."gap-1"."w-18" {
                @if line.asked {
                    @for (name, picture, words, off) in [
                        ("up", "arrow-up", say!("webform-up", field = label), line.place == 1),
                        ("down", "arrow-down", say!("webform-down", field = label), line.place == asked),
                    ] {
                        button.btn.btn-ghost.btn-sm.btn-square name=(name) value=(key) aria-label=(words) title=(words) disabled[off] { (icon(picture)) }
                    }
                }
            }
        }
    }
}

/// Where the form is, and what brings it into a page of one's own.
fn places(visit: &Visit, headers: &HeaderMap, form: &Record) -> Markup {
    let slug = form.get("slug").text().unwrap_or_default();
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = visit.app().public_url.as_deref().map_or_else(|| format!("http://{host}"), str::to_owned);
    let address = format!("{base}/f/{slug}");
    let snippet = html! {
        iframe src={ (address) "?embed=1" } title=(form.title()) width="100%" height="640" loading="lazy" {}
    };
    html! {
        section.grid."gap-4" {
            h2.font-semibold.flex."gap-2".items-center {
                (say!("webform-places"))
                @if form.get("active").is_true() { (badge(Some("green"), &say!("webform-active"), true)) } @else { (badge(Some("slate"), &say!("webform-inactive"), true)) }
            }
            @if !form.get("active").is_true() { (alert(Mood::Info, html! { (say!("webform-inactive-hint")) })) }
            fieldset.fieldset {
                label.fieldset-legend for="address" { (say!("webform-address")) }
                div.flex."gap-2" {
                    input.input.grow id="address" readonly value=(address);
                    a.btn href={ "/f/" (slug) } target="_blank" rel="noopener" { (icon("external-link")) (say!("webform-open")) }
                }
            }
            fieldset.fieldset {
                label.fieldset-legend for="snippet" { (say!("webform-snippet")) }
                textarea.textarea.w-full.font-mono.text-sm id="snippet" readonly rows="3" { (snippet.into_string()) }
                p.label.whitespace-normal { (say!("webform-snippet-hint")) }
            }
        }
    }
}
