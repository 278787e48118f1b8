//! The form by which a payment of an invoice is written down: how much, on which day, how, with which words on the statement.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::{Field, Input, Object, Record, Value};
use maud::html;
use records::pages::{Flash, Visit};
use ui::field::typed::Said;
use ui::field::{Asks, Titles, Typed, widget};
use ui::part::{summary, topbar};
use ui::web::Answer;
use ui::{Button, say};

/// What the form asks for.
const ASKED: [&str; 4] = ["amount", "paid_on", "method", "reference"];

fn fields(object: &Object) -> Vec<Field> {
    ASKED.iter().filter_map(|key| object.field(key)).cloned().collect()
}

/// `GET /invoices/{id}/payments`
pub(super) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let invoice = visit.changeable("invoices", &id).await?;
    let payment = visit.object("payment")?;
    let mut typed = Typed::default();
    let open = invoice.get("open_amount");
    for field in fields(&payment) {
        let value = match field.key.as_str() {
            "amount" => open.clone(),
            "paid_on" => Value::Date(visit.look().today()),
            _ => Value::Null,
        };
        typed.fill(&field, &value, &visit.settings().manners, &Titles::new());
    }
    page(&visit, &invoice, &payment, &typed, &Problems::default()).await
}

/// `POST /invoices/{id}/payments`; without an amount, what is still open.
pub(super) async fn pay(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let invoice = visit.changeable("invoices", &id).await?;
    let payment = visit.object("payment")?;
    let typed = Typed::sent(pairs);
    let mut input = Input::new();
    for field in fields(&payment) {
        if let Some(Said::Given(given)) = typed.said(&field) {
            input.0.push((field.key.clone(), given));
        }
    }
    if !typed.has("amount") {
        input = input.with("amount", invoice.get("open_amount").clone());
    }
    let mut work = visit.engine().begin(visit.actor()).by_verb();
    let done = match sales::invoice::pay(&mut work, invoice.id, input).await {
        Ok(_) => work.commit().await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => {
            let here = format!("/invoices/{}", invoice.id);
            Ok(Flash::done(say!("quote-done-paid")).undo(done.batch).then(&here))
        }
        Err(Error::Invalid(problems)) => page(&visit, &invoice, &payment, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn page(
    visit: &Visit,
    invoice: &Record,
    payment: &Object,
    typed: &Typed,
    problems: &Problems,
) -> Answer {
    let here = format!("/invoices/{}", invoice.id);
    let (title, list) = (say!("quote-payment-form"), visit.object("invoice")?);
    let (options, titles) = (|_: &Field| None, Titles::new());
    let asks = Asks::new(visit.look(), typed, problems, &options, &titles);
    let label =
        |key: &str| payment.field(key).map_or_else(|| title.clone().into_owned(), |f| f.label.clone());
    let body = html! {
        (topbar(&[("/invoices", &list.labels), (&here, &invoice.title())], &title, None, html! { (Button::link(&here, &say!("app-cancel")).ghost().small().action("dialog#close")) }))
        div.panel-body {
            form."max-w-[36rem]".mx-auto."p-4"."md:p-8".grid."gap-5" method="post" action={ (here) "/payments" } novalidate {
                (summary(&say!("quote-payment-not"), problems, label))
                @for field in fields(payment) { (widget(&asks, &field)) }
                div { (Button::new(&title).primary().key("mod+enter")) }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_or_dialog(status, &title, None, body).await
}
