//! What an import has to ask before it begins, as a form, and what was answered, as a mapping.
use base::Error;
use maud::{Markup, html};
use serde_json::{Map, Value as Json, json};
use ui::Button;
use ui::field::{Typed, words};

use crate::import::{Mapping, Run};
use crate::pages::visit::Visit;

/// The questions, each with the answers there are; values one by one where they are few.
pub(super) fn ask(here: &str, questions: &[Json], fields: &[(String, String)]) -> Markup {
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    html! {
        form.grid."gap-5" method="post" action={ (here) "/answers" } data-controller="form" {
            @for (n, question) in questions.iter().enumerate() {
                @let values: Vec<&Json> = question.get("values").and_then(Json::as_array).into_iter().flatten().collect();
                @let answers: Vec<&str> = question.get("answers").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
                @let each = !text(question, "column").is_empty() && matches!(text(question, "about").as_str(), "link" | "choice");
                fieldset.card {
                    div.card-body.grid."gap-3" {
                        legend.font-medium { (text(question, "message")) }
                        @if each && !values.is_empty() {
                            table.table.table-stack {
                                thead { tr { th scope="col" { "In the file" } th.num scope="col" { "Rows" } th scope="col" { "Means" } } }
                                tbody {
                                    @for (i, value) in values.iter().enumerate() {
                                        @let written = text(value, "value");
                                        tr {
                                            td.font-medium { (written) }
                                            td.num.text-muted { (words::number(value.get("rows").and_then(Json::as_i64).unwrap_or_default())) }
                                            td {
                                                input type="hidden" name={ "q" (n) ".value." (i) } value=(written);
                                                input.input."h-8".w-full name={ "q" (n) ".means." (i) } value=(text(value, "proposal")) aria-label={ "What " (written) " means" } autocomplete="off";
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        @if text(question, "about") == "column" { (columns(n, &headings(question), fields)) }
                        @else { div.grid."gap-1.5" {
                            @for (i, answer) in answers.iter().enumerate() {
                                label.choice {
                                    input.radio.radio-sm."mt-0.5" type="radio" name={ "q" (n) } value=(i) checked[i == 0];
                                    span."min-w-0" { span.block { (plain(answer)) } code.block.text-xs.text-faint."[overflow-wrap:anywhere]" { (answer) } }
                                }
                            }
                            @if each && !values.is_empty() {
                                label.choice { input.radio.radio-sm."mt-0.5" type="radio" name={ "q" (n) } value="each"; span { "As written above, value by value" } }
                            }
                        } }
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
    } else if has("values") {
        "Take what is proposed"
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
        let column = question.get("column").and_then(Json::as_str);
        let chosen = typed.text(&format!("q{n}"));
        if let ("each", Some(column)) = (chosen, column) {
            let mut spec = known.get("columns").and_then(|c| c.get(column)).cloned().unwrap_or(Json::Null);
            if let Some(field) = spec.as_str() {
                spec = json!({ "field": field });
            }
            let means: Map<String, Json> = (0..typed.pairs().len())
                .map_while(|i| {
                    Some((
                        typed.all(&format!("q{n}.value.{i}")).next()?.to_owned(),
                        typed.text(&format!("q{n}.means.{i}")).trim().to_owned(),
                    ))
                })
                .filter(|(_, means)| !means.is_empty())
                .map(|(value, means)| (value, Json::String(means)))
                .collect();
            merge(&mut spec, json!({ "values": means }));
            merge(&mut all, json!({ "columns": { column: spec } }));
            continue;
        }
        let about = question.get("about").and_then(Json::as_str).unwrap_or_default();
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
