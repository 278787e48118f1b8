//! Where a page ended: the sort values of its last row, opaque outside, good for the same sort only.
use base::{Error, Id, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::Value;

/// The longest cursor that is looked at.
const LONGEST: usize = 40_000;

/// Where a page ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cursor {
    /// One cell for each sort key.
    pub(super) values: Vec<Value>,
    /// The last record.
    pub(super) id: Id,
}

/// A number that tells sorts apart (FNV-1a).
pub(super) fn fingerprint<'a>(parts: impl Iterator<Item = &'a str>) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

impl Cursor {
    pub(super) fn write(&self, sort: u32) -> String {
        let mut bytes = Vec::with_capacity(32);
        bytes.extend_from_slice(&sort.to_be_bytes());
        bytes.extend_from_slice(&self.id.0.to_be_bytes());
        for value in &self.values {
            match value {
                Value::Int(n) => {
                    bytes.push(1);
                    bytes.extend_from_slice(&n.to_be_bytes());
                }
                Value::Text(text) => {
                    bytes.push(2);
                    bytes.extend_from_slice(&(text.len() as u32).to_be_bytes());
                    bytes.extend_from_slice(text.as_bytes());
                }
                _ => bytes.push(0),
            }
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(super) fn read(text: &str, sort: u32, keys: usize) -> Result<Self> {
        let fault = || {
            Error::invalid(
                "cursor",
                "cursor",
                "The cursor is no cursor of this list: ask for the first page without one",
            )
        };
        if text.len() > LONGEST {
            return Err(fault());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| fault())?;
        let mut rest = bytes.as_slice();
        if int(&mut rest).map(|n| n as u32) != Some(sort) {
            return Err(Error::invalid(
                "cursor",
                "cursor",
                "The cursor belongs to another sort or object: ask for the first page of this one without a cursor",
            ));
        }
        Self::fields(&mut rest, keys).filter(|_| rest.is_empty()).ok_or_else(fault)
    }

    fn fields(rest: &mut &[u8], keys: usize) -> Option<Self> {
        let id = Id(long(rest)?);
        let mut values = Vec::with_capacity(keys);
        for _ in 0..keys {
            let (tag, after) = rest.split_first()?;
            *rest = after;
            values.push(match tag {
                0 => Value::Null,
                1 => Value::Int(long(rest)?),
                2 => {
                    let length = int(rest)? as usize;
                    let (text, after) = rest.split_at_checked(length)?;
                    *rest = after;
                    let text = std::str::from_utf8(text).ok().filter(|t| !t.contains('\0'))?;
                    Value::Text(text.to_owned())
                }
                _ => return None,
            });
        }
        Some(Self { values, id })
    }
}

fn int(rest: &mut &[u8]) -> Option<i64> {
    let (head, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    Some(i64::from(u32::from_be_bytes(*head)))
}

fn long(rest: &mut &[u8]) -> Option<i64> {
    let (head, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    Some(i64::from_be_bytes(*head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_wrote() {
        let cursor = Cursor {
            values: vec![Value::Null, Value::Int(-7), Value::Text("größe".to_owned())],
            id: Id(12),
        };
        assert_eq!(Cursor::read(&cursor.write(99), 99, 3).unwrap(), cursor);
    }

    #[test]
    fn a_cursor_of_another_sort_is_refused_and_so_is_rubbish() {
        let cursor = Cursor { values: vec![Value::Int(1)], id: Id(12) };
        let text = cursor.write(99);
        let another = Cursor::read(&text, 98, 1).unwrap_err().to_string();
        assert!(another.contains("another sort"), "{another}");
        for rubbish in ["", "!!", "AAAA", &text[..8], &format!("{text}AAAA")] {
            assert!(Cursor::read(rubbish, 99, 1).is_err(), "{rubbish}");
        }
        assert!(Cursor::read(&text, 99, 2).is_err());
    }
}
