//! Everything in which the two databases' SQL differs, by intention. The only place with such differences.
use crate::sql::{Sql, Value};

/// Which database. Ask it for texts; never branch on it at a call site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

use Dialect::{Postgres, Sqlite};

/// A search index as a part of FROM: join `id` with the record, keep `condition`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchMatch {
    /// The table, for FROM or JOIN.
    pub from: String,
    /// The expression that is the record's id. Order by it, descending, and with a limit: newest first is what
    /// the index can do without reading every hit.
    pub id: String,
    /// The condition, with the parameter that takes `Dialect::match_expression`.
    pub condition: String,
}

/// Words of one record in the search index at most: PostgreSQL's limit for one row is 1 MB.
const WORDS_MAX: usize = 20_000;
/// Bytes of one word at most.
const WORD_MAX: usize = 64;

const TOKENS: &[(&str, &str, &str)] = &[
    ("{serial_key}", "INTEGER PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY"),
    ("{key}", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"),
    (
        "{tx}",
        "tx INTEGER NOT NULL DEFAULT 0",
        "tx BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)",
    ),
    ("{int}", "INTEGER", "BIGINT"),
    ("{real}", "REAL", "DOUBLE PRECISION"),
    ("{text}", "TEXT", "TEXT COLLATE \"C\""),
    ("{bytes}", "BLOB", "BYTEA"),
    ("{strict}", " STRICT", ""),
];

impl Dialect {
    /// What one token such as `{int}` stands for; nothing for an unknown one.
    pub fn ddl_token(self, token: &str) -> Option<&'static str> {
        let (_, sqlite, postgres) = TOKENS.iter().find(|(name, _, _)| *name == token)?;
        Some(match self {
            Sqlite => sqlite,
            Postgres => postgres,
        })
    }

    /// Replaces the tokens in a text of DDL: `{serial_key}`, `{key}` (an id made by us), `{tx}` (the event table's
    /// whole column), `{int}`, `{real}`, `{text}` (sorts by bytes on both), `{bytes}`, `{strict}` (after the closing
    /// bracket of a table). A line that begins with `{sqlite}` or `{postgres}` stands for that database alone.
    pub fn expand(self, text: &str) -> String {
        let mut all = String::with_capacity(text.len() + 256);
        for line in text.lines() {
            let bare = line.trim_start();
            let kept = match (bare.strip_prefix("{sqlite}"), bare.strip_prefix("{postgres}")) {
                (Some(rest), _) if self == Sqlite => rest,
                (_, Some(rest)) if self == Postgres => rest,
                (None, None) => line,
                _ => continue,
            };
            all.push_str(kept);
            all.push('\n');
        }
        for (token, sqlite, postgres) in TOKENS {
            if all.contains(token) {
                all = all.replace(token, if self == Sqlite { sqlite } else { postgres });
            }
        }
        all
    }

    /// The condition that `column` contains the text of `param` (`$1`), case as it is.
    pub fn contains(self, column: &str, param: &str) -> String {
        match self {
            Sqlite => format!("instr({column}, {param}) > 0"),
            Postgres => format!("strpos({column}, {param}) > 0"),
        }
    }

    /// Minor units times one number by another, rounded half away from zero as `base::Fraction` does; null where one of
    /// them is null or the result does not fit 64 bits.
    pub fn convert(self, minor: &str, over: &str, under: &str) -> String {
        match self {
            Sqlite => format!("rondo_convert({minor}, {over}, {under})"),
            Postgres => format!(
                "(SELECT CASE WHEN abs(x.v) <= 9223372036854775807 THEN CAST(x.v AS BIGINT) END FROM (SELECT \
                 sign(CAST(y.m AS NUMERIC)) * div(2 * abs(CAST(y.m AS NUMERIC)) * y.o + y.u, 2 * CAST(y.u AS NUMERIC)) AS v \
                 FROM (SELECT {minor} AS m, {over} AS o, {under} AS u) y) x)"
            ),
        }
    }

    /// A term of ORDER BY, or of an index, in which nulls are the smallest.
    pub fn order(self, column: &str, descending: bool) -> String {
        match (self, descending) {
            (Sqlite, false) => column.to_owned(),
            (Sqlite, true) => format!("{column} DESC"),
            (Postgres, false) => format!("{column} ASC NULLS FIRST"),
            (Postgres, true) => format!("{column} DESC NULLS LAST"),
        }
    }

    /// After the SELECT that picks a job: leave out the rows another node is picking. On SQLite there is one writer.
    pub fn skip_locked(self) -> &'static str {
        match self {
            Sqlite => "",
            Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Events after a place in the log, in the order in which they became visible: `$1` is the last `tx` seen,
    /// `$2` the last `seq`, `$3` the limit. A transaction that is still open holds back all that began after it,
    /// so that nothing is skipped; therefore look again a moment after a wake that brought nothing.
    pub fn events_after(self) -> &'static str {
        match self {
            Sqlite => {
                "SELECT seq, tx, at, recorded_at, actor, cause, batch, object, record, verb, changes FROM event \
                 WHERE seq > $2 ORDER BY seq LIMIT $3"
            }
            Postgres => {
                "SELECT seq, tx, at, recorded_at, actor, cause, batch, object, record, verb, changes FROM event \
                 WHERE (tx, seq) > ($1, $2) AND tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint \
                 ORDER BY tx, seq LIMIT $3"
            }
        }
    }

    /// After rows were copied into a table together with their `{serial_key}`: the statement that makes new rows go on
    /// after them. Nothing where the database sees to it itself.
    pub fn after_copy(self, table: &str, key: &str) -> Option<String> {
        match self {
            Sqlite => None,
            Postgres => Some(format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{key}'), \
                 COALESCE((SELECT MAX({key}) FROM {table}), 0) + 1, false)"
            )),
        }
    }

    /// Names of the tables there are, one column, sorted.
    pub fn tables(self) -> &'static str {
        match self {
            Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
            Postgres => {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() \
                 ORDER BY 1"
            }
        }
    }

    /// Names of the columns of table `$1`, one column, in their order.
    pub fn columns(self) -> &'static str {
        match self {
            Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
            Postgres => {
                "SELECT column_name::text FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        }
    }

    /// Names of all indexes, one column, sorted.
    pub fn indexes(self) -> &'static str {
        match self {
            Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name",
            Postgres => {
                "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
            }
        }
    }

    /// DDL of the search index of one object. May run again.
    pub fn search_table(self, object: &str) -> Vec<String> {
        let table = search_name(object);
        match self {
            // Words arrive folded and separated by blanks, so all but blanks is a part of a word here, and nothing has
            // to know Unicode any more. Merging eight parts at once instead of four writes each word less often.
            Sqlite => vec![
                format!(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5(words, content='', contentless_delete=1, \
                     detail=none, prefix='2 3', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{{|}}~'\")"
                ),
                format!("INSERT INTO {table} ({table}, rank) VALUES ('automerge', 8)"),
            ],
            Postgres => vec![
                format!(
                    "CREATE TABLE IF NOT EXISTS {table} (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
                ),
                format!(
                    "CREATE INDEX IF NOT EXISTS {} ON {table} USING gin (words)",
                    search_name(&format!("{object}_gin"))
                ),
            ],
        }
    }

    /// Puts the words of a new record into the index. Nothing of it may be there yet.
    pub fn search_add(self, object: &str, id: i64, words: &str) -> Sql {
        match self {
            // Looking for what is to be replaced costs a read in each of the index's parts.
            Sqlite => Sql::new(
                format!("INSERT INTO {} (rowid, words) VALUES ($1, $2)", search_name(object)),
                vec![Value::Int(id), Value::Text(clean_words(words))],
            ),
            Postgres => self.search_put(object, id, words),
        }
    }

    /// Puts a record's words into the index, in place of those it had. `words`: folded, separated by blanks.
    pub fn search_put(self, object: &str, id: i64, words: &str) -> Sql {
        let table = search_name(object);
        let args = vec![Value::Int(id), Value::Text(clean_words(words))];
        let text = match self {
            Sqlite => format!("INSERT OR REPLACE INTO {table} (rowid, words) VALUES ($1, $2)"),
            Postgres => format!(
                "INSERT INTO {table} (id, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' '))) \
                 ON CONFLICT (id) DO UPDATE SET words = excluded.words"
            ),
        };
        Sql::new(text, args)
    }

    /// Puts a record into the index again with words read from `version` of its row, unless it was changed since: then
    /// whoever changed it has put it there.
    pub fn search_renew(self, object: &str, id: i64, version: i64, words: &str) -> Sql {
        let table = search_name(object);
        let args = vec![Value::Int(id), Value::Text(clean_words(words)), Value::Int(version)];
        let text = match self {
            Sqlite => format!(
                "INSERT OR REPLACE INTO {table} (rowid, words) SELECT id, $2 FROM \"{object}\" \
                 WHERE id = $1 AND version = $3 AND deleted_at IS NULL"
            ),
            // The lock waits for a change that is under way, and sees its version.
            Postgres => format!(
                "INSERT INTO {table} (id, words) SELECT id, array_to_tsvector(string_to_array($2, ' ')) FROM \"{object}\" \
                 WHERE id = $1 AND version = $3 AND deleted_at IS NULL FOR SHARE \
                 ON CONFLICT (id) DO UPDATE SET words = excluded.words"
            ),
        };
        Sql::new(text, args)
    }

    /// Takes a record out of the index.
    pub fn search_delete(self, object: &str, id: i64) -> Vec<Sql> {
        let table = search_name(object);
        let key = if self == Sqlite { "rowid" } else { "id" };
        vec![Sql::new(format!("DELETE FROM {table} WHERE {key} = $1"), vec![Value::Int(id)])]
    }

    /// The index of an object as a part of FROM, matching the expression bound as `param` (`$1`).
    pub fn search_match(self, object: &str, param: &str) -> SearchMatch {
        let table = search_name(object);
        match self {
            Sqlite => SearchMatch {
                id: format!("{table}.rowid"),
                condition: format!("{table} MATCH {param}"),
                from: table,
            },
            Postgres => SearchMatch {
                id: format!("{table}.id"),
                condition: format!("{table}.words @@ CAST({param} AS text)::tsquery"),
                from: table,
            },
        }
    }

    /// The expression that all words must be there, each as it is or as a beginning (`true`).
    /// Nothing when there is no word in it: then nothing can match.
    pub fn match_expression(self, words: &[(String, bool)]) -> Option<String> {
        let terms: Vec<String> = words
            .iter()
            .flat_map(|(text, prefix)| text.split_whitespace().map(move |word| (word, *prefix)))
            .map(|(word, prefix)| (word.chars().filter(|c| is_word_char(*c)).collect::<String>(), prefix))
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, prefix)| {
                let word = index_word(&word);
                match (self, prefix) {
                    (Sqlite, false) => format!("\"{word}\""),
                    (Sqlite, true) => format!("\"{word}\"*"),
                    (Postgres, false) => format!("'{word}'"),
                    (Postgres, true) => format!("'{word}':*"),
                }
            })
            .collect();
        let and = if self == Sqlite { " AND " } else { " & " };
        (!terms.is_empty()).then(|| terms.join(and))
    }

    /// The expression that one of several is met. Nothing when there is none.
    pub fn match_any(self, expressions: &[String]) -> Option<String> {
        let or = if self == Sqlite { ") OR (" } else { ") | (" };
        (!expressions.is_empty()).then(|| format!("({})", expressions.join(or)))
    }

    /// The expression that each of several is met. Nothing when there is none.
    pub fn match_all(self, expressions: &[String]) -> Option<String> {
        let and = if self == Sqlite { ") AND (" } else { ") & (" };
        (!expressions.is_empty()).then(|| format!("({})", expressions.join(and)))
    }

    /// Into how many parts the index of an object is written, and how many pages it has. Nothing where an index has no
    /// parts.
    pub fn search_parts(self, object: &str) -> Option<(Sql, Sql)> {
        let table = |part: &str| search_name(&format!("{object}_{part}"));
        (self == Sqlite).then(|| {
            let parts = format!("SELECT count(DISTINCT segid) FROM {}", table("idx"));
            let pages = format!("SELECT count(*) FROM {}", table("data"));
            (Sql::new(parts, Vec::new()), Sql::new(pages, Vec::new()))
        })
    }

    /// Merges parts of the index of an object by writing so many pages; a negative number begins to make one part of
    /// all. For indexes that have parts.
    pub fn search_merge(self, object: &str, pages: i64) -> Sql {
        let table = search_name(object);
        Sql::new(format!("INSERT INTO {table} ({table}, rank) VALUES ('merge', $1)"), vec![Value::Int(pages)])
    }
}

/// The quoted name of an object's search index.
fn search_name(object: &str) -> String {
    let key: String = object.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    format!("\"search_{key}\"")
}

/// Quotes and backslashes mean something in a match expression.
fn is_word_char(c: char) -> bool {
    !c.is_control() && !matches!(c, '"' | '\'' | '\\')
}

/// A word as the index has it: its first bytes, on a character's boundary. Both sides cut, so long words still match.
pub fn index_word(word: &str) -> &str {
    word.get(..word.floor_char_boundary(WORD_MAX)).unwrap_or(word)
}

/// Words as both indexes can hold them: single blanks, no quotes, not too long, not too many.
fn clean_words(words: &str) -> String {
    let mut clean = String::with_capacity(words.len());
    for word in words.split_whitespace().take(WORDS_MAX) {
        let start = clean.len();
        if start > 0 {
            clean.push(' ');
        }
        if word.len() <= WORD_MAX && word.bytes().all(|b| b.is_ascii_alphanumeric()) {
            clean.push_str(word);
            continue;
        }
        let from = clean.len();
        clean.extend(word.chars().filter(|c| is_word_char(*c)));
        if clean.len() == from {
            clean.truncate(start);
        } else {
            let end = from + index_word(clean.get(from..).unwrap_or_default()).len();
            clean.truncate(end);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_lines_stand_for_one_database() {
        let text = "CREATE TABLE a (seq {serial_key}, n {int}){strict};\n  {postgres}CREATE INDEX b;\n{sqlite}SELECT 1;";
        assert_eq!(
            Sqlite.expand(text),
            "CREATE TABLE a (seq INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER) STRICT;\nSELECT 1;\n"
        );
        assert_eq!(
            Postgres.expand(text),
            "CREATE TABLE a (seq BIGSERIAL PRIMARY KEY, n BIGINT);\nCREATE INDEX b;\n"
        );
    }

    #[test]
    fn an_expression_quotes_each_word() {
        let words = [("mart".to_owned(), true), ("o'neil \\".to_owned(), false)];
        assert_eq!(Sqlite.match_expression(&words).as_deref(), Some("\"mart\"* AND \"oneil\""));
        assert_eq!(Postgres.match_expression(&words).as_deref(), Some("'mart':* & 'oneil'"));
        assert_eq!(Sqlite.match_expression(&[("'\"".to_owned(), true)]), None);
    }

    #[test]
    fn words_are_cut_and_separated_by_single_blanks() {
        assert_eq!(clean_words("  a \" b\t"), "a b");
        let long = "\u{17c}".repeat(100);
        assert_eq!(clean_words(&format!("{long} c")), format!("{} c", "\u{17c}".repeat(WORD_MAX / 2)));
    }
}
