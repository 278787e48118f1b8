#!/usr/bin/env bash
# Builds and restarts whenever a source changes; the front end is watched by npm.
. "$(dirname "$0")/lib.sh"
npm run --silent watch &
watcher=$!
trap 'kill $watcher 2>/dev/null' EXIT
need watchexec "cargo install watchexec-cli"
watchexec -r -e rs -- cargo run --quiet -p server -- --data ./data serve --demo
