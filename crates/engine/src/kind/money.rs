//! Amounts in a currency: minor units in one column, the code in another.
use base::{Currency, Money as Amount};
use say::say;
use serde_json::{Value as Json, json};
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, Shape, Widget, expected, plain_number, short};
use crate::schema::Field;
use crate::value::{Value, money_of_json};

/// An amount in a currency.
pub(super) struct Money;

/// What stands for a currency beside its code. `$` and `¥` are read as the commonest of theirs.
const SIGNS: [(&str, &str); 9] = [
    ("€", "EUR"),
    ("US$", "USD"),
    ("$", "USD"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("zł", "PLN"),
    ("Fr.", "CHF"),
    ("kr", "SEK"),
];

/// The currency written in a text (if any) and the text without it. More than one is no money.
fn currency(text: &str) -> Result<(Option<Currency>, String), ()> {
    let mut found: Option<Currency> = None;
    let mut rest = text.to_owned();
    for (sign, code) in SIGNS {
        if rest.contains(sign) {
            if found.is_some() || rest.matches(sign).count() > 1 {
                return Err(());
            }
            found = Currency::parse(code);
            rest = rest.replacen(sign, " ", 1);
        }
    }
    let letters: Vec<&str> = rest.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    match (letters.as_slice(), found) {
        ([], found) => Ok((found, rest)),
        ([code], None) => {
            let code = Currency::parse(code).ok_or(())?;
            Ok((Some(code), rest.replacen(letters.first().copied().unwrap_or_default(), " ", 1)))
        }
        _ => Err(()),
    }
}

impl FieldKind for Money {
    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] =
            &[Column { suffix: "", shape: Shape::Int }, Column { suffix: "$currency", shape: Shape::Text }];
        COLUMNS
    }
    fn parse(&self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let fault = || Fault::new("money", say!("problem-money", given = say::quoted(&short(text))));
        let (currency, number) = currency(text.trim()).map_err(|()| fault())?;
        let number = plain_number(&number);
        // Accounting writes what is below zero in brackets.
        let number = match number.strip_prefix('(').and_then(|n| n.strip_suffix(')')) {
            Some(inner) => format!("-{inner}"),
            None => number,
        };
        Amount::parse(&number, currency.unwrap_or(ctx.manners.currency)).map(Value::Money).ok_or_else(fault)
    }
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match json {
            Json::String(text) if text.trim().is_empty() => Ok(Value::Null),
            Json::String(text) => self.parse(text, ctx),
            Json::Number(number) => self.parse(&number.to_string(), ctx),
            Json::Object(_) => money_of_json(json, ctx.manners.currency).map(Value::Money).ok_or_else(|| {
                Fault::new("money", r#"Expected {"amount": "1200.50", "currency": "EUR"} with an ISO 4217 currency and an amount that fits"#)
            }),
            other => Err(expected(r#"{"amount": "1200.50", "currency": "EUR"}"#, other)),
        }
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        let money = value.money();
        out.push(money.map(|m| m.minor).into());
        out.push(money.map(|m| m.currency.as_str().to_owned()).into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        match (row.int(at), row.text(at + 1).and_then(Currency::parse)) {
            (Some(minor), Some(currency)) => Value::Money(Amount { minor, currency }),
            _ => Value::Null,
        }
    }
    fn class(&self) -> Class {
        Class::Money
    }
    fn json_schema(&self, _field: &Field) -> Json {
        json!({"type": ["object", "null"], "properties": {
            "amount": {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}, "required": ["amount"]})
    }
    fn widget(&self) -> Widget {
        Widget::Money
    }
}
