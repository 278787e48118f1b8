//! The board of an object: lanes of a field's values, cards that are moved by pointer, keys or a form.
mod card;
mod forecast;
mod lanes;
mod moving;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use engine::layout::Layout;
use engine::{Action, Object, StageKind};
use maud::{Markup, html};
use ui::field::words;
use ui::icon::{icon, sized};
use ui::overlay::keys_here;
use ui::part::topbar;
use ui::say;
use ui::web::Answer;

use self::card::{Cards, all, in_list};
use self::lanes::{Board, CARDS, Lane, Pipeline};
pub(super) use self::moving::{ask, ask_again, change, place, wanted};
use super::arranged::Arranged;
use super::form::prefilled;
use super::list::{Narrowed, wrong};
use super::moving::is_movable;
use super::visit::Visit;
use super::{arrange, chips, layouts, tallies, toolbar};

/// The list of an object as a board.
pub(super) async fn show(mut visit: Visit, object: &Arc<Object>, arranged: &Arranged) -> Answer {
    let offered: Vec<_> = layouts::lanes(&visit, object).into_iter().cloned().collect();
    let said = visit.asked.text("by").unwrap_or_default();
    let field = offered.iter().find(|f| f.key == said).or(offered.first()).cloned();
    let Some(field) = field else { return Err(ui::web::Fault::not_found()) };
    visit.asked.suppose("by", &field.key);
    visit.asked.suppose("columns", &card::usual(object, &field));
    if let Some(date) =
        layouts::dates(&visit, object).into_iter().find(|f| f.index && !f.system).map(|f| f.key.clone())
    {
        visit.asked.suppose("sort", &date);
    }
    let text = visit.asked.text("filter").unwrap_or_default().to_owned();
    let narrowed = Narrowed::of(&visit, object, &text, visit.asked.text("q").unwrap_or_default()).await?;
    let mut board = Board {
        visit: &visit,
        object,
        field: &field,
        narrowed: &narrowed,
        pipeline: Pipeline::of(&visit, object, &field, &text),
        cards: Cards::of(&visit, object),
    };
    if let (true, Some(lane)) = (visit.fragment, visit.asked.all("lane").next()) {
        return more(board, lane).await;
    }
    let lanes = match narrowed.error {
        None => Some(board.lanes(folded(&visit).as_ref(), &visit.brought).await?),
        Some(_) => None,
    };
    let count = lanes.as_ref().map(|lanes| lanes.iter().map(|l| l.figures.count).sum::<i64>());
    if let Some(lanes) = &lanes {
        let ids = lanes.iter().flat_map(|l| l.rows.iter().map(|r| r.id)).collect();
        board.cards.look_ahead(&visit, ids).await?;
    }
    if let (Some(count), true, true) = (count, narrowed.words.is_empty(), board.pipeline.is_none()) {
        tallies::keep(&visit, &object.key, &narrowed.text, count);
    }
    toolbar::count(&visit, object, arranged).await?;
    let chips = chips::of(&visit, object, &narrowed.text).await?;
    let arrange = html! {
        @if let Some(pipeline) = &board.pipeline { (pipelines(&visit, object, pipeline, &text)) }
        (arrange::of_cards(&visit, object, &board.cards.columns, offered.len()))
    };
    let badge = count.map(words::number);
    let body = html! {
        (topbar(&[], &object.labels, badge.as_deref(), ui::command::bar("list-menu", &super::commands::of_list(&visit, object))))
        (toolbar::tabs(&visit, object, arranged))
        @if let Some(lanes) = &lanes { (forecast::strip(&board, lanes)) }
        (toolbar::bar(&visit, object, &narrowed, &chips, Layout::Board, &arrange))
        @match &lanes {
            Some(lanes) => (draw(&board, lanes)),
            None => (wrong(object)),
        }
    };
    let status = if narrowed.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let others = board.cards.live().map(|o| format!(",{o}")).unwrap_or_default();
    visit.page_with(status, &object.labels, Some(format!("/live?object={}{others}", object.key)), body).await
}

/// Lanes that are folded up, where the address says so.
fn folded(visit: &Visit) -> Option<BTreeSet<String>> {
    let said = visit.asked.has("folded").then(|| visit.asked.text("folded").unwrap_or_default());
    said.map(|keys| keys.split(',').filter(|k| *k != "-").map(str::to_owned).collect())
}

/// The next cards of a lane, for a script.
async fn more(mut board: Board<'_>, key: &str) -> Answer {
    let key = key.to_owned();
    let (rows, next) = board.page(&key, board.visit.asked.text("after"), CARDS).await?;
    board.cards.look_ahead(board.visit, rows.iter().map(|r| r.id).collect()).await?;
    let choice = board.field.choice_of(&key);
    let lane = Lane::more(choice, &key, rows, next);
    Ok(all(board.visit, board.object, &board.cards, &lane, board.field, &board.condition(&key))
        .into_response())
}

/// Which pipeline the lanes belong to.
fn pipelines(visit: &Visit, object: &Object, pipeline: &Pipeline<'_>, filter: &str) -> Markup {
    let label = pipeline.field.choice_of(&pipeline.key).map_or(pipeline.key.as_str(), |c| &c.label);
    html! {
        details.dropdown.dropdown-end {
            summary.btn.btn-ghost.btn-sm aria-label={ (pipeline.field.label) ": " (label) } { (label) (sized("chevron-down", "icon icon-sm")) }
            ul.dropdown-content.menu.pop."w-56"."mt-1.5"."z-20" {
                @for choice in pipeline.field.choices.iter().filter(|c| !c.hidden) {
                    @let href = visit.asked.with("filter", Some(&pipeline.instead(object, filter, &choice.key)));
                    li { a href=(href) aria-current=[(choice.key == pipeline.key).then_some("true")] { span.grow { (choice.label) } @if choice.key == pipeline.key { (sized("check", "icon icon-sm")) } } }
                }
            }
        }
    }
}

/// Lanes, the bar that closes a record, and what says aloud where a card went.
fn draw(board: &Board<'_>, lanes: &[Lane]) -> Markup {
    let Board { visit, object, field, .. } = *board;
    let may = may_move(board);
    html! {
        div.contents data-controller="board" data-board-field-value=(field.key) data-board-place-value={ "/" (object.plural) } data-board-back-value=(visit.asked.here()) data-board-words-value=(words_of_script()) data-keys=(keys()) {
            div.panel-body.relative tabindex="0" role="region" aria-label=(say!("board-region", objects = &object.labels, field = ui::say::inline(&field.label))) data-board-target="ground" {
                div.board { @for lane in lanes { (column(board, lane, lanes)) } }
            }
            p #board-hint.sr-only {
                @if may { (say!("board-hint")) } @else { (say!("board-hint-still")) }
            }
            p.sr-only role="status" data-board-target="said" {}
            @if may { (closing(board, lanes)) (dialog()) }
        }
    }
}

/// What keys do on a board.
fn keys() -> String {
    keys_here(&[
        ("left right up down", say!("keys-cards")),
        ("shift+left shift+right", say!("keys-card-move")),
        ("space", say!("keys-lift")),
        ("enter", say!("keys-open")),
        ("e", say!("keys-edit")),
    ])
}

/// What the script says aloud.
fn words_of_script() -> String {
    serde_json::json!({
        "lifted": say!("board-said-lifted"),
        "over": say!("board-said-over"),
        "moved": say!("board-said-moved"),
        "back": say!("board-said-back"),
        "offline": say!("board-offline"),
    })
    .to_string()
}

fn may_move(board: &Board<'_>) -> bool {
    is_movable(board.visit, board.object, board.field)
}

fn column(board: &Board<'_>, lane: &Lane, lanes: &[Lane]) -> Markup {
    let Board { visit, object, field, .. } = *board;
    let id = format!("lane-{}", lane.key);
    let other = |key: &str, fold: bool| {
        let mut keys: Vec<&str> =
            lanes.iter().filter(|l| l.folded && l.key != key).map(|l| l.key.as_str()).collect();
        if fold {
            keys.push(key);
        }
        visit
            .asked
            .with("folded", Some(if keys.is_empty() { "-".to_owned() } else { keys.join(",") }.as_str()))
    };
    let count = words::number(lane.figures.count);
    if lane.folded {
        return html! {
            section.lane.is-folded aria-labelledby=(id) id={ "l-" (lane.key) } data-board-target="lane" data-value=(lane.key) data-label=(lane.label) {
                a.flex.items-center."gap-1.5" href=(other(&lane.key, false)) title=(say!("board-unfold", lane = &lane.label)) {
                    span.dot data-tone=(lane.tone) {}
                    h2.text-sm.font-semibold id=(id) { (lane.label) }
                    span.text-sm.text-muted { (count) }
                    @if let Some(sum) = lane.figures.sum(visit) { span.text-sm.text-muted { (sum) } }
                }
                ol.sr-only aria-label={ (lane.label) ", " (ui::say::inline(&object.labels)) } data-board-target="list" {}
            }
        };
    }
    let new = prefilled(object, &field.key, &lane.key, &visit.asked.here());
    html! {
        section.lane aria-labelledby=(id) id={ "l-" (lane.key) } data-board-target="lane" data-value=(lane.key) data-label=(lane.label) {
            header {
                div.flex.items-center."gap-1.5" {
                    span.dot data-tone=(lane.tone) {}
                    h2.text-sm.font-semibold.truncate id=(id) { a."hover:underline" href=(in_list(visit, object, &board.condition(&lane.key))) { (lane.label) } }
                    span.text-sm.text-muted { (count) }
                    span.grow {}
                    a.btn.btn-ghost.btn-square.btn-xs.text-faint."max-md:hidden" href=(other(&lane.key, true)) aria-label=(say!("board-fold-named", lane = &lane.label)) title=(say!("board-fold")) { (sized("chevron-left", "icon icon-sm")) }
                    @if visit.can(object, Action::Create) && !lane.key.is_empty() {
                        a.btn.btn-ghost.btn-square.btn-xs href=(new) aria-label=(say!("board-add-named", what = ui::say::inline(&object.label), lane = &lane.label)) title=(say!("board-add", lane = &lane.label)) { (sized("plus", "icon icon-sm")) }
                    }
                }
                @if let Some(sum) = lane.figures.sum(visit) {
                    div.flex.items-baseline.justify-between.text-sm."mt-0.5" {
                        span.font-medium { (sum) }
                        @if let Some((weighted, percent)) = lane.weighted(visit) { span.text-xs.text-muted title=(say!("board-of-total", percent = percent)) { (say!("board-weighted", sum = weighted, percent = percent)) } }
                    }
                }
            }
            ol aria-label={ (lane.label) ", " (ui::say::inline(&object.labels)) } data-board-target="list" { (all(visit, object, &board.cards, lane, field, &board.condition(&lane.key))) }
        }
    }
}

/// Shown while a card is dragged: what ends it, or puts it off.
fn closing(board: &Board<'_>, lanes: &[Lane]) -> Markup {
    let ends: Vec<(&Lane, &str)> = [(StageKind::Won, "trophy"), (StageKind::Lost, "circle-x")]
        .into_iter()
        .filter_map(|(kind, name)| lanes.iter().find(|l| l.stage == Some(kind)).map(|l| (l, name)))
        .collect();
    let later = moving::later(board.visit, board.object).filter(|_| !ends.is_empty());
    let asks = |lane: &Lane| board.field.choice_of(&lane.key).is_some_and(|c| !c.asks.is_empty());
    html! {
        @if !ends.is_empty() {
            div.bulkbar.drop-bar data-board-target="bar" hidden {
                span."px-2".text-sm { (say!("board-drop-here")) }
                hr;
                @for (lane, name) in &ends {
                    span.btn.btn-sm data-board-target="zone" data-value=(lane.key) data-label=(lane.label) { (icon(name)) @if asks(lane) { (say!("board-asking", lane = &lane.label)) } @else { (lane.label) } }
                }
                @if later.is_some() { span.btn.btn-sm data-board-target="zone" data-later=(moving::LATER) data-label=(say!("board-not-now")) { (icon("clock")) (say!("board-not-now-days", count = moving::LATER)) } }
            }
        }
    }
}

/// Where a move that asks for something opens.
fn dialog() -> Markup {
    html! {
        dialog.modal #move-dialog aria-label=(say!("board-move")) data-board-target="dialog" data-action="close->board#closed" {
            div.modal-box { turbo-frame #move-form {} }
        }
    }
}
