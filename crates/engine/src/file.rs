//! Files: bytes with a name, in the database like all else. A file belongs to the workspace: whoever is signed in may
//! read one by its id, also when a field that refers to it is not theirs; tokens for single objects may not. A file that
//! was attached to records is theirs who may see one of them (`attachment`).
use say::say;
use std::fmt::Write as _;

use base::{Error, Id, Moment, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Sql, Tx};

use crate::access::Actor;
use crate::engine::Engine;

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileInfo {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its media type, as far as it may be trusted.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Of the content, in hex.
    pub sha256: String,
    /// When it was uploaded.
    pub created_at: Moment,
    /// Who uploaded it.
    pub created_by: Option<Id>,
    /// A browser may show it; everything else is only ever saved.
    pub inline: bool,
}

/// Bytes of a file at most.
pub const MOST: usize = 25 * 1024 * 1024;

/// Types a browser may show: pictures without script, and plain text as such.
const SHOWN: [(&str, &[u8]); 5] = [
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/gif", b"GIF8"),
    ("application/pdf", b"%PDF-"),
    ("image/webp", b"RIFF"),
];

/// The type by content where it is one that browsers show; what was said, where it can do no harm; else just bytes.
fn judged(said: &str, content: &[u8]) -> String {
    let webp = |kind: &str| kind != "image/webp" || content.get(8..12) == Some(b"WEBP");
    if let Some((kind, _)) = SHOWN.iter().find(|(kind, magic)| content.starts_with(magic) && webp(kind)) {
        return (*kind).to_owned();
    }
    // What else is known by its first bytes is what they say, whatever its name.
    let found = infer::get(content).map(|kind| kind.mime_type()).filter(|t| !harmful(t));
    if let Some(found) = found {
        return found.to_owned();
    }
    let said = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let plain = |t: &str| {
        t.len() <= 100
            && t.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
            && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"/.+-".contains(&b))
    };
    // What calls itself a picture and is none is not shown as one.
    if !plain(&said) || harmful(&said) || said.contains("image/") || said.contains("application/pdf") {
        return "application/octet-stream".to_owned();
    }
    said
}

/// A script by another name is still a script.
fn harmful(media_type: &str) -> bool {
    ["html", "/xml", "+xml", "svg", "script", "ecma"].iter().any(|h| media_type.contains(h))
}

/// A name without a path and without what headers and file systems choke on.
fn bare(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !"\"<>:|?*".contains(*c)).collect();
    let clean = clean.trim().trim_matches('.');
    let short: String = clean.chars().take(200).collect();
    if short.is_empty() { "file".to_owned() } else { short }
}

impl FileInfo {
    fn may_be_shown(media_type: &str) -> bool {
        SHOWN.iter().any(|(kind, _)| *kind == media_type)
    }
}

impl Engine {
    /// Keeps a file; its id.
    pub async fn put_file(
        &self,
        actor: &Actor,
        name: &str,
        media_type: &str,
        content: Vec<u8>,
    ) -> Result<Id> {
        if content.is_empty() {
            return Err(Error::invalid("file", "empty", say!("problem-file-empty")));
        }
        if content.len() > MOST {
            return Err(Error::invalid("file", "too_long", say!("problem-file-most")));
        }
        let sha256 = Sha256::digest(&content).iter().fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        });
        let id = Id::new();
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO file (id, name, type, size, sha256, created_at, created_by, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            vec![
                id.into(),
                bare(name).into(),
                judged(media_type, &content).into(),
                (content.len() as i64).into(),
                sha256.into(),
                Moment::now().into(),
                actor.user.into(),
                content.into(),
            ],
        ));
        self.db().commit(tx).await?;
        Ok(id)
    }

    /// What is known of a file.
    pub async fn file_info(&self, actor: &Actor, id: Id) -> Result<FileInfo> {
        let sql = "SELECT id, name, type, size, sha256, created_at, created_by FROM file WHERE id = $1";
        let mut rows = self.db().read(Sql::new(sql, vec![id.into()])).await?;
        let info = rows.first_mut().filter(|_| reads_files(actor)).map(info).ok_or(Error::NotFound)?;
        if self.reads_attached(actor, &info).await? { Ok(info) } else { Err(Error::NotFound) }
    }

    /// A file whole.
    pub async fn file(&self, actor: &Actor, id: Id) -> Result<(FileInfo, Vec<u8>)> {
        let sql =
            "SELECT id, name, type, size, sha256, created_at, created_by, content FROM file WHERE id = $1";
        let mut rows = self.db().read(Sql::new(sql, vec![id.into()])).await?;
        let row = rows.first_mut().filter(|_| reads_files(actor)).ok_or(Error::NotFound)?;
        let content = match row.0.get_mut(7).map(|cell| std::mem::replace(cell, store::Value::Null)) {
            Some(store::Value::Bytes(content)) => content,
            _ => Vec::new(),
        };
        let info = info(row);
        if self.reads_attached(actor, &info).await? { Ok((info, content)) } else { Err(Error::NotFound) }
    }
}

/// A token for single objects is not for files.
fn reads_files(actor: &Actor) -> bool {
    actor.scopes.as_ref().is_none_or(|s| s.0.iter().any(|scope| !scope.contains(':')))
}

/// From the first seven columns of a row.
pub(crate) fn info(row: &mut store::Row) -> FileInfo {
    let media_type = row.take_text(2).unwrap_or_default();
    FileInfo {
        id: row.id(0).unwrap_or_default(),
        name: row.take_text(1).unwrap_or_default(),
        inline: FileInfo::may_be_shown(&media_type),
        media_type,
        size: row.int(3).unwrap_or_default(),
        sha256: row.take_text(4).unwrap_or_default(),
        created_at: Moment(row.int(5).unwrap_or_default()),
        created_by: row.id(6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_believed_only_where_it_can_do_no_harm() {
        assert_eq!(judged("text/html", b"\x89PNG\r\n\x1a\n..."), "image/png");
        for said in [
            "text/html",
            "image/svg+xml",
            "text/javascript",
            "image/png",
            "nonsense",
            "application/xhtml+xml; a=b",
        ] {
            assert_eq!(judged(said, b"<script>"), "application/octet-stream", "{said}");
        }
        assert_eq!(judged("text/csv; charset=utf-8", b"a,b"), "text/csv");
        assert_eq!(judged("image/webp", b"RIFF....WAVE"), "audio/x-wav");
    }

    #[test]
    fn names_have_no_path() {
        assert_eq!(bare("../../etc/pass\"wd\r\n"), "passwd");
        assert_eq!(bare("C:\\Users\\ana\\Offer.pdf"), "Offer.pdf");
        assert_eq!(bare(".."), "file");
    }
}
