//! Which operators fit what, and what a written value means for a field: a cell to compare with, or an error.
use base::{Currency, Date, Decimal, Id, Moment, Money};
use say::say;

use super::Scope;
use super::ast::{Literal, LiteralKind, Op, quoted};
use super::error::{FilterError, nearest};
use super::path::{Compared, Target};
use super::resolve::{me, order_test};
use super::time;
use super::tree::Test;
use crate::kind::{Class, Ctx, Kind, Manners};
use crate::schema::Field;
use crate::value::Value;

type Result<T> = std::result::Result<T, FilterError>;

/// What a value means.
pub(super) enum Reading {
    /// A test of the value's cell.
    Test(Test),
    /// A test of the amount, which must be in the currency.
    In(Test, Currency),
    /// The title of the linked record is meant.
    Title(Literal),
}

/// The operators that fit.
pub(super) fn operators(compared: Compared) -> &'static [Op] {
    use Op::{Eq, Ge, Gt, Has, HasNot, In, Le, Lt, Ne, NotIn, NotNull, Null};
    match compared {
        Compared::As(Class::Text | Class::Plain) => {
            &[Eq, Ne, Has, HasNot, Lt, Le, Gt, Ge, In, NotIn, Null, NotNull]
        }
        Compared::As(Class::Number | Class::Money | Class::Date | Class::Moment) => {
            &[Eq, Ne, Lt, Le, Gt, Ge, In, NotIn, Null, NotNull]
        }
        Compared::As(Class::Phone | Class::Link) | Compared::Part => {
            &[Eq, Ne, Has, HasNot, In, NotIn, Null, NotNull]
        }
        Compared::As(Class::Address) => &[Has, HasNot, Null, NotNull],
        Compared::As(Class::File) => &[Null, NotNull],
        Compared::As(Class::Bool | Class::Choice | Class::Set | Class::Links)
        | Compared::Id
        | Compared::Currency => &[Eq, Ne, In, NotIn, Null, NotNull],
    }
}

/// A whole number to compare a count with.
pub(super) fn count(literal: &Literal) -> Result<i64> {
    match &literal.kind {
        LiteralKind::Number(text) => text.parse().map_err(|_| {
            wrong(
                literal,
                say!("problem-filter-no-whole-number", given = literal.to_string()),
                [say!("problem-filter-a-whole-number")],
            )
        }),
        _ => Err(wrong(
            literal,
            say!("problem-filter-no-number", given = literal.to_string()),
            [say!("problem-filter-a-whole-number")],
        )),
    }
}

/// What a value means to a target. The operator fits it already.
pub(super) fn read(target: &Target, op: Op, literal: &Literal, scope: &Scope) -> Result<Reading> {
    if let LiteralKind::Text(text) = &literal.kind
        && text.trim().is_empty()
    {
        let empty = if op == Op::Has { say!("problem-filter-something") } else { "IS NULL".into() };
        return Err(FilterError::at(literal.at, say!("problem-filter-empty-text")).expected([empty]));
    }
    let test = match (target.compared(), target.field()) {
        (Compared::Id, _) | (_, None) => id(literal, target.object.key == "user", scope)?,
        (Compared::Part, _) => {
            let text = text(literal)?;
            if op == Op::Has { Test::Contains(text.to_owned()) } else { order_test(op, text.trim().into()) }
        }
        (Compared::Currency, _) => order_test(op, currency(literal)?.as_str().into()),
        (Compared::As(class), Some(field)) => return of_class(class, field, op, literal, scope),
    };
    Ok(Reading::Test(test))
}

fn of_class(class: Class, field: &Field, op: Op, literal: &Literal, scope: &Scope) -> Result<Reading> {
    let compare = |cell: store::Value| Reading::Test(order_test(op, cell));
    Ok(match class {
        Class::Text => folded(field, op, text(literal)?, scope),
        Class::Address => Reading::Test(Test::Contains(base::fold(text(literal)?))),
        Class::Plain => {
            let lower = text(literal)?.to_lowercase();
            if op == Op::Has { contains(lower) } else { compare(lower.trim().into()) }
        }
        Class::Phone if op == Op::Has => {
            let digits: String = text(literal)?.chars().filter(char::is_ascii_digit).collect();
            let digits = digits.trim_start_matches('0');
            if digits.is_empty() {
                return Err(wrong(
                    literal,
                    say!("problem-filter-no-phone-part", given = literal.to_string()),
                    [say!("problem-filter-digits")],
                ));
            }
            contains(digits.to_owned())
        }
        Class::Phone => match parsed(field, text(literal)?, scope) {
            Ok(Value::Text(number)) => compare(number.into()),
            _ => {
                return Err(wrong(
                    literal,
                    say!("problem-filter-no-phone", given = literal.to_string()),
                    [say!("problem-filter-one-like", example = "\"+49 171 5550138\"")],
                ));
            }
        },
        Class::Number => compare(number(field, literal, scope)?.into()),
        Class::Money => return money(op, literal, field, scope),
        Class::Date => Reading::Test(date_test(op, &when(literal, field, scope)?, scope)),
        Class::Moment => Reading::Test(moment_test(op, &when(literal, field, scope)?, scope)),
        Class::Bool => match literal.kind {
            LiteralKind::Bool(on) => compare(on.into()),
            _ => {
                return Err(wrong(
                    literal,
                    say!("problem-filter-no-truth", given = literal.to_string()),
                    ["TRUE", "FALSE"],
                ));
            }
        },
        Class::Choice => compare(choice(field, literal, scope)?.into()),
        Class::Set => contains(format!("|{}|", member(field, literal, scope)?)),
        Class::Link => return link(field, op, literal, scope),
        Class::Links => Reading::Test(id(literal, field.target.as_deref() == Some("user"), scope)?),
        Class::File => {
            return Err(wrong(
                literal,
                say!("problem-filter-no-file", given = literal.to_string()),
                ["IS NULL"],
            ));
        }
    })
}

fn contains(text: String) -> Reading {
    Reading::Test(Test::Contains(text))
}

/// A value that does not fit: says what it is not and what would be right.
fn wrong(
    literal: &Literal,
    what: impl Into<String>,
    expected: impl IntoIterator<Item = impl Into<String>>,
) -> FilterError {
    FilterError::at(literal.at, what).expected(expected)
}

/// A value that is no date, or no time.
fn untimed(
    literal: &Literal,
    dates: bool,
    expected: impl IntoIterator<Item = impl Into<String>>,
) -> FilterError {
    let given = literal.to_string();
    let what = if dates {
        say!("problem-filter-no-date", given = given)
    } else {
        say!("problem-filter-no-time", given = given)
    };
    wrong(literal, what, expected)
}

/// What was written is none of what a field leads to.
fn no_such(literal: &Literal, field: &Field) -> String {
    say!("problem-filter-no-choice", given = literal.to_string(), field = &field.label).into()
}

/// Text in quotes; a bare word gets told how it would be right.
fn text(literal: &Literal) -> Result<&str> {
    match &literal.kind {
        LiteralKind::Text(text) => Ok(text),
        LiteralKind::Word(word) | LiteralKind::Number(word) => {
            Err(FilterError::at(literal.at, say!("problem-filter-no-quotes", given = word))
                .expected([quoted(word)]))
        }
        _ => Err(wrong(
            literal,
            say!("problem-filter-no-text", given = literal.to_string()),
            [say!("problem-filter-a-text")],
        )),
    }
}

/// What a kind makes of a text.
fn parsed(field: &Field, text: &str, scope: &Scope) -> std::result::Result<Value, crate::kind::Fault> {
    field.kind.parse(text, &Ctx { field, manners: &scope.manners })
}

/// Text compared by its folded twin. A web address is written as it is stored first.
fn folded(field: &Field, op: Op, text: &str, scope: &Scope) -> Reading {
    if op == Op::Has {
        return contains(base::fold(text));
    }
    let whole = match field.kind {
        Kind::Url => parsed(field, text, scope).ok().and_then(|v| v.text().map(base::fold)),
        _ => None,
    };
    Reading::Test(order_test(op, whole.unwrap_or_else(|| base::fold(text.trim())).into()))
}

fn number(field: &Field, literal: &Literal, scope: &Scope) -> Result<i64> {
    match (&literal.kind, field.kind) {
        (LiteralKind::Number(text), Kind::Decimal | Kind::Percent) => {
            text.parse::<Decimal>().map(|d| d.0).map_err(|_| {
                wrong(
                    literal,
                    say!("problem-filter-no-decimal", given = literal.to_string()),
                    [say!("problem-filter-number-like", example = "12.5")],
                )
            })
        }
        (LiteralKind::Number(text), _) => text.parse().map_err(|_| {
            wrong(
                literal,
                say!("problem-filter-no-whole-or-large", given = literal.to_string()),
                [say!("problem-filter-whole-number-like", example = "12")],
            )
        }),
        (LiteralKind::Text(text), Kind::Duration | Kind::Percent) => match parsed(field, text, scope) {
            Ok(Value::Int(n)) => Ok(n),
            Ok(Value::Decimal(d)) => Ok(d.0),
            Ok(_) => Err(wrong(
                literal,
                say!("problem-filter-no-number", given = literal.to_string()),
                [say!("problem-filter-a-number")],
            )),
            Err(fault) => Err(FilterError::at(literal.at, fault.message)),
        },
        _ => Err(wrong(
            literal,
            say!("problem-filter-no-number", given = literal.to_string()),
            [say!("problem-filter-number-like", example = "1200")],
        )),
    }
}

/// A number is an amount in any currency; a text may name the currency, which then must be the same.
fn money(op: Op, literal: &Literal, field: &Field, scope: &Scope) -> Result<Reading> {
    match &literal.kind {
        LiteralKind::Number(text) => {
            let amount = Money::parse(text, scope.manners.currency).ok_or_else(|| {
                wrong(
                    literal,
                    say!("problem-filter-no-amount-or-large", given = literal.to_string()),
                    [say!("problem-filter-amount-like", example = "1200.50")],
                )
            })?;
            Ok(Reading::Test(order_test(op, amount.minor.into())))
        }
        LiteralKind::Text(text) => {
            let amount = |default: Currency| {
                let manners = Manners { currency: default, ..scope.manners.clone() };
                field.kind.parse(text, &Ctx { field, manners: &manners }).map(|v| v.money())
            };
            match amount(scope.manners.currency) {
                Ok(Some(money)) => {
                    let test = order_test(op, money.minor.into());
                    // The text names a currency if it means the same whatever the default is.
                    let other = Currency::all()
                        .find(|c| *c != money.currency && c.digits() == money.currency.digits());
                    let named = other.is_some_and(|c| amount(c).ok().flatten() == Some(money));
                    Ok(if named { Reading::In(test, money.currency) } else { Reading::Test(test) })
                }
                Ok(None) => Err(wrong(
                    literal,
                    say!("problem-filter-no-amount", given = literal.to_string()),
                    [say!("problem-filter-amount-like", example = "1200.50")],
                )),
                Err(fault) => {
                    Err(FilterError::at(literal.at, fault.message).expected(["1200", "\"1200 EUR\""]))
                }
            }
        }
        _ => Err(wrong(
            literal,
            say!("problem-filter-no-amount", given = literal.to_string()),
            [say!("problem-filter-amount-like", example = "1200.50"), "\"1200 EUR\"".into()],
        )),
    }
}

fn currency(literal: &Literal) -> Result<Currency> {
    match &literal.kind {
        LiteralKind::Text(text) | LiteralKind::Word(text) => Currency::parse(text.trim()).ok_or_else(|| {
            wrong(
                literal,
                say!("problem-filter-no-currency", given = literal.to_string()),
                [say!("problem-filter-currency-like", example = "EUR")],
            )
        }),
        _ => Err(wrong(
            literal,
            say!("problem-filter-no-currency", given = literal.to_string()),
            [say!("problem-filter-currency-like", example = "EUR")],
        )),
    }
}

/// What a written time means.
enum When {
    /// The days from the first to before the second.
    Days(Date, Date),
    /// An instant.
    Instant(Moment),
}

fn when(literal: &Literal, field: &Field, scope: &Scope) -> Result<When> {
    let day = |d: Date| When::Days(d, d.plus_days(1));
    let dates = field.kind.class() == Class::Date;
    let expected = || ["2026-01-31", "-90d", "today", "this_quarter"];
    let (zone, today) = (&scope.zone, scope.today());
    match &literal.kind {
        LiteralKind::Date(d) => Ok(day(*d)),
        LiteralKind::Instant(text) => match text.parse::<Moment>() {
            Ok(moment) => Ok(When::Instant(moment)),
            Err(_) => {
                Err(wrong(literal, say!("problem-filter-no-time", given = literal.to_string()), expected()))
            }
        },
        LiteralKind::Text(text) => {
            if let Ok(d) = text.trim().parse::<Date>() {
                return Ok(day(d));
            }
            let manners = Manners { zone: zone.clone(), ..scope.manners.clone() };
            match field.kind.parse(text, &Ctx { field, manners: &manners }) {
                Ok(Value::Date(d)) => Ok(day(d)),
                Ok(Value::Moment(m)) => Ok(When::Instant(m)),
                _ => Err(untimed(literal, dates, expected())),
            }
        }
        LiteralKind::Relative(n, unit) if dates => match time::day_from(today, *n, *unit) {
            Some(d) => Ok(day(d)),
            None if time::within(*n, *unit)
                && matches!(unit, super::ast::Unit::Hour | super::ast::Unit::Minute) =>
            {
                Err(wrong(
                    literal,
                    say!("problem-filter-no-days", given = literal.to_string()),
                    ["-90d", "+2w", "-1m", "-1q", "-1y"],
                ))
            }
            None => {
                Err(wrong(literal, say!("problem-filter-outside", given = literal.to_string()), expected()))
            }
        },
        LiteralKind::Relative(n, unit) => {
            time::moment_from(scope.now, zone, *n, *unit).map(When::Instant).ok_or_else(|| {
                wrong(literal, say!("problem-filter-outside", given = literal.to_string()), expected())
            })
        }
        LiteralKind::Word(word) if word.eq_ignore_ascii_case("now") => Ok(When::Instant(scope.now)),
        LiteralKind::Word(word) => {
            if let Some((from, until)) = time::range(word, today, scope.week_start, scope.fiscal_month) {
                return Ok(When::Days(from, until));
            }
            let near = nearest(word, time::RANGES.into_iter().chain(["now"]));
            Err(untimed(literal, dates, expected()).near(near))
        }
        _ => Err(untimed(literal, dates, expected())),
    }
}

/// A span of days or instants compared: before its first, from its first, and so on.
fn span_test(op: Op, from: store::Value, until: store::Value) -> Test {
    match op {
        Op::Lt | Op::Ge => order_test(op, from),
        Op::Le => order_test(Op::Lt, until),
        Op::Gt => order_test(Op::Ge, until),
        _ => Test::Within(from, until),
    }
}

fn date_test(op: Op, when: &When, scope: &Scope) -> Test {
    match *when {
        When::Instant(moment) => order_test(op, moment.date(&scope.zone).iso().into()),
        When::Days(from, until) if until <= from.plus_days(1) => order_test(op, from.iso().into()),
        When::Days(from, until) => span_test(op, from.iso().into(), until.iso().into()),
    }
}

fn moment_test(op: Op, when: &When, scope: &Scope) -> Test {
    match *when {
        When::Instant(moment) => order_test(op, moment.into()),
        When::Days(from, until) => {
            let (from, until) = time::instants((from, until), &scope.zone);
            span_test(op, from.into(), until.into())
        }
    }
}

/// The key of a choice, by key or label, quoted or bare.
fn choice(field: &Field, literal: &Literal, scope: &Scope) -> Result<String> {
    let written = match &literal.kind {
        LiteralKind::Text(text) | LiteralKind::Word(text) | LiteralKind::Number(text) => text.clone(),
        _ => literal.to_string(),
    };
    let found = match parsed(field, &written, scope) {
        Ok(Value::Text(key)) => Some(key),
        Ok(Value::List(keys)) => match keys.as_slice() {
            [Value::Text(key)] => Some(key.clone()),
            _ => None,
        },
        _ => None,
    };
    found.ok_or_else(|| {
        let shown = field.choices.iter().filter(|c| !c.hidden);
        let names = shown.clone().flat_map(|c| [c.key.as_str(), c.label.as_str()]);
        let near = nearest(&written, names).map(|n| quoted(&n));
        FilterError::at(
            literal.at,
            say!("problem-filter-no-choice", given = quoted(&written), field = &field.label),
        )
        .near(near)
        .expected(shown.map(|c| quoted(&c.key)))
    })
}

/// One member of a set: a choice or a tag.
fn member(field: &Field, literal: &Literal, scope: &Scope) -> Result<String> {
    if field.kind == Kind::Choices {
        return choice(field, literal, scope);
    }
    let written = match &literal.kind {
        LiteralKind::Text(text) | LiteralKind::Word(text) | LiteralKind::Number(text) => text.as_str(),
        _ => {
            return Err(wrong(
                literal,
                say!("problem-filter-no-tag", given = literal.to_string()),
                [say!("problem-filter-a-text")],
            ));
        }
    };
    match parsed(field, written, scope) {
        Ok(Value::List(tags)) => match tags.as_slice() {
            [Value::Text(tag)] => Ok(tag.clone()),
            _ => Err(wrong(
                literal,
                say!("problem-filter-tags", given = literal.to_string()),
                [say!("problem-filter-one-tag"), say!("problem-filter-in-several")],
            )),
        },
        Ok(_) => Err(wrong(
            literal,
            say!("problem-filter-no-tag", given = literal.to_string()),
            [say!("problem-filter-a-text")],
        )),
        Err(fault) => Err(FilterError::at(literal.at, fault.message)),
    }
}

/// An id in quotes, or `me` where users are compared.
fn id(literal: &Literal, of_users: bool, scope: &Scope) -> Result<Test> {
    match &literal.kind {
        LiteralKind::Word(word) if of_users && word.eq_ignore_ascii_case("me") => Ok(me(scope.me)),
        LiteralKind::Text(text) => match text.trim().parse::<Id>() {
            Ok(id) => Ok(order_test(Op::Eq, id.into())),
            Err(_) => Err(wrong(
                literal,
                say!("problem-filter-no-id", given = literal.to_string()),
                [say!("problem-filter-an-id")],
            )),
        },
        _ if of_users => Err(wrong(
            literal,
            say!("problem-filter-no-user", given = literal.to_string()),
            ["me".into(), say!("problem-filter-an-id")],
        )),
        _ => Err(wrong(
            literal,
            say!("problem-filter-no-id", given = literal.to_string()),
            [say!("problem-filter-an-id")],
        )),
    }
}

/// A link is compared by id, else by the title of the record it points to.
fn link(field: &Field, op: Op, literal: &Literal, scope: &Scope) -> Result<Reading> {
    let of_users = field.target.as_deref() == Some("user");
    match &literal.kind {
        LiteralKind::Text(text) if op == Op::Has || !is_id(text) => Ok(Reading::Title(literal.clone())),
        LiteralKind::Text(_) | LiteralKind::Word(_) => {
            if let Ok(test) = id(literal, of_users, scope) {
                return Ok(Reading::Test(test));
            }
            let mut expected = vec![say!("problem-filter-id-or-title")];
            if of_users {
                expected.push("me".into());
            }
            Err(wrong(literal, no_such(literal, field), expected))
        }
        _ => Err(wrong(literal, no_such(literal, field), [say!("problem-filter-id-or-title")])),
    }
}

/// Ids begin with a digit until the year 2160; a name that happens to consist of their letters does not.
fn is_id(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<Id>().is_ok()
}
