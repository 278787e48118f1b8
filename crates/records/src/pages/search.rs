//! Search over all objects: a page, and the options of the palette.
use axum::response::IntoResponse;
use engine::search::Hit;
use engine::{Action, Object};
use maud::{Markup, html};
use ui::field::cell::cut;
use ui::field::{face, href};
use ui::icon::{icon, sized};
use ui::part::{Size, empty, topbar};
use ui::web::Answer;

use super::visit::Visit;

/// Hits on the page.
const PAGE: usize = 50;
/// Hits in the palette.
const PALETTE: usize = 8;

/// `GET /search?q=`
pub(super) async fn show(visit: Visit) -> Answer {
    let words = visit.asked.text("q").unwrap_or_default().to_owned();
    let fragment = visit.fragment || visit.asked.text("fragment").is_some();
    let limit = if fragment { PALETTE } else { PAGE };
    let hits = if words.is_empty() {
        Vec::new()
    } else {
        visit.engine().search(&visit.actor, &words, None, limit).await?
    };
    if fragment {
        return Ok(options(&visit, &words, &hits).into_response());
    }
    let body = html! {
        (topbar(&[], "Search", None, html! {}))
        div.toolbar {
            form.flex.grow.items-center."gap-2" method="get" action="/search" role="search" {
                label.input.grow."max-w-[34rem]" {
                    (sized("search", "icon icon-sm text-faint"))
                    input name="q" type="search" value=(words) aria-label="Search" autofocus[words.is_empty()];
                }
                button.btn.btn-primary { "Search" }
            }
        }
        @if words.is_empty() { (empty("search", "Search everything", "Names, parts of e-mail addresses and phone numbers, words of notes. One slip of the keys is forgiven.", html! {})) }
        @else if hits.is_empty() { (empty("search", &format!("Nothing found for {}", super::form::quoted(&words)), "Try fewer words or the beginning of a word.", html! {})) }
        @else {
            div.panel-body {
                ul."max-w-[60rem]"."py-2" {
                    @for hit in &hits { @if let Some(object) = visit.schema.object(&hit.object) { (line(object, hit)) } }
                }
            }
        }
    };
    visit.page("Search", None, body).await
}

fn line(object: &Object, hit: &Hit) -> Markup {
    html! {
        li {
            a.flex.items-center."gap-3"."px-4"."py-2"."hover:bg-hover" href=(href(object, hit.id)) {
                (face(object, &hit.title, hit.id, Size::Medium))
                span."min-w-0".grow { span.block.truncate.font-medium { (cut(&hit.title, 120)) } @if !hit.line.is_empty() { span.block.truncate.text-sm.text-muted { (hit.line) } } }
                span.text-sm.text-muted.shrink-0 { (object.label) }
            }
        }
    }
}

/// What the palette shows: what was found, then places and things to create that fit the words.
fn options(visit: &Visit, words: &str, hits: &[Hit]) -> Markup {
    let folded = base::fold(words);
    let fits = |text: &str| folded.is_empty() || base::fold(text).contains(&folded);
    let objects: Vec<_> =
        visit.schema.objects().filter(|o| (!o.nav.is_empty() || o.own) && visit.sees(o)).collect();
    let option = |href: &str, picture: Markup, label: &str, line: &str, kind: &str| {
        html! {
            li.flex.items-center."gap-2.5"."px-2"."min-h-9"."rounded-(--radius-selector)".cursor-pointer."aria-selected:bg-base-content/7" role="option" aria-selected="false" data-href=(href) {
                (picture)
                span.truncate.font-medium { (label) }
                span."min-w-0".grow.truncate.text-muted { (line) }
                span.text-xs.text-faint { (kind) }
            }
        }
    };
    html! {
        @for hit in hits {
            @if let Some(object) = visit.schema.object(&hit.object) {
                (option(&href(object, hit.id), face(object, &hit.title, hit.id, Size::Small), &cut(&hit.title, 80), &hit.line, &object.label))
            }
        }
        @for object in objects.iter().filter(|o| fits(&o.labels)).take(6) {
            (option(&format!("/{}", object.plural), icon(&object.icon), &object.labels, "", "Go to"))
        }
        @for object in objects.iter().filter(|o| visit.can(o, Action::Create) && !folded.is_empty() && fits(&format!("new {}", o.label))).take(4) {
            (option(&format!("/{}/new", object.plural), icon("plus"), &format!("New {}", object.label.to_lowercase()), "", "Create"))
        }
        @if !words.is_empty() {
            (option(&super::asked::address("/search", [("q", words)]), icon("search"), &format!("Search for {}", super::form::quoted(words)), "", "All results"))
        }
    }
}
