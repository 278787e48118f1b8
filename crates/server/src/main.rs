//! `rondo`. What the commands do is in `cli`.
use std::process::ExitCode;

use clap::Parser;
use server::cli::{Cli, failed};

/// A page is made of thousands of small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("cannot start: {error}")),
    };
    match runtime.block_on(cli.run()) {
        Ok(code) => code,
        Err(failure) => failed(&failure.0),
    }
}
