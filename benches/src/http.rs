//! The server as a process: CPU a request over eight connections, size, memory, time to the first answer.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::read::{COLUMNS, FILTER, Raw};
use crate::table::Table;
use crate::{Result, Setup, clock};

/// The server, ended when dropped.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Where it listens, on loopback.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Starts a server on the workspace; how long it took to its first answer.
    pub(crate) fn start(setup: &Setup) -> Result<(Self, Duration)> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let began = Instant::now();
        let child = Command::new(&setup.rondo)
            .arg("--data")
            .arg(setup.dir.join("data"))
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Self { child, port };
        loop {
            if let Ok(mut stream) = connect(port)
                && ask(&mut stream, "/readyz", "").is_ok_and(|(status, _)| status == 200)
            {
                return Ok((server, began.elapsed()));
            }
            if began.elapsed() > Duration::from_secs(20) {
                return Err("the server does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request over a connection that stays open; the status and the length of the body.
pub(crate) fn ask(stream: &mut BufReader<TcpStream>, path: &str, headers: &str) -> Result<(u16, usize)> {
    write!(stream.get_mut(), "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n")?;
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line.split_whitespace().nth(1).and_then(|s| s.parse().ok()).ok_or("no status")?;
    let (mut length, mut chunked) = (0, false);
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let header = line.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        chunked |= header == "transfer-encoding: chunked";
    }
    let mut read = 0;
    loop {
        let mut part = length;
        if chunked {
            line.clear();
            stream.read_line(&mut line)?;
            part = usize::from_str_radix(line.trim(), 16)?;
        }
        let mut body = vec![0; part];
        stream.read_exact(&mut body)?;
        read += part;
        if !chunked {
            break;
        }
        line.clear();
        stream.read_line(&mut line)?;
        if part == 0 {
            break;
        }
    }
    Ok((status, read))
}

/// A connection to a server.
pub(crate) fn connect(port: u16) -> Result<BufReader<TcpStream>> {
    Ok(BufReader::new(TcpStream::connect(("127.0.0.1", port))?))
}

/// Server CPU microseconds of a request, over eight connections.
pub(crate) fn cpu(server: &Server, path: &str, headers: &str, requests: usize) -> Result<f64> {
    let (port, pid) = (server.port, server.child.id());
    let mut best = f64::MAX;
    for _ in 0..3 {
        let before = clock::cpu_of(pid)?;
        std::thread::scope(|scope| -> Result<()> {
            let clients: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(move || -> std::result::Result<(), String> {
                        let mut stream = connect(port).map_err(|e| e.to_string())?;
                        for _ in 0..requests / 8 {
                            match ask(&mut stream, path, headers).map_err(|e| e.to_string())? {
                                (200, length) if length > 500 => {}
                                (status, length) => {
                                    return Err(format!("{path} answered {status} with {length} bytes"));
                                }
                            }
                        }
                        Ok(())
                    })
                })
                .collect();
            for client in clients {
                client.join().map_err(|_| "a client ended badly")??;
            }
            Ok(())
        })?;
        best = best.min((clock::cpu_of(pid)? - before) * 1e6 / requests as f64);
    }
    Ok(best)
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-_.".contains(&b) {
                (b as char).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

fn rondo(setup: &Setup, args: &[&str], stdin: &str) -> Result<String> {
    let mut child = Command::new(&setup.rondo)
        .arg("--data")
        .arg(setup.dir.join("data"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no stdin")?.write_all(stdin.as_bytes())?;
    let output = child.wait_with_output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    } else {
        Err(format!("rondo {args:?} failed").into())
    }
}

/// Lets a server do the work an import leaves for later: tidying the search index, telling followers what happened.
pub(crate) fn settle(setup: &Setup) -> Result<()> {
    let db = rusqlite::Connection::open(setup.dir.join("data/rondo.db"))?;
    db.busy_timeout(Duration::from_secs(10))?;
    // What a night does.
    let tidy = "INSERT INTO job (id, kind, key, payload, state, run_at, attempts, created_at) \
        VALUES (1, 'search_tidy', 'contact', '{\"object\":\"contact\"}', 'ready', 0, 0, 0) ON CONFLICT DO UPDATE SET state = 'ready'";
    db.execute(tidy, [])?;
    let (_server, _) = Server::start(setup)?;
    let began = Instant::now();
    let waiting =
        "SELECT (SELECT count(*) FROM job WHERE kind = 'search_tidy' AND state IN ('ready', 'running')) > 0
        OR (SELECT coalesce(min(seq), 0) FROM follower) < (SELECT max(seq) FROM event)";
    while db.query_row(waiting, [], |row| row.get(0))? {
        if began.elapsed() > Duration::from_mins(5) {
            return Err("the server is still not at rest".into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Measures the server.
pub(crate) fn measure(setup: &Setup, table: &mut Table, raw: &Raw) -> Result<()> {
    let email = "bench@example.com";
    let _ = rondo(
        setup,
        &["user", "add", email, "--name", "Bench", "--role", "admin", "--password-stdin"],
        "a long password\n",
    );
    let token =
        rondo(setup, &["token", "create", "--user", email, "--name", "bench", "--scope", "write"], "")?;
    let (server, first) = Server::start(setup)?;
    std::thread::sleep(Duration::from_secs(2));
    let (idle, _) = clock::memory_of(server.child.id())?;
    let size = std::fs::metadata(&setup.rondo)?.len() as f64 / 1e6;
    table.add("binary", format!("{size:.1} MB"), "≤ 40 MB", Some(size <= 40.0));
    table.add(
        "start to first answer",
        format!("{:.3} s", first.as_secs_f64()),
        "≤ 0.3 s",
        Some(first.as_secs_f64() <= 0.3),
    );
    table.add("idle memory", format!("{idle:.0} MiB"), "≤ 40 MB", Some(idle <= 38.2));

    let bearer = format!("Authorization: Bearer {token}\r\n");
    let query = format!("filter={}&sort=-updated_at&limit=50", encoded(FILTER));
    let cookie = sign_in(server.port, email)?;
    let rows = [
        ("list as JSON", format!("/api/v1/contacts?{query}&fields={COLUMNS}"), &bearer, raw.list, 3.5),
        ("list as page", format!("/contacts?{query}"), &cookie, raw.list, 4.5),
        (
            "record as JSON, with its timeline",
            format!("/api/v1/contacts/{}/timeline?limit=50", raw.id),
            &bearer,
            raw.record,
            3.5,
        ),
        ("record as page", format!("/contacts/{}", raw.id), &cookie, raw.record, 4.5),
    ];
    for (what, path, headers, by_hand, most) in rows {
        let took = cpu(&server, &path, headers, 2_000)?;
        let ratio = took / by_hand;
        table.add(
            what,
            format!("{took:.0} µs CPU, {ratio:.1} × by hand"),
            &format!("≤ {most} ×"),
            Some(ratio <= most),
        );
    }
    crate::sales::measure(setup, table, &server, &cookie, &bearer)
}

/// Signs in; the cookie header.
fn sign_in(port: u16, email: &str) -> Result<String> {
    let body = format!("email={}&password={}", encoded(email), encoded("a long password"));
    let mut stream = connect(port)?;
    write!(
        stream.get_mut(),
        "POST /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let cookie = answer.lines().find_map(|l| {
        l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case("set-cookie")).map(|(_, v)| v)
    });
    let cookie = cookie.and_then(|c| c.split(';').next()).ok_or("no cookie after signing in")?;
    Ok(format!("Cookie: {cookie}\r\n"))
}
