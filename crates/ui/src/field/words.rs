//! Numbers, amounts and times in words, as the design language writes them.
use std::borrow::Cow;

use base::{Date, Decimal, Moment, Money};
use jiff::tz::TimeZone;
use say::{Key, Language, key, locale, say};

use super::Look;

/// What stands between whole numbers and fractions, and between groups of three, where the reader is.
fn signs() -> (char, char) {
    let locale = locale();
    match locale.language {
        Language::German if locale.is_in("CH") || locale.is_in("LI") => ('.', '’'),
        Language::German => (',', '.'),
        Language::English | Language::Pseudo => ('.', ','),
    }
}

/// A whole number with its thousands grouped and a true minus.
pub fn number(value: i64) -> String {
    grouped(&value.to_string())
}

/// A number written with a point, as the reader writes it: `-14850.5` becomes `−14,850.5` or `−14.850,5`.
pub fn grouped(plain: &str) -> String {
    let (point, group) = signs();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::with_capacity(plain.len() + 8);
    out.push_str(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

/// A number written with a point, as an input holds it: nothing grouped, the reader's own decimal sign.
pub fn typed(plain: &str) -> String {
    let (point, _) = signs();
    if point == '.' { plain.to_owned() } else { plain.replace('.', &point.to_string()) }
}

/// What the reader typed, with a point before the fraction: `1.234,56` in German is `1234.56`. Texts that are no
/// numbers stay as they are: the kind of the field says what is wrong with them.
pub fn untyped(text: &str) -> String {
    let (point, group) = signs();
    if point == '.' {
        return text.to_owned();
    }
    if text.contains(point) {
        return text.replace(group, "").replace(point, ".");
    }
    // A point with three digits behind it groups: 14.850. Any other is meant as a point: 12.5.
    let parts: Vec<&str> = text.trim().split(group).collect();
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).count();
    let groups = parts.len() > 1
        && parts.iter().skip(1).take(parts.len().saturating_sub(2)).all(|p| p.len() == 3 && digits(p) == 3)
        && parts.last().is_some_and(|p| digits(p) == 3);
    if groups { text.replace(group, "") } else { text.to_owned() }
}

/// An amount: the sign of the workspace's own currency, the code of others; minor units only where asked for.
pub fn money(amount: Money, own: base::Currency, cents: bool) -> String {
    let unit = 10_i64.pow(amount.currency.digits());
    // Half a unit is rounded away from nothing, as everywhere.
    let whole = (amount.minor.saturating_add(amount.minor.signum() * (unit / 2)) / unit) * unit;
    let plain = Money { minor: if cents { amount.minor } else { whole }, ..amount }.amount();
    let shown =
        if cents { plain.as_str() } else { plain.split_once('.').map_or(plain.as_str(), |(whole, _)| whole) };
    let text = grouped(shown);
    let sign = if amount.currency == own { sign(own.as_str()) } else { None };
    if locale().language == Language::German {
        return match sign {
            Some(sign) => format!("{text}\u{a0}{}", sign.trim()),
            None => format!("{text}\u{a0}{}", amount.currency),
        };
    }
    let (minus, text) = text.strip_prefix('−').map_or(("", text.as_str()), |rest| ("−", rest));
    sign.map_or_else(
        || format!("{minus}{}\u{a0}{text}", amount.currency),
        |sign| format!("{minus}{sign}{text}"),
    )
}

/// Whether an amount has minor units that count.
pub fn has_cents(amount: Money) -> bool {
    let unit = 10_i64.pow(amount.currency.digits());
    amount.minor % unit != 0
}

/// The sign of a currency, where everybody knows it.
pub fn sign(code: &str) -> Option<&'static str> {
    Some(match code {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "PLN" => "zł\u{a0}",
        "BRL" => "R$",
        "UAH" => "₴",
        "KRW" => "₩",
        "TRY" => "₺",
        _ => return None,
    })
}

/// A share or a percentage: at most one place.
pub fn percent(value: Decimal) -> String {
    percentage(&grouped(&value.to_string()))
}

/// A number with the sign for percent as the reader writes it: `57%`, `57 %`.
pub fn percentage(number: &str) -> String {
    let blank = if locale().language == Language::German { "\u{a0}" } else { "" };
    format!("{number}{blank}%")
}

/// A day as the reader writes it, as programs do: `14.11.2026` in German is `2026-11-14`. What is no such day, or could
/// be two, stays as it is.
pub fn dated(text: &str) -> String {
    let sign = if locale().language == Language::German { '.' } else { '/' };
    let known = sign == '.' || locale().country.is_some();
    let parts: Vec<u16> = text.trim().split(sign).filter_map(|part| part.trim().parse().ok()).collect();
    let (day, month, year) = match parts.as_slice() {
        [month, day, year] if known && is_american() => (day, month, year),
        [day, month, year] if known => (day, month, year),
        _ => return text.to_owned(),
    };
    let year = if *year < 100 { year + 2000 } else { *year };
    let iso = format!("{year:04}-{month:02}-{day:02}");
    if text.matches(sign).count() == 2 && iso.parse::<Date>().is_ok() { iso } else { text.to_owned() }
}

/// The months, cut short.
pub const MONTHS: [Key; 12] = [
    key!("words-jan"),
    key!("words-feb"),
    key!("words-mar"),
    key!("words-apr"),
    key!("words-may"),
    key!("words-jun"),
    key!("words-jul"),
    key!("words-aug"),
    key!("words-sep"),
    key!("words-oct"),
    key!("words-nov"),
    key!("words-dec"),
];
/// The months, written out.
pub const MONTHS_LONG: [Key; 12] = [
    key!("words-january"),
    key!("words-february"),
    key!("words-march"),
    key!("words-april"),
    key!("words-may-long"),
    key!("words-june"),
    key!("words-july"),
    key!("words-august"),
    key!("words-september"),
    key!("words-october"),
    key!("words-november"),
    key!("words-december"),
];
/// The days of the week from Monday, cut short.
pub const DAYS: [Key; 7] = [
    key!("words-mon"),
    key!("words-tue"),
    key!("words-wed"),
    key!("words-thu"),
    key!("words-fri"),
    key!("words-sat"),
    key!("words-sun"),
];
/// The days of the week from Monday, written out.
pub const DAYS_LONG: [Key; 7] = [
    key!("words-monday"),
    key!("words-tuesday"),
    key!("words-wednesday"),
    key!("words-thursday"),
    key!("words-friday"),
    key!("words-saturday"),
    key!("words-sunday"),
];

/// The first day of the week where the reader is, counted from Monday as 0.
pub fn first_weekday() -> usize {
    // CLDR 47, `weekData/firstDay`.
    const SUNDAY: &str = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO MT MX \
        MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW";
    const SATURDAY: &str = "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY";
    let locale = locale();
    let is_in = |list: &str| list.split_whitespace().any(|country| locale.is_in(country));
    if is_in(SUNDAY) {
        6
    } else if is_in(SATURDAY) {
        5
    } else {
        0
    }
}

/// Americans write the month before the day, and the hour in twelves.
fn is_american() -> bool {
    let locale = locale();
    locale.language == Language::English && locale.is_in("US")
}

fn named(list: &[Key], place: i8) -> Cow<'static, str> {
    list.get(place as usize).map(|key| key.said()).unwrap_or_default()
}

/// A day as a list shows it: `12 Nov`, with the year when it is another one.
pub fn day(date: Date, today: Date) -> String {
    match today.days_since(date) {
        0 => say!("words-today").into(),
        1 => say!("words-yesterday").into(),
        -1 => say!("words-tomorrow").into(),
        _ => calm_day(date, today),
    }
}

/// A day without words for the days around today.
pub fn calm_day(date: Date, today: Date) -> String {
    written(date, &named(&MONTHS, date.0.month() - 1), date.0.year() != today.0.year())
}

/// A day with its month written out, with the year when it is another one: `17 November`.
pub fn bare_day(date: Date, today: Date) -> String {
    written(date, &named(&MONTHS_LONG, date.0.month() - 1), date.0.year() != today.0.year())
}

/// The day of the week in short: `Tue`.
pub fn weekday(date: Date) -> Cow<'static, str> {
    named(&DAYS, date.0.weekday().to_monday_zero_offset())
}

/// A day in full: `Tuesday 17 November 2026`.
pub fn long_day(date: Date) -> String {
    let weekday = named(&DAYS_LONG, date.0.weekday().to_monday_zero_offset());
    let day = written(date, &named(&MONTHS_LONG, date.0.month() - 1), true);
    let comma = if locale().language == Language::German || is_american() { "," } else { "" };
    format!("{weekday}{comma} {day}")
}

/// A month in short, 1 to 12: `Nov`.
pub fn month(number: i8) -> Cow<'static, str> {
    named(&MONTHS, number - 1)
}

/// A month with its year: `November 2026`.
pub fn month_of(date: Date) -> String {
    format!("{} {}", named(&MONTHS_LONG, date.0.month() - 1), date.0.year())
}

fn written(date: Date, month: &str, with_year: bool) -> String {
    let (day, year) = (date.0.day(), date.0.year());
    match (locale().language, with_year) {
        (Language::German, true) => format!("{day}. {month} {year}"),
        (Language::German, false) => format!("{day}. {month}"),
        (_, true) if is_american() => format!("{month} {day}, {year}"),
        (_, false) if is_american() => format!("{month} {day}"),
        (_, true) => format!("{day} {month} {year}"),
        (_, false) => format!("{day} {month}"),
    }
}

/// The hour of an instant: `08:42`.
pub fn hour(at: Moment, zone: &TimeZone) -> String {
    let time = zone.to_datetime(at.timestamp()).time();
    clock(time.hour(), time.minute())
}

/// A time of the clock on the wall, as the country writes it.
pub fn clock(hour: i8, minute: i8) -> String {
    if is_american() {
        let half = if hour < 12 { "AM" } else { "PM" };
        return format!("{}:{minute:02}\u{a0}{half}", (hour + 11) % 12 + 1);
    }
    format!("{hour:02}:{minute:02}")
}

impl Look<'_> {
    /// An instant as a list shows it: `8 min ago`, `08:42`, `Mon 11:02`, `12 Nov`.
    pub fn ago(&self, at: Moment) -> String {
        let zone = &self.manners.zone;
        let (date, today) = (at.date(zone), self.today());
        let seconds = (self.now.0 - at.0) / 1_000_000;
        match today.days_since(date) {
            0 if (0..60).contains(&seconds) => say!("words-just-now").into(),
            0 if (60..3_600).contains(&seconds) => say!("words-minutes-ago", count = seconds / 60).into(),
            0 => hour(at, zone),
            1 => say!("words-yesterday").into(),
            2..=6 => {
                let weekday = named(&DAYS, date.0.weekday().to_monday_zero_offset());
                format!("{weekday} {}", hour(at, zone))
            }
            _ => calm_day(date, today),
        }
    }

    /// An instant in full, with the zone.
    pub fn long_moment(&self, at: Moment) -> String {
        let zone = &self.manners.zone;
        format!("{}, {} {}", long_day(at.date(zone)), hour(at, zone), zone.iana_name().unwrap_or("UTC"))
    }
}

/// A number of bytes: `412 B`, `38 KB`, `1.4 MB`.
pub fn size(bytes: i64) -> String {
    let tenths = |unit: i64| {
        let tenths = bytes.saturating_mul(10) / unit;
        if tenths >= 100 || tenths % 10 == 0 {
            (tenths / 10).to_string()
        } else {
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    };
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Currency;

    #[test]
    fn amounts_are_grouped_and_signed() {
        let eur = Currency::EUR;
        assert_eq!(money(Money { minor: 1_485_000, currency: eur }, eur, false), "€14,850");
        assert_eq!(money(Money { minor: -21_250, currency: eur }, eur, true), "−€212.50");
        let chf = Currency::parse("CHF").unwrap();
        assert_eq!(money(Money { minor: 920_000, currency: chf }, eur, false), "CHF\u{a0}9,200");
        assert_eq!(number(-1_234_567), "−1,234,567");
    }

    #[test]
    fn days_near_today_have_words() {
        let today: Date = "2026-11-17".parse().unwrap();
        let shown = |text: &str| day(text.parse().unwrap(), today);
        assert_eq!(shown("2026-11-16"), "Yesterday");
        assert_eq!(shown("2026-11-02"), "2 Nov");
        assert_eq!(shown("2025-11-02"), "2 Nov 2025");
        assert_eq!(long_day(today), "Tuesday 17 November 2026");
    }

    fn in_country<T>(language: Language, country: &str, run: impl FnOnce() -> T) -> T {
        say::sync_within(say::Locale::new(language, Some(country)), run)
    }

    #[test]
    fn germans_read_and_write_a_decimal_comma() {
        let eur = Currency::EUR;
        in_country(Language::German, "DE", || {
            assert_eq!(money(Money { minor: 123_456, currency: eur }, eur, true), "1.234,56\u{a0}€");
            for (text, plain) in [
                ("1.234,56", "1234.56"),
                ("14.850", "14850"),
                ("12.5", "12.5"),
                ("1.234.567", "1234567"),
                ("0,5 EUR", "0.5 EUR"),
            ] {
                assert_eq!(untyped(text), plain, "{text}");
            }
            assert_eq!(typed("1234.5"), "1234,5");
            assert_eq!(
                (dated("14.11.2026").as_str(), dated("31.2.2026").as_str()),
                ("2026-11-14", "31.2.2026")
            );
            assert_eq!(percent("12.5".parse().unwrap()), "12,5\u{a0}%");
            assert_eq!(long_day("2026-11-17".parse().unwrap()), "Dienstag, 17. November 2026");
        });
        assert_eq!(in_country(Language::German, "CH", || grouped("1234.5")), "1’234.5");
        assert_eq!(untyped("1,234.56"), "1,234.56");
    }

    #[test]
    fn americans_write_the_month_first() {
        in_country(Language::English, "US", || {
            assert_eq!(long_day("2026-11-17".parse().unwrap()), "Tuesday, November 17, 2026");
            assert_eq!(first_weekday(), 6);
            assert_eq!(dated("11/14/2026"), "2026-11-14");
        });
        assert_eq!(first_weekday(), 0);
    }
}
