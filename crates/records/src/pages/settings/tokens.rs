//! Access tokens of programs: made with scopes, shown once, revoked at once.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::Scopes;
use maud::html;
use ui::Button;
use ui::field::Typed;
use ui::key;
use ui::part::{Mood, alert, summary};
use ui::say;
use ui::web::{Answer, Fault};

use super::super::flash::Flash;
use super::super::visit::{Visit, id_of};
use super::frame::{Frame, Place};

/// `GET /settings/tokens`
pub(super) async fn tokens(visit: Visit) -> Answer {
    tokens_page(&visit, None, &Typed::default(), &Problems::default()).await
}

async fn tokens_page(visit: &Visit, made: Option<&str>, typed: &Typed, problems: &Problems) -> Answer {
    let admin = visit.actor.is_admin();
    let list = visit.engine().tokens(&visit.actor, if admin { None } else { visit.actor.user }).await?;
    let mut owners: Vec<base::Id> = list.iter().map(|t| t.user).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners = visit.engine().titles(&visit.actor, "user", &owners).await?;
    let chosen: Vec<&str> = typed.all("scope").collect();
    let look = visit.look();
    let body = html! {
        div."max-w-[60rem]"."p-4"."md:p-6".grid."gap-6" {
            @if let Some(token) = made {
                (alert(Mood::Success, html! {
                    p.font-semibold { (say!("tokens-made")) }
                    p."mt-1" { code.font-mono."[overflow-wrap:anywhere]".select-all { (token) } }
                }))
            }
            form.card method="post" action="/settings/tokens" data-turbo="false" {
                div.card-body.grid."gap-4" {
                    h2.card-title { (say!("tokens-new")) }
                    (summary(&say!("tokens-not-made"), problems, |key| match key { "name" => say!("tokens-for").into(), "scopes" => say!("tokens-may-do").into(), other => other.to_owned() }))
                    div.grid."gap-4"."sm:grid-cols-2" {
                        fieldset.fieldset {
                            label.fieldset-legend for="f-name" { (say!("tokens-for")) }
                            input #f-name.input.w-full name="name" value=(typed.text("name")) autocomplete="off" required;
                        }
                        fieldset.fieldset {
                            label.fieldset-legend for="f-scopes" { (say!("tokens-may-do")) }
                            select #f-scopes.select.w-full name="scopes" {
                                option value="" selected[typed.has("scopes") && typed.text("scopes").is_empty()] { (say!("tokens-only-below")) }
                                option value="read" selected[!typed.has("scopes")] { (say!("tokens-read-all")) }
                                option value="read write" { (say!("tokens-write-all")) }
                                @if visit.actor.is_admin() { option value="read write admin" { (say!("tokens-everything")) } }
                            }
                        }
                    }
                    details open[!chosen.is_empty()] {
                        summary.text-sm.cursor-pointer."py-1" { (say!("tokens-single")) }
                        div.grid."gap-x-6"."sm:grid-cols-2"."mt-2" {
                            @for object in visit.schema.objects().filter(|o| visit.sees(o)) {
                                div.flex.items-center."gap-3".text-sm."min-h-7" {
                                    span.grow { (object.labels) }
                                    @for (word, said) in [("read", key!("tokens-read")), ("write", key!("tokens-write"))] {
                                        @let scope = format!("{}:{word}", object.plural);
                                        label.flex.items-center."gap-1.5" {
                                            input.checkbox.checkbox-sm type="checkbox" name="scope" value=(scope) checked[chosen.contains(&scope.as_str())] aria-label={ (object.labels) ": " (said) };
                                            (said)
                                        }
                                    }
                                }
                            }
                        }
                    }
                    div { (Button::new(&say!("tokens-create")).primary()) }
                }
            }
            @if list.is_empty() { p.text-muted { (say!("tokens-none")) } }
            @else {
                table.table.table-stack {
                    thead { tr { th scope="col" { (say!("tokens-token")) } @if admin { th scope="col" { (say!("tokens-whose")) } } th scope="col" { (say!("tokens-may")) } th scope="col" { (say!("tokens-created")) } th scope="col" { (say!("tokens-used")) } th scope="col" { span.sr-only { (say!("log-action")) } } } }
                    tbody {
                        @for token in &list {
                            tr {
                                td.font-medium { (token.name) }
                                @if admin { td.text-muted { (owners.get(&token.user).map_or("–", String::as_str)) } }
                                td.text-muted { (token.scopes.join(", ")) }
                                td.text-muted { (look.ago(token.created_at)) }
                                td.text-muted { (token.used_at.map_or_else(|| "–".to_owned(), |at| look.ago(at))) }
                                td.text-end {
                                    @if token.revoked_at.is_some() { span.badge data-tone="slate" { (say!("tokens-revoked")) } }
                                    @else { form.contents method="post" action={ "/settings/tokens/" (token.id) "/revoke" } { (Button::new(&say!("tokens-revoke")).small()) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Tokens, say!("settings-tokens")).status(status).show(body).await
}

/// `POST /settings/tokens`: the token is on this page and never again.
pub(super) async fn create_token(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::sent(pairs);
    let me = visit.actor.user.ok_or_else(Fault::not_found)?;
    let wide = typed.text("scopes").split_whitespace();
    let scopes = Scopes(wide.chain(typed.all("scope")).map(str::to_owned).collect());
    match visit.engine().create_token(&visit.actor, me, typed.text("name"), &scopes).await {
        Ok(made) => {
            let mut page =
                tokens_page(&visit, Some(&made.token), &Typed::default(), &Problems::default()).await?;
            // Not a redirect, since nothing may keep the token: the form goes without Turbo.
            *page.status_mut() = StatusCode::CREATED;
            Ok(page)
        }
        Err(Error::Invalid(problems)) => tokens_page(&visit, None, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /settings/tokens/{id}/revoke`
pub(super) async fn revoke_token(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.engine().revoke_token(&visit.actor, id_of(&id)?).await?;
    Ok(Flash::done(say!("tokens-revoked-done")).then("/settings/tokens"))
}
