//! The mapping file: which column means which field, and how its cells are read. TOML that a person reads and writes
//! by hand, and what guessing produces; the API takes the same as JSON.
use base::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// What to do with a value that Rondo does not know: a link to nothing, a choice that is no choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// Ask; the import does not begin without an answer.
    Ask,
    /// Make the missing record or choice.
    Create,
    /// Leave the field empty.
    Empty,
    /// Refuse the row; it goes into the errors file.
    #[serde(alias = "error", alias = "error_rows")]
    ErrorRows,
}

impl Unknown {
    /// From what is written on the command line.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_value(Json::String(text.to_owned())).ok()
    }
}

/// What to do with a second row of the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// The later row changes what the earlier one made.
    Update,
    /// The later row is refused and goes into the errors file.
    #[serde(alias = "error")]
    ErrorRows,
}

/// What the file does to a record that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Existing {
    /// What the file says holds.
    Overwrite,
    /// Only fields that are empty are filled.
    Fill,
    /// Nothing: the record is left alone.
    Keep,
}

/// The order of day, month and year in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateStyle {
    /// 2024-12-31.
    Ymd,
    /// 31.12.2024.
    Dmy,
    /// 12/31/2024.
    Mdy,
    /// Days as a spreadsheet counts them: 45657.
    Excel,
}

/// The mark before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberStyle {
    /// 1,234.56.
    Point,
    /// 1.234,56.
    Comma,
}

/// What a blank cell does to a record that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blank {
    /// The field keeps what it has.
    #[default]
    Keep,
    /// The field is emptied.
    Empty,
}

/// Whether a missing linked record is made, and what it gets besides its name: field = column of the same row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Create {
    /// Made with its name alone, or not.
    Plain(bool),
    /// Made with its name and the cells of these columns.
    With(Map<String, Json>),
}

/// What one column means.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Column {
    /// A field, a part of an address (`address.city`), `external:SOURCE`, or `id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The column is not imported.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub skip: bool,
    /// How the record of a link is found: `name` (its title), a field, `id`, `external:SOURCE`.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What is written in the file, and what it means; an empty text leaves the field empty.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Json>,
    /// Missing linked records are made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create: Option<Create>,
    /// Missing choices are added to the list.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub create_choices: bool,
    /// What becomes of values that are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// What a blank cell does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank: Option<Blank>,
    /// How dates are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<DateStyle>,
    /// How numbers are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<NumberStyle>,
    /// The currency of amounts that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The column that names the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_column: Option<String>,
    /// The label of the value, in a field of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Column {
    /// A column that means a field.
    pub fn of(field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::default() }
    }

    /// A column that is left out.
    pub fn skipped() -> Self {
        Self { skip: true, ..Self::default() }
    }

    pub(super) fn is_plain(&self) -> bool {
        *self == Self { field: self.field.clone(), ..Self::default() }
    }
}

/// A second entry of a row in the history: what came later than the record itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// The column that says when. Rows where it is blank have no second entry.
    pub at: String,
    /// The fields that got their values then.
    pub fields: Vec<String>,
    /// What they were until then; others were empty.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub before: Map<String, Json>,
}

/// How the file is written, where that is not told right.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    /// The character between cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// The encoding, as in `windows-1252`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// `false`: every row is data and columns are called "Column 1" and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headings: Option<bool>,
}

/// A mapping file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapping {
    /// Key of the object; may be left out where the command names it.
    pub object: Option<String>,
    /// What a row is known by: `external:SOURCE`, a field, or `id`. Known rows update, others create.
    pub key: Option<String>,
    /// What becomes of further rows of the same key.
    pub duplicates: Option<Duplicates>,
    /// What the file does to records that are there already; it overwrites where nothing is said.
    pub existing: Option<Existing>,
    /// What becomes of values that are not known, where a column does not say.
    pub unknown: Option<Unknown>,
    /// How the file is written.
    pub file: File,
    /// By heading, in the order of the file.
    pub columns: Vec<(String, Column)>,
    /// Values of fields that no column gives, for new records.
    pub defaults: Vec<(String, String)>,
    /// Texts made of columns, such as `{product} for {account}`: the first whose columns are all filled.
    pub derive: Vec<(String, Vec<String>)>,
    /// The column that says when the records were made.
    pub created: Option<String>,
    /// Further entries of the history.
    pub then: Vec<Then>,
}

/// The parts of a mapping file, for the message about a wrong one.
const PARTS: &[&str] = &[
    "object",
    "key",
    "duplicates",
    "existing",
    "unknown",
    "file",
    "columns",
    "defaults",
    "derive",
    "at",
    "then",
];

fn wrong(at: impl Into<String>, message: impl std::fmt::Display) -> Error {
    Error::invalid(at, "mapping", message.to_string())
}

fn read<T: serde::de::DeserializeOwned>(at: &str, json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|e| wrong(at, e))
}

/// A table of a mapping file, or nothing.
fn table(at: &str, json: Json) -> Result<Map<String, Json>> {
    match json {
        Json::Object(map) => Ok(map),
        _ => Err(wrong(at, format!("[{at}] is a table: one line for each name"))),
    }
}

fn text(at: &str, json: &Json) -> Result<String> {
    match json {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        Json::Bool(yes) => Ok(yes.to_string()),
        _ => Err(wrong(at, "Expected a text")),
    }
}

impl Mapping {
    /// Reads a mapping file.
    pub fn from_toml(text: &str) -> Result<Self> {
        let json: Json = toml::from_str(text).map_err(|e| wrong("", e))?;
        Self::from_json(json)
    }

    /// Reads a mapping file or what was sent as JSON: what begins with `{` is JSON.
    pub fn parse(text: &str) -> Result<Self> {
        if text.trim_start().starts_with('{') {
            return Self::from_json(serde_json::from_str(text).map_err(|e| wrong("", e))?);
        }
        Self::from_toml(text)
    }

    /// Reads a mapping in JSON.
    pub fn from_json(json: Json) -> Result<Self> {
        let mut out = Self::default();
        for (name, value) in table("", json)? {
            match name.as_str() {
                "object" => out.object = Some(text("object", &value)?),
                "key" => out.key = Some(text("key", &value)?).filter(|k| !k.is_empty()),
                "duplicates" => out.duplicates = read("duplicates", value)?,
                "existing" => out.existing = read("existing", value)?,
                "unknown" => out.unknown = read("unknown", value)?,
                "file" => out.file = read("file", value)?,
                "columns" => {
                    for (heading, spec) in table("columns", value)? {
                        let at = format!("columns.{heading}");
                        let column = match spec {
                            Json::String(field) if field.is_empty() => Column::skipped(),
                            Json::String(field) => Column::of(&field),
                            Json::Bool(false) => Column::skipped(),
                            spec => read::<Column>(&at, spec)?,
                        };
                        if column.field.is_none() && !column.skip {
                            return Err(wrong(at, "It says neither a field nor skip = true"));
                        }
                        out.columns.push((heading, column));
                    }
                }
                "defaults" => {
                    for (field, value) in table("defaults", value)? {
                        let value = text(&format!("defaults.{field}"), &value)?;
                        out.defaults.push((field, value));
                    }
                }
                "derive" => {
                    for (field, value) in table("derive", value)? {
                        let at = format!("derive.{field}");
                        let templates = match value {
                            Json::Array(list) => list.iter().map(|t| text(&at, t)).collect::<Result<_>>()?,
                            one => vec![text(&at, &one)?],
                        };
                        out.derive.push((field, templates));
                    }
                }
                "at" => {
                    for (what, value) in table("at", value)? {
                        match what.as_str() {
                            "created" => out.created = Some(text("at.created", &value)?),
                            other => {
                                return Err(wrong(
                                    format!("at.{other}"),
                                    "[at] knows only created = \"COLUMN\"",
                                ));
                            }
                        }
                    }
                }
                "then" => out.then = read("then", value)?,
                other => {
                    return Err(wrong(other, format!("A mapping has {}, not {other}", PARTS.join(", "))));
                }
            }
        }
        Ok(out)
    }

    /// The column of a heading: exact, else without regard to case.
    pub fn column(&self, heading: &str) -> Option<&Column> {
        let exact = self.columns.iter().find(|(h, _)| h == heading);
        exact
            .or_else(|| self.columns.iter().find(|(h, _)| base::fold(h) == base::fold(heading)))
            .map(|(_, c)| c)
    }

    /// The column of a heading to change; made when missing.
    pub fn column_mut(&mut self, heading: &str) -> Option<&mut Column> {
        let place = self.columns.iter().position(|(h, _)| h == heading).unwrap_or_else(|| {
            self.columns.push((heading.to_owned(), Column::default()));
            self.columns.len() - 1
        });
        self.columns.get_mut(place).map(|(_, c)| c)
    }

    /// Lays answers over this mapping: what they name is replaced; the values of a column are added to.
    pub fn answer(&mut self, answers: Self) {
        let Self {
            object,
            key,
            duplicates,
            existing,
            unknown,
            file,
            columns,
            defaults,
            derive,
            created,
            then,
        } = answers;
        self.object = object.or_else(|| self.object.take());
        self.key = key.or_else(|| self.key.take());
        self.duplicates = duplicates.or(self.duplicates);
        self.existing = existing.or(self.existing);
        self.unknown = unknown.or(self.unknown);
        self.created = created.or_else(|| self.created.take());
        if file != File::default() {
            self.file = file;
        }
        for (heading, mut column) in columns {
            if let Some(known) = self.column_mut(&heading) {
                let mut values = std::mem::take(&mut known.values);
                values.extend(std::mem::take(&mut column.values));
                column.values = values;
                *known = column;
            }
        }
        for (field, value) in defaults {
            self.defaults.retain(|(f, _)| *f != field);
            self.defaults.push((field, value));
        }
        for (field, value) in derive {
            self.derive.retain(|(f, _)| *f != field);
            self.derive.push((field, value));
        }
        if !then.is_empty() {
            self.then = then;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAVEN: &str = r#"
object = "deal"
key = "external:maven"

[columns]
opportunity_id = "external:maven"
"Sales agent" = { field = "owner", match = "name" }
product = { field = "product", values = { "GTXPro" = "GTX Pro", "a \"b\"" = "" } }
manager = { field = "manager", create = { team = "regional_office" } }
close_value = { field = "amount", number = "point", currency = "USD" }
other = { skip = true }

[defaults]
pipeline = "sales"

[derive]
name = ["{product} for {account}", "{product}"]

[at]
created = "engage_date"

[[then]]
at = "close_date"
fields = ["stage"]
before = { stage = "engaging" }
"#;

    #[test]
    fn a_mapping_reads_back_what_it_writes() {
        let mapping = Mapping::from_toml(MAVEN).unwrap();
        assert_eq!(Mapping::from_toml(&mapping.to_toml()).unwrap(), mapping);
        assert_eq!(Mapping::from_json(mapping.to_json()).unwrap(), mapping);
        assert_eq!(mapping.to_toml().lines().nth(4), Some("opportunity_id = \"external:maven\""));
    }

    #[test]
    fn a_wrong_word_is_named_with_its_place() {
        let error = |text: &str| Mapping::from_toml(text).unwrap_err().to_string();
        assert!(error("[columns]\na = { feild = \"x\" }").starts_with("columns.a: unknown field `feild`"));
        assert!(error("[columns]\na = { match = \"x\" }").contains("neither a field nor skip"));
        assert!(error("colums = 1").contains("A mapping has object, key"));
        assert!(error("[columns]\na = { field = \"d\", date = \"us\" }").contains("ymd"));
    }

    #[test]
    fn answers_are_laid_over_what_is_known() {
        let mut mapping = Mapping::from_toml(MAVEN).unwrap();
        mapping.answer(
            Mapping::from_toml("[columns]\nproduct = { field = \"product\", values = { X = \"Y\" } }")
                .unwrap(),
        );
        let product = mapping.column("product").unwrap();
        assert_eq!(product.values.keys().collect::<Vec<_>>(), ["GTXPro", "a \"b\"", "X"]);
    }
}
