//! The frame of the import wizard: where one is, what was uploaded, and the numbers all its pages show.
use maud::{Markup, html};
use ui::field::words;
use ui::icon::sized;
use ui::part::topbar;
use ui::say;
use ui::say::inline;

use crate::import::{Run, Stage};
use crate::pages::visit::Visit;

/// What the records of a run are called, as in a sentence.
pub(super) fn what(visit: &Visit, run: &Run) -> String {
    visit.schema.object(&run.object).map_or_else(|| run.object.clone(), |o| inline(&o.labels).into_owned())
}

/// Head and steps; `now` counts from 0.
pub(super) fn head(visit: &Visit, run: &Run, now: usize, actions: Markup) -> Markup {
    let title = say!("import-title", what = &what(visit, run));
    let home = visit.schema.object(&run.object).map(|o| (format!("/{}", o.plural), o.labels.clone()));
    let mut crumbs: Vec<(&str, &str)> = home.iter().map(|(h, l)| (h.as_str(), l.as_str())).collect();
    let all = say!("import-crumb");
    crumbs.push(("/imports", &all));
    let steps = [
        say!("import-step-upload"),
        say!("import-step-match"),
        say!("import-step-check"),
        say!("import-step-import"),
    ];
    html! {
        (topbar(&crumbs, &title, None, actions))
        ol.wizard."px-4"."h-12".border-b.border-line.shrink-0 aria-label=(say!("import-steps")) {
            @for (i, name) in steps.iter().enumerate() {
                li.is-done[i < now] aria-current=[(i == now).then_some("step")] {
                    @if i < now { span.sr-only { (say!("import-step-done")) " " } }
                    (name)
                }
            }
        }
    }
}

/// The step a run is in.
pub(super) fn step_of(run: &Run) -> usize {
    match run.stage() {
        Stage::Match => 1,
        Stage::Check => 2,
        Stage::Import => 3,
    }
}

/// A number as people read it.
pub(super) fn count(n: u64) -> String {
    words::number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// How an import stands, as a badge.
pub(super) fn badge(run: &Run) -> Markup {
    let (tone, words) = match (run.state.as_str(), run.stage()) {
        ("planned", _) => ("slate", say!("import-state-planned")),
        ("questions", _) => ("amber", say!("import-state-questions")),
        ("running", Stage::Import) => ("blue", say!("import-state-running")),
        ("running", _) => ("blue", say!("import-state-reading")),
        ("done", Stage::Import) => ("green", say!("import-state-done")),
        ("done", _) => ("sky", say!("import-state-checked")),
        ("failed", _) => ("red", say!("import-state-failed")),
        ("stopped", _) => ("orange", say!("import-state-stopped")),
        _ => ("slate", say!("import-state-undone")),
    };
    html! { span.badge data-tone=(tone) { (words) } }
}

/// The file of a run, its size in rows and how it is written.
pub(super) fn file(run: &Run) -> Markup {
    let written: Option<(String, String)> =
        run.report.get("written").and_then(|w| serde_json::from_value(w.clone()).ok());
    html! {
        div.flex."gap-3".items-center {
            span.grid.place-items-center."size-9".rounded-lg.bg-tone-soft.text-tone-ink data-tone="green" { (sized("file-spreadsheet", "icon")) }
            div."min-w-0" {
                p.font-medium.truncate title=(run.name) { (run.name) }
                p.text-sm.text-muted {
                    (say!("import-rows", count = run.total.unwrap_or_default()))
                    @if let Some((encoding, separator)) = written { ", " (encoding) ", " (separator) }
                }
            }
        }
    }
}
