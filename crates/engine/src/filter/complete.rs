//! What could be written next in a filter: fields, operators and values that fit the place, as far as the actor may see
//! them. The text before the place may be anything; where it makes no sense nothing is offered.
use std::sync::Arc;

use super::ast::{Function, Op, Path, Step, quoted};
use super::error::Span;
use super::lex::{Token, words};
use super::literal::operators;
use super::parse::is_keyword;
use super::path::{Compared, Names, Part, Target};
use super::time::RANGES;
use crate::access::Actor;
use crate::kind::{Class, Kind};
use crate::schema::{Field, Object, Schema};
use crate::value::Address;

/// Offered at most.
const MOST: usize = 60;
/// Times from now that are offered where nothing is written yet.
const TIMES: [&str; 4] = ["-7d", "-30d", "-90d", "+7d"];

/// What an offer means, for people.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A field.
    Field(Box<Field>),
    /// The fields of what a link leads to.
    Through(Box<Field>),
    /// Objects that point here, by their name.
    Relation(String),
    /// A function over a relation.
    Function(Function),
    /// An operator, with what it compares.
    Operator(Option<Class>, Op),
    /// A choice, by its label.
    Choice(String),
    /// A named span, a time from now, `me`, `TRUE`.
    Word,
    /// What joins conditions.
    Joint,
}

/// One of the things that could stand there.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What is written.
    pub text: String,
    /// What it means.
    pub meaning: Meaning,
}

/// What could stand in the place of some bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offers {
    /// The first byte that is replaced.
    pub from: usize,
    /// The byte behind the last.
    pub until: usize,
    /// In the order of the schema, those that begin as written first.
    pub all: Vec<Offer>,
}

/// What could stand at a byte of a text.
pub fn complete(text: &str, at: usize, object: &Arc<Object>, schema: &Schema, actor: &Actor) -> Offers {
    let at = (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let (head, tail) = text.split_at(at);
    let from = begun(head);
    let rest = tail.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tail.len());
    let written = head.get(from..).unwrap_or_default();
    let Ok(tokens) = words(head.get(..from).unwrap_or_default()) else { return Offers::default() };
    let mut place = Place {
        names: Names { schema, actor },
        around: vec![Around { object: object.clone(), call: None }],
        want: Want::Name(Vec::new()),
    };
    for (token, _) in tokens.iter().filter(|(token, _)| *token != Token::End) {
        if place.step(token).is_none() {
            return Offers::default();
        }
    }
    Offers { from, until: at + rest, all: fitting(place.offers(), written) }
}

/// Where the word begins that is being written.
fn begun(head: &str) -> usize {
    let mut open: Option<(usize, char)> = None;
    let mut chars = head.char_indices();
    while let Some((i, c)) = chars.next() {
        match (open, c) {
            (Some(_), '\\') => {
                chars.next();
            }
            (Some((_, quote)), c) if c == quote => open = None,
            (None, '"' | '\'') => open = Some((i, c)),
            _ => {}
        }
    }
    if let Some((at, _)) = open {
        return at;
    }
    let word = head.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
    let signed = word.strip_suffix(['+', '-']).filter(|before| !before.ends_with(char::is_alphanumeric));
    signed.unwrap_or(word).len()
}

/// Those that go with what is written: first what begins with it, then what has it in its name.
fn fitting(all: Vec<Offer>, written: &str) -> Vec<Offer> {
    let word = base::fold(written.trim_start_matches(['"', '\'']));
    let name = |o: &Offer| match &o.meaning {
        Meaning::Field(field) | Meaning::Through(field) => base::fold(&field.label),
        Meaning::Relation(label) | Meaning::Choice(label) => base::fold(label),
        _ => String::new(),
    };
    let text = |o: &Offer| base::fold(o.text.trim_matches('"'));
    let begins = |o: &Offer| text(o).starts_with(&word) || name(o).starts_with(&word);
    let (mut first, others): (Vec<Offer>, Vec<Offer>) =
        all.into_iter().filter(|o| text(o) != word || o.text.ends_with(['.', '('])).partition(begins);
    first.extend(others.into_iter().filter(|o| text(o).contains(&word) || name(o).contains(&word)));
    first.truncate(MOST);
    first
}

/// What the brackets around a place belong to.
struct Around {
    /// Whose fields are meant inside.
    object: Arc<Object>,
    /// The function, where they are a function's.
    call: Option<Function>,
}

/// What may come next.
enum Want {
    /// A field, behind these steps.
    Name(Vec<Step>),
    /// The field of a figure: `deals.sum(`.
    Figure(Vec<Step>),
    /// What follows a name: a point, an operator, a bracket.
    Behind(Vec<Step>),
    /// What follows the field of a figure.
    BehindFigure(Vec<Step>),
    /// An operator that compares a figure.
    Compare,
    /// `NULL` or `NOT NULL`.
    Null,
    /// `IN`, behind NOT.
    In(Vec<Step>),
    /// A value for the field of a path; one of several.
    Value(Vec<Step>, bool),
    /// What follows one of several values.
    Further(Vec<Step>),
    /// `AND`, `OR`.
    Joint,
}

/// A place in a filter, found by going through what stands before it.
struct Place<'a> {
    names: Names<'a>,
    around: Vec<Around>,
    want: Want,
}

impl Place<'_> {
    fn object(&self) -> Option<&Arc<Object>> {
        self.around.last().map(|a| &a.object)
    }

    /// One word further; nothing where it makes no sense.
    fn step(&mut self, token: &Token) -> Option<()> {
        let word = |wanted: &str| matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(wanted));
        let want = std::mem::replace(&mut self.want, Want::Joint);
        self.want = match (want, token) {
            (Want::Name(steps), Token::Word(w)) if !is_keyword(w) => Want::Behind(with(steps, w)),
            (Want::Figure(steps), Token::Word(w)) if !is_keyword(w) => Want::BehindFigure(with(steps, w)),
            (Want::Name(steps), _) if steps.is_empty() && word("not") => Want::Name(steps),
            (Want::Name(steps), Token::Open) if steps.is_empty() => {
                let object = self.object()?.clone();
                self.around.push(Around { object, call: None });
                Want::Name(steps)
            }
            (Want::Behind(steps), Token::Dot) => Want::Name(steps),
            (Want::BehindFigure(steps), Token::Dot) => Want::Figure(steps),
            (Want::Behind(steps), Token::Open) => self.call(steps)?,
            (Want::BehindFigure(_), Token::Comma) => Want::Name(Vec::new()),
            (Want::Behind(steps), Token::Op(_)) => Want::Value(steps, false),
            (Want::Behind(_) | Want::Compare, _) if word("is") => Want::Null,
            (Want::Behind(steps), _) if word("in") => Want::Value(steps, false),
            (Want::Behind(steps), _) if word("not") => Want::In(steps),
            (Want::In(steps), _) if word("in") => Want::Value(steps, false),
            (Want::Null, _) if word("not") => Want::Null,
            (Want::Null, _) if word("null") => Want::Joint,
            (Want::Compare, Token::Op(_)) => Want::Value(Vec::new(), false),
            (Want::Value(steps, false), Token::Open) | (Want::Further(steps), Token::Comma) => {
                Want::Value(steps, true)
            }
            (Want::Value(steps, several), token) if is_value(token) => {
                if several {
                    Want::Further(steps)
                } else {
                    Want::Joint
                }
            }
            (Want::Further(_), Token::Close) => Want::Joint,
            (Want::Joint, _) if word("and") || word("or") => Want::Name(Vec::new()),
            (Want::Joint | Want::BehindFigure(_) | Want::Name(_), Token::Close) if self.around.len() > 1 => {
                match self.around.pop()?.call {
                    None | Some(Function::Any | Function::None) => Want::Joint,
                    Some(_) => Want::Compare,
                }
            }
            _ => return None,
        };
        Some(())
    }

    /// The bracket of a function opens.
    fn call(&mut self, mut steps: Vec<Step>) -> Option<Want> {
        let function = Function::parse(&steps.pop()?.name)?;
        let object = self.relation(&steps)?;
        self.around.push(Around { object, call: Some(function) });
        Some(if function.needs_field() { Want::Figure(Vec::new()) } else { Want::Name(Vec::new()) })
    }

    /// The object at the end of a relation's path.
    fn relation(&self, steps: &[Step]) -> Option<Arc<Object>> {
        let (name, way) = steps.split_last()?;
        let base = self.reached(way)?;
        let many = base.fields.iter().find(|f| f.kind == Kind::Links && f.key == name.name);
        if let Some(field) = many.filter(|f| self.names.actor.sees(&base, f)) {
            return self.names.schema.object(field.target.as_deref()?).cloned();
        }
        let known = self.names.schema.object(&base.key)?;
        self.names.relations(known).find(|(n, ..)| *n == name.name).map(|(_, theirs, _)| theirs.clone())
    }

    /// The object that steps over links lead to.
    fn reached(&self, steps: &[Step]) -> Option<Arc<Object>> {
        if steps.is_empty() {
            return self.object().cloned();
        }
        let id = self.target(steps)?.through(&self.names, "id", Span::default()).ok()?;
        Some(id.object)
    }

    fn target(&self, steps: &[Step]) -> Option<Target> {
        self.names.target(self.object()?, &Path { steps: steps.to_vec() }).ok()
    }

    /// Everything that could come, whatever has been begun.
    fn offers(&self) -> Vec<Offer> {
        match &self.want {
            Want::Name(steps) => self.named(steps, false),
            Want::Figure(steps) => self.named(steps, true),
            Want::Behind(steps) => match self.target(steps) {
                Some(target) => compared(target.compared()),
                None => Vec::new(),
            },
            Want::Compare => compared(Compared::As(Class::Number)),
            Want::BehindFigure(_) => signs(&[")", ","]),
            Want::Null => signs(&["NULL", "NOT NULL"]),
            Want::In(_) => signs(&["IN"]),
            Want::Value(steps, _) => self.values(steps),
            Want::Further(_) => signs(&[",", ")"]),
            Want::Joint => signs(if self.around.len() > 1 { &["AND", "OR", ")"] } else { &["AND", "OR"] }),
        }
    }

    /// The fields behind some steps, and the relations; or the parts of a value, or functions.
    fn named(&self, steps: &[Step], figure: bool) -> Vec<Offer> {
        let Some(object) = self.reached(steps) else {
            if !figure && self.relation(steps).is_some() {
                let offer = |(name, function): &(&str, Function)| Offer {
                    text: format!("{name}("),
                    meaning: Meaning::Function(*function),
                };
                return Function::NAMES.iter().map(offer).collect();
            }
            return self.parts(steps);
        };
        let mut all = Vec::new();
        for field in object.fields.iter().filter(|f| !f.hidden && self.names.actor.sees(&object, f)) {
            all.push(Offer { text: field.key.clone(), meaning: Meaning::Field(Box::new(field.clone())) });
            let further = field.kind.is_single_link()
                || matches!(field.kind, Kind::Address | Kind::Money)
                || (field.kind == Kind::Links && !figure);
            if further {
                let text = format!("{}.", field.key);
                all.push(Offer { text, meaning: Meaning::Through(Box::new(field.clone())) });
            }
        }
        if let Some(known) = self.names.schema.object(&object.key).filter(|_| !figure) {
            let plain = self.names.relations(known).filter(|(name, ..)| !name.contains("_by_"));
            all.extend(plain.map(|(name, theirs, _)| Offer {
                text: format!("{name}."),
                meaning: Meaning::Relation(theirs.labels.clone()),
            }));
        }
        if steps.is_empty() && !figure {
            all.extend(signs(&["NOT"]));
        }
        all
    }

    /// The parts of an address or an amount.
    fn parts(&self, steps: &[Step]) -> Vec<Offer> {
        let target = self.target(steps);
        match target.as_ref().filter(|t| matches!(t.part, Part::Field(_))).and_then(Target::kind) {
            Some(Kind::Address) => signs(&Address::PARTS),
            Some(Kind::Money) => signs(&["currency"]),
            _ => Vec::new(),
        }
    }

    /// Values of the field at the end of a path.
    fn values(&self, steps: &[Step]) -> Vec<Offer> {
        let Some(target) = self.target(steps) else { return Vec::new() };
        let mut all = Vec::new();
        match (target.compared(), target.field()) {
            (Compared::As(Class::Choice | Class::Set), Some(field)) => {
                let shown = field.choices.iter().filter(|c| !c.hidden);
                all.extend(shown.map(|choice| Offer {
                    text: bare(&choice.key),
                    meaning: Meaning::Choice(choice.label.clone()),
                }));
            }
            (Compared::As(Class::Bool), _) => all.extend(signs(&["TRUE", "FALSE"])),
            (Compared::As(class @ (Class::Date | Class::Moment)), _) => {
                all.extend(signs(&RANGES));
                all.extend(signs(&TIMES));
                if class == Class::Moment {
                    all.extend(signs(&["-1h", "now"]));
                }
            }
            (Compared::As(Class::Link | Class::Links), Some(field))
                if field.target.as_deref() == Some("user") =>
            {
                all.extend(signs(&["me"]));
            }
            (Compared::Id, _) if target.object.key == "user" => all.extend(signs(&["me"])),
            _ => {}
        }
        all
    }
}

fn with(mut steps: Vec<Step>, name: &str) -> Vec<Step> {
    steps.push(Step { name: name.to_owned(), at: Span::default() });
    steps
}

fn is_value(token: &Token) -> bool {
    match token {
        Token::Word(word) => !is_keyword(word),
        Token::Text(_) | Token::Number(_) | Token::Date(_) | Token::Instant(_) | Token::Relative(..) => true,
        _ => false,
    }
}

/// What stands for itself.
fn signs(all: &[&str]) -> Vec<Offer> {
    let joints = ["AND", "OR", "NOT", ")", ",", "IN", "NULL", "NOT NULL"];
    let meaning = |text: &str| if joints.contains(&text) { Meaning::Joint } else { Meaning::Word };
    all.iter().map(|text| Offer { text: (*text).to_owned(), meaning: meaning(text) }).collect()
}

fn compared(how: Compared) -> Vec<Offer> {
    let class = if let Compared::As(class) = how { Some(class) } else { None };
    let offer = |op: &Op| Offer { text: op.text().to_owned(), meaning: Meaning::Operator(class, *op) };
    operators(how).iter().map(offer).collect()
}

/// A key as a word where it is one, else in quotes.
fn bare(key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_alphabetic())
        && key.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !is_keyword(key)
        && !["true", "false", "me", "now"].contains(&key);
    if plain { key.to_owned() } else { quoted(key) }
}
