//! Which encoding a file is in, told from its first bytes.

use std::fmt;

/// How the bytes of a file stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark. Plain ASCII is UTF-8 too.
    Utf8,
    /// UTF-8 with a byte order mark, as Excel writes it.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// UTF-32, low byte first.
    Utf32Le,
    /// UTF-32, high byte first.
    Utf32Be,
    /// Windows-1252, which includes Latin-1 in all that people type.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with BOM",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Utf32Le => "UTF-32 LE",
            Self::Utf32Be => "UTF-32 BE",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";
const UTF16LE_BOM: &[u8] = b"\xFF\xFE";
const UTF16BE_BOM: &[u8] = b"\xFE\xFF";
const UTF32LE_BOM: &[u8] = b"\xFF\xFE\0\0";
const UTF32BE_BOM: &[u8] = b"\0\0\xFE\xFF";

impl Encoding {
    /// The encoding that the first bytes of a file speak for; `whole` when there are no others.
    pub fn detect(sample: &[u8], whole: bool) -> Self {
        if sample.starts_with(UTF8_BOM) {
            return Self::Utf8Bom;
        }
        if sample.starts_with(UTF32LE_BOM) && is_utf32(&sample[4..], u32::from_le_bytes) {
            return Self::Utf32Le;
        }
        if sample.starts_with(UTF32BE_BOM) {
            return Self::Utf32Be;
        }
        if let Some(rest) = sample.strip_prefix(UTF16BE_BOM).or_else(|| sample.strip_prefix(UTF16LE_BOM)) {
            // Some programs put the two-byte mark of UTF-16 before UTF-32, in either byte order.
            if is_utf32(rest, u32::from_be_bytes) {
                return Self::Utf32Be;
            }
            if is_utf32(rest, u32::from_le_bytes) {
                return Self::Utf32Le;
            }
            return if sample.starts_with(UTF16BE_BOM) { Self::Utf16Be } else { Self::Utf16Le };
        }
        Self::by_zero_bytes(sample).unwrap_or_else(|| Self::by_validity(sample, whole))
    }

    /// UTF-16 and UTF-32 without a mark: Western text in them is full of zero bytes at fixed places.
    fn by_zero_bytes(sample: &[u8]) -> Option<Self> {
        let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
        let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
        if half < 2 || even + odd >= sample.len() || even + odd < sample.len() / 5 {
            return None;
        }
        if is_utf32(sample, u32::from_be_bytes) {
            return Some(Self::Utf32Be);
        }
        if is_utf32(sample, u32::from_le_bytes) {
            return Some(Self::Utf32Le);
        }
        if odd * 5 > half * 2 && even * 20 <= half {
            return Some(Self::Utf16Le);
        }
        (even * 5 > half * 2 && odd * 20 <= half).then_some(Self::Utf16Be)
    }

    /// UTF-8 unless the sample has more broken sequences than good ones.
    fn by_validity(sample: &[u8], whole: bool) -> Self {
        let (mut good, mut bad) = (0_usize, 0_usize);
        let mut rest = sample;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    good += multi_byte_characters(text.as_bytes());
                    break;
                }
                Err(error) => {
                    let (valid, broken) = rest.split_at(error.valid_up_to());
                    good += multi_byte_characters(valid);
                    let Some(length) = error.error_len() else {
                        bad += usize::from(whole);
                        break;
                    };
                    bad += 1;
                    rest = broken.get(length..).unwrap_or_default();
                }
            }
        }
        if bad > good { Self::Windows1252 } else { Self::Utf8 }
    }

    /// How many bytes at the start of the sample are a byte order mark.
    pub(crate) fn mark_length(self, sample: &[u8]) -> usize {
        let marks: &[&[u8]] = match self {
            Self::Utf8 | Self::Utf8Bom => &[UTF8_BOM],
            Self::Utf16Le => &[UTF16LE_BOM],
            Self::Utf16Be => &[UTF16BE_BOM],
            Self::Utf32Le | Self::Utf32Be => &[UTF32LE_BOM, UTF32BE_BOM, UTF16LE_BOM, UTF16BE_BOM],
            Self::Windows1252 => &[],
        };
        // A four-byte mark counts only where whole units follow, else it is the two-byte one before UTF-32.
        let whole_units = |mark: &&&[u8]| {
            sample.starts_with(mark) && (mark.len() != 4 || matches!(self, Self::Utf32Le | Self::Utf32Be))
        };
        marks.iter().find(whole_units).map_or(0, |mark| mark.len())
    }
}

/// What the bytes are when they are no text, told by what such files begin with.
pub(crate) fn not_text(sample: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "an Excel workbook or another ZIP archive"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook or another Office file"),
        (b"\x1F\x8B", "a gzip archive: unpack it first"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive: unpack it first"),
        (b"%PDF-", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"SQLite format 3\0", "an SQLite database"),
    ];
    if let Some((_, what)) = BEGINNINGS.iter().find(|(bytes, _)| sample.starts_with(bytes)) {
        return Some(what);
    }
    (!sample.is_empty() && sample.iter().all(|b| *b == 0)).then_some("nothing but zero bytes")
}

/// Whether the bytes are full of zeros in no pattern that an encoding would explain.
pub(crate) fn is_binary(sample: &[u8], encoding: Encoding) -> bool {
    matches!(encoding, Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Windows1252)
        && memchr::memchr_iter(0, sample).count() * 10 > sample.len() * 3
}

fn is_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> bool {
    let mut units = bytes.chunks_exact(4).take(4096).peekable();
    units.peek().is_some()
        && units.all(|c| {
            let code = <[u8; 4]>::try_from(c).map_or(0, unit);
            code != 0 && char::from_u32(code).is_some()
        })
}

fn multi_byte_characters(utf8: &[u8]) -> usize {
    utf8.iter().filter(|b| **b >= 0xC0).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_decide() {
        assert_eq!(Encoding::detect(b"\xEF\xBB\xBFa", true), Encoding::Utf8Bom);
        assert_eq!(Encoding::detect(b"\xFF\xFEa\0,\0b\0", true), Encoding::Utf16Le);
        assert_eq!(Encoding::detect(b"\xFE\xFF\0a\0,\0b", true), Encoding::Utf16Be);
        assert_eq!(Encoding::detect(b"\xFF\xFE\0\0a\0\0\0,\0\0\0", true), Encoding::Utf32Le);
        assert_eq!(Encoding::detect(b"\0\0\xFE\xFF\0\0\0a\0\0\0,", true), Encoding::Utf32Be);
    }

    #[test]
    fn utf32_behind_a_two_byte_mark_is_told_from_utf16() {
        assert_eq!(Encoding::detect(b"\xFE\xFF\"\0\0\0a\0\0\0", true), Encoding::Utf32Le);
        assert_eq!(Encoding::detect(b"\xFE\xFF\0\0\0\"\0\0\0a", true), Encoding::Utf32Be);
    }

    #[test]
    fn utf16_without_a_mark_is_told_by_its_zeros() {
        assert_eq!(Encoding::detect(b"a\0,\0b\0\n\0", true), Encoding::Utf16Le);
        assert_eq!(Encoding::detect(b"\0a\0,\0b\0\n", true), Encoding::Utf16Be);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_windows_1252() {
        assert_eq!(Encoding::detect(b"name\nM\xFCller", true), Encoding::Windows1252);
        assert_eq!(Encoding::detect("name\nMüller".as_bytes(), true), Encoding::Utf8);
    }

    #[test]
    fn a_sample_cut_inside_a_character_is_still_utf8() {
        assert_eq!(Encoding::detect(b"name\nM\xC3", false), Encoding::Utf8);
    }

    #[test]
    fn one_broken_byte_among_many_good_characters_leaves_it_utf8() {
        let mut bytes = "Größe, Zoë, Łódź".as_bytes().to_vec();
        bytes.push(0xFF);
        assert_eq!(Encoding::detect(&bytes, true), Encoding::Utf8);
    }

    #[test]
    fn zeros_and_archives_are_no_text() {
        assert_eq!(not_text(&[0; 64]), Some("nothing but zero bytes"));
        assert!(not_text(b"PK\x03\x04rest").is_some());
        assert!(not_text(b"a,b").is_none());
    }
}
