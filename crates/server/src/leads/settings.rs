//! What is set for all leads: who gets them, how they are graded, what goes where when they are converted.
use axum::Form;
use base::{Error, Id, Problems};
use records::pages::{Flash, Visit};
use sales::lead::assignment::{self, Assignment, Assignments, Turn};
use sales::lead::conversion::{self, Map, TARGETS};
use sales::lead::grade::{self, Grades};
use serde_json::{Value as Json, json};
use ui::field::Typed;
use ui::say;
use ui::web::Answer;

use super::settings_page::{Card, page};

/// The fields of a small form.
type Pairs = Form<Vec<(String, String)>>;

fn only_admin(visit: &Visit) -> Result<(), Error> {
    if visit.actor().is_admin() {
        Ok(())
    } else {
        Err(Error::Forbidden(say!("problem-only-admins-settings").into()))
    }
}

/// `GET /settings/leads`
pub(super) async fn show(visit: Visit) -> Answer {
    only_admin(&visit)?;
    page(&visit, None, &Typed::default(), &Problems::default()).await
}

/// Keeps a setting, or says on its card why not.
async fn keep(visit: &Visit, card: Card, key: &str, text: String, typed: &Typed) -> Answer {
    let changes = serde_json::Map::from_iter([(key.to_owned(), Json::String(text))]);
    match visit.engine().set_settings(visit.actor(), &changes).await {
        Ok(()) => Ok(Flash::done(say!("settings-saved")).then("/settings/leads")),
        Err(Error::Invalid(problems)) => page(visit, Some(card), typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// The rules a form says: those with a name, people or a filter, without the one to be removed.
pub(super) fn assignments(typed: &Typed) -> Assignments {
    let mut all = Assignments { rules: Vec::new(), fallback: typed.text("fallback").parse().ok() };
    let gone: Option<usize> = typed.text("remove").parse().ok();
    for n in (0..100).filter(|n| typed.has(&format!("rules.{n}.name")) && Some(*n) != gone) {
        let text = |part: &str| typed.text(&format!("rules.{n}.{part}")).trim().to_owned();
        let people: Vec<Id> =
            typed.all(&format!("rules.{n}.people")).filter_map(|id| id.parse().ok()).collect();
        let rule = Assignment {
            name: text("name"),
            filter: text("filter"),
            working_hours: text("hours") == "yes",
            turn: if text("turn") == "load" { Turn::Load } else { Turn::RoundRobin },
            people,
        };
        if !(rule.name.is_empty() && rule.filter.is_empty() && rule.people.is_empty()) {
            all.rules.push(rule);
        }
    }
    if let Some(n) = typed.text("up").parse::<usize>().ok().filter(|n| (1..all.rules.len()).contains(n)) {
        all.rules.swap(n, n - 1);
    }
    all
}

/// `POST /settings/leads/assignment`
pub(super) async fn assign(visit: Visit, Form(pairs): Pairs) -> Answer {
    only_admin(&visit)?;
    let typed = Typed::sent(pairs);
    let all = assignments(&typed);
    let text = if all == Assignments::default() { String::new() } else { json!(all).to_string() };
    keep(&visit, Card::Assignment, assignment::SETTING.key, text, &typed).await
}

/// `POST /settings/leads/grades`
pub(super) async fn weigh(visit: Visit, Form(pairs): Pairs) -> Answer {
    only_admin(&visit)?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let mut number = |name: &str| {
        let text = typed.text(name).trim();
        if text.is_empty() {
            return 0;
        }
        text.parse::<u32>().unwrap_or_else(|_| {
            problems.add(name.to_owned(), "number", say!("problem-lead-number"));
            0
        })
    };
    let named = typed.pairs().iter().filter_map(|(name, _)| name.strip_prefix("weight."));
    let weights = named
        .map(|key| (key.to_owned(), number(&format!("weight.{key}"))))
        .filter(|(_, weight)| *weight > 0)
        .collect();
    let from = ["a", "b", "c"].map(|grade| u8::try_from(number(&format!("from.{grade}"))).unwrap_or(u8::MAX));
    if !problems.is_empty() {
        return page(&visit, Some(Card::Grades), &typed, &problems).await;
    }
    let text = json!(Grades { weights, from }).to_string();
    keep(&visit, Card::Grades, grade::SETTING.key, text, &typed).await
}

/// `POST /settings/leads/map`
pub(super) async fn place(visit: Visit, Form(pairs): Pairs) -> Answer {
    only_admin(&visit)?;
    let typed = Typed::sent(pairs);
    let mut map = Map::new();
    for target in TARGETS {
        let fields = map.entry(target.to_owned()).or_default();
        for (name, to) in typed.pairs() {
            let from = name.strip_prefix(target).and_then(|rest| rest.strip_prefix('.'));
            // Nowhere is said too, so that own fields of the same name stay where they are.
            if let Some(from) = from {
                fields.insert(from.to_owned(), to.clone());
            }
        }
    }
    keep(&visit, Card::Map, conversion::SETTING.key, json!(map).to_string(), &typed).await
}
