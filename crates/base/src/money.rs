//! Money: minor units and an ISO 4217 code. Never a float.
use std::fmt;
use std::sync::LazyLock;

use crate::decimal::{scaled, unscaled};

/// An ISO 4217 code such as `EUR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Every active code of ISO 4217, those without two minor digits with their number of digits.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD3 BIF0 BMD BND BOB BRL BSD BTN BWP BYN BZD \
CAD CDF CHF CLP0 CNY COP CRC CUP CVE CZK DJF0 DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF0 GTQ GYD \
HKD HNL HTG HUF IDR ILS INR IQD3 IRR ISK0 JMD JOD3 JPY0 KES KGS KHR KMF0 KPW KRW0 KWD3 KYD KZT LAK LBP LKR LRD LSL LYD3 \
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR3 PAB PEN PGK PHP PKR PLN PYG0 \
QAR RON RSD RUB RWF0 SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND3 TOP TRY TTD TWD TZS \
UAH UGX0 USD UYU UZS VES VND0 VUV0 WST XAF0 XCD XOF0 XPF0 YER ZAR ZMW ZWG";

/// The codes with their digits, in the alphabet's order.
static TABLE: LazyLock<Vec<([u8; 3], u32)>> = LazyLock::new(|| {
    let one = |code: &str| {
        let (letters, digits) = code.split_at_checked(3)?;
        Some((letters.as_bytes().try_into().ok()?, digits.parse().unwrap_or(2)))
    };
    let mut all: Vec<_> = CODES.split_whitespace().filter_map(one).collect();
    all.sort_unstable();
    all
});

impl Currency {
    /// The euro, the default of a new workspace.
    pub const EUR: Self = Self(*b"EUR");

    /// The code if it is one of ISO 4217's, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        let mut code: [u8; 3] = text.as_bytes().try_into().ok()?;
        code.make_ascii_uppercase();
        let currency = Self(code);
        currency.place().map(|_| currency)
    }

    /// Where it stands in the table.
    fn place(self) -> Option<usize> {
        TABLE.binary_search_by_key(&self.0, |(code, _)| *code).ok()
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the point: 2 for the euro, 0 for the yen, 3 for the dinars.
    pub fn digits(self) -> u32 {
        self.place().and_then(|place| TABLE.get(place)).map_or(2, |(_, digits)| *digits)
    }

    /// Every code, in the alphabet's order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(code, _)| Self(*code))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount in minor units (cents) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: 1,250 is 12.50 EUR, or 1,250 JPY.
    pub minor: i64,
    /// The currency they are of.
    pub currency: Currency,
}

impl Money {
    /// Reads `1200.50` in a currency. `None` for what is no number, has too many places or does not fit 64 bits.
    pub fn parse(amount: &str, currency: Currency) -> Option<Self> {
        scaled(amount, currency.digits()).map(|minor| Self { minor, currency })
    }

    /// The amount as JSON and CSV write it: `1200.50`.
    pub fn amount(&self) -> String {
        let digits = self.currency.digits();
        unscaled(self.minor, digits, digits as usize)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_minor_units_of_their_currency() {
        let yen = Currency::parse("jpy").unwrap();
        assert_eq!(Money::parse("1200.50", Currency::EUR).map(|m| m.minor), Some(120_050));
        assert_eq!(Money::parse("1200", yen).map(|m| m.minor), Some(1200));
        assert_eq!(Money::parse("1200.5", yen), None);
        assert_eq!(Money { minor: -5, currency: Currency::EUR }.amount(), "-0.05");
        assert_eq!(Money { minor: 1200, currency: yen }.amount(), "1200");
    }

    #[test]
    fn thirty_digits_and_unknown_codes_are_refused() {
        assert_eq!(Money::parse("123456789012345678901234567890", Currency::EUR), None);
        assert_eq!(Currency::parse("XYZ"), None);
        assert_eq!(Currency::parse("EURO"), None);
        assert_eq!(Currency::parse("BHD").map(Currency::digits), Some(3));
    }
}
