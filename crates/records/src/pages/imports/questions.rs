//! What an import has to ask before it begins, as a form, and what was answered, as a mapping.
use base::Error;
use engine::Object;
use maud::{Markup, html};
use serde_json::{Map, Value as Json, json};
use ui::Button;
use ui::field::{Typed, words};

use crate::import::{Mapping, Run};
use crate::pages::visit::Visit;

/// What becomes of the values nobody says anything about: refuse their rows.
const REFUSE: &str = "refuse";

/// The questions, each with the answers there are; values one by one, as many as are listed.
pub(super) fn ask(
    here: &str,
    questions: &[Json],
    object: Option<&Object>,
    fields: &[(String, String)],
) -> Markup {
    html! {
        form.grid."gap-5" method="post" action={ (here) "/answers" } data-controller="form" {
            @for (n, question) in questions.iter().enumerate() {
                fieldset.card {
                    div.card-body.grid."gap-3" {
                        legend.font-medium { (text(question, "message")) }
                        @if text(question, "about") == "column" { (columns(n, &headings(question), fields)) }
                        @else {
                            @if is_each(question) { (values(n, question, object)) }
                            (choose(n, question))
                        }
                    }
                }
            }
            fieldset.fieldset {
                label.fieldset-legend for="f-more" { "More lines of a mapping, where the answers above are not enough" }
                textarea #f-more.textarea.w-full.font-mono.text-sm name="more" rows="3" spellcheck="false" {}
            }
            div.flex."gap-2" { (Button::new("Answer and import").primary().key("mod+enter")) (Button::link("/imports", "Start over").ghost()) }
        }
    }
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json.get(key).and_then(Json::as_str).unwrap_or_default()
}

fn list<'a>(json: &'a Json, key: &str) -> impl Iterator<Item = &'a Json> {
    json.get(key).and_then(Json::as_array).into_iter().flatten()
}

/// It is about single values of a column: each can be given a meaning.
fn is_each(question: &Json) -> bool {
    !text(question, "column").is_empty()
        && matches!(text(question, "about"), "link" | "choice")
        && list(question, "values").next().is_some()
}

/// The answers there are, by their place. What is proposed for single values stands in the table of values.
fn offered(question: &Json) -> Vec<(usize, &str)> {
    let answers = list(question, "answers").filter_map(Json::as_str).enumerate();
    answers.filter(|(_, a)| !is_each(question) || !a.contains("values =")).collect()
}

fn choose(n: usize, question: &Json) -> Markup {
    let each = is_each(question);
    html! {
        @if each { p.text-sm.text-muted { "Values without a meaning above:" } }
        div.grid."gap-1.5" {
            @for (place, (i, answer)) in offered(question).into_iter().enumerate() {
                label.choice {
                    input.radio.radio-sm."mt-0.5" type="radio" name={ "q" (n) } value=(i) checked[place == 0];
                    span."min-w-0" { span.block { (plain(answer)) } code.block.text-xs.text-faint."[overflow-wrap:anywhere]" { (answer) } }
                }
            }
            @if each {
                label.choice { input.radio.radio-sm."mt-0.5" type="radio" name={ "q" (n) } value=(REFUSE); span { "Refuse their rows, and say why in the file of errors" } }
            }
        }
    }
}

/// Each value of the file with what it means: one of the list, or the name of a record.
fn values(n: usize, question: &Json, object: Option<&Object>) -> Markup {
    let field = object.and_then(|o| o.field(text(question, "field")));
    let choices: Vec<&str> = field
        .map(|f| f.choices.iter().filter(|c| !c.hidden).map(|c| c.label.as_str()).collect())
        .unwrap_or_default();
    html! {
        table.table.table-stack {
            thead { tr { th scope="col" { "In the file" } th.num scope="col" { "Rows" } th scope="col" { "Means" } } }
            tbody {
                @for (i, value) in list(question, "values").enumerate() {
                    @let (written, proposal) = (text(value, "value"), text(value, "proposal"));
                    @let (name, label) = (format!("q{n}.means.{i}"), format!("What {written} means"));
                    tr {
                        td.font-medium { (written) }
                        td.num.text-muted { (words::number(value.get("rows").and_then(Json::as_i64).unwrap_or_default())) }
                        td {
                            input type="hidden" name={ "q" (n) ".value." (i) } value=(written);
                            @if choices.is_empty() { input.input."h-8".w-full name=(name) value=(proposal) aria-label=(label) autocomplete="off"; }
                            @else {
                                select.select."h-8".w-full name=(name) aria-label=(label) {
                                    option value="" { "–" }
                                    @for choice in &choices { option value=(choice) selected[*choice == proposal] { (choice) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The headings a question about columns names.
fn headings(question: &Json) -> Vec<String> {
    let lines = question.get("answers").and_then(|a| a.get(0)).and_then(Json::as_str).unwrap_or_default();
    let mapping = Mapping::parse(&format!("[columns]\n{lines}")).map(|m| m.to_json()).unwrap_or_default();
    mapping.get("columns").and_then(Json::as_object).map(|c| c.keys().cloned().collect()).unwrap_or_default()
}

/// The fields a column can go to.
pub(super) fn fields(visit: &Visit, run: &Run) -> Vec<(String, String)> {
    let Some(object) = visit.schema.object(&run.object) else { return Vec::new() };
    let seen =
        object.fields.iter().filter(|f| !f.hidden && visit.actor.sees(object, f) && f.key != "created_by");
    seen.map(|f| (f.key.clone(), f.label.clone())).collect()
}

/// A line for each column nobody knows: the field it goes to, or none.
fn columns(n: usize, headings: &[String], fields: &[(String, String)]) -> Markup {
    html! {
        @for (i, heading) in headings.iter().enumerate() {
            div.grid."sm:grid-cols-2"."gap-2".items-center {
                label for={ "q" (n) "-" (i) } { (heading) }
                input type="hidden" name={ "q" (n) ".head." (i) } value=(heading);
                select.select.w-full id={ "q" (n) "-" (i) } name={ "q" (n) ".field." (i) } {
                    option value="" { "Leave this column out" }
                    @for (key, label) in fields { option value=(key) { (label) } }
                }
            }
        }
    }
}

/// An answer in words.
fn plain(answer: &str) -> &'static str {
    let has = |word: &str| answer.contains(word);
    if has("create_choices") || has("create = true") || has("create =") {
        "Create what is missing"
    } else if has("unknown = \"empty\"") {
        "Leave these fields empty"
    } else if has("day") {
        "The day comes first"
    } else if has("month") {
        "The month comes first"
    } else if has("skip = true") || has("= \"\"") || has("= false") {
        "Leave this column out"
    } else if has("duplicates = \"update\"") {
        "Later rows change what earlier rows made"
    } else if has("duplicates") {
        "Refuse the later rows"
    } else if has("[derive]") {
        "Make it from other columns"
    } else {
        "Take it like this"
    }
}

/// The chosen answers as one mapping.
pub(super) fn answers(run: &Run, typed: &Typed) -> Result<Mapping, Error> {
    let report = run.json();
    let known = Mapping::parse(&run.mapping)?.to_json();
    let mut all = Json::Object(Map::new());
    for (n, question) in report.get("questions").and_then(Json::as_array).into_iter().flatten().enumerate() {
        let chosen = typed.text(&format!("q{n}"));
        if is_each(question) {
            let column = text(question, "column");
            let mut spec = known.get("columns").and_then(|c| c.get(column)).cloned().unwrap_or(Json::Null);
            if let Some(field) = spec.as_str() {
                spec = json!({ "field": field });
            }
            if chosen == REFUSE {
                merge(&mut spec, json!({ "unknown": "error-rows" }));
            } else if let Some((_, line)) =
                offered(question).into_iter().find(|(i, _)| i.to_string() == chosen)
            {
                let answer = Mapping::parse(&format!("[columns]\n{line}"))?.to_json();
                merge(
                    &mut spec,
                    answer.get("columns").and_then(|c| c.get(column)).cloned().unwrap_or_default(),
                );
            }
            let means: Map<String, Json> = (0..typed.pairs().len())
                .map_while(|i| {
                    let value = typed.all(&format!("q{n}.value.{i}")).next()?.to_owned();
                    Some((value, typed.text(&format!("q{n}.means.{i}")).trim().to_owned()))
                })
                .filter(|(_, means)| !means.is_empty())
                .map(|(value, means)| (value, Json::String(means)))
                .collect();
            merge(&mut spec, json!({ "values": means }));
            merge(&mut all, json!({ "columns": { column: spec } }));
            continue;
        }
        let about = text(question, "about");
        if about == "column" {
            for (i, heading) in headings(question).into_iter().enumerate() {
                let field = typed.text(&format!("q{n}.field.{i}"));
                let spec = if field.is_empty() { json!({ "skip": true }) } else { json!({ "field": field }) };
                merge(&mut all, json!({ "columns": { heading: spec } }));
            }
            continue;
        }
        let place: usize = chosen.parse().unwrap_or_default();
        let Some(text) = question.get("answers").and_then(|a| a.get(place)).and_then(Json::as_str) else {
            continue;
        };
        let whole = matches!(about, "duplicate" | "required") || text.trim_start().starts_with('[');
        let lines = if whole { text.to_owned() } else { format!("[columns]\n{text}") };
        merge(&mut all, Mapping::parse(&lines)?.to_json());
    }
    if !typed.text("more").trim().is_empty() {
        merge(&mut all, Mapping::parse(typed.text("more"))?.to_json());
    }
    Mapping::from_json(all)
}

/// Lays one JSON over another, objects member by member.
fn merge(into: &mut Json, from: Json) {
    match (into, from) {
        (Json::Object(into), Json::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Json::Null), value);
            }
        }
        (_, Json::Null) => {}
        (into, from) => *into = from,
    }
}
