//! A mapping bound to a file's headings and the schema: every name looked up once, so that reading a row looks up none.
use std::collections::HashMap;
use std::sync::Arc;

use base::{Currency, Error, Problems, Result};
use engine::{Action, Actor, Address, Ctx, Engine, Field, Kind, Level, Manners, Object, Schema, Value};
use tabular::date::DateOrder;
use tabular::number::NumberStyle as Style;

use super::lookup::{Book, By};
use super::mapping::{Blank, Column, Create, DateStyle, Existing, Mapping, NumberStyle, Unknown};
use super::plan::{Bound, LinkTo, Piece, Plan, ThenPlan, To, Way};

/// What binding needs.
pub(super) struct Binder<'a> {
    /// The workspace.
    pub(super) engine: &'a Engine,
    /// Who imports.
    pub(super) actor: &'a Actor,
    /// The schema.
    pub(super) schema: Arc<Schema>,
    /// Where records are found.
    pub(super) book: &'a mut Book,
    /// What becomes of values that are not known, where a column does not say.
    pub(super) unknown: Unknown,
    /// The headings of the file.
    pub(super) headings: &'a [String],
}

/// The column of the errors file that says why, and the one that says where.
pub(super) const REASON: [&str; 2] = ["reason", "line"];

/// A heading that Rondo itself added to a file of refused rows.
fn is_ours(headings: &[String], place: usize) -> bool {
    let [.., reason, line] = headings else { return false };
    let like = |heading: &str, name: &str| heading == name || heading.starts_with(&format!("{name} ("));
    let [why, at] = REASON;
    place + 2 >= headings.len() && like(reason, why) && like(line, at)
}

impl Binder<'_> {
    /// The place of a heading in the file.
    fn heading(&self, name: &str) -> Option<usize> {
        let exact = self.headings.iter().position(|h| h == name);
        exact.or_else(|| self.headings.iter().position(|h| base::fold(h) == base::fold(name)))
    }

    fn heading_or(&self, name: &str, at: &str, problems: &mut Problems) -> Option<usize> {
        let place = self.heading(name);
        if place.is_none() {
            let near = tabular::closest(name, &self.headings.iter().map(String::as_str).collect::<Vec<_>>());
            let mean = near.map_or(String::new(), |(near, _)| format!("; did you mean {near:?}?"));
            problems.add(at, "column", format!("The file has no column {name:?}{mean}"));
        }
        place
    }

    /// Binds a mapping; every problem it has, at once.
    pub(super) async fn bind(&mut self, mapping: &Mapping, object: &Arc<Object>) -> Result<Plan> {
        let mut problems = Problems::default();
        let mut plan = Plan {
            object: object.clone(),
            bounds: Vec::new(),
            key: None,
            unique: Vec::new(),
            defaults: Vec::new(),
            derive: Vec::new(),
            created: None,
            then: Vec::new(),
            duplicates: mapping.duplicates,
            existing: mapping.existing.unwrap_or(Existing::Overwrite),
            unmapped: Vec::new(),
            manners: self.engine.settings().manners.clone(),
        };
        let mut seen = vec![false; self.headings.len()];
        for (name, spec) in &mapping.columns {
            let at = format!("columns.{name}");
            if spec.skip {
                // A file without a column that is skipped anyway is fine.
                if let Some(slot) = self.heading(name).and_then(|p| seen.get_mut(p)) {
                    *slot = true;
                }
                continue;
            }
            let Some(column) = self.heading_or(name, &at, &mut problems) else { continue };
            if let Some(slot) = seen.get_mut(column) {
                *slot = true;
            }
            let bound = Box::pin(self.column(mapping, object, column, spec, &at, 0, &mut problems)).await?;
            plan.bounds.extend(bound);
        }
        for (place, heading) in self.headings.iter().enumerate() {
            if seen.get(place) == Some(&false) && !is_ours(self.headings, place) {
                plan.unmapped.push(heading.clone());
            }
        }
        Self::check_pairs(&plan, &mut problems);
        self.key(mapping, &mut plan, &mut problems).await?;
        self.constants(mapping, &mut plan, &mut problems).await?;
        self.history(mapping, &mut plan, &mut problems);
        for (place, field) in object.fields.iter().enumerate().filter(|(_, f)| f.unique) {
            let fed = plan.bounds.iter().any(|b| b.field(object).is_some_and(|f| f.key == field.key));
            if fed {
                let index = self.book.index(self.engine, self.actor, object, By::Field(place)).await?;
                plan.unique.push((place, index));
            }
        }
        problems.check()?;
        Ok(plan)
    }

    /// Binds one column; nothing when it has a problem.
    #[expect(clippy::too_many_arguments, reason = "it calls itself for the columns of records that are made")]
    async fn column(
        &mut self,
        mapping: &Mapping,
        object: &Arc<Object>,
        column: usize,
        spec: &Column,
        at: &str,
        depth: usize,
        problems: &mut Problems,
    ) -> Result<Option<Bound>> {
        let name = spec.field.as_deref().unwrap_or_default();
        let heading = self.headings.get(column).cloned().unwrap_or_default();
        let to = if let Some(source) = name.strip_prefix("external:") {
            To::External(source.to_owned())
        } else if name == "id" {
            To::Id
        } else {
            let (key, part) = name.split_once('.').map_or((name, None), |(k, p)| (k, Some(p)));
            let Some(place) = object.place(key) else {
                let keys: Vec<&str> =
                    object.fields.iter().filter(|f| !f.hidden).map(|f| f.key.as_str()).collect();
                let near = tabular::closest(key, &keys);
                let mean = near.map_or(String::new(), |(near, _)| format!("; did you mean {near}?"));
                problems.add(at, "field", format!("{} has no field {key:?}{mean}", object.label));
                return Ok(None);
            };
            let Some(field) = object.fields.get(place) else { return Ok(None) };
            if matches!(field.kind, Kind::File) || matches!(key, "created_by" | "updated_at") {
                problems.add(at, "field", format!("{} cannot be imported", field.label));
                return Ok(None);
            }
            let part = match part {
                None => None,
                Some(part) if field.kind == Kind::Address => {
                    match Address::PARTS.iter().position(|p| *p == part) {
                        Some(part) => Some(part),
                        None => {
                            problems.add(
                                at,
                                "field",
                                format!("An address has {}, not {part:?}", Address::PARTS.join(", ")),
                            );
                            return Ok(None);
                        }
                    }
                }
                Some(_) => {
                    problems.add(at, "field", format!("{} has no parts", field.label));
                    return Ok(None);
                }
            };
            let link = match field.target.as_deref().and_then(|t| self.schema.object(t)).cloned() {
                Some(target) => Some(self.link(mapping, object, &target, spec, at, depth, problems).await?),
                None => None,
            };
            To::Field { place, part, link }
        };
        let currency = match spec.currency.as_deref() {
            Some(code) => {
                let currency = Currency::parse(code);
                if currency.is_none() {
                    problems.add(at, "currency", format!("{code:?} is no currency of ISO 4217"));
                }
                currency
            }
            None => None,
        };
        let currency_column =
            spec.currency_column.as_deref().and_then(|name| self.heading_or(name, at, problems));
        let unknown = spec.unknown.unwrap_or(self.unknown);
        let values = spec
            .values
            .iter()
            .map(|(k, v)| (base::fold(k.trim()), v.as_str().map_or_else(|| v.to_string(), str::to_owned)));
        Ok(Some(Bound {
            column,
            heading,
            to,
            values: values.collect(),
            date: date_of(spec.date),
            number: number_of(spec.number),
            currency,
            currency_column,
            unknown: if spec.create_choices { Unknown::Create } else { unknown },
            empties: spec.blank == Some(Blank::Empty),
            choices: object.field(name).map(choices_of).unwrap_or_default(),
            spec: spec.clone(),
        }))
    }

    #[expect(clippy::too_many_arguments, reason = "as above")]
    async fn link(
        &mut self,
        mapping: &Mapping,
        object: &Arc<Object>,
        target: &Arc<Object>,
        spec: &Column,
        at: &str,
        depth: usize,
        problems: &mut Problems,
    ) -> Result<LinkTo> {
        let mut wanted: Vec<(By, bool)> = Vec::new();
        match spec.by.as_deref() {
            None | Some("name" | "title") => {
                if spec.by.is_none() {
                    wanted.extend(target.place("email").map(|p| (By::Field(p), true)));
                    wanted.push((By::Id, false));
                }
                wanted.extend(target.place(&target.title).map(|p| (By::Field(p), false)));
            }
            Some("id") => wanted.push((By::Id, false)),
            Some(by) => match (by.strip_prefix("external:"), target.place(by)) {
                (Some(source), _) => wanted.push((By::External(source.to_owned()), false)),
                (None, Some(place)) => wanted.push((By::Field(place), false)),
                (None, None) => problems.add(at, "match", format!("{} has no field {by:?}", target.label)),
            },
        }
        let mut ways = Vec::new();
        for (by, mail) in wanted {
            let place = self.book.index(self.engine, self.actor, target, by.clone()).await?;
            ways.push(Way { place, by, mail });
        }
        let unknown = spec.unknown.unwrap_or(self.unknown);
        let asked: Option<Vec<(&String, &serde_json::Value)>> = match &spec.create {
            Some(Create::With(fields)) => Some(fields.iter().collect()),
            Some(Create::Plain(made)) => made.then(Vec::new),
            None => (unknown == Unknown::Create).then(Vec::new),
        };
        let create = match asked {
            None => None,
            Some(_) if self.actor.level(target, Action::Create) == Level::None => {
                problems.add(
                    at,
                    "create",
                    format!("Your role does not let you create {}", target.labels.to_lowercase()),
                );
                None
            }
            Some(fields) => {
                let mut bounds = Vec::new();
                for (field, name) in fields {
                    let Some(column) = self.heading_or(name.as_str().unwrap_or_default(), at, problems)
                    else {
                        continue;
                    };
                    // Its cells are read as the column's own line says; only the field is another.
                    let own = self
                        .headings
                        .get(column)
                        .and_then(|h| mapping.column(h))
                        .cloned()
                        .unwrap_or_default();
                    let spec = Column { field: Some(field.clone()), skip: false, ..own };
                    if depth < 2 {
                        bounds.extend(
                            Box::pin(self.column(mapping, target, column, &spec, at, depth + 1, problems))
                                .await?,
                        );
                    }
                }
                Some(bounds)
            }
        };
        Ok(LinkTo { target: target.clone(), ways, itself: target.key == object.key && depth == 0, create })
    }

    /// Two columns may feed one field only where their cells can stand side by side.
    fn check_pairs(plan: &Plan, problems: &mut Problems) {
        for (i, bound) in plan.bounds.iter().enumerate() {
            let (Some(field), To::Field { part, .. }) = (bound.field(&plan.object), &bound.to) else {
                continue;
            };
            let side_by_side = field.many
                || matches!(
                    field.kind,
                    Kind::Text | Kind::LongText | Kind::Tags | Kind::Choices | Kind::Links
                )
                || part.is_some();
            if side_by_side {
                continue;
            }
            let before = plan
                .bounds
                .iter()
                .take(i)
                .find(|b| b.field(&plan.object).is_some_and(|f| f.key == field.key));
            if let Some(before) = before {
                let message = format!(
                    "{:?} and {:?} both mean {}: skip one of them",
                    before.heading, bound.heading, field.label
                );
                problems.add(format!("columns.{}", bound.heading), "twice", message);
            }
        }
    }

    async fn key(&mut self, mapping: &Mapping, plan: &mut Plan, problems: &mut Problems) -> Result<()> {
        let Some(key) = mapping.key.as_deref() else { return Ok(()) };
        let object = plan.object.clone();
        let fits = |b: &Bound| match (&b.to, key.strip_prefix("external:")) {
            (To::External(source), Some(wanted)) => source == wanted,
            (To::Id, None) => key == "id",
            (To::Field { .. }, None) => b.field(&object).is_some_and(|f| f.key == key),
            _ => false,
        };
        let Some(bound) = plan.bounds.iter().position(fits) else {
            problems.add(
                "key",
                "key",
                format!("No column is mapped to {key:?}, which is to tell which rows are known"),
            );
            return Ok(());
        };
        let by = match (key.strip_prefix("external:"), object.place(key)) {
            (Some(source), _) => By::External(source.to_owned()),
            (None, Some(place)) => {
                if object.fields.get(place).is_some_and(|f| {
                    f.kind.is_link() || f.kind.rules().columns().is_empty() || f.kind == Kind::Address
                }) {
                    problems.add(
                        "key",
                        "key",
                        format!("Rows cannot be known by {key}: take a text, number, date or external id"),
                    );
                    return Ok(());
                }
                By::Field(place)
            }
            (None, None) => By::Id,
        };
        let index = self.book.index(self.engine, self.actor, &object, by).await?;
        plan.key = Some((bound, index));
        Ok(())
    }

    async fn constants(&mut self, mapping: &Mapping, plan: &mut Plan, problems: &mut Problems) -> Result<()> {
        let object = plan.object.clone();
        for (key, text) in &mapping.defaults {
            let at = format!("defaults.{key}");
            match self.constant(&object, key, text, &plan.manners).await? {
                Ok(value) => plan.defaults.push(value),
                Err(message) => problems.add(at, "value", message),
            }
        }
        for (key, templates) in &mapping.derive {
            let at = format!("derive.{key}");
            let Some(place) = object.place(key).filter(|&p| {
                object.fields.get(p).is_some_and(|f| matches!(f.kind, Kind::Text | Kind::LongText))
            }) else {
                problems.add(at, "field", format!("{} has no text field {key:?}", object.label));
                continue;
            };
            let parsed = templates.iter().map(|t| self.template(t, &at, problems)).collect();
            plan.derive.push((place, parsed));
        }
        Ok(())
    }

    /// The place and value of a constant.
    async fn constant(
        &mut self,
        object: &Arc<Object>,
        key: &str,
        text: &str,
        manners: &Manners,
    ) -> Result<Result<(usize, Value), String>> {
        let Some((place, field)) = object.place(key).and_then(|p| Some((p, object.fields.get(p)?))) else {
            return Ok(Err(format!("{} has no field {key:?}", object.label)));
        };
        if let Some(target) = field.target.as_deref().and_then(|t| self.schema.object(t)).cloned() {
            for by in [
                Some(By::Id),
                target.place("email").map(By::Field),
                target.place(&target.title).map(By::Field),
            ]
            .into_iter()
            .flatten()
            {
                let index = self.book.index(self.engine, self.actor, &target, by).await?;
                if let Some(super::lookup::Found::One(id)) = self.book.find(index, text, manners) {
                    let value = if field.kind == Kind::Links {
                        Value::List(vec![Value::Ref(id)])
                    } else {
                        Value::Ref(id)
                    };
                    return Ok(Ok((place, value)));
                }
            }
            return Ok(Err(format!("There is no {} {text:?}", target.label.to_lowercase())));
        }
        Ok(field.kind.parse(text, &Ctx { field, manners }).map(|v| (place, v)).map_err(|f| f.message))
    }

    fn template(&self, text: &str, at: &str, problems: &mut Problems) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.extend(self.heading_or(name.trim(), at, problems).map(Piece::Cell));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        pieces
    }

    /// The columns that say when.
    fn history(&mut self, mapping: &Mapping, plan: &mut Plan, problems: &mut Problems) {
        if let Some(name) = &mapping.created {
            plan.created = self.when(mapping, name, "at.created", problems);
        }
        for then in &mapping.then {
            let Some(at) = self.when(mapping, &then.at, "then.at", problems) else { continue };
            let object = plan.object.clone();
            let mut fields = Vec::new();
            for key in &then.fields {
                match object.place(key) {
                    Some(place) => fields.push(place),
                    None => {
                        problems.add(
                            "then.fields",
                            "field",
                            format!("{} has no field {key:?}", object.label),
                        );
                    }
                }
            }
            let mut before = Vec::new();
            for (key, value) in &then.before {
                let field = object.place(key).and_then(|p| Some((p, object.fields.get(p)?)));
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                match field
                    .map(|(p, field)| (p, field.kind.parse(&text, &Ctx { field, manners: &plan.manners })))
                {
                    Some((place, Ok(value))) => before.push((place, value)),
                    Some((_, Err(fault))) => problems.add("then.before", fault.code, fault.message),
                    None => {
                        problems.add(
                            "then.before",
                            "field",
                            format!("{} has no field {key:?}", object.label),
                        );
                    }
                }
            }
            plan.then.push(ThenPlan { at, fields, before });
        }
    }

    fn when(&self, mapping: &Mapping, name: &str, at: &str, problems: &mut Problems) -> Option<Bound> {
        let column = self.heading_or(name, at, problems)?;
        let heading = self.headings.get(column).cloned().unwrap_or_default();
        let spec = mapping.column(&heading).cloned().unwrap_or_default();
        Some(Bound {
            column,
            heading,
            to: To::When,
            values: HashMap::new(),
            date: date_of(spec.date),
            number: Style::DecimalPoint,
            currency: None,
            currency_column: None,
            unknown: Unknown::ErrorRows,
            empties: false,
            choices: HashMap::new(),
            spec,
        })
    }
}

/// The keys of a field's choices, by everything they may be written as.
fn choices_of(field: &Field) -> HashMap<String, String> {
    let mut out = HashMap::new();
    for choice in &field.choices {
        for name in
            [choice.key.clone(), choice.label.clone(), base::fold(&choice.key), base::fold(&choice.label)]
        {
            out.entry(name).or_insert_with(|| choice.key.clone());
        }
    }
    out
}

/// The order and whether plain numbers are days.
pub(super) fn date_of(style: Option<DateStyle>) -> (DateOrder, bool) {
    match style {
        Some(DateStyle::Dmy) => (DateOrder::DayFirst, false),
        Some(DateStyle::Mdy) => (DateOrder::MonthFirst, false),
        Some(DateStyle::Excel) => (DateOrder::YearFirst, true),
        Some(DateStyle::Ymd) | None => (DateOrder::YearFirst, false),
    }
}

/// The mark before the decimals.
pub(super) fn number_of(style: Option<NumberStyle>) -> Style {
    if style == Some(NumberStyle::Comma) { Style::DecimalComma } else { Style::DecimalPoint }
}

/// What to say when a command names an object that is not there or may not be imported.
pub(super) fn importable(actor: &Actor, object: &Object) -> Result<()> {
    if actor.level(object, Action::Import) == Level::None {
        return Err(Error::Forbidden(format!(
            "Your role does not let you import {}",
            object.labels.to_lowercase()
        )));
    }
    Ok(())
}
