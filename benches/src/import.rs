//! Importing the contacts by the command line, beside sqlite3's `.import` of the same file into a bare table.
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::table::Table;
use crate::{Result, Setup, clock, data};

const COMPANIES: &str = "object = \"company\"\n[columns]\nname = \"name\"\nsector = \"sector\"\nemployees = \"employees\"\ncountry = \"country\"\n";
const CONTACTS: &str = "object = \"contact\"\n[columns]\nfirst_name = \"first_name\"\nlast_name = \"last_name\"\nemail = \"email\"\nphone = \"phone\"\n\
    company = { field = \"company\", match = \"name\" }\ntitle = \"title\"\nlifecycle = \"lifecycle\"\nbirthday = { field = \"birthday\", date = \"ymd\" }\ndescription = \"description\"\n";

struct Run {
    wall: f64,
    cpu: f64,
    peak: f64,
}

/// Runs a command to its end, watching its memory.
fn watched(command: &mut Command) -> Result<Run> {
    let began = Instant::now();
    let before = children_cpu()?;
    let mut child = command.stdin(Stdio::null()).spawn()?;
    let mut peak: f64 = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if let Ok((_, high)) = clock::memory_of(child.id()) {
            peak = peak.max(high);
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    if !status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(Run { wall: began.elapsed().as_secs_f64(), cpu: children_cpu()? - before, peak })
}

/// CPU of all children waited for so far.
fn children_cpu() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let rest = stat.rsplit_once(')').ok_or("no stat")?.1;
    let fields: Vec<f64> = rest.split_whitespace().map(|f| f.parse().unwrap_or_default()).collect();
    Ok((fields.get(13).unwrap_or(&0.0) + fields.get(14).unwrap_or(&0.0)) / 100.0)
}

/// Measures the import, and leaves the workspace in `DIR/data`.
pub(crate) fn measure(setup: &Setup, table: &mut Table) -> Result<()> {
    data::write(setup)?;
    let workspace = setup.dir.join("data");
    let _ = fs::remove_dir_all(&workspace);
    fs::write(setup.dir.join("companies.toml"), COMPANIES)?;
    fs::write(setup.dir.join("contacts.toml"), CONTACTS)?;
    let rondo = |object: &str| {
        let mut command = Command::new(&setup.rondo);
        command.arg("--data").arg(&workspace).args(["import", object]);
        command
            .arg(setup.dir.join(format!("{object}.csv")))
            .arg("--map")
            .arg(setup.dir.join(format!("{object}.toml")))
            .stdout(Stdio::null());
        command
    };
    watched(&mut rondo("companies"))?;

    let bare = setup.dir.join("bare.db");
    let _ = fs::remove_file(&bare);
    let theirs = watched(
        Command::new("sqlite3")
            .arg(&bare)
            .arg(".mode csv")
            .arg(format!(".import {} contacts", setup.dir.join("contacts.csv").display())),
    )?;
    let ours = watched(&mut rondo("contacts"))?;
    fs::remove_file(&bare)?;
    let (wall, cpu) = (ours.wall / theirs.wall, ours.cpu / theirs.cpu);
    table.add(
        &format!("import of {} contacts", setup.contacts),
        format!(
            "{:.1} s ({:.1} s CPU) against {:.1} s ({:.1} s CPU) of sqlite3: {wall:.1} × (CPU {cpu:.1} ×)",
            ours.wall, ours.cpu, theirs.wall, theirs.cpu
        ),
        "≤ 10 ×",
        Some(wall <= 10.0),
    );
    table.add(
        "peak memory of the import",
        format!("{:.0} MiB", ours.peak),
        "≤ 400 MB",
        Some(ours.peak <= 381.0),
    );
    Ok(())
}
