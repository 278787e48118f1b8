//! A record goes to another day: a page with the day, for those who do not drag, and the change itself. The hour stays.
use axum::Form;
use axum::extract::Path;
use base::{Date, Error, Problems};
use engine::{Field, Input, Kind, Value};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use maud::html;
use ui::Button;
use ui::field::words::{clock, long_day};
use ui::field::{Typed, href};
use ui::part::topbar;
use ui::say;
use ui::web::{Answer, Fault};

use super::weeks::{at_hour, on_day};
use super::zone;
use crate::pages::moving::Move;
use crate::pages::visit::Visit;

/// The move that a request asks for.
async fn going(visit: &Visit, path: (&str, &str), key: &str, back: &str) -> Result<Move, Fault> {
    let dated = |f: &Field| matches!(f.kind, Kind::Date | Kind::DateTime);
    Move::of(visit, path, key, dated, back, "calendar").await
}

/// `GET /{objects}/{id}/day`
pub(in crate::pages) async fn ask(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let text = |name: &str| visit.asked.text(name).unwrap_or_default();
    let going = going(&visit, (&objects, &id), text("field"), text("back")).await?;
    let zone = zone(&visit).await?;
    let value = going.record.get(&going.field.key);
    let now = value.date().or_else(|| value.moment().map(|at| at.date(&zone)));
    let beside = going.field.hour.as_deref().and_then(|key| going.record.get(key).moment());
    let hour = value.moment().or(beside).map(|at| zone.to_datetime(at.timestamp()).time());
    let title = say!("calendar-move-title", title = going.title());
    let list = format!("/{}", going.object.plural);
    let body = html! {
        (topbar(&[(&list, &going.object.labels)], &title, None, html! { (Button::link(&going.back, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-5" method="post" action={ (href(&going.object, going.record.id)) "/day" } {
                input type="hidden" name="day.field" value=(going.field.key);
                input type="hidden" name="back" value=(going.back);
                fieldset.fieldset {
                    label.fieldset-legend for="day-on" { (going.field.label) }
                    input #day-on.input."w-48" type="date" name="day.on" value=[now.map(Date::iso)] required;
                }
                @if let Some(hour) = hour {
                    fieldset.fieldset {
                        label.fieldset-legend for="day-at" { (say!("calendar-hour")) }
                        input #day-at.input."w-48" type="time" name="day.at" value={ (format!("{:02}:{:02}", hour.hour(), hour.minute())) };
                    }
                }
                div { (Button::new(&say!("calendar-move")).primary().key("mod+enter")) }
            }
        }
    };
    visit.page(&title, None, body).await
}

/// `POST /{objects}/{id}/day`
pub(in crate::pages) async fn change(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed::sent(pairs);
    let going = going(&visit, (&objects, &id), typed.text("day.field"), typed.text("back")).await?;
    let Ok(day) = typed.text("day.on").parse::<Date>() else {
        let mut problems = Problems::default();
        problems.add("", "date", say!("calendar-no-day"));
        return Ok(going.refused(&visit, &problems));
    };
    let zone = zone(&visit).await?;
    let was = going.record.get(&going.field.key);
    // Where hours are shown the hour is said, too.
    let hour = Some(typed.text("day.at")).filter(|text| !text.is_empty());
    let Ok(hour) = hour.map(str::parse::<jiff::civil::Time>).transpose() else {
        let mut problems = Problems::default();
        problems.add("", "time", say!("calendar-no-hour"));
        return Ok(going.refused(&visit, &problems));
    };
    if let Some(key) = going.field.hour.clone() {
        return timed(&visit, &going, &key, day, hour, &zone).await;
    }
    let value = match (going.field.kind, was.moment()) {
        (Kind::Date, _) => Value::Date(day),
        (_, _) if hour.is_some() => Value::Moment(at_hour(day, hour.unwrap_or_default(), &zone)),
        (_, Some(at)) => Value::Moment(on_day(at, day, &zone)),
        (_, None) => Value::Moment(day.start(&zone)),
    };
    if *was == value {
        return Ok(going.stayed(&visit));
    }
    save(&visit, &going, Input::new().with(&going.field.key, value), day, hour).await
}

/// A day whose hour another field holds: what begins with the day has none; where none is said it stays.
async fn timed(
    visit: &Visit,
    going: &Move,
    key: &str,
    day: Date,
    hour: Option<Time>,
    zone: &TimeZone,
) -> Answer {
    let at = match (hour, going.record.get(key).moment()) {
        (Some(hour), _) if hour == Time::midnight() => None,
        (Some(hour), _) => Some(at_hour(day, hour, zone)),
        (None, was) => was.map(|at| on_day(at, day, zone)),
    };
    let same = match at {
        Some(at) => going.record.get(key).moment() == Some(at),
        None => going.record.get(key).is_null() && going.record.get(&going.field.key).date() == Some(day),
    };
    if same {
        return Ok(going.stayed(visit));
    }
    let input = match at {
        Some(at) => Input::new().with(key, Value::Moment(at)),
        None => Input::new().with(&going.field.key, Value::Date(day)).with(key, Value::Null),
    };
    save(visit, going, input, day, at.and(hour)).await
}

async fn save(visit: &Visit, going: &Move, input: Input, day: Date, hour: Option<Time>) -> Answer {
    match going.save(visit, input).await {
        Ok(batch) => {
            let title = going.title();
            let words = match hour {
                Some(at) => say!(
                    "calendar-moved-to-hour",
                    title = title,
                    day = long_day(day),
                    at = clock(at.hour(), at.minute())
                ),
                None => say!("calendar-moved", title = title, day = long_day(day)),
            }
            .into_owned();
            Ok(going.done(visit, words, batch))
        }
        Err(Error::Invalid(problems)) => Ok(going.refused(visit, &problems)),
        Err(other) => Err(other.into()),
    }
}
