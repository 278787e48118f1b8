//! The palette's answer to what is typed: records first, what can be done with the first of them and on this page, places,
//! and what could be made of the words. With nothing typed: what was looked at last, and what the page offers.
use axum::response::{IntoResponse, Response};
use base::{Error, Id};
use engine::search::Hit;
use engine::{Object, Record};
use maud::{Markup, Render, html};
use ui::Command;
use ui::command::{Line, Shown, To};
use ui::field::cell::cut;
use ui::field::{face, href};
use ui::icon::icon;
use ui::part::Size;
use ui::say;
use ui::web::Answer;

use super::asked::address;
use super::visit::{Visit, id_of};
use super::{commands, recent, search};

/// Records found.
const RECORDS: usize = 7;
/// Commands of a group.
const COMMANDS: usize = 5;
/// Lines of a list that is all there is.
const ALL: usize = 40;

/// Lines under one heading.
struct Group {
    heading: String,
    lines: Vec<Markup>,
}

impl Group {
    fn of(heading: impl Into<String>, lines: impl IntoIterator<Item = Markup>) -> Self {
        Self { heading: heading.into(), lines: lines.into_iter().collect() }
    }
}

/// `GET /palette?q=&in=&at=&of=`: the options, in groups. `at` is the page one is on, `of` a record whose commands are asked for.
pub(super) async fn show(visit: Visit) -> Answer {
    let typed = visit.asked.text("q").unwrap_or_default().to_owned();
    let groups = if let Some(of) = visit.asked.text("of") {
        of_one(&visit, of, &typed).await?
    } else if let Some(words) = typed.strip_prefix('>') {
        doing(&visit, words.trim()).await?
    } else if let Some(words) = typed.strip_prefix('@') {
        let people = visit.schema.object("user").filter(|o| visit.can(o, engine::Action::Read));
        within(&visit, people.map(AsRef::as_ref), words.trim()).await?
    } else if typed.is_empty() && visit.asked.text("in").is_none() {
        beginning(&visit).await?
    } else {
        let (scope, words) = search::scope(&visit, &typed);
        match scope {
            Some(object) => within(&visit, Some(&object), &words).await?,
            None => everything(&visit, &words).await?,
        }
    };
    Ok(shown(&groups))
}

fn shown(groups: &[Group]) -> Response {
    let groups: Vec<&Group> = groups.iter().filter(|g| !g.lines.is_empty()).collect();
    html! {
        @for (n, group) in groups.iter().enumerate() {
            li role="presentation" {
                p class="text-xs font-medium text-muted px-3 pt-2.5 pb-1" id={ "palette-" (n) } { (group.heading) }
                ul role="group" aria-labelledby={ "palette-" (n) } { @for line in &group.lines { (line) } }
            }
        }
        @if groups.is_empty() { li class="px-3 py-6 text-center text-muted" role="presentation" { (say!("palette-nothing")) } }
    }
    .into_response()
}

/// Whether every word typed begins a word of a text.
fn fits(text: &str, words: &str) -> bool {
    let text = base::fold(text);
    let has = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|t| t.starts_with(word));
    base::fold(words).split_whitespace().all(has)
}

fn fitting(commands: &[Command], words: &str, kind: &str, most: usize) -> Vec<Markup> {
    commands.iter().filter(|c| fits(&c.label, words)).take(most).map(|c| c.option(kind, words)).collect()
}

/// Nothing typed yet.
async fn beginning(visit: &Visit) -> Result<Vec<Group>, Error> {
    let at = visit.asked.text("at").unwrap_or("/");
    let line = |r: &recent::Recent| record(&r.object, r.id, &r.title, "", "").show("");
    let recent = recent::of(visit, at.split(['?', '#']).next().unwrap_or_default(), 5).await?;
    let (name, here) = of_page(visit, at).await?;
    let go: Vec<Command> =
        commands::places(visit).into_iter().filter(|c| c.address() != at).take(6).collect();
    let creates = commands::objects(visit).filter_map(|o| commands::create(visit, o)).take(3);
    Ok(vec![
        Group::of(say!("palette-recent"), recent.iter().map(line)),
        Group::of(name, here.iter().take(COMMANDS).map(|c| c.option("", ""))),
        Group::of(say!("palette-create"), creates.map(|c| c.option("", ""))),
        Group::of(say!("palette-go"), go.iter().map(|c| c.option("", ""))),
    ])
}

/// What can be done on the page one is on, and what to call it.
async fn of_page(visit: &Visit, at: &str) -> Result<(String, Vec<Command>), Error> {
    let path = at.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_start_matches('/').split('/');
    let Some(object) = parts.next().and_then(|name| visit.object(name).ok()) else {
        return Ok((String::new(), Vec::new()));
    };
    if let Some(Ok(id)) = parts.next().map(str::parse::<Id>) {
        return Ok(match found(visit, &object.key, id).await? {
            Some(record) => (
                say!("palette-for", who = cut(&record.title(), 60)).into(),
                commands::of_record(visit, &record),
            ),
            None => (String::new(), Vec::new()),
        });
    }
    Ok((object.labels.clone(), commands::of_list(visit, &object)))
}

/// A record that may be seen.
async fn found(visit: &Visit, object: &str, id: Id) -> Result<Option<Record>, Error> {
    match visit.engine().find_any(&visit.actor, object, id).await {
        Ok(record) => Ok(Some(record)),
        Err(Error::NotFound | Error::Forbidden(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// What can be done with one record: `contacts/4711`.
async fn of_one(visit: &Visit, of: &str, words: &str) -> Result<Vec<Group>, Error> {
    let (objects, id) = of.trim_start_matches('/').split_once('/').ok_or(Error::NotFound)?;
    let object = visit.object(objects)?;
    let record = visit.engine().find_any(&visit.actor, &object.key, id_of(id)?).await?;
    let open = Command::page(say!("palette-open"), "arrow-right", href(&object, record.id));
    let mut all = vec![open];
    all.extend(commands::of_record(visit, &record));
    Ok(vec![Group::of(say!("palette-for", who = cut(&record.title(), 60)), fitting(&all, words, "", ALL))])
}

/// Commands alone.
async fn doing(visit: &Visit, words: &str) -> Result<Vec<Group>, Error> {
    let (name, here) = of_page(visit, visit.asked.text("at").unwrap_or("/")).await?;
    let creates: Vec<Command> = commands::objects(visit).filter_map(|o| commands::create(visit, o)).collect();
    Ok(vec![
        Group::of(name, fitting(&here, words, "", ALL)),
        Group::of(say!("palette-create"), fitting(&creates, words, "", ALL)),
        Group::of(say!("palette-go"), fitting(&commands::places(visit), words, "", ALL)),
        Group::of(say!("palette-anywhere"), fitting(&commands::everywhere(), words, "", ALL)),
    ])
}

/// Records of one object, and what it offers.
async fn within(visit: &Visit, object: Option<&Object>, words: &str) -> Result<Vec<Group>, Error> {
    let Some(object) = object else { return Ok(Vec::new()) };
    let kinds = [object.key.as_str()];
    let lines: Vec<Markup> = if words.is_empty() {
        let newest = visit.engine().list(&visit.actor, &search::newest(object, RECORDS)?).await?;
        let title = |cells: &[engine::Value]| {
            cells.first().and_then(engine::Value::text).map_or_else(String::new, |t| cut(t, 80))
        };
        newest.rows.iter().map(|r| record(object, r.id, &title(&r.cells), "", "").show("")).collect()
    } else {
        let hits = super::search::hits(visit, words, Some(&kinds), RECORDS * 2).await?;
        hits.iter().map(|hit| of_hit(object, hit).show(words)).collect()
    };
    let mut commands = vec![Command::page(
        say!("palette-all", what = say::inline(&object.labels)),
        &object.icon,
        format!("/{}", object.plural),
    )];
    commands.extend(commands::create(visit, object));
    commands.extend(made_of(visit, object, words));
    Ok(vec![
        Group::of(object.labels.clone(), lines),
        Group::of(say!("palette-go"), commands.iter().map(|c| c.option("", words))),
    ])
}

/// Everything that fits.
async fn everything(visit: &Visit, words: &str) -> Result<Vec<Group>, Error> {
    let hits = super::search::hits(visit, words, None, RECORDS).await?;
    let line = |hit: &Hit| visit.schema.object(&hit.object).map(|object| of_hit(object, hit).show(words));
    let mut groups = vec![Group::of(say!("palette-records"), hits.iter().filter_map(line))];
    if let Some(first) = hits.first()
        && let Some(first) = found(visit, &first.object, first.id).await?
    {
        let first_commands = commands::of_record(visit, &first);
        let shown =
            first_commands.iter().filter(|c| !matches!(c.to, To::Danger(_)) && c.shown != Shown::Menu);
        groups.push(Group::of(
            say!("palette-for", who = cut(&first.title(), 60)),
            shown.take(4).map(|c| c.option("", words)),
        ));
    }
    let (name, here) = of_page(visit, visit.asked.text("at").unwrap_or("/")).await?;
    let mut best = Vec::new();
    let here = apart(here, words, &mut best);
    groups.push(Group::of(name, fitting(&here, words, "", COMMANDS)));
    let mut go = commands::places(visit);
    for view in visit.engine().views(&visit.actor, None).await? {
        if let Some(object) = visit.schema.object(&view.object).filter(|o| visit.sees(o)) {
            let label = say!("palette-view", object = &object.labels, view = &view.name);
            go.push(Command::page(
                label,
                super::views::icon_of(&view, visit),
                super::views::href(object, &view),
            ));
        }
    }
    let go = apart(go, words, &mut best);
    groups.push(Group::of(say!("palette-go"), fitting(&go, words, "", COMMANDS)));
    let creates = commands::objects(visit).filter_map(|o| commands::create(visit, o)).collect();
    let creates = apart(creates, words, &mut best);
    let mut made: Vec<Markup> = fitting(&creates, words, "", 3);
    let first_three = commands::objects(visit).take(3);
    made.extend(first_three.filter_map(|o| made_of(visit, o, words)).map(|c| c.option("", words)));
    groups.push(Group::of(say!("palette-create"), made));
    let anywhere = apart(commands::everywhere(), words, &mut best);
    groups.push(Group::of(say!("palette-anywhere"), fitting(&anywhere, words, "", 3)));
    let all = Command::page(
        say!("palette-all-results", words = super::form::quoted(words)),
        "search",
        address("/search", [("q", words)]),
    );
    groups.push(Group::of(say!("app-search"), [all.option("", "")]));
    groups.insert(0, Group::of(say!("palette-best"), best.iter().map(|c| c.option("", words))));
    Ok(groups)
}

/// Takes out what is called just as the words: it comes before everything that was found.
fn apart(commands: Vec<Command>, words: &str, best: &mut Vec<Command>) -> Vec<Command> {
    let typed = base::fold(words);
    let (exact, others): (Vec<_>, Vec<_>) = commands.into_iter().partition(|c| base::fold(&c.label) == typed);
    best.extend(exact);
    others
}

/// A new record of the words typed.
fn made_of(visit: &Visit, object: &Object, words: &str) -> Option<Command> {
    let new = commands::create(visit, object)?;
    let title = object
        .title_field()
        .filter(|f| !f.read_only && visit.actor.field(object, f) == engine::FieldRight::Write)?;
    if words.is_empty() {
        return None;
    }
    // A name typed in a hurry gets its capitals.
    let name: Vec<String> = words.split_whitespace().map(capital).collect();
    let name = name.join(" ");
    let to = address(&format!("/{}/new", object.plural), [(title.key.as_str(), name.as_str())]);
    Some(Command::dialog(
        say!("palette-made-of", new = &new.label, name = super::form::quoted(&name)),
        "plus",
        to,
    ))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn of_hit<'a>(object: &'a Object, hit: &'a Hit) -> Line<'a> {
    record(object, hit.id, &hit.title, &hit.line, &object.label)
}

/// The line of a record.
fn record<'a>(object: &'a Object, id: Id, title: &'a str, line: &'a str, kind: &'a str) -> Line<'a> {
    let picture = if title.is_empty() {
        icon(&object.icon).render()
    } else {
        face(object, title, id, Size::Medium).render()
    };
    Line {
        picture,
        label: title,
        line,
        kind: if kind.is_empty() { &object.label } else { kind },
        key: None,
        to: To::Page(href(object, id)),
        more: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_begins_a_word_of_what_fits() {
        assert!(fits("Settings: Roles and access", "set rol"));
        assert!(fits("Fields of Müller", "mul"));
        assert!(!fits("Settings: Roles and access", "oles"));
    }
}
