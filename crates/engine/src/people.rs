//! Users and teams: objects like any other, which rights are about. Loads the actor of a user.
use say::say;
use std::sync::Arc;

use base::{Error, Id, Result};
use serde_json::json;
use store::Sql;

use crate::access::{Actor, Role, Scopes};
use crate::engine::Engine;
use crate::kind::Kind;
use crate::module::{Draft, Module, Rule};
use crate::schema::{Choice, Field, Object};
use crate::value::Value;

/// The objects `user` and `team`.
pub fn module() -> Module {
    Module {
        name: "people",
        objects: vec![user(), team()],
        rules: vec![Rule { object: "user", run: name_users }],
        ..Module::default()
    }
}

fn user() -> Object {
    let roles = Role::shipped().iter().map(|r| Choice::new(&r.key, &r.label, "slate")).collect();
    Object::new("user", "users", "user-round")
        .columns(&["name", "email", "roles", "team", "manager", "active"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index().aliases(&[
                "full name",
                "user",
                "rep",
                "agent",
                "sales agent",
                "salesperson",
                "employee",
            ]),
            Field::new("email", Kind::Email)
                .label("E-mail")
                .unique()
                .search()
                .aliases(&["mail", "login", "username"]),
            Field { choices: roles, ..Field::new("roles", Kind::Choices) }
                .default(json!(["member"]))
                .help("What the person may see and do. The widest of several roles counts."),
            Field::link("team", "team").aliases(&[
                "group",
                "department",
                "office",
                "region",
                "regional office",
            ]),
            Field::user("manager").aliases(&["reports to", "supervisor", "boss"]),
            Field::new("title", Kind::Text).label("Job title").aliases(&["position"]),
            Field::new("phone", Kind::Phone),
            Field::new("active", Kind::Toggle)
                .default(json!(true))
                .help("People who have left keep their records and cannot sign in."),
            Field::new("time_zone", Kind::Text)
                .help("An IANA name such as Europe/Berlin; empty for the workspace's."),
            Field::new("theme", Kind::Text).help("light, dark, or empty for the system's choice."),
            Field { hidden: true, ..Field::new("density", Kind::Text) }
                .help("compact, roomy, or empty for the usual one."),
            Field { hidden: true, ..Field::new("single_keys", Kind::Text) }
                .help("off: keys without a modifier do nothing."),
            Field { hidden: true, ..Field::new("language", Kind::Text) }
                .help("A tag such as de; empty for the workspace's."),
            Field { hidden: true, ..Field::new("quiet", Kind::Text) }
                .help("What the person gets no notices of: mention, owner, changed, reminder."),
        ])
}

fn team() -> Object {
    Object::new("team", "teams", "users-round").columns(&["name", "parent", "lead"]).fields(vec![
        Field::new("name", Kind::Text).required().unique().search().aliases(&[
            "team",
            "region",
            "regional office",
            "office",
        ]),
        Field::link("parent", "team").help("The team this one is a part of."),
        Field::user("lead").label("Team lead"),
        Field::new("description", Kind::LongText),
    ])
}

/// A user without a name goes by the e-mail address.
fn name_users(draft: &mut Draft<'_>) {
    if draft.empty("name")
        && let Some(email) = draft.record.get("email").text().map(str::to_owned)
    {
        draft.record.set("name", Value::Text(email));
    }
    if let Some(zone) = draft.record.get("time_zone").text()
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        draft.problems.add("time_zone", "time_zone", say!("problem-time-zone", given = say::quoted(zone)));
    }
}

impl Engine {
    /// The actor of a user: roles, and the people of the same team. `NotFound` for one who is not there or not active.
    pub async fn actor(&self, user: Id, scopes: Option<Scopes>) -> Result<Actor> {
        let sql = Sql::new(
            "SELECT name, roles, team, active, language FROM \"user\" WHERE id = $1 AND deleted_at IS NULL",
            vec![user.into()],
        );
        // The people of one's team, of the teams one leads and of the teams below those.
        let team = Sql::new(
            "WITH RECURSIVE t(id) AS (
                SELECT team FROM \"user\" WHERE id = $1 AND team IS NOT NULL
                UNION SELECT id FROM team WHERE lead = $1 AND deleted_at IS NULL
                UNION SELECT team.id FROM team JOIN t ON team.parent = t.id WHERE team.deleted_at IS NULL)
             SELECT u.id FROM \"user\" u WHERE u.team IN (SELECT id FROM t) AND u.deleted_at IS NULL ORDER BY u.id",
            vec![user.into()],
        );
        let mut rows = self.db().read_all(vec![sql, team]).await?;
        let members = rows.pop().unwrap_or_default();
        let mut found = rows.pop().and_then(|r| r.into_iter().next()).ok_or(Error::NotFound)?;
        if found.int(3) == Some(0) {
            return Err(Error::NotFound);
        }
        let roles = self.roles();
        let held =
            found.text(1).unwrap_or_default().split('|').filter_map(|key| roles.get(key).cloned()).collect();
        let mut team: Vec<Id> = members.iter().filter_map(|r| r.id(0)).collect();
        if !team.contains(&user) {
            team.push(user);
        }
        Ok(Actor {
            user: Some(user),
            name: found.take_text(0).unwrap_or_default(),
            roles: held,
            team: Arc::from(team),
            scopes,
            language: found.take_text(4).filter(|tag| !tag.is_empty()),
        })
    }
}
