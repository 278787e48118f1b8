//! The page of a quote for the customer: without signing in, in their language, fit for a phone. It shows the quote, takes a
//! question, a yes with a name, a no with a reason.
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use base::{Error, Moment};
use engine::{Actor, Record};
use maud::{Markup, html};
use sales::paper::{View, format};
use sales::quote::{Answer as Reply, accept, ask, decline, is_over, write_code};
use serde::Deserialize;
use ui::part::{Mood, alert};
use ui::say;
use ui::say::Locale;
use ui::web::visitor::Visitor;
use ui::web::{Answer, App, Fault};

/// Where customers go.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/q/{token}", get(show))
        .route("/q/{token}/pdf", get(pdf))
        .route("/q/{token}/code", post(coded))
        .route("/q/{token}/acceptance", post(accepted))
        .route("/q/{token}/refusal", post(declined))
        .route("/q/{token}/questions", post(asked))
}

/// Answers and questions from one network address within a quarter of an hour.
const MOST: i64 = 30;

/// What the customer sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    name: String,
    reason: String,
    question: String,
    code: String,
}

/// The quote of a link; what was never sent, or is in the bin, is not there.
async fn quote(app: &App, token: &str) -> Result<Record, Fault> {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    if !(32..=100).contains(&token.len()) || !token.bytes().all(is_letter) {
        return Err(Fault::not_found());
    }
    let query = engine::query::Query::new("quote").filter(&format!("token = \"{token}\""))?.limit(1);
    let (found, _) = app.engine.records(&Actor::system(), &query).await?;
    // A filter does not tell capitals from small letters; a secret does.
    let is_it = |q: &Record| q.get("token").text() == Some(token) && q.get("status").text() != Some("draft");
    found.into_iter().find(is_it).ok_or_else(Fault::not_found)
}

/// `?asked=1` after a question.
#[derive(Default, Deserialize)]
struct Came {
    asked: Option<u8>,
}

async fn show(State(app): State<App>, Path(token): Path<String>, Query(came): Query<Came>) -> Answer {
    let told = if came.asked.is_some() { Told::Asked } else { Told::Nothing };
    page(&app, &token, StatusCode::OK, &told, &Sent::default()).await
}

/// What the page says first.
enum Told {
    Nothing,
    Asked,
    Wrong(String),
}

async fn pdf(State(app): State<App>, Path(token): Path<String>) -> Answer {
    let quote = quote(&app, &token).await?;
    let view = View::load(&app.engine, &Actor::system(), "quote", quote.id).await?;
    super::papers::written(&app, view).await
}

/// What the customer wants.
enum Wish {
    Accept,
    Decline,
    Ask,
    Code,
}

async fn coded(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer {
    answer(&app, &token, visitor, &sent, &Wish::Code).await
}

async fn accepted(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer {
    answer(&app, &token, visitor, &sent, &Wish::Accept).await
}

async fn declined(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer {
    answer(&app, &token, visitor, &sent, &Wish::Decline).await
}

async fn asked(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer {
    answer(&app, &token, visitor, &sent, &Wish::Ask).await
}

async fn answer(app: &App, token: &str, visitor: Visitor, sent: &Sent, wish: &Wish) -> Answer {
    let quote = quote(app, token).await?;
    let locale = locale(app, &quote);
    if let Some(seconds) = app.engine.knock(&format!("quote:{}:{}", quote.id, visitor.address), MOST).await? {
        let why = say::sync_within(locale, || say!("webform-too-often", count = seconds.div_ceil(60)));
        return Err(Fault::Throttled(seconds, why.into()));
    }
    let reply = Reply { name: sent.name.trim().to_owned(), address: visitor.address };
    let mut work = app.engine.begin(&Actor::system()).by_verb().because("customer");
    let done = say::within(locale, async {
        match wish {
            Wish::Accept => accept(&mut work, quote.id, &reply).await.map(|_| ())?,
            Wish::Decline => decline(&mut work, quote.id, &sent.reason, &reply).await?,
            Wish::Code => write_code(&mut work, quote.id, &sent.code).await?,
            Wish::Ask => ask(&mut work, quote.id, &sent.question, &reply).await.map(|_| ())?,
        }
        work.commit().await
    })
    .await;
    match done {
        Ok(_) => {
            let told = if matches!(wish, Wish::Ask) { "?asked=1" } else { "" };
            Ok(Redirect::to(&format!("/q/{token}{told}")).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let why: Vec<String> = problems.0.into_iter().map(|p| p.message).collect();
            page(app, token, StatusCode::UNPROCESSABLE_ENTITY, &Told::Wrong(why.join(". ")), sent).await
        }
        // Twice, too late, or somebody else was faster: the page says how it stands now.
        Err(Error::Conflict(_)) => page(app, token, StatusCode::CONFLICT, &Told::Nothing, sent).await,
        Err(other) => Err(other.into()),
    }
}

fn locale(app: &App, quote: &Record) -> Locale {
    let settings = app.engine.settings();
    let tag = quote.get("language").text().unwrap_or(&settings.language);
    let language = say::Language::parse(tag).unwrap_or_default();
    Locale::new(language, settings.manners.country.as_deref())
}

async fn page(app: &App, token: &str, status: StatusCode, told: &Told, sent: &Sent) -> Answer<Response> {
    let quote = quote(app, token).await?;
    let view = View::load(&app.engine, &Actor::system(), "quote", quote.id).await?;
    let today = Moment::now().date(&app.engine.settings().manners.zone);
    let over = is_over(&quote, today);
    let page = say::sync_within(locale(app, &quote), || {
        let title = say!("quote-public-title", number = &view.number, seller = &view.seller.name);
        ui::bare(&title, body(&view, token, over, told, sent))
    });
    let head = [("x-robots-tag", "noindex"), ("cache-control", "no-store")];
    Ok((status, head, page).into_response())
}

fn body(view: &View, token: &str, over: bool, told: &Told, sent: &Sent) -> Markup {
    let record = &view.record;
    let day = |date| format::day(date, view.language);
    let status = record.get("status").text().unwrap_or_default();
    let open = status == "sent" && !over;
    html! {
        main class="w-full max-w-[44rem] mx-auto px-4 py-6 sm:py-10 grid gap-5" {
            header class="grid gap-1" {
                p class="text-muted" { (view.seller.name) }
                h1 class="text-2xl font-semibold" { (say!("quote-pdf-quote", number = &view.number)) }
                @if let Some(subject) = record.get("subject").text() { p class="text-lg" { (subject) } }
                p class="text-muted text-sm" {
                    (say!("quote-public-for", name = &view.buyer.name))
                    @if let Some(until) = view.until { " · " (say!("quote-public-until", day = &day(until))) }
                }
            }
            (state(view, status, over))
            @match told {
                Told::Wrong(why) => (alert(Mood::Error, html! { (why) })),
                Told::Asked => (alert(Mood::Success, html! { (say!("quote-public-asked")) })),
                Told::Nothing => {}
            }
            (lines(view))
            @if let Some((code, 0)) = view.code.as_ref().filter(|_| open) { p class="text-sm text-muted" { (say!("offer-gives-nothing", code = code)) } }
            @if let Some(terms) = &view.terms { section class="text-sm" { h2 class="font-semibold mb-1" { (say!("quote-public-terms")) } p class="whitespace-pre-line" { (terms) } } }
            p { a class="btn" href={ "/q/" (token) "/pdf" } { (say!("quote-public-pdf")) } }
            @if open { (code_form(view, token, sent)) (forms(token, sent)) }
        }
    }
}

/// How it stands, where it is no longer open.
fn state(view: &View, status: &str, over: bool) -> Markup {
    let record = &view.record;
    let by = record.get("answered_by").text().unwrap_or_default();
    match status {
        "accepted" => alert(Mood::Success, html! { (say!("quote-public-accepted", name = by)) }),
        "declined" => alert(Mood::Info, html! { (say!("quote-public-declined", name = by)) }),
        "replaced" => alert(Mood::Warning, html! { (say!("quote-replaced")) }),
        "expired" => alert(Mood::Warning, html! { (say!("quote-over")) }),
        _ if over => alert(Mood::Warning, html! { (say!("quote-over")) }),
        _ => html! {},
    }
}

fn lines(view: &View) -> Markup {
    let (language, sums) = (view.language, &view.totals);
    let amount = |minor| format::amount(view.money(minor), language);
    html! {
        section class="card" aria-label=(say!("quote-public-lines")) {
            ul {
                @for line in &view.lines {
                    li class="flex gap-4 px-4 py-3 border-b border-line" {
                        div class="grow min-w-0" {
                            p class="font-medium" { (line.name) }
                            p class="text-sm text-muted" {
                                (format::number(line.quantity, language)) @if let Some(unit) = &line.unit { " " (unit) } " × " (format::price(line.price, view.currency, language))
                                @if line.net.off != 0 {
                                    ", "
                                    @if let Some(percent) = line.discount.filter(|_| line.amount_off.is_none()) { (say!("quote-public-off", percent = &format::percent(percent, language))) }
                                    @else { (say!("quote-pdf-line-off", amount = &amount(line.net.off))) }
                                }
                            }
                        }
                        p class="tabular-nums whitespace-nowrap" { (amount(line.net.net)) }
                    }
                }
            }
            dl class="px-4 py-3 grid gap-1" {
                @let code = view.code.as_ref().filter(|(_, off)| *off != 0);
                @let own = sums.off - code.map_or(0, |(_, off)| *off);
                @if own != 0 { (sum(&say!("quote-pdf-discount"), &amount(-own), false)) }
                @if let Some((code, off)) = code { (sum(&say!("quote-pdf-code", code = code), &amount(-off), false)) }
                (sum(&say!("quote-pdf-net"), &amount(sums.net), false))
                @for tax in &sums.taxes {
                    @let percent = format::percent(tax.tax.percent, language);
                    (sum(&say!("quote-pdf-tax-of", percent = &percent, amount = &amount(tax.taxable)), &amount(tax.amount), false))
                }
                (sum(&say!("quote-pdf-total"), &format::money(view.money(sums.total), language), true))
            }
        }
    }
}

fn sum(label: &str, value: &str, strong: bool) -> Markup {
    let class = if strong { "flex gap-4 font-semibold text-lg" } else { "flex gap-4 text-sm" };
    html! { div class=(class) { dt class="grow" { (label) } dd class="tabular-nums whitespace-nowrap" { (value) } } }
}

/// A code can be written, or taken off again, as long as the quote is open.
fn code_form(view: &View, token: &str, sent: &Sent) -> Markup {
    let to = format!("/q/{token}/code");
    html! {
        @if let Some((code, _)) = &view.code {
            form class="flex flex-wrap items-center gap-3" method="post" action=(to) data-turbo="false" {
                p class="grow" { (say!("offer-on-quote", code = code)) }
                button class="btn" name="code" value="" { (say!("offer-take-off")) }
            }
        } @else {
            details class="card p-4" open[!sent.code.is_empty()] {
                summary class="font-medium cursor-pointer" { (say!("offer-have-code")) }
                form class="grid gap-3 mt-3" method="post" action=(to) data-turbo="false" {
                    fieldset class="fieldset" {
                        label class="fieldset-legend" for="code-code" { (say!("offer-code")) }
                        input #code-code class="input w-full h-11" name="code" value=(sent.code) autocomplete="off" autocapitalize="characters" maxlength="60" required;
                    }
                    button class="btn w-full" { (say!("offer-use-code")) }
                }
            }
        }
    }
}

fn forms(token: &str, sent: &Sent) -> Markup {
    let field = |id: &str, name: &str, label: &str, value: &str| {
        html! {
            fieldset class="fieldset" {
                label class="fieldset-legend" for=(id) { (label) }
                input #(id) class="input w-full h-11" name=(name) value=(value) autocomplete="name" maxlength="200" required;
            }
        }
    };
    let text = |id: &str, name: &str, label: &str, value: &str, must: bool| {
        html! {
            fieldset class="fieldset" {
                label class="fieldset-legend" for=(id) { (label) }
                textarea #(id) class="textarea w-full" name=(name) rows="3" maxlength="1000" required[must] { (value) }
            }
        }
    };
    let name = say!("quote-public-name");
    html! {
        section class="card p-4 grid gap-3" aria-labelledby="accepting" {
            h2 #accepting class="font-semibold text-lg" { (say!("quote-public-accept")) }
            form class="grid gap-3" method="post" action={ "/q/" (token) "/acceptance" } data-turbo="false" {
                (field("accept-name", "name", &name, &sent.name))
                p class="text-sm text-muted" { (say!("quote-public-accept-hint")) }
                button class="btn btn-primary btn-lg w-full" { (say!("quote-public-accept-it")) }
            }
        }
        details class="card p-4" open[!sent.question.is_empty()] {
            summary class="font-medium cursor-pointer" { (say!("quote-public-ask")) }
            form class="grid gap-3 mt-3" method="post" action={ "/q/" (token) "/questions" } data-turbo="false" {
                (field("ask-name", "name", &name, &sent.name))
                (text("ask-question", "question", &say!("quote-public-question"), &sent.question, true))
                button class="btn w-full" { (say!("quote-public-ask-it")) }
            }
        }
        details class="card p-4" open[!sent.reason.is_empty()] {
            summary class="font-medium cursor-pointer" { (say!("quote-public-decline")) }
            form class="grid gap-3 mt-3" method="post" action={ "/q/" (token) "/refusal" } data-turbo="false" {
                (field("decline-name", "name", &name, &sent.name))
                (text("decline-reason", "reason", &say!("quote-public-reason"), &sent.reason, false))
                button class="btn w-full" { (say!("quote-public-decline-it")) }
            }
        }
    }
}
