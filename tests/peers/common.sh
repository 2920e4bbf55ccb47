# Ground of both peers, sourced by their `up` and `down`: packages, state folder, users, PostgreSQL
# clusters copied from a template, processes stopped by their pid file. It knows no shop and no ERP.

PEERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PGBIN=/usr/lib/postgresql/15/bin
STARTED=$(date +%s%N)

say() {
  local tenths=$((($(date +%s%N) - STARTED) / 100000000))
  echo "[$PEER $((tenths / 10)).$((tenths % 10))s] $*" >&2
}

fail() {
  say "$*"
  exit 1
}

hash_of() {
  sha256sum <"$1" | cut -c1-16
}

# as_user NAME COMMAND...: as that user when we are root, else as ourselves.
as_user() {
  (cd / && exec $(user_words "$1") "${@:2}")
}

# user_words NAME: the words before a command that make it run as that user.
user_words() {
  [ "$(id -u)" -ne 0 ] ||
    echo "setpriv --reuid $1 --regid $(id -g "$1") --init-groups env HOME=/nonexistent"
}

# own_by NAME PATH...: gives the paths to that user when we are root.
own_by() {
  [ "$(id -u)" -ne 0 ] || chown -R "$1:" "${@:2}"
}

# need_packages NAME...: installs what is missing; no service of theirs is started.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" -eq 0 ] || fail "missing packages: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  mkdir -p "$STATE/cache"
  export PEERS_STATE=$STATE
  (
    flock 9
    deny_services
    apt_install "${missing[@]}" || { apt-get -qq update && apt_install "${missing[@]}"; }
  ) >"$STATE/cache/packages.log" 2>&1 9>"/tmp/norekey-apt.lock.$(id -u)" ||
    { tail -20 "$STATE/cache/packages.log" >&2; fail "apt-get install failed"; }
}

# Until this subshell ends, packages start no service and make no PostgreSQL cluster of their own.
deny_services() {
  local deny=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.conf
  mkdir -p /etc/postgresql-common
  [ -e $cluster ] || echo 'create_main_cluster = false' >$cluster
  [ -e $deny ] && return
  trap "rm -f $deny" EXIT
  printf '#!/bin/sh\nexit 101\n' >$deny
  chmod 755 $deny
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Options::=--force-confold install -y --no-install-recommends "$@"
}

# state_folder: sets STATE from PEERS_STATE (default build/peers of this checkout). The services run
# under their own users, so a folder these cannot enter (a checkout in /root) is swapped for one in
# /var/tmp.
state_folder() {
  STATE=${PEERS_STATE:-$(cd "$PEERS/../.." && pwd)/build/peers}
  mkdir -p "$STATE"
  chmod 755 "$STATE"
  STATE=$(cd "$STATE" && pwd)
  if [ "$(id -u)" -eq 0 ] && ! as_user nobody test -x "$STATE"; then
    local open
    open=/var/tmp/norekey-peers-$(echo "$STATE" | sha256sum | cut -c1-8)
    say "other users cannot enter $STATE: using $open"
    STATE=$open
    mkdir -p "$STATE"
    chmod 755 "$STATE"
  fi
  mkdir -p "$STATE/cache"
  export PEERS_STATE=$STATE
}

port_is_free() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

need_free_ports() {
  local port
  for port in "$@"; do
    port_is_free "$port" || fail "port $port is taken by something else: set another one"
  done
}

# runs PIDFILE WORD: the process lives and its command line holds WORD (pids are used again).
runs() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null &&
    { [ ! -d /proc/self ] || tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$2"; }
}

# lives PIDFILE: the same for a process just started, whose command line may not be there yet.
lives() {
  kill -0 "$(cat "$1")" 2>/dev/null
}

# stop_process PIDFILE WORD: asks, waits up to ten seconds, insists.
stop_process() {
  local pid
  if runs "$1" "$2"; then
    pid=$(cat "$1")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$1"
}

# --- PostgreSQL: one cluster a peer, loopback TCP only, tuned for tests (fsync off) ---

# pg_create FOLDER SUPERUSER: an empty cluster that trusts loopback.
pg_create() {
  mkdir -p "$1"
  own_by postgres "$1"
  chmod 700 "$1"
  as_user postgres $PGBIN/initdb -D "$1" -U "$2" -A trust -E UTF8 --locale=C.UTF-8 \
    --wal-segsize=1 --no-sync >/dev/null
  echo "include = 'peer.conf'" >>"$1/postgresql.conf"
}

# pg_start FOLDER PORT [SETTING...]
pg_start() {
  local folder=$1 port=$2
  {
    cat <<-CONF
	listen_addresses = '127.0.0.1'
	port = $port
	unix_socket_directories = ''
	dynamic_shared_memory_type = mmap
	fsync = off
	synchronous_commit = off
	full_page_writes = off
	shared_buffers = 64MB
	max_connections = 80
	max_wal_size = 256MB
	timezone = 'UTC'
	CONF
    printf '%s\n' "${@:3}"
  } >"$folder/peer.conf"
  own_by postgres "$folder/peer.conf"
  as_user postgres $PGBIN/pg_ctl -D "$folder" -w -s -t 60 -l "$folder/server.log" start >&2 ||
    { tail -5 "$folder/server.log" >&2; fail "PostgreSQL did not start on port $port"; }
}

# pg_stop FOLDER: fast, so that a start with --keep finds every commit.
pg_stop() {
  [ -s "$1/postmaster.pid" ] || return 0
  as_user postgres $PGBIN/pg_ctl -D "$1" -w -s -t 30 -m fast stop >&2 ||
    as_user postgres $PGBIN/pg_ctl -D "$1" -w -s -m immediate stop >&2 || true
}

# pg_sql PORT USER DATABASE [psql argument...]
pg_sql() {
  $PGBIN/psql -h 127.0.0.1 -p "$1" -U "$2" -d "$3" -v ON_ERROR_STOP=1 -qtA "${@:4}"
}
