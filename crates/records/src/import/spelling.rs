//! The mapping file as text: TOML that reads like what a person would write.
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value as Json;

use super::mapping::{Column, Mapping};

impl Mapping {
    /// The mapping as a file a person reads.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        if let Some(object) = &self.object {
            line(format!("object = {}", quoted(object)));
        }
        if let Some(key) = &self.key {
            line(format!("key = {}", quoted(key)));
        }
        for (name, value) in [
            ("duplicates", word(self.duplicates)),
            ("existing", word(self.existing)),
            ("unknown", word(self.unknown)),
        ] {
            if let Some(value) = value {
                line(format!("{name} = {}", quoted(&value)));
            }
        }
        if let Ok(Json::Object(file)) = serde_json::to_value(&self.file)
            && !file.is_empty()
        {
            line(format!("file = {}", inline(&Json::Object(file))));
        }
        line("\n[columns]".to_owned());
        for (heading, column) in &self.columns {
            line(column_line(heading, column));
        }
        if !self.defaults.is_empty() {
            line("\n[defaults]".to_owned());
            for (field, value) in &self.defaults {
                line(format!("{} = {}", bare(field), quoted(value)));
            }
        }
        if !self.derive.is_empty() {
            line("\n[derive]".to_owned());
            for (field, templates) in &self.derive {
                let value = match templates.as_slice() {
                    [one] => quoted(one),
                    many => inline(&Json::from(many.to_vec())),
                };
                line(format!("{} = {value}", bare(field)));
            }
        }
        if let Some(created) = &self.created {
            line(format!("\n[at]\ncreated = {}", quoted(created)));
        }
        for then in &self.then {
            line("\n[[then]]".to_owned());
            if let Ok(Json::Object(map)) = serde_json::to_value(then) {
                for (name, value) in map {
                    line(format!("{} = {}", bare(&name), inline(&value)));
                }
            }
        }
        out
    }

    /// The mapping as the API writes it.
    pub fn to_json(&self) -> Json {
        toml::from_str(&self.to_toml()).unwrap_or_default()
    }
}

/// The line of one column, as `[columns]` has it.
pub(super) fn column_line(heading: &str, column: &Column) -> String {
    let value = match &column.field {
        Some(field) if column.is_plain() => quoted(field),
        _ => inline(&serde_json::to_value(column).unwrap_or_default()),
    };
    format!("{} = {value}", bare(heading))
}

fn word<T: Serialize>(value: Option<T>) -> Option<String> {
    serde_json::to_value(value?).ok()?.as_str().map(str::to_owned)
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A key as TOML writes it: bare where it may be.
pub(super) fn bare(key: &str) -> String {
    let fine = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if fine {
        return key.to_owned();
    }
    let mut out = String::from("\"");
    for c in key.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value on one line.
fn inline(json: &Json) -> String {
    match json {
        Json::Null => "\"\"".to_owned(),
        Json::String(text) => quoted(text),
        Json::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Json::Object(map) if map.is_empty() => "{}".to_owned(),
        Json::Object(map) => {
            let parts: Vec<String> =
                map.iter().map(|(k, v)| format!("{} = {}", bare(k), inline(v))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
        other => other.to_string(),
    }
}
