//! The first page: what waits for the person, which deals need a look, the figures there are, what they looked at and follow.
//! What should get better decides what comes first; a new workspace has the list of its first steps here.
mod beside;
mod brought;
mod checklist;
mod deals;
mod tasks;

use maud::{Markup, html};
use ui::field::words;
use ui::part::topbar;
use ui::setup::address as step;
use ui::web::Answer;
use ui::{Button, say};

use super::flash::to;
use super::visit::Visit;
pub(in crate::pages) use checklist::dismiss;
use deals::deals;
use tasks::tasks;

/// Whose deals and figures are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Mine,
    Team,
    Everyone,
}

impl Whose {
    /// As the address says; without a word one's own, and everybody's for those who make no deals.
    fn of(visit: &Visit) -> Self {
        match visit.asked.text("whose") {
            Some("mine") => Self::Mine,
            Some("team") if visit.actor.team.len() > 1 => Self::Team,
            Some("everyone") => Self::Everyone,
            _ => {
                let sells = visit.schema.object("deal").is_some_and(|o| visit.can(o, engine::Action::Create));
                if sells { Self::Mine } else { Self::Everyone }
            }
        }
    }

    /// The records that are meant; empty for all.
    fn filter(self, visit: &Visit) -> String {
        match self {
            Self::Mine => "owner = me".to_owned(),
            Self::Team => {
                let ids: Vec<String> =
                    visit.actor.team.iter().map(|id| engine::filter::quoted(&id.to_string())).collect();
                format!("owner IN ({})", ids.join(", "))
            }
            Self::Everyone => String::new(),
        }
    }

    fn tabs(self, visit: &Visit) -> Markup {
        let all = [
            (Self::Mine, "mine", say!("home-mine"), true),
            (Self::Team, "team", say!("home-team"), visit.actor.team.len() > 1),
            (Self::Everyone, "everyone", say!("home-everyone"), true),
        ];
        html! {
            nav.tabs.tabs-box aria-label=(say!("home-whose")) {
                @for (whose, name, label, _) in all.iter().filter(|a| a.3) {
                    a.tab href=(visit.asked.with("whose", Some(name))) aria-current=[(*whose == self).then_some("true")] { (label) }
                }
            }
        }
    }
}

/// `GET /`
pub(in crate::pages) async fn show(visit: Visit) -> Answer {
    let start = &visit.settings.start;
    if visit.actor.is_admin() && !start.step.is_empty() {
        return Ok(to(&step(&start.step)));
    }
    let whose = Whose::of(&visit);
    let filter = whose.filter(&visit);
    let figures = match visit.own.figures {
        Some(make) => brought::card(&visit, "figures", &filter, make).await?,
        None => None,
    };
    let tasks = tasks(&visit).await?;
    let deals = deals(&visit, whose).await?;
    let checklist = checklist::of(&visit).await?;
    let beside = beside::of(&visit).await?;
    let mut cards = Vec::new();
    for (place, make) in visit.own.home.iter().enumerate() {
        cards.extend(brought::card(&visit, &format!("home {place}"), &filter, *make).await?);
    }
    // Who wants to win more, or to know the numbers, looks at deals first.
    let deals_first = start.goals.iter().any(|g| g == "win" || g == "numbers")
        && !start.goals.iter().any(|g| g == "follow");
    let today = visit.look().today();
    let body = html! {
        (topbar(&[], &say!("shell-home"), None, html! { @if !super::commands::creates(&visit).is_empty() { (Button::plain(&say!("shell-new")).icon("plus").primary().small().key("c").opens("create-menu")) } }))
        div.panel-body."bg-base-100" tabindex="0" role="region" aria-label=(say!("shell-home")) {
            div.mx-auto."max-w-[76rem]"."p-4"."md:p-6".grid."gap-4"."lg:grid-cols-12".items-start {
                div."lg:col-span-12".flex.flex-wrap.items-end.justify-between."gap-2" {
                    div {
                        p.text-xl.font-semibold.tracking-tight { (greeting(&visit)) }
                        p.text-muted { (words::long_day(today)) ". " @if let Some(tasks) = &tasks { (tasks.sentence()) } }
                    }
                    @if figures.is_some() || deals.is_some() { (whose.tabs(&visit)) }
                }
                @if let Some(figures) = &figures { div."lg:col-span-12"."min-w-0" { (figures) } }
                div."lg:col-span-8".grid."gap-4"."min-w-0" {
                    @if deals_first { @if let Some(deals) = &deals { (deals.show(&visit)) } }
                    @if let Some(tasks) = &tasks { (tasks.show(&visit)) }
                    @if !deals_first { @if let Some(deals) = &deals { (deals.show(&visit)) } }
                }
                div."lg:col-span-4".grid."gap-4"."min-w-0" {
                    @if let Some(checklist) = &checklist { (checklist.show(&visit)) }
                    @for card in &cards { (card) }
                    (beside.show(&visit))
                }
            }
        }
    };
    visit.page(&say!("shell-home"), Some("/live?object=task,deal,contact,company".to_owned()), body).await
}

/// By the clock of the person's zone, with the first word of their name.
fn greeting(visit: &Visit) -> String {
    let hour = visit.now.0.rem_euclid(86_400_000_000);
    let local = jiff::Timestamp::from_microsecond(visit.now.0)
        .map(|t| t.to_zoned(visit.settings.manners.zone.clone()).hour());
    let hour = local.unwrap_or((hour / 3_600_000_000) as i8);
    let name = visit.actor.name.split_whitespace().next().unwrap_or_default();
    match hour {
        5..=11 => say!("home-morning", name = name).into(),
        12..=17 => say!("home-afternoon", name = name).into(),
        _ => say!("home-evening", name = name).into(),
    }
}
