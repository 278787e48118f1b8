//! The languages there are, and the one of the request being answered.
use std::future::Future;

/// A language pages are written in. A new one is a variant here and a folder under `crates/say/locales`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// The one every message has.
    #[default]
    English,
    /// Deutsch.
    German,
    /// English in disguise: marked, longer, from right to left. For tests, chosen by its tag alone.
    Pseudo,
}

impl Language {
    /// Every language, the pseudo-language last.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Pseudo];
    /// Those people are offered.
    pub const OFFERED: [Self; 2] = [Self::English, Self::German];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Pseudo => "ar-XB",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Pseudo => "Pseudo",
        }
    }

    /// Where its lines begin, as HTML says it.
    pub fn dir(self) -> &'static str {
        if self == Self::Pseudo { "rtl" } else { "ltr" }
    }

    /// The language of a tag, whatever its country: `de-AT` is German.
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let exact = Self::ALL.into_iter().find(|l| l.tag().eq_ignore_ascii_case(tag));
        let main = tag.split(['-', '_']).next().unwrap_or_default();
        exact.or_else(|| Self::OFFERED.into_iter().find(|l| l.tag().eq_ignore_ascii_case(main)))
    }

    /// The best of those a browser accepts: `Accept-Language: fr, de;q=0.8`.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, &str)> = header
            .split(',')
            .take(20)
            .map(|part| {
                let (tag, more) = part.split_once(';').unwrap_or((part, ""));
                let weight = more.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(1.0);
                (weight, tag.trim())
            })
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.into_iter().find_map(|(_, tag)| Self::parse(tag))
    }
}

/// How a request is answered: in which language, with the formats of which country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Locale {
    /// The language.
    pub language: Language,
    /// The country of the workspace, ISO 3166: `DE`.
    pub country: Option<[u8; 2]>,
}

impl Locale {
    /// A language in a country, where it is two letters.
    pub fn new(language: Language, country: Option<&str>) -> Self {
        Self { language, country: country.and_then(|c| c.as_bytes().try_into().ok()) }
    }

    /// Whether the formats are those of a country.
    pub fn is_in(&self, country: &str) -> bool {
        self.country.is_some_and(|c| c == *country.as_bytes())
    }
}

tokio::task_local! {
    static LOCALE: Locale;
}

/// The locale of the request being answered; English outside of one.
pub fn locale() -> Locale {
    LOCALE.try_with(|locale| *locale).unwrap_or_default()
}

/// Runs a future in a locale: a request, or a stream that speaks after its answer has begun.
pub async fn within<F: Future>(locale: Locale, future: F) -> F::Output {
    LOCALE.scope(locale, future).await
}

/// Runs a function in a locale.
pub fn sync_within<T>(locale: Locale, run: impl FnOnce() -> T) -> T {
    LOCALE.sync_scope(locale, run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_best_language_it_accepts() {
        assert_eq!(Language::accepted("fr-FR, en;q=0.4, de-AT;q=0.8"), Some(Language::German));
        assert_eq!(Language::accepted("fr, *;q=0.1"), None);
        assert_eq!(Language::accepted("de;q=0, en"), Some(Language::English));
        assert_eq!(Language::parse("ar-xb"), Some(Language::Pseudo));
        assert_eq!(Language::parse("ar"), None);
    }
}
