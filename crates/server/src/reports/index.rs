//! All dashboards: those Rondo brings, one's own, those others share.
use engine::query::Query;
use engine::{Action, Record};
use maud::{Markup, html};
use records::pages::Visit;
use reports::dashboard::{cards, shipped};
use ui::command::{self, Command, Shown};
use ui::icon::icon;
use ui::part::{badge, topbar};
use ui::say;
use ui::web::Answer;

/// Dashboards listed at most; the ordinary list has them all.
const MOST: usize = 200;

/// `GET /dashboards`
pub(super) async fn show(visit: Visit) -> Answer {
    let object = visit.object("dashboard")?;
    let query = Query::new("dashboard").sort("name")?.limit(MOST);
    let (all, _) = visit.engine().records(visit.actor(), &query).await?;
    let me = visit.actor().user;
    let (mine, others): (Vec<&Record>, Vec<&Record>) = all.iter().partition(|r| r.owner() == me);
    let mut commands = vec![
        Command::page(say!("dashboard-metrics"), "sigma", "/dashboards/metrics").shown(Shown::Bar),
        Command::page(say!("dashboard-as-list"), "list", "/dashboards?as=list"),
    ];
    if visit.can(&object, Action::Create) {
        commands.push(
            Command::dialog(say!("dashboard-new"), "plus", "/dashboards/new").key("n").shown(Shown::Main),
        );
    }
    let body = html! {
        (topbar(&[], &object.labels, None, command::bar("dashboards-menu", &commands)))
        div.panel-body."bg-base-100" tabindex="0" role="region" aria-label=(object.labels) {
            div."max-w-[76rem]".mx-auto."p-4"."md:p-6".grid."gap-8" {
                @if !mine.is_empty() { (section(&say!("dashboard-mine"), &html! { @for record in &mine { (one(&visit, record)) } })) }
                @if !others.is_empty() { (section(&say!("dashboard-others"), &html! { @for record in &others { (one(&visit, record)) } })) }
                (section(&say!("dashboard-shipped"), &html! {
                    @for own in shipped() { (tile(&format!("/dashboards/{}", own.key), &own.name.said(), &own.about.said(), own.cards.len(), None)) }
                }))
            }
        }
    };
    visit.page(&object.labels, Some("/live?object=dashboard".to_owned()), body).await
}

fn section(name: &str, tiles: &Markup) -> Markup {
    html! {
        section.grid."gap-3" aria-label=(name) {
            h2.font-semibold { (name) }
            ul.grid."gap-4"."sm:grid-cols-2"."xl:grid-cols-3" { (tiles) }
        }
    }
}

fn one(visit: &Visit, record: &Record) -> Markup {
    let shared = record.object.field("shared").zip(record.get("shared").text());
    let shared = shared.filter(|(_, key)| *key != "me").and_then(|(field, key)| field.choice_of(key));
    let shared = shared.map(|choice| {
        (
            visit
                .schema()
                .object("dashboard")
                .and_then(|o| o.field("shared")?.choice_of(&choice.key).cloned())
                .map_or_else(|| choice.label.clone(), |c| c.label),
            choice.tone.clone(),
        )
    });
    let about = record.get("description").text().unwrap_or_default();
    tile(
        &format!("/dashboards/{}", record.id),
        &record.title(),
        about,
        cards(record).len(),
        shared.as_ref().map(|(l, t)| (l.as_str(), t.as_str())),
    )
}

fn tile(href: &str, name: &str, about: &str, count: usize, shared: Option<(&str, &str)>) -> Markup {
    html! {
        li {
            a.card.h-full."hover:bg-base-200" href=(href) {
                span.card-body."gap-1.5" {
                    span.flex.items-center."gap-2".font-medium { (icon("chart-column")) span.truncate."min-w-0" { (name) } span.grow {} @if let Some((label, tone)) = shared { (badge(Some(tone), label, false)) } }
                    @if !about.is_empty() { span.text-sm.text-muted."line-clamp-2" { (about) } }
                    span.text-sm.text-muted { (say!("dashboard-cards", count = count)) }
                }
            }
        }
    }
}
