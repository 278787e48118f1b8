//! Records as rows of plain cells, for CSV and spreadsheets: links as name and id, money as amount and currency, addresses
//! by their parts.
use std::io::Write;
use std::sync::Arc;

use base::{Error, Result};
use engine::query::ListRow;
use engine::{Actor, Address, Ctx, Field, Kind, Manners, Object, Value};

use super::{Out, Sheet, Titles, told};

/// The fields of an export, in order, and the columns they take in a flat file.
#[derive(Debug, Clone)]
pub struct Columns {
    object: Arc<Object>,
    fields: Vec<Field>,
}

/// A cell of a flat file.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number, written as it is.
    Number(String),
    /// A day.
    Date(base::Date),
    /// An instant.
    Moment(base::Moment),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Date(date) => date.iso(),
            Self::Moment(moment) => moment.to_string(),
        }
    }
}

impl Columns {
    /// What an actor may see of an object. Files have no place in a table.
    pub fn of(object: &Arc<Object>, actor: &Actor) -> Self {
        let seen =
            object.fields.iter().filter(|f| !f.hidden && f.kind != Kind::File && actor.sees(object, f));
        let (system, own): (Vec<&Field>, Vec<&Field>) = seen.partition(|f| f.system);
        Self { object: object.clone(), fields: own.into_iter().chain(system).cloned().collect() }
    }

    /// Only some of them, in this order; all where none of the names is a field.
    #[must_use]
    pub fn only(mut self, names: &[String]) -> Self {
        let named: Vec<Field> =
            names.iter().filter_map(|name| self.fields.iter().find(|f| f.key == *name)).cloned().collect();
        if !named.is_empty() {
            self.fields = named;
        }
        self
    }

    /// The object.
    pub fn object(&self) -> &Object {
        &self.object
    }

    /// The fields, one for each cell of a row.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The paths that are asked for.
    pub fn paths(&self) -> Vec<String> {
        self.fields.iter().map(|f| f.key.clone()).collect()
    }

    /// The headings of a flat file.
    pub fn headings(&self) -> Vec<String> {
        let mut out = vec!["id".to_owned()];
        for field in &self.fields {
            let key = &field.key;
            match field.kind {
                Kind::Link | Kind::User => out.extend([key.clone(), format!("{key}_id")]),
                Kind::Links => out.extend([key.clone(), format!("{key}_ids")]),
                Kind::Money => out.extend([key.clone(), format!("{key}_currency")]),
                Kind::Address => out.extend(Address::PARTS.iter().map(|part| format!("{key}.{part}"))),
                _ => out.push(key.clone()),
            }
        }
        out
    }

    /// The cells of a row, one for each heading.
    pub fn cells(&self, row: &ListRow, titles: &Titles, manners: &Manners) -> Vec<Cell> {
        let mut out = vec![Cell::Text(row.id.to_string())];
        for (field, value) in self.fields.iter().zip(&row.cells) {
            flat(field, value, titles, manners, &mut out);
        }
        out
    }
}

fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}

fn flat(field: &Field, value: &Value, titles: &Titles, manners: &Manners, out: &mut Vec<Cell>) {
    match field.kind {
        Kind::Link | Kind::User | Kind::Links => {
            let ids: Vec<base::Id> = value.each().into_iter().filter_map(Value::id).collect();
            let known = field.target.as_ref().and_then(|t| titles.get(t));
            let names: Vec<&str> = ids.iter().filter_map(|id| known?.get(id).map(String::as_str)).collect();
            out.push(text(names.join("; ")));
            out.push(text(ids.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")));
        }
        Kind::Money => {
            let money = value.money();
            out.push(money.map_or(Cell::Blank, |m| Cell::Number(m.amount())));
            out.push(money.map_or(Cell::Blank, |m| Cell::Text(m.currency.to_string())));
        }
        Kind::Address => {
            let parts = match value.primary() {
                Value::Address(address) => address.parts().map(|p| text(p.unwrap_or_default())),
                _ => [const { Cell::Blank }; 5],
            };
            out.extend(parts);
        }
        _ => out.push(match value {
            Value::Null => Cell::Blank,
            Value::Int(int) if field.kind != Kind::Duration => Cell::Number(int.to_string()),
            Value::Decimal(decimal) => Cell::Number(decimal.to_string()),
            Value::Date(date) => Cell::Date(*date),
            Value::Moment(moment) => Cell::Moment(*moment),
            Value::Bool(yes) => text(if *yes { "yes" } else { "no" }),
            // What is shown of a phone number is for eyes; what is stored reads back.
            Value::Many(list) => text(list.iter().map(|l| l.value.plain()).collect::<Vec<_>>().join("; ")),
            value if matches!(field.kind, Kind::Choice | Kind::Choices | Kind::Duration) => {
                text(field.kind.show(value, &Ctx { field, manners }).replace(", ", "; "))
            }
            value => text(value.plain()),
        }),
    }
}

/// A CSV file that is being written.
pub(super) struct Csv {
    out: Out,
    columns: Columns,
    manners: Manners,
}

impl Csv {
    pub(super) fn begin(mut out: Out, columns: Columns, manners: Manners) -> Result<Self> {
        out.write_all("\u{feff}".as_bytes()).map_err(told)?;
        tabular::write_row(&mut out, b',', columns.headings()).map_err(told)?;
        Ok(Self { out, columns, manners })
    }
}

impl Sheet for Csv {
    fn rows(&mut self, rows: &[ListRow], titles: &Titles) -> Result<()> {
        for row in rows {
            let cells = self.columns.cells(row, titles, &self.manners);
            tabular::write_row(&mut self.out, b',', cells.iter().map(Cell::text)).map_err(told)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.out.flush().map_err(Error::internal)
    }
}
