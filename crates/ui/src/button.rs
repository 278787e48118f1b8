//! Buttons and links that look like them, said in one breath: `Button::link("/contacts/new", "New contact")
//! .icon("plus").primary().small().key("c")`.
use maud::{Markup, Render, html};

use crate::icon::icon;

/// A button, or a link that looks like one. It renders where it stands in a template.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Button<'a> {
    label: &'a str,
    href: Option<&'a str>,
    kind: Option<&'a str>,
    icon: Option<&'a str>,
    look: &'static str,
    size: &'static str,
    more: &'a str,
    key: Option<&'a str>,
    field: Option<(&'a str, &'a str)>,
    form: Option<&'a str>,
    form_action: Option<&'a str>,
    opens: Option<&'a str>,
    action: Option<&'a str>,
    frame: Option<&'a str>,
    refused: Option<&'a str>,
    square: bool,
    compact: bool,
    unchecked: bool,
}

impl<'a> Button<'a> {
    /// A button that submits the form around it.
    pub fn new(label: &'a str) -> Self {
        Self { label, ..Self::default() }
    }

    /// A link.
    pub fn link(href: &'a str, label: &'a str) -> Self {
        Self { label, href: Some(href), ..Self::default() }
    }

    /// A button for a script or a menu alone: it submits nothing.
    pub fn plain(label: &'a str) -> Self {
        Self { label, kind: Some("button"), ..Self::default() }
    }

    /// The one main action of the view.
    pub fn primary(self) -> Self {
        Self { look: " btn-primary", ..self }
    }

    /// Without a border.
    pub fn ghost(self) -> Self {
        Self { look: " btn-ghost", ..self }
    }

    /// What cannot be undone in one step.
    pub fn danger(self) -> Self {
        Self { look: " btn-error", ..self }
    }

    /// 28 pixels high, for bars.
    pub fn small(self) -> Self {
        Self { size: " btn-sm", ..self }
    }

    /// An icon in front.
    pub fn icon(self, name: &'a str) -> Self {
        Self { icon: Some(name), ..self }
    }

    /// The icon alone; the label becomes the name and the hint.
    pub fn square(self) -> Self {
        Self { square: true, ..self }
    }

    /// On phones the icon alone.
    pub fn compact(self) -> Self {
        Self { compact: true, ..self }
    }

    /// More classes.
    pub fn class(self, more: &'a str) -> Self {
        Self { more, ..self }
    }

    /// Its key, as `data-hotkey` reads it: `c`, `g h`, `mod+enter`. Shown on the button.
    pub fn key(self, key: &'a str) -> Self {
        Self { key: Some(key), ..self }
    }

    /// What it sends along when it submits.
    pub fn value(self, name: &'a str, value: &'a str) -> Self {
        Self { field: Some((name, value)), ..self }
    }

    /// The id of the form it submits, when it stands outside of it.
    pub fn form(self, id: &'a str) -> Self {
        Self { form: Some(id), ..self }
    }

    /// Submits its form to another address.
    pub fn to(self, address: &'a str) -> Self {
        Self { form_action: Some(address), ..self }
    }

    /// Sends the form as it is, whether the browser finds it complete or not.
    pub fn unchecked(self) -> Self {
        Self { unchecked: true, ..self }
    }

    /// The id of the menu or the box it opens.
    pub fn opens(self, id: &'a str) -> Self {
        Self { opens: Some(id), kind: Some("button"), ..self }
    }

    /// What scripts do on a click: `palette#open`.
    pub fn action(self, action: &'a str) -> Self {
        Self { action: Some(action), ..self }
    }

    /// The frame its page opens in: `dialog` for the dialog of every page. Without scripts it is a page.
    pub fn frame(self, frame: &'a str) -> Self {
        Self { frame: Some(frame), ..self }
    }

    /// Cannot be used now, and why.
    pub fn refused(self, why: &'a str) -> Self {
        Self { refused: Some(why), ..self }
    }

    fn inside(&self) -> Markup {
        html! {
            @if let Some(name) = self.icon { (icon(name)) }
            @if !self.square {
                @if self.compact { span."max-md:sr-only" { (self.label) } } @else { (self.label) }
                @if let Some(key) = self.key { span class=[self.compact.then_some("max-md:hidden")] { (keys(key)) } }
            }
        }
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let class = format!(
            "btn{}{}{}{}{}",
            self.look,
            self.size,
            if self.square { " btn-square" } else { "" },
            if self.more.is_empty() { "" } else { " " },
            self.more
        );
        let name = self.square.then_some(self.label);
        let hint = self.refused.or(name);
        html! {
            @if let (Some(href), None) = (self.href, self.refused) {
                a class=(class) href=(href) aria-label=[name] title=[hint] data-hotkey=[self.key] data-action=[self.action] data-turbo-frame=[self.frame] { (self.inside()) }
            } @else {
                button class=(class) type=[self.kind] name=[self.field.map(|f| f.0)] value=[self.field.map(|f| f.1)]
                    form=[self.form] formaction=[self.form_action] formnovalidate[self.unchecked] popovertarget=[self.opens]
                    aria-haspopup=[self.opens.map(|_| "menu")] aria-label=[name] title=[hint] data-hotkey=[self.key]
                    data-action=[self.action] disabled[self.refused.is_some()] { (self.inside()) }
            }
        }
    }
}

/// A hotkey as keys to show: `mod+enter` is ⌘ ↵. Single keys are not shown to who has switched them off.
pub fn keys(hotkey: &str) -> Markup {
    let sign = |key: &str| match key {
        "mod" => "⌘".to_owned(),
        "shift" => "⇧".to_owned(),
        "enter" => "↵".to_owned(),
        "escape" => "Esc".to_owned(),
        "backspace" => "⌫".to_owned(),
        other => other.to_uppercase(),
    };
    let single = !hotkey.contains(['+']) && !matches!(hotkey, "enter" | "escape");
    html! { @for key in hotkey.split(['+', ' ']) { kbd.kbd.kbd-single[single] { (sign(key)) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_its_key() {
        let shown =
            Button::link("/contacts/new", "New contact").primary().small().key("c").render().into_string();
        assert_eq!(
            shown,
            r#"<a class="btn btn-primary btn-sm" href="/contacts/new" data-hotkey="c">New contact<span><kbd class="kbd kbd-single">C</kbd></span></a>"#
        );
    }

    #[test]
    fn an_icon_alone_has_a_name() {
        let shown = Button::plain("Import").icon("upload").square().render().into_string();
        assert!(shown.contains(r#"type="button" aria-label="Import" title="Import""#));
    }

    #[test]
    fn a_refused_button_says_why() {
        let shown = Button::link("/x", "Delete").refused("Only owners may").render().into_string();
        assert!(shown.starts_with("<button") && shown.contains(r#"title="Only owners may" disabled"#));
    }
}
