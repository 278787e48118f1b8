//! What a page is made of: the document, the parts, the formats, the error pages; and under `web` what handlers
//! stand on.
pub mod assets;
pub mod blank;
pub mod button;
pub mod feed;
pub mod field;
pub mod icon;
pub mod layout;
pub mod part;
pub mod table;
pub mod web;

pub use button::Button;
pub use layout::{Chrome, Flash, NavGroup, NavItem, Person, Theme, bare, page};
