//! Countries with what is usual there: the currency and the time zone of most people. Offered while setting up; any other
//! can be said in the settings.
use ui::key;
use ui::say::Key;

/// A country.
pub(super) struct Country {
    /// ISO 3166.
    pub(super) code: &'static str,
    pub(super) name: Key,
    /// ISO 4217.
    pub(super) currency: &'static str,
    /// IANA name.
    pub(super) zone: &'static str,
}

/// In the order of their English names.
pub(super) const ALL: [Country; 46] = [
    Country { code: "AR", name: key!("country-ar"), currency: "ARS", zone: "America/Argentina/Buenos_Aires" },
    Country { code: "AU", name: key!("country-au"), currency: "AUD", zone: "Australia/Sydney" },
    Country { code: "AT", name: key!("country-at"), currency: "EUR", zone: "Europe/Vienna" },
    Country { code: "BE", name: key!("country-be"), currency: "EUR", zone: "Europe/Brussels" },
    Country { code: "BR", name: key!("country-br"), currency: "BRL", zone: "America/Sao_Paulo" },
    Country { code: "BG", name: key!("country-bg"), currency: "EUR", zone: "Europe/Sofia" },
    Country { code: "CA", name: key!("country-ca"), currency: "CAD", zone: "America/Toronto" },
    Country { code: "CL", name: key!("country-cl"), currency: "CLP", zone: "America/Santiago" },
    Country { code: "CN", name: key!("country-cn"), currency: "CNY", zone: "Asia/Shanghai" },
    Country { code: "HR", name: key!("country-hr"), currency: "EUR", zone: "Europe/Zagreb" },
    Country { code: "CZ", name: key!("country-cz"), currency: "CZK", zone: "Europe/Prague" },
    Country { code: "DK", name: key!("country-dk"), currency: "DKK", zone: "Europe/Copenhagen" },
    Country { code: "EE", name: key!("country-ee"), currency: "EUR", zone: "Europe/Tallinn" },
    Country { code: "FI", name: key!("country-fi"), currency: "EUR", zone: "Europe/Helsinki" },
    Country { code: "FR", name: key!("country-fr"), currency: "EUR", zone: "Europe/Paris" },
    Country { code: "DE", name: key!("country-de"), currency: "EUR", zone: "Europe/Berlin" },
    Country { code: "GR", name: key!("country-gr"), currency: "EUR", zone: "Europe/Athens" },
    Country { code: "HU", name: key!("country-hu"), currency: "HUF", zone: "Europe/Budapest" },
    Country { code: "IN", name: key!("country-in"), currency: "INR", zone: "Asia/Kolkata" },
    Country { code: "IE", name: key!("country-ie"), currency: "EUR", zone: "Europe/Dublin" },
    Country { code: "IL", name: key!("country-il"), currency: "ILS", zone: "Asia/Jerusalem" },
    Country { code: "IT", name: key!("country-it"), currency: "EUR", zone: "Europe/Rome" },
    Country { code: "JP", name: key!("country-jp"), currency: "JPY", zone: "Asia/Tokyo" },
    Country { code: "LV", name: key!("country-lv"), currency: "EUR", zone: "Europe/Riga" },
    Country { code: "LI", name: key!("country-li"), currency: "CHF", zone: "Europe/Vaduz" },
    Country { code: "LT", name: key!("country-lt"), currency: "EUR", zone: "Europe/Vilnius" },
    Country { code: "LU", name: key!("country-lu"), currency: "EUR", zone: "Europe/Luxembourg" },
    Country { code: "MX", name: key!("country-mx"), currency: "MXN", zone: "America/Mexico_City" },
    Country { code: "NL", name: key!("country-nl"), currency: "EUR", zone: "Europe/Amsterdam" },
    Country { code: "NZ", name: key!("country-nz"), currency: "NZD", zone: "Pacific/Auckland" },
    Country { code: "NO", name: key!("country-no"), currency: "NOK", zone: "Europe/Oslo" },
    Country { code: "PL", name: key!("country-pl"), currency: "PLN", zone: "Europe/Warsaw" },
    Country { code: "PT", name: key!("country-pt"), currency: "EUR", zone: "Europe/Lisbon" },
    Country { code: "RO", name: key!("country-ro"), currency: "RON", zone: "Europe/Bucharest" },
    Country { code: "SG", name: key!("country-sg"), currency: "SGD", zone: "Asia/Singapore" },
    Country { code: "SK", name: key!("country-sk"), currency: "EUR", zone: "Europe/Bratislava" },
    Country { code: "SI", name: key!("country-si"), currency: "EUR", zone: "Europe/Ljubljana" },
    Country { code: "ZA", name: key!("country-za"), currency: "ZAR", zone: "Africa/Johannesburg" },
    Country { code: "KR", name: key!("country-kr"), currency: "KRW", zone: "Asia/Seoul" },
    Country { code: "ES", name: key!("country-es"), currency: "EUR", zone: "Europe/Madrid" },
    Country { code: "SE", name: key!("country-se"), currency: "SEK", zone: "Europe/Stockholm" },
    Country { code: "CH", name: key!("country-ch"), currency: "CHF", zone: "Europe/Zurich" },
    Country { code: "TR", name: key!("country-tr"), currency: "TRY", zone: "Europe/Istanbul" },
    Country { code: "UA", name: key!("country-ua"), currency: "UAH", zone: "Europe/Kyiv" },
    Country { code: "GB", name: key!("country-gb"), currency: "GBP", zone: "Europe/London" },
    Country { code: "US", name: key!("country-us"), currency: "USD", zone: "America/New_York" },
];

/// The country of a browser, by the first language it asks for that names one: `de-AT,de;q=0.9`. A language alone counts
/// where most who speak it live in one country.
pub(super) fn of_browser(languages: &str) -> Option<&'static Country> {
    let by_code = |code: &str| ALL.iter().find(|c| c.code.eq_ignore_ascii_case(code));
    let tags = || languages.split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
    let named = tags().find_map(|tag| by_code(tag.rsplit_once('-')?.1));
    named.or_else(|| tags().find_map(by_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_says_its_country() {
        assert_eq!(of_browser("de-AT,de;q=0.9,en;q=0.8").map(|c| c.zone), Some("Europe/Vienna"));
        assert_eq!(of_browser("de").map(|c| c.code), Some("DE"));
        assert!(of_browser("en").is_none() && of_browser("").is_none());
    }

    #[test]
    fn what_is_usual_is_known() {
        for country in &ALL {
            assert!(base::Currency::parse(country.currency).is_some(), "{}", country.code);
            assert!(jiff::tz::TimeZone::get(country.zone).is_ok(), "{}", country.code);
        }
    }
}
