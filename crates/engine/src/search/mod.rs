//! One search over all objects: every word must be there, each as a beginning; typing errors are mended against the
//! words known. The index finds the newest hits, Rust ranks them; rights and hidden fields cut what is looked at.
mod begun;
mod known;
mod learnt;
mod tidy;
mod typed;
mod words;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Id, Result};
use serde::Serialize;
use store::{Build, Sql};

use crate::access::{Action, Actor, Level, Reach};
use crate::engine::Engine;
use crate::kind::{Ctx, Kind};
use crate::reach::push_reach;
use crate::record::Record;
use crate::schema::{Field, Object};
use crate::value::Value;

use begun::Begun;
pub(crate) use known::Known;
pub(crate) use learnt::Learnt;
pub(crate) use tidy::module;
use typed::{Spelling, Typed, Wanted};
pub(crate) use words::{backwards, words};

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Key of the object.
    pub object: String,
    /// The record.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// What tells it from others of the name: e-mail, company, stage.
    pub line: String,
    /// What the line is made of, for pages that show it in their reader's words.
    #[serde(skip)]
    pub parts: Vec<Part>,
    /// How well it fits; for comparing within one answer.
    pub score: i64,
}

/// One value of a hit's second line.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Key of the field.
    pub field: String,
    /// One value of it.
    pub value: Value,
    /// What a linked record is called.
    pub title: Option<String>,
}

/// Hits of one object that are looked at: the newest.
const NEWEST: i64 = 200;
/// Of those with the words exactly as typed, when there are more than that.
const EXACT: i64 = 50;
/// Parts of a hit's second line.
const PARTS: usize = 3;

/// An object searched, as one actor sees it.
struct Place {
    object: Arc<Object>,
    reach: Reach,
    /// Not all its searchable fields may be seen, so hits are looked at again.
    partly: bool,
}

/// A hit before it is shown.
struct Found {
    place: usize,
    id: Id,
    title: Option<String>,
    score: i64,
}

impl Engine {
    /// Finds records by words, parts of e-mail addresses and phone numbers; best first.
    pub async fn search(
        &self,
        actor: &Actor,
        text: &str,
        objects: Option<&[&str]>,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let Some(typed) = Typed::read(text) else { return Ok(Vec::new()) };
        let places = self.places(actor, objects);
        let wanted = typed.wanted();
        let begun = Begun::of(self.db(), &wanted).await?;
        let mut found = self.look(actor, &places, &typed, &wanted, &begun).await?;
        if found.is_empty()
            && let Some(mended) = self.mend(&places, &typed, &begun).await?
        {
            let mended = [mended];
            let begun = Begun::of(self.db(), &mended).await?;
            found = self.look(actor, &places, &typed, &mended, &begun).await?;
        }
        found.sort_by_key(|f| std::cmp::Reverse((f.score, f.id, std::cmp::Reverse(f.place))));
        found.truncate(limit);
        self.show(actor, &places, found).await
    }

    /// The objects an actor may search.
    fn places(&self, actor: &Actor, objects: Option<&[&str]>) -> Vec<Place> {
        let schema = self.schema();
        let asked = |o: &Object| objects.is_none_or(|list| list.iter().any(|&n| n == o.key || n == o.plural));
        let visible =
            |o: &Object| (!o.hidden || actor.is_admin()) && actor.level(o, Action::Read) != Level::None;
        schema
            .objects()
            .filter(|o| asked(o) && visible(o) && o.fields.iter().any(|f| f.search && actor.sees(o, f)))
            .map(|o| Place {
                object: o.clone(),
                reach: actor.reach(o, Action::Read),
                partly: o.fields.iter().any(|f| f.search && !actor.sees(o, f)),
            })
            .collect()
    }

    /// The newest hits in every object, with their scores.
    async fn look(
        &self,
        actor: &Actor,
        places: &[Place],
        typed: &Typed,
        wanted: &[Wanted],
        begun: &Begun,
    ) -> Result<Vec<Found>> {
        let (asked, asks): (Vec<usize>, Vec<Sql>) = self.asks(places, wanted, begun, NEWEST).unzip();
        let answers = self.db().read_all(asks).await?;
        let mut rows: Vec<(usize, store::Row)> = Vec::new();
        let mut full = Vec::new();
        for (place, hits) in asked.into_iter().zip(answers) {
            if hits.len() as i64 >= NEWEST {
                full.push(place);
            }
            rows.extend(hits.into_iter().map(|row| (place, row)));
        }
        // Among very many hits the one whose name is just what was typed may be an old one.
        if let (false, Some(exact)) = (full.is_empty(), self.expression(wanted, false)) {
            let asks =
                full.iter().filter_map(|&p| Some(self.hits_sql(places.get(p)?, &exact, EXACT))).collect();
            for (&place, hits) in full.iter().zip(self.db().read_all(asks).await?) {
                rows.extend(hits.into_iter().map(|row| (place, row)));
            }
        }
        let mut seen = HashSet::with_capacity(rows.len());
        rows.retain(|(place, row)| row.id(0).is_some_and(|id| seen.insert((*place, id))));
        let kept = self.check(actor, places, typed, wanted, &rows).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(place, mut row)| {
                let id = row.id(0)?;
                if !kept.get(&place).is_none_or(|ids| ids.contains(&id)) {
                    return None;
                }
                let own = actor.user.is_some() && row.id(1) == actor.user;
                let object = &places.get(place)?.object;
                let title =
                    row.take_text(2).filter(|_| object.title_field().is_some_and(|f| actor.sees(object, f)));
                let score = i64::from(fit(title.as_deref().unwrap_or_default(), wanted)) * 2 + i64::from(own);
                Some(Found { place, id, title, score })
            })
            .collect())
    }

    /// What the objects that may have it are asked, each with its place.
    fn asks<'a>(
        &'a self,
        places: &'a [Place],
        wanted: &'a [Wanted],
        begun: &'a Begun,
        limit: i64,
    ) -> impl Iterator<Item = (usize, Sql)> + 'a {
        places.iter().enumerate().filter_map(move |(i, place)| {
            let expression = self.expression(&begun.spelled_out(wanted, &place.object.key), true)?;
            Some((i, self.hits_sql(place, &expression, limit)))
        })
    }

    /// The expression of the index for what is wanted, each word as a beginning or as it is.
    fn expression(&self, wanted: &[Wanted], prefix: bool) -> Option<String> {
        let dialect = self.db().dialect();
        // One letter begins too many words.
        let term = |word: &Spelling| {
            let begins = prefix && !word.whole && !typed::is_letter(&word.text);
            dialect.match_expression(&[(word.text.clone(), begins)])
        };
        let word = |spellings: &Vec<Spelling>| {
            dialect.match_any(&spellings.iter().filter_map(term).collect::<Vec<_>>())
        };
        // A word that nothing begins with is nowhere, and so are all words together.
        let way = |words: &Wanted| dialect.match_all(&words.iter().map(word).collect::<Option<Vec<_>>>()?);
        dialect.match_any(&wanted.iter().filter_map(way).collect::<Vec<_>>())
    }

    /// Id, owner and title of the newest hits within reach.
    fn hits_sql(&self, place: &Place, expression: &str, limit: i64) -> Sql {
        let table = place.object.table();
        let index = self.db().dialect().search_match(&place.object.key, "$1");
        let (before, after) = index.condition.split_once("$1").unwrap_or((index.condition.as_str(), ""));
        let mut sql = Build::new();
        sql.push("SELECT r.id, r.owner, r.").ident(&place.object.title).push(" FROM ");
        if place.reach == Reach::Everything {
            // The limit inside: the record's own row is read for those that are shown to Rust, not for every hit.
            sql.push("(SELECT ").push(&index.id).push(" AS id FROM ").push(&index.from).push(" WHERE ");
            sql.push(before)
                .bind(expression)
                .push(after)
                .push(" ORDER BY ")
                .push(&index.id)
                .push(" DESC LIMIT ")
                .bind(limit);
            sql.push(") h CROSS JOIN ").push(&table).push(" r WHERE r.id = h.id AND r.deleted_at IS NULL");
        } else {
            sql.push(&index.from)
                .push(" CROSS JOIN ")
                .push(&table)
                .push(" r WHERE ")
                .push(before)
                .bind(expression)
                .push(after);
            sql.push(" AND r.id = ").push(&index.id).push(" AND r.deleted_at IS NULL");
            push_reach(&mut sql, "r.", &place.reach);
            sql.push(" ORDER BY ").push(&index.id).push(" DESC LIMIT ").bind(limit);
        }
        sql.done()
    }

    /// Looks at the hits again where the index says too much: fields the actor may not see, single letters.
    /// Objects that are not in the answer need no second look.
    async fn check(
        &self,
        actor: &Actor,
        places: &[Place],
        typed: &Typed,
        wanted: &[Wanted],
        rows: &[(usize, store::Row)],
    ) -> Result<HashMap<usize, HashSet<Id>>> {
        let mut out = HashMap::new();
        for (i, place) in places.iter().enumerate() {
            if !place.partly && typed.letters.is_empty() {
                continue;
            }
            let ids: Vec<Id> = rows.iter().filter(|(p, _)| *p == i).filter_map(|(_, r)| r.id(0)).collect();
            let mut kept = HashSet::new();
            for record in self.load(&place.object, &ids).await? {
                let words = visible_words(actor, &record);
                let begins = |letter: &String| words.iter().any(|w| w.starts_with(letter.as_str()));
                let fits = |spelling: &Spelling| words.iter().any(|w| spelling.fits(w));
                if typed.letters.iter().all(begins)
                    && wanted.iter().any(|way| way.iter().all(|word| word.iter().any(fits)))
                {
                    kept.insert(record.id);
                }
            }
            out.insert(i, kept);
        }
        Ok(out)
    }

    /// What was probably meant: for each word that begins nothing, the words known that are one error away.
    async fn mend(&self, places: &[Place], typed: &Typed, begun: &Begun) -> Result<Option<Wanted>> {
        if !typed.words.iter().any(|w| typed::can_be_mended(w)) {
            return Ok(None);
        }
        let (mut asks, mut asked) = (Vec::new(), Vec::new());
        for (i, word) in typed.words.iter().enumerate() {
            for (_, ask) in self.asks(places, &[vec![vec![Spelling::beginning(word)]]], begun, 1) {
                asks.push(ask);
                asked.push(i);
            }
        }
        let mut there = vec![false; typed.words.len()];
        for (i, hits) in asked.into_iter().zip(self.db().read_all(asks).await?) {
            if let Some(there) = there.get_mut(i) {
                *there |= !hits.is_empty();
            }
        }
        // When each word is there, but never together, the wrong one happens to be a word as well.
        let all_there = there.iter().all(|t| *t);
        let mut choices = Vec::new();
        for (word, there) in typed.words.iter().zip(there) {
            let mut options = Vec::new();
            if there {
                options.push(Spelling::beginning(word));
            }
            if typed::can_be_mended(word) && (!there || all_there) {
                options.extend(self.known().near(self.db(), word).await?);
            }
            if options.is_empty() {
                return Ok(None);
            }
            choices.push(options);
        }
        Ok(Some(choices))
    }

    /// Titles and second lines of the hits that are shown.
    async fn show(&self, actor: &Actor, places: &[Place], found: Vec<Found>) -> Result<Vec<Hit>> {
        let mut lines: HashMap<(usize, Id), (String, Vec<Part>)> = HashMap::new();
        for (i, place) in places.iter().enumerate() {
            let ids: Vec<Id> = found.iter().filter(|f| f.place == i).map(|f| f.id).collect();
            let records = self.load(&place.object, &ids).await?;
            let fields: Vec<&Field> = line_fields(actor, &place.object);
            let mut titles: HashMap<Id, String> = HashMap::new();
            for field in fields.iter().filter(|f| f.kind.is_single_link()) {
                let linked: Vec<Id> = records.iter().filter_map(|r| r.get(&field.key).id()).collect();
                titles
                    .extend(self.titles(actor, field.target.as_deref().unwrap_or_default(), &linked).await?);
            }
            for record in records {
                lines.insert((i, record.id), self.line(&record, &fields, &titles));
            }
        }
        Ok(found
            .into_iter()
            .filter_map(|f| {
                let (line, parts) = lines.remove(&(f.place, f.id)).unwrap_or_default();
                Some(Hit {
                    object: places.get(f.place)?.object.key.clone(),
                    id: f.id,
                    title: f.title.unwrap_or_else(|| f.id.to_string()),
                    line,
                    parts,
                    score: f.score,
                })
            })
            .collect())
    }

    fn line(&self, record: &Record, fields: &[&Field], titles: &HashMap<Id, String>) -> (String, Vec<Part>) {
        let settings = self.settings();
        let told = |field: &&Field| {
            let value = record.get(&field.key).primary();
            let title = value.id().and_then(|id| titles.get(&id).cloned());
            let text = match (value, &title) {
                (Value::Null, _) | (Value::Ref(_), None) => return None,
                (_, Some(title)) => title.clone(),
                (value, None) => field.kind.show(value, &Ctx { field, manners: &settings.manners }),
            };
            let part = Part { field: field.key.clone(), value: value.clone(), title };
            (!text.is_empty()).then_some((text, part))
        };
        let (words, parts): (Vec<String>, Vec<Part>) = fields.iter().filter_map(told).take(PARTS).unzip();
        (words.join(" · "), parts)
    }
}

/// The fields a second line is made of, in the order of the list.
fn line_fields<'a>(actor: &Actor, object: &'a Object) -> Vec<&'a Field> {
    let fits = |f: &&Field| {
        matches!(
            f.kind,
            Kind::Text | Kind::Email | Kind::Phone | Kind::Url | Kind::Choice | Kind::Money | Kind::Link
        ) && !f.system
            && f.key != object.title
            && actor.sees(object, f)
    };
    object.columns.iter().filter_map(|key| object.field(key)).filter(fits).collect()
}

/// The words of a record that an actor may find it by.
fn visible_words(actor: &Actor, record: &Record) -> Vec<String> {
    let mut words = Vec::new();
    for (field, value) in record.object.fields.iter().zip(&record.values) {
        if field.search && actor.sees(&record.object, field) {
            for value in value.each() {
                field.kind.rules().words(value, &mut words);
            }
        }
    }
    words
}

/// How well a title fits: it is what was typed, begins with it, has words that begin so, or something else was hit.
fn fit(title: &str, wanted: &[Wanted]) -> u8 {
    let title = words::words(title);
    let is = |word: &Vec<Spelling>, there: &String| word.iter().any(|w| w.text == *there);
    let begins = |word: &Vec<Spelling>, there: &String| word.iter().any(|w| w.fits(there));
    let one = |way: &Wanted| {
        let all_but_last = way.len().saturating_sub(1);
        let in_place = way.len() <= title.len()
            && way
                .iter()
                .zip(&title)
                .enumerate()
                .all(|(i, (w, t))| is(w, t) || i == all_but_last && begins(w, t));
        if in_place && way.len() == title.len() && way.iter().zip(&title).all(|(w, t)| is(w, t)) {
            3
        } else if in_place {
            2
        } else {
            u8::from(way.iter().all(|w| title.iter().any(|t| begins(w, t))))
        }
    };
    wanted.iter().map(one).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_begins_with_the_text_fits_best() {
        let wanted = vec![vec![vec![Spelling::beginning("nord")]]];
        let fits = ["Nord", "Nordwind Studios", "Studio Nordwind", "Someone at Nor"].map(|t| fit(t, &wanted));
        assert_eq!(fits, [3, 2, 1, 0]);
    }
}
