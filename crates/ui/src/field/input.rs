//! An input for a field, by the widget of its kind: label, hint, what is wrong with it, and what was typed so far.
use std::borrow::Cow;

use base::{Currency, Id, Problems};
use engine::{Address, Field, Kind, Widget};
use maud::{Markup, html};

use say::{Key, inline, key, say};

use super::words::{percentage, sign};
use super::{Look, Typed};
use crate::icon::icon;
use crate::part::field_error;

/// The records a link may lead to, where they are few enough for a select: `(id, title)`.
pub type Offers<'a> = dyn Fn(&Field) -> Option<&'a [(Id, String)]> + Sync + 'a;

/// What a form knows while it is drawn.
pub struct Asks<'a> {
    /// Manners and schema.
    pub look: Look<'a>,
    /// What stands in the inputs.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// The records a link may lead to, where they are few enough for a select: `(id, title)`.
    pub options: &'a Offers<'a>,
    /// The names of records already chosen, for links to many.
    pub titles: &'a super::Titles,
    /// What the ids of its inputs begin with: `f`, or something else where a form is a guest on a page.
    pub ids: &'static str,
}

impl<'a> Asks<'a> {
    /// For a form that has a page, or the dialog, to itself.
    pub fn new(
        look: Look<'a>,
        typed: &'a Typed,
        problems: &'a Problems,
        options: &'a Offers<'a>,
        titles: &'a super::Titles,
    ) -> Self {
        Self { look, typed, problems, options, titles, ids: "f" }
    }
}

/// What every input of a field has in common.
struct Frame<'a> {
    id: String,
    field: &'a Field,
    error: Option<&'a str>,
}

impl Frame<'_> {
    fn described(&self) -> Option<String> {
        let ids = [(self.error.is_some(), "e"), (!self.field.help.is_empty(), "h")];
        let ids: Vec<String> =
            ids.iter().filter(|(there, _)| *there).map(|(_, end)| format!("{}-{end}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    fn under(&self) -> Markup {
        html! {
            @if let Some(error) = self.error { (field_error(&self.id, error)) }
            @if !self.field.help.is_empty() { p.label.whitespace-normal id={ (self.id) "-h" } { (self.field.help) } }
        }
    }

    fn name(&self) -> Markup {
        html! {
            (self.field.label)
            @if self.field.required { span.text-muted.font-normal { " " (say!("field-required")) } }
        }
    }
}

/// The whole of a field: label, input, what is wrong, hint.
pub fn widget(asks: &Asks<'_>, field: &Field) -> Markup {
    let frame =
        Frame { id: format!("{}-{}", asks.ids, field.key), field, error: asks.problems.of(&field.key) };
    if field.many {
        return group(&frame, many(asks, &frame));
    }
    match field.kind.rules().widget() {
        Widget::Line(kind) => single(&frame, line(asks, &frame, kind)),
        Widget::Area | Widget::Rich => single(&frame, area(asks, &frame)),
        Widget::Money => single(&frame, money(asks, &frame)),
        Widget::Toggle => toggle(asks, &frame),
        Widget::Choice => single(&frame, choice(asks, &frame)),
        Widget::Rating => single(&frame, rating(asks, &frame)),
        Widget::Tags => single(&frame, text(asks, &frame, "text", None)),
        Widget::Choices => group(&frame, choices(asks, &frame)),
        Widget::Picker => single(&frame, picker(asks, &frame)),
        Widget::Pickers => group(&frame, pickers(asks, &frame)),
        Widget::Address => group(&frame, address(asks, &frame, &field.key, &frame.id, None)),
        Widget::File => single(&frame, file(asks, &frame)),
        Widget::Recurrence => group(
            &frame,
            super::recurrence::control(&asks.look, asks.typed, field, &frame.id, frame.invalid()),
        ),
    }
}

fn single(frame: &Frame<'_>, input: Markup) -> Markup {
    html! {
        fieldset.fieldset {
            label.fieldset-legend for=(frame.id) { (frame.name()) }
            (input)
            (frame.under())
        }
    }
}

fn group(frame: &Frame<'_>, inputs: Markup) -> Markup {
    html! {
        div.fieldset role="group" aria-labelledby={ (frame.id) "-l" } aria-describedby=[frame.described()] {
            span.fieldset-legend id={ (frame.id) "-l" } { (frame.name()) }
            (inputs)
            (frame.under())
        }
    }
}

fn line(asks: &Asks<'_>, frame: &Frame<'_>, kind: &'static str) -> Markup {
    match kind {
        // A number input throws away what it cannot read; a text input keeps it, and the server says what is wrong.
        "number" => text(
            asks,
            frame,
            "text",
            Some(if frame.field.kind == Kind::Integer { "numeric" } else { "decimal" }),
        ),
        kind => text(asks, frame, kind, None),
    }
}

fn text(asks: &Asks<'_>, frame: &Frame<'_>, kind: &str, mode: Option<&str>) -> Markup {
    let input = html! {
        input.input[frame.field.kind != Kind::Percent] id=(frame.id) name=(frame.field.key) type=(kind) inputmode=[mode] value=(asks.typed.text(&frame.field.key))
            autocomplete="off" required[frame.field.required] aria-invalid=[frame.invalid()] aria-describedby=[frame.described()];
    };
    if frame.field.kind == Kind::Percent {
        return html! { label.input aria-invalid=[frame.invalid()] { (input) span.text-muted { "%" } } };
    }
    input
}

fn area(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    html! {
        textarea.textarea.w-full."min-h-24" id=(frame.id) name=(frame.field.key) rows="4" required[frame.field.required]
            aria-invalid=[frame.invalid()] aria-describedby=[frame.described()] { "\n" (asks.typed.text(&frame.field.key)) }
    }
}

fn money(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let own = asks.look.manners.currency;
    let name = format!("{}.currency", frame.field.key);
    let chosen = asks.typed.text(&name);
    let chosen = if chosen.is_empty() { own.as_str() } else { chosen };
    html! {
        div.flex."gap-2" {
            label.input.grow aria-invalid=[frame.invalid()] {
                @if let Some(sign) = sign(chosen) { span.text-muted { (sign.trim()) } }
                input id=(frame.id) name=(frame.field.key) inputmode="decimal" autocomplete="off" value=(asks.typed.text(&frame.field.key))
                    required[frame.field.required] aria-invalid=[frame.invalid()] aria-describedby=[frame.described()];
            }
            select.select."w-24" name=(name) aria-label=(say!("field-currency-of", field = &frame.field.label)) {
                @for currency in currencies(own) { option value=(currency) selected[currency.as_str() == chosen] { (currency) } }
            }
        }
    }
}

/// Every currency, the workspace's own first.
fn currencies(own: Currency) -> impl Iterator<Item = Currency> {
    std::iter::once(own).chain(Currency::all().filter(move |c| *c != own))
}

fn toggle(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let on = asks.typed.all(&frame.field.key).any(|t| t == "true");
    html! {
        fieldset.fieldset {
            input type="hidden" name=(frame.field.key) value="";
            label.flex."gap-2.5".items-center."min-h-8".cursor-pointer {
                input.toggle id=(frame.id) type="checkbox" name=(frame.field.key) value="true" checked[on] aria-describedby=[frame.described()];
                span.font-medium { (frame.field.label) }
            }
            (frame.under())
        }
    }
}

fn choice(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let (field, chosen) = (frame.field, asks.typed.text(&frame.field.key));
    let known = field.choices.iter().any(|c| c.key == chosen && !c.hidden);
    html! {
        select.select.w-full id=(frame.id) name=(field.key) aria-invalid=[frame.invalid()] aria-describedby=[frame.described()] {
            @if !field.required || chosen.is_empty() { option value="" { "–" } }
            @for choice in field.choices.iter().filter(|c| !c.hidden) {
                option value=(choice.key) selected[choice.key == chosen] {
                    (choice.label)
                    @if let Some(percent) = choice.probability { ", " (percentage(&percent.to_string())) }
                }
            }
            @if !known && !chosen.is_empty() {
                option value=(chosen) selected { (field.choice_of(chosen).map_or(chosen, |c| c.label.as_str())) }
            }
        }
    }
}

fn rating(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let chosen = asks.typed.text(&frame.field.key);
    html! {
        select.select.w-full id=(frame.id) name=(frame.field.key) aria-describedby=[frame.described()] {
            option value="" { "–" }
            @for stars in 1..=5 { option value=(stars) selected[stars.to_string() == chosen] { (say!("field-stars", stars = stars)) } }
        }
    }
}

fn choices(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let field = frame.field;
    let chosen: Vec<&str> = asks.typed.all(&field.key).collect();
    let offered = field.choices.iter().filter(|c| !c.hidden || chosen.contains(&c.key.as_str()));
    html! {
        input type="hidden" name=(field.key) value="";
        div.flex.flex-wrap."gap-x-5"."gap-y-1" {
            @for (i, choice) in offered.enumerate() {
                label.flex."gap-2".items-center."min-h-8".cursor-pointer {
                    input.checkbox.checkbox-sm id=[(i == 0).then_some(&frame.id)] type="checkbox" name=(field.key) value=(choice.key)
                        checked[chosen.contains(&choice.key.as_str())];
                    (choice.label)
                }
            }
        }
    }
}

fn picker(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let (field, typed) = (frame.field, asks.typed);
    let id_name = format!("{}.id", field.key);
    let chosen = typed.text(&id_name);
    let words = typed.text(&field.key);
    let was = typed.text(&format!("{}.was", field.key));
    let offered = (asks.options)(field);
    // Colleagues are few and nobody makes one in passing: a plain select.
    if let Some(options) = offered.filter(|_| field.kind == Kind::User) {
        return html! {
            select.select.w-full id=(frame.id) name=(id_name) aria-invalid=[frame.invalid()] aria-describedby=[frame.described()] { (records(options, chosen, words)) }
        };
    }
    let target = field.target.as_deref().unwrap_or_default();
    html! {
        div.relative.needs-js[offered.is_some()] data-controller="combobox" data-combobox-url-value={ "/pick/" (target) "?make=1" } {
            input.input.w-full id=(frame.id) name=(field.key) type="text" role="combobox" aria-expanded="false" aria-autocomplete="list"
                aria-controls={ (frame.id) "-list" } autocomplete="off" value=(words) data-combobox-target="input"
                aria-invalid=[frame.invalid()] aria-describedby=[frame.described()];
            input type="hidden" name=(id_name) value=(chosen) data-combobox-target="value";
            input type="hidden" name={ (field.key) ".was" } value=(was);
            (found_list(frame))
        }
        // Few records are a select where no script runs; a name nobody found can be made there too.
        @if let Some(options) = offered {
            select.select.w-full.hidden."noscript:block" name={ (field.key) ".pick" } aria-label=(field.label) data-without-script="" { (records(options, chosen, words)) }
        }
        (offer_to_make(asks, field, words))
    }
}

fn records(options: &[(Id, String)], chosen: &str, words: &str) -> Markup {
    let known = options.iter().any(|(id, _)| id.to_string() == chosen);
    html! {
        option value="" { "–" }
        @for (id, title) in options { option value=(id) selected[id.to_string() == chosen] { (title) } }
        @if !known && !chosen.is_empty() { option value=(chosen) selected { (if words.is_empty() { chosen } else { words }) } }
    }
}

fn found_list(frame: &Frame<'_>) -> Markup {
    html! {
        ul.pop.absolute.top-full."inset-x-0"."mt-1"."p-1".text-sm."z-10"."max-h-72".overflow-y-auto id={ (frame.id) "-list" } role="listbox"
            aria-label=(frame.field.label) data-combobox-target="list" hidden {}
    }
}

/// A name that nobody has yet can become a record with the form: the box is there once the name was looked for.
fn offer_to_make(asks: &Asks<'_>, field: &Field, name: &str) -> Markup {
    let makeable = asks.problems.0.iter().any(|p| p.field == field.key && p.code == MAKEABLE);
    html! {
        @if makeable && !name.trim().is_empty() {
            label.flex."gap-2".items-center."min-h-8".text-sm {
                input.checkbox.checkbox-sm type="checkbox" name={ (field.key) ".make" } value="1";
                (say!("form-make-with", name = &format!("“{}”", name.trim())))
            }
        }
    }
}

/// The code of a problem with a link whose record can be made on the spot.
pub const MAKEABLE: &str = "unknown_makeable";

fn pickers(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let field = frame.field;
    let name = format!("{}.add", field.key);
    let target = field.target.as_deref().unwrap_or_default();
    html! {
        input type="hidden" name=(field.key) value="";
        div.relative.flex.flex-wrap."gap-1.5".items-center data-controller="combobox" data-combobox-url-value={ "/pick/" (target) "?make=1" } {
            @for id in asks.typed.all(&field.key) {
                @let title = id.parse().ok().and_then(|id| asks.titles.get(&id)).map_or(id, String::as_str);
                label.badge.badge-ghost."!text-base-content"."h-7"."gap-1.5" { input.checkbox.checkbox-xs type="checkbox" name=(field.key) value=(id) checked; (title) }
            }
            input.input.w-full id=(frame.id) name=(name) type="text" role="combobox" aria-expanded="false" aria-autocomplete="list"
                aria-controls={ (frame.id) "-list" } autocomplete="off" value=(asks.typed.text(&name)) aria-label=(say!("field-add-to", field = &field.label))
                data-combobox-target="input" aria-invalid=[frame.invalid()];
            (found_list(frame))
        }
        (offer_to_make(asks, field, asks.typed.text(&name)))
    }
}

fn file(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let id = asks.typed.text(&frame.field.key);
    html! {
        input type="hidden" name=(frame.field.key) value=(id);
        @if let Some(name) = id.parse().ok().and_then(|id| asks.titles.get(&id)) { p.text-sm.flex."gap-1.5".items-center { (icon("paperclip")) (name) } }
        input.file-input.w-full id=(frame.id) type="file" name={ (frame.field.key) ".file" } aria-describedby=[frame.described()];
    }
}

fn address(asks: &Asks<'_>, frame: &Frame<'_>, name: &str, id: &str, last: Option<&Markup>) -> Markup {
    let part = |part: &str| {
        let label = address_part(part);
        let place = if part == "street" { id.to_owned() } else { format!("{id}-{part}") };
        html! {
            div {
                label.text-xs.text-muted for=(place) { (label) }
                input.input.w-full id=(place) name={ (name) "." (part) } value=(asks.typed.text(&format!("{name}.{part}"))) autocomplete="off"
                    aria-invalid=[frame.invalid()];
            }
        }
    };
    html! {
        div.grid."gap-2"."sm:grid-cols-2".items-end {
            @for name in Address::PARTS { (part(name)) }
            @if let Some(last) = last { (last) }
        }
    }
}

/// A row for each value there is, each with a label, one of them primary; rows come and go by buttons. Where no script
/// runs one row more waits for another value.
fn many(asks: &Asks<'_>, frame: &Frame<'_>) -> Markup {
    let key = &frame.field.key;
    let mut rows = asks.typed.rows(key);
    let spare = rows.iter().max().map_or(0, |last| last + 1);
    let spare_shows = rows.is_empty();
    if spare_shows {
        rows.push(spare);
    }
    let primary = asks.typed.text(&format!("{key}.primary")).parse().ok().or_else(|| rows.first().copied());
    let adds = say!("form-many-add", field = &inline(&frame.field.label));
    html! {
        div.grid."gap-2" data-controller="many" {
            div.grid."gap-2" data-many-target="rows" {
                @for (i, row) in rows.iter().enumerate() {
                    @let id = if i == 0 { frame.id.clone() } else { format!("{}-{row}", frame.id) };
                    (many_row(asks, frame, &row.to_string(), &id, primary == Some(*row)))
                }
            }
            @if !spare_shows {
                div.hidden."noscript:block" data-without-script="" { (many_row(asks, frame, &spare.to_string(), &format!("{}-{spare}", frame.id), false)) }
            }
            template data-many-target="template" { (many_row(asks, frame, "__n__", &format!("{}-__n__", frame.id), false)) }
            div { button.btn.btn-ghost.btn-sm.needs-js type="button" data-action="many#add" data-many-target="adds" { (icon("plus")) (adds) } }
        }
    }
}

fn many_row(asks: &Asks<'_>, frame: &Frame<'_>, row: &str, id: &str, primary: bool) -> Markup {
    let key = &frame.field.key;
    let removes = say!("form-many-remove", field = &inline(&frame.field.label));
    html! {
        div.flex.flex-wrap."gap-2".items-start data-row=(row) {
            div."min-w-0".grow."basis-52" {
                @if frame.field.kind == Kind::Address { (address(asks, frame, &format!("{key}.{row}"), id, Some(&purpose(asks, frame, row)))) }
                @else { (value(asks, frame, &format!("{key}.{row}.value"), id)) }
            }
            @if frame.field.kind != Kind::Address { (purpose(asks, frame, row)) }
            label.flex."gap-1.5".items-center."min-h-8".text-sm.text-muted.shrink-0 {
                input.radio.radio-sm type="radio" name={ (key) ".primary" } value=(row) checked[primary]; (say!("field-primary"))
            }
            button.btn.btn-ghost.btn-square.btn-sm.needs-js type="button" aria-label=(removes) title=(removes) data-action="many#remove" { (icon("x")) }
        }
    }
}

/// What people use addresses and numbers for: as it is stored, and as it is said.
const PURPOSES: [(&str, Key); 5] = [
    ("Work", key!("field-work")),
    ("Home", key!("field-home")),
    ("Mobile", key!("field-mobile")),
    ("Billing", key!("field-billing")),
    ("Delivery", key!("field-delivery")),
];

/// What one of several values is for, in the language of the reader where it is one of the usual words.
pub fn purpose_said(label: &str) -> Cow<'_, str> {
    let known = PURPOSES.iter().find(|(stored, _)| stored.eq_ignore_ascii_case(label));
    known.map_or(Cow::Borrowed(label), |(_, key)| key.said())
}

/// The name of a part of an address.
fn address_part(part: &str) -> Cow<'static, str> {
    match part {
        "street" => say!("field-street"),
        "postcode" => say!("field-postcode"),
        "city" => say!("field-city"),
        "state" => say!("field-state"),
        "country" => say!("field-country"),
        other => engine::schema::label_of(other).into(),
    }
}

/// What one of several values is for.
fn purpose(asks: &Asks<'_>, frame: &Frame<'_>, row: &str) -> Markup {
    let name = format!("{}.{row}.label", frame.field.key);
    let number = row.parse::<usize>().map_or_else(|_| row.to_owned(), |n| (n + 1).to_string());
    let now = asks.typed.text(&name);
    let known = PURPOSES.iter().any(|(p, _)| p.eq_ignore_ascii_case(now));
    html! {
        select.select."w-32".shrink-0 name=(name) aria-label=(say!("field-what-for", field = &frame.field.label, number = &number)) {
            option value="" { (say!("field-no-label")) }
            @if !now.is_empty() && !known { option value=(now) selected { (now) } }
            @for (purpose, said) in PURPOSES { option value=(if purpose.eq_ignore_ascii_case(now) { now } else { purpose }) selected[purpose.eq_ignore_ascii_case(now)] { (said) } }
        }
    }
}

fn value(asks: &Asks<'_>, frame: &Frame<'_>, name: &str, id: &str) -> Markup {
    let kind = match frame.field.kind.rules().widget() {
        Widget::Line(kind) if kind != "number" => kind,
        _ => "text",
    };
    html! {
        input.input.w-full id=(id) name=(name) type=(kind) value=(asks.typed.text(name)) autocomplete="off" aria-label=(frame.field.label)
            aria-invalid=[frame.invalid()] aria-describedby=[frame.described()];
    }
}
