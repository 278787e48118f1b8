//! The lines of the result.

/// What was measured.
#[derive(Default)]
pub(crate) struct Table(Vec<[String; 4]>);

impl Table {
    /// Adds a line: what, measured, target, and whether it is met.
    pub(crate) fn add(&mut self, what: &str, measured: String, target: &str, met: Option<bool>) {
        let verdict = met.map_or("", |m| if m { "yes" } else { "no" }).to_owned();
        eprintln!("· {what}: {measured} {verdict}");
        self.0.push([what.to_owned(), measured, target.to_owned(), verdict]);
    }

    /// Prints all lines as a table for PERFORMANCE.md.
    pub(crate) fn print(&self) {
        println!("| what | measured | target | met |\n|---|---|---|---|");
        for [what, measured, target, met] in &self.0 {
            println!("| {what} | {measured} | {target} | {met} |");
        }
    }
}
