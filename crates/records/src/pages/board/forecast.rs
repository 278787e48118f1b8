//! Over a board of stages: what is won, what is likely in three degrees, and what all of it lets expect.
use engine::StageKind;
use maud::{Markup, html};
use ui::field::words;
use ui::say::Key;
use ui::{key, say};

use super::lanes::{Board, Figures, Lane};

/// From this chance on a deal is as good as promised.
const COMMIT: u8 = 75;
/// From this chance on it may well come.
const BEST: u8 = 40;

/// A part of the forecast: its tone, its name, its figures.
type Part = (&'static str, Key, Figures);

/// The strip; nothing where lanes are no stages or nothing is worth anything.
pub(super) fn strip(board: &Board<'_>, lanes: &[Lane]) -> Markup {
    let parts = parts(lanes);
    let all = Figures::total(parts.iter().map(|(.., figures)| figures));
    let (Some(total), true) = (all.sum(board.visit), lanes.iter().any(|l| l.stage == Some(StageKind::Open)))
    else {
        return html! {};
    };
    let Some((expected, percent)) = all.weighted(board.visit) else { return html! {} };
    let size = all.size();
    html! {
        section."px-4"."py-3".border-b.border-line.shrink-0 aria-label=(say!("board-forecast")) {
            div.flex.flex-wrap.items-end."gap-x-8"."gap-y-2" {
                dl.flex.flex-wrap."gap-x-7"."gap-y-2"."max-sm:w-full"."max-sm:justify-between"."max-sm:gap-x-2" {
                    @for (tone, name, figures) in &parts {
                        div.flex.flex-col {
                            dt.flex.items-center."gap-1.5".text-xs.text-muted.whitespace-nowrap { span.dot data-tone=(tone) {} (name) }
                            dd.font-semibold.whitespace-nowrap {
                                (figures.sum(board.visit).unwrap_or_else(|| "–".to_owned())) " "
                                span.text-xs.font-normal.text-faint."max-sm:hidden" { (words::number(figures.count)) }
                            }
                        }
                    }
                }
                span.grow {}
                dl."sm:text-end"."max-sm:w-full" {
                    dt.text-xs.text-muted { (say!("board-expected")) }
                    dd.text-lg.font-semibold."leading-5" { (expected) }
                }
            }
            div.segbar."mt-3" aria-hidden="true" {
                @for (tone, _, figures) in &parts {
                    @let share = (figures.size() / size * 100.0).round() as i64;
                    @if share > 0 { span class={ "v-" (share.clamp(1, 100)) } data-tone=(tone) {} }
                }
            }
            p.text-xs.text-muted."mt-2" { (say!("board-expected-of", percent = percent, total = total)) }
        }
    }
}

fn parts(lanes: &[Lane]) -> [Part; 4] {
    let of =
        |fits: &dyn Fn(&Lane) -> bool| Figures::total(lanes.iter().filter(|l| fits(l)).map(|l| &l.figures));
    let open = |lane: &Lane, from: u8, below: u8| {
        let chance = lane.chance.unwrap_or_default();
        lane.stage == Some(StageKind::Open) && chance >= from && chance < below
    };
    [
        ("green", key!("board-won"), of(&|l| l.stage == Some(StageKind::Won))),
        ("teal", key!("board-commit"), of(&|l| open(l, COMMIT, u8::MAX))),
        ("sky", key!("board-best-case"), of(&|l| open(l, BEST, COMMIT))),
        ("slate", key!("board-pipeline"), of(&|l| open(l, 0, BEST))),
    ]
}
