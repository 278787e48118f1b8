//! Which field a heading of a table means.

use crate::fold::{singular, words};

/// A field a heading may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'c> {
    /// The key that is answered with.
    pub key: &'c str,
    /// The name people see.
    pub label: &'c str,
    /// Other names for the same.
    pub aliases: &'c [&'c str],
}

/// Words that add nothing to the name of a field.
const FILLERS: [&str; 12] =
    ["the", "of", "a", "an", "name", "number", "no", "value", "field", "address", "full", "custom"];

/// The object a heading of another CRM begins with, and the rest: "Deal - Title" is about a deal, its title.
pub fn split_prefix(heading: &str) -> Option<(&str, &str)> {
    let (prefix, rest) = [" - ", ": ", " > ", "."].into_iter().find_map(|mark| heading.split_once(mark))?;
    let (prefix, rest) = (prefix.trim(), rest.trim());
    (!prefix.is_empty() && !rest.is_empty()).then_some((prefix, rest))
}

/// The candidate a heading most likely means, with a confidence between 0.6 and 1; nothing if none is likely.
pub fn best_heading<'c>(heading: &str, candidates: &[Candidate<'c>]) -> Option<(&'c str, f64)> {
    let readings = readings(heading);
    let mut best: Option<(&'c str, f64)> = None;
    for candidate in candidates {
        let names = [(candidate.label, 1.0), (candidate.key, 1.0)]
            .into_iter()
            .chain(candidate.aliases.iter().map(|alias| (*alias, 0.97)));
        for (name, weight) in names {
            let name_words = folded(name);
            for (reading, trust) in &readings {
                let score = likeness(reading, &name_words) * weight * trust;
                if score >= 0.6 && best.is_none_or(|(_, other)| score > other) {
                    best = Some((candidate.key, score));
                }
            }
        }
    }
    best
}

/// What a heading may say, with how much each is to be trusted: whole, without its bracket, without its prefix.
fn readings(heading: &str) -> Vec<(Vec<String>, f64)> {
    let heading = without_suffix(heading);
    let plain = without_bracket(heading);
    let mut readings = vec![(folded(heading), 1.0)];
    if let Some(plain) = plain {
        readings.push((folded(plain), 0.9));
    }
    if let Some((_, rest)) = split_prefix(heading) {
        readings.push((folded(rest), 0.85));
        if let Some(plain) = without_bracket(rest) {
            readings.push((folded(plain), 0.8));
        }
    }
    readings.retain(|(words, _)| !words.is_empty());
    readings
}

/// Salesforce ends the names of own fields with `__c`, relations with `__r`.
fn without_suffix(heading: &str) -> &str {
    let heading = heading.trim().trim_end_matches('*').trim_end();
    let Some(at) = heading.len().checked_sub(3) else { return heading };
    match heading.split_at_checked(at) {
        Some((name, suffix)) if matches!(suffix.to_ascii_lowercase().as_str(), "__c" | "__r") => {
            name.strip_suffix("__p").unwrap_or(name)
        }
        _ => heading.strip_suffix("__pc").unwrap_or(heading),
    }
}

fn without_bracket(heading: &str) -> Option<&str> {
    let (name, _) = heading.split_once(['(', '['])?;
    let name = name.trim();
    (!name.is_empty() && heading.ends_with([')', ']'])).then_some(name)
}

fn folded(text: &str) -> Vec<String> {
    words(text).iter().map(|word| singular(word)).collect()
}

/// How alike two names are, from 0 to 1.
fn likeness(a: &[String], b: &[String]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let (joined_a, joined_b) = (a.concat(), b.concat());
    if joined_a == joined_b {
        return 0.98;
    }
    let (mut sorted_a, mut sorted_b) = (a.to_vec(), b.to_vec());
    sorted_a.sort_unstable();
    sorted_b.sort_unstable();
    if sorted_a == sorted_b {
        return 0.9;
    }
    let essence = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| !FILLERS.contains(&word.as_str())).cloned().collect()
    };
    let (essence_a, essence_b) = (essence(&sorted_a), essence(&sorted_b));
    if !essence_a.is_empty() && essence_a == essence_b {
        return 0.8;
    }
    // A slip of the keyboard; short names are too alike to begin with.
    let length = joined_a.chars().count().max(joined_b.chars().count());
    let slips = strsim::damerau_levenshtein(&joined_a, &joined_b);
    if (length >= 6 && slips == 1) || (length >= 10 && slips == 2) { 0.75 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [Candidate<'static>; 8] = [
        Candidate { key: "title", label: "Title", aliases: &["deal name", "name"] },
        Candidate { key: "close_date", label: "Close date", aliases: &["expected close date"] },
        Candidate { key: "email", label: "E-mail", aliases: &["email"] },
        Candidate { key: "phone", label: "Phone", aliases: &["telephone"] },
        Candidate { key: "company", label: "Company", aliases: &["account", "organization"] },
        Candidate { key: "account_number", label: "Account number", aliases: &[] },
        Candidate { key: "annual_revenue", label: "Annual revenue", aliases: &["revenue"] },
        Candidate { key: "city", label: "City", aliases: &["Ort", "Stadt"] },
    ];

    fn key(heading: &str) -> Option<&'static str> {
        best_heading(heading, &FIELDS).map(|(key, _)| key)
    }

    #[test]
    fn headings_of_other_crms_are_understood() {
        for (heading, expected) in [
            ("CloseDate", "close_date"),
            ("close_date", "close_date"),
            ("Close Dates", "close_date"),
            ("Deal - Expected close date", "close_date"),
            ("Deal - Title", "title"),
            ("Deal Name", "title"),
            ("Person - Email (Work)", "email"),
            ("E-Mail", "email"),
            ("Email Address", "email"),
            ("Phone Number", "phone"),
            ("ACCOUNTNUMBER__C", "account_number"),
            ("Account_Number__c", "account_number"),
            ("ANNUALREVENUE", "annual_revenue"),
            ("Anual Revenue", "annual_revenue"),
            ("Company Name", "company"),
            ("ORT", "city"),
        ] {
            assert_eq!(key(heading), Some(expected), "{heading}");
        }
    }

    #[test]
    fn what_means_none_of_the_fields_is_left_alone() {
        for heading in ["Colour", "Id", "", "---", "Status", "Phase", "Note"] {
            assert_eq!(key(heading), None, "{heading}");
        }
    }

    #[test]
    fn the_better_match_wins() {
        let sure = best_heading("Close date", &FIELDS).unwrap().1;
        let likely = best_heading("Deal - Close date", &FIELDS).unwrap().1;
        assert!((sure - 1.0).abs() < f64::EPSILON && likely < sure);
    }

    #[test]
    fn a_prefix_tells_the_object() {
        assert_eq!(split_prefix("Person - Email (Work)"), Some(("Person", "Email (Work)")));
        assert_eq!(split_prefix("Email"), None);
    }
}
