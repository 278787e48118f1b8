//! Changing many records at once: the ticked ones or all that a list holds, as one batch that can be undone.
mod bar;

use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{Error, Id, Problems};
use engine::query::Query;
use engine::{Action, Field, FieldRight, Input, Object};
use maud::{Markup, html};
use ui::Button;
use ui::field::{Asks, Titles, Typed, widget};
use ui::icon::icon;
use ui::part::{empty, field_error, summary, topbar};
use ui::say;
use ui::web::{Answer, Fault};

use super::asked::{address, is_local};
use super::flash::{Flash, to};
use super::list::{Narrowed, named};
use super::pick::Choices;
use super::visit::{Visit, id_of};
use crate::bulk::{AT_ONCE, Act, Change, Outcome, can_be_added_to, kept, so_far};

pub(super) use bar::{bar, offered};

/// The fields that can be set for many.
fn fields<'a>(visit: &'a Visit, object: &'a Object) -> impl Iterator<Item = &'a Field> {
    object.fields.iter().filter(|f| {
        !f.hidden
            && !f.read_only
            && !f.unique
            && f.key != object.title
            && visit.actor.field(object, f) == FieldRight::Write
            && !matches!(f.kind, engine::Kind::File | engine::Kind::Links)
    })
}

/// What a request is about.
struct Chosen {
    ids: Vec<Id>,
    /// Everything the list holds: its filter and what was looked for.
    all: bool,
    filter: String,
    words: String,
    /// The list as it was, with its order and columns; nothing where nobody said.
    back: String,
}

impl Chosen {
    fn of(pairs: &[(String, String)]) -> Self {
        let text = |name: &str| {
            pairs.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.trim().to_owned()).unwrap_or_default()
        };
        let ids = pairs.iter().filter(|(n, _)| n == "id").filter_map(|(_, v)| v.parse().ok()).collect();
        let back = Some(text("back")).filter(|back| is_local(back)).unwrap_or_default();
        Self { ids, all: text("all") == "1", filter: text("filter"), words: text("q"), back }
    }

    fn is_empty(&self) -> bool {
        !self.all && self.ids.is_empty()
    }

    /// The same, on its way through a form.
    fn hidden(&self) -> Markup {
        html! {
            @if self.all { input type="hidden" name="all" value="1"; } @else { @for id in &self.ids { input type="hidden" name="id" value=(id); } }
            input type="hidden" name="filter" value=(self.filter);
            input type="hidden" name="q" value=(self.words);
            input type="hidden" name="back" value=(self.back);
        }
    }

    fn list(&self, object: &Object) -> String {
        if !self.back.is_empty() {
            return self.back.clone();
        }
        let pairs = [("filter", self.filter.as_str()), ("q", self.words.as_str())];
        address(&format!("/{}", object.plural), pairs.into_iter().filter(|(_, v)| !v.is_empty()))
    }

    /// How many records it is about, as many as the person may see.
    async fn count(&self, visit: &Visit, object: &Arc<Object>) -> Result<i64, Fault> {
        let query = if self.all {
            let narrowed = Narrowed::of(visit, object, &self.filter, &self.words).await?;
            if let Some(error) = narrowed.error {
                return Err(Fault::Error(error.into()));
            }
            narrowed.everything()
        } else {
            Query { ids: Some(self.ids.clone()), columns: Some(Vec::new()), ..Query::new(&object.key) }
        };
        Ok(visit.engine().count(&visit.actor, &query).await?)
    }
}

/// `GET /{objects}/bulk`: asks for the value many records are to get.
pub(super) async fn ask(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    let chosen = Chosen::of(visit.asked.pairs());
    if chosen.is_empty() {
        return Ok(Flash::failed(say!("bulk-nothing")).then(&chosen.list(&object)));
    }
    if let Some(to) = visit.asked.text("verb").map(str::to_owned) {
        return verb_page(&visit, &object, &chosen, &to, &Typed::default(), &Problems::default()).await;
    }
    if !visit.can(&object, Action::Update) {
        return Err(forbidden(&say!("bulk-may-not-change", what = say::inline(&object.labels))));
    }
    let field = visit.asked.text("field").unwrap_or_default().to_owned();
    page(&visit, &object, &chosen, &field, &Typed::default(), &Problems::default()).await
}

async fn page(
    visit: &Visit,
    object: &Arc<Object>,
    chosen: &Chosen,
    field: &str,
    typed: &Typed,
    problems: &Problems,
) -> Answer {
    let count = chosen.count(visit, object).await?;
    let field = fields(visit, object).find(|f| f.key == field);
    let more = field.map_or_else(Vec::new, |field| asked(visit, object, field, typed));
    let label = |key: &str| {
        let of = field.into_iter().chain(more.iter().copied()).find(|f| f.key == key);
        of.map_or_else(String::new, |f| f.label.clone())
    };
    let choices = Choices::of(visit, field.into_iter().chain(more.iter().copied())).await?;
    let titles = Titles::new();
    let options = |f: &Field| choices.of_field(f);
    let asks = Asks::new(visit.look(), typed, problems, &options, &titles);
    let (title, list) = (say!("bulk-change-these", what = named(object, count)), chosen.list(object));
    let hidden = chosen.hidden();
    let body = html! {
        (topbar(&[(&list, &object.labels)], &title, None, html! { (Button::link(&list, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            div."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" {
                @if count == 0 { (empty("circle-dashed", &say!("bulk-gone"), &say!("bulk-gone-more"), html! { (Button::link(&list, &say!("bulk-to-list")).primary()) })) }
                @else if let Some(field) = field {
                    form.grid."gap-6" method="post" action={ "/" (object.plural) "/bulk" } novalidate data-controller="form" {
                        (summary(&say!("bulk-not-changed"), problems, label))
                        (hidden)
                        input type="hidden" name="field" value=(field.key);
                        (widget(&asks, field))
                        @for field in &more { (widget(&asks, field)) }
                        p.text-sm.text-muted { (say!("bulk-undo-hint")) }
                        div.flex."gap-2".items-center.border-t.border-line."pt-5" {
                            (Button::new(&title).primary().value("act", "set").key("mod+enter"))
                            @if can_be_added_to(field) { (Button::new(&say!("bulk-add-to", what = named(object, count))).value("act", "add")) }
                            (Button::link(&list, &say!("app-cancel")).ghost())
                        }
                    }
                } @else {
                    form.grid."gap-6" method="get" action={ "/" (object.plural) "/bulk" } {
                        (hidden)
                        fieldset.fieldset {
                            label.fieldset-legend for="f-field" { (say!("bulk-which")) }
                            select #f-field.select.w-full name="field" { @for field in fields(visit, object) { option value=(field.key) { (field.label) } } }
                        }
                        div.flex."gap-2" { (Button::new(&say!("bulk-next")).primary()) (Button::link(&list, &say!("app-cancel")).ghost()) }
                    }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}

/// Asks for the one answer a verb needs for many records.
async fn verb_page(
    visit: &Visit,
    object: &Arc<Object>,
    chosen: &Chosen,
    to: &str,
    typed: &Typed,
    problems: &Problems,
) -> Answer {
    let found = crate::bulk::chosen(visit.engine(), &visit.actor, &object.key, to);
    let (verb, many) = found.ok_or_else(Fault::not_found)?;
    let count = chosen.count(visit, object).await?;
    let list = chosen.list(object);
    let title = say!("bulk-verb", verb = verb.label.said(), what = named(object, count));
    let field = (many.asks)();
    let (options, titles) = (|_: &Field| None, Titles::new());
    let asks = Asks::new(visit.look(), typed, problems, &options, &titles);
    let hidden = html! { (chosen.hidden()) input type="hidden" name="act" value="verb"; input type="hidden" name="verb" value=(to); };
    let body = html! {
        (topbar(&[(&list, &object.labels)], &title, None, html! { (Button::link(&list, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            div."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" {
                form.grid."gap-2" method="post" action={ "/" (object.plural) "/bulk" } {
                    (hidden)
                    @for (answer, words) in (many.offers)() {
                        button.btn.justify-start."gap-3"."h-auto"."py-2.5" type="submit" name="answer" value=(answer) { (icon(verb.icon)) (words) }
                    }
                }
                form.grid."gap-5".border-t.border-line."pt-5" method="post" action={ "/" (object.plural) "/bulk" } novalidate {
                    (hidden)
                    (widget(&asks, &field))
                    @for problem in problems.0.iter().filter(|p| p.field != field.key) { (field_error(&problem.field, &problem.message)) }
                    p.text-sm.text-muted { (say!("bulk-verb-hint")) }
                    div.flex."gap-2".items-center { (Button::new(&title).primary().key("mod+enter")) (Button::link(&list, &say!("app-cancel")).ghost()) }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}

/// `POST /{objects}/bulk`
pub(super) async fn change(
    visit: Visit,
    Path(objects): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let object = visit.object(&objects)?;
    let chosen = Chosen::of(&pairs);
    let typed = Typed::sent(pairs);
    if chosen.is_empty() {
        return Ok(Flash::failed(say!("bulk-nothing")).then(&chosen.list(&object)));
    }
    match typed.text("act") {
        "delete" => {
            if !visit.can(&object, Action::Delete) {
                return Err(forbidden(&say!("bulk-may-not-delete", what = say::inline(&object.labels))));
            }
            run(&visit, &object, &chosen, Act::Delete, &Input::new(), None).await
        }
        "verb" => {
            let to = typed.text("verb").to_owned();
            let found = crate::bulk::chosen(visit.engine(), &visit.actor, &object.key, &to);
            let (_, many) = found.ok_or_else(Fault::not_found)?;
            let answer = match typed.text("answer") {
                "" => typed.text(&(many.asks)().key),
                answer => answer,
            };
            let asked = Some((to.clone(), answer.to_owned()));
            match run(&visit, &object, &chosen, Act::Verb, &Input::new(), asked).await {
                Err(Fault::Error(Error::Invalid(found))) => {
                    verb_page(&visit, &object, &chosen, &to, &typed, &found).await
                }
                other => other,
            }
        }
        act @ ("set" | "add") => {
            let act = if act == "add" { Act::Add } else { Act::Set };
            if !visit.can(&object, Action::Update) {
                return Err(forbidden(&say!("bulk-may-not-change", what = say::inline(&object.labels))));
            }
            let key = typed.text("field").to_owned();
            let Some(field) = fields(&visit, &object).find(|f| f.key == key).cloned() else {
                return Err(Fault::not_found());
            };
            let mut problems = Problems::default();
            let more = asked(&visit, &object, &field, &typed);
            let all = std::iter::once(&field).chain(more.iter().copied());
            let input = super::form::read(&visit, all, &typed, "", &mut problems).await?;
            let option = field.choice_of(typed.text(&key)).map_or("", |c| c.label.as_str());
            for field in more.iter().filter(|f| typed.text(&f.key).trim().is_empty()) {
                let told = say!("problem-asked", field = &field.label, option = option);
                problems.add(field.key.clone(), "required", told);
            }
            if problems.is_empty() {
                match run(&visit, &object, &chosen, act, &input, None).await {
                    Err(Fault::Error(Error::Invalid(found))) => problems = found,
                    other => return other,
                }
            }
            page(&visit, &object, &chosen, &key, &typed, &problems).await
        }
        _ => Ok(to(&chosen.list(&object))),
    }
}

/// What the chosen option of a field asks for.
fn asked<'o>(visit: &Visit, object: &'o Object, field: &Field, typed: &Typed) -> Vec<&'o Field> {
    let option = field.choice_of(typed.text(&field.key));
    let asks = option.into_iter().flat_map(|o| &o.asks).filter_map(|key| object.field(key));
    asks.filter(|f| !f.hidden && visit.actor.field(object, f) == engine::FieldRight::Write).collect()
}

fn forbidden(why: &str) -> Fault {
    Fault::Error(Error::Forbidden(why.to_owned()))
}

/// Does it to every record, in one batch; a record of somebody else's is left alone and counted. Many are a job's.
async fn run(
    visit: &Visit,
    object: &Arc<Object>,
    chosen: &Chosen,
    act: Act,
    input: &Input,
    verb: Option<(String, String)>,
) -> Result<Response, Fault> {
    let total = chosen.count(visit, object).await?;
    let change = Change {
        user: visit.actor.user.ok_or_else(Fault::not_found)?,
        object: object.key.clone(),
        ids: (!chosen.all).then(|| chosen.ids.clone()),
        filter: chosen.filter.clone(),
        words: chosen.words.clone(),
        act,
        values: kept(input),
        verb,
        batch: Id::new(),
    };
    if total > AT_ONCE {
        let job = change.enqueue(visit.engine(), &visit.actor).await?;
        let verb = said(act);
        let (batch, total) = (change.batch.to_string(), total.to_string());
        let here = address(
            &format!("/{}/bulk/{job}", object.plural),
            [("batch", batch.as_str()), ("total", total.as_str()), ("verb", verb)].into_iter().chain([
                ("filter", chosen.filter.as_str()),
                ("q", chosen.words.as_str()),
                ("back", chosen.back.as_str()),
            ]),
        );
        return Ok(to(&here));
    }
    let outcome = change.apply(visit.engine(), &visit.actor).await?;
    Ok(told(object, act, outcome, change.batch).then(&chosen.list(object)))
}

fn said(act: Act) -> &'static str {
    if act == Act::Delete { "deleted" } else { "changed" }
}

fn done_words(act: Act, what: &str) -> String {
    let said = match act {
        Act::Delete => say!("bulk-deleted", what = what),
        _ => say!("bulk-changed", what = what),
    };
    said.into()
}

fn told(object: &Object, act: Act, outcome: Outcome, batch: Id) -> Flash {
    let mut words = done_words(act, &named(object, outcome.done));
    if outcome.left > 0 {
        let left = say!("bulk-left-untouched", what = named(object, outcome.left));
        words = format!("{words}. {left}");
    }
    if outcome.done > 0 { Flash::done(words).undo(batch) } else { Flash::failed(words) }
}

/// `GET /{objects}/bulk/{job}`: how far a change of many is, and at its end the way back.
pub(super) async fn progress(visit: Visit, Path((objects, job)): Path<(String, String)>) -> Answer {
    let object = visit.object(&objects)?;
    let state = visit.engine().job(id_of(&job)?).await?;
    let batch = visit.asked.text("batch").and_then(|b| b.parse().ok()).ok_or_else(Fault::not_found)?;
    if state.kind != crate::bulk::KIND {
        return Err(Fault::not_found());
    }
    let total = visit.asked.text("total").and_then(|t| t.parse::<i64>().ok()).unwrap_or(0);
    let done = so_far(visit.engine(), batch).await?;
    let act = if visit.asked.text("verb") == Some("deleted") { Act::Delete } else { Act::Set };
    let chosen = Chosen::of(visit.asked.pairs());
    let list = chosen.list(&object);
    match state.state.as_str() {
        "done" => {
            let outcome = Outcome { done, left: (total - done).max(0) };
            let mut words = done_words(act, &named(&object, done));
            if outcome.left > 0 {
                words = format!("{words}. {}", say!("bulk-left", what = named(&object, outcome.left)));
            }
            let flash = if done > 0 { Flash::done(words).undo(batch) } else { Flash::failed(words) };
            return Ok(flash.then(&list));
        }
        "failed" => {
            let why = state.error.unwrap_or_default();
            let words = say!("bulk-stopped", what = named(&object, done), why = why);
            let flash = Flash::failed(words);
            return Ok(if done > 0 { flash.undo(batch) } else { flash }.then(&list));
        }
        _ => {}
    }
    let title = match act {
        Act::Delete => say!("bulk-delete-these", what = named(&object, total)),
        _ => say!("bulk-change-these", what = named(&object, total)),
    };
    let said = match &state.error {
        Some(error) => say!("bulk-again", why = error),
        None => say!("bulk-so-far", done = done, total = total),
    };
    let body = html! {
        (topbar(&[(&list, &object.labels)], &title, None, html! {}))
        div.panel-body {
            div."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-4" data-controller="progress" data-progress-every-value="1" {
                h2.text-base.font-semibold { (title) }
                progress.progress.progress-primary max=(total.max(1)) value=(done) aria-label=(title) data-progress-target="bar" {}
                p.text-muted role="status" { (said) }
                p.text-sm { (say!("bulk-leave")) }
                div { (Button::link(&list, &say!("bulk-to-list")).ghost()) }
            }
        }
    };
    visit.page(&title, None, body).await
}
