#!/usr/bin/env bash
# Imports real data by documented commands alone, on SQLite and on PostgreSQL, and compares what comes out to the last
# digit. The data stands beside the project, in ../shared/data or where RONDO_SHARED_DATA says; without it there is
# nothing to do. $RONDO is the program; without it a debug build is made.
. "$(dirname "$0")/lib.sh"
data=${RONDO_SHARED_DATA:-../shared/data}
if [ ! -d "$data/maven" ]; then
  say "no real data in $data: nothing to compare"
  exit 0
fi
need python3 "it compares the figures (Debian: apt-get install python3)"
if [ -z "${RONDO:-}" ]; then
  say "building Rondo"
  cargo build --quiet --locked -p server
  RONDO="$(target)/debug/rondo"
fi
dir=$(mktemp -d -t rondo-real-XXXXXX)
cluster=
finish() {
  [ -z "$cluster" ] || bash scripts/postgres.sh stop "$cluster" || true
  rm -rf "$dir"
}
trap finish EXIT

say "tables of csv-spectrum, csvkit and the data loader, encodings and dates"
RONDO_SHARED_DATA=$(realpath "$data") cargo test --quiet -p tabular --test files --test dates

say "opportunities, on SQLite"
python3 scripts/test_real.py --rondo "$RONDO" --data "$data" --name SQLite -- --data "$dir/sqlite"

server=${TEST_POSTGRES:-}
if [ -z "$server" ]; then
  cluster=$(mktemp -d -t rondo-pg-XXXXXX)
  server=$(bash scripts/postgres.sh start "$cluster")
fi
say "opportunities, on PostgreSQL"
name="rondo_real_$$"
base=${server%/*}
need psql "it makes the database (Debian: apt-get install postgresql-client)"
psql -q "$server" -c "CREATE DATABASE $name TEMPLATE template0 ENCODING 'UTF8'"
status=0
python3 scripts/test_real.py --rondo "$RONDO" --data "$data" --name PostgreSQL -- --database "$base/$name" || status=$?
psql -q "$server" -c "DROP DATABASE IF EXISTS $name WITH (FORCE)"
exit $status
