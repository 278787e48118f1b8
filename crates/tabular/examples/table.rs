//! Shows what a table is and what its columns hold: `cargo run -p tabular --example table -- FILE`.

use std::error::Error;
use std::fs::File;

use tabular::{ColumnProfile, Distinct, Options, Table, profile};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: table FILE")?;
    let mut table = Table::open(File::open(path)?, Options::default())?;
    let profile = profile(&mut table)?;
    println!("{}, {}, {} rows", table.encoding(), table.dialect(), profile.rows);
    for note in table.notes() {
        println!("note: {note}");
    }
    for column in &profile.columns {
        print_column(column);
    }
    Ok(())
}

fn print_column(column: &ColumnProfile) {
    println!(
        "\n{}: {} ({:.1} % of {} cells, {} blank)",
        column.heading,
        column.kind,
        column.share() * 100.0,
        column.filled,
        column.blank
    );
    if let Some(dates) = &column.dates {
        let ask = if dates.ambiguous { ", ambiguous: ask" } else { "" };
        let serials = if dates.serials { ", as numbers of a spreadsheet" } else { "" };
        println!("  dates: {}{ask}{serials}", dates.order);
    }
    if let Some(numbers) = &column.numbers {
        println!("  numbers: {}{}", numbers.style, if numbers.ambiguous { ", ambiguous: ask" } else { "" });
    }
    match &column.distinct {
        Distinct::Exact(values) => {
            let few: Vec<String> =
                values.iter().take(8).map(|value| format!("{:?} × {}", value.value, value.count)).collect();
            println!("  {} different values: {}", values.len(), few.join(", "));
        }
        Distinct::Many => println!("  many different values, such as {:?}", column.samples),
    }
    for (line, text) in &column.misfits {
        println!("  line {line} does not fit: {text:?}");
    }
}
