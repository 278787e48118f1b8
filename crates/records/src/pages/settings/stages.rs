//! The choices of a field in a form: their names, tones, order; of a path also what kind of stage each is and the chance
//! to win. Rows are `choice.0.label`, `choice.0.tone`, …; the place is a number, so that it works without scripts
//! and by touch; with them rows are dragged, or moved with ↑ and ↓.
use std::borrow::Cow;

use std::collections::HashMap;

use base::Problems;
use engine::{Choice, Field, StageKind};
use maud::{Markup, html};
use serde_json::{Value as Json, json};
use ui::field::{Typed, number};
use ui::icon::sized;
use ui::key;
use ui::part::{TONES, field_error};
use ui::say;
use ui::say::Key;

/// What a forecast can make of a stage.
const FORECASTS: [(&str, Key); 5] = [
    ("", key!("forecast-by-chance")),
    ("omitted", key!("forecast-omitted")),
    ("pipeline", key!("forecast-pipeline")),
    ("best_case", key!("forecast-best-case")),
    ("commit", key!("forecast-commit")),
];

/// Empty rows offered behind those that are there.
const MORE: usize = 3;

/// Puts the choices of a field into the rows of its form.
pub(super) fn fill(typed: &mut Typed, choices: &[Choice]) {
    let shown = choices.iter().filter(|c| !c.hidden).chain(choices.iter().filter(|c| c.hidden));
    for (n, choice) in shown.enumerate() {
        let mut put = |part: &str, text: String| typed.put(format!("choice.{n}.{part}"), text);
        put("key", choice.key.clone());
        put("label", choice.label.clone());
        put("tone", choice.tone.clone());
        put("place", (n + 1).to_string());
        if choice.hidden {
            put("hidden", "yes".to_owned());
        }
        if let Some(stage) = choice.stage {
            put("stage", stage_name(stage).to_owned());
        }
        put("probability", choice.probability.map(|p| p.to_string()).unwrap_or_default());
        put("forecast", choice.forecast.clone().unwrap_or_default());
        put("pipeline", choice.pipeline.clone().unwrap_or_default());
        put("asks", choice.asks.join(", "));
        put("step", choice.step.as_ref().map(|step| json!(step).to_string()).unwrap_or_default());
    }
}

fn stage_name(stage: StageKind) -> &'static str {
    match stage {
        StageKind::Open => "open",
        StageKind::Won => "won",
        StageKind::Lost => "lost",
    }
}

/// The choices that a form says, as a schema file has them; what is wrong with them is said at `choices`.
pub(super) fn read(typed: &Typed, problems: &mut Problems) -> Json {
    let mut rows: Vec<(i64, usize, Json)> = Vec::new();
    for n in typed.rows("choice") {
        let text = |part: &str| typed.text(&format!("choice.{n}.{part}")).trim().to_owned();
        let label = text("label");
        if label.is_empty() {
            // A row that was emptied goes; what is stored is kept, hidden.
            continue;
        }
        let key =
            Some(text("key")).filter(|k| !k.is_empty()).unwrap_or_else(|| engine::own::choice_key(&label));
        let mut choice = json!({"key": key, "label": label});
        if let Some(map) = choice.as_object_mut() {
            for part in ["tone", "stage", "forecast", "pipeline"] {
                if !text(part).is_empty() {
                    map.insert(part.to_owned(), json!(text(part)));
                }
            }
            if text("hidden") == "yes" {
                map.insert("hidden".to_owned(), json!(true));
            }
            if let Ok(step) = serde_json::from_str::<Json>(&text("step")) {
                map.insert("step".to_owned(), step);
            }
            let asks = text("asks");
            let asks: Vec<&str> = asks.split([',', ' ']).filter(|k| !k.is_empty()).collect();
            if !asks.is_empty() {
                map.insert("asks".to_owned(), json!(asks));
            }
            let chance = text("probability");
            match chance.parse::<u8>() {
                Ok(percent) if percent <= 100 => {
                    map.insert("probability".to_owned(), json!(percent));
                }
                _ if chance.is_empty() => {}
                _ => problems.add("choices", "probability", say!("objects-chance", label = &label)),
            }
        }
        rows.push((text("place").parse().unwrap_or(i64::MAX), n, choice));
    }
    rows.sort_by_key(|(place, n, _)| (*place, *n));
    Json::Array(rows.into_iter().map(|(_, _, choice)| choice).collect())
}

/// What a tone is called.
fn tone_name(tone: &str) -> Cow<'static, str> {
    match tone {
        "slate" => say!("objects-tone-slate"),
        "red" => say!("objects-tone-red"),
        "orange" => say!("objects-tone-orange"),
        "amber" => say!("objects-tone-amber"),
        "lime" => say!("objects-tone-lime"),
        "green" => say!("objects-tone-green"),
        "teal" => say!("objects-tone-teal"),
        "sky" => say!("objects-tone-sky"),
        "blue" => say!("objects-tone-blue"),
        "violet" => say!("objects-tone-violet"),
        "pink" => say!("objects-tone-pink"),
        other => other.to_owned().into(),
    }
}

/// The rows. `pipelines` are those a stage can belong to; with `path` each row says what kind of stage it is.
pub(super) fn editor(
    typed: &Typed,
    problems: &Problems,
    used: &HashMap<String, i64>,
    path: bool,
    pipelines: Option<&Field>,
) -> Markup {
    let mut rows = typed.rows("choice");
    let next = rows.iter().max().map_or(0, |n| n + 1);
    rows.extend(next..next + MORE);
    let row = |n: &str, place: usize| row(typed, n, place, used, path, pipelines);
    html! {
        fieldset class="fieldset" id="f-choices" data-controller="many arrange" {
            legend class="fieldset-legend w-full flex justify-between" { (if path { say!("objects-stages") } else { say!("objects-options") }) span class="text-faint font-normal" { (say!("objects-used")) } }
            ol class="border border-line-2 rounded-(--radius-field) px-1.5 py-1" data-many-target="rows" {
                @for (place, n) in rows.iter().enumerate() { (row(&n.to_string(), place + 1)) }
            }
            template data-many-target="template" { (row("__n__", 99)) }
            p class="sr-only" role="status" data-arrange-target="said" data-words=(say!("objects-option-moved", place = "{place}", count = "{count}")) {}
            button class="btn btn-ghost btn-sm justify-start w-fit needs-js" type="button" data-action="many#add" { (ui::icon::icon("plus")) (if path { say!("objects-kind-stage") } else { say!("objects-option") }) }
            @if let Some(error) = problems.of("choices") { (field_error("f-choices", error)) }
            p class="label whitespace-normal" { (say!("objects-options-hint")) }
        }
    }
}

fn row(
    typed: &Typed,
    n: &str,
    place: usize,
    used: &HashMap<String, i64>,
    path: bool,
    pipelines: Option<&Field>,
) -> Markup {
    let name = |part: &str| format!("choice.{n}.{part}");
    let text = |part: &str| typed.text(&name(part)).to_owned();
    let (label, tone) = (text("label"), text("tone"));
    let tone = if tone.is_empty() { "slate".to_owned() } else { tone };
    let called =
        if label.is_empty() { say!("objects-new-option", place = place).into() } else { label.clone() };
    let at = Some(text("place")).filter(|p| !p.is_empty()).unwrap_or_else(|| place.to_string());
    html! {
        li class="grid gap-1 py-0.5" data-row=(n) data-arrange-target="row" data-key=(n) {
            input type="hidden" name=(name("key")) value=(text("key"));
            @if !path && !text("asks").is_empty() { input type="hidden" name=(name("asks")) value=(text("asks")); }
            @if !text("step").is_empty() { input type="hidden" name=(name("step")) value=(text("step")); }
            div class="flex items-center gap-1.5" {
                button class="cursor-grab grid place-items-center size-6 shrink-0 text-faint -me-1 needs-js" type="button" draggable="true" data-action="keydown->arrange#key"
                    aria-label=(say!("objects-move-option", what = &called)) title=(say!("objects-drag")) { (sized("grip-vertical", "icon icon-sm")) }
                input class="input h-7 w-9 px-1 text-center text-xs num" inputmode="numeric" data-arrange-target="number" data-action="change->arrange#number" name=(name("place")) value=(at) aria-label=(say!("objects-place-of", what = &called));
                span class="dot" data-tone=(tone) {}
                input class="input h-7 px-1.5 text-sm grow min-w-0" name=(name("label")) value=(label) aria-label=(say!("objects-name-of", what = &called)) autocomplete="off";
                span class="text-xs text-faint num w-9 shrink-0" { @if let Some(count) = used.get(&text("key")) { (number(*count)) } }
            }
            div class="flex max-sm:flex-wrap items-center gap-1.5 ps-15.5 max-sm:ps-0" {
                select class="select h-7 text-xs px-1.5 min-w-0 grow max-sm:basis-28" name=(name("tone")) aria-label=(say!("objects-tone-of", what = &called)) {
                    @for t in TONES { option value=(t) selected[t == tone] { (tone_name(t)) } }
                }
                @if path {
                    select class="select h-7 text-xs px-1.5 min-w-0 grow max-sm:basis-28" name=(name("stage")) aria-label=(say!("objects-stage-kind-of", what = &called)) {
                        @for (value, word) in [("open", key!("list-open")), ("won", key!("list-won")), ("lost", key!("list-lost"))] { option value=(value) selected[text("stage") == value] { (word) } }
                    }
                    input class="input h-7 w-11 px-1 text-xs num" inputmode="numeric" name=(name("probability")) value=(text("probability")) placeholder="%" aria-label=(say!("objects-chance-of", what = &called));
                    select class="select h-7 text-xs px-1.5 min-w-0 grow max-sm:basis-28" name=(name("forecast")) aria-label=(say!("forecast-category-of", what = &called)) {
                        @for (value, word) in FORECASTS { option value=(value) selected[text("forecast") == value] { (word) } }
                    }
                }
                label class="flex items-center gap-1 text-xs text-muted whitespace-nowrap min-h-6" {
                    input class="checkbox checkbox-sm" type="checkbox" name=(name("hidden")) value="yes" checked[text("hidden") == "yes"]; (say!("objects-hidden"))
                    span class="sr-only" { ": " (called) }
                }
            }
            @if path {
                label class="flex items-center gap-1.5 ps-15.5 max-sm:ps-0 text-xs text-muted" {
                    span class="shrink-0" { (say!("objects-asks")) span class="sr-only" { " " (say!("objects-asks-when", what = &called)) } }
                    input class="input h-7 px-1.5 text-xs grow min-w-0" name=(name("asks")) value=(text("asks")) placeholder=(say!("objects-asks-hint")) autocomplete="off" spellcheck="false" autocapitalize="off";
                }
            }
            @if let (true, Some(field)) = (path, pipelines.filter(|p| p.choices.len() > 1)) {
                div class="flex items-center gap-1.5 ps-15.5 max-sm:ps-0" {
                    select class="select h-7 text-xs px-1.5 min-w-0 grow" name=(name("pipeline")) aria-label=(say!("objects-pipeline-of", what = &called)) {
                        option value="" { (say!("objects-every-pipeline")) }
                        @for p in field.choices.iter().filter(|p| !p.hidden || text("pipeline") == p.key) { option value=(p.key) selected[text("pipeline") == p.key] { (say!("objects-only", what = &p.label)) } }
                    }
                }
            } @else if path { input type="hidden" name=(name("pipeline")) value=(text("pipeline")); }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_out_in_the_order_of_their_numbers() {
        let choices = [
            Choice::new("new", "New", "sky").stage(StageKind::Open, 10),
            Choice::new("won", "Won", "green").stage(StageKind::Won, 100).of("sales"),
        ];
        let mut typed = Typed::default();
        fill(&mut typed, &choices);
        typed.put("choice.0.place", "3");
        typed.put("choice.7.label", "On hold");
        let mut problems = Problems::default();
        let read = read(&typed, &mut problems);
        let keys: Vec<&str> = read.as_array().unwrap().iter().map(|c| c["key"].as_str().unwrap()).collect();
        assert_eq!(keys, ["won", "new", "on_hold"]);
        assert_eq!(
            read[0],
            json!({"key": "won", "label": "Won", "tone": "green", "stage": "won", "probability": 100, "pipeline": "sales"})
        );
        assert!(problems.is_empty());
    }

    #[test]
    fn a_chance_is_a_number_up_to_a_hundred() {
        let mut typed = Typed::default();
        typed.put("choice.0.label", "New");
        typed.put("choice.0.probability", "140");
        let mut problems = Problems::default();
        read(&typed, &mut problems);
        assert!(problems.of("choices").unwrap().contains("from 0 to 100"));
    }
}
