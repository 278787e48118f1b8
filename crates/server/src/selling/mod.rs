//! Quotes, orders, invoices, subscriptions over HTTP: the verbs are those of `sales`, each state a resource, for pages and for programs.
mod cancellation;
mod credit;
mod link;
mod papers;
mod payment;
mod public;

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base::{Error, Id};
use engine::{Actor, Input, Work};
use records::pages::Flash;
use sales::subscription;
use serde_json::{Map, Value as Json_};
use ui::say;
use ui::web::{Answer, App, Caller, Fault, Me};

/// Under `/api/v1`.
pub(crate) fn api() -> Router<App> {
    let verbs = Router::new()
        .route("/quotes/{id}/sending", post(|a, b, c, d| program(Verb::Send, a, b, c, d)))
        .route("/quotes/{id}/versions", post(|a, b, c, d| program(Verb::Version, a, b, c, d)))
        .route("/orders/{id}/delivery", post(|a, b, c, d| program(Verb::Deliver, a, b, c, d)))
        .route("/orders/{id}/returns", post(|a, b, c, d| program(Verb::Return, a, b, c, d)))
        .route("/orders/{id}/invoices", post(|a, b, c, d| program(Verb::Invoice, a, b, c, d)))
        .route("/invoices/{id}/payments", post(|a, b, c, d| program(Verb::Pay, a, b, c, d)))
        .route("/invoices/{id}/credit-notes", post(|a, b, c, d| program(Verb::Credit, a, b, c, d)))
        .route("/subscriptions/{id}/pause", post(|a, b, c, d| program(Verb::Pause, a, b, c, d)))
        .route("/subscriptions/{id}/resumption", post(|a, b, c, d| program(Verb::Resume, a, b, c, d)))
        .route("/subscriptions/{id}/renewals", post(|a, b, c, d| program(Verb::Renew, a, b, c, d)))
        .route("/subscriptions/{id}/cancellation", post(|a, b, c, d| program(Verb::Cancel, a, b, c, d)));
    verbs
        .route("/quotes/{id}/pdf", get(|a, b: Caller, c| papers::pdf("quote", a, b.actor, c)))
        .route("/orders/{id}/pdf", get(|a, b: Caller, c| papers::pdf("order", a, b.actor, c)))
        .route("/invoices/{id}/pdf", get(|a, b: Caller, c| papers::pdf("invoice", a, b.actor, c)))
        .route("/credit_notes/{id}/pdf", get(|a, b: Caller, c| papers::pdf("credit_note", a, b.actor, c)))
        .route("/invoices/{id}/ubl", get(|a, b: Caller, c| papers::ubl("invoice", a, b.actor, c)))
        .route("/credit_notes/{id}/ubl", get(|a, b: Caller, c| papers::ubl("credit_note", a, b.actor, c)))
        .route("/quotes/{id}/link", get(link::tell))
        .route("/invoices/journal.csv", get(|a, b: Caller, c| papers::journal(a, b.actor, c)))
}

/// For people, and for customers without a session.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/quotes/{id}/sending", post(|a, b, c| person(Verb::Send, a, b, c)))
        .route("/quotes/{id}/versions", post(|a, b, c| person(Verb::Version, a, b, c)))
        .route("/orders/{id}/delivery", post(|a, b, c| person(Verb::Deliver, a, b, c)))
        .route("/orders/{id}/returns", post(|a, b, c| person(Verb::Return, a, b, c)))
        .route("/orders/{id}/invoices", post(|a, b, c| person(Verb::Invoice, a, b, c)))
        .route("/invoices/{id}/payments", get(payment::ask).post(payment::pay))
        .route("/invoices/{id}/credit-notes", get(credit::ask).post(credit::credit))
        .route("/subscriptions/{id}/pause", post(|a, b, c| person(Verb::Pause, a, b, c)))
        .route("/subscriptions/{id}/resumption", post(|a, b, c| person(Verb::Resume, a, b, c)))
        .route("/subscriptions/{id}/renewals", post(|a, b, c| person(Verb::Renew, a, b, c)))
        .route("/subscriptions/{id}/cancellation", get(cancellation::ask).post(cancellation::cancel))
        .route("/quotes/{id}/pdf", get(|a, b: Me, c| papers::pdf("quote", a, b.actor, c)))
        .route("/orders/{id}/pdf", get(|a, b: Me, c| papers::pdf("order", a, b.actor, c)))
        .route("/invoices/{id}/pdf", get(|a, b: Me, c| papers::pdf("invoice", a, b.actor, c)))
        .route("/credit_notes/{id}/pdf", get(|a, b: Me, c| papers::pdf("credit_note", a, b.actor, c)))
        .route("/invoices/{id}/ubl", get(|a, b: Me, c| papers::ubl("invoice", a, b.actor, c)))
        .route("/credit_notes/{id}/ubl", get(|a, b: Me, c| papers::ubl("credit_note", a, b.actor, c)))
        .route("/quotes/{id}/link", get(link::show))
        .route("/invoices/journal.csv", get(|a, b: Me, c| papers::journal(a, b.actor, c)))
        .merge(public::routes())
}

/// What is done with a paper.
#[derive(Clone, Copy)]
enum Verb {
    Send,
    Version,
    Deliver,
    Return,
    Invoice,
    Pay,
    Credit,
    Pause,
    Resume,
    Renew,
    Cancel,
}

impl Verb {
    /// The object it is done to.
    fn object(self) -> &'static str {
        match self {
            Self::Send | Self::Version => "quote",
            Self::Deliver | Self::Return | Self::Invoice => "order",
            Self::Pay | Self::Credit => "invoice",
            Self::Pause | Self::Resume | Self::Renew | Self::Cancel => "subscription",
        }
    }

    /// What people are told it did.
    fn said(self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Send => say!("quote-done-sent"),
            Self::Version => say!("quote-done-version"),
            Self::Deliver => say!("quote-done-delivered"),
            Self::Return => say!("quote-done-returned"),
            Self::Invoice => say!("quote-done-invoiced"),
            Self::Pay => say!("quote-done-paid"),
            Self::Credit => say!("credit-issued"),
            Self::Pause => say!("subscription-done-paused"),
            Self::Resume => say!("subscription-done-resumed"),
            Self::Renew => say!("subscription-done-renewed"),
            Self::Cancel => say!("subscription-done-cancelled"),
        }
    }

    /// Does it; the record that it is about, or that it made.
    async fn run(
        self,
        work: &mut Work,
        id: Id,
        body: &Map<String, Json_>,
    ) -> base::Result<(&'static str, Id)> {
        let reason = body.get("reason").and_then(Json_::as_str);
        let known: &[&str] = match self {
            Self::Return => &["reason"],
            Self::Pay => &["amount", "paid_on", "method", "reference"],
            Self::Credit => &["reason", "lines"],
            Self::Cancel => &["on", "reason", "note"],
            _ => &[],
        };
        if let Some(key) = body.keys().find(|k| !known.contains(&k.as_str())) {
            return Err(Error::invalid(key.clone(), "unknown", format!("There is no {key:?} here")));
        }
        Ok(match self {
            Self::Send => {
                sales::quote::send(work, id).await?;
                ("quote", id)
            }
            Self::Version => ("quote", sales::quote::new_version(work, id).await?),
            Self::Deliver => {
                sales::order::deliver(work, id).await?;
                ("order", id)
            }
            Self::Return => {
                sales::order::take_back(work, id, reason).await?;
                ("order", id)
            }
            Self::Pause => {
                subscription::pause(work, id).await?;
                ("subscription", id)
            }
            Self::Resume => {
                subscription::resume(work, id).await?;
                ("subscription", id)
            }
            Self::Renew => {
                subscription::renew(work, id).await?;
                ("subscription", id)
            }
            Self::Cancel => {
                let text = |key: &str| body.get(key).and_then(Json_::as_str);
                let on = text("on").filter(|on| !on.trim().is_empty()).map(|on| {
                    on.trim()
                        .parse()
                        .map_err(|_| Error::invalid("ends_on", "date", say!("subscription-no-day")))
                });
                subscription::cancel(work, id, on.transpose()?, reason, text("note")).await?;
                ("subscription", id)
            }
            Self::Invoice => ("invoice", sales::invoice::from_order(work, id).await?),
            Self::Credit => ("credit_note", credit::by_program(work, id, body).await?),
            Self::Pay => {
                let mut input = Input::json(body);
                if !body.contains_key("amount") {
                    // What is still to be paid, today.
                    let open = work.current("invoice", id).await?.get("open_amount").clone();
                    input = input.with("amount", open);
                }
                ("payment", sales::invoice::pay(work, id, input).await?)
            }
        })
    }
}

fn id_of(text: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found())
}

/// A unit of a verb. What one may not see is not there, what one may not change is forbidden: the verb itself may set what
/// people cannot.
async fn begin(app: &App, actor: &Actor, verb: Verb, id: Id) -> base::Result<Work> {
    changeable(app, actor, verb.object(), id).await?;
    Ok(app.engine.begin(actor).by_verb())
}

/// A record an actor may change.
async fn changeable(app: &App, actor: &Actor, object: &str, id: Id) -> base::Result<engine::Record> {
    let record = app.engine.find(actor, object, id).await?;
    if !actor.may(engine::Action::Update, &record) {
        let what = say::inline(&record.object.label).into_owned();
        return Err(Error::Forbidden(say!("problem-may-not-change", what = &what).into_owned()));
    }
    Ok(record)
}

async fn program(
    verb: Verb,
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    body: axum::body::Bytes,
) -> Answer {
    let actor = &caller.actor;
    let body = if body.is_empty() { Map::new() } else { object(&body)? };
    let id = id_of(&id)?;
    let mut work = begin(&app, actor, verb, id).await?;
    let (object, of) = verb.run(&mut work, id, &body).await?;
    let batch = work.commit().await?.batch;
    let record = app.engine.find(actor, object, of).await?;
    let status = if of == id { StatusCode::OK } else { StatusCode::CREATED };
    let json = record.to_json(&|field| actor.sees(&record.object, field));
    let mut response = (status, Json(json)).into_response();
    for (name, text) in [
        (header::ETAG, format!("\"{}\"", record.version)),
        (HeaderName::from_static("rondo-batch"), batch.to_string()),
    ] {
        if let Ok(value) = HeaderValue::try_from(text) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

fn object(body: &[u8]) -> Result<Map<String, Json_>, Fault> {
    serde_json::from_slice(body)
        .map_err(|error| Fault::bad_request(format!("The body is no JSON object: {error}")))
}

async fn person(verb: Verb, State(app): State<App>, me: Me, Path(id): Path<String>) -> Answer<Response> {
    let id = id_of(&id)?;
    let plural =
        |object: &str| app.engine.schema().object(object).map_or_else(String::new, |o| o.plural.clone());
    let here = format!("/{}/{id}", plural(verb.object()));
    let mut work = begin(&app, &me.actor, verb, id).await?;
    let done = match verb.run(&mut work, id, &Map::new()).await {
        Ok(done) => work.commit().await.map(|committed| (done, committed.batch)),
        Err(error) => Err(error),
    };
    match done {
        Ok(((object, of), batch)) => {
            let then = if object == "payment" { here } else { format!("/{}/{of}", plural(object)) };
            let flash = Flash::done(verb.said());
            // An invoice that was issued is not taken back.
            Ok(if object == "invoice" { flash } else { flash.undo(batch) }.then(&then))
        }
        Err(Error::Invalid(problems)) => {
            let why: Vec<String> = problems.0.into_iter().map(|p| p.message).collect();
            Ok(Flash::failed(why.join(". ")).then(&here))
        }
        Err(Error::Conflict(conflict)) => Ok(Flash::failed(conflict.message).then(&here)),
        Err(other) => Err(other.into()),
    }
}
