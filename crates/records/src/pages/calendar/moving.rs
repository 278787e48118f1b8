//! A record goes to another day: a page with the day, for those who do not drag, and the change itself. The hour stays.
use std::sync::Arc;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base::{Date, Error};
use engine::{Field, Input, Kind, Object, Record, Value};
use maud::html;
use serde_json::json;
use ui::Button;
use ui::field::words::long_day;
use ui::field::{Typed, href};
use ui::part::topbar;
use ui::say;
use ui::web::{Answer, Fault};

use super::weeks::on_day;
use super::zone;
use crate::pages::asked::is_local;
use crate::pages::board::is_movable;
use crate::pages::flash::{Flash, to};
use crate::pages::form::{may_update, quoted};
use crate::pages::visit::{Visit, encoded, id_of};

struct Move {
    object: Arc<Object>,
    record: Record,
    field: Field,
    back: String,
}

impl Move {
    async fn of(visit: &Visit, objects: &str, id: &str, key: &str, back: &str) -> Result<Self, Fault> {
        let object = visit.object(objects)?;
        let record = visit.engine().find(&visit.actor, &object.key, id_of(id)?).await?;
        may_update(visit, &record)?;
        let dated = |f: &&Field| {
            matches!(f.kind, Kind::Date | Kind::DateTime) && !f.hidden && visit.actor.sees(&object, f)
        };
        let field = object.field(key).filter(dated).cloned().ok_or_else(Fault::not_found)?;
        if field.system || !is_movable(visit, &object, &field) {
            return Err(Fault::Error(Error::Forbidden(
                say!("calendar-fixed", field = &field.label).into_owned(),
            )));
        }
        let list = format!("/{}?as=calendar", object.plural);
        let back = if is_local(back) { back.to_owned() } else { list };
        Ok(Self { object, record, field, back })
    }
}

/// `GET /{objects}/{id}/day`
pub(in crate::pages) async fn ask(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let text = |name: &str| visit.asked.text(name).unwrap_or_default();
    let going = Move::of(&visit, &objects, &id, text("field"), text("back")).await?;
    let zone = zone(&visit).await?;
    let value = going.record.get(&going.field.key);
    let now = value.date().or_else(|| value.moment().map(|at| at.date(&zone)));
    let title = say!("calendar-move-title", title = quoted(&going.record.title()));
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
    let going = Move::of(&visit, &objects, &id, typed.text("day.field"), typed.text("back")).await?;
    let Ok(day) = typed.text("day.on").parse::<Date>() else {
        return Ok(refused(&visit, &going, &say!("calendar-no-day")));
    };
    let zone = zone(&visit).await?;
    let was = going.record.get(&going.field.key);
    let value = match (going.field.kind, was.moment()) {
        (Kind::Date, _) => Value::Date(day),
        (_, Some(at)) => Value::Moment(on_day(at, day, &zone)),
        (_, None) => Value::Moment(day.start(&zone)),
    };
    if *was == value {
        return Ok(if visit.fragment { Json(json!({})).into_response() } else { to(&going.back) });
    }
    let mut work = visit.engine().begin(&visit.actor);
    let input = Input::new().with(&going.field.key, value);
    let done = match work.update(&going.object.key, going.record.id, input, None).await {
        Ok(()) => work.commit().await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => {
            let words = say!("calendar-moved", title = quoted(&going.record.title()), day = long_day(day))
                .into_owned();
            if !visit.fragment {
                return Ok(Flash::done(words).undo(done.batch).then(&going.back));
            }
            let undo = format!("/undo/{}?back={}", done.batch, encoded(&going.back));
            let toast =
                ui::toast(&ui::Flash { message: words, undo: Some(undo), failed: false }).into_string();
            Ok(Json(json!({"toast": toast})).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let why: Vec<String> = problems.0.iter().map(|p| p.message.clone()).collect();
            Ok(refused(&visit, &going, &why.join(". ")))
        }
        Err(other) => Err(other.into()),
    }
}

fn refused(visit: &Visit, going: &Move, why: &str) -> Response {
    let words = say!("calendar-refused", title = quoted(&going.record.title()), why = why).into_owned();
    if visit.fragment {
        return (axum::http::StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"problem": words})))
            .into_response();
    }
    Flash::failed(words).then(&going.back)
}
