//! Figures that stand beside pages: how many records a list has, how many tasks wait. Exact while they are cheap; large
//! ones are counted again at most every few seconds, since the page itself costs less than counting a million rows.
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::{Error, Id};
use engine::account::Tastes;
use engine::query::Query;

use super::visit::{MY_TASKS, Visit};

/// Counts above this may be a few seconds old.
pub(super) const EXACT: i64 = 10_000;
/// How old.
pub(super) const AGE: Duration = Duration::from_secs(5);
/// Counts remembered at most.
const KEPT: usize = 2_000;

/// A count, when it was taken, and the state of the log then.
#[derive(Clone, Copy)]
struct Tally {
    count: i64,
    taken: Instant,
    bell: u64,
}

static TALLIES: LazyLock<Mutex<HashMap<u64, Tally>>> = LazyLock::new(Mutex::default);

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

/// A count that still holds, if there is one.
pub(super) fn known(visit: &Visit, object: &str, filter: &str) -> Option<i64> {
    let tally = *TALLIES.lock().unwrap_or_else(PoisonError::into_inner).get(&key(visit, object, filter))?;
    let age = tally.taken.elapsed();
    // Relative dates move on, so even where nothing was written a count does not hold for ever.
    let same = tally.bell == bell(visit) && age < Duration::from_mins(1);
    (same || (tally.count > EXACT && age < AGE)).then_some(tally.count)
}

/// Remembers a count that was just taken.
pub(super) fn keep(visit: &Visit, object: &str, filter: &str, count: i64) {
    let mut tallies = TALLIES.lock().unwrap_or_else(PoisonError::into_inner);
    if tallies.len() >= KEPT {
        tallies.clear();
    }
    tallies.insert(key(visit, object, filter), Tally { count, taken: Instant::now(), bell: bell(visit) });
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

/// By person: when it was looked up, the state of the log then, and what it was.
type Held = HashMap<Id, (Instant, u64, Beside)>;

static BESIDE: LazyLock<Mutex<Held>> = LazyLock::new(Mutex::default);

/// The person's address and tasks: looked up when something was written since, at most once a second.
pub(super) async fn beside(visit: &Visit) -> Result<Beside, Error> {
    let Some(me) = visit.actor.user else { return Ok(Beside::default()) };
    let now = bell(visit);
    let held = BESIDE.lock().unwrap_or_else(PoisonError::into_inner).get(&me).cloned();
    if let Some((taken, bell, beside)) = held
        && (taken.elapsed() < Duration::from_secs(1)
            || (bell == now && taken.elapsed() < Duration::from_mins(1)))
    {
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
    let mut all = BESIDE.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= KEPT {
        all.clear();
    }
    all.insert(me, (Instant::now(), now, beside.clone()));
    Ok(beside)
}

/// What a person has just changed shows on their next page.
pub(super) fn forget(me: Option<Id>) {
    if let Some(me) = me {
        BESIDE.lock().unwrap_or_else(PoisonError::into_inner).remove(&me);
    }
}
