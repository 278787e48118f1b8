//! What people set for themselves: their name, and how pages look and act for them.
use base::{Error, Id, Problems, Result};
use jiff::tz::TimeZone;
use say::say;
use store::Sql;

use crate::access::{Actor, Role};
use crate::engine::Engine;
use crate::input::Input;

/// How pages look and act for a person. Kept in their own record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tastes {
    /// `light`, `dark`, or empty for the system's choice.
    pub theme: String,
    /// `compact`, `roomy`, or empty for the usual one.
    pub density: String,
    /// Single keys do nothing.
    pub no_single_keys: bool,
    /// A tag such as `de`, or empty for the workspace's language.
    pub language: String,
    /// An IANA name, or empty for the workspace's zone.
    pub time_zone: String,
    /// The kinds of notices not wanted, with commas between.
    pub quiet: String,
}

/// What people may change of their own record whatever their role: key, and the texts allowed where they are few.
const OWN: [(&str, &[&str]); 7] = [
    ("name", &[]),
    ("time_zone", &[]),
    ("theme", &["", "light", "dark"]),
    ("density", &["", "compact", "roomy"]),
    ("single_keys", &["", "off"]),
    ("language", &[]),
    ("quiet", &[]),
];

impl Engine {
    /// Where an actor's days are: in their zone, or the workspace's.
    pub async fn zone_of(&self, actor: &Actor) -> Result<TimeZone> {
        let name = match actor.user {
            Some(user) => self.tastes(user).await?.time_zone,
            None => String::new(),
        };
        let own = Some(name).filter(|n| !n.is_empty()).and_then(|n| TimeZone::get(&n).ok());
        Ok(own.unwrap_or_else(|| self.settings().manners.zone.clone()))
    }

    /// How pages look and act for a person.
    pub async fn tastes(&self, user: Id) -> Result<Tastes> {
        let sql = Sql::new(
            "SELECT theme, density, single_keys, language, time_zone, quiet FROM \"user\" WHERE id = $1",
            vec![user.into()],
        );
        let mut rows = self.db().read(sql).await?;
        let Some(row) = rows.first_mut() else { return Ok(Tastes::default()) };
        Ok(Tastes {
            theme: row.take_text(0).unwrap_or_default(),
            density: row.take_text(1).unwrap_or_default(),
            no_single_keys: row.text(2) == Some("off"),
            language: row.take_text(3).unwrap_or_default(),
            time_zone: row.take_text(4).unwrap_or_default(),
            quiet: row.take_text(5).unwrap_or_default(),
        })
    }

    /// Changes one's own name, zone, theme, density, keys, language and notices; the log says who did.
    pub async fn set_profile(&self, actor: &Actor, changes: &[(&str, &str)]) -> Result<()> {
        let user = actor.user.ok_or(Error::NotFound)?;
        if actor.scopes.is_some() && !actor.is_admin() {
            return Err(Error::Forbidden("This token may not change the profile".to_owned()));
        }
        let mut problems = Problems::default();
        let mut input = Input::new();
        for (key, text) in changes {
            match OWN.iter().find(|(known, _)| known == key) {
                Some((_, allowed)) if allowed.is_empty() || allowed.contains(text) => {
                    input = input.typed(key, text);
                }
                Some(_) => problems.add(*key, "invalid", say!("problem-unusable", given = say::quoted(text))),
                None => problems.add(*key, "unknown", "There is nothing like this in a profile"),
            }
        }
        problems.check()?;
        // Whatever the role lets one change of users: these few things are one's own.
        let role = Role::shipped().into_iter().find(|r| r.admin).map(std::sync::Arc::new);
        let oneself = Actor { roles: role.into_iter().collect(), scopes: None, ..actor.clone() };
        let mut work = self.begin(&oneself);
        work.update("user", user, input, None).await?;
        work.commit().await?;
        self.forget_actors();
        Ok(())
    }
}
