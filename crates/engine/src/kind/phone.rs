//! Phone numbers: E.164 when the number can be understood, with what was typed beside it.
use std::cell::RefCell;
use std::collections::HashMap;

use phonenumber::country::Id as Country;
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, TEXT, Widget, Words, load_text, nullable, short};
use crate::schema::Field;
use crate::value::Value;

/// A phone number.
pub(super) struct Phone;

/// The E.164 form of a number as people write it: with a country code, or in the national form of `country`.
/// A number that is neither keeps its digits without `+`, so that nothing typed is lost, and an extension
/// follows as `;ext=12` (RFC 3966).
pub fn normal(text: &str, country: Option<&str>) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    if text.chars().any(char::is_alphabetic) && !text.to_lowercase().contains('x') {
        return None;
    }
    let id: Option<Country> = country.and_then(|c| c.parse().ok());
    let typed = text.strip_prefix("00").map_or_else(|| text.to_owned(), |rest| format!("+{rest}"));
    if let Some(e164) = written_out(&typed) {
        return Some(e164);
    }
    if let Ok(number) = phonenumber::parse(id, &typed) {
        let e164 = format!("+{}{}", number.code().value(), national_digits(&number));
        if (8..=16).contains(&e164.len()) && (phonenumber::is_valid(&number) || typed.starts_with('+')) {
            return Some(match number.extension() {
                Some(extension) => format!("{e164};ext={extension}"),
                None => e164,
            });
        }
    }
    let (main, extension) = split_extension(text);
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let fine = (3..=17).contains(&digits.len())
        && main.chars().all(|c| c.is_ascii_digit() || " +-./()\u{a0}–".contains(c));
    let plus = if main.starts_with('+') { "+" } else { "" };
    fine.then(|| match extension {
        Some(extension) => format!("{plus}{digits};ext={extension}"),
        None => format!("{plus}{digits}"),
    })
}

/// How many digits the country code of an international number has, for codes whose numbers need no further thought:
/// no country of theirs has a prefix other than 0 (1 in North America) that people write behind the code.
fn code_length(digits: &str) -> Option<usize> {
    const TWO: [&str; 17] = [
        "31", "32", "33", "34", "39", "41", "43", "44", "45", "46", "47", "48", "49", "61", "64", "81", "91",
    ];
    if digits.starts_with('1') {
        return Some(1);
    }
    digits.get(..2).is_some_and(|code| TWO.contains(&code)).then_some(2)
}

/// A number written out in full, which is its own E.164 form: an import of a million has no time for more. `None` for
/// one that has to be thought about, such as `+49 (0)30 …`.
fn written_out(typed: &str) -> Option<String> {
    let mut out = String::with_capacity(16);
    out.push('+');
    for c in typed.strip_prefix('+')?.chars() {
        match c {
            '0'..='9' => out.push(c),
            ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' => {}
            _ => return None,
        }
    }
    let code = code_length(out.get(1..)?)?;
    let national = out.get(1 + code..)?;
    let prefixed = national.starts_with('0') || (code == 1 && national.starts_with('1'));
    (!prefixed && (8..=16).contains(&out.len())).then_some(out)
}

/// The digits of the national number with its leading zeros, where a country has some.
fn national_digits(number: &phonenumber::PhoneNumber) -> String {
    number.national().to_string()
}

/// `555-0100 x12` is the number and its extension.
fn split_extension(text: &str) -> (&str, Option<String>) {
    let at = text.to_ascii_lowercase().find(['x', 'e']);
    let Some(at) = at.filter(|&at| text.is_char_boundary(at)) else { return (text, None) };
    let (main, rest) = text.split_at(at);
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (main, (!digits.is_empty() && digits.len() <= 7).then_some(digits))
}

/// The number in the grouping of its country: `+49 171 555 0138`. What is not E.164 comes back as it is. Working that
/// out takes as long as the rest of a list's row, and people look at the same rows again: what was shown is kept a while.
pub fn international(stored: &str) -> String {
    const MOST: usize = 2_000;
    thread_local! {
        static SHOWN: RefCell<HashMap<String, String>> = RefCell::default();
    }
    SHOWN.with_borrow_mut(|shown| {
        if let Some(known) = shown.get(stored) {
            return known.clone();
        }
        if shown.len() >= MOST {
            shown.clear();
        }
        let grouped = grouped(stored);
        shown.insert(stored.to_owned(), grouped.clone());
        grouped
    })
}

fn grouped(stored: &str) -> String {
    let (main, extension) = stored.split_once(";ext=").map_or((stored, None), |(m, e)| (m, Some(e)));
    let shown = match phonenumber::parse(None, main) {
        Ok(number) if main.starts_with('+') => {
            number.format().mode(phonenumber::Mode::International).to_string()
        }
        _ => main.to_owned(),
    };
    extension.map_or(shown.clone(), |e| format!("{shown} ext. {e}"))
}

impl FieldKind for Phone {
    fn columns(&self) -> &'static [Column] {
        TEXT
    }
    fn parse(&self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        normal(text, ctx.manners.country.as_deref())
            .map(Value::Text)
            .ok_or_else(|| Fault::new("phone", say!("problem-phone", given = say::quoted(&short(text)))))
    }
    fn show(&self, value: &Value, _ctx: &Ctx<'_>) -> String {
        value.text().map(international).unwrap_or_default()
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.text().unwrap_or_default().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        load_text(row, at)
    }
    fn class(&self) -> Class {
        Class::Phone
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("string", &serde_json::json!({"description": "E.164, such as +491715550138"}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("tel")
    }
    /// The whole number and the national one, both found by their beginnings, and the number backwards, which any last
    /// digits begin. Where the country's code is not known, what is left after each length it may have.
    fn words(&self, value: &Value, out: &mut Words) {
        let Some(text) = value.text() else { return };
        let digits: String =
            text.split(';').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        let starts = match text.strip_prefix('+').map(code_length) {
            Some(Some(code)) => code..code + 1,
            Some(None) => 1..4,
            None => 0..0,
        };
        let national = starts.filter_map(|start| digits.get(start..).filter(|rest| rest.len() > 3));
        out.extend(national.map(str::to_owned));
        if digits.len() > 3 {
            out.push(crate::search::backwards(&digits));
        }
        out.push(digits);
    }
}
