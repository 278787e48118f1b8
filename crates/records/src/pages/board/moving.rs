//! A record goes to another lane: the page that asks which one and what is needed there, and the change itself.
use axum::Json;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Error, Problems};
use engine::{Choice, Field, FieldRight, Given, Input, Kind, Object, Record, Value, checklist};
use maud::{Markup, html};
use serde_json::json;
use ui::Button;
use ui::field::{Asks, Typed, href, widget};
use ui::part::{summary, topbar};
use ui::say;
use ui::web::{Answer, Fault};

use crate::pages::asked::address;
use crate::pages::flash::to;
use crate::pages::form::{asked_for, read};
use crate::pages::layouts;
use crate::pages::list::titles_of;
use crate::pages::moving::{Move, is_movable};
use crate::pages::pick::Choices;
use crate::pages::sent;
use crate::pages::visit::Visit;

/// Days something is put off by "Not now".
pub(super) const LATER: i64 = 90;

/// The day that "Not now" puts off.
pub(super) fn later<'a>(visit: &'a Visit, object: &'a Object) -> Option<&'a Field> {
    layouts::dates(visit, object).into_iter().find(|f| f.kind == Kind::Date && is_movable(visit, object, f))
}

/// What a choice asks for and the record has not, as far as the person may fill it in.
pub(in crate::pages) fn wanted<'a>(visit: &'a Visit, record: &'a Record, choice: &Choice) -> Vec<&'a Field> {
    let asks = |f: &&Field| choice.asks.contains(&f.key) && record.get(&f.key).is_null();
    asked_for(visit, &record.object).filter(asks).collect()
}

/// The address that asks what a choice needs.
pub(in crate::pages) fn place(record: &Record, field: &Field, value: &str, ask: &str, back: &str) -> String {
    let here = format!("{}/move", href(&record.object, record.id));
    let all = [("field", field.key.as_str()), ("value", value), ("ask", ask), ("back", back)];
    address(&here, all.into_iter().filter(|(_, v)| !v.is_empty()))
}

/// The move that a request asks for.
async fn going(visit: &Visit, path: (&str, &str), key: &str, back: &str) -> Result<Move, Fault> {
    Move::of(visit, path, key, |f| f.kind == Kind::Choice, back, "board").await
}

/// The values a record can go to: those of its pipeline.
fn choices(going: &Move) -> impl Iterator<Item = &Choice> {
    let pipeline = going.record.get("pipeline").text();
    let fits = move |c: &&Choice| c.pipeline.is_none() || c.pipeline.as_deref() == pipeline;
    going.field.choices.iter().filter(|c| !c.hidden).filter(fits)
}

/// `GET /{objects}/{id}/move`: which lane, or what the one chosen needs.
pub(in crate::pages) async fn ask(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let text = |name: &str| visit.asked.text(name).unwrap_or_default();
    let from = visit.came_from().filter(|_| text("back").is_empty()).unwrap_or_default();
    let back = if from.is_empty() { text("back") } else { &from };
    let going = going(&visit, (&objects, &id), text("field"), back).await?;
    let Some(choice) = visit.asked.text("value").and_then(|v| going.field.choice_of(v)) else {
        let words = say!("board-move-title", title = going.title());
        return page(&visit, &going, &words, StatusCode::OK, &choose(&going)).await;
    };
    let asks = asked(&visit, &going, choice, text("ask"));
    let titles = titles_of(&visit, asks.iter().map(|f| (f, going.record.get(&f.key)))).await?;
    let mut typed = Typed::default();
    for field in &asks {
        typed.fill(field, going.record.get(&field.key), &visit.settings.manners, &titles);
    }
    filled(&visit, &going, choice, &typed, &Problems::default()).await
}

/// The fields a form has for a choice: what it asks for, and what a change was refused for.
fn asked(visit: &Visit, going: &Move, choice: &Choice, more: &str) -> Vec<Field> {
    let more: Vec<&str> = more.split(',').collect();
    let wanted: Vec<&str> =
        wanted(visit, &going.record, choice).into_iter().map(|f| f.key.as_str()).collect();
    let asks = |f: &&Field| {
        f.key != going.field.key && (more.contains(&f.key.as_str()) || wanted.contains(&f.key.as_str()))
    };
    let fields = asked_for(visit, &going.object).filter(asks).cloned();
    fields.chain(steps(visit, going).filter(|f| more.contains(&f.key.as_str()))).collect()
}

/// The checklist with the steps of where the record is, where the person may tick them off.
fn steps(visit: &Visit, going: &Move) -> Option<Field> {
    let (object, record) = (&going.object, &going.record);
    let (list, path) = checklist::of(object)?;
    if visit.actor.field(object, list) != FieldRight::Write || path.key != going.field.key {
        return None;
    }
    let at = record.get(&path.key).text().unwrap_or_default();
    let steps = checklist::steps(list, at, record.get("pipeline").text());
    Some(Field { choices: steps.map(|(choice, _)| choice.clone()).collect(), ..list.clone() })
}

/// What was ticked off elsewhere stays: the form shows the steps of one place alone.
fn keep_ticked(going: &Move, fields: &[Field], input: &mut Input) {
    for field in fields.iter().filter(|f| !f.checks.is_empty()) {
        let held = going.record.get(&field.key).each().into_iter().filter_map(Value::text);
        let elsewhere = held.filter(|key| field.choice_of(key).is_none());
        for (_, given) in input.0.iter_mut().filter(|(key, _)| *key == field.key) {
            if let Given::Json(serde_json::Value::Array(list)) = given {
                list.extend(elsewhere.clone().map(Into::into));
            }
        }
    }
}

/// `POST /{objects}/{id}/move`
pub(in crate::pages) async fn change(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let typed = sent::read(&visit, request).await?;
    let going = going(&visit, (&objects, &id), typed.text("lane.field"), typed.text("back")).await?;
    if typed.text("lane.later") == "1" {
        return put_off(&visit, &going).await;
    }
    // Nothing is a lane too, where the field may be empty.
    let value = typed.text("lane.value");
    let choice = match value {
        "" => Choice::new("", &say!("board-none", field = ui::say::inline(&going.field.label)), ""),
        key => going.field.choice_of(key).cloned().ok_or_else(Fault::not_found)?,
    };
    if going.record.get(&going.field.key).text().unwrap_or_default() == value {
        return Ok(going.stayed(&visit));
    }
    let form = typed.has("lane.ask");
    let asks = asked(&visit, &going, &choice, typed.text("lane.ask"));
    if !form && !asks.is_empty() {
        return Ok(asking(&visit, &place(&going.record, &going.field, value, "", &going.back)));
    }
    let mut problems = Problems::default();
    let mut input = read(&visit, asks.iter(), &typed, "", &mut problems).await?;
    keep_ticked(&going, &asks, &mut input);
    for field in asks.iter().filter(|f| choice.asks.contains(&f.key)) {
        if problems.of(&field.key).is_none() && is_empty(&input, &field.key) {
            problems.add(&field.key, "required", say!("board-asks", lane = &choice.label));
        }
    }
    let said = say!("board-moved", title = going.title(), lane = &choice.label).into_owned();
    let saved = if problems.is_empty() {
        going.save(&visit, input.typed(&going.field.key, value)).await
    } else {
        Err(Error::Invalid(problems))
    };
    match saved {
        Ok(batch) => Ok(going.done(&visit, said, batch)),
        Err(Error::Invalid(problems)) if form => filled(&visit, &going, &choice, &typed, &problems).await,
        Err(Error::Invalid(problems)) => Ok(match ask_again(&visit, &going, value, &problems) {
            Some(place) => asking(&visit, &place),
            None => going.refused(&visit, &problems),
        }),
        Err(other) => Err(other.into()),
    }
}

/// The address that asks for what a move was refused for; nothing where none of it is for the person to fill in.
pub(in crate::pages) fn ask_again(
    visit: &Visit,
    going: &Move,
    value: &str,
    problems: &Problems,
) -> Option<String> {
    let steps = steps(visit, going);
    let fields = asked_for(visit, &going.object).chain(&steps);
    let can = fields.filter(|f| f.key != going.field.key && problems.of(&f.key).is_some());
    let keys: Vec<&str> = can.map(|f| f.key.as_str()).collect();
    let ask = Some(keys.join(",")).filter(|keys| !keys.is_empty())?;
    Some(place(&going.record, &going.field, value, &ask, &going.back))
}

fn is_empty(input: &Input, key: &str) -> bool {
    let given = input.0.iter().rev().find(|(k, _)| k == key).map(|(_, given)| given);
    given.is_none_or(super::super::form::is_blank)
}

/// "Not now": what it is planned by goes three months on.
async fn put_off(visit: &Visit, going: &Move) -> Answer {
    let field = later(visit, &going.object).ok_or_else(Fault::not_found)?;
    let day = visit.look().today().plus_days(LATER);
    let said = say!(
        "board-put-off",
        title = going.title(),
        field = &field.label,
        day = ui::field::words::calm_day(day, visit.look().today())
    )
    .into_owned();
    match going.save(visit, Input::new().with(&field.key, Value::Date(day))).await {
        Ok(batch) => Ok(going.done(visit, said, batch)),
        Err(Error::Invalid(problems)) => Ok(going.refused(visit, &problems)),
        Err(other) => Err(other.into()),
    }
}

fn asking(visit: &Visit, place: &str) -> Response {
    if visit.fragment { Json(json!({"ask": place})).into_response() } else { to(place) }
}

/// One button for each lane.
fn choose(going: &Move) -> Markup {
    let now = going.record.get(&going.field.key).text();
    html! {
        form.grid."gap-1.5" method="post" action={ (href(&going.object, going.record.id)) "/move" } {
            (hidden(going))
            @for choice in choices(going) {
                @let here = now == Some(choice.key.as_str());
                button.btn.justify-start name="lane.value" value=(choice.key) aria-current=[here.then_some("true")] disabled[here] {
                    span.dot data-tone=(if choice.tone.is_empty() { "slate" } else { choice.tone.as_str() }) {}
                    (choice.label) @if here { span.text-faint.font-normal { (say!("board-here")) } }
                }
            }
        }
    }
}

fn hidden(going: &Move) -> Markup {
    html! {
        input type="hidden" name="lane.field" value=(going.field.key);
        input type="hidden" name="back" value=(going.back);
    }
}

/// The form of what a lane asks for.
async fn filled(visit: &Visit, going: &Move, choice: &Choice, typed: &Typed, problems: &Problems) -> Answer {
    let more: Vec<&str> = problems.0.iter().map(|p| p.field.as_str()).collect();
    let said = if typed.has("lane.ask") {
        typed.text("lane.ask")
    } else {
        visit.asked.text("ask").unwrap_or_default()
    };
    let ask = format!("{said},{}", more.join(","));
    let asks = asked(visit, going, choice, &ask);
    let keys = asks.iter().map(|f| f.key.as_str()).collect::<Vec<_>>().join(",");
    let choices = Choices::of(visit, asks.iter()).await?;
    let titles = titles_of(visit, asks.iter().map(|f| (f, going.record.get(&f.key)))).await?;
    let options = |f: &Field| choices.of_field(f);
    let fields = Asks::new(visit.look(), typed, problems, &options, &titles);
    let words = say!("board-moves-to", title = going.title(), lane = &choice.label);
    let label = |key: &str| going.object.field(key).map_or_else(|| key.to_owned(), |f| f.label.clone());
    let verb = say!("board-move-to", lane = &choice.label);
    let form = html! {
        form.grid."gap-5" method="post" action={ (href(&going.object, going.record.id)) "/move" } novalidate {
            (hidden(going))
            input type="hidden" name="lane.value" value=(choice.key);
            input type="hidden" name="lane.ask" value=(keys);
            (summary(&say!("board-not-moved"), problems, label))
            @for field in &asks { (widget(&fields, field)) }
            div.flex."gap-2" { (Button::new(&verb).primary().key("mod+enter")) (Button::link(&going.back, &say!("app-cancel")).ghost()) }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(visit, going, &words, status, &form).await
}

async fn page(visit: &Visit, going: &Move, words: &str, status: StatusCode, form: &Markup) -> Answer {
    let list = format!("/{}", going.object.plural);
    let body = html! {
        (topbar(&[(&list, &going.object.labels)], words, None, html! { (Button::link(&going.back, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            turbo-frame."block"."max-w-[42rem]".mx-auto."p-4"."md:p-8" #move-form {
                h2.text-lg.font-semibold."mb-4" { (words) }
                (form)
            }
        }
    };
    visit.page_with(status, words, None, body).await
}
