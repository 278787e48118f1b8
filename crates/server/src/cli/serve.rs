//! `rondo serve`: pages, API, jobs and followers, until it is told to stop.
use std::io;
use std::process::ExitCode;

use clap::Args;
use engine::Engine;
use store::{Location, Options};
use tokio::net::TcpListener;
use ui::web::App;

use super::{Failure, Outcome, demo, open_at, say};
use crate::config::{Config, Source};
use crate::{listen, lock, router};

#[derive(Args)]
pub(crate) struct Serve {
    /// Address and port to listen on [RONDO_LISTEN; default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The address people use, such as https://crm.example.com [RONDO_PUBLIC_URL]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// A second address for /metrics alone, without a token [RONDO_METRICS_LISTEN]
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<String>,
    /// On an empty workspace, fill in the demo company and print its logins
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(crate) async fn run(self, place: Source) -> Outcome {
        let flags = Source {
            listen: self.listen,
            public_url: self.public_url,
            metrics_listen: self.metrics_listen,
            ..place
        };
        let config = Config::of(flags)?;
        // The port first: a second server on it should fail before it touches the workspace.
        let listener = bind(&config.listen, "--listen").await?;
        let figures = match &config.metrics_listen {
            Some(address) => Some(bind(address, "--metrics-listen").await?),
            None => None,
        };
        // Before anything is begun: whoever asks to stop meanwhile is heard once it serves.
        let told_to_stop = told_to_stop();
        let engine = open_at(&config.location, &Options::default()).await?;
        let _in_use = match &config.location {
            Location::Sqlite(path) => Some(lock::shared(path)?),
            Location::Postgres(_) => None,
        };
        if self.demo && demo::is_empty(&engine).await? {
            demo::print(&sales::demo::fill(&engine).await?);
        }
        let app = App::new(engine.clone(), config.public_url.as_deref());
        welcome(&app, &listener).await?;
        let background = background(&engine);
        let stop = {
            let app = app.clone();
            async move {
                told_to_stop.await;
                app.close();
            }
        };
        match figures {
            None => listen::serve(listener, router::routes(app), stop).await,
            Some(figures) => {
                let (inner, outer) = (app.clone(), app.clone());
                tokio::join!(
                    listen::serve(listener, router::routes(inner), stop),
                    listen::serve(
                        figures,
                        router::figures(outer.clone()),
                        async move { outer.closed().await }
                    ),
                );
            }
        }
        background.abort();
        engine.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn bind(address: &str, flag: &str) -> Result<TcpListener, Failure> {
    let why = |e: io::Error| match e.kind() {
        io::ErrorKind::AddrInUse => Failure(format!(
            "cannot listen on {address}: another program does already; stop it, or choose another address with {flag}"
        )),
        io::ErrorKind::PermissionDenied => Failure(format!(
            "cannot listen on {address}: not allowed; ports below 1024 need rights, choose another with {flag}"
        )),
        io::ErrorKind::InvalidInput => {
            Failure(format!("{address:?} is no address with a port; write 127.0.0.1:8080"))
        }
        _ => Failure(format!("cannot listen on {address}: {e}")),
    };
    TcpListener::bind(address).await.map_err(why)
}

/// Says where to go.
async fn welcome(app: &App, listener: &TcpListener) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(|e| Failure(format!("the listener has no address: {e}")))?;
    let url = app.public_url.as_deref().map_or_else(|| format!("http://{address}"), str::to_owned);
    say(&format!("Rondo is ready at {url}"));
    if app.needs_setup().await? {
        say(&format!("Nobody can sign in yet: open {url}/setup to set it up."));
    }
    Ok(())
}

/// What goes on beside the requests: other processes' changes, jobs, followers.
fn background(engine: &Engine) -> tokio::task::AbortHandle {
    let engine = engine.clone();
    tokio::spawn(async move { tokio::join!(engine.watch(), engine.run_jobs(), engine.run_followers()) })
        .abort_handle()
}

/// Ctrl-C, or SIGTERM from whatever started us: heard from the moment this is called.
fn told_to_stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        match terminate {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard; stop with Ctrl-C");
                let _ = interrupt.await;
            }
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
    }
}
