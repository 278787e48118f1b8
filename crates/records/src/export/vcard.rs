//! Contacts as vCards (RFC 6350, version 4.0), which address books read.
use std::io::Write;

use base::Result;
use engine::query::ListRow;
use engine::{Kind, Labelled, Object, Value};

use super::{Columns, Out, Sheet, Titles, told};

/// Bytes of a line at most.
const LINE: usize = 75;

/// Whether records of an object are people an address book can hold.
pub(super) fn fits(object: &Object) -> bool {
    object.field("first_name").is_some() && object.field("last_name").is_some()
}

/// A file of cards that is being written.
pub(super) struct Cards {
    out: Out,
    columns: Columns,
}

impl Cards {
    pub(super) fn begin(out: Out, columns: Columns) -> Self {
        Self { out, columns }
    }
}

/// A text as a value: commas, semicolons, backslashes and line ends are escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ',' | ';' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded where it is too long.
fn push_line(out: &mut String, line: &str) {
    let mut rest = line;
    let mut room = LINE;
    while rest.len() > room {
        let cut = rest.floor_char_boundary(room);
        let (head, tail) = rest.split_at(cut);
        out.push_str(head);
        out.push_str("\r\n ");
        rest = tail;
        room = LINE - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

/// The kind of address or number a label stands for.
fn kind_of(label: Option<&str>) -> &'static str {
    match label.map(str::to_lowercase).as_deref() {
        Some("work" | "office" | "business") => ";TYPE=work",
        Some("home" | "private") => ";TYPE=home",
        Some("mobile" | "cell") => ";TYPE=cell",
        Some("fax") => ";TYPE=fax",
        _ => "",
    }
}

/// One card.
fn card(columns: &Columns, row: &ListRow, titles: &Titles) -> String {
    let value = |key: &str| {
        let place = columns.fields().iter().position(|f| f.key == key);
        place.and_then(|p| row.cells.get(p)).unwrap_or(&Value::Null)
    };
    let text = |key: &str| value(key).text().map(escaped);
    let mut out = String::new();
    let mut line = |name: &str, text: &str| push_line(&mut out, &format!("{name}:{text}"));
    line("BEGIN", "VCARD");
    line("VERSION", "4.0");
    line("UID", &format!("urn:rondo:{}", row.id));
    let (first, last) = (text("first_name").unwrap_or_default(), text("last_name").unwrap_or_default());
    let full = text(&columns.object().title).unwrap_or_else(|| row.id.to_string());
    line("FN", &full);
    if !first.is_empty() || !last.is_empty() {
        line("N", &format!("{last};{first};;;"));
    }
    let company = value("company").id().and_then(|id| titles.get("company")?.get(&id));
    if let Some(company) = company {
        line("ORG", &escaped(company));
    }
    for (key, name) in [("title", "TITLE"), ("website", "URL"), ("description", "NOTE")] {
        if let Some(text) = text(key).filter(|t| !t.is_empty()) {
            line(name, &text);
        }
    }
    for field in columns.fields() {
        let name = match field.kind {
            Kind::Email => "EMAIL",
            Kind::Phone => "TEL",
            Kind::Address => "ADR",
            _ => continue,
        };
        let one = [Labelled { label: None, value: value(&field.key).primary().clone() }];
        let list = if let Value::Many(list) = value(&field.key) { list.as_slice() } else { &one };
        for item in list {
            let written = match &item.value {
                Value::Text(text) => escaped(text),
                Value::Address(address) => {
                    let [street, postcode, city, state, country] =
                        address.parts().map(|p| escaped(p.unwrap_or_default()));
                    format!(";;{street};{city};{state};{postcode};{country}")
                }
                _ => continue,
            };
            line(&format!("{name}{}", kind_of(item.label.as_deref())), &written);
        }
    }
    if let Some(day) = value("birthday").date() {
        line("BDAY", &day.iso().replace('-', ""));
    }
    let tags: Vec<String> = value("tags").each().into_iter().filter_map(|t| t.text().map(escaped)).collect();
    if !tags.is_empty() {
        line("CATEGORIES", &tags.join(","));
    }
    line("END", "VCARD");
    out
}

impl Sheet for Cards {
    fn rows(&mut self, rows: &[ListRow], titles: &Titles) -> Result<()> {
        for row in rows {
            self.out.write_all(card(&self.columns, row, titles).as_bytes()).map_err(told)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.out.flush().map_err(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let mut out = String::new();
        push_line(&mut out, &format!("NOTE:{}", "ü".repeat(80)));
        assert!(out.lines().all(|l| l.len() <= LINE), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("NOTE:{}", "ü".repeat(80)));
    }

    #[test]
    fn marks_of_the_format_are_escaped() {
        assert_eq!(escaped("a,b;c\\d\r\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
