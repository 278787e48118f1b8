//! The state handlers share.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use base::Result;
use engine::Engine;
use tokio::sync::watch;

use super::neighbours;
use super::presence::Presence;
use super::traffic::Traffic;

/// The application: an open workspace and how it is reached. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The workspace.
    pub engine: Engine,
    /// The address people use, without a slash at the end; `None` when the operator has not said.
    pub public_url: Option<Arc<str>>,
    /// When this process began to serve.
    pub started: Instant,
    shared: Arc<Shared>,
}

struct Shared {
    /// Somebody can sign in; once so, it stays so.
    set_up: AtomicBool,
    closing: watch::Sender<bool>,
    traffic: Traffic,
    presence: Arc<Presence>,
    /// Other servers are told who is here, from the first who is.
    shares: AtomicBool,
}

impl App {
    /// An application over a workspace.
    pub fn new(engine: Engine, public_url: Option<&str>) -> Self {
        let public_url = public_url.map(|url| Arc::from(url.trim_end_matches('/')));
        let shared = Shared {
            set_up: AtomicBool::new(false),
            closing: watch::Sender::new(false),
            traffic: Traffic::default(),
            presence: Arc::default(),
            shares: AtomicBool::new(false),
        };
        Self { engine, public_url, started: Instant::now(), shared: Arc::new(shared) }
    }

    /// People reach it by https, so cookies and browsers may insist on it.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Nobody can sign in yet: the first visitor sets the workspace up.
    pub async fn needs_setup(&self) -> Result<bool> {
        if self.shared.set_up.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let needs = self.engine.needs_setup().await?;
        self.shared.set_up.store(!needs, Ordering::Relaxed);
        Ok(needs)
    }

    /// What was asked and answered so far.
    pub fn traffic(&self) -> &Traffic {
        &self.shared.traffic
    }

    /// Who has which page open.
    pub fn presence(&self) -> &Arc<Presence> {
        if self.engine.has_neighbours() && !self.shared.shares.swap(true, Ordering::Relaxed) {
            let (engine, closing) = (self.engine.clone(), self.shared.closing.subscribe());
            tokio::spawn(neighbours::share(engine, self.shared.presence.clone(), closing));
        }
        &self.shared.presence
    }

    /// The server is going down.
    pub fn is_closing(&self) -> bool {
        *self.shared.closing.borrow()
    }

    /// Asks what never ends by itself (live feeds) to end: the server is going down.
    pub fn close(&self) {
        self.shared.closing.send_replace(true);
    }

    /// Waits until the server is going down.
    pub async fn closed(&self) {
        let mut closing = self.shared.closing.subscribe();
        // The sender lives as long as `self`, so this only ends when it is so.
        let _ = closing.wait_for(|closing| *closing).await;
    }
}
