//! A pooled connection while it is used, and statements sent down it without waiting for each other.
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use deadpool_postgres::{ClientWrapper, Object};
use futures_util::{TryStreamExt as _, future::maybe_done};
use tokio_postgres::{Error, Statement};

use super::{
    connector::Connector,
    value::{Arg, read_row},
};
use crate::{Failure, Row, Sql};

/// A connection in use. Dropped before `finish`, in the middle of something, it does not go back to the pool:
/// what runs on it is cancelled and the server rolls back.
pub(super) struct Held {
    object: Option<Object>,
    connector: Connector,
}

impl Held {
    pub(super) fn new(object: Object, connector: Connector) -> Self {
        Self { object: Some(object), connector }
    }

    /// All is answered: back to the pool.
    pub(super) fn finish(mut self) {
        self.object = None;
    }

    pub(super) fn client(&self) -> Result<&ClientWrapper, Failure> {
        self.object
            .as_deref()
            .ok_or_else(|| Failure::Lost { why: "the connection is given back".to_owned(), uncertain: false })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(object) = self.object.take() else { return };
        let client = Object::take(object);
        if client.is_closed() {
            return;
        }
        let (token, connector) = (client.cancel_token(), self.connector.clone());
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                connector.cancel(token).await;
                drop(client);
            });
        }
    }
}

/// One message of a pipeline.
pub(super) enum Message<'a> {
    /// A text without arguments: BEGIN, COMMIT.
    Word(&'a str),
    /// A prepared statement and its arguments.
    Run(&'a Statement, &'a Sql),
}

/// Sends one message; its rows, and how many rows it changed or returned.
pub(super) async fn send(client: &ClientWrapper, message: Message<'_>) -> Result<(Vec<Row>, u64), Error> {
    match message {
        Message::Word(text) => client.batch_execute(text).await.map(|()| (Vec::new(), 0)),
        Message::Run(statement, sql) => {
            let mut stream = Box::pin(client.query_raw(statement, sql.args.iter().map(Arg)).await?);
            let mut rows = Vec::new();
            while let Some(row) = stream.try_next().await? {
                rows.push(read_row(&row)?);
            }
            Ok((rows, stream.rows_affected().unwrap_or(0)))
        }
    }
}

/// Sends all before it waits for the first answer; the answers in the same order.
pub(super) async fn pipeline<F: Future>(messages: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut sent: Vec<Pin<Box<_>>> = messages.map(|message| Box::pin(maybe_done(message))).collect();
    // The first poll puts a message on the wire, in our order.
    poll_fn(|context| {
        for message in &mut sent {
            let _ = message.as_mut().poll(context);
        }
        Poll::Ready(())
    })
    .await;
    let mut answers = Vec::with_capacity(sent.len());
    for mut message in sent {
        message.as_mut().await;
        answers.extend(message.as_mut().take_output());
    }
    answers
}

/// The statements of some texts, from the connection's cache where they are in it.
pub(super) async fn prepare<'a>(
    client: &ClientWrapper,
    sqls: impl Iterator<Item = &'a Sql>,
) -> Result<Vec<Statement>, Error> {
    pipeline(sqls.map(|sql| client.prepare_cached(&sql.text))).await.into_iter().collect()
}
