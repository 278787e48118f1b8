//! One SQLite connection: its settings, binding, rows, and what its errors mean.
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use base::Fraction;
use rusqlite::{
    CachedStatement, Connection, Error, ErrorCode, OpenFlags, ToSql,
    config::DbConfig,
    ffi,
    functions::FunctionFlags,
    types::{ToSqlOutput, ValueRef},
};

use crate::{Failure, Row, Sql, Value};

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 300;

/// Pages in the log after which it is copied into the file: 16 MB.
const CHECKPOINT: i64 = 4_000;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The one that writes.
    Writer,
    /// Any of those that only read.
    Reader,
}

/// Opens a connection to an existing file and sets it up.
pub(super) fn open(
    path: &Path,
    role: Role,
    cache_kib: usize,
    patience: Duration,
) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| failure(&e))?;
    set_up(connection, role, cache_kib, patience).map_err(|e| failure(&e))
}

fn set_up(
    mut connection: Connection,
    role: Role,
    cache_kib: usize,
    patience: Duration,
) -> rusqlite::Result<Connection> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Without it a statement is prepared anew on every other value once ANALYZE has run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // SQLite's own handler sleeps up to 100 ms at a time and starves whoever waits beside a busy writer.
    let mut since = Instant::now();
    connection.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            since = Instant::now();
        }
        std::thread::sleep(Duration::from_millis(if tries < 50 { 1 } else { 5 }));
        since.elapsed() < patience
    }))?;
    if role == Role::Writer {
        write_ahead(&connection, patience)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
        connection.pragma_update(None, "analysis_limit", 400)?;
        // Pages that change again and again, as the ends of tables do, are copied into the file less often.
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
        // Building an index sorts on two threads.
        connection.pragma_update(None, "threads", 2)?;
    } else {
        connection.pragma_update(None, "query_only", true)?;
    }
    // What PostgreSQL's numbers of any length do; see `Dialect::convert`.
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("rondo_convert", 3, flags, |given| {
        let (minor, over, under) =
            (given.get::<Option<i64>>(0)?, given.get::<Option<i64>>(1)?, given.get::<Option<i64>>(2)?);
        Ok(minor.zip(over.zip(under)).and_then(|(minor, (over, under))| Fraction { over, under }.of(minor)))
    })?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "case_sensitive_like", true)?;
    connection.pragma_update(None, "cache_size", -(cache_kib as i64))?;
    Ok(connection)
}

/// Turns the write-ahead log on. Of several who do that to a new file at once SQLite refuses some without asking the
/// handler, since it takes them to wait for one another.
fn write_ahead(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    let began = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && began.elapsed() < patience =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Real(v) => ValueRef::Real(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

/// A statement that is ready to be bound, and run again.
struct Prepared<'c> {
    text: Arc<str>,
    statement: CachedStatement<'c>,
    /// The number in the text of each of SQLite's places, where they are not the same.
    numbers: Option<Vec<usize>>,
}

impl<'c> Prepared<'c> {
    /// Prepares, or takes from the cache.
    fn new(connection: &'c Connection, text: &Arc<str>) -> Result<Self, Failure> {
        let statement = connection.prepare_cached(text).map_err(|e| failure(&e))?;
        let count = statement.parameter_count();
        // SQLite walks all names to tell one: those of a wide table cost more than the row.
        let number = |index| statement.parameter_name(index)?.get(1..)?.parse().ok();
        let numbers = (!counts_up(text, count))
            .then(|| (1..=count).map(|index| number(index).unwrap_or_default()).collect());
        Ok(Self { text: text.clone(), statement, numbers })
    }

    /// Binds the arguments. `$1` is a name to SQLite, so a number may be used again.
    fn bind(&mut self, args: &[Value]) -> Result<&mut CachedStatement<'c>, Failure> {
        for index in 1..=self.statement.parameter_count() {
            let number = self.numbers.as_ref().map_or(Some(index), |n| n.get(index - 1).copied());
            let value = number.and_then(|n| args.get(n.wrapping_sub(1))).ok_or_else(|| {
                Failure::Other(format!("{} arguments are too few for: {}", args.len(), self.text))
            })?;
            self.statement.raw_bind_parameter(index, Bound(value)).map_err(|e| failure(&e))?;
        }
        Ok(&mut self.statement)
    }
}

/// Statements that are run in turn and again: those of a unit for many rows.
pub(super) struct Runs<'c> {
    connection: &'c Connection,
    prepared: Vec<Prepared<'c>>,
}

impl<'c> Runs<'c> {
    /// Statements that are held ready: a row has its own, its event's and its words'.
    const HELD: usize = 8;

    pub(super) const fn new(connection: &'c Connection) -> Self {
        Self { connection, prepared: Vec::new() }
    }

    /// Runs a statement that may change rows; its rows, if any, and how many it changed or returned.
    pub(super) fn run(&mut self, sql: &Sql) -> Result<(Vec<Row>, u64), Failure> {
        let connection = self.connection;
        let statement = self.ready(&sql.text)?.bind(&sql.args)?;
        let before = connection.total_changes();
        let mut all = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|e| failure(&e))? {
            all.push(read_row(row).map_err(|e| failure(&e))?);
        }
        drop(rows);
        // The count of changes is left from the statement before when this one changed nothing.
        let changed = if all.is_empty() && connection.total_changes() != before {
            connection.changes()
        } else {
            all.len() as u64
        };
        Ok((all, changed))
    }

    /// The statement held of this text; the oldest makes room for it.
    fn ready(&mut self, text: &Arc<str>) -> Result<&mut Prepared<'c>, Failure> {
        let same = |p: &Prepared<'c>| Arc::ptr_eq(&p.text, text) || p.text == *text;
        let place = match self.prepared.iter().position(same) {
            Some(place) => place,
            None => {
                if self.prepared.len() >= Self::HELD {
                    self.prepared.remove(0);
                }
                self.prepared.push(Prepared::new(self.connection, text)?);
                self.prepared.len() - 1
            }
        };
        self.prepared.get_mut(place).ok_or_else(|| Failure::Other("a statement was lost".to_owned()))
    }
}

/// `$1`, `$2`, … to `$count` are used for the first time in this order, so that SQLite's places are their numbers.
fn counts_up(text: &str, count: usize) -> bool {
    let mut seen = 0;
    for after in text.split('$').skip(1) {
        let number = after.bytes().map_while(|b| b.is_ascii_digit().then(|| usize::from(b - b'0')));
        match number.take(6).fold(0, |number, digit| number * 10 + digit) {
            // A column such as `name$fold`.
            0 => {}
            number if number <= seen => {}
            number if number == seen + 1 => seen = number,
            _ => return false,
        }
    }
    seen == count
}

/// Runs a statement and hands each row to `each`, which may say that it is enough (`false`).
pub(super) fn each_row(
    connection: &Connection,
    sql: &Sql,
    mut each: impl FnMut(Row) -> bool,
) -> Result<(), Failure> {
    let mut prepared = Prepared::new(connection, &sql.text)?;
    let mut rows = prepared.bind(&sql.args)?.raw_query();
    while let Some(row) = rows.next().map_err(|e| failure(&e))? {
        if !each(read_row(row).map_err(|e| failure(&e))?) {
            break;
        }
    }
    Ok(())
}

/// All rows of a statement.
pub(super) fn all_rows(connection: &Connection, sql: &Sql) -> Result<Vec<Row>, Failure> {
    let mut all = Vec::new();
    each_row(connection, sql, |row| {
        all.push(row);
        true
    })?;
    Ok(all)
}

/// Runs one statement that may change rows; as `Runs::run`.
pub(super) fn run(connection: &Connection, sql: &Sql) -> Result<(Vec<Row>, u64), Failure> {
    Runs::new(connection).run(sql)
}

fn read_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let count = row.as_ref().column_count();
    let mut cells = Vec::with_capacity(count);
    for index in 0..count {
        cells.push(match row.get_ref(index)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(v) => Value::Int(v),
            ValueRef::Real(v) => Value::Real(v),
            ValueRef::Text(v) => Value::Text(match std::str::from_utf8(v) {
                Ok(text) => text.to_owned(),
                Err(_) => String::from_utf8_lossy(v).into_owned(),
            }),
            ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
        });
    }
    Ok(Row(cells))
}

/// Runs a text without arguments that is used again and again: BEGIN and the like.
pub(super) fn word(connection: &Connection, text: &str) -> Result<(), Failure> {
    connection.prepare_cached(text).and_then(|mut s| s.raw_execute()).map(|_| ()).map_err(|e| failure(&e))
}

/// What an error of SQLite means to the caller.
pub(super) fn failure(error: &Error) -> Failure {
    let (code, message) = match error {
        Error::SqliteFailure(code, message) => (code, message.clone().unwrap_or_else(|| code.to_string())),
        Error::SqlInputError { error, msg, sql, .. } => (error, format!("{msg} in: {sql}")),
        other => return Failure::Other(format!("the workspace file: {other}")),
    };
    match code.code {
        ErrorCode::ConstraintViolation => constraint(code.extended_code, message),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            Failure::Busy(
                "another program is writing to the workspace file; try again in a moment".to_owned(),
            )
        }
        ErrorCode::DiskFull => Failure::Full(
            "the disk with the workspace is full; nothing was saved, so make room first".to_owned(),
        ),
        ErrorCode::SystemIoFailure => {
            Failure::Full(format!("the disk with the workspace fails; nothing was saved: {message}"))
        }
        ErrorCode::ReadOnly => Failure::ReadOnly(format!("the workspace cannot be written: {message}")),
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            Failure::Other(format!("the workspace file cannot be opened: {message}"))
        }
        ErrorCode::OperationInterrupted => Failure::TimeLimit,
        ErrorCode::NotADatabase => Failure::Other("the workspace file is not a Rondo workspace".to_owned()),
        ErrorCode::DatabaseCorrupt => {
            Failure::Other(format!("the workspace file is damaged; restore a backup: {message}"))
        }
        _ => Failure::Other(message),
    }
}

fn constraint(extended: i32, message: String) -> Failure {
    match extended {
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Failure::ForeignKey,
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            let what = message.strip_prefix("UNIQUE constraint failed: ").unwrap_or(&message);
            let name = what.strip_prefix("index '").and_then(|n| n.strip_suffix('\''));
            Failure::Unique { index: name.unwrap_or(what).to_owned() }
        }
        _ => Failure::Other(message),
    }
}

/// Puts the name of the unique index in place of SQLite's list of columns, so that both databases name the same.
pub(super) fn name_index(connection: &Connection, found: Failure) -> Failure {
    const INDEXES: &str = "SELECT il.name, group_concat($1 || '.' || ii.name, ', ') AS columns
        FROM pragma_index_list($1) il, pragma_index_info(il.name) ii
        WHERE il.\"unique\" = 1 AND il.origin = 'c' GROUP BY il.name";
    let Failure::Unique { index } = &found else { return found };
    let Some((table, _)) = index.split_once('.') else { return found };
    let rows = all_rows(connection, &Sql::new(INDEXES, vec![table.into()])).unwrap_or_default();
    let named = rows.iter().find(|row| row.text(1) == Some(index)).and_then(|row| row.text(0));
    named.map_or_else(|| found.clone(), |name| Failure::Unique { index: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_in_the_order_of_their_first_use_are_places() {
        assert!(counts_up("INSERT INTO t (a, \"a$fold\") VALUES ($1, $2, $1, $3)", 3));
        assert!(!counts_up("SELECT $2, $1", 2));
        assert!(!counts_up("SELECT a FROM t WHERE a > $2 LIMIT $3", 2));
    }
}
