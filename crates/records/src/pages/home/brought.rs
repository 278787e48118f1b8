//! What features bring to the first page; it is remembered, since it is the dearest part of it.
use std::time::{Duration, Instant};

use base::Error;
use maud::Markup;
use ui::say::locale;

use crate::pages::held::Held;
use crate::pages::own::HomeCard;
use crate::pages::tallies;
use crate::pages::visit::Visit;

/// What takes longer than this is dear: it may be a few seconds old.
const DEAR: Duration = Duration::from_millis(10);

/// Cards, and whether they were dear.
static CARDS: Held<(Option<Markup>, bool)> = Held::new();

/// A card by its place, of the records a filter gives.
pub(super) async fn card(
    visit: &Visit,
    place: &str,
    filter: &str,
    make: HomeCard,
) -> Result<Option<Markup>, Error> {
    let words = format!("{} {} {filter}", locale().language.tag(), visit.look().today());
    let (key, bell) = (tallies::key(visit, place, &words), tallies::bell(visit));
    let anyway = |(_, dear): &(_, bool)| if *dear { tallies::AGE } else { Duration::ZERO };
    if let Some((card, _)) = CARDS.get(key, bell, anyway) {
        return Ok(card);
    }
    let began = Instant::now();
    let card = make(visit, filter).await?;
    CARDS.keep(key, bell, (card.clone(), began.elapsed() > DEAR));
    Ok(card)
}
