//! The schema on PostgreSQL: migrations and changes at run time, one process at a time.
use super::{Held, Trouble, Workspace};
use crate::{Dialect, Failure, Migration, Sql, migrate};

/// Any number will do, as long as nothing else of the server uses it: "rondo" in ASCII.
const LOCK: i64 = 0x72_6F_6E_64_6F;
/// The oldest PostgreSQL that serves.
const OLDEST: i64 = 150_000;

impl Workspace {
    /// Runs what is missing, all in one transaction, while others wait.
    pub(super) async fn migrate(&self, migrations: &[Migration]) -> Result<(), Failure> {
        self.look_at_server().await?;
        // A glance first: most starts have nothing to do.
        if let Ok(applied) = self.applied().await
            && migrate::pending(migrations, &applied)?.is_empty()
        {
            return Ok(());
        }
        let held = self.hold().await?;
        let client = held.client()?;
        client.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})")).await.map_err(told)?;
        client.batch_execute(&Dialect::Postgres.expand(migrate::TABLE)).await.map_err(told)?;
        let rows = client.query(migrate::APPLIED, &[]).await.map_err(told)?;
        let applied: Vec<i64> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
        for migration in migrate::pending(migrations, &applied)? {
            let text = Dialect::Postgres.expand(migration.sql);
            client.batch_execute(&text).await.map_err(|error| match told(error) {
                Failure::Other(why) => Failure::Other(format!(
                    "migration {} ({}) failed: {why}",
                    migration.number, migration.name
                )),
                other => other,
            })?;
            let at = base::Moment::now().0;
            client
                .execute(migrate::RECORD, &[&i64::from(migration.number), &migration.name, &at])
                .await
                .map_err(told)?;
        }
        commit(held).await
    }

    async fn applied(&self) -> Result<Vec<i64>, Failure> {
        let answers = self.read_all(&[Sql::new(migrate::APPLIED, Vec::new())]).await?;
        Ok(answers.iter().flatten().filter_map(|row| row.int(0)).collect())
    }

    async fn look_at_server(&self) -> Result<(), Failure> {
        let text = "SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'), \
             current_setting('server_version')";
        let answers = self.read_all(&[Sql::new(text, Vec::new())]).await?;
        let Some(row) = answers.first().and_then(|rows| rows.first()) else {
            return Err(Failure::Other("the database server does not tell its version".to_owned()));
        };
        if row.int(0).unwrap_or(0) < OLDEST {
            let version = row.text(2).unwrap_or_default();
            return Err(Failure::Unsupported(format!("PostgreSQL 15 or later is needed; this is {version}")));
        }
        if row.text(1) != Some("UTF8") {
            let encoding = row.text(1).unwrap_or_default();
            return Err(Failure::Unsupported(format!(
                "the database must be made with the encoding UTF8; this one has {encoding}"
            )));
        }
        Ok(())
    }

    /// Changes the schema. Who reads a table meanwhile is waited for, but not for long: all others would wait too.
    pub(crate) async fn ddl(&self, statements: &[String]) -> Result<(), Failure> {
        let mut batch = format!(
            "BEGIN; SELECT pg_advisory_xact_lock({LOCK}); SET LOCAL lock_timeout = {}",
            self.options.patience.as_millis()
        );
        for statement in statements {
            batch.push_str(";\n");
            batch.push_str(&Dialect::Postgres.expand(statement));
        }
        let done = self.persist(|| self.try_ddl(&batch)).await;
        self.pool.manager().statement_caches.clear();
        self.bell.send_modify(|n| *n = n.wrapping_add(1));
        self.others.send_modify(|n| *n = n.wrapping_add(1));
        done
    }

    async fn try_ddl(&self, batch: &str) -> Result<(), Trouble> {
        let held = self.hold().await?;
        let client = held.client()?;
        if let Err(error) = client.batch_execute(batch).await {
            if client.batch_execute("ROLLBACK").await.is_ok() {
                held.finish();
            }
            return Err(error.into());
        }
        Ok(commit(held).await?)
    }
}

async fn commit(held: Held) -> Result<(), Failure> {
    held.client()?.batch_execute("COMMIT").await.map_err(told)?;
    held.finish();
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn told(error: tokio_postgres::Error) -> Failure {
    super::failure::failure(&error)
}
