//! The tables of objects: what DDL makes them follow the schema. By adding only: tables, columns, indexes.
use std::collections::HashSet;

use base::Result;
use store::{Db, Dialect, Sql, Value};

use crate::kind::Shape;
use crate::record::columns_of;
use crate::schema::{Field, Measured, Object, Schema};

/// The type of a column of a shape.
fn column_type(dialect: Dialect, shape: Shape) -> &'static str {
    let token = match shape {
        Shape::Text => "{text}",
        Shape::Int => "{int}",
    };
    dialect.ddl_token(token).unwrap_or("TEXT")
}

/// CREATE TABLE of an object with all its columns.
fn create(dialect: Dialect, object: &Object) -> String {
    let mut columns =
        vec![dialect.expand("id {key}, version {int} NOT NULL, deleted_at {int}").trim().to_owned()];
    for column in object.fields.iter().flat_map(columns_of) {
        columns.push(format!("\"{}\" {}", column.name, column_type(dialect, column.shape)));
    }
    let strict = dialect.ddl_token("{strict}").unwrap_or_default();
    format!("CREATE TABLE IF NOT EXISTS {} ({}){strict}", object.table(), columns.join(", "))
}

/// An index a schema asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    /// Its name, which `Failure::Unique` gives back.
    pub(crate) name: String,
    /// The statement that makes it, if it is not there.
    pub(crate) sql: String,
    /// No two living records may have the same value.
    pub(crate) unique: bool,
}

/// The column that sorting and uniqueness compare.
fn compared(field: &Field) -> String {
    let suffix = if field.kind.folded() { "$fold" } else { "" };
    format!("\"{}\"", field.column(suffix))
}

/// The name of the index of a field.
pub(crate) fn index_name(object: &Object, field: &Field, unique: bool) -> String {
    format!("{}_{}_{}", if unique { "u" } else { "i" }, object.key, field.key)
}

/// An index that figures are read off: what metrics go by and sum up. Whether a record lives stands in it as well, or SQLite
/// would look into the record for it.
fn measures(object: &Object, measured: &Measured) -> Index {
    let without = measured.empty.as_ref().and_then(|key| object.field(key));
    let fields = without.into_iter().chain(measured.fields.iter().filter_map(|key| object.field(key)));
    let columns: Vec<String> = fields.flat_map(columns_of).map(|c| format!("\"{}\"", c.name)).collect();
    let mut name = format!("m_{}", object.key);
    if let Some(empty) = without {
        let first = measured.fields.first().map_or("", String::as_str);
        name = format!("{name}_{}_{first}", empty.key);
    }
    let condition = without.map_or_else(String::new, |f| format!(" AND {} IS NULL", compared(f)));
    let (table, columns) = (object.table(), columns.join(", "));
    let sql = format!(
        "CREATE INDEX IF NOT EXISTS \"{name}\" ON {table} ({columns}, deleted_at) WHERE deleted_at IS NULL{condition}"
    );
    Index { name, sql, unique: false }
}

/// The name of the index of a board's lanes: another stage or day makes another index.
pub(crate) fn lanes_name(object: &Object, stage: &Field, date: &Field) -> String {
    format!("l_{}_{}_{}", object.key, stage.key, date.key)
}

/// The index of a board's lanes: each stage in the order of its cards.
fn lanes(dialect: Dialect, object: &Object) -> Option<Index> {
    let (stage, date) = object.lanes()?;
    let columns = [&compared(stage), &compared(date), "id"].map(|column| dialect.order(column, false));
    let (name, table, columns) = (lanes_name(object, stage, date), object.table(), columns.join(", "));
    let sql =
        format!("CREATE INDEX IF NOT EXISTS \"{name}\" ON {table} ({columns}) WHERE deleted_at IS NULL");
    Some(Index { name, sql, unique: false })
}

/// The index of what is in the bin, or finding it would mean to look at every record.
fn bin(object: &Object) -> Index {
    let (name, table) = (format!("b_{}", object.key), object.table());
    let sql = format!(
        "CREATE INDEX IF NOT EXISTS \"{name}\" ON {table} (deleted_at, id) WHERE deleted_at IS NOT NULL"
    );
    Index { name, sql, unique: false }
}

/// The indexes of an object: what its metrics go by, the lanes of its board, its bin, and the fields that are linked, unique
/// or asked for.
pub(crate) fn indexes(dialect: Dialect, object: &Object) -> Vec<Index> {
    let mut out = vec![bin(object)];
    out.extend(object.measured.iter().map(|measured| measures(object, measured)));
    out.extend(lanes(dialect, object));
    for field in &object.fields {
        let no_columns = field.kind.rules().columns().is_empty();
        if no_columns || field.kind == crate::Kind::Address {
            continue;
        }
        let column = compared(field);
        let table = object.table();
        if field.unique {
            let name = index_name(object, field, true);
            let sql = format!(
                "CREATE UNIQUE INDEX IF NOT EXISTS \"{name}\" ON {table} ({column}) WHERE deleted_at IS NULL"
            );
            out.push(Index { name, sql, unique: true });
        }
        if field.index || field.kind.is_single_link() && field.key != "created_by" {
            let name = index_name(object, field, false);
            let by = dialect.order(&column, false);
            let id = dialect.order("id", false);
            // Few values, each with very many records, which a list shows by their last change.
            let few = matches!(field.kind, crate::Kind::Choice | crate::Kind::User);
            let changed = dialect.order("\"updated_at\"", false);
            // Whatever points at a record is looked for in the bin too.
            let living = if field.kind == crate::Kind::Link { "" } else { " WHERE deleted_at IS NULL" };
            let columns = if few { format!("{by}, {changed}, {id}") } else { format!("{by}, {id}") };
            let sql = format!("CREATE INDEX IF NOT EXISTS \"{name}\" ON {table} ({columns}){living}");
            out.push(Index { name, sql, unique: false });
        }
    }
    out
}

/// One column of text of each row.
async fn names(db: &Db, sql: Sql) -> Result<HashSet<String>> {
    Ok(db.read(sql).await?.iter().filter_map(|r| r.text(0).map(str::to_owned)).collect())
}

/// What is missing in the database for a schema: statements that only add. Nothing when all is there.
pub(crate) async fn missing(db: &Db, schema: &Schema) -> Result<Vec<String>> {
    let dialect = db.dialect();
    let tables = names(db, Sql::new(dialect.tables(), Vec::new())).await?;
    let there = names(db, Sql::new(dialect.indexes(), Vec::new())).await?;
    let mut ddl = Vec::new();
    for object in schema.objects() {
        if tables.contains(&object.key) {
            let columns =
                names(db, Sql::new(dialect.columns(), vec![Value::from(object.key.as_str())])).await?;
            for column in object.fields.iter().flat_map(columns_of).filter(|c| !columns.contains(&c.name)) {
                ddl.push(format!(
                    "ALTER TABLE {} ADD COLUMN \"{}\" {}",
                    object.table(),
                    column.name,
                    column_type(dialect, column.shape)
                ));
            }
        } else {
            ddl.push(create(dialect, object));
            ddl.extend(dialect.search_table(&object.key));
        }
        ddl.extend(indexes(dialect, object).into_iter().filter(|i| !there.contains(&i.name)).map(|i| i.sql));
    }
    Ok(ddl)
}
