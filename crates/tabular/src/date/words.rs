//! The words dates are written with, in English and German.

/// What a word in a date means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A month, 1 to 12.
    Month(i8),
    /// A day of the week, Monday is 1.
    Weekday(i8),
    /// Before noon.
    Am,
    /// After noon.
    Pm,
    /// The number before is hours, minutes or seconds.
    Hours,
    Minutes,
    Seconds,
    /// Stands between date and time.
    T,
    /// UTC.
    Z,
    /// Hours from UTC, as the names of zones have it.
    Zone(i8),
    /// Says nothing.
    Noise,
}

/// The meaning of a word, in lower case; nothing if it has none in a date.
pub(super) fn word(lower: &str) -> Option<Word> {
    use Word::{Am, Hours, Minutes, Month, Noise, Pm, Seconds, T, Weekday, Z, Zone};
    Some(match lower {
        "jan" | "january" | "januar" | "jänner" | "jaenner" | "jän" => Month(1),
        "feb" | "february" | "februar" | "feber" => Month(2),
        "mar" | "march" | "märz" | "maerz" | "mär" | "mrz" => Month(3),
        "apr" | "april" => Month(4),
        "may" | "mai" => Month(5),
        "jun" | "june" | "juni" => Month(6),
        "jul" | "july" | "juli" => Month(7),
        "aug" | "august" => Month(8),
        "sep" | "sept" | "september" => Month(9),
        "oct" | "october" | "okt" | "oktober" => Month(10),
        "nov" | "november" => Month(11),
        "dec" | "december" | "dez" | "dezember" => Month(12),
        "mon" | "monday" | "mo" | "montag" => Weekday(1),
        "tue" | "tues" | "tuesday" | "di" | "dienstag" => Weekday(2),
        "wed" | "wednesday" | "mi" | "mittwoch" => Weekday(3),
        "thu" | "thur" | "thurs" | "thursday" | "do" | "donnerstag" => Weekday(4),
        "fri" | "friday" | "fr" | "freitag" => Weekday(5),
        "sat" | "saturday" | "sa" | "samstag" | "sonnabend" => Weekday(6),
        "sun" | "sunday" | "so" | "sonntag" => Weekday(7),
        "am" => Am,
        "pm" => Pm,
        "h" | "hr" | "hrs" | "hour" | "hours" | "uhr" | "std" => Hours,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => Minutes,
        "s" | "sec" | "secs" | "second" | "seconds" | "sek" | "sekunden" => Seconds,
        "t" => T,
        "z" => Z,
        "utc" | "gmt" | "ut" | "wet" => Zone(0),
        "cet" | "mez" | "west" => Zone(1),
        "cest" | "mesz" | "eet" => Zone(2),
        "eest" => Zone(3),
        "edt" => Zone(-4),
        "est" | "cdt" => Zone(-5),
        "cst" | "mdt" => Zone(-6),
        "mst" | "pdt" => Zone(-7),
        "pst" | "akdt" => Zone(-8),
        "akst" => Zone(-9),
        "of" | "at" | "on" | "the" | "and" | "ad" | "st" | "nd" | "rd" | "th" | "den" | "der" | "um"
        | "im" | "vom" => Noise,
        _ => return None,
    })
}
