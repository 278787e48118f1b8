//! The fields of a record on its page: in their groups, each with its value, the way to change it in place, and the way
//! to where it comes from.
use std::borrow::Cow;

use engine::{Field, FieldRight, Kind, Object, Value};
use maud::{Markup, html};
use ui::field::{self, Look, Titles, brief, full, href};
use ui::icon::sized;
use ui::say;
use ui::say::inline;

use super::Subject;
use crate::pages::form::asked_for;
use crate::pages::visit::Visit;

/// A field and what it holds.
pub(in crate::pages) struct Entry<'a> {
    /// How values are shown.
    pub(in crate::pages) look: Look<'a>,
    /// The address of the record.
    pub(in crate::pages) here: &'a str,
    /// The field.
    pub(in crate::pages) field: &'a Field,
    /// What it holds.
    pub(in crate::pages) value: &'a Value,
    /// The titles of what links lead to.
    pub(in crate::pages) titles: &'a Titles,
    /// The person may change it.
    pub(in crate::pages) editable: bool,
}

/// Whether a person may change a field of a record that they may change.
pub(in crate::pages) fn editable(visit: &Visit, object: &Object, field: &Field) -> bool {
    asked_for(visit, object).any(|f| f.key == field.key)
}

/// Whether what is shown of a value has links or folds of its own: then it is no link itself.
fn holds_links(field: &Field, value: &Value) -> bool {
    !value.is_null()
        && (field.many
            || matches!(
                field.kind,
                Kind::Email
                    | Kind::Phone
                    | Kind::Url
                    | Kind::Link
                    | Kind::User
                    | Kind::Links
                    | Kind::File
                    | Kind::LongText
                    | Kind::RichText
            ))
}

impl Entry<'_> {
    /// The value, and the link that opens its form: a script puts the form in its place.
    pub(in crate::pages) fn inside(&self) -> Markup {
        let (field, shown) = (self.field, full(&self.look, self.field, self.value, self.titles));
        let cell = format!("{}/cell/{}", self.here, field.key);
        let edit = say!("record-edit-field", field = &inline(&field.label));
        html! {
            @if !self.editable { div.kv-edit { (shown) } }
            @else if holds_links(field, self.value) {
                div.kv-edit {
                    span.min-w-0.grow { (shown) }
                    a.kv-pencil href=(cell) data-edit aria-label=(edit) title=(say!("record-edit")) { (sized("pencil", "icon icon-sm")) }
                }
            } @else {
                a.kv-edit href=(cell) data-edit title=(say!("record-edit")) { (shown) span.sr-only { ", " (edit) } }
            }
        }
    }
}

/// The fields in their groups; what every record has comes last.
pub(super) fn groups<'a>(visit: &Visit, subject: &'a Subject) -> Vec<(String, Vec<&'a Field>)> {
    let object = &subject.object;
    let mut groups: Vec<(String, Vec<&Field>)> = Vec::new();
    let shown = object
        .fields
        .iter()
        .filter(|f| !f.hidden && visit.actor.sees(object, f) && f.key != object.title && f.checks.is_empty());
    let (system, own): (Vec<&Field>, Vec<&Field>) = shown.partition(|f| f.system);
    for field in own {
        let name =
            if field.group.is_empty() { say!("record-details") } else { Cow::Borrowed(field.group.as_str()) };
        match groups.iter_mut().find(|(n, _)| *n == name) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((name.into_owned(), vec![field])),
        }
    }
    let system = system.into_iter().filter(|f| f.key == "owner" || !subject.record.get(&f.key).is_null());
    groups.push((say!("record-system").into_owned(), system.collect()));
    groups
}

/// A group that folds.
pub(super) fn group(visit: &Visit, subject: &Subject, name: &str, fields: &[&Field]) -> Markup {
    // A group without any value is folded up.
    let open = subject.printed || fields.iter().any(|f| !subject.record.get(&f.key).is_null());
    html! {
        details."group/g".border-b.border-line."px-4"."py-3" open[open] {
            summary.flex.items-center."gap-1.5".cursor-pointer.text-sm.font-semibold.list-none {
                (sized("chevron-right", "icon icon-sm text-faint transition-transform group-open/g:rotate-90"))
                (name)
            }
            dl.kv."mt-1.5" { @for field in fields { (entry(visit, subject, field)) } }
        }
    }
}

fn entry(visit: &Visit, subject: &Subject, field: &Field) -> Markup {
    let (object, here) = (&subject.object, href(&subject.object, subject.record.id));
    let value = subject.record.get(&field.key);
    let editable = subject.may_update && editable(visit, object, field);
    let entry = Entry { look: visit.look(), here: &here, field, value, titles: &subject.titles, editable };
    html! {
        dt {
            (sized(field::icon_of(field, &visit.schema), "icon icon-sm text-faint shrink-0"))
            a.link.link-hover.truncate href={ (here) "/why/" (field.key) } data-turbo-frame="why" data-action="pop#open"
                title=(say!("record-why-hint", field = &field.label)) { (field.label) }
        }
        dd.is-empty[value.is_null()] data-field=[editable.then_some(&field.key)] {
            (entry.inside())
            (later(visit, subject, field))
        }
    }
}

/// What the field holds today, where the record is shown as it was and the field has changed since.
fn later(visit: &Visit, subject: &Subject, field: &Field) -> Markup {
    let Some(today) = subject.today.as_ref().map(|r| r.get(&field.key)) else { return html! {} };
    if field.key == "updated_at" || today == subject.record.get(&field.key) {
        return html! {};
    }
    let text = brief(&visit.look(), field, today, &subject.titles);
    html! {
        p.kv-later { (sized("history", "icon icon-sm")) (say!("record-today", value = &if text.is_empty() { say!("record-empty").into_owned() } else { ui::field::cell::cut(&text, 80) })) }
    }
}

/// Whether a person reads a field without writing it, for the words of pages.
pub(super) fn only_read(visit: &Visit, object: &Object, field: &Field) -> bool {
    field.read_only || visit.actor.field(object, field) != FieldRight::Write
}
