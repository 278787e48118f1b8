//! A unit of work on PostgreSQL: all statements in one flight, COMMIT when they did what they had to.
use super::{
    Again, Trouble, Workspace, failure,
    held::{Message, pipeline, prepare, send},
    refuse_nul,
};
use crate::{Done, Expect, Failure, Tx};

impl Workspace {
    pub(crate) async fn commit(&self, tx: &Tx) -> Result<Done, Failure> {
        refuse_nul(tx.steps.iter().map(|step| &step.sql))?;
        let done = self.persist(|| self.try_commit(tx)).await?;
        self.bell.send_modify(|n| *n = n.wrapping_add(1));
        if tx.notify {
            self.others.send_modify(|n| *n = n.wrapping_add(1));
        }
        Ok(done)
    }

    async fn try_commit(&self, tx: &Tx) -> Result<Done, Trouble> {
        let held = self.hold().await?;
        let client = held.client()?;
        let statements = prepare(client, tx.steps.iter().map(|step| &step.sql)).await?;
        let runs =
            || statements.iter().zip(&tx.steps).map(|(statement, step)| Message::Run(statement, &step.sql));
        // COMMIT of a failed transaction rolls back, so it may fly along when only errors could be against it.
        let certain = tx.steps.iter().all(|step| step.expect == Expect::Any);
        let answers = if certain && tx.steps.len() == 1 {
            pipeline(runs().map(|message| send(client, message))).await
        } else {
            let begin = std::iter::once(Message::Word("BEGIN"));
            let commit = certain.then_some(Message::Word("COMMIT"));
            pipeline(begin.chain(runs()).chain(commit).map(|message| send(client, message))).await
        };
        let alone = usize::from(!(certain && tx.steps.len() == 1));
        let mut done = Done { rows: Vec::new(), changed: Vec::with_capacity(tx.steps.len()) };
        let mut wrong = None;
        for (at, answer) in answers.into_iter().enumerate() {
            let step = at.checked_sub(alone).and_then(|index| Some((index, tx.steps.get(index)?)));
            match (answer, step) {
                (Err(error), _) => {
                    wrong = Some(Trouble::from(error));
                    break;
                }
                (Ok((_, changed)), Some((index, step))) if matches!(step.expect, Expect::Rows(rows) if rows != changed) =>
                {
                    wrong = Some(Failure::Expected { step: index, changed }.into());
                    break;
                }
                (Ok((rows, changed)), Some((_, step))) => {
                    done.changed.push(changed);
                    if step.returns {
                        done.rows.push(rows);
                    }
                }
                (Ok(_), None) => {}
            }
        }
        match wrong {
            Some(Trouble(Failure::Lost { why, .. }, _)) if certain => {
                // COMMIT was on its way already.
                Err(Trouble(Failure::Lost { why, uncertain: true }, Again::No))
            }
            Some(trouble) => {
                if certain || client.batch_execute("ROLLBACK").await.is_ok() {
                    held.finish();
                }
                Err(trouble)
            }
            None if certain => {
                held.finish();
                Ok(done)
            }
            None => {
                let committed = client.batch_execute("COMMIT").await;
                held.finish();
                match committed {
                    Ok(()) => Ok(done),
                    Err(error) => Err(match failure::failure(&error) {
                        Failure::Lost { why, .. } => {
                            Trouble(Failure::Lost { why, uncertain: true }, Again::No)
                        }
                        _ => error.into(),
                    }),
                }
            }
        }
    }
}
