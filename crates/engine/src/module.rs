//! What a feature crate brings: objects, rules, metrics, jobs, followers. Plain data and functions in an explicit list.
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use base::{Moment, Problems, Result};

use crate::access::Actor;
use crate::engine::Engine;
use crate::event::Event;
use crate::job::Job;
use crate::kind::Manners;
use crate::metric::Metric;
use crate::record::Record;
use crate::schema::{Object, Schema};
use crate::settings::Settings;
use crate::value::Value;
use crate::work::Work;

/// A record on its way into the database, as a rule sees it: rules fill in, correct and refuse.
pub struct Draft<'a> {
    /// What it was; `None` for a new one.
    pub before: Option<&'a Record>,
    /// What it will be.
    pub record: &'a mut Record,
    /// Whether a field was given by whoever makes the change.
    pub given: &'a dyn Fn(&str) -> bool,
    /// Who makes the change.
    pub actor: &'a Actor,
    /// What makes it happen, where that is not a person at a page: `api`, `import:…`.
    pub cause: Option<&'a str>,
    /// What the workspace is set to.
    pub settings: &'a Settings,
    /// When it happens: now, or the past for imported history.
    pub at: Moment,
    /// The workspace's manners.
    pub manners: &'a Manners,
    /// The schema.
    pub schema: &'a Schema,
    /// What is wrong with it.
    pub problems: &'a mut Problems,
}

impl Draft<'_> {
    /// The field has another value than before (any value, for a new record).
    pub fn changed(&self, key: &str) -> bool {
        let before = self.before.map_or(&Value::Null, |b| b.get(key));
        self.record.get(key) != before
    }

    /// The field will be empty.
    pub fn empty(&self, key: &str) -> bool {
        self.record.get(key).is_null()
    }
}

/// A rule of an object, run before each write of a record: pure, in the order of the list.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The object it belongs to.
    pub object: &'static str,
    /// What it does.
    pub run: fn(&mut Draft<'_>),
}

/// What a unit did to one record so far.
#[derive(Debug, Clone)]
pub struct Touched {
    /// As it was; `None` for a new one.
    pub before: Option<Arc<Record>>,
    /// As it will be; `None` for one that is destroyed.
    pub after: Option<Arc<Record>>,
}

/// What must hold across records, such as a sum over lines: run once a unit before it is written, with all the unit did to
/// records of its objects. What it puts right goes through `Work::derive`; what cannot be right it refuses.
#[derive(Clone, Copy)]
pub struct Settle {
    /// The objects it watches.
    pub objects: &'static [&'static str],
    /// The links it finds records by, as `order.company`: their indexes stay while very much is imported.
    pub through: &'static [&'static str],
    /// What it does.
    pub run: for<'a> fn(&'a mut Work, Vec<Touched>) -> Boxed<'a, ()>,
}

/// A future without a name.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A kind of job.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// Its name in the table.
    pub name: &'static str,
    /// Runs by itself every so many seconds; `None` only when enqueued.
    pub every: Option<u64>,
    /// Attempts before it is given up.
    pub attempts: i64,
    /// What it does. What it puts into the `Work` is committed together with the end of the job, or not at all.
    pub run: for<'a> fn(&'a Engine, &'a Job, &'a mut Work) -> Boxed<'a, ()>,
}

/// Something that follows the log.
#[derive(Clone, Copy)]
pub struct Follower {
    /// Its name in the table, where its place in the log is kept.
    pub name: &'static str,
    /// What it does with the next events, in order. What it puts into the `Work` is committed together with its new
    /// place in the log, so each event has its effect exactly once.
    pub run: for<'a> fn(&'a Engine, &'a [Event], &'a mut Work) -> Boxed<'a, ()>,
}

/// A setting of the workspace that a feature crate reads: text, JSON where it says several things.
#[derive(Clone, Copy)]
pub struct Setting {
    /// Its key, beginning with its area: `lead_grades`.
    pub key: &'static str,
    /// What is wrong with a text; an empty one is the default and never wrong.
    pub check: fn(&str, &Schema) -> Result<()>,
}

/// What a feature crate brings.
#[derive(Default)]
pub struct Module {
    /// For doctor and logs.
    pub name: &'static str,
    /// Its objects.
    pub objects: Vec<Object>,
    /// Rules of its objects, in order.
    pub rules: Vec<Rule>,
    /// What must hold across its records, in order.
    pub settles: Vec<Settle>,
    /// Its metrics.
    pub metrics: Vec<Metric>,
    /// Its kinds of jobs.
    pub jobs: Vec<JobKind>,
    /// Its followers.
    pub followers: Vec<Follower>,
    /// Its settings of the workspace.
    pub settings: Vec<Setting>,
    /// What can be done with records, in the order pages show it.
    pub verbs: Vec<crate::verb::Verb>,
}
