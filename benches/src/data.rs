//! The data: companies and contacts as CSV, the same every time, and events to age the workspace with.
use std::fs::File;
use std::io::{BufWriter, Write as _};

use crate::{Result, Setup};

const FIRST: [&str; 24] = [
    "Marta", "Aoife", "Daan", "Lucie", "Hanna", "Emre", "Sofia", "Petr", "Grace", "Willem", "Chiara",
    "Ingrid", "Thomas", "Noor", "Rafael", "Kate", "Matthias", "Ruth", "Joana", "Henrik", "Amelie", "Lukas",
    "Elena", "Pieter",
];
const SYLLABLES: [&str; 32] = [
    "ka", "wal", "bren", "ver", "mo", "lin", "ay", "fer", "no", "ok", "gro", "bru", "sol", "fin", "am",
    "ran", "mul", "vog", "ber", "pi", "mol", "du", "web", "ros", "jan", "now", "clar", "had", "gran", "lar",
    "con", "dem",
];
const SECTORS: [&str; 8] =
    ["retail", "software", "health", "hospitality", "finance", "education", "energy", "transport"];
const TITLES: [&str; 6] =
    ["Office manager", "Head of Workplace", "Owner", "Procurement lead", "Managing director", "Operations"];

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(pub u64);

impl Dice {
    /// A number below `most`.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        list.get(self.below(list.len())).copied().unwrap_or_default()
    }

    /// A surname of two or three syllables: about 33,000 different ones.
    pub(crate) fn surname(&mut self) -> String {
        let mut name: String = (0..=1 + self.below(2)).map(|_| self.of(&SYLLABLES)).collect();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        name
    }
}

/// The name of company number `n`.
pub(crate) fn company(n: usize) -> String {
    let mut dice = Dice(0x9E37_79B9 + n as u64 * 2_654_435_761);
    format!("{} {} {n}", dice.surname(), ["GmbH", "Ltd", "BV", "SA"].get(n % 4).copied().unwrap_or_default())
}

/// Writes companies.csv and contacts.csv; a contact is about 150 bytes.
pub(crate) fn write(setup: &Setup) -> Result<()> {
    let mut out = BufWriter::new(File::create(setup.dir.join("companies.csv"))?);
    writeln!(out, "name,sector,employees,country")?;
    let mut dice = Dice(0x5EED);
    for n in 0..setup.companies {
        writeln!(out, "{},{},{},Germany", company(n), dice.of(&SECTORS), 1 + dice.below(5000))?;
    }
    out.flush()?;
    let mut out = BufWriter::new(File::create(setup.dir.join("contacts.csv"))?);
    writeln!(out, "first_name,last_name,email,phone,company,title,lifecycle,birthday,description")?;
    for n in 0..setup.contacts {
        let (first, last) = (dice.of(&FIRST), dice.surname());
        writeln!(
            out,
            "{first},{last},{}.{}{n}@example{}.com,+4930{:07},{},{},{},19{:02}-{:02}-{:02},Met at the fair in hall {}",
            first.to_lowercase(),
            last.to_lowercase(),
            n % 97,
            1_000_000 + dice.below(8_999_999),
            company(dice.below(setup.companies)),
            dice.of(&TITLES),
            ["lead", "customer", "qualified", "opportunity"].get(dice.below(4)).copied().unwrap_or_default(),
            50 + dice.below(49),
            1 + dice.below(12),
            1 + dice.below(28),
            dice.below(20),
        )?;
    }
    out.flush()?;
    Ok(())
}

/// Ages the workspace to two million events, as a year of work would: events like those the engine writes.
pub(crate) fn age(setup: &Setup) -> Result<()> {
    let db = rusqlite::Connection::open(setup.dir.join("data/rondo.db"))?;
    let have: i64 = db.query_row("SELECT count(*) FROM event WHERE object = 'contact'", [], |r| r.get(0))?;
    let want = 2 * setup.contacts as i64;
    if have >= want {
        return Ok(());
    }
    db.execute(
        "INSERT INTO event (at, recorded_at, actor, cause, batch, object, record, verb, changes)
         SELECT at + 60000000, recorded_at + 60000000, actor, 'bench', batch + 1, object, record, 'updated', '{\"title\":[\"Owner\",\"Operations\"]}'
         FROM event WHERE object = 'contact' ORDER BY seq LIMIT ?1",
        [want - have],
    )?;
    // One contact with a long history, for the record page.
    db.execute(
        "INSERT INTO event (at, recorded_at, actor, cause, batch, object, record, verb, changes)
         SELECT e.at + n.value * 1000000, e.recorded_at, e.actor, 'bench', e.batch + 2, e.object, e.record, 'updated', e.changes
         FROM (SELECT * FROM event WHERE object = 'contact' AND verb = 'updated' ORDER BY seq LIMIT 20) e, json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60]') n",
        [],
    )?;
    db.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}
