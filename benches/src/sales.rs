//! Selling: a board of deals, the first page, a dashboard of twelve cards beside its aggregates by hand, a quote as a PDF, a
//! change that is told to two hundred pages, and what a night keeps of the forecast.
use std::fs;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::data::{Dice, company};
use crate::http::{Server, ask, connect, cpu};
use crate::table::Table;
use crate::{Result, Setup, clock};

/// Deals in the workspace.
const DEALS: usize = 200_000;
/// Orders in the workspace, each with a line.
const ORDERS: usize = 1_000_000;
/// Pages that listen.
const PAGES: usize = 200;

const DEAL_MAP: &str = "object = \"deal\"\n[columns]\nname = \"name\"\ncompany = { field = \"company\", match = \"name\" }\namount = \"amount\"\n\
    stage = \"stage\"\nopened_on = { field = \"opened_on\", date = \"ymd\" }\nclose_date = { field = \"close_date\", date = \"ymd\" }\n\
    closed_at = { field = \"closed_at\", date = \"ymd\" }\nlost_reason = \"lost_reason\"\n";

const ORDER_MAP: &str = "object = \"order\"\n[columns]\nnumber = \"number\"\ncompany = { field = \"company\", match = \"name\" }\n\
    placed_at = { field = \"placed_at\", date = \"ymd\" }\n";

const LINE_MAP: &str = "object = \"order_line\"\n[columns]\norder = { field = \"order\", match = \"number\" }\n\
    description = \"description\"\nquantity = \"quantity\"\nprice = \"price\"\n\
    tax_rate = { field = \"tax_rate\", match = \"name\" }\n";

const RATE_MAP: &str =
    "object = \"tax_rate\"\n[columns]\nname = \"name\"\ncategory = \"category\"\npercent = \"percent\"\n";

/// Brings deals and orders in, unless they are there.
pub(crate) fn import(setup: &Setup, table: &mut Table) -> Result<()> {
    let db = Connection::open(setup.dir.join("data/rondo.db"))?;
    let there = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0));
    if there("SELECT count(*) FROM deal")? == 0 {
        deals(setup, table, &db)?;
    }
    if there("SELECT count(*) FROM \"order\"")? == 0 {
        orders(setup, table, &db)?;
    }
    Ok(())
}

/// The day so many days ago.
fn day(db: &Connection, back: usize) -> Result<String> {
    let sql = "SELECT date('now', ?1)";
    Ok(db.prepare_cached(sql)?.query_row([format!("-{back} days")], |r| r.get(0))?)
}

/// Brings a file in by the program.
fn bring(setup: &Setup, table: &mut Table, objects: &str, rows: usize, map: &str) -> Result<()> {
    let (file, mapping) =
        (setup.dir.join(format!("{objects}.csv")), setup.dir.join(format!("{objects}.toml")));
    fs::write(&mapping, map)?;
    let began = Instant::now();
    let mut import = Command::new(&setup.rondo);
    import.arg("--data").arg(setup.dir.join("data")).args(["import", objects]).arg(&file);
    if !import.arg("--map").arg(&mapping).stdout(Stdio::null()).status()?.success() {
        return Err(format!("the {objects} could not be imported").into());
    }
    if rows > 1 {
        let took = format!("{:.1} s", began.elapsed().as_secs_f64());
        table.add(&format!("import of {rows} {objects}"), took, "", None);
    }
    Ok(())
}

/// Orders of all companies over three years, each with a line that costs something.
fn orders(setup: &Setup, table: &mut Table, db: &Connection) -> Result<()> {
    let file = |name: &str| fs::File::create(setup.dir.join(name)).map(BufWriter::new);
    fs::write(setup.dir.join("tax_rates.csv"), "name,category,percent\nVAT 19,S,19\n")?;
    let (mut orders, mut lines) = (file("orders.csv")?, file("order_lines.csv")?);
    writeln!(orders, "number,company,placed_at")?;
    writeln!(lines, "order,description,quantity,price,tax_rate")?;
    let mut dice = Dice(0x0BDE);
    for n in 0..ORDERS {
        let (place, placed) = (company(dice.below(setup.companies)), day(db, dice.below(1_095))?);
        writeln!(orders, "B-{n},{place},{placed}")?;
        let cents = 500 + dice.below(4_000);
        writeln!(
            lines,
            "B-{n},House espresso,{},{}.{:02},VAT 19",
            1 + dice.below(9),
            cents / 100,
            cents % 100
        )?;
    }
    orders.flush()?;
    lines.flush()?;
    bring(setup, table, "tax_rates", 1, RATE_MAP)?;
    bring(setup, table, "orders", ORDERS, ORDER_MAP)?;
    bring(setup, table, "order_lines", ORDERS, LINE_MAP)
}

/// Deals: two of three are over, spread over three years up to today.
fn deals(setup: &Setup, table: &mut Table, db: &Connection) -> Result<()> {
    let mut out = BufWriter::new(fs::File::create(setup.dir.join("deals.csv"))?);
    writeln!(out, "name,company,amount,stage,opened_on,close_date,closed_at,lost_reason")?;
    let mut dice = Dice(0xDEA1);
    for n in 0..DEALS {
        let ago = 30 + dice.below(1_000);
        let (stage, closed, reason) = match dice.below(6) {
            0 | 1 => ("Won", day(db, ago.saturating_sub(dice.below(30)))?, ""),
            2 | 3 => ("Lost", day(db, ago.saturating_sub(dice.below(30)))?, "Price"),
            _ => {
                let open = ["Prospecting", "Qualified", "Engaging", "Proposal", "Negotiation"];
                (open.get(dice.below(5)).copied().unwrap_or("Qualified"), String::new(), "")
            }
        };
        let place = company(dice.below(setup.companies));
        let amount = 500 + dice.below(40_000);
        let (opened, closes) = (day(db, ago)?, day(db, ago - 30)?);
        writeln!(out, "Deal {n},{place},{amount},{stage},{opened},{closes},{closed},{reason}")?;
    }
    out.flush()?;
    bring(setup, table, "deals", DEALS, DEAL_MAP)
}

/// The aggregates of the twelve cards of the shipped dashboard for sales, on a table of their own with an index that covers them.
fn by_hand(setup: &Setup) -> Result<f64> {
    let path = setup.dir.join("by-hand.db");
    let _ = fs::remove_file(&path);
    let db = Connection::open(&path)?;
    db.execute("ATTACH ?1 AS w", [setup.dir.join("data/rondo.db").display().to_string()])?;
    db.execute_batch(
        "CREATE TABLE d AS SELECT outcome, closed_at / 86400000000 AS day, amount, cycle_days, product, owner, lost_reason, stage FROM w.deal WHERE deleted_at IS NULL;
         CREATE INDEX closed ON d (outcome, day, amount, cycle_days, product, owner, lost_reason);
         CREATE INDEX open ON d (stage, amount) WHERE outcome IS NULL;
         DETACH w; ANALYZE;",
    )?;
    let today: i64 = db.query_row("SELECT unixepoch('now') / 86400", [], |r| r.get(0))?;
    let quarter = today - 52;
    let cards = [
        format!("SELECT sum(amount), count(*) FROM d WHERE outcome = 'won' AND day >= {quarter}"),
        format!("SELECT day / 7, count(*) FROM d WHERE outcome = 'won' AND day >= {quarter} GROUP BY 1"),
        format!(
            "SELECT count(*) FILTER (WHERE outcome = 'won'), count(*) FROM d WHERE outcome IN ('won', 'lost') AND day >= {quarter}"
        ),
        format!("SELECT avg(cycle_days) FROM d WHERE outcome = 'won' AND day >= {quarter}"),
        "SELECT sum(amount), count(*) FROM d WHERE outcome IS NULL".to_owned(),
        format!(
            "SELECT day / 30, sum(amount) FROM d WHERE outcome = 'won' AND day >= {} GROUP BY 1",
            today - 365
        ),
        "SELECT stage, sum(amount), count(*) FROM d WHERE outcome IS NULL GROUP BY 1".to_owned(),
        format!("SELECT product, sum(amount) FROM d WHERE outcome = 'won' AND day >= {quarter} GROUP BY 1"),
        format!("SELECT owner, sum(amount) FROM d WHERE outcome = 'won' AND day >= {quarter} GROUP BY 1"),
        format!("SELECT lost_reason, count(*) FROM d WHERE outcome = 'lost' AND day >= {quarter} GROUP BY 1"),
        format!(
            "SELECT day / 30, count(*) FILTER (WHERE outcome = 'won'), count(*) FROM d WHERE outcome IN ('won', 'lost') AND day >= {} GROUP BY 1",
            today - 365
        ),
        format!(
            "SELECT day / 30, sum(amount), avg(cycle_days) FROM d WHERE outcome = 'won' AND day >= {} GROUP BY 1",
            today - 365
        ),
    ];
    let took = clock::best_micros(5, || {
        for card in &cards {
            let mut statement = db.prepare_cached(card)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
        }
        Ok(())
    })?;
    fs::remove_file(&path)?;
    Ok(took)
}

/// Measures pages of selling on a server that runs.
pub(crate) fn measure(
    setup: &Setup,
    table: &mut Table,
    server: &Server,
    cookie: &str,
    bearer: &str,
) -> Result<()> {
    for (what, path) in [("board of 5 lanes with 50 cards", "/deals?as=board"), ("first page", "/")] {
        let took = cpu(server, path, cookie, 800)?;
        table.add(what, format!("{:.1} ms CPU", took / 1e3), "≤ 3 ms", Some(took <= 3_000.0));
    }
    let hand = by_hand(setup)?;
    let took = cpu(server, "/api/v1/dashboards/sales/figures", bearer, 16)?;
    table.add(
        &format!("dashboard of 12 cards on {DEALS} deals"),
        format!("{:.0} ms CPU, {:.1} × by hand", took / 1e3, took / hand),
        "≤ 5 ×, ≤ 50 ms",
        Some(took / hand <= 5.0 && took <= 50_000.0),
    );
    let took = cpu(server, "/api/v1/dashboards/revenue/figures", bearer, 16)?;
    table.add(
        &format!("dashboard of revenue on {ORDERS} orders"),
        format!("{:.0} ms CPU", took / 1e3),
        "",
        None,
    );
    let tax = post(
        server,
        "/api/v1/tax_rates",
        bearer,
        "{\"name\":\"VAT 20\",\"category\":\"S\",\"percent\":\"20\"}",
    )?;
    let quote = post(server, "/api/v1/quotes", bearer, "{\"subject\":\"Twenty lines\"}")?;
    for n in 0..20 {
        let line = format!(
            "{{\"quote\":\"{quote}\",\"description\":\"House espresso, bag {n}\",\"quantity\":{},\"price\":\"12.90\",\"tax_rate\":\"{tax}\"}}",
            n + 1
        );
        post(server, "/api/v1/quote_lines", bearer, &line)?;
    }
    let took = cpu(server, &format!("/api/v1/quotes/{quote}/pdf"), bearer, 80)?;
    table.add(
        "PDF of a quote with 20 lines",
        format!("{:.1} ms CPU", took / 1e3),
        "≤ 50 ms",
        Some(took <= 50_000.0),
    );
    live(table, server, cookie, bearer)
}

/// Makes a record; its id.
fn post(server: &Server, path: &str, bearer: &str, body: &str) -> Result<String> {
    let mut stream = connect(server.port())?;
    write!(
        stream.get_mut(),
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{bearer}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let id = answer.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(id.ok_or_else(|| format!("{path} answered {answer}"))?.to_owned())
}

/// What the job of the night costs that keeps the forecast as it was.
pub(crate) fn night(setup: &Setup, table: &mut Table) -> Result<()> {
    let db = Connection::open(setup.dir.join("data/rondo.db"))?;
    db.busy_timeout(Duration::from_secs(10))?;
    db.execute_batch(
        "DELETE FROM kept_figure WHERE series = 'forecast' AND day >= date('now', '-2 days');
         UPDATE job SET run_at = 0 WHERE kind = 'forecast_snapshot' AND state = 'ready';",
    )?;
    let (server, _) = Server::start(setup)?;
    let began = Instant::now();
    let kept = "SELECT count(*) FROM kept_figure WHERE series = 'forecast' AND day >= date('now', '-2 days')";
    while db.query_row(kept, [], |row| row.get::<_, i64>(0))? == 0 {
        if began.elapsed() > Duration::from_mins(2) {
            return Err("the night kept nothing".into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let spent = clock::cpu_of(server.id())?;
    table.add(
        &format!("what a night keeps of {DEALS} deals"),
        format!("{spent:.1} s CPU, {:.1} s", began.elapsed().as_secs_f64()),
        "",
        None,
    );
    Ok(())
}

/// What a change costs that is told to many open pages.
fn live(table: &mut Table, server: &Server, cookie: &str, bearer: &str) -> Result<()> {
    let mut pages: Vec<BufReader<TcpStream>> = Vec::new();
    for _ in 0..PAGES {
        let mut stream = connect(server.port())?;
        stream.get_mut().set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream.get_mut(), "GET /live?object=deal HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n")?;
        let mut line = String::new();
        while line.trim() != "" || line.is_empty() {
            line.clear();
            stream.read_line(&mut line)?;
        }
        pages.push(stream);
    }
    let mut writer = connect(server.port())?;
    let before = clock::cpu_of(server.id())?;
    let began = Instant::now();
    let body = "{\"name\":\"Told to many\",\"stage\":\"prospecting\"}";
    write!(
        writer.get_mut(),
        "POST /api/v1/deals HTTP/1.1\r\nHost: 127.0.0.1\r\n{bearer}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    for page in &mut pages {
        let mut line = String::new();
        while line.trim() != "event: change" {
            line.clear();
            if page.read_line(&mut line)? == 0 {
                return Err("a page was no longer told anything".into());
            }
        }
    }
    let wall = began.elapsed();
    let spent = (clock::cpu_of(server.id())? - before) * 1e3;
    table.add(
        &format!("a change told to {PAGES} open pages"),
        format!("the last after {:.0} ms; {spent:.0} ms CPU in all", wall.as_secs_f64() * 1e3),
        "≤ 1 s",
        Some(wall.as_secs_f64() <= 1.0),
    );
    // The server answers as before.
    let (status, _) = ask(&mut connect(server.port())?, "/deals", cookie)?;
    if status != 200 {
        return Err(format!("after that the list answers {status}").into());
    }
    Ok(())
}
