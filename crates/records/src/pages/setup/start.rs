//! What to start with: demo data by a job whose progress is shown, a file, or nothing. And the demo data's way out again.
use axum::Form;
use axum::response::IntoResponse;
use base::{Error, Id};
use maud::html;
use serde_json::{Map, json};
use ui::field::Typed;
use ui::part::{Mood, alert};
use ui::web::{Answer, Fault};
use ui::{Button, say, setup};

use super::open;
use crate::bulk::so_far;
use crate::pages::flash::{Flash, to};
use crate::pages::visit::{Visit, id_of};

/// The job that fills in a demo company; a build without one does not offer it.
const DEMO: &str = "demo";

fn has_demo(visit: &Visit) -> bool {
    visit.engine().job_kinds().iter().any(|kind| kind.name == DEMO)
}

/// `GET /setup/start`
pub(super) async fn show(visit: Visit) -> Answer {
    open(&visit)?;
    let card = |value: &str, checked: bool, name: &str, line: &str, badge: Option<&str>| {
        html! {
            label.choice {
                input.radio."mt-0.5" type="radio" name="with" value=(value) checked[checked];
                span {
                    span.flex.items-center."gap-2".font-medium { (name) @if let Some(badge) = badge { span.badge data-tone="teal" { (badge) } } }
                    span.block.text-sm.text-muted."mt-0.5" { (line) }
                }
            }
        }
    };
    let demo = has_demo(&visit);
    let page = setup::page(
        "start",
        &say!("setup-start-title"),
        &say!("setup-start-lead"),
        &say!("setup-finish"),
        html! {
            form #setup method="post" action="/setup/start" {
                fieldset.grid."gap-2" {
                    legend.sr-only { (say!("setup-start")) }
                    @if demo { (card("demo", true, &say!("setup-start-demo"), &say!("setup-start-demo-line"), Some(&say!("setup-start-demo-badge")))) }
                    (card("import", !demo, &say!("setup-start-import"), &say!("setup-start-import-line"), None))
                    (card("empty", false, &say!("setup-start-empty"), &say!("setup-start-empty-line"), None))
                }
            }
        },
    );
    Ok(page.into_response())
}

async fn set(visit: &Visit, pairs: &[(&str, String)]) -> Result<(), Error> {
    let changes: Map<String, _> =
        pairs.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    visit.engine().set_settings(&visit.actor, &changes).await
}

/// `POST /setup/start`: the end of setting up.
pub(super) async fn choose(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    open(&visit)?;
    let typed = Typed::sent(pairs);
    let done = ("setup_step", String::new());
    match (typed.text("with"), visit.actor.user) {
        ("demo", Some(me)) if has_demo(&visit) => {
            let batch = Id::new();
            let mut work = visit.engine().begin(&visit.actor);
            let payload = json!({"user": me.to_string(), "batch": batch.to_string()});
            let job = work.enqueue(DEMO, Some("setup"), &payload, None);
            work.commit().await?;
            set(&visit, &[done, ("demo_batch", batch.to_string())]).await?;
            Ok(to(&format!("/setup/demo?job={job}")))
        }
        ("import", _) => {
            set(&visit, &[done]).await?;
            Ok(to("/imports"))
        }
        _ => {
            set(&visit, &[done]).await?;
            Ok(to("/"))
        }
    }
}

/// `GET /setup/demo?job=`: how far the demo data is.
pub(super) async fn progress(visit: Visit) -> Answer {
    let batch = visit.settings.start.demo.filter(|_| visit.actor.is_admin()).ok_or_else(Fault::not_found)?;
    let job = visit.engine().job(id_of(visit.asked.text("job").unwrap_or_default())?).await?;
    if job.kind != DEMO {
        return Err(Fault::not_found());
    }
    if job.state == "done" {
        return Ok(Flash::done(say!("setup-demo-done")).then("/"));
    }
    let count = so_far(visit.engine(), batch).await?;
    let failed = job.state == "failed";
    let title = if failed { say!("setup-demo-failed") } else { say!("setup-demo-title") };
    let page = ui::bare(
        &title,
        html! {
            // Without scripts the page asks again by itself.
            @if !failed { noscript { meta http-equiv="refresh" content="3"; } }
            main."w-full"."max-w-[28rem]".mx-auto."px-4"."pt-[22dvh]"."pb-8".text-center {
                div.flex.justify-center."mb-5" { (ui::icon::logo(40)) }
                h1.text-2xl.font-semibold { (title) }
                @if failed {
                    p.text-muted."mt-2"."mb-5" { (say!("setup-demo-failed-line")) }
                    @if let Some(error) = &job.error { (alert(Mood::Error, html! { (error) })) }
                    div.flex.justify-center."gap-2"."mt-5" { (Button::link("/", &say!("setup-finish")).primary()) (Button::link("/imports", &say!("setup-start-import"))) }
                } @else {
                    div data-controller="progress" data-progress-every-value="1" {
                        progress.progress.progress-primary.w-full."mt-6" aria-label=(title) {}
                        p.text-sm.text-muted."mt-3" role="status" { (say!("setup-demo-so-far", count = count)) }
                        p.text-sm.text-muted."mt-1" { (say!("setup-demo-wait")) }
                    }
                }
            }
        },
    );
    Ok(page.into_response())
}

/// `POST /setup/demo/remove`: everything the demo company brought goes, as one undo.
pub(super) async fn remove(visit: Visit) -> Answer {
    if !visit.actor.is_admin() {
        return Err(Fault::not_found());
    }
    let Some(batch) = visit.settings.start.demo else {
        return Ok(Flash::failed(say!("setup-demo-gone")).then("/"));
    };
    match visit.engine().undo(&visit.actor, batch, |_| ()).await {
        Ok(_) | Err(Error::NotFound) => {}
        Err(other) => return Err(other.into()),
    }
    set(&visit, &[("demo_batch", String::new())]).await?;
    Ok(Flash::done(say!("setup-demo-removed")).then("/"))
}
