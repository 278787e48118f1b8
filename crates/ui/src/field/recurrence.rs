//! Rules of recurrence in words, and the control they are chosen with: how often from a short list, or a rule of one's
//! own; and until when. What is not asked for is hidden by the style sheet, without a script.
use base::Date;
use engine::recurrence::{Ends, Recurrence};
use engine::{Field, Given};
use maud::{Markup, html};
use say::{Key, key, say};

use super::words::{DAYS_LONG, calm_day, dated};
use super::{Look, Typed};

/// Monday to Friday.
const WORKDAYS: &str = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
/// What is offered: the rule, and what it is called.
const OFFERED: [(&str, Key); 5] = [
    ("FREQ=DAILY", key!("recurrence-daily-offer")),
    (WORKDAYS, key!("recurrence-workdays-offer")),
    ("FREQ=WEEKLY", key!("recurrence-weekly-offer")),
    ("FREQ=MONTHLY", key!("recurrence-monthly-offer")),
    ("FREQ=YEARLY", key!("recurrence-yearly-offer")),
];
/// The choice of writing a rule oneself.
const OWN: &str = "own";
/// The days as rules write them, Monday first.
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A rule in words: `every week on Monday, until 31 Dec`. What has no words is shown as it is written.
pub fn said(text: &str, today: Date) -> String {
    let Ok(rule) = Recurrence::parse(text) else { return text.to_owned() };
    let often = often(&rule);
    match rule.ends {
        Ends::Never => often,
        Ends::After(count) => say!("recurrence-times", often = often, count = count).into(),
        Ends::On(day) => say!("recurrence-until", often = often, day = calm_day(day, today)).into(),
    }
}

fn often(rule: &Recurrence) -> String {
    let n = rule.interval();
    let has = |names: &[&str]| names.iter().all(|name| rule.part(name).is_some());
    let only = |names: &[&str]| {
        ["BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS"]
            .iter()
            .all(|name| rule.part(name).is_none() || names.contains(name))
    };
    let days = || -> Option<Vec<String>> { rule.part("BYDAY")?.split(',').map(weekday).collect() };
    let words = match rule.part("FREQ") {
        Some("DAILY") if only(&[]) => Some(say!("recurrence-daily", n = n)),
        Some("WEEKLY") if rule.endless() == WORKDAYS => Some(say!("recurrence-workdays")),
        Some("WEEKLY") if only(&[]) => Some(say!("recurrence-weekly", n = n)),
        Some("WEEKLY") if only(&["BYDAY"]) => {
            days().map(|days| say!("recurrence-weekly-on", n = n, days = days.join(", ")))
        }
        Some("MONTHLY") if only(&[]) => Some(say!("recurrence-monthly", n = n)),
        Some("MONTHLY") if only(&["BYMONTHDAY"]) && has(&["BYMONTHDAY"]) => {
            match rule.part("BYMONTHDAY").and_then(|d| d.parse::<i8>().ok()) {
                Some(-1) => Some(say!("recurrence-monthly-last", n = n)),
                Some(day) if day > 0 => Some(say!("recurrence-monthly-day", n = n, day = day)),
                _ => None,
            }
        }
        Some("MONTHLY") if only(&["BYDAY"]) => {
            let day = rule.part("BYDAY").unwrap_or_default();
            let (place, day) = day.split_at_checked(day.len().saturating_sub(2)).unwrap_or_default();
            let which = match place {
                "1" => Some("first"),
                "2" => Some("second"),
                "3" => Some("third"),
                "4" => Some("fourth"),
                "-1" => Some("last"),
                _ => None,
            };
            which.zip(weekday(day)).map(|(which, day)| {
                say!("recurrence-monthly-nth", n = n, which = which.to_owned(), day = day)
            })
        }
        Some("YEARLY") if only(&[]) => Some(say!("recurrence-yearly", n = n)),
        _ => None,
    };
    words.unwrap_or_else(|| say!("recurrence-rule", rule = rule.endless())).into()
}

/// The name of `MO`; nothing for `2MO`.
fn weekday(code: &str) -> Option<String> {
    let place = DAYS.iter().position(|d| *d == code)?;
    Some(DAYS_LONG.get(place)?.said().into())
}

/// Puts a rule into the inputs.
pub(super) fn fill(typed: &mut Typed, key: &str, text: &str) {
    let Ok(rule) = Recurrence::parse(text) else {
        typed.put(key, OWN);
        typed.put(format!("{key}.own"), text);
        return;
    };
    let plain = rule.endless();
    if OFFERED.iter().any(|(offered, _)| *offered == plain) {
        typed.put(key, plain);
    } else {
        typed.put(key, OWN);
        typed.put(format!("{key}.own"), plain);
    }
    match rule.ends {
        Ends::Never => {}
        Ends::After(count) => typed.put(format!("{key}.count"), count.to_string()),
        Ends::On(day) => typed.put(format!("{key}.until"), day.iso()),
    }
}

/// What the inputs say, as one rule.
pub(super) fn given(typed: &Typed, key: &str) -> Given {
    let part = |name: &str| typed.text(&format!("{key}.{name}")).trim();
    let often = match typed.text(key).trim() {
        "" => return Given::Text(String::new()),
        OWN if part("own").is_empty() => return Given::Text(say!("recurrence-own").into()),
        OWN => part("own"),
        offered => offered,
    };
    let mut rule = often.to_owned();
    for (name, text) in [("UNTIL", dated(part("until"))), ("COUNT", part("count").to_owned())] {
        if !text.is_empty() {
            rule = format!("{};{name}={text}", rule.trim_end_matches(';'));
        }
    }
    Given::Text(rule)
}

/// The control.
pub(super) fn control(
    look: &Look<'_>,
    typed: &Typed,
    field: &Field,
    id: &str,
    error: Option<&'static str>,
) -> Markup {
    let key = &field.key;
    let name = |part: &str| format!("{key}.{part}");
    let place = |part: &str| format!("{id}-{part}");
    let chosen = typed.text(key);
    let tomorrow = look.today().plus_days(1).iso();
    html! {
        div.recurs.grid."gap-2" {
            select.select.w-full id=(id) name=(key) aria-label=(field.label) aria-invalid=[error] {
                option value="" selected[chosen.is_empty()] { (say!("recurrence-none")) }
                @for (rule, label) in OFFERED { option value=(rule) selected[chosen == rule] { (label.said()) } }
                option value=(OWN) selected[chosen == OWN] { (say!("recurrence-own")) }
            }
            div.recurs-own {
                label.text-xs.text-muted for=(place("own")) { (say!("recurrence-own-label")) }
                input.input.w-full.font-mono id=(place("own")) name=(name("own")) value=(typed.text(&name("own"))) placeholder="FREQ=MONTHLY;BYDAY=1MO" autocomplete="off" aria-invalid=[error];
            }
            div.recurs-end.grid."grid-cols-2"."gap-2" {
                div {
                    label.text-xs.text-muted for=(place("until")) { (say!("recurrence-until-label")) }
                    input.input.w-full type="date" id=(place("until")) name=(name("until")) min=(tomorrow) value=(typed.text(&name("until")));
                }
                div {
                    label.text-xs.text-muted for=(place("count")) { (say!("recurrence-count-label")) }
                    input.input.w-full inputmode="numeric" id=(place("count")) name=(name("count")) value=(typed.text(&name("count"))) autocomplete="off";
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::Kind;

    use super::*;

    #[test]
    fn rules_are_said_in_words() {
        let today: Date = "2026-11-22".parse().unwrap();
        for (rule, words) in [
            ("FREQ=DAILY", "every day"),
            ("FREQ=DAILY;INTERVAL=3;COUNT=4", "every 3 days, 4 times in all from here"),
            (WORKDAYS, "every working day"),
            ("FREQ=WEEKLY;BYDAY=MO,TH", "every week on Monday, Thursday"),
            ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
            ("FREQ=MONTHLY;BYDAY=1MO", "every month on the first Monday"),
            ("FREQ=MONTHLY;INTERVAL=3;BYDAY=4TU", "every 3 months on the fourth Tuesday"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on its last day"),
            ("FREQ=YEARLY;UNTIL=20301231", "every year, until 31 Dec 2030"),
            ("FREQ=YEARLY;BYYEARDAY=100", "by the rule FREQ=YEARLY;BYYEARDAY=100"),
        ] {
            assert_eq!(said(rule, today), words);
        }
    }

    #[test]
    fn the_inputs_say_what_they_were_filled_with() {
        let field = Field::new("recurrence", Kind::Recurrence);
        for rule in ["FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "FREQ=DAILY;UNTIL=20301231"] {
            let mut typed = Typed::default();
            fill(&mut typed, &field.key, rule);
            let Given::Text(text) = given(&typed, &field.key) else { panic!() };
            assert_eq!(Recurrence::parse(&text).unwrap().to_string(), rule);
        }
    }
}
