//! Writes rows as RFC 4180 has them, such as the rows that could not be imported.

use std::io::{self, Write};

use crate::formula::marked;

/// Writes one row, ended by CR LF. What a spreadsheet would take for a formula has an apostrophe before it, which reading
/// takes off.
pub fn write_row<C: AsRef<str>>(
    out: &mut impl Write,
    separator: u8,
    cells: impl IntoIterator<Item = C>,
) -> io::Result<()> {
    let mut count = 0;
    let mut blank = true;
    for cell in cells {
        let cell = marked(cell.as_ref());
        if count > 0 {
            out.write_all(&[separator])?;
        }
        write_cell(out, separator, &cell)?;
        blank = cell.is_empty();
        count += 1;
    }
    // A single empty cell must not look like an empty line.
    if count == 1 && blank {
        out.write_all(b"\"\"")?;
    }
    out.write_all(b"\r\n")
}

fn write_cell(out: &mut impl Write, separator: u8, cell: &str) -> io::Result<()> {
    let needs_quotes = |b: u8| b == separator || matches!(b, b'"' | b'\r' | b'\n');
    // Excel and readers like ours understand a first line `sep=` and a byte order mark as no data.
    let is_special =
        cell.starts_with('\u{FEFF}') || cell.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("sep="));
    if !is_special && !cell.bytes().any(needs_quotes) {
        return out.write_all(cell.as_bytes());
    }
    out.write_all(b"\"")?;
    out.write_all(cell.replace('"', "\"\"").as_bytes())?;
    out.write_all(b"\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &[&str]) -> String {
        let mut out = Vec::new();
        write_row(&mut out, b',', cells).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        assert_eq!(written(&["a", "b c", "d,e", "f\"g", "h\ni"]), "a,b c,\"d,e\",\"f\"\"g\",\"h\ni\"\r\n");
        assert_eq!(written(&[""]), "\"\"\r\n");
        assert_eq!(written(&["", ""]), ",\r\n");
    }

    #[test]
    fn formulas_are_written_as_text() {
        assert_eq!(written(&["=1+1", "+49", "-5", "@x", "=\"a\""]), "'=1+1,+49,-5,'@x,\"'=\"\"a\"\"\"\r\n");
    }
}
