//! Options that are taken off a field while records have them: where those records go, asked beside what changes.
use std::sync::Arc;

use base::{Error, Id};
use engine::{Choice, Field, Input, Kind, Object};
use maud::{Markup, html};
use serde_json::Value as Json;
use ui::field::Typed;
use ui::say;
use ui::web::Fault;

use super::super::list::named;
use super::super::visit::Visit;
use crate::bulk::{AT_ONCE, Act, Change, kept};

/// An option that goes.
struct Going {
    choice: Choice,
    count: i64,
}

/// The options of a field that go, and the object whose records have them.
pub(super) struct Gone {
    object: Arc<Object>,
    field: Field,
    going: Vec<Going>,
    /// The keys of those that stay.
    stay: Vec<String>,
}

impl Gone {
    /// What a form leaves out or hides of the options that records have; nothing where there is none.
    pub(super) async fn of(
        visit: &Visit,
        object: &Arc<Object>,
        field: &Field,
        choices: &Json,
    ) -> Result<Option<Self>, Error> {
        if field.kind != Kind::Choice || field.read_only {
            return Ok(None);
        }
        let rows = choices.as_array().map(Vec::as_slice).unwrap_or_default();
        let shown = rows.iter().filter(|c| c.get("hidden") != Some(&Json::Bool(true)));
        let stay: Vec<String> = shown.filter_map(|c| c.get("key")?.as_str()).map(str::to_owned).collect();
        let used = visit.engine().choices_used(&visit.actor, &object.key, field).await?;
        let gone = field.choices.iter().filter(|c| !c.hidden && !stay.contains(&c.key));
        let going = gone.filter_map(|choice| {
            let count = used.get(&choice.key).copied().filter(|n| *n > 0)?;
            Some(Going { choice: choice.clone(), count })
        });
        let going: Vec<Going> = going.collect();
        let (object, field) = (object.clone(), field.clone());
        Ok((!going.is_empty()).then_some(Self { object, field, going, stay }))
    }

    /// Where records of one that goes can be: what stays, means the same and belongs to its pipeline.
    fn targets<'a>(&'a self, gone: &'a Choice) -> impl Iterator<Item = &'a Choice> {
        let fits = move |c: &&Choice| {
            self.stay.contains(&c.key)
                && c.stage == gone.stage
                && (c.pipeline.is_none() || c.pipeline == gone.pipeline)
        };
        self.field.choices.iter().filter(fits)
    }

    /// A question for each.
    pub(super) fn ask(&self, typed: &Typed) -> Markup {
        html! {
            fieldset class="grid gap-3" {
                legend class="text-lg font-semibold pb-2" { (say!("settings-gone")) }
                @for going in &self.going {
                    @let name = format!("gone.{}", going.choice.key);
                    label class="grid gap-1 text-sm" {
                        (say!("settings-gone-have", what = named(&self.object, going.count), option = &going.choice.label))
                        select class="select w-full" name=(name) {
                            option value="" { (say!("settings-gone-keep", option = &going.choice.label)) }
                            @for choice in self.targets(&going.choice) { option value=(choice.key) selected[typed.text(&name) == choice.key] { (say!("settings-gone-move", option = &choice.label)) } }
                        }
                    }
                }
            }
        }
    }

    /// Moves the records where the form says so, many by a job; the batch that undoes it, where anything was moved.
    pub(super) async fn carry(&self, visit: &Visit, typed: &Typed) -> Result<Option<Id>, Fault> {
        let (batch, mut moved) = (Id::new(), false);
        for going in &self.going {
            let to = typed.text(&format!("gone.{}", going.choice.key));
            let Some(to) = self.targets(&going.choice).find(|c| c.key == to) else { continue };
            let key = &self.field.key;
            let change = Change {
                user: visit.actor.user.ok_or_else(Fault::not_found)?,
                object: self.object.key.clone(),
                ids: None,
                filter: format!("{key} = {}", engine::filter::quoted(&going.choice.key)),
                words: String::new(),
                act: Act::Set,
                values: kept(&Input::new().typed(key, &to.key)),
                verb: None,
                batch,
            };
            if going.count > AT_ONCE {
                change.enqueue(visit.engine(), &visit.actor).await?;
            } else {
                change.apply(visit.engine(), &visit.actor).await?;
            }
            moved = true;
        }
        Ok(moved.then_some(batch))
    }
}
