//! Figures that stand beside pages: how many records a list has, how many tasks wait. Exact while they are cheap; large
//! ones are counted again at most every few seconds, since the page itself costs less than counting a million rows.
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use base::{Error, Id};
use engine::account::Tastes;
use engine::query::Query;

use super::held::Held;
use super::visit::{MY_TASKS, Visit};

/// Counts above this may be a few seconds old.
pub(super) const EXACT: i64 = 10_000;
/// How old.
pub(super) const AGE: Duration = Duration::from_secs(5);

static TALLIES: Held<i64> = Held::new();

/// What a count depends on besides the data: the person (whose id no other workspace has), roles and schema, the question.
pub(super) fn key(visit: &Visit, object: &str, filter: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (visit.actor.user, Arc::as_ptr(&visit.settings) as usize, visit.schema.version).hash(&mut hasher);
    visit.actor.roles.iter().for_each(|role| (Arc::as_ptr(role) as usize).hash(&mut hasher));
    (object, filter).hash(&mut hasher);
    hasher.finish()
}

/// How often something was written since the workspace was opened.
pub(super) fn bell(visit: &Visit) -> u64 {
    *visit.engine().store().woken().borrow()
}

/// How long a count holds though something is written.
pub(super) fn anyway(count: i64) -> Duration {
    if count > EXACT { AGE } else { Duration::ZERO }
}

/// A count that still holds, if there is one.
pub(super) fn known(visit: &Visit, object: &str, filter: &str) -> Option<i64> {
    TALLIES.get(key(visit, object, filter), bell(visit), |count| anyway(*count))
}

/// Remembers a count that was just taken.
pub(super) fn keep(visit: &Visit, object: &str, filter: &str, count: i64) {
    TALLIES.keep(key(visit, object, filter), bell(visit), count);
}

/// What the frame of each page says of the person.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside {
    /// What they sign in with.
    pub(super) email: String,
    /// Their tasks that are due.
    pub(super) due: i64,
    /// Their notices that are not read.
    pub(super) unread: i64,
    /// How pages look and act for them.
    pub(super) tastes: Tastes,
}

static BESIDE: Held<Beside> = Held::new();

fn of_person(me: Id) -> u64 {
    let mut hasher = DefaultHasher::new();
    me.hash(&mut hasher);
    hasher.finish()
}

/// The person's address and tasks: looked up when something was written since, at most once a second.
pub(super) async fn beside(visit: &Visit) -> Result<Beside, Error> {
    let Some(me) = visit.actor.user else { return Ok(Beside::default()) };
    let now = bell(visit);
    if let Some(beside) = BESIDE.get(of_person(me), now, |_| Duration::from_secs(1)) {
        return Ok(beside);
    }
    let due = match visit.schema.object("task").filter(|o| visit.sees(o)) {
        Some(_) => {
            let query = Query::new("task").filter(&format!("{MY_TASKS} AND due <= today"))?;
            visit.engine().count(&visit.actor, &query).await.unwrap_or_default()
        }
        None => 0,
    };
    let unread = visit.engine().unread_notices(&visit.actor).await?;
    let query = Query { ids: Some(vec![me]), limit: 1, ..Query::new("user").columns("email") };
    let page = visit.engine().list(&visit.actor, &query).await.ok();
    let email =
        page.and_then(|p| p.rows.first()?.cells.first()?.text().map(str::to_owned)).unwrap_or_default();
    let tastes = visit.engine().tastes(me).await?;
    let beside = Beside { email, due, unread, tastes };
    BESIDE.keep(of_person(me), now, beside.clone());
    Ok(beside)
}

/// What a person has just changed shows on their next page.
pub(super) fn forget(me: Option<Id>) {
    if let Some(me) = me {
        BESIDE.forget(of_person(me));
    }
}
