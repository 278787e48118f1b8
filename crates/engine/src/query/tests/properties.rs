//! Whatever filter and sort there is: SQL and memory agree, and paging visits every row once.
use std::sync::Arc;

use base::Id;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use store::testing::TestDb;

use super::sample::{World, pool};
use crate::access::Actor;
use crate::filter::{Filter, Guard, quoted};
use crate::kind::Kind;
use crate::query::{Query, Reader, Sort, Sorting};
use crate::record::Record;

/// Text in quotes as somebody might look for it.
fn text(kind: Kind) -> BoxedStrategy<String> {
    let parts = prop::sample::select(vec!["ac", "ö", "GRO", "@", "0171", "55", "x", "'", "%", "_", "+49"]);
    let whole = prop::sample::select(pool(kind).to_vec());
    prop_oneof![3 => whole, 1 => parts].prop_map(quoted).boxed()
}

fn one_of(list: &[&str]) -> BoxedStrategy<String> {
    prop::sample::select(list.iter().map(|&s| s.to_owned()).collect::<Vec<_>>()).boxed()
}

/// Days and instants of every form.
fn times(days_only: bool) -> BoxedStrategy<String> {
    let bare = prop::sample::select(pool(Kind::Date).to_vec()).prop_map(str::to_owned);
    let instants = prop::sample::select(pool(Kind::DateTime).to_vec()).prop_map(str::to_owned);
    let named = one_of(&[
        "now",
        "today",
        "yesterday",
        "tomorrow",
        "this_week",
        "last_week",
        "next_week",
        "this_month",
        "last_month",
        "next_month",
        "this_quarter",
        "last_quarter",
        "next_quarter",
        "this_year",
        "last_year",
        "next_year",
        "last_30_days",
        "next_7_days",
        "last_1_days",
        "-90d",
        "+0d",
        "-1m",
        "-1q",
        "+1w",
        "-1y",
    ]);
    let near = if days_only { one_of(&["-1d", "+3d"]) } else { one_of(&["-15min", "-6h", "+1h", "-1d"]) };
    prop_oneof![bare, instants, named, near].boxed()
}

/// Comparisons of one path with values of one kind.
fn comparisons(path: &str, operators: &[&str], value: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let (path, listed) = (path.to_owned(), path.to_owned());
    let single = (one_of(operators), value.clone()).prop_map(move |(op, v)| format!("{path} {op} {v}"));
    let within = operators.contains(&"=");
    let list = (one_of(if within { &["IN", "NOT IN"] } else { &["~"] }), prop::collection::vec(value, 1..4))
        .prop_map(move |(op, v)| match op.as_str() {
            "~" => format!("{listed} ~ {}", v[0]),
            op => format!("{listed} {op} ({})", v.join(", ")),
        });
    prop_oneof![4 => single, 1 => list].boxed()
}

const EVEN: [&str; 2] = ["=", "!="];
const ORDER: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];
const LOOK: [&str; 4] = ["=", "!=", "~", "!~"];
const ALL: [&str; 8] = ["=", "!=", "<", "<=", ">", ">=", "~", "!~"];

/// Comparisons of a field.
fn of_field(world: &World, path: &str, kind: Kind) -> BoxedStrategy<String> {
    let empty = one_of(&["IS NULL", "IS NOT NULL"]).prop_map({
        let path = path.to_owned();
        move |op| format!("{path} {op}")
    });
    let ids = |object: &str| {
        let list: Vec<String> = world.of(object).iter().map(|r| quoted(&r.id.to_string())).collect();
        prop::sample::select(list)
    };
    let target = || {
        let last = path.rsplit('.').next().unwrap_or_default();
        match last {
            "owner" | "created_by" => "user",
            "people" => "contact",
            "parent" => "company",
            other => other,
        }
        .to_owned()
    };
    let rest = match kind {
        Kind::Text | Kind::LongText | Kind::RichText | Kind::Url | Kind::Email | Kind::Recurrence => {
            comparisons(path, &ALL, text(kind))
        }
        Kind::Phone => {
            let whole = prop::sample::select(pool(kind).to_vec()).prop_map(quoted).boxed();
            let part = one_of(&["\"0171\"", "\"555\"", "\"49\"", "\"138\""]);
            prop_oneof![comparisons(path, &EVEN, whole), comparisons(path, &["~", "!~"], part)].boxed()
        }
        Kind::Integer | Kind::Duration | Kind::Rating => {
            comparisons(path, &ORDER, one_of(&["0", "1", "3", "5", "-7"]))
        }
        Kind::Decimal | Kind::Percent => comparisons(path, &ORDER, one_of(&["0.5", "1", "2.25", "-3"])),
        Kind::Money => {
            comparisons(path, &ORDER, one_of(&["0", "12.5", "1200", "\"12.50 EUR\"", "\"12.50 CHF\""]))
        }
        Kind::Date => comparisons(path, &ORDER, times(true)),
        Kind::DateTime => comparisons(path, &ORDER, times(false)),
        Kind::Toggle => comparisons(path, &EVEN, one_of(&["TRUE", "FALSE"])),
        Kind::Choice | Kind::Choices => {
            comparisons(path, &EVEN, one_of(&["new", "won", "\"it's\"", "\"Won deal\"", "lost"]))
        }
        Kind::Tags => comparisons(path, &EVEN, one_of(&["vip", "\"big spender\"", "\"a%b\""])),
        Kind::User => comparisons(path, &EVEN, prop_oneof![ids(&target()), Just("me".to_owned())].boxed()),
        Kind::Link => {
            let by_id = comparisons(path, &EVEN, ids(&target()).boxed());
            prop_oneof![by_id, comparisons(path, &LOOK, text(Kind::Text))].boxed()
        }
        Kind::Links => comparisons(path, &EVEN, ids(&target()).boxed()),
        Kind::Address => comparisons(path, &["~", "!~"], text(Kind::Text)),
        Kind::File => return empty.boxed(),
    };
    prop_oneof![1 => empty, 6 => rest].boxed()
}

/// Conditions over an object, with relations `depth` deep.
fn leaf(world: &Arc<World>, object: &str, depth: u32) -> BoxedStrategy<String> {
    let known = world.schema.object(object).unwrap();
    let mut all: Vec<BoxedStrategy<String>> =
        known.fields.iter().filter(|f| f.key != "secret").map(|f| of_field(world, &f.key, f.kind)).collect();
    let mut path = |path: &str, kind: Kind| all.push(of_field(world, path, kind));
    match object {
        "contact" => {
            path("company.name", Kind::Text);
            path("company.industry", Kind::Choice);
            path("company.parent.tags", Kind::Tags);
            path("company.parent", Kind::Link);
            path("company.address", Kind::Address);
            path("company.owner", Kind::User);
            path("owner.name", Kind::Text);
        }
        "deal" => {
            path("contact.email", Kind::Email);
            path("contact.nickname", Kind::Text);
            path("contact.company.website", Kind::Url);
            path("contact.company.parent.parent.name", Kind::Text);
            path("company.created_at", Kind::DateTime);
        }
        _ => path("parent.name", Kind::Text),
    }
    match object {
        "deal" => all.push(comparisons("amount.currency", &EVEN, one_of(&["EUR", "\"chf\"", "JPY"]))),
        "company" => {
            all.push(comparisons("address.city", &LOOK, one_of(&["\"Acme\"", "\"Zürich\"", "\"80\""])));
        }
        _ => {}
    }
    if depth == 0 {
        return prop::strategy::Union::new(all).boxed();
    }
    // (relation, related object, a field to sum, fields to take the last, least and greatest of)
    let relations: &[(&str, &str)] = match object {
        "contact" => &[("deals", "deal"), ("deals_by_people", "deal"), ("company.deals", "deal")],
        "deal" => &[("people", "contact"), ("company.contacts", "contact"), ("contact.deals", "deal")],
        _ => &[("contacts", "contact"), ("companies", "company"), ("parent.deals", "deal")],
    };
    let mut related = Vec::new();
    for (relation, theirs) in relations {
        let inner = condition(world, theirs, depth - 1, 4);
        let name = (*relation).to_owned();
        let sums: &[&str] = match *theirs {
            "deal" => &["amount", "quantity"],
            "contact" => &["score", "call"],
            _ => &["parent.created_at"],
        };
        let ends: &[(&str, Kind)] = match *theirs {
            "deal" => &[("close_date", Kind::Date), ("closed_at", Kind::DateTime), ("name", Kind::Text)],
            "contact" => &[("born", Kind::Date), ("score", Kind::Integer), ("company.name", Kind::Text)],
            _ => &[("created_at", Kind::DateTime), ("name", Kind::Text)],
        };
        let lasts: &[(&str, Kind)] = match *theirs {
            "deal" => &[("stage", Kind::Choice), ("amount", Kind::Money), ("closed_at", Kind::DateTime)],
            "contact" => &[("active", Kind::Toggle), ("phone", Kind::Phone), ("owner", Kind::User)],
            _ => &[("industry", Kind::Choice)],
        };
        let n = name.clone();
        related.push(
            (one_of(&["any", "none"]), inner.clone()).prop_map(move |(f, i)| format!("{n}.{f}({i})")).boxed(),
        );
        let n = name.clone();
        related.push(
            (inner.clone(), comparisons("", &ORDER, one_of(&["0", "1", "2"])))
                .prop_map(move |(i, c)| format!("{n}.count({i}){c}"))
                .boxed(),
        );
        if *theirs != "company" {
            let n = name.clone();
            let values = comparisons("", &ORDER, one_of(&["0", "1", "1200"]));
            related.push(
                (one_of(sums), inner.clone(), values)
                    .prop_map(move |(f, i, c)| format!("{n}.sum({f}, {i}){c}"))
                    .boxed(),
            );
        }
        for (functions, fields) in [(&["min", "max"][..], ends), (&["last"][..], lasts)] {
            for (field, kind) in fields {
                let (n, field) = (name.clone(), (*field).to_owned());
                // A title is no value a function gives.
                let values = of_field(world, if *kind == Kind::User { "owner" } else { "" }, *kind);
                related.push(
                    (one_of(functions), inner.clone(), values)
                        .prop_map(move |(f, i, c)| {
                            format!("{n}.{f}({field}, {i}) {}", c.trim_start_matches("owner"))
                        })
                        .boxed(),
                );
            }
        }
    }
    prop_oneof![3 => prop::strategy::Union::new(all), 2 => prop::strategy::Union::new(related)].boxed()
}

fn condition(world: &Arc<World>, object: &str, depth: u32, size: u32) -> BoxedStrategy<String> {
    leaf(world, object, depth)
        .prop_recursive(3, size, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(|p| format!("({})", p.join(" AND "))),
                prop::collection::vec(inner.clone(), 2..4).prop_map(|p| format!("({})", p.join(" OR "))),
                inner.prop_map(|p| format!("NOT {p}")),
            ]
        })
        .boxed()
}

fn runner(cases: u32, seed: u8) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

fn seen<'w>(world: &'w World, actor: &Actor, object: &str) -> Vec<&'w Record> {
    let guard = Guard::of(actor, world.schema.object(object).unwrap());
    world.of(object).iter().filter(|r| guard.lets(r)).collect()
}

async fn by_sql(reader: &Reader<'_>, object: &str, filter: &str) -> base::Result<Vec<Id>> {
    let query = Query::new(object).filter(filter)?.columns("id").sort("id")?.limit(500).count();
    let page = reader.list(&query).await?;
    assert_eq!(page.count, Some(page.rows.len() as i64));
    Ok(page.rows.iter().map(|r| r.id).collect())
}

fn by_memory(world: &World, actor: &Actor, object: &str, filter: &str) -> base::Result<Vec<Id>> {
    let known = world.schema.object(object).unwrap();
    let filter = filter.parse::<Filter>()?.resolve(known, &world.schema, actor, &world.scope)?;
    Ok(seen(world, actor, object).iter().filter(|r| filter.matches(r, world)).map(|r| r.id).collect())
}

fn agree(seed: u8, member: bool) {
    let rt = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let test = rt.block_on(TestDb::new()).unwrap();
    let world = Arc::new(World::random(25, &mut runner(1, seed)));
    let db = rt.block_on(world.store(&test));
    let actor = if member { world.member() } else { Actor::system() };
    let reader = world.reader(&db, &actor);
    for object in ["contact", "company", "deal"] {
        let filters = condition(&world, object, 2, 6);
        let result = runner(250, seed).run(&filters, |filter| {
            let fault = |e: base::Error| TestCaseError::fail(format!("{filter}: {e}"));
            let memory = by_memory(&world, &actor, object, &filter).map_err(fault)?;
            let sql = rt.block_on(by_sql(&reader, object, &filter)).map_err(fault)?;
            prop_assert_eq!(&memory, &sql, "{}", filter);
            let not = format!("NOT ({filter})");
            let mut both = by_memory(&world, &actor, object, &not).map_err(fault)?;
            let sql = rt.block_on(by_sql(&reader, object, &not)).map_err(fault)?;
            prop_assert_eq!(&both, &sql, "{}", not);
            both.extend(memory);
            both.sort_unstable();
            let all: Vec<Id> = seen(&world, &actor, object).iter().map(|r| r.id).collect();
            prop_assert_eq!(both, all, "{} and its complement", filter);
            Ok(())
        });
        if let Err(why) = result {
            panic!("{object}: {why}");
        }
    }
    rt.block_on(db.close());
}

#[test]
fn sql_and_memory_agree_for_rondo_itself() {
    agree(1, false);
}

#[test]
fn sql_and_memory_agree_for_somebody_with_few_rights() {
    agree(2, true);
}

/// Any order of a few paths.
fn sorts(object: &str) -> BoxedStrategy<String> {
    let paths: &[&str] = match object {
        "contact" => {
            &["name", "email", "company", "company.name", "score", "born", "active", "created_at", "id"]
        }
        _ => &[
            "name",
            "stage",
            "amount",
            "close_date",
            "contact.company.industry",
            "updated_at",
            "amount.currency",
        ],
    };
    let key = (one_of(&["", "-"]), one_of(paths)).prop_map(|(way, path)| format!("{way}{path}"));
    prop::collection::vec(key, 0..4).prop_map(|keys| keys.join(",")).boxed()
}

#[test]
fn paging_visits_every_row_once_in_the_order_of_memory() {
    let rt = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let test = rt.block_on(TestDb::new()).unwrap();
    let world = Arc::new(World::random(40, &mut runner(1, 3)));
    let db = rt.block_on(world.store(&test));
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    for object in ["contact", "deal"] {
        let result = runner(150, 4).run(&(sorts(object), 1..9_usize), |(sort, limit)| {
            let known = world.schema.object(object).unwrap();
            let sorting =
                Sorting::resolve(&Sort::parse(&sort).unwrap(), known, &world.schema, &actor).unwrap();
            let mut expected = seen(&world, &actor, object);
            expected.sort_by(|a, b| sorting.compare(a, b, world.as_ref()));
            let expected: Vec<Id> = expected.iter().map(|r| r.id).collect();
            let mut visited = Vec::new();
            let mut query = Query::new(object).sort(&sort).unwrap().columns("id").limit(limit);
            loop {
                let page = rt
                    .block_on(reader.list(&query))
                    .map_err(|e| TestCaseError::fail(format!("{sort}: {e}")))?;
                visited.extend(page.rows.iter().map(|r| r.id));
                prop_assert!(visited.len() <= expected.len(), "{}", sort);
                match page.next {
                    Some(next) => query.cursor = Some(next),
                    None => break,
                }
            }
            prop_assert_eq!(visited, expected, "{}", sort);
            Ok(())
        });
        if let Err(why) = result {
            panic!("{object}: {why}");
        }
    }
    rt.block_on(db.close());
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(2_000) })]

    #[test]
    fn the_parser_never_panics(text in any::<String>()) {
        let _ = text.parse::<Filter>();
    }

    #[test]
    fn nor_does_it_on_what_looks_like_a_filter(
        words in prop::collection::vec(prop::sample::select(vec![
            "a", ".", "deals", "any", "sum", "(", ")", ",", "=", "!=", "~", "<", "AND", "or", "NOT", "in", "IS",
            "NULL", "\"x\"", "'", "\\", "1", "-2.5", "-90d", "2026-01-31", "2026-01-31T", "TRUE", "me", "now", "é",
            "-", "1_0", "0x1", "..", "99999999999999999999", "-99999999d", "\u{0}",
        ]), 0..20),
        gap in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(gap);
        if let Ok(filter) = text.parse::<Filter>() {
            let again: Filter = filter.to_string().parse().unwrap();
            prop_assert_eq!(again.to_string(), filter.to_string());
        }
    }
}

#[test]
fn what_a_filter_prints_reads_back_as_the_same() {
    let world = Arc::new(World::random(5, &mut runner(1, 5)));
    let mut runner = runner(300, 6);
    runner
        .run(&condition(&world, "deal", 2, 12), |text| {
            let filter: Filter = text.parse().map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
            let again: Filter = filter.to_string().parse().unwrap();
            prop_assert_eq!(again, filter, "{}", text);
            Ok(())
        })
        .unwrap();
}
