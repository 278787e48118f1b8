//! The form of one condition of a filter: which field, how it is compared, with what. It writes the filter language and
//! goes back to the list.
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use base::Error;
use engine::filter::ast::{Comparison, LiteralKind, Op};
use engine::filter::{Filter, quoted};
use engine::{Class, Field, Kind, Object};
use maud::{Markup, html};
use ui::Button;
use ui::field::{icon_of, words};
use ui::icon::sized;
use ui::part::field_error;
use ui::say;
use ui::say::Key;
use ui::web::{Answer, Fault};

use super::asked::address;
use super::chips::{self, conditions, part, plain, typed};
use super::flash::to;
use super::pick::{Choices, by_name};
use super::toolbar::framed;
use super::visit::Visit;

/// What the form of a condition begins with or was sent with.
struct Draft {
    at: Option<usize>,
    op: String,
    values: Vec<String>,
    error: Option<String>,
}

/// Fields a filter can be about.
pub(super) fn fields<'a>(visit: &'a Visit, object: &'a Object) -> impl Iterator<Item = &'a Field> {
    object.fields.iter().filter(|f| !f.hidden && visit.actor.sees(object, f))
}

/// The operators the form offers for a field, by the names it sends.
fn operators(field: &Field) -> Vec<(&'static str, Key)> {
    use Op::{Eq, Ge, Gt, Has, HasNot, In, Le, Lt, Ne, NotIn, NotNull, Null};
    let class = field.kind.class();
    let ops: &[Op] = match class {
        Class::Text | Class::Plain | Class::Phone => &[Has, HasNot, Eq, Ne, NotNull, Null],
        Class::Number | Class::Money => &[Ge, Le, Gt, Lt, Eq, Ne, NotNull, Null],
        Class::Date | Class::Moment => &[Eq, Ge, Le, Gt, Lt, NotNull, Null],
        Class::Bool => &[Eq],
        Class::Choice | Class::Set => &[In, NotIn, NotNull, Null],
        Class::Link => &[Eq, Ne, Has, NotNull, Null],
        Class::Links => &[Eq, Ne, NotNull, Null],
        Class::Address => &[Has, HasNot, NotNull, Null],
        Class::File => &[NotNull, Null],
    };
    ops.iter().map(|op| (op.text(), chips::words(class, *op, true))).collect()
}

/// `GET /{objects}/filter`: the fields to choose from, the form of one, or, with `act`, the list it leads to.
pub(super) async fn show(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    let exprs = conditions(visit.asked.text("filter").unwrap_or_default());
    let at = visit.asked.text("at").and_then(|t| t.parse().ok()).filter(|at: &usize| *at < exprs.len());
    let now = at.and_then(|at| exprs.get(at)).and_then(|e| plain(e, &object));
    let key = visit.asked.text("field").or(now.map(|(f, _)| f.key.as_str()));
    let Some(field) = key.and_then(|k| fields(&visit, &object).find(|f| f.key == k)) else {
        return page(&visit, &object, None, &choose(&visit, &object), StatusCode::OK).await;
    };
    let mut draft = match now {
        Some((was, comparison)) if was.key == field.key => Draft {
            at,
            op: op_of(comparison).to_owned(),
            values: comparison
                .values
                .iter()
                .map(|l| match &l.kind {
                    LiteralKind::Number(text) => words::typed(text),
                    _ => typed(l),
                })
                .collect(),
            error: None,
        },
        _ => Draft { at, op: String::new(), values: Vec::new(), error: None },
    };
    if let Some(op) = visit.asked.text("op") {
        op.clone_into(&mut draft.op);
        draft.values = visit.asked.all("value").map(|v| v.trim().to_owned()).collect();
        match written(&visit, &object, field, &draft).await? {
            Ok(text) => {
                let parts: Vec<String> = exprs.iter().map(part).collect();
                let filter = chips::without(&parts, at, Some(&text));
                let kept = chips::state(&visit).filter(|(n, _)| *n != "filter");
                return Ok(to(&address(
                    &format!("/{}", object.plural),
                    kept.chain([("filter", filter.as_str())]),
                )));
            }
            Err(message) => draft.error = Some(message),
        }
    }
    let body = form(&visit, &object, field, &draft).await?;
    let status = if draft.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page(&visit, &object, Some(field), &body, status).await
}

/// One value of several is the same as one of one.
fn op_of(comparison: &Comparison) -> &'static str {
    let choice =
        comparison.values.iter().all(|l| matches!(l.kind, LiteralKind::Text(_) | LiteralKind::Word(_)));
    match comparison.op {
        Op::Eq | Op::Ne | Op::In | Op::NotIn if !choice => comparison.op.text(),
        op => op.text(),
    }
}

/// The condition in the filter language, or what is wrong with what was chosen.
async fn written(
    visit: &Visit,
    object: &Arc<Object>,
    field: &Field,
    draft: &Draft,
) -> Result<Result<String, String>, Fault> {
    let class = field.kind.class();
    let mut values: Vec<String> = Vec::new();
    for value in &draft.values {
        values.push(literal(field, class, &number_of(class, value)));
    }
    if values.is_empty()
        && let (Some(name), Some(target)) =
            (visit.asked.text("words"), field.target.as_deref().and_then(|t| visit.schema.object(t)))
        && draft.op != "~"
    {
        match by_name(visit, target, name).await? {
            Ok(id) => values.push(quoted(&id.to_string())),
            Err(message) => return Ok(Err(message)),
        }
    }
    if values.is_empty()
        && let Some(name) = visit.asked.text("words")
    {
        values.push(quoted(name));
    }
    let key = &field.key;
    let text = match (draft.op.as_str(), values.as_slice()) {
        ("IS NULL" | "IS NOT NULL", _) => format!("{key} {}", draft.op),
        (_, []) => return Ok(Err(say!("filter-say-with").into())),
        ("IN", [one]) => format!("{key} = {one}"),
        ("NOT IN", [one]) => format!("{key} != {one}"),
        (op @ ("IN" | "NOT IN"), several) => format!("{key} {op} ({})", several.join(", ")),
        (op, [first, ..]) => format!("{key} {op} {first}"),
    };
    let scope = visit.engine().scope(&visit.actor);
    let read = Filter::read(&text)
        .and_then(|f| f.map(|f| f.resolve(object, &visit.schema, &visit.actor, &scope)).transpose());
    Ok(read.map(|_| text).map_err(|e| e.plain))
}

/// A number or a day as the filter language writes it, however the reader writes one.
fn number_of(class: Class, value: &str) -> String {
    match class {
        Class::Number | Class::Money => words::untyped(value),
        Class::Date | Class::Moment => words::dated(value),
        _ => value.to_owned(),
    }
}

/// A value as the filter language writes it.
fn literal(field: &Field, class: Class, value: &str) -> String {
    let number = {
        let digits = value.strip_prefix('-').unwrap_or(value);
        !digits.is_empty()
            && digits.split('.').count() <= 2
            && digits.split('.').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
    };
    match class {
        Class::Bool => if value == "false" { "FALSE" } else { "TRUE" }.to_owned(),
        Class::Number | Class::Money if number => value.to_owned(),
        Class::Date | Class::Moment if is_time(value) => value.to_owned(),
        Class::Link | Class::Links if value == "me" && field.target.as_deref() == Some("user") => {
            "me".to_owned()
        }
        _ => quoted(value),
    }
}

/// A named span, a day, or a time from now: what needs no quotes.
fn is_time(value: &str) -> bool {
    let relative = value.strip_prefix(['-', '+']).is_some_and(|rest| {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() > unit.len() && matches!(unit, "min" | "h" | "d" | "w" | "m" | "q" | "y")
    });
    relative
        || engine::filter::RANGES.contains(&value)
        || value == "now"
        || value.parse::<base::Date>().is_ok()
        || is_days(value)
}

/// `last_90_days`.
fn is_days(value: &str) -> bool {
    let middle = value
        .strip_prefix("last_")
        .or_else(|| value.strip_prefix("next_"))
        .and_then(|r| r.strip_suffix("_days"));
    middle.is_some_and(|n| !n.is_empty() && n.len() <= 5 && n.bytes().all(|b| b.is_ascii_digit()))
}

/// The fields to choose from.
fn choose(visit: &Visit, object: &Object) -> Markup {
    let here = address(&format!("/{}/filter", object.plural), chips::state(visit));
    let glue = if here.contains('?') { '&' } else { '?' };
    html! {
        div."w-76" data-controller="find" {
            label.input."h-8"."px-2"."mb-1".w-full { (sized("search", "icon icon-sm text-faint")) input type="search" placeholder=(say!("filter-find-field")) aria-label=(say!("filter-find-field")) data-action="find#narrow" data-find-target="words" autofocus; }
            ul."max-h-80".overflow-y-auto {
                @for field in fields(visit, object) {
                    li data-find-target="item" {
                        a.flex.items-center."gap-2"."px-2"."min-h-8"."rounded-(--radius-selector)"."hover:bg-hover" href={ (here) (glue) "field=" (field.key) } {
                            (sized(icon_of(field, &visit.schema), "icon icon-sm text-faint")) span.grow { (field.label) }
                        }
                    }
                }
            }
            form.flex.items-center."gap-1.5".border-t.border-line."pt-2"."mt-1" method="get" action={ "/" (object.plural) } data-turbo-frame="_top" {
                @for (name, text) in chips::state(visit).filter(|(n, _)| *n != "filter") { input type="hidden" name=(name) value=(text); }
                (super::toolbar::written(visit.asked.text("filter").unwrap_or_default(), object, None))
                button.btn.btn-sm { (say!("filter-show")) }
            }
        }
    }
}

async fn form(visit: &Visit, object: &Arc<Object>, field: &Field, draft: &Draft) -> Result<Markup, Error> {
    let choices = Choices::of(visit, [field].into_iter()).await?;
    // Choices are ticked one by one: equal is one of one.
    let ticks = matches!(field.kind.class(), Class::Choice | Class::Set) && !field.choices.is_empty();
    let op = match draft.op.as_str() {
        "=" if matches!(field.kind.class(), Class::Choice | Class::Set) => "IN",
        "!=" if matches!(field.kind.class(), Class::Choice | Class::Set) => "NOT IN",
        other => other,
    };
    let first = draft.values.first().map(String::as_str).unwrap_or_default();
    let error = draft.error.as_deref();
    let described = error.map(|_| "filter-value-e");
    let value = match field.kind.class() {
        Class::File => html! {},
        Class::Bool => html! {
            select.select.w-full name="value" aria-label=(say!("filter-value")) { option value="true" selected[first != "false"] { (say!("filter-yes-large")) } option value="false" selected[first == "false"] { (say!("filter-no-large")) } }
        },
        Class::Choice | Class::Set if ticks => html! {
            div.grid."max-h-60".overflow-y-auto role="group" aria-label=(say!("filter-value")) {
                @for choice in field.choices.iter().filter(|c| !c.hidden) {
                    label.flex.items-center."gap-2"."min-h-7".cursor-pointer {
                        input.checkbox.checkbox-sm type="checkbox" name="value" value=(choice.key) checked[draft.values.contains(&choice.key)];
                        (ui::field::cell::choice(field, &choice.key))
                    }
                }
            }
        },
        Class::Date | Class::Moment => html! {
            input.input.w-full name="value" value=(first) list="filter-times" aria-label=(say!("filter-value")) placeholder=(say!("filter-time-example")) autocomplete="off" aria-invalid=[error.map(|_| "true")] aria-describedby=[described];
            datalist #filter-times { @for range in engine::filter::RANGES { option value=(range) { (chips::range_said(range)) } } }
        },
        Class::Link | Class::Links => link_value(visit, field, &choices, first, op == "~"),
        class => html! {
            input.input.w-full name="value" value=(first) aria-label=(say!("filter-value")) autocomplete="off" inputmode=[matches!(class, Class::Number | Class::Money).then_some("decimal")] aria-invalid=[error.map(|_| "true")] aria-describedby=[described];
        },
    };
    let at = draft.at.map(|at| at.to_string());
    Ok(html! {
        form.grid."gap-2"."w-76" method="get" action={ "/" (object.plural) "/filter" } data-turbo-frame="_top" {
            @for (name, text) in chips::state(visit) { input type="hidden" name=(name) value=(text); }
            @if let Some(at) = &at { input type="hidden" name="at" value=(at); }
            input type="hidden" name="field" value=(field.key);
            p.flex.items-center."gap-2".text-sm.font-medium { (sized(icon_of(field, &visit.schema), "icon icon-sm text-faint")) (field.label) }
            select.select.w-full name="op" aria-label=(say!("filter-how")) { @for (name, label) in operators(field) { option value=(name) selected[name == op] { (label) } } }
            (value)
            @if let Some(error) = error { (field_error("filter-value", error)) }
            div.flex."gap-2"."pt-1" { (Button::new(&say!("filter-show")).primary().small()) }
        }
    })
}

/// A record: from a short list, or found by its name.
fn link_value(visit: &Visit, field: &Field, choices: &Choices, now: &str, by_words: bool) -> Markup {
    let target = field.target.as_deref().unwrap_or_default();
    let people = target == "user" && field.kind != Kind::Links;
    match choices.of_field(field).filter(|_| !by_words) {
        Some(options) => html! {
            select.select.w-full name="value" aria-label=(say!("filter-value")) {
                @if people { option value="me" selected[now == "me"] { (say!("filter-me-named", name = &visit.actor.name)) } }
                @for (id, title) in options { option value=(id) selected[id.to_string() == now] { (title) } }
            }
        },
        None => html! {
            div.relative data-controller="combobox" data-combobox-url-value={ "/pick/" (target) } {
                input #filter-words.input.w-full name="words" value=(if by_words { now } else { "" }) type="text" role="combobox" aria-expanded="false" aria-autocomplete="list"
                    aria-controls="filter-words-list" aria-label=(say!("filter-value")) autocomplete="off" data-combobox-target="input";
                input type="hidden" name="value" value=(if by_words { "" } else { now }) data-combobox-target="value";
                ul #filter-words-list.pop.absolute.top-full."inset-x-0"."mt-1"."p-1".text-sm."z-10"."max-h-72".overflow-y-auto role="listbox" aria-label=(field.label) data-combobox-target="list" hidden {}
            }
        },
    }
}

async fn page(
    visit: &Visit,
    object: &Object,
    field: Option<&Field>,
    form: &Markup,
    status: StatusCode,
) -> Answer {
    let title =
        field.map_or_else(|| say!("filter-by"), |f| say!("filter-by-field", field = say::inline(&f.label)));
    framed(visit, object, &title, form, status).await
}
