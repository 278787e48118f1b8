//! Records as JSON, whole: several values with their labels, money with its currency. A record a line, or one list.
use std::io::Write;

use base::Result;
use engine::query::ListRow;
use engine::record::put_json;
use serde_json::{Map, Value as Json};

use super::{Columns, Out, Sheet, Titles, told};

/// A file of JSON that is being written.
pub(super) struct Lines {
    out: Out,
    columns: Columns,
    /// Between the brackets of a list; how many so far.
    list: Option<u64>,
}

impl Lines {
    /// A record a line.
    pub(super) fn begin(out: Out, columns: Columns) -> Self {
        Self { out, columns, list: None }
    }

    /// One list of records.
    pub(super) fn list(mut out: Out, columns: Columns) -> Result<Self> {
        out.write_all(b"[").map_err(told)?;
        Ok(Self { out, columns, list: Some(0) })
    }
}

impl Sheet for Lines {
    fn rows(&mut self, rows: &[ListRow], _titles: &Titles) -> Result<()> {
        for row in rows {
            let mut map = Map::new();
            map.insert("id".to_owned(), row.id.to_string().into());
            map.insert("version".to_owned(), row.version.into());
            for (field, value) in self.columns.fields().iter().zip(&row.cells) {
                put_json(&mut map, &field.key, field, value);
            }
            match &mut self.list {
                None => writeln!(self.out, "{}", Json::Object(map)),
                Some(so_far) => {
                    *so_far += 1;
                    write!(self.out, "{}\n{}", if *so_far == 1 { "" } else { "," }, Json::Object(map))
                }
            }
            .map_err(told)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if self.list.is_some() {
            self.out.write_all(b"\n]\n").map_err(told)?;
        }
        self.out.flush().map_err(told)
    }
}
