//! Dashboards and goals over the API: cards, figures, the link for those outside, how a goal stands.
use serde_json::json;

use super::About;
use super::operation::{JSON, Operation, shared, text};

/// What is done with dashboards and goals besides what is done with any record.
pub(super) fn operations(about: &About<'_>) -> Vec<Operation> {
    let known = |key: &str| about.objects.iter().find(|o| o.key == key && !o.own);
    let object = |words: &'static str| (200, words, Some(("application/json", json!({"type": "object"}))));
    let mut all = Vec::new();
    if let Some(dashboard) = known("dashboard") {
        let op = |method, path: &str, id: &str, summary: &str| {
            Operation::new(method, path, id, &dashboard.plural, summary).takes([shared("id")])
        };
        let mut cards = op("get", "/dashboards/{id}/cards", "get_cards", "The cards of a dashboard");
        cards.answers.push(object("`data`: the cards, `version`: of the dashboard."));
        let mut arrange = op("put", "/dashboards/{id}/cards", "put_cards", "Give a dashboard other cards")
            .refuses(&["Forbidden", "NotFound", "Conflict", "Invalid"]);
        arrange = arrange.body(JSON, json!({"type": "object", "properties": {
            "version": {"type": "integer"},
            "data": {"type": "array", "maxItems": 40, "items": {"type": "object", "required": ["metric"], "properties": {
                "metric": {"type": "string"}, "title": {"type": "string"}, "by": {"type": "string"}, "then": {"type": "string"},
                "chart": {"enum": ["number", "column", "bar", "line", "funnel", "table"]},
                "period": {"type": "string"}, "filter": {"type": "string"}, "width": {"type": "integer"},
            }}},
        }}));
        arrange.answers.push(object("The cards as they are now."));
        let mut figures = Operation::new(
            "get",
            "/dashboards/{id}/figures",
            "get_figures",
            &dashboard.plural,
            "The figures of all cards; shipped dashboards by name: sales, team, leads, revenue",
        )
        .takes([
            shared("id"),
            text("period", "A named period, such as `this_quarter`."),
            text("from", "The first day, instead of a period."),
            text("to", "The last day."),
            text("compare", "`previous`, `year` or `none`."),
            text("whose", "`everyone`, `team` or `mine`."),
            shared("filter"),
        ])
        .refuses(&["NotFound"]);
        figures.answers.push(object("Each card with its figure, as GET /metrics/{name} gives it."));
        let mut share = op(
            "post",
            "/dashboards/{id}/link",
            "share_dashboard",
            "Make the link for those outside, or another one",
        );
        share.answers.push((
            201,
            "`path`: where it leads.",
            Some(("application/json", json!({"type": "object"}))),
        ));
        let mut unshare = op("delete", "/dashboards/{id}/link", "unshare_dashboard", "Take the link away");
        unshare.answers.push((204, "It leads nowhere any more.", None));
        all.extend([cards.refuses(&["NotFound"]), arrange, figures]);
        all.extend([share, unshare].map(|op| op.refuses(&["Forbidden", "NotFound"])));
    }
    if let Some(goal) = known("goal") {
        let mut progress =
            Operation::new("get", "/goals/{id}/progress", "get_progress", &goal.plural, "How a goal stands")
                .takes([shared("id")])
                .refuses(&["NotFound"]);
        progress.answers.push(object(
            "What there is, the target, what should be there by now, where it leads, its course.",
        ));
        all.push(progress);
    }
    all
}
