//! How a list is arranged: by the saved view it shows, and by what its address says beyond that.
use std::sync::Arc;

use base::{Error, Id};
use engine::Object;
use engine::layout::Layout;
use engine::view::View;

use super::visit::Visit;

/// The record that is shown beside the list.
pub(super) const PEEK: &str = "peek";

/// What a view keeps, as addresses name it.
pub(super) const KEPT: [&str; 5] = ["as", "filter", "sort", "columns", "by"];

/// The views of a list, and which one is shown.
pub(super) struct Arranged {
    /// Every saved view the person sees.
    pub(super) views: Vec<View>,
    /// The one shown.
    pub(super) view: Option<View>,
    /// The address says something else than the view does.
    pub(super) changed: bool,
}

impl Arranged {
    /// Finds the view out and lays it beneath what the address says. `view=` names it; an address that says nothing
    /// shows the view the person begins with; `view=all` is none.
    pub(super) async fn of(visit: &mut Visit, object: &Arc<Object>) -> Result<Self, Error> {
        visit.asked.gather("column", "columns");
        visit.asked.gather_widths();
        visit.asked.gather("sort", "sort");
        let views = visit.engine().views(&visit.actor, Some(object)).await?;
        let view = match visit.asked.text("view").map(str::parse::<Id>) {
            Some(id) => views.iter().find(|v| id.as_ref() == Ok(&v.id)),
            // Which record is looked at beside the list says nothing of the list.
            None if visit.asked.pairs().iter().all(|(name, _)| name == PEEK) => {
                views.iter().find(|v| v.start)
            }
            None => None,
        }
        .cloned();
        if let Some(view) = &view {
            let layout = if visit.asked.has("as") {
                Layout::parse(visit.asked.text("as").unwrap_or_default())
            } else {
                view.layout
            };
            // What a list has as columns and groups means nothing to a board.
            let same = |text: &'_ String| if layout == view.layout { text.clone() } else { String::new() };
            let (columns, by) = (same(&view.columns), same(&view.by));
            let name = if view.layout == Layout::List { "" } else { view.layout.name() };
            let kept = [
                ("as", name),
                ("filter", view.filter.as_str()),
                ("sort", view.sort.as_str()),
                ("columns", columns.as_str()),
                ("by", by.as_str()),
            ];
            let id = view.id.to_string();
            visit.asked.lay_beneath(kept.into_iter().chain([("view", id.as_str())]));
        }
        let changed = KEPT.iter().any(|name| visit.asked.differs(name));
        Ok(Self { views, view, changed })
    }
}
