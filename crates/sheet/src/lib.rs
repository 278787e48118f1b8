//! Pages that are laid out first and written after, since the foot of each says how many there are: text in two weights, rules
//! and bars, a logo. Written with krilla (decision 008); measures are points from the upper left.
mod write;

use base::{Error, Result};
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size as Em};
use skrifa::{FontRef, MetadataProvider};

pub use write::{About, Logo};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");
const STRONG: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");

/// A4, upright.
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// Where text begins.
pub const LEFT: f32 = 56.0;
/// Where text ends.
pub const RIGHT: f32 = PAGE.0 - 56.0;
/// Where a page begins.
pub const TOP: f32 = 56.0;
/// Below here stands the foot.
pub const BOTTOM: f32 = PAGE.1 - 74.0;

/// Red, green, blue.
pub type Ink = (u8, u8, u8);
/// What is read first.
pub const INK: Ink = (24, 27, 33);
/// What stands beside it.
pub const MUTED: Ink = (98, 105, 117);
/// Lines.
pub const LINE: Ink = (222, 225, 230);

/// A font and what it takes to measure with it.
struct Face {
    font: Font,
    data: &'static [u8],
}

impl Face {
    fn of(data: &'static [u8]) -> Result<Self> {
        let font = Font::new(data.to_vec().into(), 0);
        Ok(Self { font: font.ok_or_else(|| Error::internal("a font that cannot be read"))?, data })
    }

    /// How wide a text is; kerning makes it a hair narrower.
    fn width(&self, text: &str, size: f32) -> f32 {
        let Ok(font) = FontRef::new(self.data) else { return 0.0 };
        let (map, metrics) = (font.charmap(), font.glyph_metrics(Em::new(size), LocationRef::default()));
        text.chars().map(|c| metrics.advance_width(map.map(c).unwrap_or_default()).unwrap_or_default()).sum()
    }
}

/// One thing on a page.
enum Mark {
    Text { x: f32, y: f32, size: f32, strong: bool, ink: Ink, text: String },
    Box { x: f32, y: f32, width: f32, height: f32, ink: Ink },
}

/// The pages while they are laid out.
pub struct Sheet {
    regular: Face,
    strong: Face,
    pages: Vec<Vec<Mark>>,
    /// How far down the page one is.
    pub y: f32,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("pages", &self.pages.len()).field("y", &self.y).finish_non_exhaustive()
    }
}

impl Sheet {
    /// One page, empty.
    pub fn new() -> Result<Self> {
        Ok(Self { regular: Face::of(REGULAR)?, strong: Face::of(STRONG)?, pages: vec![Vec::new()], y: TOP })
    }

    fn face(&self, strong: bool) -> &Face {
        if strong { &self.strong } else { &self.regular }
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, size: f32, strong: bool) -> f32 {
        self.face(strong).width(text, size)
    }

    /// The text in lines no wider than a width; a word that is wider stands alone and is cut.
    pub fn wrapped(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let face = &self.regular;
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in paragraph.split(' ') {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if face.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for c in word.chars() {
                    if face.width(&format!("{line}{c}"), size) > width && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(c);
                }
            }
            lines.push(line);
        }
        lines
    }

    /// The text, cut with an ellipsis where it is wider than a width.
    pub fn cut(&self, text: &str, size: f32, width: f32) -> String {
        if self.regular.width(text, size) <= width {
            return text.to_owned();
        }
        let mut kept = String::new();
        for c in text.chars() {
            if self.regular.width(&format!("{kept}{c}…"), size) > width {
                break;
            }
            kept.push(c);
        }
        format!("{}…", kept.trim_end())
    }

    /// A text that begins at a place.
    pub fn text(&mut self, x: f32, size: f32, strong: bool, ink: Ink, text: &str) {
        let y = self.y;
        self.put(Mark::Text { x, y, size, strong, ink, text: text.to_owned() });
    }

    /// A text that ends at a place.
    pub fn ending(&mut self, x: f32, size: f32, strong: bool, ink: Ink, text: &str) {
        let width = self.width(text, size, strong);
        self.text(x - width, size, strong, ink, text);
    }

    /// A line across the page.
    pub fn rule(&mut self, strong: bool) {
        self.rule_from(LEFT, RIGHT, strong);
    }

    /// A line between two places.
    pub fn rule_from(&mut self, from: f32, to: f32, strong: bool) {
        self.bar(from, self.y, to - from, 0.6, if strong { MUTED } else { LINE });
    }

    /// A box, wherever one is on the page.
    pub fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.put(Mark::Box { x, y, width, height, ink });
    }

    /// Begins a page where there is less room than asked for; whether it did.
    pub fn room(&mut self, height: f32) -> bool {
        if self.y + height <= BOTTOM {
            return false;
        }
        self.pages.push(Vec::new());
        self.y = TOP;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_at_words_and_long_words_are_cut() {
        let sheet = Sheet::new().unwrap();
        let lines = sheet.wrapped("one two three\nabcdefghijklmnop", 10.0, 45.0);
        assert_eq!(lines.first().map(String::as_str), Some("one two"));
        assert!(lines.iter().all(|l| sheet.width(l, 10.0, false) <= 45.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), "onetwothreeabcdefghijklmnop");
    }

    #[test]
    fn what_is_too_wide_ends_in_an_ellipsis() {
        let sheet = Sheet::new().unwrap();
        let cut = sheet.cut("Grinder swap, meeting rooms", 9.0, 60.0);
        assert!(cut.ends_with('…') && sheet.width(&cut, 9.0, false) <= 62.0, "{cut}");
        assert_eq!(sheet.cut("Won", 9.0, 60.0), "Won");
    }

    #[test]
    fn pages_begin_where_there_is_no_room_and_are_written_as_a_pdf() {
        let mut sheet = Sheet::new().unwrap();
        assert!(!sheet.room(500.0));
        sheet.y += 500.0;
        assert!(sheet.room(500.0));
        sheet.text(LEFT, 10.0, true, INK, "Größe €");
        let about = About { title: "One", author: "Marlow", language: "en", foot: "Marlow", logo: None };
        let pdf = sheet.write(&about, &|page, of| format!("{page} of {of}")).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
}
