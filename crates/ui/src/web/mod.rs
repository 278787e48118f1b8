//! What every page and every API answer stands on: the state of the application, who asks, errors as responses,
//! and the guards around all of it. Handlers take `State<App>` and `Me` (pages) or `Caller` (API), and return
//! `Answer`; an error goes out by `?` and becomes a response in `fault` alone.
pub mod account;
pub mod auth;
mod error_page;
pub mod fault;
pub mod first_run;
pub mod guard;
mod language;
mod neighbours;
pub mod presence;
pub mod resume;
pub mod state;
pub mod traffic;
pub mod visitor;

pub use auth::{Caller, Me, Via};
pub use fault::{Answer, Fault};
pub use state::App;
