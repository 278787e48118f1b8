//! The page of a form, for strangers: works without a script and inside other sites, says what is wrong and loses nothing.
//! It knows no session. Who sends too much or too fast is turned away before anything is read or written.
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::to_bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Moment, Problems};
use engine::{Field, Record};
use maud::{Markup, html};
use sales::form::sending::{Sent, by_slug, confirm as confirm_address, take_in};
use sales::form::{asked, origin};
use ui::field::typed::Said;
use ui::field::{Asks, Look, Titles, Typed, widget};
use ui::part::{Mood, alert, field_error, summary};
use ui::web::visitor::Visitor;
use ui::web::{Answer, App, Fault};
use ui::{Button, say};

/// Bytes of what is sent at most.
pub(super) const LARGEST: usize = 64 * 1024;
/// Nobody fills in a form faster, in microseconds.
const FASTEST: i64 = 1_500_000;
/// A page that stood open for longer is sent once more.
const OLDEST: i64 = 86_400_000_000;
/// The input only programs fill in.
const TRAP: &str = "fax_number";
/// Doors remembered as shut at most.
const DOORS: usize = 20_000;

/// Until when a form is shut for an address: asked before the database is.
static SHUT: LazyLock<Mutex<HashMap<String, Moment>>> = LazyLock::new(Mutex::default);

/// What an address of a form says.
type Asked = Query<HashMap<String, String>>;

/// A form on its way to a stranger.
struct Page<'a> {
    app: &'a App,
    form: &'a Record,
    embedded: bool,
    campaign: &'a str,
}

impl<'a> Page<'a> {
    fn new(app: &'a App, form: &'a Record, asked: &'a HashMap<String, String>) -> Self {
        let text = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        let campaign = if text("utm_campaign").is_empty() { text("campaign") } else { text("utm_campaign") };
        Self { app, form, embedded: asked.contains_key("embed"), campaign }
    }

    fn text(&self, key: &str) -> &str {
        self.form.get(key).text().unwrap_or_default().trim()
    }

    fn here(&self) -> String {
        let embed = if self.embedded { "?embed=1" } else { "" };
        format!("/f/{}{embed}", self.text("slug"))
    }

    /// The page in the look of the workspace, which the sites named may hold.
    fn show(&self, status: StatusCode, title: &str, body: &Markup) -> Response {
        let settings = self.app.engine.settings();
        let page = ui::bare(
            title,
            html! {
                @if !self.embedded {
                    header."border-b".border-line."bg-base-100" {
                        div."max-w-[44rem]".mx-auto."px-4"."h-14".flex.items-center."gap-2.5".font-semibold {
                            @if settings.logo.is_some() { img."max-h-8"."max-w-40" src={ "/f/" (self.text("slug")) "/logo" } alt=""; }
                            (settings.name)
                        }
                    }
                }
                main."max-w-[44rem]".mx-auto."px-4"."py-6"."md:py-10" { (body) }
            },
        );
        let mut response = (status, page).into_response();
        let sites: Vec<String> = self.text("sites").split_whitespace().filter_map(origin).collect();
        let sites = if sites.is_empty() { "*".to_owned() } else { sites.join(" ") };
        let then = origin(self.text("redirect")).unwrap_or_default();
        let policy = format!(
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors {sites}; form-action 'self' {then}"
        );
        if let Ok(policy) = HeaderValue::try_from(policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        let anywhere = HeaderValue::from_static("cross-origin");
        response.headers_mut().insert(HeaderName::from_static("cross-origin-resource-policy"), anywhere);
        response
    }

    fn form(&self, typed: &Typed, problems: &Problems) -> Response {
        let engine = &self.app.engine;
        let (schema, settings) = (engine.schema_said(), engine.settings());
        let look = Look { now: Moment::now(), manners: &settings.manners, schema: &schema };
        let (options, titles) = (|_: &Field| None, Titles::new());
        let asks = Asks::new(look, typed, problems, &options, &titles);
        let fields = asked(&schema, self.text("questions"));
        let label = |key: &str| {
            let field = fields.iter().find(|(f, _)| f.key == key);
            field.map_or_else(|| say!("webform-consent-label").into_owned(), |(f, _)| f.label.clone())
        };
        let since = typed.text("since").parse().unwrap_or_else(|_| Moment::now().0);
        let verb = match self.text("button") {
            "" => say!("webform-send").into_owned(),
            words => words.to_owned(),
        };
        let body = html! {
            h1."text-3xl".font-semibold { (self.form.title()) }
            @if !self.text("intro").is_empty() { p."text-md".text-muted."mt-2"."whitespace-pre-line" { (self.text("intro")) } }
            form.card."p-5"."md:p-7"."mt-6".grid."gap-5"."shadow-2" method="post" action=(self.here()) novalidate data-turbo="false" {
                (summary(&say!("webform-not-sent"), problems, label))
                input type="hidden" name="since" value=(since);
                input type="hidden" name="utm_campaign" value=(if typed.has("utm_campaign") { typed.text("utm_campaign") } else { self.campaign });
                div hidden {
                    label for=(TRAP) { (say!("webform-trap")) }
                    input id=(TRAP) type="text" name=(TRAP) tabindex="-1" autocomplete="off";
                }
                @for (field, required) in &fields {
                    (widget(&asks, &Field { required: *required, help: String::new(), ..(*field).clone() }))
                }
                @if !self.text("consent").is_empty() {
                    div.grid."gap-1" {
                        label.flex."gap-3".text-sm {
                            input.checkbox."mt-0.5" id="f-consent" type="checkbox" name="consent" value="yes" checked[typed.text("consent") == "yes"]
                                aria-invalid=[problems.of("consent").map(|_| "true")] aria-describedby=[problems.of("consent").map(|_| "f-consent-e")];
                            span."whitespace-pre-line" { (self.text("consent")) }
                        }
                        @if let Some(error) = problems.of("consent") { (field_error("f-consent", error)) }
                    }
                }
                div { (Button::new(&verb).primary()) }
            }
        };
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.show(status, &self.form.title(), &body)
    }

    fn message(&self, status: StatusCode, head: &str, text: &str) -> Response {
        let body = html! {
            h1."text-2xl".font-semibold { (head) }
            p."text-md"."mt-3"."whitespace-pre-line" { (text) }
        };
        self.show(status, head, &body)
    }
}

/// `GET /f/{slug}`
pub(super) async fn show(State(app): State<App>, Path(slug): Path<String>, Query(said): Asked) -> Answer {
    let form = by_slug(&app.engine, &slug).await?;
    Ok(Page::new(&app, &form, &said).form(&Typed::default(), &Problems::default()))
}

/// Seconds to wait before an address may send this form again.
fn shut(door: &str) -> Option<u64> {
    let mut doors = SHUT.lock().unwrap_or_else(PoisonError::into_inner);
    let now = Moment::now();
    if doors.len() > DOORS {
        doors.retain(|_, until| *until > now);
    }
    doors
        .get(door)
        .filter(|until| **until > now)
        .map(|until| ((until.0 - now.0) / 1_000_000 + 1).unsigned_abs())
}

async fn knock(app: &App, form: &Record, visitor: &Visitor) -> Result<Option<u64>, Error> {
    let door = format!("form:{}:{}", form.id, visitor.address);
    if let Some(seconds) = shut(&door) {
        return Ok(Some(seconds));
    }
    let most = form.get("limit").int().unwrap_or(20).clamp(1, 1_000);
    let wait = app.engine.knock(&door, most).await?;
    if let Some(seconds) = wait {
        let mut doors = SHUT.lock().unwrap_or_else(PoisonError::into_inner);
        if doors.len() <= DOORS {
            doors.insert(door, Moment::now().plus_seconds(seconds as i64));
        }
    }
    Ok(wait)
}

/// What was sent, unless it is too long or no form.
async fn read(request: Request) -> Result<Typed, Fault> {
    let headers = request.headers();
    let text =
        |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let too_large = || Fault::Refused(StatusCode::PAYLOAD_TOO_LARGE, say!("webform-too-large").into());
    if text(header::CONTENT_LENGTH).parse::<usize>().is_ok_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    if !text(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded") {
        return Err(Fault::Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, say!("webform-no-files").into()));
    }
    let body = to_bytes(request.into_body(), LARGEST).await.map_err(|_| too_large())?;
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&body)
        .take(200)
        .map(|(n, v)| (n.into_owned(), v.replace(['\0', '\u{fffd}'], "")))
        .collect();
    Ok(Typed::sent(pairs))
}

/// `POST /f/{slug}`
pub(super) async fn send(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(said): Asked,
    request: Request,
) -> Answer {
    let form = by_slug(&app.engine, &slug).await?;
    let page = Page::new(&app, &form, &said);
    if let Some(seconds) = knock(&app, &form, &visitor).await? {
        let text = say!("webform-too-often", count = seconds.div_ceil(60));
        let mut response = page.message(StatusCode::TOO_MANY_REQUESTS, &say!("webform-not-sent"), &text);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(response);
    }
    let typed = read(request).await?;
    let thanks =
        if page.embedded { format!("/f/{slug}/thanks?embed=1") } else { format!("/f/{slug}/thanks") };
    if !typed.text(TRAP).is_empty() {
        // A program is told what people are told.
        return Ok(away(&thanks));
    }
    let age = typed.text("since").parse::<i64>().map(|since| Moment::now().0.saturating_sub(since)).ok();
    if !age.is_some_and(|age| (FASTEST..OLDEST).contains(&age)) {
        let mut again = Typed::default();
        let kept = typed
            .pairs()
            .iter()
            .filter(|(name, _)| name != "since" || age.is_some_and(|age| (0..OLDEST).contains(&age)));
        for (name, text) in kept {
            again.put(name.clone(), text.clone());
        }
        return Ok(page.form(&again, &Problems::one("", "too_fast", say!("webform-send-again"))));
    }
    let mut sent = Sent { consented: typed.text("consent") == "yes", ..Sent::default() };
    sent.campaign = Some(typed.text("utm_campaign").to_owned());
    let schema = app.engine.schema();
    for (field, _) in asked(&schema, page.text("questions")) {
        if let Some(Said::Given(given)) = typed.said(field) {
            sent.answers.0.push((field.key.clone(), given));
        }
    }
    match take_in(&app.engine, &form, &sent).await {
        Ok(_) => {
            let then = form.get("redirect").text().filter(|to| origin(to).is_some());
            Ok(away(then.unwrap_or(&thanks)))
        }
        Err(Error::Invalid(mut problems)) => {
            // What the form does not ask for, such as a name made of other answers, is said at its head.
            for problem in &mut problems.0 {
                if problem.field != "consent" && !typed.has(&problem.field) {
                    problem.field.clear();
                }
            }
            Ok(page.form(&typed, &problems))
        }
        Err(other) => Err(other.into()),
    }
}

fn away(to: &str) -> Response {
    let to = HeaderValue::try_from(to).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// `GET /f/{slug}/thanks`
pub(super) async fn thanks(State(app): State<App>, Path(slug): Path<String>, Query(said): Asked) -> Answer {
    let form = by_slug(&app.engine, &slug).await?;
    let page = Page::new(&app, &form, &said);
    let words = match page.text("thanks") {
        "" => say!("webform-thanks-usual").into_owned(),
        words => words.to_owned(),
    };
    Ok(page.message(StatusCode::OK, &say!("webform-thanks"), &words))
}

/// `GET /f/{slug}/logo`: the workspace's sign, as it stands on its forms.
pub(super) async fn logo(State(app): State<App>, Path(slug): Path<String>) -> Answer {
    by_slug(&app.engine, &slug).await?;
    let logo = app.engine.settings().logo.clone().ok_or_else(Fault::not_found)?;
    let mut head = HeaderMap::new();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(logo.media_type));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    Ok((head, logo.content.clone()).into_response())
}

/// `GET /f/{slug}/confirmation/{token}`: a button, since programs that check mail open every link.
pub(super) async fn ask_confirm(
    State(app): State<App>,
    Path((slug, token)): Path<(String, String)>,
    Query(said): Asked,
) -> Answer {
    let form = by_slug(&app.engine, &slug).await?;
    let body = html! {
        h1."text-2xl".font-semibold { (say!("webform-confirm")) }
        form."mt-4" method="post" action={ "/f/" (slug) "/confirmation/" (token) } data-turbo="false" { (Button::new(&say!("webform-confirm-it")).primary()) }
    };
    Ok(Page::new(&app, &form, &said).show(StatusCode::OK, &say!("webform-confirm"), &body))
}

/// `POST /f/{slug}/confirmation/{token}`
pub(super) async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    Path((slug, token)): Path<(String, String)>,
    Query(said): Asked,
) -> Answer {
    let form = by_slug(&app.engine, &slug).await?;
    let page = Page::new(&app, &form, &said);
    if let Some(seconds) = knock(&app, &form, &visitor).await? {
        return Err(Fault::Throttled(
            seconds,
            say!("webform-too-often", count = seconds.div_ceil(60)).into(),
        ));
    }
    Ok(if confirm_address(&app.engine, &token).await? {
        page.message(StatusCode::OK, &say!("webform-confirmed"), &say!("webform-confirmed-more"))
    } else {
        let body = alert(Mood::Error, html! { (say!("webform-confirm-unknown")) });
        page.show(StatusCode::NOT_FOUND, &say!("webform-confirm"), &body)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_shut_only_until_its_time() {
        let door = "form:test:192.0.2.1";
        assert_eq!(shut(door), None);
        SHUT.lock().unwrap().insert(door.to_owned(), Moment::now().plus_seconds(60));
        assert!(shut(door).is_some_and(|seconds| (59..=61).contains(&seconds)));
        SHUT.lock().unwrap().insert(door.to_owned(), Moment::now().plus_seconds(-1));
        assert_eq!(shut(door), None);
    }

    #[test]
    fn no_question_of_a_form_needs_our_records() {
        let lead = sales::lead::object();
        let links = lead.fields.iter().filter(|f| f.kind.is_link() || f.kind == engine::Kind::File);
        assert!(links.into_iter().all(|f| !sales::form::can_ask(f)));
    }
}
