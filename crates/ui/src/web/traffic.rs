//! Counts of what was asked and answered since the process began, for `/metrics`.
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the answering times, in milliseconds.
const BOUNDS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// Requests by the class of their status and by the time they took.
#[derive(Debug, Default)]
pub struct Traffic {
    /// 1xx to 5xx.
    classes: [AtomicU64; 5],
    /// Requests answered within each bound, not added up; the last took longer.
    times: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Traffic {
    /// Counts an answer.
    pub(super) fn count(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        let place = BOUNDS.iter().position(|&ms| took <= Duration::from_millis(ms)).unwrap_or(BOUNDS.len());
        for counter in [self.classes.get(class), self.times.get(place)].into_iter().flatten() {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        self.micros.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
    }

    /// As Prometheus reads it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        out.push_str(
            "# HELP rondo_http_requests_total Requests answered.\n# TYPE rondo_http_requests_total counter\n",
        );
        for (i, count) in self.classes.iter().enumerate().skip(1) {
            let (class, count) = (i + 1, count.load(Ordering::Relaxed));
            let _ = writeln!(out, "rondo_http_requests_total{{status=\"{class}xx\"}} {count}");
        }
        out.push_str("# HELP rondo_http_request_seconds Time to the head of an answer.\n# TYPE rondo_http_request_seconds histogram\n");
        let mut so_far = 0;
        for (i, count) in self.times.iter().enumerate() {
            so_far += count.load(Ordering::Relaxed);
            let bound =
                BOUNDS.get(i).map_or_else(|| "+Inf".to_owned(), |ms| (*ms as f64 / 1000.0).to_string());
            let _ = writeln!(out, "rondo_http_request_seconds_bucket{{le=\"{bound}\"}} {so_far}");
        }
        let seconds = self.micros.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(
            out,
            "rondo_http_request_seconds_sum {seconds}\nrondo_http_request_seconds_count {so_far}"
        );
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_in_its_class_and_in_every_longer_time() {
        let traffic = Traffic::default();
        traffic.count(404, Duration::from_millis(30));
        let text = traffic.text();
        assert!(text.contains("rondo_http_requests_total{status=\"4xx\"} 1\n"));
        assert!(text.contains("bucket{le=\"0.025\"} 0\n"));
        assert!(text.contains("bucket{le=\"0.05\"} 1\n"));
        assert!(text.contains("bucket{le=\"+Inf\"} 1\n"));
    }
}
