//! The query string of a request: every parameter known, given once, and of the form it should have.
use std::ops::RangeInclusive;

use axum::http::Uri;
use base::{Date, Error, Id, Moment, Problems, Result};
use jiff::tz::TimeZone;

/// The parameters a request brought.
#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

/// A wrong parameter.
fn wrong(name: &str, message: impl Into<String>) -> Error {
    Error::invalid(name, "parameter", message)
}

impl Params {
    /// Reads the query string; what this address does not know is refused by name, never passed over.
    pub(super) fn read(uri: &Uri, known: &[&str]) -> Result<Self> {
        let mut problems = Problems::default();
        let mut params = Vec::new();
        let query = uri.query().unwrap_or_default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            // What cannot be decoded comes out with the sign for "no character".
            if (name.contains('\u{fffd}') || value.contains('\u{fffd}'))
                && !query.to_ascii_uppercase().contains("%EF%BF%BD")
            {
                problems.add(name, "utf8", "This parameter is not UTF-8");
            } else if value.contains('\0') {
                problems.add(name, "nul", "This parameter contains a NUL character");
            } else if !known.contains(&name.as_ref()) {
                let list = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                problems.add(
                    name.clone(),
                    "unknown",
                    format!("There is no parameter {name:?} here; there is {list}"),
                );
            } else if params.iter().any(|(n, _)| *n == name) {
                problems.add(name, "twice", "This parameter is given twice");
            } else {
                params.push((name.into_owned(), value.into_owned()));
            }
        }
        problems.check()?;
        Ok(Self(params))
    }

    /// A parameter's text; blank is none.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// A whole number within a range.
    pub(super) fn number(&self, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let fits = text.parse().ok().filter(|n| range.contains(n));
        let (from, to) = (range.start(), range.end());
        fits.map(Some).ok_or_else(|| wrong(name, format!("{name} is a whole number from {from} to {to}")))
    }

    /// Rows of a page, 1 to 500; 50 where nothing is said.
    pub(super) fn limit(&self) -> Result<usize> {
        Ok(self.number("limit", 1..=500)?.unwrap_or(50) as usize)
    }

    /// Yes or no; not there is no.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        match self.text(name) {
            None | Some("false" | "0" | "no") => Ok(false),
            Some("true" | "1" | "yes") => Ok(true),
            Some(_) => Err(wrong(name, format!("{name} is true or false"))),
        }
    }

    /// An instant in RFC 3339; a day means its end, as "on 31 January" does in a report.
    pub(super) fn moment(&self, name: &str, zone: &TimeZone) -> Result<Option<Moment>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        // An unescaped + arrives as a space.
        let instant = text.parse().or_else(|_| text.replace(' ', "+").parse::<Moment>()).ok();
        let day = || text.parse::<Date>().ok().map(|d| d.plus_days(1).start(zone).plus_micros(-1));
        instant.or_else(day).map(Some).ok_or_else(|| {
            wrong(
                name,
                format!(
                    "{name} is a time like 2026-01-31T17:00:00Z or a day like 2026-01-31, years 1 to 9999"
                ),
            )
        })
    }

    /// A day.
    pub(super) fn date(&self, name: &str) -> Result<Option<Date>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse()
            .map(Some)
            .map_err(|_| wrong(name, format!("{name} is a day like 2026-01-31, years 1 to 9999")))
    }
}

/// An id from an address; what is no id is not there.
pub(super) fn id_of(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str, known: &[&str]) -> Result<Params> {
        Params::read(&format!("/contacts?{query}").parse().unwrap(), known)
    }

    #[test]
    fn unknown_and_repeated_parameters_are_named() {
        let error = read("limt=5&limit=1&limit=2", &["limit", "sort"]).unwrap_err().to_string();
        assert_eq!(
            error,
            "limt: There is no parameter \"limt\" here; there is limit, sort; limit: This parameter is given twice"
        );
    }

    #[test]
    fn numbers_keep_to_their_range() {
        assert_eq!(read("limit=500", &["limit"]).unwrap().limit().unwrap(), 500);
        for text in ["0", "501", "-1", "x", "1e3", "99999999999999999999"] {
            assert!(read(&format!("limit={text}"), &["limit"]).unwrap().limit().is_err(), "{text}");
        }
    }

    #[test]
    fn instants_forgive_an_unescaped_plus_and_days_mean_their_end() {
        let params = read("a=2026-01-31T12:00:00+02:00&b=2026-01-31&c=0000-01-01", &["a", "b", "c"]).unwrap();
        let moment = |name| params.moment(name, &TimeZone::UTC).map(|m| m.map(|m| m.to_string()));
        assert_eq!(moment("a").unwrap().as_deref(), Some("2026-01-31T10:00:00Z"));
        assert_eq!(moment("b").unwrap().as_deref(), Some("2026-01-31T23:59:59.999999Z"));
        assert!(moment("c").is_err());
    }

    #[test]
    fn bytes_that_are_no_utf8_are_refused() {
        assert!(read("filter=%FF", &["filter"]).is_err());
        assert!(read("filter=%EF%BF%BD", &["filter"]).is_ok());
        assert!(read("filter=a%00b", &["filter"]).is_err());
    }
}
