//! What an error of PostgreSQL means to the caller, and whether the unit may be tried again.
use std::{error::Error as StdError, io};

use deadpool_postgres::{HookError, PoolError};
use tokio_postgres::{Error, error::SqlState};

use crate::Failure;

/// What may be done about a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// Nothing: it would fail again, or it may have been done.
    No,
    /// Others were in the way.
    Later,
    /// On another connection.
    Elsewhere,
    /// With statements prepared anew: the schema has changed.
    Prepared,
}

/// The failure an error stands for.
pub(super) fn failure(error: &Error) -> Failure {
    let Some(db) = error.as_db_error() else {
        if is_lost(error) {
            return Failure::Lost { why: told(error), uncertain: false };
        }
        return Failure::Other(told(error));
    };
    let code = db.code();
    let message = db.message().to_owned();
    if *code == SqlState::UNIQUE_VIOLATION {
        Failure::Unique { index: db.constraint().unwrap_or(&message).to_owned() }
    } else if *code == SqlState::FOREIGN_KEY_VIOLATION {
        Failure::ForeignKey
    } else if *code == SqlState::DISK_FULL {
        Failure::Full(format!("the disk of the database server is full; nothing was saved: {message}"))
    } else if *code == SqlState::QUERY_CANCELED {
        Failure::TimeLimit
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        Failure::ReadOnly(format!("the database server takes no writes now: {message}"))
    } else if is_lost(error) {
        Failure::Lost { why: message, uncertain: false }
    } else if matches!(again(error), Again::Later) || code.code().starts_with("53") {
        Failure::Busy(format!("the database is busy; try again in a moment: {message}"))
    } else {
        Failure::Other(format!("{message} ({})", code.code()))
    }
}

/// Whether to try again, when nothing was committed.
pub(super) fn again(error: &Error) -> Again {
    let Some(code) = error.code() else {
        return if is_lost(error) { Again::Elsewhere } else { Again::No };
    };
    if [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::LOCK_NOT_AVAILABLE]
        .contains(code)
    {
        Again::Later
    } else if is_lost(error) {
        Again::Elsewhere
    } else if (*code == SqlState::FEATURE_NOT_SUPPORTED && told(error).contains("cached plan"))
        || *code == SqlState::INVALID_SQL_STATEMENT_NAME
    {
        Again::Prepared
    } else {
        Again::No
    }
}

/// The connection is of no use any more.
fn is_lost(error: &Error) -> bool {
    let Some(code) = error.code() else {
        return error.is_closed() || error.source().is_some_and(<dyn StdError>::is::<io::Error>);
    };
    let code = code.code();
    code.starts_with("08") || matches!(code, "57P01" | "57P02" | "57P03" | "57P04" | "57P05" | "25P03")
}

/// The error with its cause; the driver tells only the outermost.
fn told(error: &Error) -> String {
    let text = error.to_string();
    match error.source().map(ToString::to_string) {
        Some(cause) if !text.contains(&cause) => format!("{text}: {cause}"),
        _ => text,
    }
}

/// Why there is no connection, and whether it is worth waiting for the server.
pub(super) fn no_connection(error: &PoolError) -> (Failure, Again) {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            let why = failure(error);
            match why {
                Failure::Lost { .. } | Failure::Busy(_) => (why, Again::Elsewhere),
                other => (other, Again::No),
            }
        }
        PoolError::Timeout(_) => {
            let text = "all connections to the database are in use; try again in a moment";
            (Failure::Busy(text.to_owned()), Again::No)
        }
        PoolError::Closed => {
            (Failure::Lost { why: "the workspace is closed".to_owned(), uncertain: false }, Again::No)
        }
        other => (Failure::Other(other.to_string()), Again::No),
    }
}
