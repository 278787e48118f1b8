//! Every word people read: `say!("list-empty")` in the language of the request.
//!
//! Messages stand in `crates/say/locales/<language>/<area>.ftl`; a key begins with its area. A language without a message
//! falls back to English, English to the key itself. A test (`crates/say/tests/languages.rs`) holds sources and files together.
mod catalogue;
mod language;
mod pseudo;

use std::borrow::Cow;
use std::fmt;

/// What an argument is to Fluent.
pub use fluent_bundle::FluentValue;

use catalogue::catalogue;
pub use catalogue::written;
pub use language::{Language, Locale, locale, sync_within, within};

/// What is said in the language of the request: `say!("key")`, or with arguments `say!("key", name = …, count = 3)`.
///
/// A `Cow<'static, str>`: plain messages are borrowed from a table made once. Text is not escaped, maud does that;
/// whole numbers are grouped as the language groups them and select plurals.
#[macro_export]
macro_rules! say {
    ($key:literal $(,)?) => {
        $crate::plain($key)
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::filled($key, [$((stringify!($name), $crate::Arg::arg($value))),+])
    };
}

/// A message to be said later: for tables of constants. `.said()` is the text, and maud renders it.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $crate::Key($key)
    };
}

/// The key of a message without arguments, made by `key!`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub &'static str);

impl Key {
    /// The message in the language of the request.
    pub fn said(self) -> Cow<'static, str> {
        plain(self.0)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said())
    }
}

/// What stands in a message for a name in braces.
pub trait Arg<'a> {
    /// As Fluent takes it.
    fn arg(self) -> FluentValue<'a>;
}

impl<'a> Arg<'a> for &'a str {
    fn arg(self) -> FluentValue<'a> {
        self.into()
    }
}
impl<'a> Arg<'a> for &'a &'a str {
    fn arg(self) -> FluentValue<'a> {
        (*self).into()
    }
}
impl<'a> Arg<'a> for &'a String {
    fn arg(self) -> FluentValue<'a> {
        self.as_str().into()
    }
}
impl<'a> Arg<'a> for String {
    fn arg(self) -> FluentValue<'a> {
        self.into()
    }
}
impl<'a> Arg<'a> for Cow<'a, str> {
    fn arg(self) -> FluentValue<'a> {
        self.into()
    }
}
impl<'a> Arg<'a> for &'a Cow<'_, str> {
    fn arg(self) -> FluentValue<'a> {
        (&**self).into()
    }
}
impl<'a> Arg<'a> for Key {
    fn arg(self) -> FluentValue<'a> {
        self.said().into()
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {
        $(impl<'a> Arg<'a> for $number {
            fn arg(self) -> FluentValue<'a> {
                self.into()
            }
        }
        impl<'a> Arg<'a> for &'a $number {
            fn arg(self) -> FluentValue<'a> {
                (*self).into()
            }
        }
)+
    };
}
numbers!(i8, u8, i16, u16, i32, u32, i64, u64, isize, usize);

/// A message without arguments. `say!` is the way to it.
pub fn plain(key: &'static str) -> Cow<'static, str> {
    let catalogue = catalogue(locale().language);
    match catalogue.plain(key) {
        Some(text) => Cow::Borrowed(text),
        None => catalogue.format(key, None).map_or(Cow::Borrowed(key), Cow::Owned),
    }
}

/// A message by a key made at run time, where there is one in this very language: the German of a label.
pub fn maybe(key: &str) -> Option<&'static str> {
    catalogue(locale().language).plain(key)
}

/// A text that is English and has no key, as the pseudo-language shows it; unchanged in every real language.
pub fn english(text: &str) -> Cow<'_, str> {
    match locale().language {
        Language::Pseudo => Cow::Owned(pseudo::mark(text)),
        _ => Cow::Borrowed(text),
    }
}

/// A label in the middle of a sentence: small in English, as it is in German, whose nouns are large.
pub fn inline(label: &str) -> Cow<'_, str> {
    match locale().language {
        Language::German => Cow::Borrowed(label),
        // Abbreviations stay as they are.
        _ if label.chars().nth(1).is_some_and(char::is_uppercase) => Cow::Borrowed(label),
        _ => Cow::Owned(label.to_lowercase()),
    }
}

/// A title in a sentence, in the quotation marks of the language.
pub fn in_quotes(title: &str) -> String {
    match locale().language {
        Language::German => format!("„{title}“"),
        Language::English | Language::Pseudo => format!("“{title}”"),
    }
}

/// What somebody wrote, in the quotation marks of the language.
pub fn quoted(text: &str) -> String {
    match locale().language {
        Language::German => format!("„{text}“"),
        Language::English | Language::Pseudo => format!("{text:?}"),
    }
}

/// A message with arguments. `say!` is the way to it.
pub fn filled<const N: usize>(
    key: &'static str,
    args: [(&'static str, FluentValue<'_>); N],
) -> Cow<'static, str> {
    catalogue(locale().language).filled(key, args).map_or(Cow::Borrowed(key), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german<T>(said: impl FnOnce() -> T) -> T {
        sync_within(Locale { language: Language::German, country: None }, said)
    }

    #[test]
    fn a_message_is_said_in_the_language_of_the_request() {
        assert_eq!(say!("app-cancel"), "Cancel");
        assert_eq!(german(|| say!("app-cancel")), "Abbrechen");
        assert!(matches!(say!("app-cancel"), Cow::Borrowed(_)), "a plain message is not copied");
    }

    #[test]
    fn counts_choose_the_plural_and_are_grouped() {
        assert_eq!(say!("app-records", count = 1), "1 record");
        assert_eq!(say!("app-records", count = 12_345), "12,345 records");
        assert_eq!(german(|| say!("app-records", count = 12_345)), "12.345 Datensätze");
    }

    #[test]
    fn a_message_nobody_wrote_is_its_key() {
        assert_eq!(plain("nobody-wrote-this"), "nobody-wrote-this");
    }

    #[test]
    fn the_pseudo_language_marks_every_message() {
        let locale = Locale { language: Language::Pseudo, country: None };
        let said = sync_within(locale, || say!("app-cancel").into_owned());
        assert!(!said.contains(|c: char| c.is_ascii_alphabetic()), "{said}");
        assert_eq!(locale.language.dir(), "rtl");
    }
}
