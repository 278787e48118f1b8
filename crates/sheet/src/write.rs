//! Writes the pages that were laid out.
use std::sync::Arc;

use base::{Error, Result};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::TextDirection;

use super::{Ink, LEFT, LINE, MUTED, Mark, PAGE, RIGHT, Sheet, TOP};

/// A picture for the upper left of the first page.
#[derive(Debug, Clone, Copy)]
pub struct Logo<'a> {
    /// `image/png`, `image/jpeg`, `image/webp`.
    pub media_type: &'a str,
    /// The file.
    pub content: &'a [u8],
}

/// What a file says about itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Its name.
    pub title: &'a str,
    /// Whose it is.
    pub author: &'a str,
    /// A tag such as `de`.
    pub language: &'a str,
    /// What stands at the foot of each page, beside its number.
    pub foot: &'a str,
    /// At most 150 by 44 points; one that cannot be read is left out.
    pub logo: Option<Logo<'a>>,
}

impl Sheet {
    /// Every page with its marks, the logo on the first, a foot on each with its number, as `number` says it.
    pub fn write(&self, about: &About<'_>, number: &dyn Fn(usize, usize) -> String) -> Result<Vec<u8>> {
        let mut document = Document::new();
        let metadata = Metadata::new().title(about.title.to_owned()).language(about.language.to_owned());
        document.set_metadata(metadata.authors(vec![about.author.to_owned()]));
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| Error::internal("no such page"))?;
        for (i, marks) in self.pages.iter().enumerate() {
            let mut page = document.start_page_with(size.clone());
            let mut surface = page.surface();
            if let Some(picture) = about.logo.filter(|_| i == 0) {
                logo(&mut surface, picture);
            }
            for mark in marks {
                self.stroke(&mut surface, mark);
            }
            let number = number(i + 1, self.pages.len());
            let y = PAGE.1 - 40.0;
            let rule = Mark::Box { x: LEFT, y: y - 16.0, width: RIGHT - LEFT, height: 0.6, ink: LINE };
            self.stroke(&mut surface, &rule);
            let width = self.width(&number, 8.0, false);
            for (x, text) in [(LEFT, about.foot.to_owned()), (RIGHT - width, number)] {
                self.stroke(&mut surface, &Mark::Text { x, y, size: 8.0, strong: false, ink: MUTED, text });
            }
            surface.finish();
            page.finish();
        }
        document.finish().map_err(|error| Error::internal(format!("the PDF was not written: {error:?}")))
    }

    fn stroke(&self, surface: &mut Surface<'_>, mark: &Mark) {
        match mark {
            Mark::Text { x, y, size, strong, ink, text } => {
                surface.set_fill(Some(fill(*ink)));
                let font = self.face(*strong).font.clone();
                surface.draw_text(Point::from_xy(*x, *y), font, *size, text, false, TextDirection::Auto);
            }
            Mark::Box { x, y, width, height, ink } => {
                surface.set_fill(Some(fill(*ink)));
                let mut path = PathBuilder::new();
                if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                    path.push_rect(rect);
                }
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn fill((r, g, b): Ink) -> Fill {
    Fill { paint: rgb::Color::new(r, g, b).into(), ..Fill::default() }
}

fn logo(surface: &mut Surface<'_>, logo: Logo<'_>) {
    let data: krilla::Data = Arc::new(logo.content.to_vec()).into();
    let image = match logo.media_type {
        "image/png" => Image::from_png(data, true),
        "image/jpeg" => Image::from_jpeg(data, true),
        _ => Image::from_webp(data, true),
    };
    let Ok(image) = image else { return };
    let (width, height) = (image.size().0 as f32, image.size().1 as f32);
    let scale = (150.0 / width).min(44.0 / height);
    if let Some(size) = Size::from_wh(width * scale, height * scale) {
        surface.push_transform(&Transform::from_translate(LEFT, TOP));
        surface.draw_image(image, size);
        surface.pop();
    }
}
