//! Who has which page open, and who is editing: told by the live feed of a page, gone with it. Kept in memory; what other
//! servers on the same database have is put beside it (`neighbours`).
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base::Id;
use engine::here::Here;
use tokio::sync::watch;

/// Everybody who is anywhere.
#[derive(Default)]
pub struct Presence {
    here: Mutex<HashMap<String, Vec<Guest>>>,
    elsewhere: Mutex<Vec<Here>>,
    next: AtomicU64,
    bell: watch::Sender<u64>,
}

/// Somebody at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    feed: u64,
    /// The person.
    pub user: Id,
    /// As they write it.
    pub name: String,
    /// Has begun to change something.
    pub editing: bool,
}

/// A stay at a place; it ends when this is dropped.
pub struct Stay {
    presence: Arc<Presence>,
    place: String,
    /// The number of the feed, by which its page speaks of itself.
    pub feed: u64,
}

impl Presence {
    fn here(&self) -> MutexGuard<'_, HashMap<String, Vec<Guest>>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        self.bell.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// Somebody opens a page about a place: a record, a list.
    pub fn enter(self: &Arc<Self>, place: &str, user: Id, name: &str, editing: bool) -> Stay {
        let feed = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let guest = Guest { feed, user, name: name.to_owned(), editing };
        self.here().entry(place.to_owned()).or_default().push(guest);
        self.ring();
        Stay { presence: self.clone(), place: place.to_owned(), feed }
    }

    /// A page says whether its person is editing; false when the feed is not theirs.
    pub fn edit(&self, feed: u64, user: Id, editing: bool) -> bool {
        let mut here = self.here();
        let guest = here.values_mut().flatten().find(|g| g.feed == feed && g.user == user);
        let Some(guest) = guest else { return false };
        let changed = guest.editing != editing;
        guest.editing = editing;
        drop(here);
        if changed {
            self.ring();
        }
        true
    }

    /// The others at a place, each once, in the order of their names.
    pub fn others(&self, place: &str, me: Id) -> Vec<Guest> {
        let mut out: Vec<Guest> = Vec::new();
        let mut all: Vec<Guest> = self.here().get(place).cloned().unwrap_or_default();
        let away = self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(away.iter().filter(|h| h.place == place).map(Guest::away));
        drop(away);
        for guest in all.into_iter().filter(|g| g.user != me) {
            match out.iter_mut().find(|g| g.user == guest.user) {
                Some(same) => same.editing |= guest.editing,
                None => out.push(Guest { feed: 0, ..guest }),
            }
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        out
    }

    /// Everybody on this server, in a fixed order.
    pub(super) fn own(&self) -> Vec<Here> {
        let mut out: Vec<Here> = self
            .here()
            .iter()
            .flat_map(|(place, guests)| guests.iter().map(|guest| guest.told(place)))
            .collect();
        out.sort_by_key(|here| here.feed);
        out
    }

    /// Those on other servers, in place of those known before.
    pub(super) fn meet(&self, others: Vec<Here>) {
        let mut away = self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        if *away != others {
            *away = others;
            drop(away);
            self.ring();
        }
    }

    /// Changes whenever somebody comes, goes, or begins to edit.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }
}

impl Guest {
    fn away(here: &Here) -> Self {
        Self { feed: 0, user: here.user, name: here.name.clone(), editing: here.editing }
    }

    fn told(&self, place: &str) -> Here {
        let feed = i64::try_from(self.feed).unwrap_or_default();
        Here {
            feed,
            place: place.to_owned(),
            user: self.user,
            name: self.name.clone(),
            editing: self.editing,
        }
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        let mut here = self.presence.here();
        if let Some(guests) = here.get_mut(&self.place) {
            guests.retain(|g| g.feed != self.feed);
            if guests.is_empty() {
                here.remove(&self.place);
            }
        }
        drop(here);
        self.presence.ring();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_with_two_pages_is_here_once_and_edits_if_one_of_them_does() {
        let presence = Arc::new(Presence::default());
        let first = presence.enter("deal 1", Id(7), "Ana", false);
        let second = presence.enter("deal 1", Id(7), "Ana", false);
        let _bob = presence.enter("deal 1", Id(8), "Bob", false);
        assert!(presence.edit(second.feed, Id(7), true) && !presence.edit(second.feed, Id(8), true));
        let seen = presence.others("deal 1", Id(8));
        assert_eq!(seen.len(), 1);
        assert!(seen[0].editing && seen[0].name == "Ana");
        drop(second);
        assert!(!presence.others("deal 1", Id(8))[0].editing);
        drop(first);
        assert!(presence.others("deal 1", Id(8)).is_empty());
        assert!(presence.others("deal 2", Id(8)).is_empty());
        // Somebody on another server is here too.
        let cyd = Guest { feed: 1, user: Id(9), name: "Cyd".to_owned(), editing: true };
        presence.meet(vec![cyd.told("deal 1")]);
        assert!(presence.others("deal 1", Id(8)).iter().any(|g| g.name == "Cyd" && g.editing));
    }
}
