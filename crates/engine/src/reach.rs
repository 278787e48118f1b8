//! A right as a part of a query.
use base::Id;
use store::Build;

use crate::access::Reach;

/// Adds ` AND …` that keeps the rows within reach; `alias` is empty or `t.`.
pub fn push_reach(sql: &mut Build, alias: &str, reach: &Reach) {
    match reach {
        Reach::Everything => {}
        Reach::Nothing => {
            sql.push(" AND 1 = 0");
        }
        Reach::Owners(ids) => {
            sql.push(" AND ");
            push_owners(sql, alias, ids);
        }
        Reach::Shared { me, team } => {
            sql.push(" AND (").push(alias).push("owner = ").bind(*me);
            sql.push(" OR ").push(alias).push("shared = 'everyone' OR (");
            sql.push(alias).push("shared = 'team' AND ");
            push_owners(sql, alias, team);
            sql.push("))");
        }
    }
}

fn push_owners(sql: &mut Build, alias: &str, ids: &[Id]) {
    sql.push(alias).push("owner IN (");
    for (i, id) in ids.iter().enumerate() {
        sql.push(if i > 0 { ", " } else { "" }).bind(*id);
    }
    sql.push(")");
}
