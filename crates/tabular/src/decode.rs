//! A reader that turns bytes of any encoding into UTF-8 as they flow, losing none of them.

use std::io::{self, ErrorKind, Read};

use encoding_rs::{DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::encoding::Encoding;

/// How many bytes are looked at before anything is decided.
pub(crate) const SAMPLE: usize = 1024 * 1024;
/// How many bytes are decoded at a time.
const STEP: usize = 64 * 1024;

/// Bytes that were not valid in the encoding of their file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Damage {
    /// How many broken sequences there were so far.
    pub count: u64,
    /// Where the first of them is in the decoded text, in bytes.
    pub first_at: Option<u64>,
}

enum State {
    Utf8,
    Utf32 { big_endian: bool },
    Foreign { decoder: Box<encoding_rs::Decoder>, finished: bool },
}

impl State {
    fn foreign(encoding: &'static encoding_rs::Encoding) -> Self {
        Self::Foreign { decoder: Box::new(encoding.new_decoder_without_bom_handling()), finished: false }
    }
}

/// Yields the UTF-8 text of a source. A sequence that is broken in UTF-8 is read as Windows-1252, because a file
/// is more often put together from both than damaged; elsewhere it becomes U+FFFD. Both are counted.
pub struct Decoder<R> {
    source: R,
    raw: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    encoding: Encoding,
    state: State,
    text: Vec<u8>,
    delivered: usize,
    produced: u64,
    damage: Damage,
}

impl<R: Read> Decoder<R> {
    /// Reads the beginning of the source and decides on its encoding, unless told.
    pub fn new(source: R, encoding: Option<Encoding>) -> io::Result<Self> {
        let mut decoder = Self {
            source,
            raw: vec![0; SAMPLE],
            start: 0,
            end: 0,
            ended: false,
            encoding: Encoding::Utf8,
            state: State::Utf8,
            text: Vec::with_capacity(STEP * 3),
            delivered: 0,
            produced: 0,
            damage: Damage::default(),
        };
        while decoder.end < SAMPLE && !decoder.ended {
            decoder.fill()?;
        }
        decoder.encoding = encoding.unwrap_or_else(|| Encoding::detect(decoder.sample(), decoder.ended));
        decoder.start = decoder.encoding.mark_length(decoder.sample());
        decoder.state = match decoder.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => State::Utf8,
            Encoding::Utf16Le => State::foreign(UTF_16LE),
            Encoding::Utf16Be => State::foreign(UTF_16BE),
            Encoding::Utf32Le => State::Utf32 { big_endian: false },
            Encoding::Utf32Be => State::Utf32 { big_endian: true },
            Encoding::Windows1252 => State::foreign(WINDOWS_1252),
        };
        Ok(decoder)
    }

    /// The encoding the source is read in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What was broken in the text so far.
    pub fn damage(&self) -> Damage {
        self.damage
    }

    /// The bytes that were read ahead and not decoded yet.
    pub(crate) fn sample(&self) -> &[u8] {
        self.raw.get(self.start..self.end).unwrap_or_default()
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.raw.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let Some(room) = self.raw.get_mut(self.end..).filter(|room| !room.is_empty()) else { return Ok(()) };
        loop {
            match self.source.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            return Ok(());
        }
    }

    /// Decodes the next piece into `text`; afterwards it is empty only at the end of the source.
    fn decode(&mut self) -> io::Result<()> {
        self.produced += self.text.len() as u64;
        self.text.clear();
        self.delivered = 0;
        while self.text.is_empty() {
            if self.end - self.start < 4 && !self.ended {
                self.fill()?;
                continue;
            }
            if self.start == self.end && !matches!(self.state, State::Foreign { finished: false, .. }) {
                return Ok(());
            }
            let stop = self.end.min(self.start + STEP);
            let last = self.ended && stop == self.end;
            let bytes = self.raw.get(self.start..stop).unwrap_or_default();
            let mut output = Output { text: &mut self.text, before: self.produced, damage: &mut self.damage };
            let consumed = match &mut self.state {
                State::Utf8 => output.utf8(bytes, last),
                State::Utf32 { big_endian } => output.utf32(bytes, *big_endian, last),
                State::Foreign { decoder, finished } => output.foreign(decoder, bytes, last, finished),
            };
            self.start += consumed;
            if consumed == 0 && self.text.is_empty() {
                if self.ended {
                    return Ok(());
                }
                self.fill()?;
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.delivered >= self.text.len() {
            self.decode()?;
        }
        let ready = self.text.get(self.delivered..).unwrap_or_default();
        let count = ready.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.delivered += count;
        Ok(count)
    }
}

/// The piece of text under way, and where broken sequences are noted. Each method returns how many bytes it used.
struct Output<'d> {
    text: &'d mut Vec<u8>,
    before: u64,
    damage: &'d mut Damage,
}

impl Output<'_> {
    fn broken(&mut self) {
        self.damage.count += 1;
        self.damage.first_at.get_or_insert(self.before + self.text.len() as u64);
    }

    fn push(&mut self, c: char) {
        self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn windows_1252(&mut self, bytes: &[u8]) {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        self.text.extend_from_slice(text.as_bytes());
    }

    fn utf8(&mut self, bytes: &[u8], last: bool) -> usize {
        match std::str::from_utf8(bytes) {
            Ok(_) => {
                self.text.extend_from_slice(bytes);
                bytes.len()
            }
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                self.text.extend_from_slice(valid);
                let length = match error.error_len() {
                    Some(length) => length,
                    None if last => rest.len(),
                    None => return valid.len(),
                };
                self.broken();
                self.windows_1252(rest.get(..length).unwrap_or(rest));
                valid.len() + length
            }
        }
    }

    fn utf32(&mut self, bytes: &[u8], big_endian: bool, last: bool) -> usize {
        let units = bytes.chunks_exact(4);
        let rest = units.remainder().len();
        for unit in units {
            let unit = <[u8; 4]>::try_from(unit).unwrap_or_default();
            let code = if big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
            let character = char::from_u32(code).unwrap_or_else(|| {
                self.broken();
                char::REPLACEMENT_CHARACTER
            });
            self.push(character);
        }
        if last && rest > 0 {
            self.broken();
            self.push(char::REPLACEMENT_CHARACTER);
            return bytes.len();
        }
        bytes.len() - rest
    }

    fn foreign(
        &mut self,
        decoder: &mut encoding_rs::Decoder,
        bytes: &[u8],
        last: bool,
        finished: &mut bool,
    ) -> usize {
        let begin = self.text.len();
        // Three bytes of UTF-8 for each byte of a foreign encoding is more than any of them needs.
        self.text.resize(begin + bytes.len() * 3 + 16, 0);
        let room = self.text.get_mut(begin..).unwrap_or_default();
        let (result, consumed, written) = decoder.decode_to_utf8_without_replacement(bytes, room, last);
        self.text.truncate(begin + written);
        match result {
            DecoderResult::Malformed(..) => {
                self.broken();
                self.push(char::REPLACEMENT_CHARACTER);
            }
            // A decoder must not be called again once it has taken the last byte.
            DecoderResult::InputEmpty => *finished = last,
            DecoderResult::OutputFull => {}
        }
        consumed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], encoding: Option<Encoding>) -> (String, Damage) {
        let mut decoder = Decoder::new(bytes, encoding).unwrap();
        let mut text = String::new();
        decoder.read_to_string(&mut text).unwrap();
        (text, decoder.damage())
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "a,ʤ,€,𝄞\n";
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let mut le = vec![0xFF, 0xFE];
        le.extend(utf16.iter().flat_map(|u| u.to_le_bytes()));
        let mut be = vec![0xFE, 0xFF];
        be.extend(utf16.iter().flat_map(|u| u.to_be_bytes()));
        let mut le32 = vec![0xFF, 0xFE, 0, 0];
        le32.extend(text.chars().flat_map(|c| (c as u32).to_le_bytes()));
        let mut be32 = vec![0, 0, 0xFE, 0xFF];
        be32.extend(text.chars().flat_map(|c| (c as u32).to_be_bytes()));
        let mut bom = b"\xEF\xBB\xBF".to_vec();
        bom.extend(text.as_bytes());
        for bytes in [text.as_bytes(), &bom, &le, &be, &le32, &be32] {
            assert_eq!(decode(bytes, None), (text.to_owned(), Damage::default()));
        }
    }

    #[test]
    fn a_late_byte_that_is_no_utf8_is_kept_as_windows_1252_and_counted() {
        let mut bytes = "Größe\n".repeat(300_000).into_bytes();
        let at = bytes.len() as u64;
        bytes.extend(b"M\xFCller \x80\n");
        let (text, damage) = decode(&bytes, None);
        assert!(text.ends_with("Größe\nMüller €\n"));
        assert_eq!(damage, Damage { count: 2, first_at: Some(at + 1) });
    }

    #[test]
    fn a_file_cut_inside_a_character_keeps_its_last_byte() {
        assert_eq!(decode(b"Gr\xC3\xB6\xC3\x9Fe \xC3", None).0, "Größe Ã");
    }

    #[test]
    fn a_lone_surrogate_is_replaced_and_counted() {
        let (text, damage) = decode(b"\xFF\xFEa\0\x00\xD8b\0", None);
        assert_eq!((text.as_str(), damage.count), ("a\u{FFFD}b", 1));
    }

    #[test]
    fn half_a_unit_at_the_end_is_counted() {
        let (text, damage) = decode(b"\xFF\xFEa\0b\0\x00\xD8", None);
        assert_eq!((text.as_str(), damage.count), ("ab\u{FFFD}", 1));
        let (text, damage) = decode(b"\xFF\xFEa\0b\0c", None);
        assert_eq!((text.as_str(), damage.count), ("ab\u{FFFD}", 1));
    }

    #[test]
    fn characters_across_pieces_survive() {
        let text = "é".repeat(100_000);
        assert_eq!(decode(format!("a{text}").as_bytes(), None).0, format!("a{text}"));
    }
}
