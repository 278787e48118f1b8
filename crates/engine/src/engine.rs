//! The engine: a workspace that is open. Reads take an actor; writes go through `Work`.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use base::{Error, Id, Moment, Result};
use say::Language;
use store::{Build, Db, Failure, Location, Options, Sql, Tx};

use crate::access::{Action, Actor, Role};
use crate::metric::Metric;
use crate::migrations::MIGRATIONS;
use crate::module::{Follower, JobKind, Module, Rule, Setting};
use crate::reach::push_reach;
use crate::record::{Record, all_columns, load_record};
use crate::schema::{Object, Schema};
use crate::search::Learnt;
use crate::settings::{Settings, set_sql};
use crate::statements::Statements;
use crate::value::Value;
use crate::{own, tables};

/// What can change while the server runs, replaced whole.
pub(crate) struct Config {
    /// Counts up with every change of schema, settings or roles.
    pub(crate) version: i64,
    pub(crate) schema: Arc<Schema>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) roles: Arc<HashMap<String, Arc<Role>>>,
    pub(crate) statements: Arc<HashMap<String, Statements>>,
    /// The schema in each language, made when somebody first reads it.
    pub(crate) said: [OnceLock<Arc<Schema>>; Language::ALL.len()],
}

struct Inner {
    db: Db,
    declared: Vec<Object>,
    rules: Vec<Rule>,
    settles: Vec<crate::module::Settle>,
    metrics: Vec<Metric>,
    jobs: Vec<JobKind>,
    followers: Vec<Follower>,
    settings: Vec<Setting>,
    verbs: Vec<crate::verb::Verb>,
    config: RwLock<Arc<Config>>,
    /// Words this process knows to be in the table `word`.
    words: Mutex<Learnt>,
    /// The turn of units of work that others were in the way of.
    turn: Arc<tokio::sync::Mutex<()>>,
    doors: crate::account::Doors,
    known: crate::search::Known,
    news: crate::news::News,
}

/// A workspace that is open. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

/// Words remembered at most; then it starts anew, which costs a statement a word and nothing else.
const WORDS_KEPT: usize = 100_000;

impl Engine {
    /// Opens a workspace: migrations, the tables of the schema, settings and roles.
    pub async fn open(location: &Location, options: &Options, modules: Vec<Module>) -> Result<Self> {
        let db = Db::open(location, options, MIGRATIONS).await?;
        let mut all = vec![
            crate::people::module(),
            crate::account::module(),
            crate::reindex::module(),
            crate::search::module(),
            crate::notice::module(),
        ];
        all.extend(modules);
        let (mut declared, mut rules, mut settles, mut metrics, mut jobs, mut followers, mut settings) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut verbs = Vec::new();
        for module in all {
            declared.extend(module.objects);
            rules.extend(module.rules);
            settles.extend(module.settles);
            metrics.extend(module.metrics);
            jobs.extend(module.jobs);
            followers.extend(module.followers);
            settings.extend(module.settings);
            verbs.extend(module.verbs);
        }
        let config = load_config(&db, &declared).await?;
        let engine = Self(Arc::new(Inner {
            db,
            declared,
            rules,
            settles,
            metrics,
            jobs,
            followers,
            settings,
            verbs,
            config: RwLock::new(Arc::new(config)),
            words: Mutex::default(),
            turn: Arc::default(),
            doors: crate::account::Doors::default(),
            known: crate::search::Known::default(),
            news: crate::news::News::default(),
        }));
        engine.ship_roles().await?;
        engine.build_tables().await?;
        Ok(engine)
    }

    /// The turn to write what many want to write at once: units that others were in the way of take it one after the
    /// other, so that each gets through.
    pub(crate) async fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        self.0.turn.clone().lock_owned().await
    }

    /// The roles a new workspace starts with.
    async fn ship_roles(&self) -> Result<()> {
        if !self.roles().is_empty() {
            return Ok(());
        }
        let mut tx = Tx::new();
        for role in Role::shipped() {
            let definition = serde_json::to_string(&role).map_err(Error::internal)?;
            tx.run(Sql::new(
                "INSERT INTO role (key, definition) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
                vec![role.key.into(), definition.into()],
            ));
        }
        self.commit_config(tx).await
    }

    /// Adds the tables, columns and indexes the schema asks for and the database does not have.
    pub(crate) async fn build_tables(&self) -> Result<()> {
        let ddl = tables::missing(&self.0.db, &self.schema()).await?;
        if !ddl.is_empty() {
            self.0.db.ddl(ddl).await?;
        }
        Ok(())
    }

    /// The database, for reads.
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// The database, for operators: backup, check, about.
    pub fn store(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn config(&self) -> Arc<Config> {
        self.0.config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The schema as it is now. A request takes it once and holds it.
    pub fn schema(&self) -> Arc<Schema> {
        self.config().schema.clone()
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Arc<Settings> {
        self.config().settings.clone()
    }

    /// The roles as they are now, by key.
    pub fn roles(&self) -> Arc<HashMap<String, Arc<Role>>> {
        self.config().roles.clone()
    }

    /// The objects as declared in Rust, before users changed anything.
    pub(crate) fn declared(&self) -> &[Object] {
        &self.0.declared
    }

    /// What must hold across records, in order.
    pub(crate) fn settles(&self) -> &[crate::module::Settle] {
        &self.0.settles
    }

    /// The rules of an object, in order.
    pub(crate) fn rules<'a>(&'a self, object: &'a str) -> impl Iterator<Item = Rule> + 'a {
        self.0.rules.iter().copied().filter(move |r| r.object == object)
    }

    /// A setting that a feature crate brings.
    pub(crate) fn setting(&self, key: &str) -> Option<Setting> {
        self.0.settings.iter().copied().find(|s| s.key == key)
    }

    /// The keys of the settings that feature crates bring.
    pub(crate) fn setting_keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.settings.iter().map(|s| s.key)
    }

    /// Every metric there is, in order.
    pub fn metrics(&self) -> &[Metric] {
        &self.0.metrics
    }

    /// What can be done with records, in order.
    pub fn verbs(&self) -> &[crate::verb::Verb] {
        &self.0.verbs
    }

    /// Every kind of job.
    pub fn job_kinds(&self) -> &[JobKind] {
        &self.0.jobs
    }

    /// The words that typing errors are mended against.
    pub(crate) fn known(&self) -> &crate::search::Known {
        &self.0.known
    }

    /// The one reader of the log for open pages.
    pub(crate) fn news_slot(&self) -> &crate::news::News {
        &self.0.news
    }

    /// Passwords being hashed, and actors looked up a moment ago.
    pub(crate) fn doors(&self) -> &crate::account::Doors {
        &self.0.doors
    }

    /// Every follower.
    pub fn followers(&self) -> &[Follower] {
        &self.0.followers
    }

    /// An object by its name in addresses or its key, if the actor may know of it.
    pub fn object(&self, actor: &Actor, name: &str) -> Result<Arc<Object>> {
        let schema = self.schema();
        let object = schema.by_name(name).filter(|o| !o.hidden || actor.is_admin()).ok_or(Error::NotFound)?;
        if actor.level(object, Action::Read) == crate::Level::None {
            return Err(Error::NotFound);
        }
        Ok(object.clone())
    }

    /// Commits a change of schema, settings or roles and takes it up.
    pub(crate) async fn commit_config(&self, mut tx: Tx) -> Result<()> {
        let next = self.config().version.max(stored_version(&self.0.db).await?) + 1;
        tx.run(set_sql("config_version", &next.to_string()));
        tx.notify = true;
        self.0.db.commit(tx).await?;
        self.reload().await
    }

    /// Reads schema, settings and roles anew.
    pub async fn reload(&self) -> Result<()> {
        let config = load_config(&self.0.db, &self.0.declared).await?;
        let mut slot = self.0.config.write().unwrap_or_else(PoisonError::into_inner);
        if config.version >= slot.version {
            *slot = Arc::new(config);
        }
        Ok(())
    }

    /// Takes up what other processes change, until the future is dropped: after each wake, and every few seconds.
    pub async fn watch(&self) {
        let mut woken = self.0.db.woken();
        loop {
            let _ = tokio::time::timeout(Duration::from_secs(3), woken.changed()).await;
            match stored_version(&self.0.db).await {
                Ok(version) if version > self.config().version => {
                    if let Err(error) = self.reload().await {
                        tracing::error!(%error, "the changed schema cannot be read");
                    }
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the database does not answer"),
            }
        }
    }

    /// A record by id, if the actor may see it. With its links to many; not from the bin.
    pub async fn find(&self, actor: &Actor, object: &str, id: Id) -> Result<Record> {
        let record = self.find_any(actor, object, id).await?;
        if record.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(record) }
    }

    /// A record by id, also from the bin.
    pub async fn find_any(&self, actor: &Actor, object: &str, id: Id) -> Result<Record> {
        let object = self.object(actor, object)?;
        let found = self.load(&object, &[id]).await?.pop().filter(|r| actor.may(Action::Read, r));
        let mut record = found.ok_or(Error::NotFound)?;
        record.object = self.object_said(&record.object);
        Ok(record)
    }

    /// Records by id, whoever asks, in the order of the database; from the bin too.
    pub(crate) async fn load(&self, object: &Arc<Object>, ids: &[Id]) -> Result<Vec<Record>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let config = self.config();
        // The order of fields may have changed since the caller took the object: its columns are read in its own order.
        let same = config.schema.object(&object.key).is_some_and(|o| Arc::ptr_eq(o, object));
        let head = config.statements.get(&object.key).filter(|_| same).map(|s| s.select.clone());
        let head = head.unwrap_or_else(|| Statements::of(object).select);
        let mut asks = Vec::new();
        let links: Vec<usize> = (0..object.fields.len())
            .filter(|&i| object.fields.get(i).is_some_and(|f| f.kind == crate::Kind::Links))
            .collect();
        for (text, wanted) in [
            (head.as_ref(), true),
            ("SELECT from_id, field, to_id FROM link_many WHERE from_id", !links.is_empty()),
        ] {
            if !wanted {
                continue;
            }
            let mut sql = Build::new();
            sql.push(text);
            if let [one] = ids {
                sql.push(" = ").bind(*one);
            } else {
                sql.push(" IN (");
                for (i, id) in ids.iter().enumerate() {
                    sql.push(if i > 0 { ", " } else { "" }).bind(*id);
                }
                sql.push(")");
            }
            if text != head.as_ref() {
                sql.push(" ORDER BY from_id, pos");
            }
            asks.push(sql.done());
        }
        let mut answers = self.0.db.read_all(asks).await?.into_iter();
        let mut records: Vec<Record> =
            answers.next().unwrap_or_default().iter_mut().map(|row| load_record(object, row)).collect();
        for row in answers.next().unwrap_or_default() {
            let (Some(from), Some(field), Some(to)) = (row.id(0), row.text(1), row.id(2)) else { continue };
            let slot = records.iter_mut().find(|r| r.id == from).and_then(|r| {
                let place = object.place(field)?;
                r.values.get_mut(place)
            });
            match slot {
                Some(Value::List(list)) => list.push(Value::Ref(to)),
                Some(slot) => *slot = Value::List(vec![Value::Ref(to)]),
                None => {}
            }
        }
        Ok(records)
    }

    /// The titles of records the actor may see, for showing links.
    pub async fn titles(&self, actor: &Actor, object: &str, ids: &[Id]) -> Result<HashMap<Id, String>> {
        let schema = self.schema();
        let Some(object) = schema.object(object) else { return Ok(HashMap::new()) };
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Build::new();
        sql.push("SELECT id, ")
            .ident(&object.title)
            .push(" FROM ")
            .push(&object.table())
            .push(" WHERE id IN (");
        for (i, id) in ids.iter().enumerate() {
            sql.push(if i > 0 { ", " } else { "" }).bind(*id);
        }
        sql.push(")");
        push_reach(&mut sql, "", &actor.reach(object, Action::Read));
        let rows = self.0.db.read(sql.done()).await?;
        Ok(rows.into_iter().filter_map(|mut r| Some((r.id(0)?, r.take_text(1)?))).collect())
    }

    /// Words that this process does not know to be in the table yet.
    pub(crate) fn known_words(&self) -> MutexGuard<'_, Learnt> {
        self.0.words.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers words that are in the table now.
    pub(crate) fn know_words(&self, words: Learnt) {
        self.0.known.learn(&words);
        let mut known = self.known_words();
        if known.len() + words.len() > WORDS_KEPT {
            known.clear();
        }
        known.append(words);
    }

    /// What reading relative dates and `me` needs to know.
    pub fn scope(&self, actor: &Actor) -> crate::filter::Scope {
        let settings = self.settings();
        crate::filter::Scope {
            now: Moment::now(),
            zone: settings.manners.zone.clone(),
            me: actor.user,
            fiscal_month: settings.fiscal_month,
            manners: settings.manners.clone(),
            ..crate::filter::Scope::default()
        }
    }

    /// Closes the workspace: waits for what is being written.
    pub async fn close(&self) {
        self.0.db.close().await;
    }
}

/// The version of schema, settings and roles in the database.
async fn stored_version(db: &Db) -> Result<i64, Failure> {
    let rows =
        db.read(Sql::new("SELECT value FROM setting WHERE key = 'config_version'", Vec::new())).await?;
    Ok(rows.first().and_then(|r| r.text(0)).and_then(|t| t.parse().ok()).unwrap_or_default())
}

/// Reads settings, roles and the users' part of the schema in one snapshot.
async fn load_config(db: &Db, declared: &[Object]) -> Result<Config> {
    let mut answers = db
        .read_all(vec![
            Sql::new("SELECT key, value FROM setting", Vec::new()),
            Sql::new("SELECT key, definition FROM role", Vec::new()),
            Sql::new(own::ITEMS, Vec::new()),
        ])
        .await?
        .into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let stored: HashMap<String, String> =
        next().into_iter().filter_map(|mut r| Some((r.take_text(0)?, r.take_text(1)?))).collect();
    let version = stored.get("config_version").and_then(|v| v.parse().ok()).unwrap_or_default();
    let mut roles = HashMap::new();
    for row in next() {
        let role: Role = serde_json::from_str(row.text(1).unwrap_or_default())
            .map_err(|e| Error::internal(format!("role {:?} cannot be read: {e}", row.text(0))))?;
        roles.insert(role.key.clone(), Arc::new(role));
    }
    let schema = own::merge(version, declared, next())?;
    let statements = schema.objects().map(|o| (o.key.clone(), Statements::of(o))).collect();
    Ok(Config {
        version,
        schema: Arc::new(schema),
        settings: Arc::new(Settings::load(&stored)),
        roles: Arc::new(roles),
        statements: Arc::new(statements),
        said: Default::default(),
    })
}

/// The quoted names of all columns of an object.
pub(crate) fn column_list(object: &Object) -> String {
    all_columns(object).iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ")
}
