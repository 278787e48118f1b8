//! A small world for tests: a schema with every kind, random records, the same in a database and in memory.
use std::collections::HashMap;
use std::sync::Arc;

use base::{Currency, Date, Id, Moment, Money};
use jiff::tz::TimeZone;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use store::testing::TestDb;
use store::{Db, Sql, Tx, Value as Cell};

use crate::access::{Action, Actor, FieldRight, Level, Role};
use crate::filter::{Lookup, Scope};
use crate::kind::{Ctx, Kind, Manners};
use crate::query::Reader;
use crate::record::{Record, all_columns, cells_of};
use crate::schema::{Choice, Field, Object, Schema};
use crate::value::{Labelled, Value};

/// Sunday, a quarter past midnight in Berlin: the day differs from UTC's.
pub(crate) const NOW: &str = "2026-03-28T23:15:00Z";

pub(crate) fn schema() -> Schema {
    let stages = || {
        vec![
            Choice::new("new", "New", ""),
            Choice::new("won", "Won deal", ""),
            Choice::new("it's", "Odd \"key\"", ""),
            Choice::new("lost", "Lost", ""),
        ]
    };
    let object = |key: &str, plural: &str, fields: Vec<Field>| Object::new(key, plural, "").fields(fields);
    let declared = vec![
        object("team", "teams", vec![Field::new("name", Kind::Text)]),
        object("user", "users", vec![Field::new("name", Kind::Text), Field::link("team", "team")]),
        object(
            "company",
            "companies",
            vec![
                Field::new("name", Kind::Text).index(),
                Field::choice("industry", stages()),
                Field::new("address", Kind::Address),
                Field::new("website", Kind::Url),
                Field::link("parent", "company"),
                Field::new("tags", Kind::Tags),
                Field::new("secret", Kind::Integer),
            ],
        ),
        object(
            "contact",
            "contacts",
            vec![
                Field::new("name", Kind::Text).index(),
                Field::new("email", Kind::Email).many(),
                Field::new("phone", Kind::Phone).many(),
                Field::new("nickname", Kind::Text).many(),
                Field::link("company", "company"),
                Field { choices: stages(), ..Field::new("interests", Kind::Choices) },
                Field::new("score", Kind::Integer),
                Field::new("discount", Kind::Percent),
                Field::new("rating", Kind::Rating),
                Field::new("call", Kind::Duration),
                Field::new("active", Kind::Toggle),
                Field::new("born", Kind::Date),
                Field::new("seen_at", Kind::DateTime),
                Field::new("note", Kind::LongText),
                Field::new("about", Kind::RichText),
                Field::new("photo", Kind::File),
            ],
        ),
        object(
            "deal",
            "deals",
            vec![
                Field::new("name", Kind::Text),
                Field::new("amount", Kind::Money),
                Field::choice("stage", stages()).index(),
                Field::new("close_date", Kind::Date),
                Field::new("closed_at", Kind::DateTime),
                Field::link("company", "company"),
                Field::link("contact", "contact"),
                Field::links("people", "contact"),
                Field::new("quantity", Kind::Decimal),
            ],
        ),
    ];
    Schema::build(1, declared).unwrap()
}

/// Values that meet: few of each kind, at the borders of days, quarters and offsets.
pub(crate) fn pool(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text | Kind::LongText => {
            &["Acme", "acme", "Ácme Größe", "Zürich", "a'b\"c", "10% _x", "acme labs"]
        }
        Kind::RichText => &["<p>Acme</p>", "<b>Größe</b> x", "plain"],
        Kind::Email => &["ana@acme.de", "bob@acme.com", "zoë@x.org"],
        Kind::Phone => &["+49 171 5550138", "+49 30 901820", "0171 5550139", "+41 44 668 18 00"],
        Kind::Url => &["https://acme.de", "https://acme.de/a", "http://x.org"],
        Kind::Integer | Kind::Duration => &["0", "1", "5", "100"],
        Kind::Decimal | Kind::Percent => &["0.5", "1", "2.25", "-3"],
        Kind::Rating => &["1", "3", "5"],
        Kind::Money => &["0 EUR", "12.50 EUR", "1200 EUR", "12.50 CHF", "1200 JPY", "-5 EUR"],
        Kind::Date => &[
            "2025-12-31",
            "2026-01-01",
            "2026-02-28",
            "2026-03-22",
            "2026-03-23",
            "2026-03-28",
            "2026-03-29",
            "2026-03-30",
            "2026-04-01",
        ],
        Kind::DateTime => &[
            "2025-12-31T22:59:59.999999Z",
            "2025-12-31T23:00:00Z",
            "2026-03-28T22:59:59Z",
            "2026-03-28T23:00:00Z",
            "2026-03-28T23:15:00Z",
            "2026-03-29T21:59:59.999999Z",
            "2026-03-29T22:00:00Z",
            "2026-03-31T22:00:00Z",
        ],
        Kind::Toggle => &["true", "false"],
        Kind::Choice | Kind::Choices => &["new", "won", "it's", "lost"],
        Kind::Tags => &["vip", "big spender", "a%b"],
        Kind::Address => &["Bahnhofstr. 1", "Acme Weg"],
        Kind::Recurrence => &["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO"],
        Kind::Link | Kind::Links | Kind::User | Kind::File => &[],
    }
}

/// Records of every object, and the same in a database.
pub(crate) struct World {
    pub(crate) schema: Schema,
    pub(crate) records: HashMap<String, Vec<Record>>,
    pub(crate) scope: Scope,
}

pub(crate) fn scope(me: Option<Id>) -> Scope {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let manners = Manners { currency: Currency::EUR, zone: zone.clone(), country: Some("DE".to_owned()) };
    Scope { now: NOW.parse().unwrap(), zone, me, manners, ..Scope::default() }
}

/// One of some, as the runner's dice fall.
fn pick<T: Clone>(dice: &mut TestRunner, list: &[T]) -> Option<T> {
    (!list.is_empty()).then(|| list[(0..list.len()).new_tree(dice).unwrap().current()].clone())
}

fn chance(dice: &mut TestRunner, percent: u32) -> bool {
    (0..100_u32).new_tree(dice).unwrap().current() < percent
}

fn random(dice: &mut TestRunner, field: &Field, ids: &HashMap<String, Vec<Id>>, scope: &Scope) -> Value {
    let ctx = Ctx { field, manners: &scope.manners };
    let links = |dice: &mut TestRunner| {
        field.target.as_deref().and_then(|t| pick(dice, &ids[t])).map_or(Value::Null, Value::Ref)
    };
    if field.system && field.key.ends_with("_at") {
        let text = pick(dice, pool(Kind::DateTime)).unwrap();
        return Value::Moment(text.parse().unwrap());
    }
    if chance(dice, 30) {
        return Value::Null;
    }
    let one = |dice: &mut TestRunner| field.kind.parse(pick(dice, pool(field.kind)).unwrap(), &ctx).unwrap();
    match field.kind {
        Kind::Link | Kind::User => links(dice),
        Kind::File => Value::Ref(Id(7)),
        Kind::Links => {
            let mut list = Vec::new();
            for _ in 0..3 {
                let id = links(dice);
                if !list.contains(&id) {
                    list.push(id);
                }
            }
            Value::List(list)
        }
        Kind::Choices | Kind::Tags => {
            let mut list = vec![one(dice), one(dice)];
            list.dedup();
            Value::List(list.iter().flat_map(|v| v.each().into_iter().cloned().collect::<Vec<_>>()).collect())
        }
        Kind::Address => {
            let mut part = || pick(dice, &["Zürich", "Acme", "8001", ""]).map(str::to_owned);
            let parts = crate::value::Address::of([part(), part(), part(), part(), part()]);
            if parts.is_empty() { Value::Null } else { Value::Address(Box::new(parts)) }
        }
        _ if field.many => {
            let count = (1..4_usize).new_tree(dice).unwrap().current();
            Value::Many((0..count).map(|_| Labelled { label: None, value: one(dice) }).collect())
        }
        _ => one(dice),
    }
}

impl World {
    /// `count` records of each object, some of them in the bin.
    pub(crate) fn random(count: usize, dice: &mut TestRunner) -> Self {
        let schema = schema();
        let mut next = 1_000_000_i64;
        let ids: HashMap<String, Vec<Id>> = schema
            .objects()
            .map(|o| {
                let list = (0..count).map(|_| {
                    next += 1;
                    Id(next)
                });
                (o.key.clone(), list.collect())
            })
            .collect();
        let scope = scope(ids["user"].first().copied());
        let mut records = HashMap::new();
        for object in schema.objects() {
            let list = ids[&object.key].iter().map(|id| {
                let mut record = Record::empty(object.clone(), *id);
                record.version = 1;
                record.deleted_at = chance(dice, 10).then_some(Moment(5));
                record.values = object.fields.iter().map(|f| random(dice, f, &ids, &scope)).collect();
                record
            });
            records.insert(object.key.clone(), list.collect());
        }
        Self { schema, records, scope }
    }

    /// A world without records yet.
    pub(crate) fn empty() -> Self {
        let schema = schema();
        let records = schema.objects().map(|o| (o.key.clone(), Vec::new())).collect();
        Self { schema, records, scope: scope(None) }
    }

    /// Adds a record, its values as a person would type them.
    pub(crate) fn add(&mut self, object: &str, id: i64, values: &[(&str, &str)]) {
        let object = self.schema.object(object).unwrap().clone();
        let mut record = Record::empty(object.clone(), Id(id));
        record.set("created_at", Value::Moment(Moment(id)));
        for (key, text) in values {
            let field = object.field(key).unwrap();
            let ctx = Ctx { field, manners: &self.scope.manners };
            let value = match text.parse::<i64>() {
                Ok(id) if field.kind.is_single_link() => Value::Ref(Id(id)),
                _ if field.kind == Kind::Links => {
                    Value::List(text.split(' ').map(|id| Value::Ref(Id(id.parse().unwrap()))).collect())
                }
                _ if field.many => Value::Many(
                    text.split("; ")
                        .map(|t| Labelled { label: None, value: field.kind.parse(t, &ctx).unwrap() })
                        .collect(),
                ),
                _ => field.kind.parse(text, &ctx).unwrap(),
            };
            record.set(key, value);
        }
        self.records.get_mut(&object.key).unwrap().push(record);
    }

    pub(crate) fn of(&self, object: &str) -> &[Record] {
        &self.records[object]
    }

    /// Puts everything into a fresh database.
    pub(crate) async fn store(&self, test: &TestDb) -> Db {
        let db = test.open(crate::migrations::MIGRATIONS).await.unwrap();
        db.ddl(crate::tables::missing(&db, &self.schema).await.unwrap()).await.unwrap();
        let mut tx = Tx::new();
        for record in self.records.values().flatten() {
            for sql in inserts(record) {
                tx.run(sql);
            }
        }
        db.commit(tx).await.unwrap();
        db
    }

    pub(crate) fn reader<'a>(&'a self, db: &'a Db, actor: &'a Actor) -> Reader<'a> {
        Reader { db, schema: &self.schema, actor, scope: &self.scope }
    }

    /// Somebody who sees all contacts, the companies of a team and the own deals, and no secrets.
    pub(crate) fn member(&self) -> Actor {
        let users = self.of("user");
        let read = |level| [(Action::Read, level)].into_iter().collect();
        let role = Role {
            key: "rep".to_owned(),
            label: String::new(),
            admin: false,
            objects: [
                ("contact", Level::All),
                ("company", Level::Team),
                ("deal", Level::Own),
                ("user", Level::None),
                ("team", Level::All),
            ]
            .map(|(object, level)| (object.to_owned(), read(level)))
            .into(),
            fields: [("company.secret".to_owned(), FieldRight::Hide)].into(),
        };
        let me = self.scope.me.unwrap();
        Actor {
            user: Some(me),
            name: "Ana".to_owned(),
            roles: vec![Arc::new(role)],
            team: users.iter().take(3).map(|u| u.id).collect(),
            scopes: None,
            language: None,
        }
    }
}

/// The rows of a record.
fn inserts(record: &Record) -> Vec<Sql> {
    let mut cells: Vec<Cell> =
        vec![record.id.into(), record.version.into(), record.deleted_at.map(|m| m.0).into()];
    let mut out = Vec::new();
    for (field, value) in record.object.fields.iter().zip(&record.values) {
        cells_of(field, value, &mut cells);
        let beside = value.each();
        for (pos, value) in beside.into_iter().enumerate() {
            let at =
                |cell: Cell| vec![record.id.into(), field.key.as_str().into(), (pos as i64).into(), cell];
            if field.kind == Kind::Links {
                let sql = "INSERT INTO link_many (from_id, field, pos, to_id) VALUES ($1, $2, $3, $4)";
                out.push(Sql::new(sql, at(value.id().unwrap().into())));
            } else if field.many && pos > 0 {
                let mut own = Vec::new();
                field.kind.cells(value, &mut own);
                let fold = own.last().unwrap().clone();
                let mut args = at(value.plain().into());
                args.push(fold);
                let sql = "INSERT INTO more (record, field, pos, value, fold) VALUES ($1, $2, $3, $4, $5)";
                out.push(Sql::new(sql, args));
            }
        }
    }
    let columns =
        all_columns(&record.object).iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
    let holes = (1..=cells.len()).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ");
    let text = format!("INSERT INTO {} ({columns}) VALUES ({holes})", record.object.table());
    out.push(Sql::new(text, cells));
    out
}

impl Lookup for World {
    fn linked(&self, object: &str, id: Id) -> Option<&Record> {
        self.of(object).iter().find(|r| r.id == id)
    }
    fn related(&self, object: &str, field: &str, id: Id) -> Vec<&Record> {
        self.of(object).iter().filter(|r| r.get(field).each().contains(&&Value::Ref(id))).collect()
    }
}

/// Money in minor units.
pub(crate) fn money(minor: i64, code: &str) -> Value {
    Value::Money(Money { minor, currency: Currency::parse(code).unwrap() })
}

/// A day.
pub(crate) fn day(text: &str) -> Value {
    Value::Date(text.parse::<Date>().unwrap())
}
