//! Pages that a feature brings in the place of those any object gets: its list, its record page, a card on the first page.
use std::future::Future;
use std::pin::Pin;

use axum::http::request::Parts;
use base::Error;
use engine::Object;
use maud::Markup;
use ui::web::Answer;

use super::visit::Visit;

/// A page on its way.
pub type Page = Pin<Box<dyn Future<Output = Answer> + Send>>;
/// A card on its way; nothing where there is nothing to show.
pub type Card<'a> = Pin<Box<dyn Future<Output = Result<Option<Markup>, Error>> + Send + 'a>>;

/// A card of the first page, of the records a filter gives; empty for all.
pub type HomeCard = for<'a> fn(&'a Visit, &'a str) -> Card<'a>;

/// The pages of one object.
#[derive(Clone, Copy)]
pub struct OwnPage {
    /// Key of the object.
    pub object: &'static str,
    /// In the place of its list.
    pub list: Option<fn(Visit) -> Page>,
    /// In the place of the pages of its records, by the end of their address.
    pub record: Option<fn(Visit, String) -> Page>,
}

/// Everything features bring.
#[derive(Clone, Copy, Default)]
pub struct Own {
    /// Pages of objects. With `?as=record` and `?as=list` any object's own are still there.
    pub pages: &'static [OwnPage],
    /// The figures over the first page.
    pub figures: Option<HomeCard>,
    /// Cards of the first page, beside the rest.
    pub home: &'static [HomeCard],
}

impl Own {
    /// What the routes of a request were made with.
    pub(super) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().copied().unwrap_or_default()
    }

    fn page(&self, object: &Object) -> Option<&'static OwnPage> {
        self.pages.iter().find(|p| p.object == object.key)
    }
}

impl Visit {
    /// The list a feature brings for an object, unless the address asks for the ordinary one.
    pub(super) fn own_list(&self, object: &Object) -> Option<fn(Self) -> Page> {
        let ordinary = ["list", "board", "calendar"].iter().any(|&l| self.asked.text("as") == Some(l));
        self.own.page(object).filter(|_| !ordinary)?.list
    }

    /// The page of a record a feature brings, unless the address asks for the ordinary one.
    pub(super) fn own_record(&self, object: &Object) -> Option<fn(Self, String) -> Page> {
        let ordinary = self.asked.text("as") == Some("record") || self.asked.has("as_of");
        self.own.page(object).filter(|_| !ordinary)?.record
    }
}
