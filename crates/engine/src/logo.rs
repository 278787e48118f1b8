//! The logo of a workspace: a small picture, kept among the settings so that every page has it at hand.
use say::say;
use std::sync::Arc;

use base::{Error, Id, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use store::{Sql, Tx};

use crate::access::Actor;
use crate::configured::Act;
use crate::engine::Engine;
use crate::settings::set_sql;

/// Bytes of a logo at most.
pub const MOST: usize = 256 * 1024;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// `image/png`, `image/jpeg` or `image/webp`, by its content.
    pub media_type: &'static str,
    /// The picture.
    pub content: Vec<u8>,
}

/// What a picture is by its first bytes. Drawings that can hold scripts are none.
fn media_type(content: &[u8]) -> Option<&'static str> {
    if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if content.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

impl Logo {
    /// Reads what is stored.
    pub(crate) fn load(stored: &str) -> Option<Arc<Self>> {
        let content = STANDARD.decode(stored).ok()?;
        Some(Arc::new(Self { media_type: media_type(&content)?, content }))
    }
}

impl Engine {
    /// Sets the logo, or by `None` takes it away. For administrators.
    pub async fn set_logo(&self, actor: &Actor, content: Option<&[u8]>) -> Result<()> {
        if !actor.is_admin() {
            return Err(Error::Forbidden(say!("problem-only-admins-settings").into()));
        }
        let mut tx = Tx::new();
        let said = |media: &str, bytes: usize| json!(format!("{media}, {bytes} B"));
        let old = self.settings().logo.as_ref().map(|l| said(l.media_type, l.content.len()));
        let new = content.and_then(|c| Some(said(media_type(c)?, c.len())));
        match content {
            None => tx.run(Sql::new("DELETE FROM setting WHERE key = 'logo'", Vec::new())),
            Some(content) if content.len() > MOST => {
                return Err(Error::invalid("logo", "too_large", say!("problem-logo-most")));
            }
            Some(content) if media_type(content).is_none() => {
                return Err(Error::invalid("logo", "type", say!("problem-logo-type")));
            }
            Some(content) => tx.run(set_sql("logo", &STANDARD.encode(content))),
        }
        let logo = json!({"logo": [old, new]});
        tx.run(Act::new().note(actor, "setting", Id(0), "changed", logo));
        self.commit_config(tx).await
    }
}
