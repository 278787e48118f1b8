//! Records as lines of JSON, whole: several values with their labels, money with its currency.
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use base::Result;
use engine::query::ListRow;
use engine::record::put_json;
use serde_json::{Map, Value as Json};

use super::{Columns, Sheet, Titles, told};

/// A file of JSON lines that is being written.
pub(super) struct Lines {
    out: BufWriter<File>,
    path: PathBuf,
    columns: Columns,
}

impl Lines {
    pub(super) fn create(path: &Path, columns: Columns) -> Result<Self> {
        let out = BufWriter::with_capacity(256 * 1024, File::create(path).map_err(told(path))?);
        Ok(Self { out, path: path.to_owned(), columns })
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
            writeln!(self.out, "{}", Json::Object(map)).map_err(told(&self.path))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.out.flush().map_err(told(&self.path))
    }
}
