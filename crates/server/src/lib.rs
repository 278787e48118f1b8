//! The server and its command line: `cli` has a file for each command, `router` the routes, `features` the modules.
pub mod cli;
mod config;
mod deals;
pub mod features;
pub(crate) mod forecast;
mod health;
mod leads;
mod listen;
mod lock;
mod progress;
mod reports;
pub mod router;
mod selling;
mod tasks;
