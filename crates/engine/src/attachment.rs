//! Attachments: files that belong to a record. Who may see the record may see them, who may change it may add and remove
//! them; both stand in the log and can be undone. The bytes are kept by `file`.
use base::{Error, Id, Moment, Result};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use store::{Sql, Tx};

use crate::access::{Action, Actor};
use crate::changes::Changes;
use crate::engine::Engine;
use crate::file::{self, FileInfo};
use crate::kind::Kind;
use crate::record::Record;
use crate::schema::Schema;
use crate::work::Work;

/// The verb of the event that puts a file to a record.
pub const ATTACHED: &str = "attached";
/// The verb of the event that takes it off.
pub const DETACHED: &str = "detached";
/// What such an event carries: `{id, name, type, size}` under this key, which no field can have.
const CARRIES: &str = "$file";

/// A file of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attachment {
    /// The file.
    #[serde(flatten)]
    pub file: FileInfo,
    /// When it was put to the record.
    pub added_at: Moment,
    /// Who did it.
    pub added_by: Option<Id>,
    /// There is a small picture of it.
    pub thumbnail: bool,
}

/// What an event of an attachment says of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The file.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: i64,
}

/// What an event says of a file that came or went.
pub fn carried(changes: &Changes) -> Option<Carried> {
    let file = changes.get(CARRIES)?;
    Some(Carried {
        id: file.get("id")?.as_str()?.parse().ok()?,
        name: file.get("name")?.as_str()?.to_owned(),
        size: file.get("size").and_then(Json::as_i64).unwrap_or_default(),
    })
}

/// The file of an event, and whether it came.
pub(crate) fn of_event(verb: &str, changes: &Changes) -> Option<(Id, bool)> {
    let on = match verb {
        ATTACHED => true,
        DETACHED => false,
        _ => return None,
    };
    Some((carried(changes)?.id, on))
}

/// The statement that puts a file to a record or takes it off. Its bytes stay, so that it can come back.
pub(crate) fn put(object: &str, id: Id, file: Id, by: Option<Id>, on: bool) -> Sql {
    let now = Moment::now();
    if on {
        Sql::new(
            "INSERT INTO attachment (record, file, object, added_at, added_by) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (record, file) DO UPDATE SET removed_at = NULL",
            vec![id.into(), file.into(), object.into(), now.into(), by.into()],
        )
    } else {
        Sql::new(
            "UPDATE attachment SET removed_at = $3 WHERE record = $1 AND file = $2",
            vec![id.into(), file.into(), now.into()],
        )
    }
}

/// The statements that destroy the files of a record with it, but for those something else refers to.
pub(crate) fn destroy(schema: &Schema, id: Id) -> Vec<Sql> {
    let mut others = String::new();
    for object in schema.objects() {
        for field in object.fields.iter().filter(|f| f.kind == Kind::File) {
            others.push_str(" AND NOT EXISTS (SELECT 1 FROM ");
            others.push_str(&object.table());
            others.push_str(" o WHERE o.\"");
            others.push_str(&field.key);
            others.push_str("\" = a.file)");
        }
    }
    let alone = format!(
        "SELECT a.file FROM attachment a WHERE a.record = $1 AND NOT EXISTS (SELECT 1 FROM attachment b WHERE b.file = a.file AND b.record <> $1){others}"
    );
    [
        format!("DELETE FROM thumbnail WHERE file IN ({alone})"),
        format!("DELETE FROM file WHERE id IN ({alone})"),
        "DELETE FROM attachment WHERE record = $1".to_owned(),
    ]
    .map(|text| Sql::new(text, vec![id.into()]))
    .into()
}

impl Work {
    /// Puts a file to a record.
    pub async fn attach(&mut self, object: &str, id: Id, file: Id) -> Result<()> {
        self.attached(object, id, file, true).await
    }

    /// Takes a file off a record.
    pub async fn detach(&mut self, object: &str, id: Id, file: Id) -> Result<()> {
        self.attached(object, id, file, false).await
    }
}

impl Engine {
    /// The files of a record that is at hand, the newest first.
    pub async fn attachments(&self, actor: &Actor, record: &Record) -> Result<Vec<Attachment>> {
        if !actor.may(Action::Read, record) {
            return Err(Error::NotFound);
        }
        let sql = Sql::new(
            "SELECT f.id, f.name, f.type, f.size, f.sha256, f.created_at, f.created_by, a.added_at, a.added_by, \
             CASE WHEN t.file IS NULL THEN 0 ELSE 1 END \
             FROM attachment a JOIN file f ON f.id = a.file LEFT JOIN thumbnail t ON t.file = f.id \
             WHERE a.record = $1 AND a.removed_at IS NULL ORDER BY a.added_at DESC, a.file DESC LIMIT 500",
            vec![record.id.into()],
        );
        let rows = self.db().read(sql).await?;
        let one = |mut row: store::Row| Attachment {
            added_at: Moment(row.int(7).unwrap_or_default()),
            added_by: row.id(8),
            thumbnail: row.int(9) == Some(1),
            file: file::info(&mut row),
        };
        Ok(rows.into_iter().map(one).collect())
    }

    /// Whether a file may come to or go from a record, and what its event carries; nothing where it is so already.
    pub(crate) async fn may_attach(
        &self,
        actor: &Actor,
        id: Id,
        file: Id,
        on: bool,
    ) -> Result<Option<Map<String, Json>>> {
        let sql = Sql::new(
            "SELECT f.id, f.name, f.type, f.size, f.sha256, f.created_at, f.created_by, a.file, a.removed_at \
             FROM file f LEFT JOIN attachment a ON a.file = f.id AND a.record = $2 WHERE f.id = $1",
            vec![file.into(), id.into()],
        );
        let mut rows = self.db().read(sql).await?;
        let row = rows.first_mut().ok_or(Error::NotFound)?;
        let (known, removed) = (row.id(7).is_some(), row.int(8).is_some());
        let info = file::info(row);
        // Ids can be guessed: a file comes to a record by who brought it, or comes back.
        let own = actor.user.is_some() && info.created_by == actor.user;
        if !(known || own || actor.is_admin()) {
            return Err(Error::NotFound);
        }
        if (known && !removed) == on {
            return Ok(None);
        }
        let says =
            json!({"id": info.id.to_string(), "name": info.name, "type": info.media_type, "size": info.size});
        Ok(Some(Map::from_iter([(CARRIES.to_owned(), says)])))
    }

    /// Whether a file belongs to a record now.
    pub async fn is_attached(&self, record: Id, file: Id) -> Result<bool> {
        let sql = Sql::new(
            "SELECT 1 FROM attachment WHERE record = $1 AND file = $2 AND removed_at IS NULL",
            vec![record.into(), file.into()],
        );
        Ok(!self.db().read(sql).await?.is_empty())
    }

    /// A file that belongs to records is read by those who may see one of them, or who brought it.
    pub(crate) async fn reads_attached(&self, actor: &Actor, file: &FileInfo) -> Result<bool> {
        if actor.is_admin() || (actor.user.is_some() && file.created_by == actor.user) {
            return Ok(true);
        }
        let sql = Sql::new(
            "SELECT object, record, removed_at FROM attachment WHERE file = $1 LIMIT 100",
            vec![file.id.into()],
        );
        let rows = self.db().read(sql).await?;
        if rows.is_empty() {
            return Ok(true);
        }
        for mut row in rows.into_iter().filter(|r| r.int(2).is_none()) {
            let Some(id) = row.id(1) else { continue };
            if self.find_any(actor, &row.take_text(0).unwrap_or_default(), id).await.is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Keeps the small picture of a file.
    pub async fn put_thumbnail(&self, file: Id, content: Vec<u8>) -> Result<()> {
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO thumbnail (file, content) VALUES ($1, $2) ON CONFLICT (file) DO NOTHING",
            vec![file.into(), content.into()],
        ));
        self.db().commit(tx).await?;
        Ok(())
    }

    /// The small picture of a file, for those who may read the file.
    pub async fn thumbnail(&self, actor: &Actor, file: Id) -> Result<Vec<u8>> {
        self.file_info(actor, file).await?;
        let sql = Sql::new("SELECT content FROM thumbnail WHERE file = $1", vec![file.into()]);
        let mut rows = self.db().read(sql).await?;
        match rows.first_mut().and_then(|r| r.0.first_mut()) {
            Some(store::Value::Bytes(content)) => Ok(std::mem::take(content)),
            _ => Err(Error::NotFound),
        }
    }
}
