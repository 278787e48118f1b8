//! Accounts: how a user of the workspace proves to be one. Passwords, first run, who may sign in.
//! A user is a record like any other; its account (password, sessions, tokens) lies beside it and is never in the log.
mod clean;
mod devices;
mod idempotency;
mod invite;
mod password;
mod profile;
mod session;
mod token;

use say::say;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::{Currency, Error, Id, Moment, Problems, Result};
use jiff::tz::TimeZone;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Build, Sql};
use tokio::sync::Semaphore;

use crate::access::Actor;
use crate::engine::Engine;
use crate::input::{Given, Input};
use crate::settings::set_sql;
use crate::value::Value;
use crate::work::Work;

pub use clean::module;
pub use devices::{SessionInfo, session_key};
pub use idempotency::Begun;
pub use invite::{Invitation, Invited};
pub use profile::Tastes;
pub use session::{Session, SignInError};
pub use token::{NewToken, TokenInfo};

/// What the process keeps for the people at its doors.
pub(crate) struct Doors {
    /// Passwords hashed at the same time: each takes 19 MB and a core.
    hashing: Semaphore,
    /// Actors of sessions and tokens that were looked up a moment ago, by hash.
    actors: Mutex<HashMap<String, Known>>,
}

/// An actor that was looked up, valid until something is written or a second has passed.
struct Known {
    actor: Actor,
    bell: u64,
    at: Instant,
}

/// How long an actor is believed without a look.
const BELIEVED: Duration = Duration::from_secs(1);
/// Actors remembered at most.
const KNOWN_MOST: usize = 10_000;

impl Default for Doors {
    fn default() -> Self {
        Self { hashing: Semaphore::new(2), actors: Mutex::default() }
    }
}

/// What the first page asks for.
#[derive(Debug, Clone, Default)]
pub struct FirstRun {
    /// The company's name.
    pub company: String,
    /// The administrator's name.
    pub name: String,
    /// The administrator's e-mail address.
    pub email: String,
    /// The administrator's password.
    pub password: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 3166; empty for none.
    pub country: String,
    /// The company and the rest are asked on the pages that follow.
    pub steps: bool,
}

/// The text a secret is looked up by: its hash, so that a stolen database opens nothing.
fn hash_of(secret: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(secret.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// 256 random bits as text for addresses and headers.
pub fn secret() -> Result<String> {
    use base64::Engine as _;
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::internal(format!("the system gives no random numbers: {e}")))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// The statement that sets a password.
fn set_password_sql(user: Id, hash: &str) -> Sql {
    Sql::new(
        "INSERT INTO account (record, password, disabled, changed_at) VALUES ($1, $2, 0, $3) \
         ON CONFLICT (record) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at",
        vec![user.into(), hash.into(), Moment::now().into()],
    )
}

/// Ends every session of a user but one.
fn end_sessions_sql(user: Id, keep: Option<&str>) -> Sql {
    let mut sql = Build::new();
    sql.push("DELETE FROM session WHERE record = ").bind(user);
    if let Some(keep) = keep {
        sql.push(" AND hash <> ").bind(hash_of(keep));
    }
    sql.done()
}

impl Engine {
    /// The actor behind a hash, from memory when nothing can have changed, else by `look`.
    async fn known_actor(
        &self,
        hash: String,
        look: impl Future<Output = Result<Option<Actor>>>,
    ) -> Result<Option<Actor>> {
        let bell = *self.db().woken().borrow();
        let lock = || self.doors().actors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&hash)
            && known.bell == bell
            && known.at.elapsed() < BELIEVED
        {
            return Ok(Some(known.actor.clone()));
        }
        let found = look.await?;
        let mut actors = lock();
        if actors.len() >= KNOWN_MOST {
            actors.clear();
        }
        match &found {
            Some(actor) => {
                actors.insert(hash, Known { actor: actor.clone(), bell, at: Instant::now() });
            }
            None => {
                actors.remove(&hash);
            }
        }
        Ok(found)
    }

    /// Forgets whoever was looked up: rights have changed.
    fn forget_actors(&self) {
        self.doors().actors.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Nobody can sign in yet.
    pub async fn needs_setup(&self) -> Result<bool> {
        let sql = Sql::new("SELECT 1 FROM account WHERE password IS NOT NULL LIMIT 1", Vec::new());
        Ok(self.db().read(sql).await?.is_empty())
    }

    /// Sets a new workspace up and makes its administrator: once. Of two at a time one gets a conflict.
    pub async fn first_run(&self, given: &FirstRun) -> Result<Id> {
        let done = || Error::conflict(say!("problem-set-up-already"));
        if !self.needs_setup().await? {
            return Err(done());
        }
        let mut problems = Problems::default();
        let unnamed = given.company.trim().is_empty() && !given.steps;
        if unnamed || given.company.chars().count() > 100 {
            problems.add("company", "required", say!("problem-company-name"));
        }
        if given.name.trim().is_empty() {
            problems.add("name", "required", say!("problem-your-name"));
        }
        if Currency::parse(&given.currency).is_none() {
            problems.add(
                "currency",
                "invalid",
                say!("problem-currency", given = say::quoted(&given.currency)),
            );
        }
        if TimeZone::get(&given.time_zone).is_err() {
            problems.add(
                "time_zone",
                "invalid",
                say!("problem-time-zone", given = say::quoted(&given.time_zone)),
            );
        }
        let country = given.country.trim().to_ascii_uppercase();
        let two_letters = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        if !country.is_empty() && !two_letters {
            problems.add("country", "invalid", say!("problem-country"));
        }
        let email = given.email.trim().to_lowercase();
        if email.is_empty() {
            problems.add("email", "required", say!("problem-your-email"));
        }
        password::judge(&given.password, &email, &mut problems);
        problems.check()?;

        let hash = self.hash_password(&given.password).await?;
        let mut work = self.begin(&Actor::system()).because("setup");
        let input = Input::new().typed("name", &given.name).with("active", Value::Bool(true));
        let input = with_roles(input, &["admin"]);
        let user = match self.user_by_email(&email).await? {
            Some(user) => {
                work.update("user", user, input, None).await?;
                user
            }
            None => match work.create("user", input.typed("email", &email)).await {
                // Somebody was faster, and has the same address.
                Err(Error::Invalid(_)) if !self.needs_setup().await? => return Err(done()),
                made => made?,
            },
        };
        // Whoever comes second finds the key there.
        work.run(
            Sql::new(
                "INSERT INTO setting (key, value) VALUES ('first_run', $1) ON CONFLICT (key) DO NOTHING",
                vec![Moment::now().to_string().into()],
            ),
            Some(1),
        );
        work.run(set_password_sql(user, &hash), None);
        let currency = given.currency.to_ascii_uppercase();
        for (key, value) in [
            ("name", given.company.trim()),
            ("currency", currency.as_str()),
            ("time_zone", given.time_zone.as_str()),
            ("country", country.as_str()),
            // Whoever sets it up reads this language.
            ("language", say::locale().language.tag()),
        ] {
            work.run(set_sql(key, value), None);
        }
        if given.steps {
            work.run(set_sql("setup_step", "company"), None);
        }
        work.run(set_sql("config_version", &(self.config().version + 1).to_string()), None);
        match work.commit().await {
            Ok(_) => {}
            Err(Error::Conflict(_) | Error::Invalid(_)) if !self.needs_setup().await? => return Err(done()),
            Err(other) => return Err(other),
        }
        self.reload().await?;
        Ok(user)
    }

    /// The living user with an e-mail address.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<Id>> {
        let email = email.trim().to_lowercase();
        let sql =
            Sql::new("SELECT id FROM \"user\" WHERE email = $1 AND deleted_at IS NULL", vec![email.into()]);
        Ok(self.db().read(sql).await?.first().and_then(|r| r.id(0)))
    }

    /// Makes a user with a role, and lets them sign in when there is a password. For administrators.
    pub async fn add_user(
        &self,
        actor: &Actor,
        email: &str,
        name: &str,
        role: &str,
        password: Option<&str>,
    ) -> Result<Id> {
        only_admin(actor, "add users")?;
        let mut problems = Problems::default();
        if email.trim().is_empty() {
            problems.add("email", "required", say!("problem-user-email"));
        }
        if !self.roles().contains_key(role) {
            let mut keys: Vec<String> = self.roles().keys().cloned().collect();
            keys.sort_unstable();
            problems.add(
                "role",
                "unknown",
                format!("There is no role {role:?}; there are {}", keys.join(", ")),
            );
        }
        if let Some(password) = password {
            password::judge(password, email, &mut problems);
        }
        problems.check()?;
        let hash = match password {
            Some(password) => Some(self.hash_password(password).await?),
            None => None,
        };
        let mut work = self.begin(actor);
        let input = with_roles(Input::new().typed("name", name).typed("email", email), &[role]);
        let user = work.create("user", input).await?;
        if let Some(hash) = hash {
            work.run(set_password_sql(user, &hash), None);
        }
        work.commit().await?;
        Ok(user)
    }

    /// Lets a user in no more: sessions end, tokens are refused; records stay. For administrators.
    pub async fn disable_user(&self, actor: &Actor, user: Id) -> Result<()> {
        only_admin(actor, "disable users")?;
        let mut work = self.begin(actor);
        work.update("user", user, Input::new().with("active", Value::Bool(false)), None).await?;
        work.run(end_sessions_sql(user, None), None);
        work.commit().await?;
        self.forget_actors();
        Ok(())
    }

    /// Lets a user in again. For administrators.
    pub async fn enable_user(&self, actor: &Actor, user: Id) -> Result<()> {
        only_admin(actor, "enable users")?;
        let mut work = self.begin(actor);
        work.update("user", user, Input::new().with("active", Value::Bool(true)), None).await?;
        work.commit().await?;
        Ok(())
    }

    /// Sets a user's password, whatever it was, and ends their sessions. For administrators.
    pub async fn set_password(&self, actor: &Actor, user: Id, new: &str) -> Result<()> {
        only_admin(actor, "set passwords of others")?;
        self.put_password(user, new, None).await
    }

    /// Changes one's own password. Every session ends but the one with the token `keep`.
    pub async fn change_password(
        &self,
        user: Id,
        old: &str,
        new: &str,
        keep: Option<&str>,
    ) -> std::result::Result<(), SignInError> {
        let key = format!("user:{user}");
        self.throttle(&[(&key, session::MAIL_MOST)]).await?;
        let sql = Sql::new("SELECT password FROM account WHERE record = $1", vec![user.into()]);
        let stored = self.db().read(sql).await.map_err(Error::from)?.first_mut().and_then(|r| r.take_text(0));
        if !self.verify_password(stored, old).await? {
            return Err(Error::invalid("old", "wrong", say!("problem-not-your-password")).into());
        }
        self.relax(&[&key]).await?;
        Ok(self.put_password(user, new, keep).await?)
    }

    async fn put_password(&self, user: Id, new: &str, keep: Option<&str>) -> Result<()> {
        let sql =
            Sql::new("SELECT email FROM \"user\" WHERE id = $1 AND deleted_at IS NULL", vec![user.into()]);
        let mut rows = self.db().read(sql).await?;
        let email = rows.first_mut().ok_or(Error::NotFound)?.take_text(0).unwrap_or_default();
        let mut problems = Problems::default();
        password::judge(new, &email, &mut problems);
        problems.check()?;
        let hash = self.hash_password(new).await?;
        let mut work: Work = self.begin(&Actor::system());
        work.run(set_password_sql(user, &hash), None);
        work.run(end_sessions_sql(user, keep), None);
        work.commit().await?;
        self.forget_actors();
        Ok(())
    }
}

fn with_roles(mut input: Input, roles: &[&str]) -> Input {
    input.0.push(("roles".to_owned(), Given::Json(json!(roles))));
    input
}

fn only_admin(actor: &Actor, what: &str) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::Forbidden(format!("Only administrators {what}"))) }
}
