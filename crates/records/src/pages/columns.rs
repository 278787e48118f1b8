//! The columns of a list: which ones, what is asked of the database for them, and how each is shown.
use std::collections::HashMap;

use base::Id;
use engine::query::ListRow;
use engine::{Field, Kind, Object, Value};
use maud::Render;
use ui::field::{self, Look};
use ui::table::{Head, Place};

use super::asked::Asked;
use super::visit::Visit;

/// One column as it is shown.
pub(super) struct Shown {
    /// The path in the query: a field of the object.
    pub(super) path: String,
    /// The field.
    pub(super) field: Field,
    /// Where its value stands in a row of the answer.
    at: usize,
    /// Where the title of the record it leads to stands.
    title_at: Option<usize>,
    /// What sorting by it sorts by.
    pub(super) sort: Option<String>,
    /// Whether minor units are shown.
    cents: bool,
    /// How wide it is, where somebody has said so.
    pub(super) width: Option<Width>,
}

/// The columns of a list.
pub(super) struct Columns {
    /// In order; the title of the record comes first.
    pub(super) shown: Vec<Shown>,
    /// What is asked of the database.
    pub(super) paths: Vec<String>,
}

/// How wide a column is: eights of pixels, as the style sheet has classes for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Width(u16);

impl Width {
    /// The narrowest and the widest, in pixels.
    pub(super) const LEAST: u16 = 64;
    pub(super) const MOST: u16 = 640;

    /// Of pixels, as they are written; what is no width is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let pixels: f64 = text.trim().parse().ok().filter(|n: &f64| *n > 0.0)?;
        let near = pixels.clamp(f64::from(Self::LEAST), f64::from(Self::MOST));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies between 8 and 80"
        )]
        let eights = (near / 8.0).round() as u16;
        Some(Self(eights))
    }

    /// In pixels.
    pub(super) fn pixels(self) -> u16 {
        self.0 * 8
    }
}

/// A column as addresses and views write it: `name`, or `name:240` with its width in pixels.
pub(super) fn parted(column: &str) -> (&str, Option<Width>) {
    let (path, width) = column.split_once(':').unwrap_or((column, ""));
    (path.trim(), Width::parse(width))
}

/// Fields a person may have as columns, in the order of the object.
pub(super) fn offered<'a>(visit: &'a Visit, object: &'a Object) -> impl Iterator<Item = &'a Field> {
    object.fields.iter().filter(|f| !f.hidden && f.kind != Kind::RichText && visit.actor.sees(object, f))
}

impl Columns {
    /// The columns asked for (`columns=name:240,stage`), or the object's own. What is not there or
    /// not to be seen is left out.
    pub(super) fn of(visit: &Visit, object: &Object) -> Self {
        let listed = visit.asked.text("columns").map(|t| t.split(',').map(str::trim).collect());
        let wanted: Vec<&str> = listed.unwrap_or_else(|| object.columns.iter().map(String::as_str).collect());
        let mut columns = Self { shown: Vec::new(), paths: Vec::new() };
        columns.add(visit, object, &object.title);
        for (path, width) in wanted.into_iter().map(parted) {
            columns.add(visit, object, path);
            if let Some(shown) = columns.shown.iter_mut().find(|s| s.path == path && s.width.is_none()) {
                shown.width = width;
            }
        }
        columns
    }

    /// One field alone.
    pub(super) fn only(visit: &Visit, object: &Object, key: &str) -> Self {
        let mut columns = Self { shown: Vec::new(), paths: Vec::new() };
        columns.add(visit, object, key);
        columns
    }

    fn add(&mut self, visit: &Visit, object: &Object, path: &str) {
        let known = self.shown.iter().any(|s| s.path == path);
        let Some(field) = object.field(path).filter(|f| !known && !f.hidden && visit.actor.sees(object, f))
        else {
            return;
        };
        let at = self.paths.len();
        self.paths.push(path.to_owned());
        let mut title_at = None;
        let mut sort = sorts(field).then(|| path.to_owned());
        if field.kind.is_single_link()
            && let Some(target) = field.target.as_deref().and_then(|t| visit.schema.object(t))
            && visit.can(target, engine::Action::Read)
            && target.title_field().is_some_and(|f| visit.actor.sees(target, f))
        {
            title_at = Some(self.paths.len());
            let titled = format!("{path}.{}", target.title);
            sort = target.title_field().filter(|f| sorts(f)).map(|_| titled.clone());
            self.paths.push(titled);
        }
        self.shown.push(Shown {
            path: path.to_owned(),
            field: field.clone(),
            at,
            title_at,
            sort,
            cents: false,
            width: None,
        });
    }

    /// Looks through a page: minor units are shown where any amount of the column has them.
    pub(super) fn weigh<'a>(&mut self, rows: &(impl Iterator<Item = &'a ListRow> + Clone)) {
        for shown in self.shown.iter_mut().filter(|s| s.field.kind == Kind::Money) {
            let amounts = rows.clone().filter_map(|r| r.cells.get(shown.at).and_then(Value::money));
            shown.cents = amounts.into_iter().any(field::words::has_cents);
        }
    }

    /// The headings, with links that sort.
    pub(super) fn heads<'a>(&'a self, visit: &'a Visit, asked: &Asked) -> Vec<Head<'a>> {
        let sort = asked.text("sort").and_then(|s| s.split(',').next()).unwrap_or_default().trim();
        let (descending, path) = sort.strip_prefix('-').map_or((false, sort), |p| (true, p));
        self.shown
            .iter()
            .map(|shown| {
                let by = shown.sort.as_deref();
                let now = by == Some(path);
                // First the way people look for: names from A, figures and times from the greatest.
                let down_first = field::is_number(&shown.field)
                    || matches!(shown.field.kind, Kind::DateTime | Kind::Rating);
                let down = if now { !descending } else { down_first };
                let next = by.map(|by| if down { format!("-{by}") } else { by.to_owned() });
                Head {
                    key: &shown.path,
                    label: &shown.field.label,
                    icon: field::icon_of(&shown.field, &visit.schema),
                    sort: next.map(|next| asked.with("sort", Some(&next))),
                    descending: now.then_some(descending),
                    number: field::is_number(&shown.field),
                    width: shown.width.map(Width::pixels),
                }
            })
            .collect()
    }
}

/// Whether lists can be sorted by a field.
pub(super) fn sorts(field: &Field) -> bool {
    !matches!(
        field.kind,
        Kind::Choices
            | Kind::Tags
            | Kind::Links
            | Kind::File
            | Kind::Address
            | Kind::RichText
            | Kind::Link
            | Kind::User
    )
}

impl Shown {
    /// The value of a row.
    pub(super) fn value<'a>(&self, row: &'a ListRow) -> &'a Value {
        row.cells.get(self.at).unwrap_or(&Value::Null)
    }

    /// The title of the record a row's link leads to.
    pub(super) fn title<'a>(&self, row: &'a ListRow) -> Option<&'a str> {
        row.cells.get(self.title_at?).and_then(Value::text)
    }

    /// Where it stands: numbers at the end; the stage on phones too.
    pub(super) fn place(&self) -> Place {
        if field::is_number(&self.field) {
            Place::Number
        } else if field::cell::is_path(&self.field) {
            Place::Always
        } else {
            Place::Wide
        }
    }

    /// A row's value as a cell.
    pub(super) fn cell(&self, look: &Look<'_>, row: &ListRow) -> impl Render {
        field::cell(look, &self.field, self.value(row), self.title(row), self.cents)
    }

    /// A row's value in words.
    pub(super) fn words(&self, look: &Look<'_>, row: &ListRow) -> String {
        match (self.field.kind, self.value(row)) {
            (Kind::Link | Kind::User, Value::Ref(_)) => {
                self.title(row).map(|t| field::cell::cut(t, 60)).unwrap_or_default()
            }
            (_, value) => field::brief(look, &self.field, value.primary(), &HashMap::<Id, String>::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_is_eights_of_pixels_between_the_narrowest_and_the_widest() {
        assert_eq!(parted("name:243"), ("name", Some(Width(30))));
        assert_eq!(parted(" stage "), ("stage", None));
        assert_eq!(parted("stage:wide"), ("stage", None));
        assert_eq!(Width::parse("3").map(Width::pixels), Some(64));
        assert_eq!(Width::parse("99999").map(Width::pixels), Some(640));
        assert_eq!(Width::parse("NaN"), None);
    }
}
