//! Draws the pages that were laid out.
use std::sync::Arc;

use base::{Error, Result};
use engine::Settings;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::TextDirection;
use say::{Language, say};

use super::{Faces, LEFT, LINE, MUTED, Mark, PAGE, RIGHT, Sheet, TOP};
use crate::paper::View;

/// Every page with its marks, the logo on the first, a foot on each.
pub(super) fn draw(sheet: &Sheet<'_>, view: &View, title: &str, settings: &Settings) -> Result<Vec<u8>> {
    let mut document = Document::new();
    let tag = if view.language == Language::German { "de" } else { "en" };
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language(tag.to_owned())
            .authors(vec![view.seller.name.clone()]),
    );
    let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| Error::internal("no such page"))?;
    let of = sheet.pages.len();
    for (i, marks) in sheet.pages.iter().enumerate() {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        if i == 0 {
            logo(&mut surface, settings);
        }
        for mark in marks {
            stroke(&mut surface, sheet.faces, mark);
        }
        let foot = [Some(view.seller.name.clone()), view.seller.tax_id.clone(), view.iban.clone()];
        let foot = foot.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let number = say!("quote-pdf-page", page = i + 1, of = of);
        let (y, size, ink, strong) = (PAGE.1 - 40.0, 8.0, MUTED, false);
        let width = sheet.faces.regular.width(&number, size);
        stroke(&mut surface, sheet.faces, &Mark::Rule { y: y - 16.0, from: LEFT, to: RIGHT, strong });
        for (x, text) in [(LEFT, foot), (RIGHT - width, number.into_owned())] {
            stroke(&mut surface, sheet.faces, &Mark::Text { x, y, size, strong, ink, text });
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| Error::internal(format!("the PDF was not written: {error:?}")))
}

fn fill((r, g, b): (u8, u8, u8)) -> Fill {
    Fill { paint: rgb::Color::new(r, g, b).into(), ..Fill::default() }
}

fn stroke(surface: &mut Surface<'_>, faces: &Faces, mark: &Mark) {
    match mark {
        Mark::Text { x, y, size, strong, ink, text } => {
            surface.set_fill(Some(fill(*ink)));
            let face = if *strong { &faces.strong } else { &faces.regular };
            let at = Point::from_xy(*x, *y);
            surface.draw_text(at, face.font.clone(), *size, text, false, TextDirection::Auto);
        }
        Mark::Rule { y, from, to, strong } => {
            surface.set_fill(Some(fill(if *strong { MUTED } else { LINE })));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*from, *y, to - from, 0.6) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

/// The workspace's sign, at most 150 by 44 points; one that cannot be read is left out.
fn logo(surface: &mut Surface<'_>, settings: &Settings) {
    let Some(logo) = &settings.logo else { return };
    let data: krilla::Data = Arc::new(logo.content.clone()).into();
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
