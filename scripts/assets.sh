#!/usr/bin/env bash
# Builds the front end into assets/dist; npm packages come first, once.
. "$(dirname "$0")/lib.sh"
need node "install Node.js 20 or later (Debian: apt-get install nodejs npm)"
need npm "install npm (Debian: apt-get install npm)"
need cargo "install Rust from https://rustup.rs"
need cc "a C compiler builds SQLite (Debian: apt-get install build-essential)"
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "fetching the npm packages"
  npm ci --silent --no-audit --no-fund
fi
say "building the front end"
npm run --silent build
