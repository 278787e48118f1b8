//! The bin: what was deleted, by whom and when, newest first; back with single ones or many, or gone for good.
use std::collections::HashMap;
use std::sync::Arc;

use axum::Form;
use axum::http::StatusCode;
use base::{Error, Id, Moment};
use engine::query::{MAX_LIMIT, Query};
use engine::{Action, Object};
use maud::{Markup, html};
use ui::Button;
use ui::field::cell::cut;
use ui::field::{face, href, words};
use ui::icon::sized;
use ui::part::{Mood, Size, Tab, alert, empty, tabs, topbar};
use ui::say;
use ui::web::{Answer, Fault};

use super::asked::address;
use super::flash::{Flash, to};
use super::visit::Visit;

/// Records shown of each object, and of one alone.
const EACH: usize = 50;
const ALONE: usize = 200;
/// Records destroyed in one go.
const AT_ONCE: usize = 5_000;

/// A record in the bin.
struct Gone {
    object: Arc<Object>,
    id: Id,
    title: String,
    at: Moment,
}

/// The records of an object in the bin, newest first.
async fn of_object(visit: &Visit, object: &Arc<Object>, limit: usize) -> Result<Vec<Gone>, Error> {
    let mut query = Query {
        deleted: true,
        ..Query::new(&object.key).columns(&object.title).sort("-updated_at")?.limit(limit.min(MAX_LIMIT))
    };
    let mut gone = Vec::new();
    loop {
        let page = visit.engine().list(&visit.actor, &query).await?;
        gone.extend(page.rows.into_iter().map(|row| Gone {
            object: object.clone(),
            id: row.id,
            title:
                row.cells.first().and_then(|v| v.text()).map_or_else(|| row.id.to_string(), |t| cut(t, 80)),
            at: row.deleted_at.unwrap_or(visit.now),
        }));
        match page.next {
            Some(next) if gone.len() < limit => query = query.after(Some(&next)),
            _ => break,
        }
    }
    gone.truncate(limit);
    Ok(gone)
}

/// `GET /bin`, `?object=` for one object alone.
pub(super) async fn show(visit: Visit) -> Answer {
    let wanted = visit.asked.text("object");
    let mut found = Vec::new();
    let mut counts: Vec<(Arc<Object>, i64)> = Vec::new();
    let objects: Vec<Arc<Object>> = visit.schema.objects().filter(|o| visit.sees(o)).cloned().collect();
    for object in &objects {
        let query = Query { deleted: true, ..Query::new(&object.key) };
        let count = visit.engine().count(&visit.actor, &query).await?;
        if count > 0 {
            counts.push((object.clone(), count));
        }
        match wanted {
            Some(key) if key == object.key => found = of_object(&visit, object, ALONE).await?,
            None if count > 0 => found.extend(of_object(&visit, object, EACH).await?),
            _ => {}
        }
    }
    found.sort_by_key(|gone| std::cmp::Reverse(gone.at.0));
    let total: i64 = counts.iter().map(|(_, n)| n).sum();
    let who = deleters(&visit, &found).await?;
    let title = say!("bin-title");
    let may_empty = counts.iter().any(|(o, _)| visit.can(o, Action::Destroy));
    let count = words::number(total);
    let body = html! {
        (topbar(&[], &title, (total > 0).then_some(count.as_str()), html! {
            @if may_empty { (Button::link(&address("/bin/empty", wanted.map(|o| ("object", o))), &say!("bin-empty-it")).icon("trash-2").small()) }
        }))
        @if total == 0 { (empty("trash-2", &say!("bin-nothing"), &say!("bin-nothing-text"), html! {})) }
        @else {
            (kinds(&counts, total, wanted))
            div.panel-body {
                p."px-4"."py-3".text-sm.text-muted { (say!("bin-text")) }
                (table(&visit, &found, &who))
            }
        }
    };
    visit.page(&title, None, body).await
}

/// A tab for each object that has records here.
fn kinds(counts: &[(Arc<Object>, i64)], total: i64, wanted: Option<&str>) -> Markup {
    let all = (words::number(total), say!("bin-all"));
    let each: Vec<(String, String)> = counts
        .iter()
        .map(|(o, n)| (address("/bin", [("object", o.key.as_str())]), words::number(*n)))
        .collect();
    let mut list =
        vec![Tab { href: "/bin", label: &all.1, count: Some(&all.0), current: wanted.is_none(), icon: None }];
    list.extend(counts.iter().zip(&each).map(|((o, _), (href, n))| Tab {
        href,
        label: &o.labels,
        icon: Some(&o.icon),
        count: Some(n),
        current: wanted == Some(o.key.as_str()),
    }));
    tabs(&say!("bin-kinds"), &list, html! {})
}

/// Who deleted what.
async fn deleters(visit: &Visit, found: &[Gone]) -> Result<HashMap<Id, String>, Error> {
    let ids: Vec<Id> = found.iter().map(|g| g.id).collect();
    let by = visit.engine().deleters(&ids).await?;
    let mut people: Vec<Id> = by.values().copied().collect();
    people.sort_unstable();
    people.dedup();
    let names = visit.engine().titles(&visit.actor, "user", &people).await?;
    Ok(by.into_iter().filter_map(|(record, user)| Some((record, names.get(&user)?.clone()))).collect())
}

fn table(visit: &Visit, found: &[Gone], who: &HashMap<Id, String>) -> Markup {
    let look = visit.look();
    html! {
        form method="post" action="/bin" {
            input type="hidden" name="back" value=(visit.asked.here());
            table.table.table-stack.border-t.border-line {
                thead { tr {
                    th."w-10" scope="col" { span.sr-only { (say!("bin-choose")) } }
                    th scope="col" { (say!("bin-name")) } th scope="col" { (say!("bin-what")) } th scope="col" { (say!("bin-by")) } th scope="col" { (say!("bin-when")) }
                    th scope="col" { span.sr-only { (say!("bin-action")) } }
                } }
                tbody {
                    @for gone in found {
                        @let value = format!("{}:{}", gone.object.key, gone.id);
                        tr {
                            td { input.checkbox.checkbox-sm type="checkbox" name="record" value=(value) aria-label=(say!("bin-choose-one", name = &gone.title)); }
                            td { a.flex.items-center."gap-2.5".font-medium href=(href(&gone.object, gone.id)) { (face(&gone.object, &gone.title, gone.id, Size::Medium)) (gone.title) } }
                            td.text-muted { span.inline-flex.items-center."gap-1.5" { (sized(&gone.object.icon, "icon icon-sm text-faint")) (gone.object.label) } }
                            td.text-muted { (who.get(&gone.id).map_or("–", String::as_str)) }
                            td.text-muted { time datetime=(gone.at) title=(look.long_moment(gone.at)) { (look.ago(gone.at)) } }
                            td.text-end.whitespace-nowrap {
                                @if visit.can(&gone.object, Action::Delete) { button.btn.btn-sm name="restore" value=(value) aria-label=(say!("bin-restore-one", name = &gone.title)) { (sized("undo-2", "icon")) (say!("bin-restore")) } }
                                @if visit.can(&gone.object, Action::Destroy) { " " a.btn.btn-ghost.btn-sm href={ (href(&gone.object, gone.id)) "/destroy" } aria-label=(say!("bin-destroy-one", name = &gone.title)) { (say!("bin-destroy")) } }
                            }
                        }
                    }
                }
            }
            div.flex.flex-wrap."gap-2"."p-4".sticky."bottom-0"."bg-base-100".border-t.border-line {
                (Button::new(&say!("bin-restore-chosen")).icon("undo-2").value("act", "restore"))
                (Button::new(&say!("bin-destroy-chosen")).ghost().value("act", "destroy"))
            }
        }
    }
}

/// The records a form names, as `object:id`.
fn named(visit: &Visit, pairs: &[(String, String)], name: &str) -> Vec<(Arc<Object>, Id)> {
    let values = pairs.iter().filter(|(n, _)| n == name);
    let read = |value: &str| {
        let (object, id) = value.split_once(':')?;
        let object = visit.schema.object(object).filter(|o| visit.sees(o))?;
        Some((object.clone(), id.parse().ok()?))
    };
    values.filter_map(|(_, v)| read(v)).collect()
}

/// `POST /bin`: brings back one record or those chosen, or destroys them once that was said twice.
pub(super) async fn change(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let text = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let back = Some(text("back")).filter(|b| b.starts_with("/bin")).unwrap_or("/bin").to_owned();
    let one = named(&visit, &pairs, "restore");
    let chosen = if one.is_empty() { named(&visit, &pairs, "record") } else { one };
    if chosen.is_empty() {
        return Ok(Flash::failed(say!("bin-choose-first")).then(&back));
    }
    if text("act") == "destroy" && text("restore").is_empty() {
        if text("sure") != "yes" {
            return ask(&visit, chosen.len() as i64, "/bin", &back, &pairs).await;
        }
        let (done, left) = destroy(&visit, &chosen).await?;
        return Ok(told_destroyed(done, left).then(&back));
    }
    let mut work = visit.engine().begin(&visit.actor);
    let (mut done, mut left) = (0_u64, 0_u64);
    for (object, id) in &chosen {
        let record = visit.engine().find_any(&visit.actor, &object.key, *id).await;
        match record {
            Ok(record) if record.deleted_at.is_some() && visit.actor.may(Action::Delete, &record) => {
                work.restore(&object.key, *id).await?;
                done += 1;
            }
            Ok(_) | Err(Error::NotFound) => left += 1,
            Err(other) => return Err(other.into()),
        }
    }
    if done == 0 {
        return Ok(Flash::failed(say!("bin-restored-none")).then(&back));
    }
    let batch = work.commit().await?.batch;
    let words = if left > 0 {
        say!("bin-restored-some", count = done, left = left)
    } else {
        say!("bin-restored", count = done)
    };
    Ok(Flash::done(words).undo(batch).then(&back))
}

/// Destroys records the person may destroy; how many, and how many were left.
async fn destroy(visit: &Visit, chosen: &[(Arc<Object>, Id)]) -> Result<(u64, u64), Fault> {
    let (mut done, mut left) = (0, 0);
    for part in chosen.chunks(200) {
        let mut work = visit.engine().begin(&visit.actor);
        for (object, id) in part {
            match visit.engine().find_any(&visit.actor, &object.key, *id).await {
                Ok(record) if record.deleted_at.is_some() && visit.actor.may(Action::Destroy, &record) => {
                    work.destroy(&object.key, *id).await?;
                    done += 1;
                }
                Ok(_) | Err(Error::NotFound) => left += 1,
                Err(other) => return Err(other.into()),
            }
        }
        if !work.is_empty() {
            work.commit().await?;
        }
    }
    Ok((done, left))
}

fn told_destroyed(done: u64, left: u64) -> Flash {
    match (done, left) {
        (0, _) => Flash::failed(say!("bin-destroyed-none")),
        (done, 0) => Flash::done(say!("bin-destroyed", count = done)),
        (done, left) => Flash::done(say!("bin-destroyed-some", count = done, left = left)),
    }
}

/// Asks before records are gone for good.
async fn ask(visit: &Visit, count: i64, action: &str, back: &str, pairs: &[(String, String)]) -> Answer {
    let title = say!("bin-ask-title", count = count);
    let body = html! {
        (topbar(&[("/bin", &say!("bin-title"))], &title, None, html! {}))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(action) {
                (alert(Mood::Warning, html! { p.font-semibold { (say!("bin-ask-final")) } p { (say!("bin-ask-text")) } }))
                @for (name, value) in pairs.iter().filter(|(n, _)| n != "sure") { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="sure" value="yes";
                div.flex."gap-2" { (Button::new(&say!("bin-ask-do", count = count)).danger()) (Button::link(back, &say!("bin-ask-keep")).ghost()) }
            }
        }
    };
    // A form that was not carried out is shown again: 422 is what Turbo renders.
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, &title, None, body).await
}

/// Everything in the bin that the person may destroy, of one object or all.
async fn all(visit: &Visit, wanted: Option<&str>) -> Result<Vec<(Arc<Object>, Id)>, Error> {
    let mut out = Vec::new();
    let objects = visit.schema.objects().filter(|o| visit.sees(o) && visit.can(o, Action::Destroy));
    for object in objects.filter(|o| wanted.is_none_or(|w| w == o.key)) {
        let gone = of_object(visit, object, AT_ONCE.saturating_sub(out.len())).await?;
        out.extend(gone.into_iter().map(|g| (g.object, g.id)));
        if out.len() >= AT_ONCE {
            break;
        }
    }
    Ok(out)
}

/// `GET /bin/empty`
pub(super) async fn ask_empty(visit: Visit) -> Answer {
    let wanted = visit.asked.text("object");
    let found = all(&visit, wanted).await?;
    if found.is_empty() {
        return Ok(to("/bin"));
    }
    ask(&visit, found.len() as i64, &visit.asked.here(), "/bin", &[]).await
}

/// `POST /bin/empty`
pub(super) async fn empty_it(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    if !pairs.iter().any(|(n, v)| n == "sure" && v == "yes") {
        return Ok(to("/bin/empty"));
    }
    let found = all(&visit, visit.asked.text("object")).await?;
    let (done, left) = destroy(&visit, &found).await?;
    Ok(told_destroyed(done, left).then("/bin"))
}
