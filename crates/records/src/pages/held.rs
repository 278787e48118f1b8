//! What pages remember between requests. It holds while nothing is written, and for a while longer where it is dear: a page
//! itself costs less than counting a million rows for it.
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Answers remembered at most, of one kind.
const KEPT: usize = 2_000;
/// How long an answer holds while nothing is written: relative dates move on.
const STILL: Duration = Duration::from_mins(1);

/// Answers of one kind by what they depend on.
pub(super) struct Held<T>(LazyLock<Mutex<HashMap<u64, Answer<T>>>>);

/// An answer, when it was given, and the state of the log then.
struct Answer<T> {
    value: T,
    given: Instant,
    bell: u64,
}

impl<T: Clone> Held<T> {
    /// Nothing yet.
    pub(super) const fn new() -> Self {
        Self(LazyLock::new(|| Mutex::new(HashMap::new())))
    }

    fn all(&self) -> MutexGuard<'_, HashMap<u64, Answer<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer that still holds now that the log's state is `bell`; `anyway` is how long it holds whatever is written.
    pub(super) fn get(&self, key: u64, bell: u64, anyway: impl Fn(&T) -> Duration) -> Option<T> {
        let all = self.all();
        let answer = all.get(&key)?;
        let age = answer.given.elapsed();
        let holds = (answer.bell == bell && age < STILL) || age < anyway(&answer.value);
        holds.then(|| answer.value.clone())
    }

    /// Remembers an answer that was given for a state of the log.
    pub(super) fn keep(&self, key: u64, bell: u64, value: T) {
        let mut all = self.all();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(key, Answer { value, given: Instant::now(), bell });
    }

    /// What is not to hold any longer.
    pub(super) fn forget(&self, key: u64) {
        self.all().remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_until_something_is_written_and_longer_where_it_is_dear() {
        let held = Held::new();
        held.keep(1, 7, "answer");
        assert_eq!(held.get(1, 7, |_| Duration::ZERO), Some("answer"));
        assert_eq!(held.get(1, 8, |_| Duration::ZERO), None);
        assert_eq!(held.get(1, 8, |_| Duration::from_mins(1)), Some("answer"));
        held.forget(1);
        assert_eq!(held.get(1, 7, |_| Duration::ZERO), None);
    }
}
