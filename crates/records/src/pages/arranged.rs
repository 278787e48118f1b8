//! How a list is arranged: by the saved view it shows, and by what its address says beyond that.
use std::sync::Arc;

use base::{Error, Id};
use engine::Object;
use engine::view::View;

use super::visit::Visit;

/// What a view keeps, as addresses name it.
pub(super) const KEPT: [&str; 4] = ["filter", "sort", "columns", "by"];

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
        visit.asked.gather("sort", "sort");
        let views = visit.engine().views(&visit.actor, Some(object)).await?;
        let view = match visit.asked.text("view").map(str::parse::<Id>) {
            Some(id) => views.iter().find(|v| id.as_ref() == Ok(&v.id)),
            None if visit.asked.pairs().is_empty() => views.iter().find(|v| v.start),
            None => None,
        }
        .cloned();
        if let Some(view) = &view {
            let kept = [
                ("filter", &view.filter),
                ("sort", &view.sort),
                ("columns", &view.columns),
                ("by", &view.by),
            ];
            let id = view.id.to_string();
            visit
                .asked
                .lay_beneath(kept.iter().map(|(n, v)| (*n, v.as_str())).chain([("view", id.as_str())]));
        }
        let changed = KEPT.iter().any(|name| visit.asked.differs(name));
        Ok(Self { views, view, changed })
    }
}
