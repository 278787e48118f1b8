//! What can be done with a record besides changing its fields, as plain data that modules bring: where it stands on pages,
//! what it is called, and when it is offered. Pages make buttons, menus and the palette of it; the doing is a route.
use say::Key;

use crate::access::{Action, Actor};
use crate::engine::Engine;
use crate::record::Record;
use crate::schema::{Object, Schema};

/// How a verb is carried out at its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By going to a page.
    Page,
    /// By a page that opens in the dialog.
    Dialog,
    /// By posting.
    Post,
}

/// Where a verb stands on a record's page; the palette has it anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A button of the bar.
    Bar,
    /// An icon of the bar.
    Icon,
    /// A line of the menu.
    Menu,
}

/// What somebody needs to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// To see the record.
    Sight,
    /// To change the record.
    Change,
    /// To see the record and to make one of this object.
    Making(&'static str),
}

/// One thing that can be done.
#[derive(Clone, Copy)]
pub struct Verb {
    /// What happens, in words.
    pub label: Key,
    /// Its icon.
    pub icon: &'static str,
    /// Its key on the record's page.
    pub key: Option<&'static str>,
    /// The objects whose records it is offered on.
    pub of: fn(&Schema, &Object) -> bool,
    /// A condition in the filter language on the record's own fields; empty for always.
    pub when: &'static str,
    /// What somebody needs.
    pub needs: Needs,
    /// The end of its address below the record's; or an address that begins with `/`, with a field's value in the place of
    /// `{field}`, which is not offered while the field is empty.
    pub to: &'static str,
    /// How it is carried out.
    pub way: Way,
    /// Where it stands.
    pub spot: Spot,
}

impl Verb {
    /// The address for a record; nothing where a field it needs is empty.
    fn address(&self, record: &Record) -> Option<String> {
        if !self.to.starts_with('/') {
            return Some(format!("/{}/{}/{}", record.object.plural, record.id, self.to));
        }
        let Some((before, rest)) = self.to.split_once('{') else { return Some(self.to.to_owned()) };
        let (field, after) = rest.split_once('}')?;
        Some(format!("{before}{}{after}", record.get(field).text()?))
    }
}

impl Engine {
    /// What an actor may do with a record, in order, with the address of each.
    pub fn offered(&self, actor: &Actor, record: &Record) -> Vec<(&Verb, String)> {
        let (schema, scope) = (self.schema(), self.scope(actor));
        let makes = |key: &str| {
            schema.object(key).is_some_and(|o| actor.level(o, Action::Create) != crate::Level::None)
        };
        let fits = |verb: &&Verb| {
            (verb.of)(&schema, &record.object)
                && match verb.needs {
                    Needs::Sight => true,
                    Needs::Change => actor.may(Action::Update, record),
                    Needs::Making(object) => makes(object),
                }
                && (verb.when.is_empty()
                    || crate::shown::holds(&schema, &record.object, verb.when, record, &scope))
        };
        self.verbs().iter().filter(fits).filter_map(|v| Some((v, v.address(record)?))).collect()
    }
}
