//! The link by which strangers read a dashboard: with the eyes of whoever owns it, and nothing can be opened or changed.
use base::{Error, Id, Result};
use engine::{Input, Value, Work};

/// Makes the link, or another one in its place; the old one leads nowhere from now on.
pub async fn share(work: &mut Work, id: Id) -> Result<()> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    let token = format!("{:032x}", u128::from_be_bytes(bytes));
    work.update("dashboard", id, Input::new().with("token", Value::Text(token)), None).await
}

/// Takes the link away.
pub async fn unshare(work: &mut Work, id: Id) -> Result<()> {
    work.update("dashboard", id, Input::new().with("token", Value::Null), None).await
}
