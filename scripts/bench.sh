#!/usr/bin/env bash
# Builds a release and measures it; the table goes to stdout. BENCH_CONTACTS makes it smaller.
. "$(dirname "$0")/lib.sh"
need sqlite3 "the import is compared with it (Debian: apt-get install sqlite3)"
contacts=${BENCH_CONTACTS:-1000000}
dir=${BENCH_DIR:-$(mktemp -d -t rondo-bench-XXXXXX)}
[ -n "${BENCH_DIR:-}" ] || trap 'rm -rf "$dir"' EXIT
say "building a release"
cargo build --release --locked --quiet -p server -p bench
"$(target)/release/bench" --rondo "$(target)/release/rondo" --dir "$dir" --contacts "$contacts" --companies $((contacts / 10))
