# Shared by the scripts: say what is done, say what is missing, find or start what is needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '· %s\n' "$*"; }
die() { printf '\033[1mmissing:\033[0m %s\n' "$*" >&2; exit 1; }
need() { command -v "$1" >/dev/null 2>&1 || die "$1 — $2"; }

# Installs Debian packages, as root or by sudo; says what to do when it can do neither.
debian() {
  say "installing $* from Debian"
  local as=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "$*: run 'apt-get install $*' as root"
    as=(sudo)
  fi
  command -v apt-get >/dev/null 2>&1 || die "$*: install it by your system's package manager"
  "${as[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq "$@" >/dev/null
}

# The directory the build goes to.
target() { printf '%s' "${CARGO_TARGET_DIR:-target}"; }
