//! A workspace on a PostgreSQL server: a pool of connections, pipelined statements, a listener for other nodes.
mod commit;
mod connector;
mod failure;
mod held;
mod listen;
mod schema;
mod value;

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use futures_util::TryStreamExt as _;
use tokio::{
    sync::{Semaphore, mpsc, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_postgres::{Config, Error, Row as PgRow};

use self::{
    connector::Connector,
    failure::Again,
    held::{Held, Message, pipeline, prepare, send},
    value::{Arg, read_row},
};
use crate::{Failure, Migration, Options, Row, Scan, Sql, Value, scan::CHUNK};

/// Statements kept prepared on a connection; when there are more all go, since the pool has no order of use.
const STATEMENTS: usize = 500;
/// Tries of a unit or a question that may be repeated.
const TRIES: u32 = 4;

/// A workspace on a PostgreSQL server.
pub(crate) struct Workspace {
    pool: Pool,
    config: Config,
    connector: Connector,
    options: Options,
    bell: watch::Sender<u64>,
    /// Rings the bells of other nodes.
    others: watch::Sender<u64>,
    listener: JoinHandle<()>,
    scans: Arc<Semaphore>,
    taken: AtomicUsize,
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workspace").field("database", &self.config.get_dbname()).finish_non_exhaustive()
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// A failed try and whether to try again.
struct Trouble(Failure, Again);

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self(failure::failure(&error), failure::again(&error))
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self(failure, Again::No)
    }
}

impl Workspace {
    pub(crate) async fn open(url: &str, options: Options, migrations: &[Migration]) -> Result<Self, Failure> {
        let config = connector::config(url)?;
        let connector = Connector::new(&config)?;
        let manager = Manager::from_connect(
            config.clone(),
            connector.clone(),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .max_size(options.connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(options.patience))
            .build()
            .map_err(|e| Failure::Other(e.to_string()))?;
        let (bell, others) = (watch::Sender::new(0), watch::Sender::new(0));
        let scans = Arc::new(Semaphore::new(options.scans));
        let mut workspace = Self {
            pool,
            config,
            connector,
            options,
            bell,
            others,
            listener: tokio::spawn(async {}),
            scans,
            taken: AtomicUsize::new(0),
        };
        workspace.migrate(migrations).await?;
        workspace.listener = tokio::spawn(listen::listen(
            workspace.connector.clone(),
            workspace.config.clone(),
            workspace.bell.clone(),
            workspace.others.subscribe(),
        ));
        Ok(workspace)
    }

    pub(crate) fn bell(&self) -> &watch::Sender<u64> {
        &self.bell
    }

    /// A connection from the pool. Waits for a server that restarts.
    async fn hold(&self) -> Result<Held, Failure> {
        let since = Instant::now();
        loop {
            let error = match self.pool.get().await {
                Ok(object) => {
                    let often = self.taken.fetch_add(1, Ordering::Relaxed);
                    if often.is_multiple_of(64) && object.statement_cache.size() > STATEMENTS {
                        object.statement_cache.clear();
                    }
                    return Ok(Held::new(object, self.connector.clone()));
                }
                Err(error) => error,
            };
            let (failure, again) = failure::no_connection(&error);
            if again == Again::No || since.elapsed() >= self.options.patience {
                return Err(failure);
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Repeats what may be repeated.
    async fn persist<T, F>(&self, mut attempt: impl FnMut() -> F + Send) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Trouble>> + Send,
    {
        let mut tries = 1;
        loop {
            let Trouble(failure, again) = match attempt().await {
                Ok(done) => return Ok(done),
                Err(trouble) => trouble,
            };
            if again == Again::No || tries >= TRIES {
                return Err(failure);
            }
            match again {
                Again::Prepared => self.pool.manager().statement_caches.clear(),
                Again::Later => {
                    // Not all at the same time again: the count of connections taken differs between units.
                    let spread = self.taken.fetch_add(1, Ordering::Relaxed) as u64 % 16;
                    sleep(Duration::from_millis(2_u64.pow(tries) * (2 + spread))).await;
                }
                Again::No | Again::Elsewhere => {}
            }
            tries += 1;
        }
    }

    pub(crate) async fn read_all(&self, sqls: &[Sql]) -> Result<Vec<Vec<Row>>, Failure> {
        refuse_nul(sqls.iter())?;
        self.persist(|| async {
            let limited = timeout(self.options.read_limit, self.try_read(sqls)).await;
            limited.unwrap_or_else(|_| Err(Failure::TimeLimit.into()))
        })
        .await
    }

    async fn try_read(&self, sqls: &[Sql]) -> Result<Vec<Vec<Row>>, Trouble> {
        let held = self.hold().await?;
        let client = held.client()?;
        if let [one] = sqls {
            let statement = client.prepare_cached(&one.text).await?;
            let answer = send(client, Message::Run(&statement, one)).await;
            held.finish();
            return Ok(vec![answer?.0]);
        }
        let statements = prepare(client, sqls.iter()).await?;
        let begin = Message::Word("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        let runs = statements.iter().zip(sqls).map(|(statement, sql)| Message::Run(statement, sql));
        let messages = std::iter::once(begin).chain(runs).chain([Message::Word("COMMIT")]);
        let answers = pipeline(messages.map(|message| send(client, message))).await;
        held.finish();
        let mut rows = Vec::with_capacity(sqls.len());
        for answer in answers.into_iter().skip(1).take(sqls.len()) {
            rows.push(answer?.0);
        }
        Ok(rows)
    }

    pub(crate) async fn scan(&self, sql: Sql, limit: Option<Duration>) -> Result<Scan, Failure> {
        refuse_nul(std::iter::once(&sql))?;
        let permit = self.scans.clone().try_acquire_owned().map_err(|_| {
            Failure::Busy("too many exports and reports run at once; try again in a moment".to_owned())
        })?;
        // Not from the pool, which short reads need.
        let opened = self.connector.open(&self.config, None).await;
        let (client, task) = opened.map_err(|e| failure::failure(&e))?;
        let (chunks, scan) = Scan::channel();
        let connector = self.connector.clone();
        tokio::spawn(async move {
            let read = async {
                let read = stream(&client, &sql, &chunks);
                match limit {
                    Some(limit) => timeout(limit, read).await.unwrap_or(Err(Failure::TimeLimit)),
                    None => read.await,
                }
            };
            let outcome = tokio::select! {
                outcome = read => outcome,
                () = chunks.closed() => Err(Failure::TimeLimit),
            };
            if let Err(failure) = outcome {
                connector.cancel(client.cancel_token()).await;
                // Nobody waiting is no fault: the scan was dropped.
                let _ = chunks.send(Err(failure)).await;
            }
            task.abort();
            drop(permit);
        });
        Ok(scan)
    }

    pub(crate) async fn check(&self) -> Result<Vec<String>, Failure> {
        let invalid = "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE NOT i.indisvalid AND n.nspname = current_schema()";
        let mut answers = self.read_all(&[Sql::new(invalid, Vec::new())]).await?;
        let rows = answers.pop().unwrap_or_default();
        Ok(rows
            .iter()
            .filter_map(|row| row.text(0))
            .map(|index| format!("the index {index} is not valid; run REINDEX INDEX {index}"))
            .collect())
    }

    pub(crate) async fn close(&self) {
        // What is in use ends first: its connections leave when they come back.
        let since = Instant::now();
        while self.pool.status().available < self.pool.status().size
            && since.elapsed() < self.options.patience
        {
            sleep(Duration::from_millis(10)).await;
        }
        self.listener.abort();
        self.pool.close();
    }
}

/// Sends the rows of a statement on, a chunk at a time.
async fn stream(
    client: &tokio_postgres::Client,
    sql: &Sql,
    chunks: &mpsc::Sender<Result<Vec<Row>, Failure>>,
) -> Result<(), Failure> {
    let told = |e: Error| failure::failure(&e);
    let statement = client.prepare(&sql.text).await.map_err(told)?;
    let rows = client.query_raw(&statement, sql.args.iter().map(Arg)).await.map_err(told)?;
    let mut rows = std::pin::pin!(rows);
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        let row: Option<PgRow> = rows.try_next().await.map_err(told)?;
        let last = row.is_none();
        if let Some(row) = row {
            chunk.push(read_row(&row).map_err(told)?);
        }
        if !chunk.is_empty() && (last || chunk.len() == CHUNK) {
            let full = std::mem::replace(&mut chunk, Vec::with_capacity(if last { 0 } else { CHUNK }));
            if chunks.send(Ok(full)).await.is_err() {
                return Ok(());
            }
        }
        if last {
            return Ok(());
        }
    }
}

/// PostgreSQL has no NUL in texts: refused here, by name, before it breaks a pipeline.
fn refuse_nul<'a>(mut sqls: impl Iterator<Item = &'a Sql>) -> Result<(), Failure> {
    let is_nul = |value: &Value| matches!(value, Value::Text(text) if text.as_bytes().contains(&0));
    if sqls.any(|sql| sql.args.iter().any(is_nul)) {
        return Err(Failure::Other("a text with a NUL character cannot be stored".to_owned()));
    }
    Ok(())
}
