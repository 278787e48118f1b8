//! Wakes followers when another node has committed, and tells other nodes of our commits.
//!
//! The notification goes out after the commit, not in it: inside, it would make all commits of the server wait for
//! each other. One that is lost with its node is made up for by the regular look.
use std::time::Duration;

use tokio::{
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior, interval, sleep, sleep_until},
};
use tokio_postgres::{Client, Config, Error};

use super::connector::Connector;

/// Followers look at least this often.
const LOOK: Duration = Duration::from_secs(2);
/// After a wake followers look once more: a transaction that was open then has held back what came after it.
const ECHO: Duration = Duration::from_millis(250);
/// At most so often are the others told.
const SPACING: Duration = Duration::from_millis(20);

/// Runs until it is aborted; connects anew when the connection ends.
pub(super) async fn listen(
    connector: Connector,
    config: Config,
    bell: watch::Sender<u64>,
    mut ours: watch::Receiver<u64>,
) {
    loop {
        if let Err(error) = serve(&connector, &config, &bell, &mut ours).await {
            tracing::warn!(%error, "no connection to listen on; looking every two seconds instead");
        }
        ring(&bell);
        sleep(LOOK).await;
    }
}

fn ring(bell: &watch::Sender<u64>) {
    bell.send_modify(|n| *n = n.wrapping_add(1));
}

async fn serve(
    connector: &Connector,
    config: &Config,
    bell: &watch::Sender<u64>,
    ours: &mut watch::Receiver<u64>,
) -> Result<(), Error> {
    let (sender, mut notified) = mpsc::channel(64);
    let (client, task) = connector.open(config, Some(sender)).await?;
    let served = async {
        client.batch_execute("LISTEN rondo").await?;
        let row = client.query_one("SELECT pg_backend_pid()", &[]).await?;
        let own: i32 = row.try_get(0)?;
        // What happened while nobody listened.
        ring(bell);
        wait(&client, own, &mut notified, bell, ours).await
    }
    .await;
    task.abort();
    served
}

async fn wait(
    client: &Client,
    own: i32,
    notified: &mut mpsc::Receiver<i32>,
    bell: &watch::Sender<u64>,
    ours: &mut watch::Receiver<u64>,
) -> Result<(), Error> {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut echo: Option<Instant> = None;
    let mut local = bell.subscribe();
    loop {
        let again = echo;
        tokio::select! {
            message = notified.recv() => match message {
                Some(from) if from == own => {}
                Some(_) => {
                    ring(bell);
                    local.mark_unchanged();
                    echo.get_or_insert(Instant::now() + ECHO);
                }
                None => return Ok(()),
            },
            Ok(()) = ours.changed() => {
                ours.mark_unchanged();
                client.batch_execute("SELECT pg_notify('rondo', '')").await?;
                sleep(SPACING).await;
            }
            Ok(()) = local.changed() => {
                echo.get_or_insert(Instant::now() + ECHO);
            }
            () = async { match again { Some(at) => sleep_until(at).await, None => std::future::pending().await } } => {
                echo = None;
                ring(bell);
                local.mark_unchanged();
            }
            _ = look.tick() => {
                ring(bell);
                local.mark_unchanged();
            }
        }
    }
}
