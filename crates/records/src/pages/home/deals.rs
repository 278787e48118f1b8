//! The person's open deals on the first page: by stage, and those that need a look.
use std::sync::Arc;

use base::{Error, Id};
use engine::metric::{MetricQuery, Reading, Unit};
use engine::query::Query;
use engine::{Action, Object, StageKind, Value};
use maud::{Markup, html};
use ui::field::cell::cut;
use ui::field::figure::figure;
use ui::field::{Titles, brief, face, href, words};
use ui::icon::sized;
use ui::part::Size;
use ui::{Button, say};

use super::Whose;
use crate::pages::asked::address;
use crate::pages::list::named;
use crate::pages::visit::Visit;

/// The person's open deals by stage, and those that need a look.
pub(super) struct Deals {
    object: Arc<Object>,
    stages: Vec<Stage>,
    total: String,
    rows: Vec<Quiet>,
    filter: String,
    whose: Whose,
}

struct Stage {
    label: String,
    tone: String,
    value: String,
    count: i64,
    share: i64,
    href: String,
}

struct Quiet {
    id: Id,
    name: String,
    company: String,
    why: (&'static str, String),
    when: String,
    amount: String,
}

pub(super) async fn deals(visit: &Visit, whose: Whose) -> Result<Option<Deals>, Error> {
    let Some(object) = visit.schema.object("deal").filter(|o| visit.sees(o)).cloned() else {
        return Ok(None);
    };
    let Some(stage) = object
        .field("stage")
        .filter(|f| f.choices.iter().any(|c| c.stage.is_some()) && visit.actor.sees(&object, f))
        .cloned()
    else {
        return Ok(None);
    };
    let open: Vec<String> = stage
        .choices
        .iter()
        .filter(|c| c.stage == Some(StageKind::Open))
        .map(|c| engine::filter::quoted(&c.key))
        .collect();
    let owners = whose.filter(visit);
    let and = if owners.is_empty() { "" } else { " AND " };
    let filter = format!("{owners}{and}stage IN ({})", open.join(", "));
    let query = MetricQuery {
        by: Some("stage".to_owned()),
        filter: Some(owners).filter(|o| !o.is_empty()),
        ..MetricQuery::default()
    };
    let Ok(pipeline) = visit.engine().metric(&visit.actor, "open_pipeline", &query).await else {
        return Ok(None);
    };
    let value =
        |reading: &Reading| reading.value.as_deref().and_then(|v| v.parse::<f64>().ok()).unwrap_or_default();
    let all = pipeline.by.iter().map(|r| value(&r.reading)).sum::<f64>().max(1.0);
    let stages = pipeline.by.iter().map(|row| Stage {
        label: stage.choice_of(&row.key).map_or_else(|| row.label.clone(), |c| c.label.clone()),
        tone: stage.choice_of(&row.key).map_or("slate", |c| c.tone.as_str()).to_owned(),
        value: figure(&row.reading, Unit::Money, visit.settings.manners.currency),
        count: row.count,
        share: (value(&row.reading) / all * 100.0).round() as i64,
        href: address("/deals", [("filter", row.filter.as_str())]),
    });
    let look = visit.look();
    let today = look.today();
    // A workspace may have no such field any more, or hide it from this person.
    let has_next = object.field("next_step").is_some_and(|f| !f.hidden && visit.actor.sees(&object, f));
    let next = if has_next { " OR next_step IS NULL" } else { "" };
    let quiet = format!("{filter} AND (close_date < today OR updated_at < -21d OR close_date <= +7d{next})");
    let query = Query::new("deal")
        .filter(&quiet)?
        .sort("close_date")?
        .columns(if has_next {
            "name,company.name,amount,close_date,updated_at,next_step"
        } else {
            "name,company.name,amount,close_date,updated_at"
        })
        .limit(6);
    let page = match visit.engine().list(&visit.actor, &query).await {
        Ok(page) => page,
        Err(Error::Invalid(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let rows = page.rows.iter().map(|row| {
        let cell = |i: usize| row.cells.get(i).unwrap_or(&Value::Null);
        let (close, changed) = (cell(3).date(), cell(4).moment().unwrap_or(visit.now));
        let days = close.map(|d| d.days_since(today));
        let still = today.days_since(changed.date(&visit.settings.manners.zone));
        let no_next = has_next && cell(5).is_null();
        let why = match days {
            Some(days) if days < 0 => ("red", say!("home-close-passed")),
            Some(0) => ("orange", say!("home-closes-today")),
            Some(1) => ("orange", say!("home-closes-tomorrow")),
            Some(days) if days <= 7 => ("orange", say!("home-closes-in", count = days)),
            _ if still > 21 || !no_next => ("amber", say!("home-quiet", count = still)),
            _ => ("slate", say!("home-no-next")),
        };
        let amount =
            object.field("amount").map(|f| brief(&look, f, cell(2), &Titles::new())).unwrap_or_default();
        Quiet {
            id: row.id,
            name: cell(0).text().map_or_else(|| row.id.to_string(), |t| cut(t, 80)),
            company: cell(1).text().map(|t| cut(t, 60)).unwrap_or_default(),
            why: (why.0, why.1.into()),
            when: close.map_or_else(|| look.ago(changed), |d| words::calm_day(d, today)),
            amount,
        }
    });
    Ok(Some(Deals {
        rows: rows.collect(),
        stages: stages.collect(),
        total: figure(&pipeline.reading, Unit::Money, visit.settings.manners.currency),
        filter,
        whose,
        object: object.clone(),
    }))
}

impl Deals {
    pub(super) fn show(&self, visit: &Visit) -> Markup {
        let count: i64 = self.stages.iter().map(|s| s.count).sum();
        let all = address("/deals", [("as", "board"), ("filter", self.filter.as_str())]);
        html! {
            section.card.overflow-hidden aria-labelledby="t-deals" {
                div.card-body."pb-2" {
                    header.flex.items-center."gap-2" {
                        h2 #t-deals.card-title { (match self.whose { Whose::Mine => say!("home-my-pipeline"), Whose::Team => say!("home-team-pipeline"), Whose::Everyone => say!("home-pipeline") }) }
                        span.text-sm.text-muted { (say!("home-in", value = &self.total, deals = named(&self.object, count))) }
                        span.grow {}
                        a.btn.btn-ghost.btn-sm href=(all) { (say!("home-open-board")) (sized("arrow-right", "icon icon-sm")) }
                    }
                    @if !self.stages.is_empty() {
                        div.segbar aria-hidden="true" { @for stage in &self.stages { span class={ "v-" (stage.share.clamp(1, 100)) } data-tone=(stage.tone) {} } }
                        dl.grid."grid-cols-3"."sm:grid-cols-5"."gap-y-2".text-sm {
                            @for stage in &self.stages {
                                div {
                                    dt.flex.items-center."gap-1.5".text-muted { span.dot data-tone=(stage.tone) {} (stage.label) }
                                    dd.font-medium { a.link.link-hover href=(stage.href) { (stage.value) } " " span.text-faint.font-normal { (stage.count) } }
                                }
                            }
                        }
                    }
                }
                @if self.rows.is_empty() { p."px-4"."pb-4".text-sm.text-muted { (say!("home-no-deals")) } }
                @else {
                    table.table.border-t.border-line {
                        caption.sr-only { (say!("home-attention")) }
                        thead.sr-only { tr { th scope="col" { (self.object.label) } th scope="col" { (say!("home-why")) } th scope="col" { (say!("home-when")) } th scope="col" { (say!("home-amount")) } } }
                        tbody { @for deal in &self.rows { (self.line(deal)) } }
                    }
                }
                @if visit.can(&self.object, Action::Create) && count == 0 { p."px-4"."pb-4" { (Button::link("/deals/new", &say!("command-new", what = say::inline(&self.object.label))).icon("plus").small().frame("dialog")) } }
            }
        }
    }

    fn line(&self, deal: &Quiet) -> Markup {
        html! {
            tr {
                td.w-full."max-w-0" {
                    a.flex.items-center."gap-2.5" href=(href(&self.object, deal.id)) {
                        (face(&self.object, &deal.name, deal.id, Size::Small))
                        span.truncate { span.font-medium { (deal.name) } " " span.text-muted."max-sm:hidden" { (deal.company) } }
                    }
                }
                td."max-sm:hidden" { span.badge data-tone=(deal.why.0) { (deal.why.1) } }
                td.text-muted.whitespace-nowrap { (deal.when) }
                td.num.font-medium { (deal.amount) }
            }
        }
    }
}
