//! Numbers, amounts and times in words, as the design language writes them.
use base::{Date, Decimal, Moment, Money};
use jiff::tz::TimeZone;

use super::Look;

/// A whole number with its thousands grouped and a true minus.
pub fn number(value: i64) -> String {
    grouped(&value.to_string())
}

/// A number written with a point, grouped: `-14850.5` becomes `−14,850.5`.
pub fn grouped(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::with_capacity(plain.len() + 8);
    out.push_str(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// An amount: the sign of the workspace's own currency, the code of others; minor units only where asked for.
pub fn money(amount: Money, own: base::Currency, cents: bool) -> String {
    let plain = amount.amount();
    let shown =
        if cents { plain.as_str() } else { plain.split_once('.').map_or(plain.as_str(), |(whole, _)| whole) };
    let text = grouped(shown);
    let (minus, text) = text.strip_prefix('−').map_or(("", text.as_str()), |rest| ("−", rest));
    let sign = if amount.currency == own { sign(own.as_str()) } else { None };
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
    format!("{}%", grouped(&value.to_string()))
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// The months, written out.
pub const MONTHS_LONG: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAYS_LONG: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn month(date: Date) -> &'static str {
    MONTHS.get(date.0.month() as usize - 1).copied().unwrap_or_default()
}

/// A day as a list shows it: `12 Nov`, with the year when it is another one.
pub fn day(date: Date, today: Date) -> String {
    match today.days_since(date) {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        -1 => "Tomorrow".to_owned(),
        _ => calm_day(date, today),
    }
}

/// A day without words for the days around today.
pub fn calm_day(date: Date, today: Date) -> String {
    if date.0.year() == today.0.year() {
        format!("{} {}", date.0.day(), month(date))
    } else {
        format!("{} {} {}", date.0.day(), month(date), date.0.year())
    }
}

/// A day in full: `Tuesday 17 November 2026`.
pub fn long_day(date: Date) -> String {
    let weekday =
        DAYS_LONG.get(date.0.weekday().to_monday_zero_offset() as usize).copied().unwrap_or_default();
    let month = MONTHS_LONG.get(date.0.month() as usize - 1).copied().unwrap_or_default();
    format!("{weekday} {} {month} {}", date.0.day(), date.0.year())
}

/// The hour of an instant: `08:42`.
pub fn hour(at: Moment, zone: &TimeZone) -> String {
    let time = zone.to_datetime(at.timestamp()).time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

impl Look<'_> {
    /// An instant as a list shows it: `8 min ago`, `08:42`, `Mon 11:02`, `12 Nov`.
    pub fn ago(&self, at: Moment) -> String {
        let zone = &self.manners.zone;
        let (date, today) = (at.date(zone), self.today());
        let seconds = (self.now.0 - at.0) / 1_000_000;
        match today.days_since(date) {
            0 if (0..60).contains(&seconds) => "Just now".to_owned(),
            0 if (60..3_600).contains(&seconds) => format!("{} min ago", seconds / 60),
            0 => hour(at, zone),
            1 => "Yesterday".to_owned(),
            2..=6 => {
                let weekday =
                    DAYS.get(date.0.weekday().to_monday_zero_offset() as usize).copied().unwrap_or_default();
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
}
