//! Converting a lead: the page that proposes whom it may already be, and the same over the API.
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use axum::{Form, Json};
use base::{Error, Id, Problems};
use engine::filter::quoted;
use engine::query::Query;
use engine::{Action, Given, Input, Object, Record, Value};
use maud::{Markup, html};
use records::pages::{Flash, Visit, id_of};
use sales::lead::conversion::{Converted, Target, Wish, convert};
use sales::lead::matching::{Match, Matches, matches};
use serde::Deserialize;
use serde_json::{Map, Value as Any, json};
use ui::field::typed::Said;
use ui::field::{Asks, Titles, Typed, widget};
use ui::part::{badge, summary, topbar};
use ui::web::{Answer, App, Caller, Fault};
use ui::{Button, say};

/// What the API is sent: for each side `"new"`, an id, or nothing; a deal may be an object of fields.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Body {
    contact: Option<String>,
    company: Option<String>,
    deal: Option<Any>,
    version: Option<i64>,
}

fn target(side: &str, said: Option<&str>) -> Result<Target, Error> {
    match said {
        None | Some("" | "none") => Ok(Target::Nothing),
        Some("new") => Ok(Target::New),
        Some(id) => match id.parse() {
            Ok(id) => Ok(Target::Existing(id)),
            Err(_) => Err(Error::invalid(side, "target", "Give \"new\", an id, or leave it out")),
        },
    }
}

impl Body {
    fn wish(&self) -> Result<Wish, Error> {
        let mut wish = Wish {
            contact: target("contact", self.contact.as_deref())?,
            company: target("company", self.company.as_deref())?,
            version: self.version,
            ..Wish::default()
        };
        match &self.deal {
            None | Some(Any::Null) => {}
            Some(Any::String(text)) => wish.deal = target("deal", Some(text))?,
            Some(Any::Object(map)) => (wish.deal, wish.of_deal) = (Target::New, Input::json(map)),
            Some(_) => {
                return Err(Error::invalid(
                    "deal",
                    "target",
                    "Give \"new\", an id, or the fields of a new deal",
                ));
            }
        }
        Ok(wish)
    }
}

/// `GET /api/v1/leads/{id}/conversion`: whom the lead may already be.
pub(super) async fn propose(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let lead = app.engine.find(&caller.actor, "lead", id_of(&id)?).await?;
    let found = matches(&app.engine, &caller.actor, &lead).await?;
    let list = |all: &[Match]| -> Vec<Any> {
        all.iter().map(|m| json!({"id": m.id, "title": m.title, "why": m.why, "score": m.score})).collect()
    };
    let said = json!({"contacts": list(&found.contacts), "companies": list(&found.companies), "version": lead.version});
    Ok(Json(said).into_response())
}

/// `POST /api/v1/leads/{id}/conversion`
pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<Body>,
) -> Answer {
    let id = id_of(&id)?;
    let done = convert(&app.engine, &caller.actor, id, &body.wish()?).await?;
    let lead = app.engine.find(&caller.actor, "lead", id).await?;
    let mut said = Map::new();
    said.insert("lead".to_owned(), lead.to_json(&|f| !f.hidden && caller.actor.sees(&lead.object, f)));
    for (key, to) in [("contact", done.contact), ("company", done.company), ("deal", done.deal)] {
        said.insert(key.to_owned(), json!(to));
    }
    said.insert("batch".to_owned(), json!(done.batch));
    let mut response = (StatusCode::CREATED, Json(said)).into_response();
    if let Ok(batch) = HeaderValue::try_from(done.batch.to_string()) {
        response.headers_mut().insert(HeaderName::from_static("rondo-batch"), batch);
    }
    Ok(response)
}

/// The fields of a deal that the page asks for.
const OF_DEAL: [&str; 4] = ["name", "amount", "close_date", "stage"];

/// `GET /leads/{id}/conversion`
pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let lead = visit.changeable("leads", &id).await?;
    if lead.get("status").text() == Some("converted") {
        return Ok(
            Flash::failed(say!("problem-lead-converted", lead = lead.title())).then(&format!("/leads/{id}"))
        );
    }
    let found = matches(visit.engine(), visit.actor(), &lead).await?;
    let mut typed = Typed::default();
    let sure = |all: &[Match]| all.first().filter(|m| m.score >= 80).map(|m| m.id.to_string());
    let text = |key: &str| lead.get(key).text().unwrap_or_default();
    let company = sure(&found.companies)
        .or_else(|| (!text("company_name").is_empty()).then(|| "new".to_owned()))
        .unwrap_or_else(|| "none".to_owned());
    typed.put("to.contact", sure(&found.contacts).unwrap_or_else(|| "new".to_owned()));
    typed.put("to.company", company);
    typed.put(
        "to.deal",
        if visit.object("deal").is_ok_and(|o| visit.can(&o, Action::Create)) { "new" } else { "none" },
    );
    typed.put("name", if text("company_name").is_empty() { text("name") } else { text("company_name") });
    page(&visit, &lead, &found, &typed, &Problems::default()).await
}

/// `POST /leads/{id}/conversion`
pub(super) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let lead = visit.changeable("leads", &id).await?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let wish = wish(&visit, &lead, &typed, &mut problems).await?;
    let done = if problems.is_empty() {
        convert(visit.engine(), visit.actor(), lead.id, &wish).await
    } else {
        Err(Error::Invalid(problems))
    };
    let here = format!("/leads/{}", lead.id);
    match done {
        Ok(done) => Ok(Flash::done(said(&lead, &done)).undo(done.batch).then(&here)),
        Err(Error::Invalid(problems)) => {
            let found = matches(visit.engine(), visit.actor(), &lead).await?;
            page(&visit, &lead, &found, &typed, &problems).await
        }
        Err(Error::Conflict(conflict)) if conflict.versions.is_none() => {
            Ok(Flash::failed(conflict.message).then(&here))
        }
        Err(Error::Conflict(_)) => Ok(Flash::failed(say!("lead-changed-meanwhile", lead = lead.title()))
            .then(&format!("{here}/conversion"))),
        Err(other) => Err(other.into()),
    }
}

fn said(lead: &Record, done: &Converted) -> String {
    let title = ui::say::in_quotes(&ui::field::cell::cut(&lead.title(), 60));
    if done.deal.is_some() {
        say!("lead-converted-deal", lead = title)
    } else {
        say!("lead-converted", lead = title)
    }
    .into_owned()
}

/// What the page says, with another record looked up by its name where no script has done so.
async fn wish(visit: &Visit, lead: &Record, typed: &Typed, problems: &mut Problems) -> Result<Wish, Fault> {
    let mut wish = Wish { version: typed.text("version").parse().ok(), ..Wish::default() };
    for side in ["contact", "company", "deal"] {
        let chosen = typed.text(&format!("to.{side}"));
        let to = if chosen == "other" {
            match lead.object.field(side).and_then(|f| typed.said(f)) {
                Some(Said::Given(Given::Value(Value::Ref(id)))) => Some(Target::Existing(id)),
                Some(Said::Named(name)) => named(visit, side, &name).await?.map(Target::Existing),
                _ => None,
            }
        } else {
            target(side, Some(chosen)).ok()
        };
        match to {
            Some(to) if side == "contact" => wish.contact = to,
            Some(to) if side == "company" => wish.company = to,
            Some(to) => wish.deal = to,
            None => problems.add(side, "unknown", say!("problem-lead-target-gone")),
        }
    }
    if wish.deal == Target::New {
        let deal = visit.object("deal")?;
        for field in OF_DEAL.iter().filter_map(|key| deal.field(key)) {
            if let Some(Said::Given(given)) = typed.said(field)
                && !matches!(&given, Given::Text(text) if text.trim().is_empty())
            {
                wish.of_deal.0.push((field.key.clone(), given));
            }
        }
    }
    Ok(wish)
}

/// The one record of a name that the person sees.
async fn named(visit: &Visit, object: &str, name: &str) -> Result<Option<Id>, Error> {
    let object = visit.object(object)?;
    let query =
        Query::new(&object.key).filter(&format!("{} = {}", object.title, quoted(name.trim())))?.limit(2);
    let found = visit.engine().records(visit.actor(), &query).await?.0;
    Ok(if let [one] = found.as_slice() { Some(one.id) } else { None })
}

async fn page(visit: &Visit, lead: &Record, found: &Matches, typed: &Typed, problems: &Problems) -> Answer {
    let here = format!("/leads/{}", lead.id);
    let title = say!("lead-convert-title", lead = lead.title());
    let list = visit.object("lead")?;
    let options = |_: &engine::Field| None;
    let titles = Titles::new();
    // Problems of a side are named after it: those of the deal's fields stand at them.
    let mut of_deal = Problems::default();
    for problem in &problems.0 {
        let field = problem.field.strip_prefix("deal.").unwrap_or(&problem.field);
        of_deal.add(field, problem.code, problem.message.clone());
    }
    let asks = Asks::new(visit.look(), typed, &of_deal, &options, &titles);
    let sides = Sides { visit, lead, typed, asks: &asks };
    let label = |key: &str| {
        let (side, field) = key.split_once('.').unwrap_or((key, ""));
        visit.schema().object(side).map_or_else(
            || key.to_owned(),
            |o| o.field(field).map_or_else(|| o.label.clone(), |f| format!("{}, {}", o.label, f.label)),
        )
    };
    let company = lead.get("company_name").text().unwrap_or_default();
    let body = html! {
        (topbar(&[("/leads", &list.labels), (&here, &lead.title())], &say!("lead-convert"), None, html! { (Button::link(&here, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[44rem]".mx-auto."p-4"."md:p-8".grid."gap-8" method="post" action={ (here) "/conversion" } novalidate {
                input type="hidden" name="version" value=(lead.version);
                div {
                    h2.text-xl.font-semibold { (title) }
                    p.text-muted."mt-1" { (say!("lead-convert-hint")) }
                }
                (summary(&say!("lead-not-converted"), problems, label))
                @if visit.object("contact").is_ok() { (sides.side("contact", &found.contacts, &lead.title(), &say!("lead-no-contact"))) }
                @if visit.object("company").is_ok() { (sides.side("company", &found.companies, company, &say!("lead-no-company"))) }
                @if visit.object("deal").is_ok() { (sides.side("deal", &[], "", &say!("lead-no-deal"))) }
                div.flex."gap-2".border-t.border-line."pt-5" {
                    (Button::new(&say!("lead-convert-it")).primary().key("mod+enter"))
                    (Button::link(&here, &say!("app-cancel")).ghost())
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}

/// The choices of each side.
struct Sides<'a> {
    visit: &'a Visit,
    lead: &'a Record,
    typed: &'a Typed,
    asks: &'a Asks<'a>,
}

impl Sides<'_> {
    fn side(&self, key: &str, found: &[Match], new: &str, none: &str) -> Markup {
        let Some(object) = self.visit.schema().object(key) else { return html! {} };
        let may_make = self.visit.can(object, Action::Create);
        let what = ui::say::inline(&object.label);
        let other = self.lead.object.field(key);
        html! {
            fieldset.grid."gap-2" id={ "f-" (key) } {
                legend.font-semibold."mb-2" { (object.label) }
                @for one in found { (self.existing(object, one)) }
                @if may_make {
                    (self.choice(key, "new", &html! { span.font-medium { (say!("lead-make-new", what = &what)) } @if !new.is_empty() { span.text-sm.text-muted."col-start-2" { (new) } } }))
                    @if key == "deal" { (self.deal(object)) }
                }
                @if let Some(field) = other {
                    (self.choice(key, "other", &html! { span.font-medium { (say!("lead-other", what = &what)) } }))
                    div."ps-7" { (widget(self.asks, &engine::Field { label: say!("lead-other-name", what = &what).into_owned(), help: String::new(), ..field.clone() })) }
                }
                (self.choice(key, "none", &html! { span { (none) } }))
            }
        }
    }

    fn existing(&self, object: &Object, one: &Match) -> Markup {
        self.choice(&object.key, &one.id.to_string(), &html! {
            span.font-medium.flex.flex-wrap."gap-2".items-center { (one.title) (badge(Some("sky"), &one.why, false)) }
            span.text-sm.text-muted."col-start-2" { (say!("lead-fills-empty")) }
        })
    }

    fn choice(&self, side: &str, value: &str, words: &Markup) -> Markup {
        let name = format!("to.{side}");
        let now = self.typed.text(&name);
        html! { label.choice { input.radio type="radio" name=(name) value=(value) checked[now == value]; (words) } }
    }

    /// What a new deal is asked for.
    fn deal(&self, object: &Object) -> Markup {
        html! {
            div.grid."gap-4"."sm:grid-cols-2"."ps-7"."py-2" {
                @for field in OF_DEAL.iter().filter_map(|key| object.field(key)) {
                    @let field = engine::Field { required: false, help: String::new(), ..field.clone() };
                    (widget(self.asks, &field))
                }
            }
        }
    }
}
