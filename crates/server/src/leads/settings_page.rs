//! The page of what is set for all leads: three cards, each a form of its own.
use axum::http::StatusCode;
use base::{Error, Id, Problems};
use engine::query::Query;
use engine::{Field, Kind, Object};
use maud::{Markup, html};
use records::pages::{Frame, Place, Visit};
use sales::lead::assignment::{Assignment, Assignments, Turn};
use sales::lead::conversion::{Map, TARGETS, can_carry, map};
use sales::lead::grade::Grades;
use ui::field::Typed;
use ui::icon::icon;
use ui::part::{field_error, summary};
use ui::web::Answer;
use ui::{Button, say};

/// One of the forms of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Card {
    /// Who gets leads.
    Assignment,
    /// How they are graded.
    Grades,
    /// What goes where.
    Map,
}

/// People offered at most.
const PEOPLE: usize = 200;

/// The page; one card may come back as it was sent, with what is wrong.
pub(super) async fn page(visit: &Visit, sent: Option<Card>, typed: &Typed, problems: &Problems) -> Answer {
    let none = Problems::default();
    let wrong = |card: Card| if sent == Some(card) { problems } else { &none };
    let assignments = if sent == Some(Card::Assignment) {
        super::settings::assignments(typed)
    } else {
        Assignments::of(visit.settings())
    };
    let grades = Grades::of(visit.settings());
    let people = people(visit).await?;
    let lead = visit.object("lead")?;
    let now = map(visit.settings(), &visit.engine().schema());
    let body = html! {
        div."max-w-[60rem]"."p-4"."md:p-6".grid."gap-8" {
            p.text-muted { (say!("lead-settings-hint")) }
            (rules(&assignments, &people, wrong(Card::Assignment)))
            (weights(&lead, &grades, (sent == Some(Card::Grades)).then_some(typed), wrong(Card::Grades)))
            (places(visit, &lead, &now, wrong(Card::Map)))
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Leads, say!("settings-leads")).status(status).show(body).await
}

/// Those who work here, by name.
async fn people(visit: &Visit) -> Result<Vec<(Id, String)>, Error> {
    let query = Query::new("user").filter("active = true")?.sort("name")?.limit(PEOPLE);
    let all = visit.engine().records(visit.actor(), &query).await?.0;
    Ok(all.iter().map(|r| (r.id, r.title())).collect())
}

fn rules(all: &Assignments, people: &[(Id, String)], problems: &Problems) -> Markup {
    let label = |key: &str| match key.split('.').nth(1).and_then(|n| n.parse::<usize>().ok()) {
        Some(n) => say!("lead-rule-number", number = n + 1).into_owned(),
        None => say!("lead-assignment").into_owned(),
    };
    let empty = Assignment {
        name: String::new(),
        filter: String::new(),
        working_hours: false,
        turn: Turn::RoundRobin,
        people: Vec::new(),
    };
    html! {
        form.card method="post" action="/settings/leads/assignment" novalidate {
            div.card-body.grid."gap-5" {
                div { h2.card-title { (say!("lead-assignment")) } p.text-muted.text-sm { (say!("lead-assignment-hint")) } }
                (summary(&say!("settings-not-saved"), problems, label))
                button hidden {}
                @for (n, rule) in all.rules.iter().enumerate() { (one(n, rule, people, problems, false)) }
                details open[all.rules.is_empty()] {
                    summary.cursor-pointer."py-1".font-medium { (say!("lead-rule-add")) }
                    div."pt-3" { (one(all.rules.len(), &empty, people, problems, true)) }
                }
                fieldset.fieldset."max-w-80" {
                    label.fieldset-legend for="f-fallback" { (say!("lead-fallback")) }
                    select.select.w-full id="f-fallback" name="fallback" {
                        option value="" { (say!("lead-nobody")) }
                        @for (id, name) in people { option value=(id) selected[all.fallback == Some(*id)] { (name) } }
                    }
                    p.label.whitespace-normal { (say!("lead-fallback-hint")) }
                }
                div { (Button::new(&say!("app-save")).primary()) }
            }
        }
    }
}

fn one(n: usize, rule: &Assignment, people: &[(Id, String)], problems: &Problems, new: bool) -> Markup {
    let name = |part: &str| format!("rules.{n}.{part}");
    let id = |part: &str| format!("f-{}", name(part));
    let line = |part: &str, label: &str, value: &str, hint: Option<&str>| {
        let error = problems.of(&name(part)).map(str::to_owned);
        html! {
            fieldset.fieldset {
                label.fieldset-legend for=(id(part)) { (label) }
                input.input.w-full id=(id(part)) name=(name(part)) value=(value) autocomplete="off" aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error.as_ref().map(|_| format!("{}-e", id(part)))];
                @if let Some(error) = &error { (field_error(&id(part), error)) }
                @if let Some(hint) = hint { p.label.whitespace-normal { (hint) } }
            }
        }
    };
    let number = say!("lead-rule-number", number = n + 1);
    html! {
        section.border.border-line.rounded-box."p-4".grid."gap-4" aria-label=(number) {
            div.grid."gap-4"."sm:grid-cols-2".items-start {
                (line("name", &say!("lead-rule-name"), &rule.name, None))
                (line("filter", &say!("lead-territory"), &rule.filter, Some(&say!("lead-territory-hint"))))
                fieldset.fieldset {
                    label.fieldset-legend for=(id("turn")) { (say!("lead-turn")) }
                    select.select.w-full id=(id("turn")) name=(name("turn")) {
                        option value="round_robin" selected[rule.turn == Turn::RoundRobin] { (say!("lead-turn-round")) }
                        option value="load" selected[rule.turn == Turn::Load] { (say!("lead-turn-load")) }
                    }
                }
                label.flex.items-center."gap-2".text-sm."min-h-8"."sm:mt-7" {
                    input.checkbox.checkbox-sm type="checkbox" name=(name("hours")) value="yes" checked[rule.working_hours]; (say!("lead-hours"))
                }
            }
            fieldset.grid."gap-1.5" id=(id("people")) {
                legend.font-medium."mb-1.5" { (say!("lead-people")) }
                div.flex.flex-wrap."gap-x-5"."gap-y-1" {
                    @for (person, title) in people {
                        label.flex.items-center."gap-2".text-sm."min-h-8" { input.checkbox.checkbox-sm type="checkbox" name=(name("people")) value=(person) checked[rule.people.contains(person)]; (title) }
                    }
                }
                @if let Some(error) = problems.of(&name("people")) { (field_error(&id("people"), error)) }
            }
            @if !new {
                div.flex."gap-2" {
                    @if n > 0 { button.btn.btn-sm name="up" value=(n) { (icon("arrow-up")) (say!("lead-rule-up")) } }
                    button.btn.btn-ghost.btn-sm name="remove" value=(n) aria-label=(say!("lead-rule-remove-it", rule = &rule.name)) { (icon("trash-2")) (say!("lead-rule-remove")) }
                }
            }
        }
    }
}

fn weights(lead: &Object, grades: &Grades, sent: Option<&Typed>, problems: &Problems) -> Markup {
    let criteria: Vec<&Field> = lead
        .fields
        .iter()
        .filter(|f| f.kind == Kind::Choice && !f.read_only && !f.hidden)
        .filter(|f| {
            ["budget", "authority", "need", "timing"].contains(&f.key.as_str())
                || grades.weights.contains_key(&f.key)
                || f.own
        })
        .collect();
    let input = |name: String, label: &str, now: String| {
        let value = sent.map_or(now, |typed| typed.text(&name).to_owned());
        let key = name.strip_prefix("weight.").unwrap_or(&name).to_owned();
        let error = problems.of(&key).or_else(|| problems.of(&name)).map(str::to_owned);
        html! {
            fieldset.fieldset {
                label.fieldset-legend for={ "f-" (key) } { (label) }
                input.input."w-28" id={ "f-" (key) } name=(name) value=(value) inputmode="numeric" autocomplete="off" aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error.as_ref().map(|_| format!("f-{key}-e"))];
                @if let Some(error) = &error { (field_error(&format!("f-{key}"), error)) }
            }
        }
    };
    let label =
        |key: &str| lead.field(key).map_or_else(|| say!("lead-grades").into_owned(), |f| f.label.clone());
    html! {
        form.card method="post" action="/settings/leads/grades" novalidate {
            div.card-body.grid."gap-5" {
                div { h2.card-title { (say!("lead-grades")) } p.text-muted.text-sm { (say!("lead-grades-hint")) } }
                (summary(&say!("settings-not-saved"), problems, label))
                div.flex.flex-wrap."gap-4" id="f-weights" {
                    @for field in criteria {
                        @let weight = grades.weights.get(&field.key).copied().unwrap_or_default();
                        (input(format!("weight.{}", field.key), &say!("lead-weight", criterion = &field.label), weight.to_string()))
                    }
                }
                div.flex.flex-wrap."gap-4" id="f-from" {
                    @for (grade, from) in ["a", "b", "c"].iter().zip(grades.from) {
                        (input(format!("from.{grade}"), &say!("lead-grade-from", grade = grade.to_uppercase()), from.to_string()))
                    }
                }
                div { (Button::new(&say!("app-save")).primary()) }
            }
        }
    }
}

fn places(visit: &Visit, lead: &Object, now: &Map, problems: &Problems) -> Markup {
    let targets: Vec<&Object> =
        TARGETS.iter().filter_map(|key| visit.schema().object(key)).map(AsRef::as_ref).collect();
    let rows = lead
        .fields
        .iter()
        .filter(|f| !f.system && !f.hidden && targets.iter().any(|o| offered(f, o).next().is_some()));
    html! {
        form.card.overflow-hidden method="post" action="/settings/leads/map" novalidate {
            div.card-body.grid."gap-5" {
                div { h2.card-title { (say!("lead-map")) } p.text-muted.text-sm { (say!("lead-map-hint")) } }
                (summary(&say!("settings-not-saved"), problems, |_| say!("lead-map").into_owned()))
                div.overflow-x-auto tabindex="0" role="region" aria-label=(say!("lead-map")) {
                    table.table {
                        thead { tr { th scope="col" { (lead.label) } @for object in &targets { th scope="col" { (object.label) } } } }
                        tbody {
                            @for field in rows {
                                tr {
                                    th scope="row" { (field.label) }
                                    @for object in &targets { td { (goes(lead, field, object, now)) } }
                                }
                            }
                        }
                    }
                }
                div { (Button::new(&say!("app-save")).primary()) }
            }
        }
    }
}

/// The fields of an object that a field of leads can go to.
fn offered<'a>(from: &'a Field, object: &'a Object) -> impl Iterator<Item = &'a Field> {
    object.fields.iter().filter(move |to| !to.system && !to.hidden && !from.read_only && can_carry(from, to))
}

fn goes(lead: &Object, from: &Field, object: &Object, now: &Map) -> Markup {
    let to = now.get(&object.key).and_then(|fields| fields.get(&from.key)).map(String::as_str);
    let all: Vec<&Field> = offered(from, object).collect();
    html! {
        @if all.is_empty() { span.text-faint { "–" } }
        @else {
            select.select."h-8"."min-w-36" name={ (object.key) "." (from.key) } aria-label=(say!("lead-map-of", field = &from.label, lead = ui::say::inline(&lead.label), object = ui::say::inline(&object.label))) {
                option value="" { (say!("lead-map-nowhere")) }
                @for field in all { option value=(field.key) selected[to == Some(field.key.as_str())] { (field.label) } }
            }
        }
    }
}
