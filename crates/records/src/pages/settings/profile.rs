//! What people set for themselves: name and zone, theme, density and keys, password, where they are signed in.
use axum::Form;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base::{Error, Problems};
use engine::notice::Told;
use engine::said::role_label;
use maud::{Markup, html};
use ui::Button;
use ui::field::Typed;
use ui::key;
use ui::part::{languages, summary};
use ui::say;
use ui::say::Key;
use ui::web::auth::session_of;
use ui::web::{Answer, Fault};

use super::super::flash::Flash;
use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::people::agent_words;
use super::plan::{line, switch};

type Pairs = Form<Vec<(String, String)>>;

const THEMES: [(&str, Key); 3] = [
    ("", key!("profile-theme-system")),
    ("light", key!("shell-theme-light")),
    ("dark", key!("shell-theme-dark")),
];
const DENSITIES: [(&str, Key); 3] =
    [("compact", key!("profile-compact")), ("", key!("profile-usual")), ("roomy", key!("profile-roomy"))];

/// `GET /profile`
pub(in super::super) async fn show(visit: Visit, headers: HeaderMap) -> Answer {
    let me = visit.actor.user.ok_or_else(Fault::not_found)?;
    let record = visit.engine().find(&visit.actor, "user", me).await?;
    let tastes = visit.engine().tastes(me).await?;
    let mut typed = Typed::default();
    typed.put("name", record.title());
    typed.put("time_zone", record.get("time_zone").text().unwrap_or_default());
    typed.put("theme", &tastes.theme);
    typed.put("density", &tastes.density);
    typed.put("language", &tastes.language);
    for (kind, _) in Told::NAMES {
        if !tastes.quiet.split(',').any(|k| k == kind) {
            typed.put(format!("notice_{kind}"), "yes");
        }
    }
    if !tastes.no_single_keys {
        typed.put("single_keys", "yes");
    }
    page(&visit, &headers, &typed, &Problems::default()).await
}

/// `POST /profile`
pub(in super::super) async fn update(visit: Visit, headers: HeaderMap, Form(pairs): Pairs) -> Answer {
    let typed = Typed::sent(pairs);
    let name = typed.text("name").trim();
    if name.is_empty() {
        let problems = Problems::one("name", "required", say!("profile-say-name"));
        return page(&visit, &headers, &typed, &problems).await;
    }
    // Where the form says nothing of notices, as one from before, they stay as they are.
    let quiet = if typed.has("notices") {
        let off = Told::NAMES.iter().filter(|(k, _)| typed.text(&format!("notice_{k}")) != "yes");
        off.map(|(k, _)| *k).collect::<Vec<_>>().join(",")
    } else {
        visit.engine().tastes(visit.actor.user.ok_or_else(Fault::not_found)?).await?.quiet
    };
    let changes = [
        ("quiet", quiet.as_str()),
        ("name", name),
        ("time_zone", typed.text("time_zone").trim()),
        ("theme", typed.text("theme")),
        ("density", typed.text("density")),
        ("language", typed.text("language").trim()),
        ("single_keys", if typed.text("single_keys") == "yes" { "" } else { "off" }),
    ];
    match visit.engine().set_profile(&visit.actor, &changes).await {
        Ok(()) => {
            // In the language it is read in from now on.
            let chosen = say::Language::parse(typed.text("language"))
                .map_or_else(say::locale, |language| say::Locale::new(language, None));
            let saved = say::sync_within(chosen, || say!("profile-saved"));
            let mut answer = Flash::done(saved).then("/profile");
            let cookie = match typed.text("theme") {
                "light" => "theme=light; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
                "dark" => "theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
                _ => "theme=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
            };
            answer.headers_mut().append(SET_COOKIE, HeaderValue::from_static(cookie));
            Ok(answer)
        }
        Err(Error::Invalid(problems)) => page(&visit, &headers, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /profile/sessions`: ends one of one's sessions, or all others.
pub(in super::super) async fn end_sessions(visit: Visit, headers: HeaderMap, Form(pairs): Pairs) -> Answer {
    let me = visit.actor.user.ok_or_else(Fault::not_found)?;
    match Typed::sent(pairs).text("session") {
        "others" => visit.engine().end_sessions(&visit.actor, me, session_of(&headers)).await?,
        key => visit.engine().end_session(&visit.actor, me, key).await?,
    }
    Ok(Flash::done(say!("people-signed-out")).then("/profile"))
}

async fn page(visit: &Visit, headers: &HeaderMap, typed: &Typed, problems: &Problems) -> Answer {
    let me = visit.actor.user.ok_or_else(Fault::not_found)?;
    let sessions = visit.engine().sessions(&visit.actor, me).await?;
    let here = session_of(headers).map(engine::account::session_key);
    let look = visit.look();
    let record = format!("/users/{me}");
    let roles: Vec<String> = visit.actor.roles.iter().map(|r| role_label(r)).collect();
    let body = html! {
        div class="max-w-[42rem] p-4 md:p-6 grid gap-8" {
            form class="grid gap-5" method="post" action="/profile" data-controller="form" novalidate {
                (summary(&say!("profile-not-saved"), problems, |key| match key { "name" => say!("profile-name").into(), "time_zone" => say!("profile-zone").into(), other => engine::schema::label_of(other) }))
                p class="text-muted" { (say!("profile-role", roles = roles.join(", "))) }
                div class="grid gap-4 sm:grid-cols-2" {
                    (line(typed, problems, "name", &say!("profile-name"), ""))
                    (line(typed, problems, "time_zone", &say!("profile-zone"), &say!("profile-zone-hint")))
                }
                (language(typed.text("language")))
                (choice("theme", &say!("shell-theme"), &THEMES, typed.text("theme")))
                (choice("density", &say!("profile-density"), &DENSITIES, typed.text("density")))
                (switch(typed, problems, "single_keys", &say!("profile-keys"), &say!("profile-keys-hint")))
                fieldset class="grid gap-3 border-t border-line pt-4" {
                    legend class="fieldset-legend" { (say!("notice-which")) }
                    input type="hidden" name="notices" value="1";
                    @for (kind, told) in Told::NAMES {
                        @let (label, hint) = wanted(told);
                        (switch(typed, problems, &format!("notice_{kind}"), &label.said(), &hint.said()))
                    }
                }
                div { (Button::new(&say!("profile-save")).primary().key("mod+enter")) }
            }
            section class="grid gap-3 border-t border-line pt-5" aria-labelledby="p-in" {
                h2 class="text-lg font-semibold" id="p-in" { (say!("profile-signing-in")) }
                div class="flex flex-wrap gap-2" {
                    (Button::link("/profile/password", &say!("profile-password")).icon("key-round"))
                    (Button::link("/settings/tokens", &say!("settings-tokens")).icon("code-xml"))
                    (Button::link(&record, &say!("profile-record")).icon("user-round"))
                }
                ul class="card divide-y divide-line" {
                    @for session in &sessions {
                        li class="px-4 py-2.5 flex items-center gap-3" {
                            span class="grow min-w-0" { span class="block truncate" { (agent_words(&session.agent)) } span class="block text-xs text-muted" { (say!("profile-since", since = look.ago(session.created_at), used = look.ago(session.seen_at))) } }
                            @if here.as_ref() == Some(&session.key) { span class="badge" data-tone="green" { (say!("profile-this-browser")) } }
                            @else { form class="contents" method="post" action="/profile/sessions" { (Button::new(&say!("profile-sign-out")).small().value("session", &session.key)) } }
                        }
                    }
                }
                @if sessions.len() > 1 { form method="post" action="/profile/sessions" { (Button::new(&say!("profile-sign-out-else")).small().value("session", "others")) } }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Profile, say!("shell-profile")).status(status).show(body).await
}

/// A kind of notices, for choosing.
fn wanted(told: Told) -> (Key, Key) {
    match told {
        Told::Mention => (key!("notice-want-mention"), key!("notice-want-mention-hint")),
        Told::Owner => (key!("notice-want-owner"), key!("notice-want-owner-hint")),
        Told::Changed => (key!("notice-want-changed"), key!("notice-want-changed-hint")),
        Told::Reminder => (key!("notice-want-reminder"), key!("notice-want-reminder-hint")),
    }
}

/// One's own language, or the workspace's.
fn language(now: &str) -> Markup {
    html! {
        fieldset class="fieldset max-w-60" {
            label class="fieldset-legend" for="f-language" { (say!("profile-language")) }
            select id="f-language" class="select w-full" name="language" {
                option value="" selected[now.is_empty()] { (say!("profile-language-workspace")) }
                (languages(now))
            }
        }
    }
}

/// One of a few, as buttons beside each other.
fn choice(name: &str, label: &str, list: &[(&str, Key)], now: &str) -> Markup {
    html! {
        fieldset class="fieldset" {
            legend class="fieldset-legend" { (label) }
            div class="join" {
                @for (value, words) in list {
                    input class="join-item btn btn-sm" type="radio" name=(name) value=(value) aria-label=(words) checked[*value == now];
                }
            }
        }
    }
}
