//! Changing roles: what administrators let people see and do.
use base::{Error, Id, Problems, Result};
use say::say;
use serde_json::json;
use store::{Sql, Tx};

use crate::access::{Actor, Role};
use crate::configured::{Act, differing, named, parts_of_role};
use crate::engine::Engine;
use crate::schema::Choice;

impl Engine {
    /// Puts a role in place of the one with its key, or adds it; users can be given it at once. For administrators.
    pub async fn put_role(&self, actor: &Actor, role: &Role) -> Result<()> {
        self.put_role_in(actor, role, &Act::new()).await
    }

    /// Puts a role in a unit that may be the undoing of another.
    pub(crate) async fn put_role_in(&self, actor: &Actor, role: &Role, act: &Act) -> Result<()> {
        if !actor.is_admin() {
            return Err(Error::Forbidden(say!("problem-only-admins-roles").into()));
        }
        self.check_role(role)?;
        let definition = serde_json::to_string(role).map_err(Error::internal)?;
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO role (key, definition) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET definition = excluded.definition",
            vec![role.key.as_str().into(), definition.into()],
        ));
        let roles = self.roles();
        let before = roles.get(&role.key);
        let said = differing(&before.map(|r| parts_of_role(r)).unwrap_or_default(), &parts_of_role(role));
        if !said.is_empty() {
            let verb = if before.is_some() { "updated" } else { "created" };
            tx.run(act.note(actor, "role", Id(0), verb, named(said, "role", &role.key)));
        }
        self.commit_config(tx).await?;
        self.offer_role(actor, role).await
    }

    fn check_role(&self, role: &Role) -> Result<()> {
        let schema = self.schema();
        let mut problems = Problems::default();
        let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if role.key.is_empty() || role.key.len() > 40 || !role.key.bytes().all(letters) {
            problems.add("key", "key", say!("problem-role-key"));
        }
        if role.label.trim().is_empty() || role.label.chars().count() > 80 {
            problems.add("label", "required", say!("problem-role-name"));
        }
        if role.key == "admin" && !role.admin {
            problems.add("admin", "admin", say!("problem-role-admin"));
        }
        for object in role.objects.keys().filter(|k| *k != "*" && schema.object(k).is_none()) {
            problems.add(format!("objects.{object}"), "unknown", format!("There is no object {object}"));
        }
        for field in role.fields.keys() {
            let known = field.split_once('.').and_then(|(o, f)| schema.object(o)?.field(f));
            if known.is_none() {
                problems.add(
                    format!("fields.{field}"),
                    "unknown",
                    format!("There is no field {field}; write it as deal.amount"),
                );
            }
        }
        problems.check()
    }

    /// The role among the choices of a user's roles.
    async fn offer_role(&self, actor: &Actor, role: &Role) -> Result<()> {
        let schema = self.schema();
        let Some(field) = schema.object("user").and_then(|o| o.field("roles")) else { return Ok(()) };
        let mut choices = field.choices.clone();
        match choices.iter_mut().find(|c| c.key == role.key) {
            Some(known) if known.label == role.label => return Ok(()),
            Some(known) => known.label.clone_from(&role.label),
            None => choices.push(Choice::new(&role.key, &role.label, "slate")),
        }
        let file = json!({"user": {"fields": {"roles": {"choices": choices}}}});
        self.apply_schema(actor, &file).await.map(|_| ())
    }
}
