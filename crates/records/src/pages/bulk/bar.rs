//! What can be done with the ticked rows of a list: a bar over the table, which phones show in part and in a menu.
use engine::{Action, Object};
use maud::{Markup, html};
use ui::Button;
use ui::field::cell;
use ui::icon::icon;
use ui::part::{menu, menu_line};
use ui::say;

use super::fields;
use crate::pages::list::Narrowed;
use crate::pages::visit::Visit;

/// Whether a person can do anything with many of an object.
pub(in crate::pages) fn offered(visit: &Visit, object: &Object) -> bool {
    visit.can(object, Action::Update)
        || visit.can(object, Action::Delete)
        || !visit.engine().offered_for_many(&visit.actor, object).is_empty()
}

/// One thing that is done with the ticked records: a button of the bar, or a line of its menu.
struct Step<'a> {
    label: String,
    icon: &'a str,
    key: Option<&'a str>,
    /// What it sends along.
    sent: (&'static str, String),
    /// It leads to a page that asks, or to a file, instead of doing it.
    asks: bool,
    /// The address of its file.
    file: Option<String>,
}

impl Step<'_> {
    /// `form` is the bar's id, where the button stands outside of it.
    fn button(&self, form: Option<&str>, class: &str) -> Markup {
        self.drawn(class, form, self.key, None)
    }

    fn item(&self) -> Markup {
        html! { li role="none" { (self.drawn("", None, None, Some("menuitem"))) } }
    }

    fn drawn(&self, class: &str, form: Option<&str>, key: Option<&str>, role: Option<&str>) -> Markup {
        let (name, value) = &self.sent;
        let name = (!name.is_empty()).then_some(name);
        let method = self.asks.then_some("get");
        let turbo = self.file.is_some().then_some("false");
        html! {
            button class=[(!class.is_empty()).then_some(class)] role=[role] name=[name] value=[name.map(|_| value)] formmethod=[method] formaction=[&self.file]
                form=[form] data-hotkey=[key] data-turbo=[turbo] { (icon(self.icon)) span.truncate { (self.label) } }
        }
    }
}

/// Everything that can be done with many of an object, what is done most first.
fn steps<'a>(visit: &'a Visit, object: &'a Object) -> Vec<Step<'a>> {
    let step = |label: String, icon, key, sent, asks| Step { label, icon, key, sent, asks, file: None };
    let mut steps = Vec::new();
    if visit.can(object, Action::Update) {
        let mut set = |field: &str, icon, label: String, key| {
            steps.push(step(label, icon, Some(key), ("field", field.to_owned()), true));
        };
        if fields(visit, object).any(|f| f.key == "owner") {
            set("owner", "user-round", say!("bulk-assign").into(), "a");
        }
        if let Some(stage) = fields(visit, object).find(|f| cell::is_path(f)) {
            set(&stage.key, "milestone", stage.label.clone(), "s");
        }
        if let Some(tags) = fields(visit, object).find(|f| f.kind == engine::Kind::Tags) {
            set(&tags.key, "tag", tags.label.clone(), "t");
        }
        set("", "pencil", say!("bulk-change").into(), "e");
    }
    for (verb, _) in visit.engine().offered_for_many(&visit.actor, object) {
        steps.push(step(verb.label.said().into(), verb.icon, verb.key, ("verb", verb.to.to_string()), true));
    }
    if visit.can(object, Action::Export) {
        let file = Some(format!("/{}/export", object.plural));
        let export = step(say!("bulk-export").into(), "download", None, ("", String::new()), true);
        steps.push(Step { file, ..export });
    }
    if visit.can(object, Action::Delete) {
        steps.push(step(
            say!("bulk-delete").into(),
            "trash-2",
            Some("backspace"),
            ("act", "delete".into()),
            false,
        ));
    }
    steps
}

/// Steps that a phone has room for beside the number; the others stand in a menu there.
const BESIDE: usize = 2;

/// The bar over the table while rows are ticked; the same buttons stand under it where there are no scripts.
pub(in crate::pages) fn bar(visit: &Visit, object: &Object, narrowed: &Narrowed, count: i64) -> Markup {
    let path = format!("/{}/bulk", object.plural);
    let all = say!("bulk-all", count = count);
    let steps = steps(visit, object);
    let name = say!("shell-more-actions");
    let more = Button::plain(&name).icon("ellipsis").small().square().opens("bulk-more");
    html! {
        form #bulk.bulkbar role="region" aria-label=(say!("bulk-actions")) method="post" action=(path) data-grid-target="bar" hidden {
            span.px-2.text-sm.font-medium.whitespace-nowrap { span data-grid-target="count" data-everything=(all) { "0" } " " (say!("bulk-selected")) }
            input type="hidden" name="all" value="1" disabled data-grid-target="everything";
            input type="hidden" name="filter" value=(narrowed.text);
            input type="hidden" name="q" value=(narrowed.words);
            input type="hidden" name="back" value=(visit.asked.with("after", None));
            button.btn.btn-sm.underline."underline-offset-4"."max-md:hidden" type="button" data-action="grid#everything" { (all) }
            hr;
            @for (at, step) in steps.iter().enumerate() {
                (step.button(None, if at < BESIDE { "btn btn-sm min-w-0" } else { "btn btn-sm max-md:hidden" }))
            }
            (more.class("md:hidden"))
            (menu("bulk-more", &say!("shell-more-actions"), html! {
                li role="none" { button type="button" role="menuitem" popovertarget="bulk-more" data-action="grid#everything" { (icon("list-checks")) (all) } }
                (menu_line())
                @for step in steps.iter().skip(BESIDE) { (step.item()) }
            }))
            hr;
            button.btn.btn-sm type="button" data-action="grid#clear" { kbd.kbd."max-md:hidden" { "Esc" } span."md:hidden" { (icon("x")) } span.sr-only { (say!("bulk-clear")) } }
        }
        noscript {
            div.flex.flex-wrap.items-center."gap-2"."px-4"."py-2".border-t.border-line {
                label.flex."gap-2".items-center.text-sm { input.checkbox.checkbox-sm type="checkbox" name="all" value="1" form="bulk"; (all) }
                @for step in &steps { (step.button(Some("bulk"), "btn btn-sm")) }
            }
        }
    }
}
