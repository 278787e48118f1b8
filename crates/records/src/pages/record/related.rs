//! What belongs to a record: for each link that points to it the first records, how many there are, and one more.
use std::sync::Arc;

use base::{Error, Id};
use engine::query::Query;
use engine::{Action, Field, Kind, Object};
use maud::{Markup, Render, html};
use ui::field::cell::{cut, is_path};
use ui::field::words;
use ui::icon::{icon, sized};
use ui::say;

use super::Subject;
use crate::pages::asked::address;
use crate::pages::visit::Visit;

/// Records shown of each list.
const FIRST: usize = 5;

/// One list of records that point here.
pub(super) struct Related {
    object: Arc<Object>,
    field: Field,
    filter: String,
    count: i64,
    rows: Vec<Line>,
    may_add: bool,
    may_link: bool,
    /// Where its lines are changed, if they are lines of this record and the person may.
    lines: Option<String>,
}

struct Line {
    id: Id,
    href: String,
    name: String,
    meta: String,
    value: Option<Markup>,
}

/// The lists of a record.
pub(super) async fn of(visit: &Visit, subject: &Subject) -> Result<Vec<Related>, Error> {
    let mut all = Vec::new();
    let id = subject.record.id;
    for (object, field) in visit.schema.links_to(&subject.object.key) {
        // Notes stand on the timeline, and who made or owns a record is no relation of its own.
        if field.system
            || field.hidden
            || object.key == "note"
            // Lines stand on the page itself, unless they are few.
            || (object.part_of == field.key && !object.beside)
            || !visit.sees(object)
            || !visit.actor.sees(object, field)
        {
            continue;
        }
        let filter = match field.kind {
            Kind::Links => format!("{}.any(id = \"{id}\")", field.key),
            _ => format!("{} = \"{id}\"", field.key),
        };
        let seen = |f: &&Field| {
            !f.hidden && visit.actor.sees(object, f) && f.key != object.title && f.key != field.key
        };
        let columns = || object.columns.iter().filter_map(|c| object.field(c)).filter(seen);
        // Lines are few and say how much of what they lead to.
        let much = |f: &&Field| object.beside && matches!(f.kind, Kind::Decimal | Kind::Percent);
        let value = columns().find(|f| f.kind == Kind::Money).or_else(|| columns().find(much));
        let stage = columns()
            .find(|f| is_path(f))
            .or_else(|| columns().find(|f| object.beside && f.kind == Kind::Choice));
        let meta = columns().find(|f| match f.kind {
            Kind::Text | Kind::Date | Kind::Email => true,
            Kind::Percent => object.beside,
            _ => false,
        });
        let mark = columns().find(|f| object.beside && f.kind == Kind::Toggle);
        let chosen: Vec<&Field> =
            object.title_field().into_iter().chain(meta).chain(value).chain(stage).chain(mark).collect();
        let other = other_end(visit, object, field);
        let paths: Vec<String> = chosen
            .iter()
            .map(|f| f.key.clone())
            .chain(
                other.iter().flat_map(|(link, to)| [link.key.clone(), format!("{}.{}", link.key, to.title)]),
            )
            .collect();
        let query = Query::new(&object.key)
            .filter(&filter)?
            .sort("-updated_at")?
            .columns(&paths.join(","))
            .limit(FIRST)
            .count();
        let page = visit.engine().list(&visit.actor, &query).await?;
        let look = visit.look();
        let rows = page.rows.iter().map(|row| {
            let cell = |wanted: Option<&Field>| {
                let at =
                    chosen.iter().position(|f| Some(f.key.as_str()) == wanted.map(|w| w.key.as_str()))?;
                row.cells.get(at).filter(|v| !v.is_null())
            };
            let far = other.as_ref().and_then(|(_, to)| {
                let (id, title) = (row.cells.get(chosen.len())?.id()?, row.cells.get(chosen.len() + 1)?);
                Some((ui::field::href(to, id), title.text()?.to_owned()))
            });
            let (href, title) = match far {
                Some((href, title)) => (href, Some(title)),
                None => {
                    let title = cell(object.title_field()).and_then(|v| v.text()).map(str::to_owned);
                    (ui::field::href(object, row.id), title)
                }
            };
            let name = title.map_or_else(|| row.id.to_string(), |t| cut(&t, 80));
            let brief = |f: Option<&Field>| {
                f.zip(cell(f)).map(|(f, v)| ui::field::brief(&look, f, v, &subject.titles))
            };
            let marked = mark.filter(|f| cell(Some(f)).is_some_and(engine::Value::is_true));
            let meta: Vec<String> = [
                if value.is_some() { brief(stage) } else { None },
                brief(meta),
                marked.map(|f| f.label.clone()),
            ]
            .into_iter()
            .flatten()
            .collect();
            let shown = if value.is_some() { value } else { stage };
            let value = shown.zip(cell(shown)).map(|(f, v)| {
                ui::field::cell(&look, f, v, None, v.money().is_some_and(ui::field::words::has_cents))
                    .render()
            });
            Line { id: row.id, href, name, meta: meta.join(", "), value }
        });
        all.push(Related {
            count: page.count.unwrap_or_default(),
            rows: rows.collect(),
            filter,
            field: field.clone(),
            lines: (object.part_of == field.key
                && subject.is_there()
                && crate::pages::lines::may_change(visit, &subject.record, object))
            .then(|| crate::pages::lines::place(&subject.object, id, object)),
            may_add: visit.can(object, Action::Create)
                && object.part_of != field.key
                && field.kind == Kind::Link
                && subject.record.deleted_at.is_none(),
            may_link: subject.is_there() && super::linking::may_link(visit, object, field),
            object: object.clone(),
        });
    }
    Ok(all)
}

/// What a line of one record says about another: of a person on a deal, the person on the deal's page and the deal on the
/// person's.
fn other_end<'a>(visit: &'a Visit, object: &'a Object, field: &Field) -> Option<(&'a Field, &'a Object)> {
    if object.part_of.is_empty() || !object.beside {
        return None;
    }
    let link = if object.part_of == field.key {
        object
            .fields
            .iter()
            .find(|f| f.kind.is_single_link() && !f.system && !f.hidden && f.key != object.part_of)
    } else {
        object.field(&object.part_of)
    };
    let link = link.filter(|f| visit.actor.sees(object, f))?;
    let to = visit.schema.object(link.target.as_deref()?).filter(|to| visit.sees(to))?;
    Some((link, to))
}

/// The lists.
pub(super) fn show(subject: &Subject, lists: &[Related]) -> Markup {
    html! {
        @for list in lists { (one(subject, list)) }
        @if lists.is_empty() { p."px-4"."py-3".text-sm.text-muted { (say!("record-related-none")) } }
    }
}

fn one(subject: &Subject, list: &Related) -> Markup {
    let object = &list.object;
    let here = ui::field::href(&subject.object, subject.record.id);
    let all = address(&format!("/{}", object.plural), [("filter", list.filter.as_str())]);
    // Two links of one object are told apart by the link's name.
    let whole = object.field(&object.part_of).and_then(|f| f.target.as_deref());
    let twice = whole == Some(subject.object.key.as_str()) && object.part_of != list.field.key;
    let plain = list.field.label.to_lowercase() == subject.object.label.to_lowercase() && !twice;
    let name = if plain || object.part_of == list.field.key {
        object.labels.clone()
    } else {
        format!("{}, {}", object.labels, say::inline(&list.field.label))
    };
    html! {
        div.relative.border-b.border-line {
        // Beside the summary, not in it: a link inside what opens and closes is no use to a keyboard or a reader.
        @if list.may_add {
            a.btn.btn-ghost.btn-square.btn-sm.absolute."top-1.5"."end-9" href=(crate::pages::form::prefilled(object, &list.field.key, &subject.record.id.to_string(), &here))
                aria-label=(say!("record-related-add", list = &name)) title=(say!("record-related-add", list = &name)) { (sized("plus", "icon icon-sm")) }
        }
        @if let Some(lines) = &list.lines {
            a.btn.btn-ghost.btn-square.btn-sm.absolute."top-1.5"."end-9" href=(lines)
                aria-label=(say!("record-related-edit", list = &name)) title=(say!("record-related-edit", list = &name)) { (sized("pencil", "icon icon-sm")) }
        }
        details."group/r" open[list.count > 0] {
            summary.flex.items-center."gap-2"."px-4"."pt-3"."pb-1.5".cursor-pointer.list-none.text-sm {
                span.font-semibold { (name) }
                span.text-muted { (words::number(list.count)) }
                span.grow {}
                (sized("chevron-down", "icon icon-sm text-faint"))
            }
            ul."px-2"."pb-2" {
                @for line in &list.rows {
                    li.flex.items-center."gap-1" {
                        a.flex.items-center."gap-2"."px-2"."py-1.5".grow."min-w-0"."rounded-(--radius-selector)"."hover:bg-hover".text-sm href=(line.href) {
                            span."min-w-0".grow {
                                span.block.truncate.font-medium { (line.name) }
                                @if !line.meta.is_empty() { span.block.truncate.text-xs.text-muted { (line.meta) } }
                            }
                            @if let Some(value) = &line.value { span.text-end.shrink-0 { (value) } }
                        }
                        @if list.may_link {
                            form method="post" action={ (here) "/related/" (object.plural) "/" (list.field.key) "/" (line.id) "/remove" } {
                                button.btn.btn-ghost.btn-square.btn-sm.text-faint aria-label=(say!("record-unlink", title = &line.name)) title=(say!("record-unlink", title = &line.name)) { (sized("unlink", "icon icon-sm")) }
                            }
                        }
                    }
                }
                @if list.count as usize > list.rows.len() {
                    li { a.flex.items-center."gap-1.5"."px-2"."py-1.5".text-sm.text-muted."hover:bg-hover"."rounded-(--radius-selector)" href=(all) {
                        (say!("record-related-all", what = &crate::pages::list::named(object, list.count))) (icon("arrow-right"))
                    } }
                }
                @if list.may_link {
                    li { a.flex.items-center."gap-1.5"."px-2"."py-1.5".text-sm.text-muted."hover:bg-hover"."rounded-(--radius-selector)" href={ (here) "/related/" (object.plural) "/" (list.field.key) } {
                        (icon("link")) (say!("record-link", what = &ui::say::inline(&object.label)))
                    } }
                }
                @if list.rows.is_empty() { li."px-2"."pb-1".text-sm.text-faint { (say!("record-none-yet")) } }
            }
        }
        }
    }
}
