//! Who has which page open on all servers of one database: each server keeps its own people in a table that forgets, and
//! reads those of the others.
use base::{Id, Moment, Result};
use store::{Build, Row, Sql, Tx};

use crate::engine::Engine;

/// Seconds after which somebody is gone whose server says nothing of them any more.
const LASTS: i64 = 30;

/// Somebody at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// The number of the feed on its server.
    pub feed: i64,
    /// Where.
    pub place: String,
    /// The person.
    pub user: Id,
    /// As they write it.
    pub name: String,
    /// Has begun to change something.
    pub editing: bool,
}

impl Engine {
    /// Other servers may share the database; with an embedded one there is this process alone.
    pub fn has_neighbours(&self) -> bool {
        self.db().dialect() == store::Dialect::Postgres
    }

    /// Puts the people of a server in place of those it told of before, and wakes the others.
    pub async fn tell_here(&self, server: Id, people: &[Here], changed: bool) -> Result<()> {
        let until = Moment::now().plus_seconds(LASTS);
        let mut tx = Tx::new();
        tx.run(Sql::new("DELETE FROM presence WHERE server = $1", vec![server.into()]));
        for part in people.chunks(200) {
            let mut sql = Build::new();
            sql.push("INSERT INTO presence (server, feed, place, person, name, editing, expires_at) VALUES ");
            for (n, here) in part.iter().enumerate() {
                sql.push(if n > 0 { ", (" } else { "(" }).bind(server).push(", ").bind(here.feed);
                sql.push(", ").bind(here.place.as_str()).push(", ").bind(here.user);
                sql.push(", ").bind(here.name.as_str()).push(", ").bind(i64::from(here.editing));
                sql.push(", ").bind(until).push(")");
            }
            tx.run(sql.done());
        }
        tx.notify = changed;
        self.db().commit(tx).await?;
        Ok(())
    }

    /// The people on other servers.
    pub async fn elsewhere(&self, server: Id) -> Result<Vec<Here>> {
        let text = "SELECT feed, place, person, name, editing FROM presence WHERE server <> $1 AND expires_at > $2 ORDER BY server, feed";
        let rows = self.db().read(Sql::new(text, vec![server.into(), Moment::now().into()])).await?;
        let here = |mut row: Row| {
            Some(Here {
                feed: row.int(0)?,
                place: row.take_text(1)?,
                user: row.id(2)?,
                name: row.take_text(3)?,
                editing: row.int(4)? != 0,
            })
        };
        Ok(rows.into_iter().filter_map(here).collect())
    }
}
