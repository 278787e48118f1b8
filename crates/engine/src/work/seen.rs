//! The records a unit knows, as it would leave them: by id, and by where a link of theirs leads.
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use base::Id;

use crate::record::Record;

/// The records of a unit.
#[derive(Default)]
pub(super) struct Seen {
    records: HashMap<Id, Arc<Record>>,
    /// Object and field of each link that was asked for, with who leads where: kept from the first question on, since a
    /// unit of an import asks for thousands.
    links: Vec<(String, String, HashMap<Id, BTreeSet<Id>>)>,
}

impl Seen {
    pub(super) fn get(&self, id: Id) -> Option<&Record> {
        self.records.get(&id).map(Arc::as_ref)
    }

    pub(super) fn contains(&self, id: Id) -> bool {
        self.records.contains_key(&id)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Record> {
        self.records.values().map(Arc::as_ref)
    }

    pub(super) fn insert(&mut self, id: Id, record: impl Into<Arc<Record>>) {
        let record = record.into();
        self.remove(id);
        for (object, field, ends) in &mut self.links {
            if let Some(to) = record.get(field).id().filter(|_| record.object.key == *object) {
                ends.entry(to).or_default().insert(id);
            }
        }
        self.records.insert(id, record);
    }

    pub(super) fn remove(&mut self, id: Id) {
        let Some(record) = self.records.remove(&id) else { return };
        for (object, field, ends) in &mut self.links {
            let to = record.get(field).id().filter(|_| record.object.key == *object);
            if let Some(from) = to.and_then(|to| ends.get_mut(&to)) {
                from.remove(&id);
            }
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Those living ones of an object whose link leads to a record, oldest first.
    pub(super) fn pointing(&mut self, object: &str, field: &str, to: Id) -> Vec<Record> {
        let asked = |(o, f, _): &&(String, String, _)| o == object && f == field;
        if !self.links.iter().any(|link| asked(&link)) {
            let mut ends: HashMap<Id, BTreeSet<Id>> = HashMap::new();
            for record in self.records.values().filter(|r| r.object.key == object) {
                if let Some(to) = record.get(field).id() {
                    ends.entry(to).or_default().insert(record.id);
                }
            }
            self.links.push((object.to_owned(), field.to_owned(), ends));
        }
        let from = self.links.iter().find(asked).and_then(|(_, _, ends)| ends.get(&to));
        let records = from.into_iter().flatten().filter_map(|id| self.records.get(id));
        records.filter(|r| r.deleted_at.is_none()).map(|r| r.as_ref().clone()).collect()
    }
}
