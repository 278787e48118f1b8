//! What a page is made of: the document, the parts, the formats, the error pages; and under `web` what handlers
//! stand on.
#![expect(
    clippy::needless_pass_by_value,
    reason = "markup is made for one place: callers write `html! {}` in the argument"
)]
#![expect(clippy::unused_async, reason = "handlers are async, whether they wait or not")]

pub mod assets;
pub mod blank;
pub mod button;
pub mod command;
pub mod direct;
pub mod feed;
pub mod field;
pub mod icon;
pub mod layout;
mod nav;
pub mod overlay;
pub mod part;
pub mod prose;
pub mod rich;
pub mod setup;
pub mod table;
pub mod web;

pub use ::say;
pub use ::say::{key, say};
pub use button::Button;
pub use command::Command;
pub use layout::{Chrome, Flash, NavGroup, NavItem, Person, Theme, bare, page};
pub use overlay::toast;
