//! Our cells to and from PostgreSQL's binary formats, by the type the server inferred.
use std::{error::Error, fmt::Write as _};

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Row, Value};

type Fault = Box<dyn Error + Sync + Send>;

/// An argument, written as the type that the server wants.
#[derive(Debug)]
pub(super) struct Arg<'a>(pub(super) &'a Value);

impl ToSql for Arg<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) => int_to_sql(*v, ty, out),
            Value::Real(v) => match *ty {
                Type::FLOAT4 => (*v as f32).to_sql(ty, out),
                Type::FLOAT8 => v.to_sql(ty, out),
                _ => mismatch("a floating point number", ty),
            },
            Value::Text(v) => match *ty {
                Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                    v.as_str().to_sql(ty, out)
                }
                _ => mismatch("a text", ty),
            },
            Value::Bytes(v) if *ty == Type::BYTEA => v.as_slice().to_sql(ty, out),
            Value::Bytes(_) => mismatch("bytes", ty),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn int_to_sql(v: i64, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
    match *ty {
        Type::INT8 => v.to_sql(ty, out),
        Type::INT4 => i32::try_from(v)?.to_sql(ty, out),
        Type::INT2 => i16::try_from(v)?.to_sql(ty, out),
        Type::BOOL => (v != 0).to_sql(ty, out),
        Type::FLOAT8 => (v as f64).to_sql(ty, out),
        Type::FLOAT4 => (v as f32).to_sql(ty, out),
        Type::NUMERIC => {
            numeric_from_int(v, out);
            Ok(IsNull::No)
        }
        // As SQLite's affinity has it: a number beside a text column is compared as text.
        Type::TEXT | Type::VARCHAR => v.to_string().as_str().to_sql(ty, out),
        _ => mismatch("a whole number", ty),
    }
}

fn mismatch<T>(what: &str, ty: &Type) -> Result<T, Fault> {
    Err(format!("{what} was bound where the statement wants {}", ty.name()).into())
}

/// NUMERIC is sent as digits of base 10,000, the highest first.
fn numeric_from_int(v: i64, out: &mut BytesMut) {
    let mut digits = Vec::with_capacity(5);
    let mut rest = v.unsigned_abs();
    while rest > 0 {
        digits.push((rest % 10_000) as u16);
        rest /= 10_000;
    }
    let count = digits.len() as u16;
    let sign = if v < 0 { 0x4000_u16 } else { 0 };
    for part in [count, count.saturating_sub(1), sign, 0] {
        out.extend_from_slice(&part.to_be_bytes());
    }
    for digit in digits.iter().rev() {
        out.extend_from_slice(&digit.to_be_bytes());
    }
}

/// NUMERIC as an integer when it is one that fits, else as a float.
fn numeric_to_value(raw: &[u8]) -> Result<Value, Fault> {
    let mut parts = raw.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
    let mut part = || parts.next().ok_or("a number is cut short");
    let (count, weight, sign, _scale) = (part()?, part()?.cast_signed(), part()?, part()?);
    let digits: Vec<u16> = parts.take(usize::from(count)).collect();
    let negative = match sign {
        0 => false,
        0x4000 => true,
        0xD000 => return Ok(Value::Real(f64::INFINITY)),
        0xF000 => return Ok(Value::Real(f64::NEG_INFINITY)),
        _ => return Ok(Value::Real(f64::NAN)),
    };
    let whole = usize::try_from(i32::from(weight) + 1).unwrap_or(0);
    let fraction = digits.iter().skip(whole).any(|d| *d != 0);
    if !fraction && whole <= 5 {
        let mut total: i128 = 0;
        for at in 0..whole {
            total = total * 10_000 + i128::from(digits.get(at).copied().unwrap_or(0));
        }
        if let Ok(v) = i64::try_from(if negative { -total } else { total }) {
            return Ok(Value::Int(v));
        }
    }
    // By way of text: adding up powers would lose the last bits.
    let mut text = String::from(if negative { "-0" } else { "0" });
    for at in 0..whole {
        write!(text, "{:04}", digits.get(at).copied().unwrap_or(0))?;
    }
    text.push('.');
    let skipped = usize::try_from(-(i32::from(weight) + 1)).unwrap_or(0);
    text.extend(std::iter::repeat_n("0000", skipped));
    for digit in digits.iter().skip(whole) {
        write!(text, "{digit:04}")?;
    }
    text.push('0');
    Ok(Value::Real(text.parse()?))
}

struct Cell(Value);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        Ok(Self(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                Value::Text(std::str::from_utf8(raw)?.to_owned())
            }
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => bool::from_sql(ty, raw)?.into(),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::NUMERIC => numeric_to_value(raw)?,
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::VOID => Value::Null,
            Type::OID => Value::Int(u32::from_sql(ty, raw)?.into()),
            _ => return Err(format!("a column of type {} has to be cast in the statement", ty.name()).into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Fault> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A row of the server as ours.
pub(super) fn read_row(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    let mut cells = Vec::with_capacity(row.len());
    for index in 0..row.len() {
        cells.push(row.try_get::<_, Cell>(index)?.0);
    }
    Ok(Row(cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(v: i64) -> Option<Value> {
        let mut out = BytesMut::new();
        numeric_from_int(v, &mut out);
        numeric_to_value(&out).ok()
    }

    #[test]
    fn whole_numerics_are_integers() {
        for v in [0, 1, -1, 9_999, 10_000, 10_001, 120_000_000, i64::MAX, i64::MIN] {
            assert_eq!(there_and_back(v), Some(Value::Int(v)));
        }
    }

    #[test]
    fn broken_numerics_are_floats() {
        // 12.5 and 0.00005: digits of base 10,000 with the weight of the first.
        let raw = |parts: &[u16]| parts.iter().flat_map(|p| p.to_be_bytes()).collect::<Vec<_>>();
        assert_eq!(numeric_to_value(&raw(&[2, 0, 0, 1, 12, 5_000])).ok(), Some(Value::Real(12.5)));
        let small = raw(&[1, u16::MAX - 1, 0, 5, 5_000]);
        assert_eq!(numeric_to_value(&small).ok(), Some(Value::Real(0.000_05)));
    }
}
