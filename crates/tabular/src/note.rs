//! What was odd about a table that could be read all the same: reported, never hidden.

use std::fmt;

/// How many line numbers a note keeps as examples.
pub(crate) const EXAMPLES: usize = 5;

/// What was odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// Lines above the headings that are no part of the table, such as a title.
    LinesAboveHeadings,
    /// Rows without a single filled cell, skipped.
    BlankRows,
    /// Rows with fewer cells than there are headings, padded with blank cells.
    ShortRows,
    /// Rows with more filled cells than there are headings; the cells are kept behind the others.
    LongRows,
    /// Bytes that are broken in the encoding of the file.
    BrokenText,
    /// Zero bytes, taken out.
    ZeroBytes,
    /// Two columns had the same heading; the later one was renamed.
    DuplicateHeading {
        /// The heading as in the file.
        from: String,
        /// The heading it was given.
        to: String,
    },
    /// A column without a heading was named.
    EmptyHeading {
        /// The heading it was given.
        to: String,
    },
}

/// One oddity, how often it was seen and where first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What was odd.
    pub oddity: Oddity,
    /// How often.
    pub count: u64,
    /// The first few physical lines it was seen at.
    pub lines: Vec<u64>,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.count;
        let s = if count == 1 { "" } else { "s" };
        match &self.oddity {
            Oddity::LinesAboveHeadings => write!(f, "{count} row{s} above the headings skipped")?,
            Oddity::BlankRows => write!(f, "{count} blank row{s} skipped")?,
            Oddity::ShortRows => write!(f, "{count} row{s} with fewer cells than headings, padded")?,
            Oddity::LongRows => write!(f, "{count} row{s} with more cells than headings, extra cells kept")?,
            Oddity::BrokenText => write!(f, "{count} sequence{s} of bytes broken in the file's encoding")?,
            Oddity::ZeroBytes => write!(f, "{count} zero byte{s} taken out")?,
            Oddity::DuplicateHeading { from, to } => {
                return write!(f, "heading \"{from}\" was there already: this column is called \"{to}\"");
            }
            Oddity::EmptyHeading { to } => return write!(f, "column without a heading is called \"{to}\""),
        }
        if let Some((first, rest)) = self.lines.split_first() {
            write!(f, " (line {first}")?;
            for line in rest {
                write!(f, ", {line}")?;
            }
            f.write_str(if self.count > self.lines.len() as u64 { ", …)" } else { ")" })?;
        }
        Ok(())
    }
}

/// The notes of a table while it is read.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<Note>);

impl Notes {
    pub(crate) fn add(&mut self, oddity: Oddity, line: u64, count: u64) {
        let at = self.0.iter().position(|note| note.oddity == oddity).unwrap_or_else(|| {
            self.0.push(Note { oddity, count: 0, lines: Vec::new() });
            self.0.len() - 1
        });
        if let Some(note) = self.0.get_mut(at) {
            note.count += count;
            if note.lines.len() < EXAMPLES && note.lines.last() != Some(&line) {
                note.lines.push(line);
            }
        }
    }

    /// Counts more of what is noted already.
    pub(crate) fn add_count(&mut self, oddity: &Oddity, count: u64) {
        if let Some(note) = self.0.iter_mut().find(|note| note.oddity == *oddity) {
            note.count += count;
        }
    }

    pub(crate) fn all(&self) -> &[Note] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_counts_all_and_names_the_first_lines() {
        let mut notes = Notes::default();
        for line in 2..9 {
            notes.add(Oddity::ShortRows, line, 1);
        }
        assert_eq!(
            notes.all()[0].to_string(),
            "7 rows with fewer cells than headings, padded (line 2, 3, 4, 5, 6, …)"
        );
    }
}
