//! Record ids: 64-bit, ordered by time, made by the application; 13 characters of Crockford base32 outside.
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds from the Unix epoch to 2020-01-01, where the clock of the ids starts.
const EPOCH_MS: u64 = 1_577_836_800_000;
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The identity of a record, batch or job: 41 bits of milliseconds since 2020, 10 of node, 12 of sequence. Always positive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub i64);

impl Id {
    /// A new id, greater than every id made before by this process.
    pub fn new() -> Self {
        // The last id handed out, without its node part: milliseconds and sequence as one number, so
        // that a burst of more than 4,096 ids a millisecond borrows from the next one.
        static LAST: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64);
        let floor = now.saturating_sub(EPOCH_MS) << SEQUENCE_BITS;
        let mut last = LAST.load(Ordering::Relaxed);
        let tick = loop {
            let next = floor.max(last + 1);
            match LAST.compare_exchange_weak(last, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => break next,
                Err(seen) => last = seen,
            }
        };
        let (ms, sequence) = (tick >> SEQUENCE_BITS, tick & ((1 << SEQUENCE_BITS) - 1));
        let raw = (ms << (NODE_BITS + SEQUENCE_BITS)) | (u64::from(node()) << SEQUENCE_BITS) | sequence;
        Self((raw & (i64::MAX as u64)) as i64)
    }
}

impl Default for Id {
    fn default() -> Self {
        Self::new()
    }
}

/// This process's node number: random, so that a command beside a running server makes other ids.
fn node() -> u16 {
    use std::hash::{BuildHasher, Hasher};
    static NODE: OnceLock<u16> = OnceLock::new();
    *NODE.get_or_init(|| {
        let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
        hasher.write_u32(std::process::id());
        (hasher.finish() & ((1 << NODE_BITS) - 1)) as u16
    })
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; 13];
        let mut rest = self.0 as u64;
        for place in text.iter_mut().rev() {
            *place = ALPHABET.get((rest & 31) as usize).copied().unwrap_or(b'0');
            rest >>= 5;
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What was wrong with a text that should have been an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 13 characters of 0-9 and A-Z without I, L, O, U")
    }
}

impl std::error::Error for NotAnId {}

impl FromStr for Id {
    type Err = NotAnId;

    /// Reads 13 characters; lower case and the look-alikes O, I, L are accepted, as Crockford's alphabet wants.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 13 {
            return Err(NotAnId);
        }
        let mut raw: u64 = 0;
        for byte in text.bytes() {
            let letter = match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let digit = ALPHABET.iter().position(|&a| a == letter).ok_or(NotAnId)?;
            raw = raw.checked_mul(32).and_then(|r| r.checked_add(digit as u64)).ok_or(NotAnId)?;
        }
        i64::try_from(raw).ok().filter(|&id| id > 0).map(Id).ok_or(NotAnId)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_are_never_equal() {
        let ids: Vec<Id> = (0..20_000).map(|_| Id::new()).collect();
        assert!(ids.is_sorted());
        let mut unique = ids.clone();
        unique.dedup();
        assert_eq!(unique.len(), ids.len());
    }

    #[test]
    fn an_id_reads_back_what_it_writes() {
        let id = Id::new();
        assert_eq!(id.to_string().len(), 13);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_lowercase().parse(), Ok(id));
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "0", "0000000000000", "ZZZZZZZZZZZZZ", "0000000000U01", "äöüäöüa", "00000000000010"]
        {
            assert_eq!(text.parse::<Id>(), Err(NotAnId), "{text}");
        }
    }
}
