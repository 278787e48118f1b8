//! The first steps of a workspace, for its administrators: each ticks itself from what is there. Put away for good by a button.
use base::Error;
use engine::query::Query;
use maud::{Markup, html};
use serde_json::{Map, json};
use store::Sql;
use ui::icon::sized;
use ui::web::{Answer, Fault};
use ui::{Button, say};

use crate::pages::flash::{Flash, to};
use crate::pages::visit::Visit;

/// One step.
struct Step {
    label: String,
    done: bool,
    href: String,
    dialog: bool,
    /// The goals it serves: those chosen come first.
    serves: &'static [&'static str],
}

/// The list.
pub(super) struct Checklist {
    steps: Vec<Step>,
    demo: bool,
}

/// The list, while there is something to do and nobody has put it away.
pub(super) async fn of(visit: &Visit) -> Result<Option<Checklist>, Error> {
    let start = &visit.settings.start;
    if !visit.actor.is_admin() || (start.dismissed && start.demo.is_none()) {
        return Ok(None);
    }
    let demo = start.demo.is_some();
    if start.dismissed {
        return Ok(Some(Checklist { steps: Vec::new(), demo }));
    }
    let step = |label: std::borrow::Cow<'static, str>,
                done: bool,
                href: &str,
                serves: &'static [&'static str]| Step {
        label: label.into(),
        done,
        href: href.to_owned(),
        dialog: href.ends_with("/new") && !href.starts_with("/settings"),
        serves,
    };
    let named = visit.settings.name != "My company" && !visit.settings.name.is_empty();
    let own = visit.schema.objects().any(|o| o.own || o.fields.iter().any(|f| f.own));
    let mut steps = vec![
        step(say!("home-step-company"), named, "/settings", &[]),
        step(say!("home-step-import"), imported(visit).await?, "/imports", &["order", "keep"]),
    ];
    if visit.schema.object("deal").is_some_and(|o| visit.sees(o)) {
        steps.push(step(
            say!("home-step-deal"),
            has(visit, "deal", 1).await?,
            "/deals/new",
            &["win", "numbers"],
        ));
        steps.push(step(say!("home-step-pipeline"), start.pipeline_seen, "/settings/pipelines", &["win"]));
    }
    if visit.schema.object("task").is_some_and(|o| visit.sees(o)) {
        steps.push(step(say!("home-step-task"), has(visit, "task", 1).await?, "/tasks/new", &["follow"]));
    }
    if visit.schema.object("goal").is_some_and(|o| visit.sees(o)) {
        let serves = &["win", "numbers", "keep"];
        steps.push(step(say!("home-step-goal"), has(visit, "goal", 1).await?, "/goals", serves));
    }
    steps.push(step(
        say!("home-step-people"),
        has(visit, "user", 2).await?,
        "/settings/people/invite",
        &["team"],
    ));
    steps.push(step(say!("home-step-field"), own, "/settings/objects", &["order"]));
    // What is wanted first comes first; what was chosen by nobody keeps its place.
    let place =
        |s: &Step| start.goals.iter().position(|g| s.serves.contains(&g.as_str())).unwrap_or(usize::MAX);
    steps.sort_by_key(place);
    let open = steps.iter().any(|s| !s.done);
    Ok((open || demo).then_some(Checklist { steps: if open { steps } else { Vec::new() }, demo }))
}

/// Whether an object has so many records: no more are looked at.
async fn has(visit: &Visit, object: &str, at_least: usize) -> Result<bool, Error> {
    let query = Query { columns: Some(Vec::new()), limit: at_least, ..Query::new(object) };
    Ok(visit.engine().list(&visit.actor, &query).await?.rows.len() >= at_least)
}

/// Whether a file came in, or people were written down by hand.
async fn imported(visit: &Visit) -> Result<bool, Error> {
    let sql = Sql::new("SELECT 1 FROM import_run LIMIT 1", Vec::new());
    if !visit.engine().store().read(sql).await?.is_empty() {
        return Ok(true);
    }
    if visit.schema.object("contact").is_some() { has(visit, "contact", 1).await } else { Ok(false) }
}

impl Checklist {
    pub(super) fn show(&self, visit: &Visit) -> Markup {
        let done = self.steps.iter().filter(|s| s.done).count();
        html! {
            section.card aria-labelledby="t-first" {
                div.card-body {
                    @if !self.steps.is_empty() {
                        header.flex.items-center."gap-2" {
                            h2 #t-first.card-title { (say!("home-first-steps")) }
                            span.badge.badge-ghost { (say!("home-first-count", done = done, all = self.steps.len())) }
                            span.grow {}
                            form.contents method="post" action="/checklist" { (Button::new(&say!("home-first-dismiss")).icon("x").ghost().square().small()) }
                        }
                        ol.text-sm.grid."gap-0.5"."-mx-2" {
                            @for step in &self.steps {
                                li { a.flex.items-center."gap-2.5"."px-2"."min-h-8"."rounded-(--radius-field)"."hover:bg-hover" href=(step.href) data-turbo-frame=[step.dialog.then_some("dialog")] {
                                    @if step.done { (sized("circle-check", "icon text-success")) span.sr-only { (say!("home-step-done")) } span.text-muted.line-through { (step.label) } }
                                    @else { (sized("circle-dashed", "icon text-faint")) span.font-medium { (step.label) } span.grow {} (sized("chevron-right", "icon icon-sm text-faint")) }
                                } }
                            }
                        }
                    } @else { h2 #t-first.card-title { (say!("home-demo")) } }
                    @if self.demo {
                        form.flex.items-center."gap-2".text-sm.border-t[!self.steps.is_empty()].border-line."pt-3"[!self.steps.is_empty()] method="post" action="/setup/demo/remove" {
                            span.grow.text-muted { (say!("home-demo-in", name = &visit.settings.name)) }
                            (Button::new(&say!("home-demo-remove")).small())
                        }
                    }
                }
            }
        }
    }
}

/// `POST /checklist`: puts the list away.
pub(in crate::pages) async fn dismiss(visit: Visit) -> Answer {
    if !visit.actor.is_admin() {
        return Err(Fault::not_found());
    }
    let mut changes = Map::new();
    changes.insert("checklist".to_owned(), json!("dismissed"));
    visit.engine().set_settings(&visit.actor, &changes).await?;
    if visit.fragment {
        return Ok(to("/"));
    }
    Ok(Flash::done(say!("home-first-dismissed")).then("/"))
}
