//! Figures over many records.
use base::{Currency, Id};
use store::testing::TestDb;

use super::sample::{World, money};
use crate::access::Actor;
use crate::query::{Aggregate, Figure, Function, Table};
use crate::value::Value;

fn world() -> World {
    let mut world = World::empty();
    world.add("team", 1, &[("name", "North")]);
    world.add("user", 2, &[("name", "Ana"), ("team", "1")]);
    world.add("user", 3, &[("name", "Bob"), ("team", "1")]);
    world.add("company", 10, &[("name", "Acme"), ("industry", "won")]);
    world.add("company", 11, &[("name", "Größe AG"), ("industry", "new")]);
    let deals: [&[(&str, &str)]; 6] = [
        &[
            ("name", "A"),
            ("amount", "100 EUR"),
            ("stage", "won"),
            ("company", "10"),
            ("close_date", "2017-01-05"),
            ("owner", "2"),
        ],
        &[
            ("name", "a"),
            ("amount", "50.50 EUR"),
            ("stage", "won"),
            ("company", "10"),
            ("close_date", "2017-03-31"),
            ("owner", "3"),
        ],
        &[
            ("name", "B"),
            ("amount", "10 EUR"),
            ("stage", "lost"),
            ("company", "11"),
            ("close_date", "2017-04-01"),
            ("quantity", "0.5"),
        ],
        &[("name", "C"), ("amount", "7 CHF"), ("stage", "new"), ("company", "11"), ("quantity", "1.5")],
        &[("name", "D"), ("stage", "new"), ("closed_at", "2017-12-31T23:30:00Z")],
        &[("name", "E"), ("amount", "1 EUR"), ("stage", "it's"), ("closed_at", "2017-12-31T22:30:00Z")],
    ];
    for (i, values) in deals.into_iter().enumerate() {
        world.add("deal", 30 + i as i64, values);
    }
    world
}

async fn ask(asked: Aggregate) -> Table {
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    let table = reader.aggregate(&asked).await.unwrap_or_else(|e| panic!("{asked:?}: {e}"));
    // Every key opens into the records behind it.
    for row in &table.rows {
        let mut query = crate::query::Query::new(&asked.object);
        query.filter.clone_from(&asked.filter);
        for key in &row.keys {
            query = query.filter(&key.condition).unwrap();
        }
        assert_eq!(reader.count(&query).await.unwrap(), row.count, "{:?}", row.keys);
    }
    // What all groups come to is what is said without groups.
    let whole = reader.aggregate(&Aggregate { by: Vec::new(), ..asked.clone() }).await.unwrap();
    if let Some(total) = &table.total {
        assert_eq!([total.clone()].as_slice(), whole.rows);
    }
    table
}

/// `label:count` of each row, and the numbers of its figures.
fn shown(table: &Table) -> Vec<String> {
    let row = |row: &crate::query::TableRow| {
        let keys: Vec<&str> = row.keys.iter().map(|k| k.label.as_str()).collect();
        let figures: String =
            row.figures.iter().map(|f| f.number().map_or(" -".to_owned(), |n| format!(" {n}"))).collect();
        format!("{}:{}{figures}", keys.join("/"), row.count)
    };
    table.rows.iter().map(row).collect()
}

#[tokio::test]
async fn amounts_of_two_currencies_are_not_added_up() {
    let table = ask(Aggregate::new("deals").measure(Function::Sum, Some("amount"))).await;
    let chf = Currency::parse("CHF").unwrap();
    assert_eq!(
        table.rows[0].figures[0],
        Figure::PerCurrency(vec![
            (Currency::EUR, Figure::Exact(money(16_150, "EUR"))),
            (chf, Figure::Exact(money(700, "CHF")))
        ])
    );
    let table = ask(Aggregate::new("deals")
        .filter("stage = won")
        .unwrap()
        .measure(Function::Average, Some("amount")))
    .await;
    assert_eq!(table.rows[0].figures[0], Figure::Mean { total: money(15_050, "EUR"), count: 2 });
    assert_eq!(table.rows[0].figures[0].number(), Some(75.25));
}

#[tokio::test]
async fn the_total_is_known_from_the_groups_unless_currencies_or_ranks_forbid_it() {
    let asked = || {
        let sums = Aggregate::new("deals").measure(Function::Sum, Some("amount"));
        sums.measure(Function::Average, Some("amount")).measure(Function::Max, Some("amount"))
    };
    let euros = asked().filter("amount.currency = EUR").unwrap();
    for by in ["stage", "company", "close_date:month", "closed_at:year"] {
        let table = ask(euros.clone().by(by).unwrap()).await;
        let total = table.total.unwrap();
        assert_eq!(total.count, 4, "{by}");
        assert_eq!(total.figures[0], Figure::Exact(money(16_150, "EUR")), "{by}");
    }
    // Each stage has one currency, all of them have two.
    assert_eq!(ask(asked().by("stage").unwrap()).await.total, None);
    let median = euros.measure(Function::Median, Some("amount"));
    assert_eq!(ask(median.by("stage").unwrap()).await.total, None);
    let nothing = asked().filter("name = \"nobody\"").unwrap().by("stage").unwrap();
    assert_eq!(ask(nothing).await.total.unwrap().count, 0);
}

#[tokio::test]
async fn every_function_has_its_figure() {
    let asked = Aggregate::new("deals")
        .filter("amount.currency = EUR")
        .unwrap()
        .measure(Function::Count, None)
        .measure(Function::Count, Some("close_date"))
        .measure(Function::Median, Some("amount"))
        .measure(Function::Min, Some("amount"))
        .measure(Function::Max, Some("amount"))
        .measure(Function::Sum, Some("quantity"))
        .measure(Function::P90, Some("amount"))
        .count_if("stage = won")
        .unwrap();
    assert_eq!(shown(&ask(asked).await), [":4 4 3 30.25 1 100 0.5 100 2"]);
    let asked = Aggregate::new("deals")
        .measure(Function::Min, Some("close_date"))
        .measure(Function::Max, Some("closed_at"));
    let table = ask(asked).await;
    assert_eq!(table.rows[0].figures[0], Figure::Exact(super::sample::day("2017-01-05")));
    assert_eq!(table.rows[0].figures[1].value().unwrap().plain(), "2017-12-31T23:30:00Z");
}

#[tokio::test]
async fn nothing_sums_up_to_zero_and_has_no_mean() {
    let asked = Aggregate::new("deals")
        .filter("name = \"nobody\"")
        .unwrap()
        .measure(Function::Sum, Some("amount"))
        .measure(Function::Average, Some("amount"))
        .measure(Function::Median, Some("quantity"));
    let table = ask(asked).await;
    assert_eq!(table.rows[0].figures, [Figure::Exact(money(0, "EUR")), Figure::Empty, Figure::Empty]);
}

#[tokio::test]
async fn groups_are_choices_in_their_order_links_by_title_and_texts_folded() {
    let by = |by: &str| Aggregate::new("deals").by(by).unwrap();
    assert_eq!(shown(&ask(by("stage")).await), ["New:2", "Won deal:2", "Odd \"key\":1", "Lost:1"]);
    assert_eq!(shown(&ask(by("company")).await), ["Acme:2", "Größe AG:2", ":2"]);
    assert_eq!(shown(&ask(by("company.industry")).await), ["New:2", "Won deal:2", ":2"]);
    assert_eq!(shown(&ask(by("owner.team")).await), ["North:2", ":4"]);
    assert_eq!(shown(&ask(by("name")).await), ["A:2", "B:1", "C:1", "D:1", "E:1"]);
    assert_eq!(shown(&ask(by("amount.currency")).await), ["EUR:4", "CHF:1", ":1"]);
    let asked =
        by("company.name").measure(Function::Sum, Some("quantity")).measure(Function::Median, Some("amount"));
    assert_eq!(shown(&ask(asked).await), ["Größe AG:2 2 -", "Acme:2 0 75.25", ":2 0 1"]);
    let table = ask(by("company")).await;
    assert_eq!(table.rows[0].keys[0].value, Value::Ref(Id(10)));
    assert_eq!(table.rows[0].keys[0].key, Id(10).to_string());
}

#[tokio::test]
async fn days_and_instants_fall_into_buckets_of_the_zone() {
    let by = |by: &str| Aggregate::new("deals").by(by).unwrap();
    let sum =
        |by_: &str| by(by_).filter("close_date IS NOT NULL").unwrap().measure(Function::Sum, Some("amount"));
    assert_eq!(shown(&ask(sum("close_date:quarter")).await), ["Q1 2017:2 150.5", "Q2 2017:1 10"]);
    assert_eq!(
        shown(&ask(sum("close_date:month")).await),
        ["Jan 2017:1 100", "Mar 2017:1 50.5", "Apr 2017:1 10"]
    );
    let table = ask(by("closed_at:year")).await;
    assert_eq!(shown(&table), ["2017:1", "2018:1", ":4"], "Berlin is an hour ahead");
    assert_eq!(table.rows[0].keys[0].key, "2017");
    let both = ask(by("stage").by("close_date:quarter").unwrap().filter("stage = won").unwrap()).await;
    assert_eq!(shown(&both), ["Won deal/Q1 2017:2"]);
}

#[tokio::test]
async fn what_makes_no_figure_or_group_is_told() {
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    let by = |by: &str| Aggregate::new("deals").by(by).unwrap();
    for (asked, said) in [
        (by("people"), "by: People holds several values"),
        (by("amount"), "by: Amount makes no groups; its currency does: amount.currency"),
        (by("stage:month"), "by: Stage is no date"),
        (by("stagee"), "by: Deals have no field stagee (at character 1). Did you mean stage?"),
        (Aggregate::new("deals").measure(Function::Sum, Some("name")), "measure: sum does not fit Name"),
        (Aggregate::new("deals").measure(Function::Sum, None), "measure: sum needs a field"),
    ] {
        let message = reader.aggregate(&asked).await.unwrap_err().to_string();
        assert!(message.starts_with(said), "{message}");
    }
    assert!(Aggregate::new("deals").by("close_date:decade").is_err());
}
