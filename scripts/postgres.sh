#!/usr/bin/env bash
# A throw-away PostgreSQL cluster: `start DIR` prints its URL, `stop DIR` ends it. PostgreSQL refuses to run as root,
# so root lends it to a user of its own.
. "$(dirname "$0")/lib.sh"
dir=${2:?which directory}

bin() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  [ -x "$found/initdb" ] && { printf '%s' "$found"; return; }
  command -v initdb >/dev/null 2>&1 && { dirname "$(readlink -f "$(command -v initdb)")"; return; }
  return 1
}
as_user() {
  if [ "$(id -u)" = 0 ]; then
    id rondo-test >/dev/null 2>&1 || useradd --system --no-create-home --shell /bin/sh rondo-test
    chown rondo-test "$dir"
    su rondo-test -s /bin/sh -c "cd '$dir' && $*"
  else
    sh -c "cd '$dir' && $*"
  fi
}

case ${1:-} in
  start)
    bin >/dev/null || debian postgresql >&2
    pg=$(bin) || die "PostgreSQL's initdb: apt-get install postgresql"
    mkdir -p "$dir" && chmod 755 "$dir"
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM % 20000)))
    as_user "'$pg/initdb' -D '$dir/db' -U postgres -A trust -E UTF8 --locale=C >'$dir/initdb.log' 2>&1" || { cat "$dir/initdb.log" >&2; die "initdb failed"; }
    as_user "'$pg/pg_ctl' -D '$dir/db' -w -t 60 -l '$dir/log' -o \"-p $port -k '$dir' -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300\" start >/dev/null" \
      || { cat "$dir/log" >&2; die "PostgreSQL did not start"; }
    printf 'postgres://postgres@127.0.0.1:%s/postgres\n' "$port"
    ;;
  stop)
    pg=$(bin) || exit 0
    as_user "'$pg/pg_ctl' -D '$dir/db' -m immediate stop >/dev/null 2>&1" || true
    rm -rf "$dir"
    ;;
  *) echo "usage: postgres.sh start|stop DIR" >&2; exit 2 ;;
esac
