//! What any object gets for nothing: the REST API; lists, record pages and forms; import and export.
pub mod api;
pub mod bulk;
pub mod export;
pub mod import;
pub mod pages;
pub mod rates;
mod thumbnail;
