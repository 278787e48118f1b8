//! Business cards: a file of vCards becomes leads, from a page or over the API.
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use base::{Error, Id, Problems};
use engine::{Actor, Engine, Given, Input, Value};
use maud::html;
use records::pages::{Flash, Visit};
use serde_json::json;
use ui::part::{Mood, alert, topbar};
use ui::web::{Answer, App, Caller, Fault};
use ui::{Button, say};

/// What became of a file.
struct Made {
    batch: Id,
    leads: Vec<Id>,
    /// Cards nothing could be made of.
    left: usize,
}

/// Makes leads of cards in one unit. What a field cannot hold goes into the description.
async fn make(engine: &Engine, actor: &Actor, content: &[u8]) -> Result<Made, Error> {
    let object = engine.object(actor, "lead")?;
    let cards = sales::lead::vcard::read(content);
    if cards.leads.is_empty() {
        return Err(Error::invalid("file", "vcard", say!("lead-no-cards")));
    }
    let mut work = engine.begin(actor).because("vcard");
    let mut leads = Vec::with_capacity(cards.leads.len());
    for card in cards.leads {
        let card = readable(card.with("channel", Value::Text("event".to_owned())), &object, engine);
        leads.push(work.create("lead", card).await?);
    }
    let batch = work.commit().await?.batch;
    Ok(Made { batch, leads, left: cards.left })
}

/// The card with what its fields cannot hold put into the description.
fn readable(card: Input, object: &engine::Object, engine: &Engine) -> Input {
    let manners = &engine.settings().manners;
    let (mut kept, mut rest) = (Input::new(), Vec::new());
    let mut description = String::new();
    for (key, given) in card.0 {
        let Some(field) = object.field(&key) else { continue };
        match given {
            Given::Text(text) if key == "description" => description = text,
            Given::Text(text) => match field.kind.parse(&text, &engine::Ctx { field, manners }) {
                Ok(_) => kept = kept.typed(&key, &text),
                Err(_) => rest.push(format!("{}: {text}", field.label)),
            },
            other => kept.0.push((key, other)),
        }
    }
    let lines: Vec<String> = Some(description).into_iter().filter(|d| !d.is_empty()).chain(rest).collect();
    if lines.is_empty() { kept } else { kept.typed("description", &lines.join("\n")) }
}

/// `POST /api/v1/leads/cards`: the body is the file.
pub(super) async fn take(State(app): State<App>, caller: Caller, body: Bytes) -> Answer {
    let made = make(&app.engine, &caller.actor, &body).await?;
    let said = json!({"batch": made.batch, "leads": made.leads, "left": made.left});
    Ok((StatusCode::CREATED, Json(said)).into_response())
}

/// `GET /leads/cards`
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, &Problems::default()).await
}

/// `POST /leads/cards`
pub(super) async fn upload(visit: Visit, mut parts: Multipart) -> Answer {
    let broken = |e: axum::extract::multipart::MultipartError| Fault::Refused(e.status(), e.body_text());
    let mut content = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if part.name() == Some("file") {
            content.extend_from_slice(&part.bytes().await.map_err(broken)?);
            content.push(b'\n');
        }
    }
    match make(visit.engine(), visit.actor(), &content).await {
        Ok(Made { batch, leads, left }) => {
            let to = if let [one] = leads.as_slice() { format!("/leads/{one}") } else { "/leads".to_owned() };
            let mut said = say!("lead-cards-made", count = leads.len()).into_owned();
            if left > 0 {
                said = format!("{said}. {}", say!("lead-cards-left", count = left));
            }
            Ok(Flash::done(said).undo(batch).then(&to))
        }
        Err(Error::Invalid(problems)) => page(&visit, &problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, problems: &Problems) -> Answer {
    let object = visit.object("lead")?;
    visit.may_create(&object)?;
    let body = html! {
        (topbar(&[("/leads", &object.labels)], &say!("lead-cards"), None, html! { (Button::link("/leads", &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-5" method="post" action="/leads/cards" enctype="multipart/form-data" {
                @for problem in &problems.0 { (alert(Mood::Error, html! { (problem.message) })) }
                p.text-muted { (say!("lead-cards-hint")) }
                fieldset.fieldset {
                    label.fieldset-legend for="f-file" { (say!("lead-cards-file")) }
                    input.file-input.w-full id="f-file" type="file" name="file" accept=".vcf,.vcard,text/vcard" required multiple;
                }
                div.flex."gap-2" { (Button::new(&say!("lead-cards-make")).primary().key("mod+enter")) (Button::link("/leads", &say!("app-cancel")).ghost()) }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &say!("lead-cards"), None, body).await
}
