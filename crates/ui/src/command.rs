//! What one can do: on a page, with a record, anywhere. One list of commands makes the buttons of a bar, the menu beside
//! them, the sheet of shortcuts (which reads the keys on the page) and the lines of the palette. Whoever makes a list puts
//! in it only what the person may do.
use maud::{Markup, Render, html};

use crate::button::{Button, keys};
use crate::icon::{icon, sized};
use crate::part::{menu, menu_line};
use crate::say;

/// How a command is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// By going there.
    Page(String),
    /// By a page that opens in the dialog; without scripts it is a page.
    Dialog(String),
    /// By posting to an address: it changes something.
    Post(String),
    /// By posting to an address and nothing else: it changes something that a menu shows in red.
    Danger(String),
}

/// Where a command is shown besides the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// The one main button.
    Main,
    /// A button beside it.
    Bar,
    /// An icon beside it, from tablets on.
    Icon,
    /// A line of the menu.
    #[default]
    Menu,
    /// Nowhere else: the page has something better for it, such as a path of steps.
    Palette,
}

/// One thing that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What happens, in words: "New contact".
    pub label: String,
    /// Its icon.
    pub icon: String,
    /// Its key, as `data-hotkey` reads it.
    pub key: Option<&'static str>,
    /// How it is carried out.
    pub to: To,
    /// Where it is shown.
    pub shown: Shown,
}

impl Command {
    fn new(label: impl Into<String>, icon: &str, to: To) -> Self {
        Self { label: label.into(), icon: icon.to_owned(), key: None, to, shown: Shown::Menu }
    }

    /// One that leads to a page.
    pub fn page(label: impl Into<String>, icon: &str, address: impl Into<String>) -> Self {
        Self::new(label, icon, To::Page(address.into()))
    }

    /// One that opens a page in the dialog.
    pub fn dialog(label: impl Into<String>, icon: &str, address: impl Into<String>) -> Self {
        Self::new(label, icon, To::Dialog(address.into()))
    }

    /// One that changes something.
    pub fn post(label: impl Into<String>, icon: &str, address: impl Into<String>) -> Self {
        Self::new(label, icon, To::Post(address.into()))
    }

    /// One that takes something away.
    pub fn danger(label: impl Into<String>, icon: &str, address: impl Into<String>) -> Self {
        Self::new(label, icon, To::Danger(address.into()))
    }

    /// With a key.
    #[must_use]
    pub fn key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Shown somewhere else than in the menu.
    #[must_use]
    pub fn shown(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    /// The address it goes or posts to.
    pub fn address(&self) -> &str {
        match &self.to {
            To::Page(address) | To::Dialog(address) | To::Post(address) | To::Danger(address) => address,
        }
    }

    /// The frame its page opens in.
    pub fn frame(&self) -> Option<&'static str> {
        matches!(self.to, To::Dialog(_)).then_some("dialog")
    }

    /// Whether it changes something by itself.
    pub fn posts(&self) -> bool {
        matches!(self.to, To::Post(_) | To::Danger(_))
    }

    /// As a button.
    fn button(&self) -> Markup {
        let mut button = if self.posts() {
            Button::new(&self.label).form("post").to(self.address())
        } else {
            Button::link(self.address(), &self.label)
        };
        button = button.icon(&self.icon).small();
        if let Some(key) = self.key {
            button = button.key(key);
        }
        if let Some(frame) = self.frame() {
            button = button.frame(frame);
        }
        match self.shown {
            Shown::Main => html! { (button.primary().compact()) },
            Shown::Icon => html! { (button.ghost().square().class("max-md:hidden")) },
            _ => html! { (button.class("max-md:hidden")) },
        }
    }

    /// As a line of a menu.
    pub fn item(&self) -> Markup {
        let danger = matches!(self.to, To::Danger(_));
        let inside = html! {
            (sized(&self.icon, if danger { "icon !text-error" } else { "icon" })) (self.label)
            @if let Some(key) = self.key { span class="ms-auto" { (keys(key)) } }
        };
        // A button of the same page has the key already; in a menu it is a hint.
        let key = self.key.filter(|_| self.shown == Shown::Menu);
        html! {
            li role="none" {
                @if self.posts() {
                    button class=[danger.then_some("text-error")] role="menuitem" form="post" formaction=(self.address()) data-hotkey=[key] { (inside) }
                } @else {
                    a role="menuitem" href=(self.address()) data-turbo-frame=[self.frame()] data-hotkey=[key] { (inside) }
                }
            }
        }
    }

    /// As a line of the palette. `kind` stands at its end; `words` are marked in its label.
    pub fn option(&self, kind: &str, words: &str) -> Markup {
        Line {
            picture: icon(&self.icon).render(),
            label: &self.label,
            line: "",
            kind,
            key: self.key,
            to: self.to.clone(),
            more: false,
        }
        .show(words)
    }
}

/// The buttons of a bar: those beside the main one first, then the menu with the rest, then the main one. On phones what
/// does not fit stands in the menu too.
pub fn bar(id: &str, commands: &[Command]) -> Markup {
    let of = |shown: Shown| commands.iter().filter(move |c| c.shown == shown);
    let has_menu = commands.iter().any(|c| matches!(c.shown, Shown::Menu | Shown::Bar | Shown::Icon));
    let only_narrow = of(Shown::Menu).next().is_none();
    html! {
        @for command in of(Shown::Icon) { (command.button()) }
        @for command in of(Shown::Bar) { (command.button()) }
        @if has_menu {
            @let name = say!("shell-more-actions");
            @let more = Button::plain(&name).icon("ellipsis").ghost().square().small().opens(id);
            (if only_narrow { more.class("md:hidden") } else { more })
            (menu(id, &say!("shell-more-actions"), items(commands)))
        }
        @for command in of(Shown::Main) { (command.button()) }
    }
}

/// The lines of the menu: what the bar has no room for on phones, the menu's own, and last what takes away.
fn items(commands: &[Command]) -> Markup {
    let danger = |c: &&Command| matches!(c.to, To::Danger(_));
    let own = || commands.iter().filter(|c| c.shown == Shown::Menu);
    html! {
        div class="contents md:hidden" role="none" { @for command in commands.iter().filter(|c| matches!(c.shown, Shown::Bar | Shown::Icon)) { (command.item()) } }
        @for command in own().filter(|c| !danger(c)) { (command.item()) }
        @if own().any(|c| danger(&c)) && own().any(|c| !danger(&c)) { (menu_line()) }
        @for command in own().filter(danger) { (command.item()) }
    }
}

/// A line of the palette: a record, a place, a command.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// A face or an icon.
    pub picture: Markup,
    /// What it is called.
    pub label: &'a str,
    /// What tells it from others.
    pub line: &'a str,
    /// What kind of thing it is.
    pub kind: &'a str,
    /// Its key on the page.
    pub key: Option<&'a str>,
    /// What choosing it does.
    pub to: To,
    /// It is a record: what can be done with it is listed when asked for.
    pub more: bool,
}

impl Line<'_> {
    /// The option, with `words` marked in its label.
    pub fn show(&self, words: &str) -> Markup {
        let (href, post) = match &self.to {
            To::Page(to) | To::Dialog(to) => (Some(to), None),
            To::Post(to) | To::Danger(to) => (None, Some(to)),
        };
        let frame = matches!(self.to, To::Dialog(_)).then_some("dialog");
        html! {
            li class="flex items-center gap-3 px-3 min-h-10 py-1 rounded-(--radius-field) cursor-pointer" role="option" aria-selected="false"
                data-href=[href] data-post=[post] data-frame=[frame] data-more=[href.filter(|_| self.more)] {
                span class="grid place-items-center size-6 shrink-0 text-muted" { (self.picture) }
                span class="min-w-0 truncate" {
                    span class="font-medium" { (marked(self.label, words)) }
                    @if !self.line.is_empty() { " " span class="text-muted" { (marked(self.line, words)) } }
                }
                span class="grow" {}
                span class="flex items-center gap-1 text-sm text-muted shrink-0" {
                    @if !self.kind.is_empty() { span class="max-sm:hidden" { (self.kind) } }
                    @if let Some(key) = self.key { (keys(key)) }
                }
            }
        }
    }
}

/// A text with the beginnings of its words marked that were typed.
fn marked(text: &str, words: &str) -> Markup {
    let typed: Vec<String> = words.split_whitespace().map(base::fold).filter(|w| !w.is_empty()).collect();
    let mut out = Vec::new();
    let mut plain = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let lead = piece.find(char::is_alphanumeric).unwrap_or_default();
        let (lead, piece) = piece.split_at(lead);
        plain.push_str(lead);
        let folded = base::fold(piece.trim_end());
        let hit = typed.iter().filter(|w| folded.starts_with(w.as_str())).map(|w| w.chars().count()).max();
        match hit {
            // Folding may change how many letters there are; then the word is left as it is.
            Some(count) if folded.chars().count() == piece.trim_end().chars().count() => {
                let cut = piece.char_indices().nth(count).map_or(piece.len(), |(at, _)| at);
                let (hit, rest) = piece.split_at(cut);
                out.push((std::mem::take(&mut plain), hit.to_owned()));
                plain.push_str(rest);
            }
            _ => plain.push_str(piece),
        }
    }
    html! {
        @for (before, hit) in &out { (before) mark class="bg-transparent text-primary font-semibold" { (hit) } }
        (plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_words_are_marked_whatever_their_accents() {
        let shown = marked("Márta Kowalska", "marta kow").into_string();
        assert!(shown.contains(">Márta</mark> ") && shown.contains(">Kow</mark>alska"), "{shown}");
        assert!(!marked("<b>Ana", "x").into_string().contains("<b>"));
    }

    #[test]
    fn one_list_makes_buttons_and_menu() {
        let list = [
            Command::dialog("New contact", "plus", "/contacts/new").key("c").shown(Shown::Main),
            Command::page("As it was", "history", "/x"),
            Command::danger("Move to the bin", "trash-2", "/x/delete"),
        ];
        let shown = bar("page-menu", &list).into_string();
        assert!(
            shown.contains(r#"data-turbo-frame="dialog""#) && shown.contains(r#"data-hotkey="c""#),
            "{shown}"
        );
        assert!(shown.contains(r#"formaction="/x/delete""#) && shown.contains("separator"));
    }
}
