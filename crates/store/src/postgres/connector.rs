//! How connections are made: with TLS where the URL demands it, and set up for our statements.
use std::{future::Future, pin::Pin, time::Duration};

use deadpool_postgres::Connect;
use futures_util::{StreamExt as _, stream};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
    task::JoinHandle,
};
use tokio_postgres::{AsyncMessage, CancelToken, Client, Config, Connection, Error, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Failure;

/// Every connection is set up so. A generic plan after five runs would be terrible for a rare value.
const SET_UP: &str = "SET plan_cache_mode = force_custom_plan; \
     SET default_transaction_isolation = 'read committed'; \
     SET idle_in_transaction_session_timeout = '60s'; \
     SET client_min_messages = warning";

type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes connections.
#[derive(Clone)]
pub(super) struct Connector(Option<MakeRustlsConnect>);

/// Reads a URL; the failure never repeats it, for it holds the password.
pub(super) fn config(url: &str) -> Result<Config, Failure> {
    // Certificates are always checked, so the stricter words mean the same here.
    let url =
        url.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
    let mut config: Config =
        url.parse().map_err(|e: Error| Failure::Other(format!("the database URL cannot be read: {e}")))?;
    if config.get_application_name().is_none() {
        config.application_name("rondo");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    Ok(config)
}

impl Connector {
    /// TLS, with the certificates this machine trusts (`SSL_CERT_FILE` adds to them), where `sslmode=require`.
    pub(super) fn new(config: &Config) -> Result<Self, Failure> {
        if config.get_ssl_mode() != SslMode::Require {
            return Ok(Self(None));
        }
        let made = MakeRustlsConnect::with_native_certs();
        let (tls, _) = made.map_err(|e| {
            Failure::Unsupported(format!("sslmode=require needs this machine's trusted certificates: {e:?}"))
        })?;
        Ok(Self(Some(tls)))
    }

    /// A connection set up, and the task that drives it. `notified` gets a message for each notification.
    pub(super) async fn open(
        &self,
        config: &Config,
        notified: Option<mpsc::Sender<i32>>,
    ) -> Result<(Client, JoinHandle<()>), Error> {
        let (client, task) = match &self.0 {
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                (client, tokio::spawn(drive(connection, notified)))
            }
            Some(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                (client, tokio::spawn(drive(connection, notified)))
            }
        };
        if let Err(error) = client.batch_execute(SET_UP).await {
            task.abort();
            return Err(error);
        }
        Ok((client, task))
    }

    /// Stops what runs on a connection. Best effort: the connection is given up anyway.
    pub(super) async fn cancel(&self, token: CancelToken) {
        let cancelled = match &self.0 {
            None => token.cancel_query(NoTls).await,
            Some(tls) => token.cancel_query(tls.clone()).await,
        };
        if let Err(error) = cancelled {
            tracing::debug!(%error, "a query could not be cancelled");
        }
    }
}

impl Connect for Connector {
    fn connect(&self, config: &Config) -> Pending<'_, Result<(Client, JoinHandle<()>), Error>> {
        let config = config.clone();
        Box::pin(async move { self.open(&config, None).await })
    }
}

/// Moves the bytes of a connection until it ends.
async fn drive<S, T>(mut connection: Connection<S, T>, notified: Option<mpsc::Sender<i32>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    while let Some(message) = messages.next().await {
        match message {
            Ok(AsyncMessage::Notification(notification)) => {
                // A full queue is as good: a waiting message wakes as well as two.
                if let Some(notified) = &notified {
                    let _ = notified.try_send(notification.process_id());
                }
            }
            Ok(_) => {}
            Err(error) => return tracing::warn!(%error, "a connection to the database ended"),
        }
    }
}
