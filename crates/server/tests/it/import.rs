//! Import, told as stories: a file, what is asked, what is in the workspace afterwards.
mod answers;
mod back;
mod files;
mod history;
mod http;
mod resumed;
mod upserts;

use engine::query::Query;
use engine::{Actor, Engine};
use records::import::{Mapping, Question, Report, Request, Source, import};
use store::testing::TestDb;

/// A fresh workspace with everything Rondo ships.
pub(crate) struct Place {
    pub(crate) db: TestDb,
    pub(crate) engine: Engine,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await.unwrap();
        let options = store::Options { connections: 6, ..store::Options::default() };
        let engine = Engine::open(db.location(), &options, server::features::modules()).await.unwrap();
        Self { db, engine }
    }

    /// Imports a text with a mapping (guessed where it is empty).
    pub(crate) async fn import(&self, object: &str, text: &str, map: &str) -> Report {
        self.try_import(object, text, map).await.unwrap()
    }

    pub(crate) async fn try_import(&self, object: &str, text: &str, map: &str) -> base::Result<Report> {
        import(&self.engine, &Actor::system(), request(object, text.as_bytes(), map), &|_| {}).await
    }

    pub(crate) async fn dry_run(&self, object: &str, text: &str, map: &str) -> Report {
        let mut request = request(object, text.as_bytes(), map);
        request.dry_run = true;
        import(&self.engine, &Actor::system(), request, &|_| {}).await.unwrap()
    }

    /// The rows of a list as text: `Ana | 12.50 EUR`.
    pub(crate) async fn list(&self, object: &str, columns: &str) -> Vec<String> {
        let query = Query::new(object).columns(columns).sort("id").unwrap().limit(500);
        let page = self.engine.list(&Actor::system(), &query).await.unwrap();
        let line =
            |cells: &[engine::Value]| cells.iter().map(engine::Value::plain).collect::<Vec<_>>().join(" | ");
        page.rows.iter().map(|r| line(&r.cells)).collect()
    }

    pub(crate) async fn count(&self, object: &str) -> i64 {
        self.engine.count(&Actor::system(), &Query::new(object)).await.unwrap()
    }
}

pub(crate) fn request(object: &str, bytes: &[u8], map: &str) -> Request {
    let mut request = Request::new(object, Source::Bytes(bytes.into()), "test.csv");
    request.mapping = (!map.is_empty()).then(|| Mapping::from_toml(map).unwrap());
    request
}

/// Created, updated, unchanged, failed.
pub(crate) fn counts(report: &Report) -> [u64; 4] {
    assert!(report.questions.is_empty(), "{}", report.text());
    let c = &report.counts;
    assert_eq!(c.rows(), report.rows, "every row is accounted for");
    [c.created, c.updated, c.unchanged, c.failed]
}

pub(crate) fn question(report: &Report) -> &Question {
    let [question] = report.questions.as_slice() else { panic!("{}", report.text()) };
    question
}
