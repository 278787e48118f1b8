//! Several servers on one PostgreSQL: each tells the others who has which page open on it, by a table that forgets, and
//! shows those of the others beside its own. With an embedded database there is nobody to tell.
use std::sync::Arc;
use std::time::Duration;

use base::Id;
use engine::Engine;
use engine::here::Here;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::presence::Presence;

/// How often one says that one's people are still there: well before the table forgets them.
const BEAT: Duration = Duration::from_secs(10);
/// Looks are at least so far apart.
const SPACING: Duration = Duration::from_millis(150);

/// Runs until the server goes down.
pub(super) async fn share(engine: Engine, presence: Arc<Presence>, mut closing: watch::Receiver<bool>) {
    let server = Id::new();
    let (mut bell, mut woken) = (presence.changed(), engine.store().woken());
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told: Vec<Here> = Vec::new();
    loop {
        let beats = tokio::select! {
            changed = bell.changed() => if changed.is_ok() { false } else { break },
            changed = woken.changed() => if changed.is_ok() { false } else { break },
            _ = beat.tick() => true,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        bell.mark_unchanged();
        woken.mark_unchanged();
        let own = presence.own();
        let changed = own != told;
        if changed || (beats && !own.is_empty()) {
            match engine.tell_here(server, &own, changed).await {
                Ok(()) => told.clone_from(&own),
                Err(error) => tracing::warn!(%error, "other servers cannot be told who is here"),
            }
        }
        // Where nobody looks nobody needs to know.
        if !own.is_empty() {
            match engine.elsewhere(server).await {
                Ok(others) => presence.meet(others),
                Err(error) => tracing::warn!(%error, "who is on other servers cannot be read"),
            }
        }
        sleep(SPACING).await;
    }
    if !told.is_empty()
        && let Err(error) = engine.tell_here(server, &[], true).await
    {
        tracing::warn!(%error, "other servers cannot be told that everybody has gone");
    }
}
