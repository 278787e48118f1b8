//! The data table of a list: headings that sort, rows that open, a line of totals. On phones a row is a card of two lines.
use base::Id;
use engine::Object;
use maud::{Markup, Render, html};
use say::say;

use crate::direct::Direct;
use crate::field::face;
use crate::icon::sized;
use crate::part::Size;
use crate::put;

/// The heading of a column.
#[derive(Debug, Clone, Default)]
pub struct Head<'a> {
    /// What addresses call it.
    pub key: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// Its icon.
    pub icon: &'a str,
    /// Where sorting by it leads; nothing when nobody sorts by it.
    pub sort: Option<String>,
    /// Sorted by it now: from the greatest to the smallest, or the other way.
    pub descending: Option<bool>,
    /// A column of numbers.
    pub number: bool,
    /// How wide it is, where somebody has said so: pixels, and the class of its cells.
    pub width: Option<u16>,
}

/// A table. Rows come from [`row`]; `form` is the id of the form its check boxes belong to.
pub fn table(name: &str, heads: &[Head<'_>], rows: impl Render, foot: Markup, form: Option<&str>) -> Markup {
    html! {
        table.table.dt aria-label=(name) {
            thead {
                tr {
                    @if form.is_some() {
                        th.pin."w-10" scope="col" {
                            input.checkbox.checkbox-sm.needs-js type="checkbox" aria-label=(say!("list-select-all"))
                                data-grid-target="all" data-action="grid#all";
                        }
                    }
                    @for (i, head) in heads.iter().enumerate() { (heading(head, i == 0)) }
                }
            }
            tbody { (rows) }
            tfoot."max-md:hidden" { (foot) }
        }
    }
}

fn heading(head: &Head<'_>, first: bool) -> Markup {
    let order = head.descending.map(|down| if down { "descending" } else { "ascending" });
    html! {
        th scope="col" class={ (if first { "pin pin-2" } else if head.number { "num" } else { "" }) (wide(head.width)) } aria-sort=[order] data-column=(head.key) data-width=[head.width] {
            @if let Some(href) = &head.sort {
                a.inline-flex.items-center."gap-1.5"."min-h-6" href=(href) data-turbo-action="advance" { (inside(head)) }
            } @else {
                span.inline-flex.items-center."gap-1.5"."min-h-6" { (inside(head)) }
            }
            @let name = say!("list-width-of", column = head.label);
            span.col-edge.needs-js role="separator" aria-orientation="vertical" tabindex="0" aria-label=(name) title=(say!("list-width-hint")) aria-valuenow=(head.width.unwrap_or_default())
                aria-valuemin="0" aria-valuemax="640" aria-valuetext=[head.width.is_none().then(|| say!("list-width-auto"))] data-width-edge {}
        }
    }
}

fn inside(head: &Head<'_>) -> Markup {
    html! {
        (sized(head.icon, "icon icon-sm"))
        (head.label)
        @if let Some(down) = head.descending { (sized(if down { "arrow-down" } else { "arrow-up" }, "icon icon-sm")) }
    }
}

/// The first two cells of a row: the check box and the name, which opens the record. `line` stands under the name on
/// phones.
pub struct Lead<'a> {
    /// Where the row opens.
    pub href: &'a str,
    /// The record.
    pub id: Id,
    /// What it is called.
    pub name: &'a str,
    /// What else tells it apart.
    pub line: &'a str,
    /// The form its check box belongs to.
    pub form: Option<&'a str>,
    /// How wide its column is, in pixels, where somebody has said so.
    pub width: Option<u16>,
}

/// A row: what leads it, then its other cells.
pub fn row(object: &Object, lead: &Lead<'_>, cells: impl Render) -> impl Render {
    Direct(move |out: &mut String| {
        let id = lead.id.to_string();
        put!(out, r#"<tr id=""# (object.key) "_" [&id] r#"" data-grid-target="row">"#);
        if let Some(form) = lead.form {
            put!(out, r#"<td class="pin pick w-10"><input class="checkbox checkbox-sm" type="checkbox" name="id" value=""# [&id] r#"" form=""# (form)
                r#"" aria-label=""# (say!("list-select", what = lead.name)) r#"" data-grid-target="box" data-action="grid#pick"></td>"#);
        }
        put!(out, r#"<td class="pin pin-2 max-md:w-full max-md:max-w-0"# {wide(lead.width)} r#"">"#
            r#"<a class="flex items-center gap-2.5 font-medium" href=""# (lead.href) r#"" data-grid-target="link">"# {face(object, lead.name, lead.id, Size::Row)}
            r#"<span class="min-w-0"><span class="block truncate max-md:text-base">"# (lead.name) "</span>");
        if !lead.line.is_empty() {
            put!(out, r#"<span class="md:hidden block text-muted font-normal truncate">"# (lead.line) "</span>");
        }
        put!(out, "</span></a></td>" {cells} "</tr>");
    })
}

/// How a cell behaves on phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Only on wide screens.
    Wide,
    /// A number, only on wide screens.
    Number,
    /// At the end of the row on phones too: the stage of a record.
    Always,
}

/// The class of a chosen width: the style sheet has one for each eighth pixel.
fn wide(pixels: Option<u16>) -> impl Render {
    Direct(move |out: &mut String| {
        if let Some(pixels) = pixels {
            put!(out, " cw-" {pixels / 8});
        }
    })
}

/// What a cell is besides its value.
#[derive(Debug, Clone, Copy)]
pub struct How<'a> {
    /// How it behaves on phones.
    pub place: Place,
    /// The field that can be changed in place.
    pub field: Option<&'a str>,
    /// How wide its column is, in pixels, where somebody has said so.
    pub width: Option<u16>,
}

/// A cell; `under` stands below it on phones.
pub fn cell(how: How<'_>, inside: impl Render, under: Option<&str>) -> impl Render {
    Direct(move |out: &mut String| {
        let class = match how.place {
            Place::Wide => "max-md:hidden",
            Place::Number => "num max-md:hidden",
            Place::Always => "max-md:text-end",
        };
        put!(out, r#"<td class=""# [class] {wide(how.width)} r#"""#);
        if let Some(field) = how.field {
            put!(out, r#" data-field=""# (field) r#"" tabindex="-1""#);
        }
        put!(out, ">" {inside});
        if let Some(under) = under {
            put!(out, r#"<span class="md:hidden block text-xs text-faint mt-1.5 text-end">"# (under) "</span>");
        }
        put!(out, "</td>");
    })
}
