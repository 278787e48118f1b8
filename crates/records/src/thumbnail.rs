//! Small pictures of pictures: made once, when a file comes, within limits on what a picture may unfold to.
use std::io::Cursor;

use base::Id;
use engine::Engine;
use image::{ImageFormat, ImageReader, Limits};

/// Pixels of the longer side.
const SIDE: u32 = 320;
/// A picture of more pixels gets no small one: a few kilobytes can unfold to gigabytes.
const MOST_PIXELS: u64 = 32_000_000;
/// Memory that reading a picture may take.
const MOST_MEMORY: u64 = 192 * 1024 * 1024;

/// Makes and keeps the small picture of a file. A file that is no picture, or one too large, has none.
pub(crate) async fn make(engine: &Engine, file: Id, media_type: &str, content: Vec<u8>) {
    if !media_type.starts_with("image/") {
        return;
    }
    // Unfolding a picture is work for a thread of its own.
    let Ok(Some(small)) = tokio::task::spawn_blocking(move || scaled(&content)).await else { return };
    if let Err(error) = engine.put_thumbnail(file, small).await {
        tracing::warn!(%error, "a small picture could not be kept");
    }
}

/// A picture no larger than a thumbnail, as PNG; nothing for what cannot or should not be read.
fn scaled(content: &[u8]) -> Option<Vec<u8>> {
    let reader = || ImageReader::new(Cursor::new(content)).with_guessed_format().ok();
    let (width, height) = reader()?.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = reader()?;
    reader.limits(limits);
    let small = reader.decode().ok()?.thumbnail(SIDE, SIDE);
    let mut out = Cursor::new(Vec::new());
    small.write_to(&mut out, ImageFormat::Png).ok()?;
    Some(out.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::DynamicImage::new_luma8(width, height).write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_picture_becomes_small_and_keeps_its_shape() {
        let small = image::load_from_memory(&scaled(&png(800, 400)).unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (SIDE, SIDE / 2));
    }

    #[test]
    fn a_picture_that_unfolds_to_too_much_has_no_small_one() {
        assert!(scaled(&png(8_000, 4_001)).is_none());
        assert!(scaled(b"\x89PNG\r\n\x1a\nrubbish").is_none());
        assert!(scaled(b"<svg/>").is_none());
    }
}
