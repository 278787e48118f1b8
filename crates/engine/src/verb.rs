//! What can be done with a record besides changing its fields, as plain data that modules bring: where it stands on pages,
//! what it is called, and when it is offered. Pages make buttons, menus and the palette of it; the doing is a route, or, for
//! many records at once, a function.
use base::Id;
use say::Key;

use crate::access::{Action, Actor};
use crate::engine::Engine;
use crate::module::Boxed;
use crate::record::Record;
use crate::schema::{Field, Object, Schema};
use crate::work::Work;

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

/// How a verb is done to many records: one answer holds for all.
#[derive(Clone, Copy)]
pub struct Many {
    /// The field that stands for what is asked: its widget is shown, and what is wrong with the answer is told at it.
    pub asks: fn() -> Field,
    /// Answers one may choose instead, each with its words.
    pub offers: fn() -> Vec<(String, String)>,
    /// Does it to one record, with an offered answer or what was typed.
    pub run: for<'a> fn(&'a mut Work, &'a str, Id, &'a str) -> Boxed<'a, ()>,
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
    /// How it is done to many at once; nothing where it is done to one alone.
    pub many: Option<Many>,
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
        let verbs = self.verbs().iter().filter(|v| self.may_do(actor, v, record));
        verbs.filter_map(|v| Some((v, v.address(record)?))).collect()
    }

    /// Whether an actor may do it with a record as it is.
    pub fn may_do(&self, actor: &Actor, verb: &Verb, record: &Record) -> bool {
        let (schema, object) = (self.schema(), &record.object);
        (verb.of)(&schema, object)
            && match verb.needs {
                Needs::Sight => true,
                Needs::Change => actor.may(Action::Update, record),
                Needs::Making(key) => self.makes(actor, key),
            }
            && (verb.when.is_empty()
                || crate::shown::holds(&schema, object, verb.when, record, &self.scope(actor)))
    }

    /// What an actor may do with many records of an object at once, in order.
    pub fn offered_for_many(&self, actor: &Actor, object: &Object) -> Vec<(&Verb, Many)> {
        let schema = self.schema();
        let may = |verb: &Verb| match verb.needs {
            Needs::Sight => true,
            Needs::Change => actor.level(object, Action::Update) != crate::Level::None,
            Needs::Making(key) => self.makes(actor, key),
        };
        let verbs = self.verbs().iter().filter(|v| (v.of)(&schema, object) && may(v));
        verbs.filter_map(|v| Some((v, v.many?))).collect()
    }

    fn makes(&self, actor: &Actor, key: &str) -> bool {
        let schema = self.schema();
        schema.object(key).is_some_and(|o| actor.granted(o, Action::Create) != crate::Level::None)
    }
}
