//! What filters, lists and pages do, one promise a test.
use base::{Error, Id};
use store::testing::TestDb;

use super::sample::{World, day, schema};
use crate::access::Actor;
use crate::filter::{Filter, FilterError};
use crate::query::Query;
use crate::value::Value;

/// Two companies, three contacts, four deals.
fn world() -> World {
    let mut world = World::empty();
    world.add("team", 1, &[("name", "North")]);
    world.add("user", 2, &[("name", "Ana Silva"), ("team", "1")]);
    world.add("user", 3, &[("name", "Bob")]);
    world.add(
        "company",
        10,
        &[("name", "Acme"), ("industry", "new"), ("website", "acme.de"), ("tags", "vip, old")],
    );
    world.add("company", 11, &[("name", "Größe AG"), ("parent", "10"), ("owner", "3"), ("secret", "9")]);
    world.add(
        "contact",
        20,
        &[
            ("name", "Zoë"),
            ("email", "zoe@acme.de; private@x.org"),
            ("phone", "+49 171 5550138"),
            ("company", "10"),
            ("owner", "2"),
            ("score", "5"),
            ("born", "2026-03-29"),
            ("seen_at", "2026-03-29T00:30:00+01:00"),
            ("interests", "won; lost"),
        ],
    );
    world.add("contact", 21, &[("name", "bob"), ("company", "11"), ("active", "yes"), ("score", "7")]);
    world.add("contact", 22, &[("name", "Ana"), ("rating", "3")]);
    world.add(
        "deal",
        30,
        &[("name", "A"), ("amount", "1200 EUR"), ("stage", "won"), ("company", "10"), ("people", "20 21")],
    );
    world.add(
        "deal",
        31,
        &[("name", "B"), ("amount", "5 CHF"), ("stage", "new"), ("company", "10"), ("contact", "20")],
    );
    world.add(
        "deal",
        32,
        &[("name", "C"), ("stage", "lost"), ("company", "11"), ("close_date", "2026-02-28")],
    );
    world.add("deal", 33, &[("name", "D")]);
    world.scope.me = Some(Id(2));
    world
}

async fn ids(object: &str, filter: &str) -> Vec<i64> {
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    let query = Query::new(object).filter(filter).unwrap().sort("id").unwrap().columns("id");
    reader
        .list(&query)
        .await
        .unwrap_or_else(|e| panic!("{filter}: {e}"))
        .rows
        .iter()
        .map(|r| r.id.0)
        .collect()
}

fn id(n: i64) -> String {
    format!("\"{}\"", Id(n))
}

#[tokio::test]
async fn text_is_equal_whatever_its_case_and_accents() {
    assert_eq!(ids("company", "name = \"grosse ag\"").await, [11]);
    assert_eq!(ids("contact", "name ~ 'ZO'").await, [20]);
}

#[tokio::test]
async fn an_empty_value_is_different_from_everything() {
    assert_eq!(ids("deal", "stage != won").await, [31, 32, 33]);
    assert_eq!(ids("deal", "NOT stage = \"Won deal\"").await, [31, 32, 33]);
    assert_eq!(ids("deal", "stage IS NULL").await, [33]);
    assert_eq!(ids("contact", "active != TRUE").await, [20, 22]);
}

#[tokio::test]
async fn any_of_several_values_counts() {
    assert_eq!(ids("contact", "email = \"Private@X.org\"").await, [20]);
    assert_eq!(ids("contact", "email !~ \"x.org\"").await, [21, 22]);
    assert_eq!(ids("contact", "phone ~ \"0171 555\"").await, [20]);
    assert_eq!(ids("contact", "phone = \"0171/5550138\"").await, [20]);
    assert_eq!(ids("contact", "interests IN (lost, new)").await, [20]);
    assert_eq!(ids("company", "tags = vip AND website = \"acme.de\"").await, [10]);
}

#[tokio::test]
async fn paths_go_over_links_and_into_parts() {
    assert_eq!(ids("contact", "company.industry = new").await, [20]);
    assert_eq!(ids("contact", "company.parent.name = \"acme\"").await, [21]);
    assert_eq!(ids("contact", "company = \"ACME\"").await, [20]);
    assert_eq!(ids("contact", &format!("company IN ({}, \"acme\")", id(11))).await, [20, 21]);
    assert_eq!(ids("contact", "company IS NULL").await, [22]);
    assert_eq!(ids("contact", "owner = me").await, [20]);
    assert_eq!(ids("contact", "owner.team.name = \"north\"").await, [20]);
    assert_eq!(ids("deal", "amount.currency = chf").await, [31]);
}

#[tokio::test]
async fn amounts_compare_in_major_units_and_in_a_currency_when_one_is_named() {
    assert_eq!(ids("deal", "amount >= 5").await, [30, 31]);
    assert_eq!(ids("deal", "amount >= \"5 EUR\"").await, [30]);
    assert_eq!(ids("deal", "amount != \"5 CHF\"").await, [30, 32, 33]);
}

#[tokio::test]
async fn a_day_is_a_whole_day_in_the_zone() {
    assert_eq!(ids("contact", "seen_at = 2026-03-29").await, [20]);
    assert_eq!(ids("contact", "seen_at = today AND born = today").await, [20]);
    assert_eq!(ids("contact", "seen_at > 2026-03-28").await, [20]);
    assert!(ids("contact", "seen_at > 2026-03-29").await.is_empty());
    assert_eq!(ids("deal", "close_date IN last_month").await, [32]);
    assert_eq!(ids("deal", "close_date < -3w AND close_date IN (this_quarter, today)").await, [32]);
}

#[tokio::test]
async fn relations_are_asked_for_their_records() {
    assert_eq!(ids("company", "deals.any(stage = won AND amount > 5)").await, [10]);
    assert_eq!(ids("company", "deals.none(stage = won)").await, [11]);
    assert_eq!(ids("company", "deals.count() = 2").await, [10]);
    assert_eq!(ids("company", "deals.sum(amount, stage = won) >= 1200").await, [10]);
    assert_eq!(ids("company", "deals.max(close_date) = 2026-02-28").await, [11]);
    assert_eq!(ids("company", "deals.last(stage) = new").await, [10]);
    assert_eq!(ids("company", "contacts.any(deals.any(amount < 100))").await, [10]);
    assert_eq!(ids("deal", "people.any(name = \"bob\")").await, [30]);
    assert_eq!(ids("contact", "deals_by_people.count() > 0 AND deals.count() = 0").await, [21]);
    assert_eq!(ids("contact", "company.deals.none()").await, [22]);
}

/// The error of a filter on deals or, where it says so, of another object.
fn fault(object: &str, text: &str, actor: &Actor) -> FilterError {
    let world = world();
    let known = world.schema.object(object).unwrap();
    let filter: Result<Filter, _> = text.parse();
    match filter {
        Err(e) => e,
        Ok(f) => f.resolve(known, &world.schema, actor, &world.scope).map(|_| ()).expect_err(text),
    }
}

#[test]
fn an_unknown_name_is_told_with_its_place_and_the_nearest_one() {
    let e = fault("deal", "amount > 5 AND stagee = won", &Actor::system());
    assert_eq!((e.position, e.length, e.nearest.as_deref()), (15, 6, Some("stage")));
    assert_eq!(e.message, "Deals have no field stagee (at character 16). Did you mean stage?");
    let e = fault("deal", "company.nmae = \"x\"", &Actor::system());
    assert_eq!((e.position, e.nearest.as_deref()), (8, Some("name")));
    let e = fault("company", "dealz.any(stage = won)", &Actor::system());
    assert_eq!((e.position, e.nearest.as_deref()), (0, Some("deals")));
    let e = fault("company", "deals.some(stage = won)", &Actor::system());
    assert!(e.message.starts_with("some is no function of a relation"), "{e}");
}

#[test]
fn a_field_one_may_not_see_is_an_unknown_field() {
    let mut world = world();
    world.scope.me = Some(Id(2));
    let e = fault("contact", "company.secret > 1", &world.member());
    assert!(e.message.starts_with("Companies have no field secret"), "{e}");
    assert!(!e.expected.contains(&"secret".to_owned()));
}

#[test]
fn an_operator_or_value_that_does_not_fit_is_an_error_and_never_an_empty_list() {
    let system = Actor::system();
    for (text, position, said) in [
        ("stage > 3", 6, "> does not fit Stage"),
        ("amount ~ \"x\"", 7, "~ does not fit Amount"),
        ("close_date = \"soon\"", 13, "\"soon\" is no date"),
        ("close_date = this_wek", 13, "Did you mean this_week?"),
        ("stage = \"wno\"", 8, "Did you mean \"won\"?"),
        ("stage IN (won, wno)", 15, "\"wno\" is no Stage"),
        ("quantity = \"x\"", 11, "\"x\" is no number"),
        ("name = acme", 7, "Expected \"acme\""),
        ("name = \"\"", 7, "Expected IS NULL"),
        ("company.name.x = 1", 13, "Name has no fields of its own"),
        ("people.name = \"x\"", 7, "Expected people.any(name = …)"),
        ("contact.deals = 1", 8, "so they need a function"),
        ("closed_at = 2026-02-30", 12, "2026-02-30 is no date"),
        ("close_date > 90d", 13, "Expected -90d or +90d"),
        ("amount > 1_000", 9, "1_000 is no number"),
        ("amount = 1.234", 9, "1.234 is no amount"),
        ("company = me", 10, "me is no Company"),
        ("people.sum(name) > 1", 11, "sum does not fit Name"),
        ("people.count() IS NULL", 15, "IS NULL does not fit people.count(…)"),
    ] {
        let e = fault("deal", text, &system);
        assert_eq!(e.position, position, "{text}: {e}");
        assert!(e.message.contains(said), "{text}: {e}");
    }
}

#[test]
fn broken_grammar_says_what_was_expected() {
    for (text, position, expected) in [
        ("", 0, "the name of a field"),
        ("stage", 5, "="),
        ("stage =", 7, "a text in quotes"),
        ("stage = won AND", 15, "the name of a field"),
        ("(stage = won", 12, ")"),
        ("stage = won)", 11, "the end"),
        ("stage = won name = \"x\"", 12, "AND"),
        ("name = \"open", 7, "\""),
        ("stage IS won", 9, "NULL"),
        ("stage = NULL", 8, "IS NULL"),
        ("stage NOT won", 10, "IN"),
        ("stage IN (won", 13, ")"),
        ("name = \"\\q\"", 8, "\\\""),
        ("stage # won", 6, "an operator"),
        ("deals.sum() > 1", 10, "the name of a field"),
    ] {
        let e = text.parse::<Filter>().unwrap_err();
        assert_eq!(e.position, position, "{text}: {e}");
        assert!(e.expected.iter().any(|x| x == expected), "{text}: {:?}", e.expected);
    }
}

#[test]
fn a_filter_has_limits() {
    let deep = format!("{}a = 1{}", "(".repeat(60), ")".repeat(60));
    let nots = format!("{}a = 1", "NOT ".repeat(60));
    let wide = vec!["a = 1"; 300].join(" OR ");
    let long = format!("a = \"{}\"", "x".repeat(21_000));
    let values = format!("a IN ({})", vec!["1"; 600].join(","));
    let relations = format!("{}a = 1{}", "b.any(".repeat(6), ")".repeat(6));
    for text in [deep, nots, wide, long, values, relations] {
        let message = text.parse::<Filter>().unwrap_err().message;
        assert!(
            message.contains("more than") || message.contains("More than") || message.contains("longer"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_list_has_columns_over_links_and_a_next_page() {
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    let query =
        Query::new("deals").sort("-name").unwrap().columns("name,company,company.name,people,close_date");
    let page = reader.list(&query.clone().limit(3).count()).await.unwrap();
    assert_eq!(page.count, Some(4));
    let text = |t: &str| Value::Text(t.to_owned());
    assert_eq!(page.rows[0].cells, [text("D"), Value::Null, Value::Null, Value::Null, Value::Null]);
    assert_eq!(
        page.rows[1].cells,
        [text("C"), Value::Ref(Id(11)), text("Größe AG"), Value::Null, day("2026-02-28")]
    );
    assert_eq!(page.columns[2].title_of(), Some("company"));
    assert_eq!(page.columns[1].title_of(), None);
    let rest = reader.list(&query.clone().after(page.next.as_deref())).await.unwrap();
    assert_eq!(rest.rows.len(), 1);
    assert_eq!(rest.rows[0].cells[3], Value::List(vec![Value::Ref(Id(20)), Value::Ref(Id(21))]));
    assert_eq!(rest.next, None);
    let other = Query::new("deals").sort("name").unwrap().after(page.next.as_deref());
    assert!(reader.list(&other).await.unwrap_err().to_string().contains("another sort"));
}

#[tokio::test]
async fn a_list_without_columns_has_every_field_one_may_see() {
    let (mut world, test) = (world(), TestDb::new().await.unwrap());
    world.scope.me = Some(Id(2));
    let db = world.store(&test).await;
    let member = world.member();
    let page = world.reader(&db, &member).list(&Query::new("company")).await.unwrap();
    let paths: Vec<&str> = page.columns.iter().map(|c| c.path.as_str()).collect();
    assert!(paths.contains(&"industry") && !paths.contains(&"secret"), "{paths:?}");
    assert_eq!(page.rows.iter().map(|r| r.id.0).collect::<Vec<_>>(), [11], "the team's companies alone");
}

#[tokio::test]
async fn nothing_leaks_through_a_path() {
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let member = world.member();
    let reader = world.reader(&db, &member);
    let query = Query::new("contact").columns("name,company.name").sort("name").unwrap();
    let page = reader.list(&query).await.unwrap();
    let names: Vec<String> = page.rows.iter().map(|r| r.cells[1].plain()).collect();
    assert_eq!(names, ["", "Größe AG", ""], "Acme is nobody's of the team");
    let query = Query::new("contact").filter("company.name = \"acme\" OR company = \"acme\"").unwrap();
    assert_eq!(reader.count(&query).await.unwrap(), 0);
    assert!(matches!(reader.find("company", Id(10)).await, Err(Error::NotFound)));
    assert!(matches!(reader.find("user", Id(3)).await, Err(Error::NotFound)));
    assert_eq!(reader.find("user", Id(2)).await.unwrap().title(), "Ana Silva", "one's own is there");
}

#[tokio::test]
async fn one_record_comes_whole() {
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    assert_eq!(reader.find("deal", Id(30)).await.unwrap(), world.of("deal")[0]);
    assert_eq!(reader.find("contact", Id(20)).await.unwrap(), world.of("contact")[0]);
    assert!(matches!(reader.find("deal", Id(20)).await, Err(Error::NotFound)), "an id of another object");
    let found = reader.find_many("deal", &[Id(30), Id(31), Id(99)]).await.unwrap();
    assert_eq!(found.len(), 2);
    let (records, _) = reader.records(&Query::new("deal").sort("id").unwrap()).await.unwrap();
    assert_eq!(records, world.of("deal"));
}

#[tokio::test]
async fn a_stream_brings_every_row_and_the_bin_is_a_list_of_its_own() {
    let (mut world, test) = (world(), TestDb::new().await.unwrap());
    world.records.get_mut("deal").unwrap()[0].deleted_at = Some(base::Moment(5));
    let db = world.store(&test).await;
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    let mut stream =
        reader.stream(&Query::new("deal").columns("name").sort("name").unwrap(), None).await.unwrap();
    let mut names = String::new();
    while let Some(rows) = stream.next_chunk().await.unwrap() {
        names.extend(rows.iter().map(|r| r.cells[0].plain()));
    }
    assert_eq!(names, "BCD");
    let bin = Query { deleted: true, ..Query::new("deal") };
    assert_eq!(reader.list(&bin).await.unwrap().rows[0].id, Id(30));
    let some = Query { ids: Some(vec![Id(30), Id(31), Id(33)]), ..Query::new("deal") };
    assert_eq!(reader.count(&some).await.unwrap(), 2);
}

#[tokio::test]
async fn wrong_paths_and_limits_are_told() {
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let actor = Actor::system();
    let reader = world.reader(&db, &actor);
    for (query, said) in [
        (
            Query::new("deal").sort("nmae").unwrap(),
            "sort: Deals have no field nmae (at character 1). Did you mean name?",
        ),
        (Query::new("deal").sort("people").unwrap(), "sort: Nothing is sorted by People"),
        (Query::new("deal").columns("name,company.nmae"), "fields: Companies have no field nmae"),
        (Query::new("deal").limit(0), "limit: A page has 1 to 500 rows"),
        (Query::new("deal").after(Some("x!")), "cursor: The cursor is no cursor of this list"),
    ] {
        let message = reader.list(&query).await.unwrap_err().to_string();
        assert!(message.starts_with(said), "{message}");
    }
    assert!(matches!(reader.list(&Query::new("nothing")).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_largest_filters_still_run_and_too_many_tables_are_told() {
    let tags: Vec<String> = (0..450).map(|i| format!("tag{i}")).collect();
    let large =
        format!("{}tags NOT IN ({}){}", "(name ~ \"a\" AND ".repeat(48), tags.join(","), ")".repeat(48));
    let wide = vec!["email ~ \"a\" OR NOT company.name = \"x\""; 100].join(" OR ");
    assert_eq!(ids("company", &large).await, [10, 11]);
    assert_eq!(ids("contact", &wide).await.len(), 3);
    let (world, test) = (world(), TestDb::new().await.unwrap());
    let db = world.store(&test).await;
    let actor = Actor::system();
    let mut three = vec![String::new()];
    for _ in 0..3 {
        three = three.iter().flat_map(|p| ["owner", "created_by"].map(|s| format!("{p}{s}."))).collect();
    }
    let longer = |p: &String| {
        [
            format!("{p}owner.name"),
            format!("{p}created_by.name"),
            format!("{p}team.name"),
            format!("company.{p}name"),
        ]
    };
    let columns: Vec<String> = three.iter().flat_map(longer).collect();
    let query = Query::new("contact").columns(&columns.join(","));
    let message = world.reader(&db, &actor).list(&query).await.unwrap_err().to_string();
    assert!(message.contains("more than 50 linked tables"), "{message}");
}

/// What is offered at the end of a text of contacts, or of deals.
fn offered(object: &str, text: &str) -> Vec<String> {
    let schema = schema();
    let object = schema.object(object).unwrap();
    let offers = crate::filter::complete::complete(text, text.len(), object, &schema, &Actor::system());
    offers.all.into_iter().map(|o| o.text).collect()
}

#[test]
fn what_could_come_next_is_offered() {
    let has = |text: &str, wanted: &[&str]| {
        let all = offered("contact", text);
        for one in wanted {
            assert!(all.iter().any(|o| o == one), "{text}: {one} is not among {all:?}");
        }
    };
    has("", &["name", "company", "company.", "deals.", "NOT"]);
    has("sc", &["score"]);
    has("company.", &["name", "industry", "parent.", "address."]);
    has("company.address.", &["city", "country"]);
    has("company.industry ", &["=", "IN", "IS NOT NULL"]);
    has("company.industry = w", &["won"]);
    has("company.industry IN (new, \"i", &["\"it's\""]);
    has("score > 1 ", &["AND", "OR"]);
    has("score > 1 AND (na", &["name"]);
    has("deals.", &["any(", "sum("]);
    has("deals.any(stage = ", &["won", "lost"]);
    has("deals.count(stage = won) ", &[">", "="]);
    has("created_at >= -", &["-30d"]);
    has("created_at IN this_q", &["this_quarter"]);
    has("owner = ", &["me"]);
    assert_eq!(offered("contact", "owner ! x "), Vec::<String>::new());
    assert_eq!(offered("contact", "company.secrt"), Vec::<String>::new());
}
