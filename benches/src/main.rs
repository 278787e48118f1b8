//! The benchmark behind docs/PERFORMANCE.md. Each line is a ratio of two things measured in this run on this machine.
//!
//! `bench --rondo target/release/rondo --dir DIR [--contacts 1000000] [--companies 100000]`; a workspace that is in DIR
//! already is measured as it is, without the lines of the import.
mod clock;
mod create;
mod data;
mod http;
mod import;
mod read;
mod sales;
mod search;
mod table;

use std::path::PathBuf;

/// What a failure of a benchmark is: a sentence.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What to measure with.
pub(crate) struct Setup {
    /// The program.
    pub(crate) rondo: PathBuf,
    /// Where the files go.
    pub(crate) dir: PathBuf,
    /// Contacts imported.
    pub(crate) contacts: usize,
    /// Companies imported.
    pub(crate) companies: usize,
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let mut setup = Setup {
        rondo: "target/release/rondo".into(),
        dir: std::env::temp_dir().join("rondo-bench"),
        contacts: 1_000_000,
        companies: 100_000,
    };
    while let Some(flag) = args.next() {
        let value = args.next().ok_or(format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--rondo" => setup.rondo = value.into(),
            "--dir" => setup.dir = value.into(),
            "--contacts" => setup.contacts = value.parse()?,
            "--companies" => setup.companies = value.parse()?,
            other => return Err(format!("unknown flag {other}").into()),
        }
    }
    std::fs::create_dir_all(&setup.dir)?;
    let mut table = table::Table::default();
    clock::calibrate(&mut table, &setup.dir)?;
    if !setup.dir.join("data/rondo.db").exists() {
        import::measure(&setup, &mut table)?;
    }
    sales::import(&setup, &mut table)?;
    data::age(&setup)?;
    http::settle(&setup)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let raw = runtime.block_on(read::measure(&setup, &mut table))?;
    runtime.block_on(search::measure(&setup, &mut table, raw.list))?;
    http::measure(&setup, &mut table, &raw)?;
    sales::night(&setup, &mut table)?;
    runtime.block_on(create::measure(&setup, &mut table))?;
    table.print();
    Ok(())
}
