//! For operators and their monitors: alive, ready, figures.
use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Moment};
use store::Sql;
use ui::web::{Answer, App, Caller};

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too, and the server is not going down.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    if app.is_closing() {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/html")], "going down\n")
            .into_response();
    }
    // An open workspace has its migrations done; what can change is whether it still answers.
    match app.engine.store().read(Sql::new("SELECT MAX(number) FROM migration", Vec::new())).await {
        Ok(_) => "ready\n".into_response(),
        Err(failure) => {
            let (status, text) =
                (StatusCode::SERVICE_UNAVAILABLE, format!("the database does not answer: {failure}\n"));
            (status, [(header::CONTENT_TYPE, "text/html")], text).into_response()
        }
    }
}

/// `GET /metrics`, for administrators.
pub(crate) async fn figures(State(app): State<App>, caller: Caller) -> Answer {
    if !caller.actor.is_admin() {
        return Err(Error::Forbidden(
            "Figures of the server are for administrators and their tokens".to_owned(),
        )
        .into());
    }
    open_figures(State(app)).await
}

/// `GET /metrics` on an address of its own.
pub(crate) async fn open_figures(State(app): State<App>) -> Answer {
    let mut out = app.traffic().text();
    let mut gauge = |name: &str, help: &str, lines: &[(String, f64)]| {
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in lines {
            let _ = writeln!(out, "{name}{labels} {value}");
        }
    };
    let one = |value: f64| vec![(String::new(), value)];
    gauge(
        "rondo_info",
        "The version that runs.",
        &[(format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1.0)],
    );
    gauge("rondo_uptime_seconds", "Time since the start.", &one(app.started.elapsed().as_secs_f64()));
    if let Some(bytes) = resident() {
        gauge("process_resident_memory_bytes", "Memory in use.", &one(bytes));
    }
    let asks = [
        "SELECT state, COUNT(*) FROM job GROUP BY state ORDER BY state",
        "SELECT name, seq FROM follower ORDER BY name",
        "SELECT MAX(seq) FROM event",
    ];
    let asks = asks.map(|text| Sql::new(text, Vec::new())).to_vec();
    let mut answers = app.engine.store().read_all(asks).await.map_err(Error::from)?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let (jobs, followers, end) = (next(), next(), next());
    let labelled = |label: &str, row: &store::Row, value: i64| {
        (format!("{{{label}=\"{}\"}}", row.text(0).unwrap_or_default()), value as f64)
    };
    let jobs: Vec<_> = jobs.iter().map(|r| labelled("state", r, r.int(1).unwrap_or_default())).collect();
    gauge("rondo_jobs", "Jobs by state.", &jobs);
    let end = end.first().and_then(|r| r.int(0)).unwrap_or_default();
    gauge("rondo_events", "The last place in the log.", &one(end as f64));
    let behind: Vec<_> =
        followers.iter().map(|r| labelled("follower", r, end - r.int(1).unwrap_or_default())).collect();
    gauge("rondo_follower_lag", "Events a follower has not seen.", &behind);
    gauge("rondo_time_seconds", "The clock of the server.", &one(Moment::now().0 as f64 / 1e6));
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response())
}

/// Memory of this process, where the system tells.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib * 1024.0)
}
