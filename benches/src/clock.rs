//! Time on the wall and on the processor, and what this machine is worth.
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Result;
use crate::table::Table;

/// Clock ticks of a second in /proc, the same on every Linux.
const TICKS: f64 = 100.0;

/// CPU seconds a process has used, user and system, with the children it has waited for.
pub(crate) fn cpu_of(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let rest = stat.rsplit_once(')').ok_or("no stat")?.1;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let at = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok()).unwrap_or_default();
    Ok((at(11) + at(12) + at(13) + at(14)) / TICKS)
}

/// Resident memory of a process, and its peak, in MiB.
pub(crate) fn memory_of(pid: u32) -> Result<(f64, f64)> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let of = |name: &str| {
        let line = status.lines().find(|l| l.starts_with(name));
        line.and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse::<f64>().ok()).unwrap_or_default()
            / 1024.0
    };
    Ok((of("VmRSS:"), of("VmHWM:")))
}

/// CPU seconds of this process so far.
pub(crate) fn own_cpu() -> f64 {
    cpu_of(std::process::id()).unwrap_or_default()
}

/// The CPU microseconds one of `n` runs took, the best of three rounds.
pub(crate) fn best_micros(n: usize, mut run: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut best = f64::MAX;
    for _ in 0..3 {
        let began = own_cpu();
        let wall = Instant::now();
        for _ in 0..n {
            run()?;
        }
        // Ticks are coarse: a round that was too short for them is taken by the wall.
        let cpu = own_cpu() - began;
        let took = if cpu < 0.05 { wall.elapsed().as_secs_f64() } else { cpu };
        best = best.min(took * 1e6 / n as f64);
    }
    Ok(best)
}

/// What the machine can do: a loop, and a durable write.
pub(crate) fn calibrate(table: &mut Table, dir: &Path) -> Result<()> {
    let began = Instant::now();
    let mut x: u64 = 88_172_645_463_325_252;
    for _ in 0..100_000_000_u32 {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    let loop_ms = began.elapsed().as_secs_f64() * 1e3;
    let path = dir.join("fsync");
    let mut file = fs::File::create(&path)?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..200 {
        file.write_all(&[(x & 0xff) as u8; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        times.push(began.elapsed());
    }
    times.sort();
    fs::remove_file(&path)?;
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    table.add(
        "calibration",
        format!(
            "{cores} cores; 10⁸ xorshift steps {loop_ms:.0} ms; fdatasync of 4 KiB {:.2} ms",
            median.as_secs_f64() * 1e3
        ),
        "",
        None,
    );
    Ok(())
}
