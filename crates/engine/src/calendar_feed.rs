//! Calendars to subscribe to: an address that is a secret, for a person's own entries or for those of a team. Who has the
//! address reads what its maker may see at that moment, and nothing else of the workspace. The secret is kept as it is,
//! so that it can be shown again: who reads this table reads the entries themselves beside it.
use base::{Error, Id, Moment, Result};
use say::say;
use serde_json::json;
use store::{Build, Sql, Tx};

use crate::access::Actor;
use crate::account::secret;
use crate::configured::Act;
use crate::engine::Engine;

/// A calendar to subscribe to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFeed {
    /// The secret part of its address.
    pub secret: String,
    /// Who made it: whose rights count.
    pub person: Id,
    /// The team whose entries it has; nothing for the person's own.
    pub team: Option<Id>,
    /// Since when.
    pub created_at: Moment,
}

const COLUMNS: &str = "SELECT secret, person, team, created_at FROM calendar_feed";

fn load(row: &mut store::Row) -> CalendarFeed {
    CalendarFeed {
        secret: row.take_text(0).unwrap_or_default(),
        person: row.id(1).unwrap_or_default(),
        team: row.id(2),
        created_at: Moment(row.int(3).unwrap_or_default()),
    }
}

impl Engine {
    /// The calendar behind a secret address, while it holds.
    pub async fn calendar_feed(&self, secret: &str) -> Result<CalendarFeed> {
        let fits =
            secret.len() <= 100 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if secret.is_empty() || !fits {
            return Err(Error::NotFound);
        }
        let sql = Sql::new(format!("{COLUMNS} WHERE secret = $1"), vec![secret.into()]);
        self.db().read(sql).await?.first_mut().map(load).ok_or(Error::NotFound)
    }

    /// The calendars a person made: their own first, then those of teams.
    pub async fn calendar_feeds(&self, actor: &Actor) -> Result<Vec<CalendarFeed>> {
        let me = actor.user.ok_or(Error::NotFound)?;
        let sql = Sql::new(format!("{COLUMNS} WHERE person = $1 ORDER BY team, created_at"), vec![me.into()]);
        Ok(self.db().read(sql).await?.iter_mut().map(load).collect())
    }

    /// Makes the address of one's calendar, or of a team's, anew; the one before holds no longer.
    pub async fn renew_calendar_feed(&self, actor: &Actor, team: Option<Id>) -> Result<CalendarFeed> {
        let person = actor.user.ok_or(Error::NotFound)?;
        by_a_person(actor)?;
        let name = match team {
            Some(team) => Some(self.find(actor, "team", team).await?.title()),
            None => None,
        };
        let feed = CalendarFeed { secret: secret()?, person, team, created_at: Moment::now() };
        let mut tx = Tx::new();
        tx.run(gone(person, team));
        tx.run(Sql::new(
            "INSERT INTO calendar_feed (secret, person, team, created_at) VALUES ($1, $2, $3, $4)",
            vec![feed.secret.as_str().into(), person.into(), team.into(), feed.created_at.into()],
        ));
        let said = json!({"token": named(name.as_deref()), "user": actor.name});
        tx.run(Act::new().note(actor, "token", Id(0), "created", said));
        tx.notify = true;
        self.db().commit(tx).await?;
        Ok(feed)
    }

    /// Switches the address of one's calendar, or of a team's, off.
    pub async fn end_calendar_feed(&self, actor: &Actor, team: Option<Id>) -> Result<()> {
        let person = actor.user.ok_or(Error::NotFound)?;
        by_a_person(actor)?;
        let mut tx = Tx::new();
        tx.run(gone(person, team));
        let said = json!({"token": named(None), "user": actor.name});
        tx.run(Act::new().note(actor, "token", Id(0), "revoked", said));
        tx.notify = true;
        self.db().commit(tx).await?;
        Ok(())
    }
}

/// An address outlives a token: a program may not make one.
fn by_a_person(actor: &Actor) -> Result<()> {
    if actor.scopes.is_some() {
        return Err(Error::Forbidden(say!("problem-token-reads").into()));
    }
    Ok(())
}

/// What the log calls it: it is a token that reads one calendar.
fn named(team: Option<&str>) -> String {
    team.map_or_else(|| "calendar address".to_owned(), |team| format!("calendar address, {team}"))
}

fn gone(person: Id, team: Option<Id>) -> Sql {
    let mut sql = Build::new();
    sql.push("DELETE FROM calendar_feed WHERE person = ").bind(person);
    match team {
        Some(team) => sql.push(" AND team = ").bind(team),
        None => sql.push(" AND team IS NULL"),
    };
    sql.done()
}
