//! When people work: for each day of the week from when to when, in the zone of the workspace.
use std::fmt;

/// The days as they are written, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// From when to when on a day, in minutes after midnight; `None` is a day off.
pub type Day = Option<(u16, u16)>;

/// The hours of a week, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours(pub [Day; 7]);

impl Default for Hours {
    /// Monday to Friday, nine to five.
    fn default() -> Self {
        let day = Some((9 * 60, 17 * 60));
        Self([day, day, day, day, day, None, None])
    }
}

/// Minutes after midnight of `09:30`; 24:00 is the end of the day.
pub fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let all = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && all <= 24 * 60).then_some(all)
}

/// `570` as `09:30`.
pub fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Hours {
    /// Reads what `Display` writes: `mon 09:00-17:00, tue 09:00-17:00`; days that are not named are off.
    pub fn parse(text: &str) -> Option<Self> {
        let mut hours = Self([None; 7]);
        for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (day, span) = part.split_once(' ')?;
            let (from, to) = span.trim().split_once('-')?;
            let (from, to) = (minutes(from)?, minutes(to)?);
            let place = DAYS.iter().position(|d| *d == day)?;
            let slot = hours.0.get_mut(place)?;
            if from >= to || slot.is_some() {
                return None;
            }
            *slot = Some((from, to));
        }
        Some(hours)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = DAYS.iter().zip(self.0).filter_map(|(day, hours)| Some((day, hours?)));
        let texts: Vec<String> =
            days.map(|(day, (from, to))| format!("{day} {}-{}", clock(from), clock(to))).collect();
        f.write_str(&texts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read_as_it_is_written() {
        let text = "mon 09:00-17:30, sat 10:00-24:00";
        assert_eq!(Hours::parse(text).unwrap().to_string(), text);
        assert_eq!(Hours::parse("").unwrap(), Hours([None; 7]));
        assert!(Hours::default().to_string().starts_with("mon 09:00-17:00, tue"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for wrong in
            ["mon", "mon 17:00-09:00", "mon 9-17", "xyz 09:00-17:00", "mon 09:60-17:00", "mon 09:00-25:00"]
        {
            assert!(Hours::parse(wrong).is_none(), "{wrong}");
        }
    }
}
