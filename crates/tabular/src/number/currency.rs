//! Currencies as they stand beside a number: signs and codes.

use std::fmt;

/// A currency as written: a code of ISO 4217, or a sign that may stand for several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    mark: &'static str,
    code: Option<&'static str>,
}

impl Currency {
    /// The sign or code as written, with codes in capitals.
    pub fn mark(self) -> &'static str {
        self.mark
    }

    /// The ISO 4217 code, if the sign stands for one currency only: `$` and `kr` do not.
    pub fn code(self) -> Option<&'static str> {
        self.code
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.unwrap_or(self.mark))
    }
}

/// Longer signs before those they contain.
const SIGNS: [(&str, Option<&str>); 27] = [
    ("US$", Some("USD")),
    ("CA$", Some("CAD")),
    ("NZ$", Some("NZD")),
    ("HK$", Some("HKD")),
    ("MX$", Some("MXN")),
    ("A$", Some("AUD")),
    ("C$", Some("CAD")),
    ("R$", Some("BRL")),
    ("S$", Some("SGD")),
    ("€", Some("EUR")),
    ("£", Some("GBP")),
    ("₹", Some("INR")),
    ("₺", Some("TRY")),
    ("₽", Some("RUB")),
    ("₩", Some("KRW")),
    ("₪", Some("ILS")),
    ("₴", Some("UAH")),
    ("₫", Some("VND")),
    ("฿", Some("THB")),
    ("zł", Some("PLN")),
    ("Kč", Some("CZK")),
    ("Fr.", Some("CHF")),
    ("Rs.", None),
    ("Rs", None),
    ("kr", None),
    ("¥", None),
    ("$", None),
];

/// The codes of ISO 4217 that money is kept in, in order.
const CODES: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY",
    "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP",
    "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR",
    "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT",
    "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR",
    "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK",
    "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD",
    "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF",
    "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

fn by_code(text: &str) -> Option<Currency> {
    let upper = text.to_ascii_uppercase();
    let code = CODES.binary_search(&upper.as_str()).ok().and_then(|at| CODES.get(at))?;
    Some(Currency { mark: code, code: Some(code) })
}

/// A currency at the front of a text, and the rest.
pub(super) fn strip_front(text: &str) -> Option<(Currency, &str)> {
    for (mark, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(mark) {
            return Some((Currency { mark, code }, rest));
        }
    }
    let (code, rest) = text.split_at_checked(3)?;
    let currency = by_code(code)?;
    (!rest.starts_with(char::is_alphabetic)).then_some((currency, rest))
}

/// A currency at the end of a text, and the rest.
pub(super) fn strip_back(text: &str) -> Option<(Currency, &str)> {
    for (mark, code) in SIGNS {
        if let Some(rest) = text.strip_suffix(mark) {
            return Some((Currency { mark, code }, rest));
        }
    }
    let (rest, code) = text.split_at_checked(text.len().checked_sub(3)?)?;
    let currency = by_code(code)?;
    (!rest.ends_with(char::is_alphabetic)).then_some((currency, rest))
}
