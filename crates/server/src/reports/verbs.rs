//! What is done with a dashboard as a whole: a copy of one's own, the link for those outside.
use axum::Form;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use engine::{Input, Value};
use maud::html;
use records::pages::{Flash, Visit, id_of};
use reports::dashboard::{create, share, unshare};
use serde::Deserialize;
use ui::part::{Mood, alert, topbar};
use ui::web::Answer;
use ui::{Button, say};

use super::dashboard::Dashboard;

/// `POST /dashboards/{key}/copy`
pub(super) async fn copy(visit: Visit, Path(key): Path<String>) -> Answer {
    let dashboard = Dashboard::of(&visit, &key).await?;
    visit.may_create(&*visit.object("dashboard")?)?;
    let name = say!("dashboard-copy-name", name = &dashboard.name);
    let text = |text: &str| Value::Text(text.to_owned());
    let input = Input::new()
        .with("description", text(&dashboard.about))
        .with("period", text(&dashboard.habits.period))
        .with("compare", text(dashboard.habits.against.map_or("none", |a| a.name())))
        .with("whose", text(&dashboard.habits.whose));
    let mut work = visit.engine().begin(visit.actor()).by_verb();
    let id = create(&mut work, &name, input, &dashboard.cards).await?;
    let done = work.commit().await?;
    Ok(Flash::done(say!("dashboard-copied")).undo(done.batch).then(&format!("/dashboards/{id}")))
}

/// What the form of the link sends.
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    remove: Option<String>,
}

/// `POST /dashboards/{id}/link`
pub(super) async fn link(visit: Visit, Path(id): Path<String>, Form(sent): Form<Sent>) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let mut work = visit.engine().begin(visit.actor()).by_verb();
    let words = if sent.remove.is_some() {
        unshare(&mut work, record.id).await?;
        say!("dashboard-link-gone")
    } else {
        share(&mut work, record.id).await?;
        say!("dashboard-link-made")
    };
    work.commit().await?;
    Ok(Flash::done(words).then(&format!("/dashboards/{}/link", id_of(&id)?)))
}

/// `GET /dashboards/{id}/link`
pub(super) async fn ask_link(visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = visit.app().public_url.as_deref().map_or_else(|| format!("http://{host}"), str::to_owned);
    let address = record.get("token").text().map(|token| format!("{base}/d/{token}"));
    let here = format!("/dashboards/{}", record.id);
    let list = visit.object("dashboard")?;
    let title = say!("dashboard-share");
    let body = html! {
        (topbar(&[("/dashboards", &list.labels), (&here, &record.title())], &title, None, html! {}))
        div.panel-body tabindex="0" role="region" aria-label=(title) {
            form."max-w-[40rem]".mx-auto."p-4"."md:p-6".grid."gap-4" method="post" action={ (here) "/link" } data-turbo-frame="dialog" {
                p { (say!("dashboard-share-hint")) " " a.link href={ (here) "/edit" } data-turbo-frame="dialog" { (say!("dashboard-share-inside")) } }
                @if let Some(address) = &address {
                    fieldset.fieldset {
                        label.fieldset-legend for="f-link" { (say!("dashboard-link")) }
                        input.input.w-full id="f-link" readonly value=(address);
                        p.label.whitespace-normal { (say!("dashboard-link-hint")) }
                    }
                    div.flex.flex-wrap."gap-2" {
                        a.btn href=(address) target="_blank" rel="noopener" { (ui::icon::icon("external-link")) (say!("dashboard-link-open")) }
                        button.btn { (say!("dashboard-link-renew")) }
                        button.btn.btn-ghost.text-error name="remove" value="1" { (say!("dashboard-link-remove")) }
                    }
                } @else {
                    (alert(Mood::Info, html! { (say!("dashboard-link-none")) }))
                    div { (Button::new(&say!("dashboard-link-make")).primary()) }
                }
            }
        }
    };
    visit.page_or_dialog(StatusCode::OK, &title, None, body).await
}
