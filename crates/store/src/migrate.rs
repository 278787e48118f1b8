//! Which migrations a workspace still needs. How they run is each database's own.
use crate::{Failure, Migration};

/// The table that keeps which migrations ran; tokens as in migrations.
pub(crate) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS migration (number {key}, name {text} NOT NULL, at {int} NOT NULL){strict}";
/// What ran already.
pub(crate) const APPLIED: &str = "SELECT number FROM migration ORDER BY number";
/// Records one that ran.
pub(crate) const RECORD: &str = "INSERT INTO migration (number, name, at) VALUES ($1, $2, $3)";

/// The migrations still to run, or why this program must not touch the workspace.
pub(crate) fn pending<'a>(all: &'a [Migration], applied: &[i64]) -> Result<Vec<&'a Migration>, Failure> {
    let known = all.iter().map(|m| m.number).max().unwrap_or(0);
    let unknown = applied.iter().filter_map(|n| u32::try_from(*n).ok());
    if let Some(workspace) = unknown.filter(|n| all.iter().all(|m| m.number != *n)).max() {
        return Err(Failure::TooNew { workspace, binary: known });
    }
    let mut rest: Vec<_> = all.iter().filter(|m| !applied.contains(&i64::from(m.number))).collect();
    rest.sort_by_key(|m| m.number);
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn migration(number: u32) -> Migration {
        Migration { number, name: "", sql: "" }
    }

    #[test]
    fn runs_what_is_missing_in_order() {
        let all = [migration(3), migration(1), migration(2)];
        let numbers = pending(&all, &[1]).map(|rest| rest.iter().map(|m| m.number).collect::<Vec<_>>());
        assert_eq!(numbers, Ok(vec![2, 3]));
    }

    #[test]
    fn refuses_a_workspace_with_an_unknown_migration() {
        let refused = pending(&[migration(1)], &[1, 2]).map(|_| ());
        assert_eq!(refused, Err(Failure::TooNew { workspace: 2, binary: 1 }));
    }
}
