//! The layout of a dashboard: the order of its cards, by dragging, by arrow keys or by numbers, and how wide each is.
use axum::Form;
use axum::extract::Path;
use base::Error;
use engine::{Committed, Record};
use maud::{Markup, html};
use records::pages::{Flash, Visit};
use reports::card::Card;
use reports::dashboard::{arrange, cards};
use ui::field::Typed;
use ui::icon::icon;
use ui::part::topbar;
use ui::web::Answer;
use ui::{Button, say};

use super::card_form::CHARTS;

/// `GET /dashboards/{id}/layout`
pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let here = format!("/dashboards/{}", record.id);
    let list = visit.object("dashboard")?;
    let title = say!("dashboard-layout");
    let body = html! {
        (topbar(&[("/dashboards", &list.labels), (&here, &record.title())], &title, None, html! { (Button::link(&here, &say!("dashboard-back")).ghost().small()) }))
        div.panel-body tabindex="0" role="region" aria-label=(title) {
            form."max-w-[44rem]".mx-auto."p-4"."md:p-8".grid."gap-4" method="post" action={ (here) "/layout" } {
                input type="hidden" name="version" value=(record.version);
                p.text-muted { (say!("dashboard-layout-hint")) }
                button hidden {}
                ol.card.overflow-hidden data-controller="arrange" { @for (n, card) in cards(&record).iter().enumerate() { (row(&visit, n, card)) } }
                div { (Button::new(&say!("app-save")).primary().key("mod+enter")) }
            }
        }
    };
    visit.page(&title, None, body).await
}

fn row(visit: &Visit, n: usize, card: &Card) -> Markup {
    let metric = visit.engine().metrics().iter().find(|m| m.name == card.metric);
    let name = if card.title.is_empty() {
        metric.map_or_else(|| card.metric.clone(), engine::said::metric_label)
    } else {
        card.title.clone()
    };
    let chart = CHARTS.iter().find(|(c, _)| *c == card.chart).map(|(_, l)| l.said()).unwrap_or_default();
    html! {
        li.flex.flex-wrap.items-center."gap-3"."px-4"."py-2".border-b.border-line."last:border-b-0"."bg-base-100" data-key=(n) data-arrange-target="row" {
            button.btn.btn-ghost.btn-sm.btn-square.cursor-grab.needs-js type="button" draggable="true" data-action="keydown->arrange#key" aria-label=(say!("dashboard-move", card = &name)) title=(say!("dashboard-move-hint")) { (icon("grip-vertical")) }
            label.sr-only for={ "f-place-" (n) } { (say!("dashboard-place", card = &name)) }
            input.input.input-sm."w-16" id={ "f-place-" (n) } name={ "place." (n) } value=(n + 1) inputmode="numeric" data-arrange-target="number" data-action="change->arrange#number";
            span.grow."min-w-40" { span.block.font-medium { (name) } span.block.text-sm.text-muted { (chart) } }
            label.flex.items-center."gap-2".text-sm.text-muted {
                (say!("dashboard-width"))
                select.select.select-sm."w-28" name={ "width." (n) } aria-label=(say!("dashboard-width-card", card = &name)) {
                    option value="0" selected[card.width == 0] { (say!("dashboard-width-auto")) }
                    @for wide in 3..=12_u8 { option value=(wide) selected[card.width == wide] { (say!("dashboard-width-of", count = wide)) } }
                }
            }
        }
    }
}

/// `POST /dashboards/{id}/layout`
pub(super) async fn save(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let typed = Typed::sent(pairs);
    let mut all: Vec<(i64, Card)> = cards(&record)
        .into_iter()
        .enumerate()
        .map(|(n, mut card)| {
            let text = |name: &str| typed.text(&format!("{name}.{n}")).trim().to_owned();
            if let Ok(width) = text("width").parse() {
                card.width = width;
            }
            (text("place").parse().unwrap_or(n as i64 + 1), card)
        })
        .collect();
    all.sort_by_key(|(place, _)| *place);
    let all: Vec<Card> = all.into_iter().map(|(_, card)| card).collect();
    let here = format!("/dashboards/{}", record.id);
    let saved = keep(&visit, &record, &typed, &all).await;
    match saved {
        Ok(done) => Ok(Flash::done(say!("dashboard-layout-saved")).undo(done.batch).then(&here)),
        Err(Error::Conflict(_)) => {
            Ok(Flash::failed(say!("dashboard-changed-meanwhile")).then(&format!("{here}/layout")))
        }
        Err(other) => Err(other.into()),
    }
}

/// Gives a dashboard other cards, as long as nobody has changed it since the form was shown.
pub(super) async fn keep(
    visit: &Visit,
    record: &Record,
    typed: &Typed,
    all: &[Card],
) -> Result<Committed, Error> {
    let mut work = visit.engine().begin(visit.actor()).by_verb();
    arrange(&mut work, record.id, all, typed.text("version").parse().ok()).await?;
    work.commit().await
}
