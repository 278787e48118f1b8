//! Searching a million contacts: three letters, two words, a typing error.
use engine::Actor;
use store::Options;

use crate::table::Table;
use crate::{Result, Setup, clock, read};

/// Measures searches against the hand-written list.
pub(crate) async fn measure(setup: &Setup, table: &mut Table, list: f64) -> Result<()> {
    let engine = read::open(setup, &Options::default()).await?;
    let actor = Actor::system();
    let runtime = tokio::runtime::Handle::current();
    for (what, text) in
        [("three letters", "mat"), ("two words", "marta kawal"), ("one typing error", "matrta")]
    {
        let took = tokio::task::block_in_place(|| {
            runtime.block_on(engine.search(&actor, text, None, 20))?;
            clock::best_micros(200, || {
                runtime.block_on(engine.search(&actor, text, None, 20)).map(|_| ()).map_err(Into::into)
            })
        })?;
        let ratio = took / list;
        table.add(
            &format!("search, {what}"),
            format!("{took:.0} µs CPU, {ratio:.1} × the list by hand"),
            "≤ 10 ×",
            Some(ratio <= 10.0),
        );
    }
    engine.close().await;
    Ok(())
}
