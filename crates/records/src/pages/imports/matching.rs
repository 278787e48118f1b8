//! The columns of a file and where they go: samples, the guess and how sure it is, another field, a new one or none;
//! and in its column what has to be answered: values nobody knows, days or months first, points or commas.
use axum::http::StatusCode;
use engine::{Action, Field, Kind, Object};
use maud::{Markup, html};
use serde_json::{Map, Value as Json};
use ui::Button;
use ui::field::{icon_of, words};
use ui::icon::sized;
use ui::part::{Mood, alert};
use ui::say;
use ui::say::inline;
use ui::web::Answer;

use super::run::notes;
use super::steps::{count, file, head, what};
use crate::import::found::{ColumnFound, KeysFound};
use crate::import::mapping::{Column, Create, DateStyle, Duplicates, Existing, NumberStyle};
use crate::import::{Mapping, Run, Unknown};
use crate::pages::asked::address;
use crate::pages::visit::Visit;

/// Columns on one page.
const SHOWN: usize = 50;
/// Below this a guess by the heading is worth a look.
const SURE: f64 = 0.85;

/// Everything the page shows.
pub(super) struct Match<'a> {
    visit: &'a Visit,
    run: &'a Run,
    object: &'a Object,
    mapping: Mapping,
    columns: Vec<ColumnFound>,
    questions: Vec<Json>,
    keys: KeysFound,
    /// Fields that are to be made, by heading: label and kind.
    new: Map<String, Json>,
}

/// What is to be said of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It needs a look.
    Open,
    /// It is left out.
    Out,
    /// It becomes a new field.
    New,
    /// It goes somewhere.
    Fine,
}

pub(super) fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// The fields to be made, as the run keeps them.
pub(super) fn new_fields(run: &Run) -> Map<String, Json> {
    run.report.get("new_fields").and_then(Json::as_object).cloned().unwrap_or_default()
}

pub(super) async fn page(visit: &Visit, run: &Run, problem: Option<&str>) -> Answer {
    let object = visit.object(&run.object)?;
    let of = |name: &str| run.report.get(name).cloned().unwrap_or_default();
    let page = Match {
        visit,
        run,
        object: &object,
        mapping: Mapping::parse(&run.mapping)?,
        columns: serde_json::from_value(of("columns")).unwrap_or_default(),
        questions: of("questions").as_array().cloned().unwrap_or_default(),
        keys: serde_json::from_value(of("keys")).unwrap_or_default(),
        new: new_fields(run),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = say!("import-title", what = &what(visit, run));
    visit.page_with(status, &title, None, page.show(problem)).await
}

impl Match<'_> {
    fn show(&self, problem: Option<&str>) -> Markup {
        let here = format!("/imports/{}", self.run.id);
        let open = self.columns.iter().filter(|c| self.standing(c) == Standing::Open).count();
        let matched = self.columns.len() - open;
        let review = self.visit.asked.text("show") == Some("review");
        let listed: Vec<(usize, &ColumnFound)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| !review || self.standing(c) == Standing::Open)
            .collect();
        let page: usize = self.visit.asked.text("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1);
        let pages = listed.len().div_ceil(SHOWN).max(1);
        let page = page.min(pages);
        let action = address(
            &format!("{here}/mapping"),
            self.visit.asked.pairs().iter().map(|(n, v)| (n.as_str(), v.as_str())),
        );
        let verb = say!("import-check", count = self.run.total.unwrap_or_default());
        html! {
            (head(self.visit, self.run, 1, html! { span.text-sm.text-muted."max-md:hidden" { (say!("import-saved")) } (Button::link("/imports", &say!("app-cancel")).ghost().small()) }))
            form.panes."flex-1"."lg:grid-cols-[minmax(0,1fr)_20rem]" method="post" action=(action) data-controller="submit" novalidate {
                div.flex.flex-col {
                    div."px-4"."py-3".flex.flex-wrap.items-center."gap-2" {
                        p.grow {
                            strong.font-semibold { (say!("import-matched", matched = matched, count = self.columns.len())) } " "
                            span.text-muted { @if open == 0 { (say!("import-none-open")) } @else { (say!("import-open", count = open)) } }
                        }
                        nav.tabs.tabs-box aria-label=(say!("import-show")) {
                            a.tab href=(here) aria-current=[(!review).then_some("true")] { (say!("import-show-all", count = self.columns.len())) }
                            a.tab href={ (here) "?show=review" } aria-current=[review.then_some("true")] { (say!("import-show-review", count = open)) }
                        }
                    }
                    (self.alerts(problem))
                    div."overflow-x-auto".border-t.border-line tabindex="0" role="region" aria-label=(say!("import-columns")) {
                        table.table.table-stack {
                            thead { tr {
                                th scope="col" { (say!("import-col-column")) } td {} th scope="col" { (say!("import-col-goes")) } th scope="col" { (say!("import-col-result")) }
                            } }
                            tbody { @for (place, column) in listed.iter().skip((page - 1) * SHOWN).take(SHOWN) { (self.line(*place, column)) } }
                        }
                    }
                    @if pages > 1 { (self.pages(page, pages)) }
                }
                aside.flex.flex-col."bg-base-100" aria-label=(say!("import-summary")) {
                    div.grow."overflow-y-auto" {
                        section."p-4".border-b.border-line { (file(self.run)) }
                        (self.settings())
                        (Self::toml(&here))
                    }
                    footer."p-3".border-t.border-line.flex."gap-2".sticky."bottom-0"."bg-base-100" {
                        button.btn name="then" value="look" { (say!("import-look-again")) }
                        (Button::new(&verb).primary().key("mod+enter").value("then", "check").class("grow"))
                    }
                }
            }
        }
    }

    fn alerts(&self, problem: Option<&str>) -> Markup {
        let failed = self.run.state == "failed";
        let remembered = self.run.report.get("remembered").and_then(Json::as_str);
        html! {
            div.grid."gap-2"."px-4"."empty:hidden"."pb-3" {
                @if let Some(problem) = problem { (alert(Mood::Error, html! { (problem) })) }
                @for note in notes(self.run) { (alert(if failed { Mood::Error } else { Mood::Info }, html! { (note) })) }
                @if let Some(run) = remembered { (alert(Mood::Info, html! { (say!("import-remembered")) " " a.link href={ "/imports/" (run) } { (say!("import-remembered-see")) } })) }
            }
        }
    }

    fn pages(&self, page: usize, pages: usize) -> Markup {
        let to = |n: usize| self.visit.asked.with("page", Some(&n.to_string())).replace("/mapping", "");
        html! {
            nav.flex.items-center."gap-2"."px-4"."min-h-11".text-sm.border-t.border-line aria-label=(say!("import-pages")) {
                span.text-muted { (say!("import-page", page = page, pages = pages)) }
                @if page > 1 { a.btn.btn-ghost.btn-sm href=(to(page - 1)) { (say!("import-page-before")) } }
                @if page < pages { a.btn.btn-sm href=(to(page + 1)) { (say!("import-page-next")) } }
                span.text-faint { (say!("import-page-note")) }
            }
        }
    }

    fn spec(&self, column: &ColumnFound) -> Option<&Column> {
        self.mapping.columns.iter().find(|(h, _)| *h == column.heading).map(|(_, c)| c)
    }

    fn field<'s>(&'s self, spec: Option<&Column>) -> Option<&'s Field> {
        let key = spec?.field.as_deref()?;
        self.object.field(key.split('.').next().unwrap_or_default())
    }

    /// The questions about one column.
    fn asked(&self, column: &ColumnFound) -> impl Iterator<Item = &Json> {
        self.questions
            .iter()
            .filter(|q| text(q, "column") == column.heading && text(q, "about") != "duplicate")
    }

    fn standing(&self, column: &ColumnFound) -> Standing {
        let spec = self.spec(column);
        if self.new.contains_key(&column.heading) {
            Standing::New
        } else if spec.is_none() || self.asked(column).any(|q| text(q, "about") != "column") {
            Standing::Open
        } else if spec.is_some_and(|s| s.skip) {
            Standing::Out
        } else {
            Standing::Fine
        }
    }

    fn line(&self, place: usize, column: &ColumnFound) -> Markup {
        let spec = self.spec(column).filter(|s| !s.skip);
        let standing = self.standing(column);
        let field = self.field(spec);
        let goes = spec.is_some() || standing == Standing::New;
        let icon = match field {
            _ if standing == Standing::New => "circle-plus",
            Some(field) => icon_of(field, &self.visit.schema),
            None if spec.is_some() => "hash",
            None => "circle-minus",
        };
        let note = format!("note-{place}");
        html! {
            tr {
                td.align-top."py-2.5" {
                    span.block.font-medium { (column.heading) }
                    span.block.text-muted.truncate."max-w-56" { (column.samples.join(", ")) }
                    input type="hidden" name={ "c." (place) ".head" } value=(column.heading);
                }
                td.text-faint."px-0".align-top."py-4"."max-md:!hidden" { (sized(if goes { "arrow-right" } else { "minus" }, "icon")) }
                td.align-top."py-2"."md:min-w-60" {
                    span.relative.block {
                        (sized(icon, "icon absolute left-2.5 top-2 z-1 text-faint"))
                        select class={ "select h-8 pl-8 w-full" (if standing == Standing::Open { " border-warning" } else { "" }) } name={ "c." (place) ".to" }
                            aria-label=(say!("import-field-for", column = &column.heading)) aria-describedby=(note) data-action="submit#soon" { (self.options(column, spec)) }
                    }
                    @if standing == Standing::New { (self.new_field(place, column)) }
                    @if let (Some(spec), Some(field)) = (spec, field) { (self.answers(place, column, spec, field)) }
                }
                td.align-top."py-3.5" { (self.result(column, spec, standing, &note)) }
            }
        }
    }

    /// Everything a column can go to.
    fn options(&self, column: &ColumnFound, spec: Option<&Column>) -> Markup {
        let now = if self.new.contains_key(&column.heading) {
            "new"
        } else {
            spec.and_then(|s| s.field.as_deref()).unwrap_or_default()
        };
        let seen = |f: &&Field| {
            !f.hidden
                && self.visit.actor.sees(self.object, f)
                && f.kind != Kind::File
                && !matches!(f.key.as_str(), "created_by" | "updated_at")
        };
        let external = now.starts_with("external:");
        html! {
            option value="" selected[now.is_empty()] { (say!("import-leave-out")) }
            optgroup label=(self.object.label) {
                @for field in self.object.fields.iter().filter(seen) {
                    option value=(field.key) selected[now == field.key] { (field.label) }
                    @if field.kind == Kind::Address {
                        @for part in engine::Address::PARTS {
                            @let value = format!("{}.{part}", field.key);
                            option value=(value) selected[now == value] { (field.label) ": " (engine::schema::label_of(part)) }
                        }
                    }
                }
            }
            optgroup label=(say!("import-other")) {
                @if external { option value=(now) selected { (say!("import-id-of", source = now.trim_start_matches("external:"))) } }
                @else { option value=(format!("external:{}", self.source())) { (say!("import-id-of", source = &self.source())) } }
                option value="id" selected[now == "id"] { (say!("import-own-id")) }
                @if self.visit.actor.is_admin() { option value="new" selected[now == "new"] { (say!("import-new-field", name = &column.heading)) } }
            }
        }
    }

    /// What ids of another system are kept under: the name of the file.
    fn source(&self) -> String {
        let stem = self.run.name.rsplit_once('.').map_or(self.run.name.as_str(), |(stem, _)| stem);
        let words = base::words(stem).join("_");
        if words.is_empty() { "import".to_owned() } else { words }
    }

    fn new_field(&self, place: usize, column: &ColumnFound) -> Markup {
        let known = self.new.get(&column.heading);
        let label = known.map_or("", |k| text(k, "label"));
        let kind = known.map_or("", |k| text(k, "kind"));
        let kinds = Kind::ALL
            .into_iter()
            .filter(|k| !matches!(k, Kind::Link | Kind::Links | Kind::User | Kind::File | Kind::Address));
        html! {
            div.grid."grid-cols-2"."gap-2"."mt-2" {
                input.input."h-8".text-sm name={ "c." (place) ".label" } value=(if label.is_empty() { &column.heading } else { label }) aria-label=(say!("import-new-name", column = &column.heading)) autocomplete="off";
                select.select."h-8".text-sm name={ "c." (place) ".kind" } aria-label=(say!("import-new-kind", column = &column.heading)) {
                    @for k in kinds { option value=(k.name()) selected[k.name() == kind || (kind.is_empty() && k == column.kind)] { (crate::pages::settings::kind_name(k)) } }
                }
            }
        }
    }

    /// What is asked about a column that goes to a field, and what was answered.
    fn answers(&self, place: usize, column: &ColumnFound, spec: &Column, field: &Field) -> Markup {
        let about = |name: &str| self.asked(column).find(|q| text(q, "about") == name);
        let is_date = matches!(field.kind, Kind::Date | Kind::DateTime);
        let is_number = matches!(field.kind, Kind::Integer | Kind::Decimal | Kind::Percent | Kind::Money);
        let decided = spec.unknown.is_some() || spec.create.is_some() || spec.create_choices;
        let question = about("choice").or_else(|| about("link"));
        html! {
            @if question.is_some() || !spec.values.is_empty() || decided { (self.values(place, question, spec, field)) }
            @if is_date && (about("date").is_some() || matches!(spec.date, Some(DateStyle::Dmy | DateStyle::Mdy))) {
                (dates(place, column, spec, about("date")))
            }
            @if is_number && (about("number").is_some() || spec.number.is_some()) { (numbers(place, spec, about("number"))) }
        }
    }

    /// Each value nobody knows with what it means, and what becomes of the others.
    fn values(&self, place: usize, question: Option<&Json>, spec: &Column, field: &Field) -> Markup {
        let asked: Vec<&Json> =
            question.and_then(|q| q.get("values")).and_then(Json::as_array).into_iter().flatten().collect();
        let answered = spec
            .values
            .iter()
            .map(|(value, means)| (value.as_str(), None, means.as_str().unwrap_or_default()));
        let open = asked
            .iter()
            .map(|v| (text(v, "value"), v.get("rows").and_then(Json::as_u64), text(v, "proposal")));
        let more = question.and_then(|q| q.get("more")).and_then(Json::as_u64).unwrap_or_default();
        html! {
            ul.grid."gap-1"."mt-2".text-sm {
                @for (i, (value, rows, means)) in answered.chain(open).enumerate() {
                    li.grid."grid-cols-[minmax(0,1fr)_auto_minmax(0,1.4fr)]".items-center."gap-2" {
                        span.truncate title=(value) { (value) " " @if let Some(rows) = rows { span.text-faint { (count(rows)) } } }
                        (sized("arrow-right", "icon icon-sm text-faint"))
                        input type="hidden" name={ "c." (place) ".v." (i) } value=(value);
                        (Self::meaning(&format!("c.{place}.m.{i}"), value, means, field))
                    }
                }
                @if more > 0 { li.text-faint { (say!("import-more-values", count = more)) } }
            }
            (self.others(place, question, spec, field))
        }
    }

    fn meaning(name: &str, value: &str, means: &str, field: &Field) -> Markup {
        let label = say!("import-meaning-of", value = value);
        html! {
            @if field.kind.has_choices() {
                select class={ "select h-7 text-sm w-full" (if means.is_empty() { " border-warning" } else { "" }) } name=(name) aria-label=(label) {
                    option value="" { (say!("import-choose")) }
                    @for choice in field.choices.iter().filter(|c| !c.hidden) {
                        option value=(choice.label) selected[choice.label == means || choice.key == means] { (choice.label) }
                    }
                }
            } @else { input.input."h-7".text-sm.w-full name=(name) value=(means) aria-label=(label) autocomplete="off"; }
        }
    }

    /// What becomes of values without a meaning.
    fn others(&self, place: usize, question: Option<&Json>, spec: &Column, field: &Field) -> Markup {
        let target = field.target.as_deref().and_then(|t| self.visit.schema.object(t));
        let may_create = match target {
            Some(target) => target.key != "user" && self.visit.can(target, Action::Create),
            None => self.visit.actor.is_admin(),
        };
        let makes = matches!(spec.create, Some(Create::Plain(true) | Create::With(_)))
            || spec.create_choices
            || spec.unknown == Some(Unknown::Create);
        let now = match spec.unknown {
            _ if makes => "create",
            Some(Unknown::Empty) => "empty",
            // A link is best made, a choice best looked at.
            None | Some(Unknown::Ask) if target.is_some() && may_create => "create",
            _ => "error-rows",
        };
        let rows = question.and_then(|q| q.get("rows")).and_then(Json::as_u64);
        let create = target.map_or_else(
            || say!("import-else-choices"),
            |t| say!("import-else-create", what = &inline(&t.labels)),
        );
        html! {
            label.grid."gap-1"."mt-2".text-sm {
                span.text-muted {
                    (say!("import-else"))
                    @if let Some(rows) = rows { " (" (say!("import-rows", count = rows)) ")" }
                }
                select.select."h-7".text-sm.w-full name={ "c." (place) ".else" } {
                    @if may_create { option value="create" selected[now == "create"] { (create) } }
                    option value="error-rows" selected[now == "error-rows"] { (say!("import-else-refuse")) }
                    option value="empty" selected[now == "empty"] { (say!("import-else-empty")) }
                }
            }
        }
    }

    fn result(&self, column: &ColumnFound, spec: Option<&Column>, standing: Standing, id: &str) -> Markup {
        let field = self.field(spec);
        let is_key = spec.is_some()
            && self.mapping.key.is_some()
            && spec.and_then(|s| s.field.clone()) == self.mapping.key;
        let (tone, icon, words) = match standing {
            Standing::Open => ("text-warning", "triangle-alert", self.open_words(column, field)),
            Standing::Out => ("text-faint", "circle-minus", say!("import-note-out").into_owned()),
            Standing::New => {
                let kind = self
                    .new
                    .get(&column.heading)
                    .and_then(|n| serde_json::from_value(n.get("kind")?.clone()).ok())
                    .unwrap_or(column.kind);
                ("text-faint", "circle-plus", crate::pages::settings::kind_name(kind).said().into_owned())
            }
            Standing::Fine if is_key => (
                "text-success",
                "circle-check",
                say!("import-note-key", what = &what(self.visit, self.run)).into_owned(),
            ),
            Standing::Fine => match column.sure {
                Some(sure) if sure < SURE => (
                    "text-info",
                    "circle-dashed",
                    say!("import-note-similar", percent = (sure * 100.0) as u64).into_owned(),
                ),
                Some(_) => ("text-success", "circle-check", say!("import-note-same").into_owned()),
                None => (
                    "text-success",
                    "circle-check",
                    say!("import-note-filled", count = column.filled).into_owned(),
                ),
            },
        };
        let muted = if standing == Standing::Open { "" } else { "text-muted" };
        html! {
            span id=(id) class={ "flex gap-1.5 " (tone) } { (sized(icon, "icon mt-px")) span class=(muted) { (words) } }
        }
    }

    /// What has to be looked at, in a few words.
    fn open_words(&self, column: &ColumnFound, field: Option<&Field>) -> String {
        let Some(question) = self.asked(column).next() else {
            return say!("import-note-unknown").into_owned();
        };
        let open = question.get("values").and_then(Json::as_array).map_or(0, Vec::len) as u64
            + question.get("more").and_then(Json::as_u64).unwrap_or_default();
        let said = match (text(question, "about"), field) {
            ("date", _) => say!("import-note-date"),
            ("number", _) => say!("import-note-number"),
            ("link", Some(field)) => say!("import-note-link", count = open, field = &field.label),
            (_, Some(field)) => match column.distinct {
                Some(all) if all >= open => {
                    say!("import-note-choice-of", count = open, all = all, field = &field.label)
                }
                _ => say!("import-note-choice", count = open, field = &field.label),
            },
            _ => say!("import-note-unknown"),
        };
        said.into_owned()
    }

    /// How records are known, what happens to those that are there, tags and names.
    fn settings(&self) -> Markup {
        let keyed: Vec<(&str, String)> = self
            .mapping
            .columns
            .iter()
            .filter(|(_, c)| !c.skip)
            .filter_map(|(heading, c)| {
                let key = c.field.as_deref()?;
                let field = self.object.field(key);
                let fits = field.is_none_or(|f| {
                    !f.kind.is_link() && f.kind != Kind::Address && !f.kind.rules().columns().is_empty()
                });
                (fits && !key.contains('.'))
                    .then(|| (key, format!("{} ({heading})", field.map_or(key, |f| f.label.as_str()))))
            })
            .collect();
        let key = self.mapping.key.as_deref().unwrap_or_default();
        let tags = self.object.fields.iter().find(|f| f.kind == Kind::Tags && !f.hidden && !f.read_only);
        let tag = tags
            .and_then(|t| self.mapping.defaults.iter().find(|(f, _)| *f == t.key))
            .map_or("", |(_, v)| v.as_str());
        html! {
            div."p-4".grid."gap-4".border-b.border-line {
                fieldset.fieldset {
                    label.fieldset-legend for="i-key" { (say!("import-known-by")) }
                    select #i-key.select.w-full name="key" data-action="submit#soon" aria-describedby="i-key-h" {
                        option value="" { (say!("import-known-none")) }
                        @for (value, label) in &keyed { option value=(value) selected[*value == key] { (label) } }
                    }
                    p #i-key-h.label.whitespace-normal {
                        @if key.is_empty() { (say!("import-known-hint")) }
                        @else { (say!("import-known-found", known = self.keys.known, twice = self.keys.twice)) }
                    }
                }
                @if !key.is_empty() { (self.existing()) }
                @if let Some(field) = tags {
                    fieldset.fieldset {
                        label.fieldset-legend for="i-tag" { (say!("import-tag", what = &what(self.visit, self.run))) }
                        input #i-tag.input.w-full name="tag" value=(tag) autocomplete="off";
                        input type="hidden" name="tag.field" value=(field.key);
                    }
                }
                (self.name())
            }
        }
    }

    fn existing(&self) -> Markup {
        let now = self.mapping.existing.unwrap_or(Existing::Overwrite);
        let later = self.mapping.duplicates != Some(Duplicates::ErrorRows);
        let radio = |name: &str, value: &str, on: bool, words: &str| {
            html! { label.flex."gap-2".items-center { input.radio.radio-sm type="radio" name=(name) value=(value) checked[on]; (words) } }
        };
        html! {
            fieldset.fieldset."gap-2" {
                legend.fieldset-legend { (say!("import-when-exists", what = &inline(&self.object.label))) }
                (radio("existing", "fill", now == Existing::Fill, &say!("import-exists-fill")))
                (radio("existing", "overwrite", now == Existing::Overwrite, &say!("import-exists-overwrite")))
                (radio("existing", "keep", now == Existing::Keep, &say!("import-exists-keep")))
            }
            @if self.keys.twice > 0 {
                fieldset.fieldset."gap-2" {
                    legend.fieldset-legend { (say!("import-when-twice", count = self.keys.twice)) }
                    (radio("duplicates", "update", later, &say!("import-twice-update")))
                    (radio("duplicates", "error-rows", !later, &say!("import-twice-refuse")))
                }
            }
        }
    }

    /// The name of the records where no column gives it.
    fn name(&self) -> Markup {
        let Some(title) = self.object.title_field() else { return html! {} };
        let known = self.mapping.derive.iter().find(|(f, _)| *f == title.key).and_then(|(_, t)| t.first());
        let asked = self.questions.iter().find(|q| text(q, "about") == "required");
        let proposed = asked.and_then(|q| {
            let answer = q.get("answers")?.get(0)?.as_str()?;
            Some(Mapping::parse(answer).ok()?.derive.first()?.1.first()?.clone())
        });
        html! {
            @if known.is_some() || asked.is_some() {
                fieldset.fieldset {
                    label.fieldset-legend for="i-derive" { (say!("import-derive", field = &title.label)) }
                    input #i-derive.input.w-full name="derive" value=(known.cloned().or(proposed).unwrap_or_default()) autocomplete="off" aria-describedby="i-derive-h";
                    p #i-derive-h.label.whitespace-normal { (say!("import-derive-hint")) }
                }
            }
        }
    }

    fn toml(here: &str) -> Markup {
        html! {
            details."p-4" {
                summary.cursor-pointer.text-sm.text-muted { (say!("import-mapping-file")) }
                div.grid."gap-2"."mt-2".text-sm {
                    a.link href={ (here) "/mapping.toml" } data-turbo="false" download { (say!("import-mapping-download")) }
                    label.grid."gap-1" {
                        span.text-muted { (say!("import-mapping-lay-over")) }
                        textarea.textarea.w-full.font-mono.text-xs name="bring" rows="4" spellcheck="false" {}
                    }
                }
            }
        }
    }
}

/// Day or month first, on the first date of the file.
fn dates(place: usize, column: &ColumnFound, spec: &Column, question: Option<&Json>) -> Markup {
    let likely = question
        .map_or("", |q| q.get("answers").and_then(|a| a.get(0)).and_then(Json::as_str).unwrap_or_default());
    let month_first = match spec.date {
        Some(style) => style == DateStyle::Mdy,
        None => likely.contains("mdy"),
    };
    let context = tabular::date::DateContext::new(jiff_today());
    let read = |order| {
        let day = column.samples.iter().find_map(|s| tabular::date::parse_date(s, order, &context).ok());
        day.map(|d| words::long_day(base::Date(d.date)))
    };
    let day =
        read(tabular::date::DateOrder::DayFirst).unwrap_or_else(|| say!("import-day-first").into_owned());
    let month =
        read(tabular::date::DateOrder::MonthFirst).unwrap_or_else(|| say!("import-month-first").into_owned());
    html! {
        fieldset.flex.flex-wrap."gap-3"."mt-2".text-sm {
            legend.sr-only { (say!("import-note-date")) }
            label.flex."gap-1.5".items-center { input.radio.radio-sm type="radio" name={ "c." (place) ".date" } value="dmy" checked[!month_first]; (day) }
            label.flex."gap-1.5".items-center { input.radio.radio-sm type="radio" name={ "c." (place) ".date" } value="mdy" checked[month_first]; (month) }
        }
    }
}

fn jiff_today() -> jiff::civil::Date {
    base::Moment::now().date(&jiff::tz::TimeZone::UTC).0
}

/// A point or a comma before the decimals.
fn numbers(place: usize, spec: &Column, question: Option<&Json>) -> Markup {
    let likely = question
        .map_or("", |q| q.get("answers").and_then(|a| a.get(0)).and_then(Json::as_str).unwrap_or_default());
    let comma = match spec.number {
        Some(style) => style == NumberStyle::Comma,
        None => likely.contains("comma"),
    };
    html! {
        fieldset.flex.flex-wrap."gap-3"."mt-2".text-sm {
            legend.sr-only { (say!("import-note-number")) }
            label.flex."gap-1.5".items-center { input.radio.radio-sm type="radio" name={ "c." (place) ".number" } value="point" checked[!comma]; "1,234.56" }
            label.flex."gap-1.5".items-center { input.radio.radio-sm type="radio" name={ "c." (place) ".number" } value="comma" checked[comma]; "1.234,56" }
        }
    }
}
