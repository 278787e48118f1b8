//! Rows that were refused, as a table: what is wrong stands at its cell, which can be mended and tried again.
use std::collections::BTreeMap;

use axum::Form;
use axum::extract::Path;
use base::Error;
use engine::{Field, Object};
use maud::{Markup, html};
use ui::Button;
use ui::field::{Typed, cell::cut};
use ui::icon::{icon, sized};
use ui::say;
use ui::web::Answer;

use super::run::{page, run_of};
use super::steps::count;
use crate::import::repair::{AT_ONCE, Repaired, problems, retry, skip};
use crate::import::{Mapping, RowError, Run};
use crate::pages::asked::address;
use crate::pages::flash::Flash;
use crate::pages::visit::Visit;

/// Rows on one page.
const SHOWN: usize = 50;
/// Rows that are looked at for what they have in common.
const LOOKED: usize = 5_000;

/// What is wrong with a row: the place of the column where one is to blame, and why.
type Problems = Vec<(Option<usize>, String)>;

/// Refused rows with what is needed to show and mend them.
struct Fixes<'a> {
    visit: &'a Visit,
    run: &'a Run,
    object: &'a Object,
    headings: Vec<String>,
    mapping: Mapping,
    rows: Vec<(RowError, Problems)>,
}

async fn load<'a>(visit: &'a Visit, run: &'a Run, object: &'a Object) -> Result<Fixes<'a>, Error> {
    let headings: Vec<String> =
        run.report.get("headings").and_then(|h| serde_json::from_value(h.clone()).ok()).unwrap_or_default();
    let errors = run.errors(visit.engine(), -1, LOOKED).await?;
    let rows = errors.into_iter().map(|e| {
        let mut found = problems(&e.reason, &headings);
        // The value stands at its cell already.
        for (place, message) in &mut found {
            let value = place.and_then(|p| e.cells.get(p)).map(|c| format!("{:?}", c.trim()));
            if let Some(rest) = value.and_then(|v| message.strip_prefix(v.as_str()).map(str::to_owned)) {
                rest.trim_start_matches([' ', ':']).clone_into(message);
            }
        }
        (e, found)
    });
    Ok(Fixes { visit, run, object, rows: rows.collect(), headings, mapping: Mapping::parse(&run.mapping)? })
}

/// The table; nothing when no row was refused.
pub(super) async fn table(visit: &Visit, run: &Run) -> Result<Markup, Error> {
    let object = visit.object(&run.object)?;
    let fixes = load(visit, run, &object).await?;
    Ok(if fixes.rows.is_empty() {
        html! {}
    } else {
        fixes.show()
    })
}

impl Fixes<'_> {
    fn show(&self) -> Markup {
        let here = format!("/imports/{}", self.run.id);
        let only: Option<usize> = self.visit.asked.text("column").and_then(|c| c.parse().ok());
        let has = |row: &Vec<(Option<usize>, String)>| only.is_none() || row.iter().any(|(p, _)| *p == only);
        let listed: Vec<_> = self.rows.iter().filter(|(_, p)| has(p)).collect();
        let page: usize = self.visit.asked.text("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1);
        let shown: Vec<_> = listed.iter().skip((page - 1) * SHOWN).take(SHOWN).collect();
        let action = address(
            &format!("{here}/rows"),
            self.visit.asked.pairs().iter().map(|(n, v)| (n.as_str(), v.as_str())),
        );
        let retry = say!("import-try-again", count = shown.len());
        html! {
            div.card.overflow-hidden {
                form method="post" action=(action) data-controller="form" data-leave-words=(say!("import-fix-leave")) {
                    header.flex.flex-wrap.items-center."gap-2"."px-4"."py-2.5" {
                        h2 #re.card-title { (say!("import-rows-to-fix")) }
                        (self.tabs(&here, only))
                        span.grow {}
                        a.btn.btn-sm href={ "/api/v1/imports/" (self.run.id) "/errors.csv" } data-turbo="false" download { (icon("download")) (say!("import-errors-csv")) }
                        (Button::new(&retry).primary().small().key("mod+enter").value("then", "retry"))
                    }
                    div."overflow-x-auto" tabindex="0" role="region" aria-labelledby="re" {
                        table.table.table-stack.border-t.border-line {
                            thead { tr {
                                th.num scope="col" { (say!("import-line")) } th scope="col" { (self.object.label) }
                                th scope="col" { (say!("import-problem")) } th scope="col" { (say!("import-fix")) } th scope="col" { span.sr-only { (say!("import-skip")) } }
                            } }
                            tbody { @for (row, problems) in shown { (self.row(row, problems)) } }
                        }
                    }
                    (self.pages(listed.len(), page))
                }
                (self.shared(&here))
            }
        }
    }

    /// The columns that have problems, with how many rows.
    fn tabs(&self, here: &str, only: Option<usize>) -> Markup {
        let mut by: BTreeMap<usize, u64> = BTreeMap::new();
        for (_, problems) in &self.rows {
            for (place, _) in problems {
                if let Some(place) = place {
                    *by.entry(*place).or_default() += 1;
                }
            }
        }
        html! {
            nav.tabs.tabs-box aria-label=(say!("import-kind-of-error")) {
                a.tab href=(here) aria-current=[only.is_none().then_some("true")] { (say!("import-show-all", count = self.rows.len())) }
                @for (place, n) in by.iter().take(6) {
                    a.tab href={ (here) "?column=" (place) } aria-current=[(only == Some(*place)).then_some("true")] {
                        (self.headings.get(*place).map_or("", String::as_str)) " " (count(*n))
                    }
                }
            }
        }
    }

    fn pages(&self, all: usize, page: usize) -> Markup {
        let pages = all.div_ceil(SHOWN);
        let to = |n: usize| self.visit.asked.with("page", Some(&n.to_string())).replace("/rows", "");
        html! {
            @if pages > 1 {
                nav.flex.items-center."gap-2"."px-4"."min-h-11".text-sm.border-t.border-line aria-label=(say!("import-pages")) {
                    span.text-muted { (say!("import-page", page = page, pages = pages)) }
                    @if page > 1 { a.btn.btn-ghost.btn-sm href=(to(page - 1)) { (say!("import-page-before")) } }
                    @if page < pages { a.btn.btn-sm href=(to(page + 1)) { (say!("import-page-next")) } }
                }
            }
        }
    }

    /// The column that feeds a field.
    fn column_of(&self, key: &str) -> Option<usize> {
        let (heading, _) =
            self.mapping.columns.iter().find(|(_, c)| !c.skip && c.field.as_deref() == Some(key))?;
        self.headings.iter().position(|h| h == heading)
    }

    fn field_of(&self, place: usize) -> Option<&Field> {
        let key = self.mapping.column(self.headings.get(place)?)?.field.as_deref()?;
        self.object.field(key.split('.').next().unwrap_or_default())
    }

    /// What people know the row by.
    fn title<'r>(&self, row: &'r RowError) -> &'r str {
        let named = self
            .column_of(&self.object.title)
            .or_else(|| self.column_of("last_name"))
            .or_else(|| self.column_of("email"));
        let cell = named.and_then(|place| row.cells.get(place)).filter(|c| !c.trim().is_empty());
        cell.or_else(|| row.cells.iter().find(|c| !c.trim().is_empty())).map_or("", String::as_str)
    }

    fn row(&self, row: &RowError, problems: &[(Option<usize>, String)]) -> Markup {
        let places: Vec<usize> = problems.iter().filter_map(|(place, _)| *place).collect();
        let others: Vec<usize> =
            (0..self.headings.len()).filter(|p| !places.contains(p) && self.field_of(*p).is_some()).collect();
        html! {
            tr {
                td.num.text-muted.align-top { (count(row.line)) }
                td.font-medium.align-top."max-w-48".truncate { (cut(self.title(row), 60)) }
                td.align-top {
                    ul.grid."gap-1.5" {
                        @for (i, (place, message)) in problems.iter().enumerate() {
                            li #{ "p-" (row.line) "-" (i) }."min-h-7" {
                                @if let Some(place) = place {
                                    span.font-medium { (self.headings.get(*place).map_or("", String::as_str)) } " "
                                    code.font-mono.text-xs."bg-error/10".text-error.rounded."px-1"."py-0.5" { (Self::shown(row, *place)) } " "
                                }
                                span.text-muted { (message) }
                            }
                        }
                    }
                }
                td.align-top."min-w-56" {
                    div.grid."gap-1.5" {
                        @for (i, (place, _)) in problems.iter().enumerate() { @if let Some(place) = place { (self.input(row, *place, Some(&format!("p-{}-{i}", row.line)))) } }
                        details {
                            summary.cursor-pointer.text-xs.text-muted { (say!("import-other-cells")) }
                            div.grid."gap-1.5"."mt-1.5" { @for place in others { label.grid."gap-0.5".text-xs.text-muted { (self.headings.get(place).map_or("", String::as_str)) (self.input(row, place, None)) } } }
                        }
                    }
                }
                td.align-top.text-end { button.btn.btn-ghost.btn-sm name="skip" value=(row.line) { (say!("import-skip")) } }
            }
        }
    }

    fn shown(row: &RowError, place: usize) -> String {
        let cell = row.cells.get(place).map_or("", String::as_str);
        if cell.trim().is_empty() { say!("import-empty-cell").into_owned() } else { cut(cell, 60) }
    }

    /// The cell to be mended: a list where the field has one.
    fn input(&self, row: &RowError, place: usize, described: Option<&str>) -> Markup {
        let value = row.cells.get(place).map_or("", String::as_str);
        let name = format!("fix.{}.{place}", row.line);
        let heading = self.headings.get(place).map_or("", String::as_str);
        let label = say!("import-cell-label", column = heading, line = row.line);
        html! { (cell_input(self.field_of(place), &name, value, &label, described)) }
    }

    /// Values that several rows were refused for: mended in all of them at once.
    fn shared(&self, here: &str) -> Markup {
        let mut by: BTreeMap<(usize, &str), u64> = BTreeMap::new();
        for (row, problems) in &self.rows {
            for place in problems.iter().filter_map(|(place, _)| *place) {
                let value = row.cells.get(place).map_or("", |c| c.trim());
                if !value.is_empty() {
                    *by.entry((place, value)).or_default() += 1;
                }
            }
        }
        let mut groups: Vec<((usize, &str), u64)> = by.into_iter().filter(|(_, n)| *n > 1).collect();
        groups.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        html! {
            @for (i, ((place, value), n)) in groups.into_iter().take(5).enumerate() {
                form.flex.flex-wrap.items-center."gap-2"."px-4"."py-2".border-t.border-line.text-sm method="post" action={ (here) "/rows" } {
                    (sized("sparkles", "icon text-warning"))
                    span #{ "same-" (i) }.text-muted { (say!("import-share", count = n, value = value, column = self.headings.get(place).map_or("", String::as_str))) }
                    input type="hidden" name="same.column" value=(place);
                    input type="hidden" name="same.value" value=(value);
                    span."w-48" { (cell_input(self.field_of(place), "same.to", "", &say!("import-share-to", value = value), Some(&format!("same-{i}")))) }
                    button.btn.btn-sm name="then" value="same" { (say!("import-share-set", count = n)) }
                }
            }
        }
    }
}

fn cell_input(
    field: Option<&Field>,
    name: &str,
    value: &str,
    label: &str,
    described: Option<&str>,
) -> Markup {
    let choices = field.filter(|f| f.kind == engine::Kind::Choice);
    html! {
        @if let Some(field) = choices {
            @let known = field.choices.iter().any(|c| c.label == value || c.key == value);
            select.select."h-7".text-sm.w-full name=(name) aria-label=(label) aria-describedby=[described] {
                @if !known { option value=(value) selected { (if value.is_empty() { "–" } else { value }) } }
                @if !value.is_empty() { option value="" { "–" } }
                @for choice in field.choices.iter().filter(|c| !c.hidden) { option value=(choice.label) selected[choice.label == value || choice.key == value] { (choice.label) } }
            }
        } @else { input.input."h-7".text-sm.w-full name=(name) value=(value) aria-label=(label) aria-describedby=[described] autocomplete="off"; }
    }
}

/// `POST /imports/{id}/rows`: tries mended rows again, passes one over, or mends a value in all rows that have it.
pub(in crate::pages) async fn repair(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let run = run_of(&visit, &id).await?;
    let typed = Typed::sent(pairs);
    let here = address(
        &format!("/imports/{}", run.id),
        visit.asked.pairs().iter().map(|(n, v)| (n.as_str(), v.as_str())),
    );
    match done(&visit, &run, &typed).await {
        Ok(flash) => Ok(flash.then(&here)),
        Err(Error::Invalid(problems)) => page(&visit, &run, Some(&problems.to_string())).await,
        Err(Error::Conflict(conflict)) => page(&visit, &run, Some(&conflict.message)).await,
        Err(other) => Err(other.into()),
    }
}

async fn done(visit: &Visit, run: &Run, typed: &Typed) -> Result<Flash, Error> {
    if let Ok(line) = typed.text("skip").parse::<u64>() {
        skip(visit.engine(), run, &[line]).await?;
        return Ok(Flash::done(say!("import-skipped", line = line)));
    }
    let object = visit.object(&run.object)?;
    let fixes = load(visit, run, &object).await?;
    let rows: Vec<RowError> = if typed.text("then") == "same" {
        let place: usize = typed.text("same.column").parse().unwrap_or(usize::MAX);
        let (value, to) = (typed.text("same.value"), typed.text("same.to"));
        let has = |row: &RowError| row.cells.get(place).is_some_and(|c| c.trim() == value);
        let rows = fixes.rows.into_iter().map(|(row, _)| row).filter(has);
        rows.map(|mut row| {
            if let Some(cell) = row.cells.get_mut(place) {
                to.clone_into(cell);
            }
            row
        })
        .take(AT_ONCE)
        .collect()
    } else {
        fixes.rows.into_iter().filter_map(|(row, _)| mended(row, typed)).take(AT_ONCE).collect()
    };
    if rows.is_empty() {
        return Ok(Flash::failed(say!("import-nothing-tried")));
    }
    let Repaired { counts } = retry(visit.engine(), &visit.actor, run, &rows).await?;
    let good = counts.created + counts.updated + counts.unchanged;
    Ok(match (good, counts.failed) {
        (0, bad) => Flash::failed(say!("import-still-wrong", count = bad)),
        (good, 0) => Flash::done(say!("import-repaired", count = good)),
        (good, bad) => Flash::done(say!("import-repaired-some", count = good, left = bad)),
    })
}

/// A row with the cells of the form; nothing when the form does not have it.
fn mended(mut row: RowError, typed: &Typed) -> Option<RowError> {
    let mine = format!("fix.{}.", row.line);
    let mut there = false;
    for (name, value) in typed.pairs() {
        let Some(place) = name.strip_prefix(&mine).and_then(|p| p.parse::<usize>().ok()) else { continue };
        there = true;
        if row.cells.len() <= place && place < 10_000 {
            row.cells.resize(place + 1, String::new());
        }
        if let Some(cell) = row.cells.get_mut(place) {
            value.clone_into(cell);
        }
    }
    there.then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_of_the_form_are_tried_with_their_new_cells() {
        let row = |line| RowError {
            line,
            reason: String::new(),
            cells: vec!["Ben".to_owned(), "no mail".to_owned()],
        };
        let typed = Typed::sent(vec![("fix.3.1".to_owned(), "ben@x.de".to_owned())]);
        assert_eq!(mended(row(3), &typed).unwrap().cells, ["Ben", "ben@x.de"]);
        assert!(mended(row(4), &typed).is_none());
    }
}
