//! A list in groups: by a choice, a link, yes or no, or a span of time; each with its count, its sum and its first rows.
use std::sync::Arc;

use base::Error;
use engine::filter::Filter;
use engine::query::{Aggregate, Figure, Function, Group, GroupKey, ListRow, Measure, Query};
use engine::{Class, Field, Kind, Object};
use maud::{Markup, Render, html};
use ui::field::{self, words};
use ui::say;

use super::columns::Columns;
use super::foot;
use super::list::Narrowed;
use super::visit::Visit;

/// Groups with rows on a page.
const GROUPS: usize = 30;
/// Rows of each.
const ROWS: usize = 10;

/// One group with its first rows.
pub(super) struct Grouped {
    key: GroupKey,
    count: i64,
    figure: Figure,
    /// Its first rows.
    pub(super) rows: Vec<ListRow>,
}

/// What a list is grouped by.
pub(super) struct By<'a> {
    group: Group,
    field: &'a Field,
    /// The first amount among the columns, which each group sums up.
    sum: Option<&'a Field>,
}

/// The groups people are offered: `(what the address says, what it is called)`.
pub(super) fn offered(visit: &Visit, object: &Object) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for field in super::columns::offered(visit, object) {
        match field.kind.class() {
            Class::Choice | Class::Bool | Class::Link => out.push((field.key.clone(), field.label.clone())),
            Class::Date | Class::Moment => {
                for (span, label) in [
                    ("month", say!("list-by-month", field = &field.label)),
                    ("quarter", say!("list-by-quarter", field = &field.label)),
                    ("year", say!("list-by-year", field = &field.label)),
                ] {
                    out.push((format!("{}:{span}", field.key), label.into()));
                }
            }
            _ => {}
        }
    }
    out
}

impl<'a> By<'a> {
    /// What the address asks for, if the person may see it.
    pub(super) fn of(visit: &Visit, object: &'a Object, columns: &'a Columns) -> Option<Self> {
        let mut group = Group::parse(visit.asked.text("by")?).ok()?;
        let field = object.field(&group.path).filter(|f| !f.hidden && visit.actor.sees(object, f))?;
        let time = matches!(field.kind.class(), Class::Date | Class::Moment);
        if time && group.bucket.is_none() {
            group.bucket = engine::query::Bucket::parse("month");
        }
        let sum = columns.shown.iter().map(|s| &s.field).find(|f| f.kind == Kind::Money);
        Some(Self { group, field, sum })
    }

    /// The groups with their first rows, and how many groups there are beyond those.
    pub(super) async fn rows(
        &self,
        visit: &Visit,
        object: &Arc<Object>,
        narrowed: &Narrowed,
        query: &Query,
    ) -> Result<(Vec<Grouped>, bool), Error> {
        let measures =
            self.sum.map(|f| Measure { function: Function::Sum, path: Some(f.key.clone()), filter: None });
        let asked = Aggregate {
            filter: narrowed.filter().cloned(),
            measures: measures.into_iter().collect(),
            by: vec![self.group.clone()],
            limit: GROUPS,
            ..Aggregate::new(&object.key)
        };
        let table = visit.engine().aggregate(&visit.actor, &asked).await?;
        let mut out = Vec::new();
        for row in table.rows {
            let Some(key) = row.keys.into_iter().next() else { continue };
            let only = key.condition.parse::<Filter>()?;
            let filter = Some(match &query.filter {
                Some(filter) => filter.clone().and(only),
                None => only,
            });
            let page = visit
                .engine()
                .list(
                    &visit.actor,
                    &Query { filter, limit: ROWS, count: false, cursor: None, ..query.clone() },
                )
                .await?;
            let figure = row.figures.into_iter().next().unwrap_or_default();
            out.push(Grouped { key, count: row.count, figure, rows: page.rows });
        }
        Ok((out, table.truncated))
    }

    /// The row over a group: what it has in common, how many, their sum.
    pub(super) fn head(&self, visit: &Visit, group: &Grouped, width: usize) -> Markup {
        let look = visit.look();
        let name = match (self.field.kind, group.key.label.as_str()) {
            (Kind::Choice, _) if !group.key.key.is_empty() => {
                field::cell::choice(self.field, &group.key.key).render()
            }
            (Kind::Toggle, _) if !group.key.key.is_empty() => {
                html! { (self.field.label) ": " (if group.key.value.is_true() { say!("list-yes") } else { say!("list-no") }) }
            }
            (_, "") => html! { (say!("list-group-none", field = say::inline(&self.field.label))) },
            (_, label) => html! { (label) },
        };
        let sum = self.sum.map(|f| foot::told(&look, f, &group.figure)).unwrap_or_default();
        html! {
            tr.is-group {
                th scope="rowgroup" colspan=(width) {
                    span.inline-flex.items-center."gap-2" {
                        span.font-medium { (name) }
                        span.text-faint { (words::number(group.count)) }
                        @if !sum.is_empty() { span.text-muted { (sum) } }
                    }
                }
            }
        }
    }
}

/// The row under a group that has more.
pub(super) fn more(visit: &Visit, group: &Grouped, width: usize) -> Markup {
    if group.count <= group.rows.len() as i64 {
        return html! {};
    }
    let now = visit.asked.text("filter").unwrap_or_default();
    let filter = match Filter::read(now).ok().flatten() {
        Some(filter) => format!("{} AND {}", one(&filter), group.key.condition),
        None => group.key.condition.clone(),
    };
    let href = super::asked::address(
        visit.asked.path(),
        ["view", "sort", "columns"]
            .into_iter()
            .filter_map(|n| Some((n, visit.asked.text(n)?)))
            .chain([("filter", filter.as_str()), ("by", "")]),
    );
    html! {
        tr { td colspan=(width) { a.link.link-hover.text-muted.text-sm href=(href) { (say!("list-show-all", count = group.count)) } } }
    }
}

/// A filter as one condition among others.
fn one(filter: &Filter) -> String {
    filter.conditions().into_iter().map(super::chips::part).collect::<Vec<_>>().join(" AND ")
}
