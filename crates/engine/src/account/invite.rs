//! Invitations: a link that works once and lets whoever has it set the password of one user. Also for those who forgot
//! theirs: an administrator gives them a new link.
use say::say;
use std::collections::HashMap;

use base::{Error, Id, Moment, Problems, Result};
use serde_json::json;
use store::Sql;

use super::{end_sessions_sql, hash_of, only_admin, password, secret, set_password_sql, with_roles};
use crate::access::Actor;
use crate::configured::Act;
use crate::engine::Engine;
use crate::input::{Given, Input};
use crate::value::Value;

/// An invitation that was made.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Whose password it sets.
    pub user: Id,
    /// The token of the link: shown once.
    pub token: String,
    /// Until when it works.
    pub expires_at: Moment,
}

/// Who an invitation is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The user.
    pub user: Id,
    /// Their name.
    pub name: String,
    /// What they will sign in with.
    pub email: String,
}

/// How long a link works, in seconds: a week.
const LASTS: i64 = 7 * 86_400;

fn delete_sql(user: Id) -> Sql {
    Sql::new("DELETE FROM invite WHERE record = $1", vec![user.into()])
}

fn insert_sql(invitation: &Invitation, by: Option<Id>) -> Sql {
    Sql::new(
        "INSERT INTO invite (hash, record, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5)",
        vec![
            hash_of(&invitation.token).into(),
            invitation.user.into(),
            Moment::now().into(),
            by.into(),
            invitation.expires_at.into(),
        ],
    )
}

/// What the log says of a link: whose, until when; never the link itself.
fn noted(act: &Act, actor: &Actor, invitation: &Invitation, name: &str, verb: &str) -> Sql {
    let (user, until) = (invitation.user, invitation.expires_at);
    let said = json!({"invite": name.trim(), "user": user, "until": [null, until]});
    act.note(actor, "invite", Id(0), verb, said)
}

impl Engine {
    /// What a user is called, for the log.
    pub(crate) async fn named_user(&self, user: Id) -> Result<String> {
        let sql = Sql::new("SELECT name FROM \"user\" WHERE id = $1", vec![user.into()]);
        Ok(self.db().read(sql).await?.first_mut().and_then(|r| r.take_text(0)).unwrap_or_default())
    }

    /// Makes a user with roles and a team, and a link by which they set their password. For administrators.
    pub async fn invite(
        &self,
        actor: &Actor,
        email: &str,
        name: &str,
        roles: &[&str],
        team: Option<Id>,
    ) -> Result<Invitation> {
        only_admin(actor, "invite people")?;
        let mut problems = Problems::default();
        if email.trim().is_empty() {
            problems.add("email", "required", say!("problem-invite-email"));
        }
        self.judge_roles(roles, &mut problems);
        problems.check()?;
        let mut work = self.begin(actor);
        let mut input = with_roles(Input::new().typed("name", name).typed("email", email), roles);
        if let Some(team) = team {
            input = input.with("team", Value::Ref(team));
        }
        let user = work.create("user", input).await?;
        let invitation = Invitation { user, token: secret()?, expires_at: Moment::now().plus_seconds(LASTS) };
        work.run(insert_sql(&invitation, actor.user), None);
        let act = Act { batch: work.batch(), cause: None };
        work.run(noted(&act, actor, &invitation, name, "created"), None);
        work.commit().await?;
        Ok(invitation)
    }

    /// A new link for a user, in place of those there are. For administrators.
    pub async fn invite_again(&self, actor: &Actor, user: Id) -> Result<Invitation> {
        only_admin(actor, "invite people")?;
        let record = self.find(actor, "user", user).await?;
        if record.get("active") == &Value::Bool(false) {
            return Err(Error::conflict(say!("problem-invite-inactive")));
        }
        let invitation = Invitation { user, token: secret()?, expires_at: Moment::now().plus_seconds(LASTS) };
        let mut work = self.begin(actor);
        work.run(delete_sql(user), None);
        work.run(insert_sql(&invitation, actor.user), None);
        let name = self.named_user(user).await?;
        let act = Act { batch: work.batch(), cause: None };
        work.run(noted(&act, actor, &invitation, &name, "renewed"), None);
        work.commit().await?;
        Ok(invitation)
    }

    /// Who a link is for; nobody when it was used, has run out, or the user is not active any more.
    pub async fn invited(&self, token: &str) -> Result<Option<Invited>> {
        let sql = Sql::new(
            "SELECT u.id, u.name, u.email FROM invite i JOIN \"user\" u ON u.id = i.record \
             WHERE i.hash = $1 AND i.expires_at > $2 AND u.deleted_at IS NULL AND (u.active IS NULL OR u.active <> 0)",
            vec![hash_of(token).into(), Moment::now().into()],
        );
        let mut rows = self.db().read(sql).await?;
        Ok(rows.first_mut().and_then(|row| {
            Some(Invited {
                user: row.id(0)?,
                name: row.take_text(1).unwrap_or_default(),
                email: row.take_text(2).unwrap_or_default(),
            })
        }))
    }

    /// Sets the password of the user a link is for and uses the link up: of two at a time one gets a conflict.
    pub async fn accept_invitation(&self, token: &str, new: &str) -> Result<Id> {
        let used = || Error::conflict(say!("problem-invite-used"));
        let Some(invited) = self.invited(token).await? else { return Err(used()) };
        let mut problems = Problems::default();
        password::judge(new, &invited.email, &mut problems);
        problems.check()?;
        let hash = self.hash_password(new).await?;
        let mut work = self.begin(&Actor::system());
        let text = "DELETE FROM invite WHERE hash = $1";
        work.run(Sql::new(text, vec![hash_of(token).into()]), Some(1));
        work.run(delete_sql(invited.user), None);
        work.run(set_password_sql(invited.user, &hash), None);
        work.run(end_sessions_sql(invited.user, None), None);
        let said = json!({"invite": invited.name, "user": invited.user});
        let by = Actor { user: Some(invited.user), ..Actor::system() };
        let act = Act { batch: work.batch(), cause: None };
        work.run(act.note(&by, "invite", Id(0), "accepted", said), None);
        match work.commit().await {
            Ok(_) => {
                self.forget_actors();
                Ok(invited.user)
            }
            Err(Error::Conflict(_)) => Err(used()),
            Err(other) => Err(other),
        }
    }

    /// Until when the links of users work that were not used yet. For administrators.
    pub async fn invitations(&self, actor: &Actor) -> Result<HashMap<Id, Moment>> {
        only_admin(actor, "see invitations")?;
        let sql = Sql::new(
            "SELECT record, expires_at FROM invite WHERE expires_at > $1",
            vec![Moment::now().into()],
        );
        let rows = self.db().read(sql).await?;
        Ok(rows.iter().filter_map(|r| Some((r.id(0)?, Moment(r.int(1)?)))).collect())
    }

    /// Gives a user other roles and another team. For administrators; the last of them stays one.
    pub async fn set_access(&self, actor: &Actor, user: Id, roles: &[&str], team: Option<Id>) -> Result<Id> {
        only_admin(actor, "change roles of people")?;
        let mut problems = Problems::default();
        self.judge_roles(roles, &mut problems);
        problems.check()?;
        let mut work = self.begin(actor);
        let mut input = Input::new().with("team", team.map_or(Value::Null, Value::Ref));
        input.0.push(("roles".to_owned(), Given::Json(json!(roles))));
        work.update("user", user, input, None).await?;
        let done = work.commit().await?;
        self.forget_actors();
        Ok(done.batch)
    }

    fn judge_roles(&self, roles: &[&str], problems: &mut Problems) {
        if roles.is_empty() {
            problems.add("roles", "required", say!("problem-invite-role"));
        }
        for role in roles.iter().filter(|r| !self.roles().contains_key(**r)) {
            problems.add("roles", "unknown", format!("There is no role {role:?}"));
        }
    }
}
