#!/usr/bin/env bash
# Pictures of the demo company's pages into screenshots/, light, dark and narrow.
. "$(dirname "$0")/lib.sh"
command -v chromium >/dev/null 2>&1 || debian chromium
say "building Rondo"
cargo build --quiet --locked -p server
RONDO="$(target)/debug/rondo" npx playwright test --config e2e/screenshots.config.ts
say "look into screenshots/"
