//! The link by which strangers read a dashboard: with the eyes of whoever owns it, and nothing can be opened or changed.
use base::{Id, Result};
use engine::account::secret;
use engine::{Input, Value, Work};

/// Makes the link, or another one in its place; the old one leads nowhere from now on.
pub async fn share(work: &mut Work, id: Id) -> Result<()> {
    work.update("dashboard", id, Input::new().with("token", Value::Text(secret()?)), None).await
}

/// Takes the link away.
pub async fn unshare(work: &mut Work, id: Id) -> Result<()> {
    work.update("dashboard", id, Input::new().with("token", Value::Null), None).await
}
