#!/usr/bin/env bash
# The .deb in a clean Debian 12 with a real systemd, as IT would use it: install, doctor, kill, hang, break, a second company, upgrade, remove, purge.
# Needs root and debootstrap; takes some four minutes. Mirror and keys are those of this machine.   tests/package/installed.sh FILE.deb
set -euo pipefail
deb=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
root=$work/root failed=0
say() { printf '[%s] %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
finish() {
  [ -z "${boot:-}" ] || { kill -9 "$(pgrep -P "$boot")" 2>/dev/null || true; wait "$boot" 2>/dev/null || true; }
  rm -rf --one-file-system "$work"
}
trap finish EXIT
inside() { nsenter -t "$init" -m -p -u -i "$@"; }
check() { # sentence command...
  local sentence=$1
  shift
  if "$@" >"$work/out" 2>&1; then say "ok    $sentence"; else failed=$((failed + 1)); say "WRONG $sentence"; sed 's/^/      /' "$work/out" | tail -20 >&2; fi
}
within() { # seconds command...: until it succeeds
  local until=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $until ] || { "$@"; return 1; }; sleep 0.5; done
}

say "a clean Debian 12"
mirror=$(sed -sn 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb  *\([^ ]*\) .*/\1/p' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -1 || true)
debootstrap --include=systemd,systemd-sysv,dbus,ca-certificates,curl bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log" >&2; exit 1; }
cp /etc/resolv.conf "$root/etc/"
cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
if [ -f /etc/apt/sources.list.d/debian.sources ]; then rm -f "$root/etc/apt/sources.list"; cp /etc/apt/sources.list.d/debian.sources "$root/etc/apt/sources.list.d/"; fi
mkdir -p "$root/pkg"
cp "$deb" "$root/pkg/norekey.deb"
unshare --mount --pid --uts --ipc --fork --kill-child bash "$here/boot.sh" "$root" >"$work/boot.log" 2>&1 &
boot=$!
sleep 1
init=$(pgrep -P "$boot")
within 60 inside systemctl is-system-running --wait || true

install() { inside env DEBIAN_FRONTEND=noninteractive apt-get "$@"; }
main_pid() { inside systemctl show -P MainPID norekey; }
restarted() { [ "$(main_pid)" != "$1" ] && [ "$(main_pid)" != 0 ] && inside systemctl is-active norekey; }
count_of() { inside norekey orders --json | grep -c '"number"' || true; }

check "no compiler is there" bash -c "! ls $root/usr/bin/g++ $root/usr/bin/gcc $root/usr/bin/cc"
check "apt installs it" install install -y --no-install-recommends -o Dpkg::Use-Pty=0 /pkg/norekey.deb
check "the user is there" inside id norekey
check "its config is accepted" inside norekey check
check "the pages that its messages name are there" ls "$root"/usr/share/doc/norekey/{install,config,commands,edi,sync,alerts}.md
check "a partner's example is there" ls "$root/usr/share/norekey/examples/partners/channels.yaml" "$root/usr/share/norekey/examples/mappings/README.md" "$root/usr/share/norekey/openapi.yaml"
check "the service is active" within 20 inside systemctl is-active norekey
check "it runs as its user" bash -c "[ \"\$(stat -c %U /proc/\$(nsenter -t $init -m -p systemctl show -P MainPID norekey)/ 2>/dev/null || nsenter -t $init -m -p stat -c %U /proc/$(main_pid))\" != root ]"
check "it is ready" within 10 inside curl -fsS http://127.0.0.1:8642/readyz
check "doctor is clean" inside norekey doctor
check "systemd-analyze finds an exposure of 1.5 at most" bash -c "nsenter -t $init -m -p systemd-analyze security --no-pager norekey | tail -1 | awk '{for (i = 1; i <= NF; ++i) if (\$i ~ /^[0-9.]+\$/) exit !(\$i <= 1.5)}'"
check "an ordinary user cannot read the secrets or the store" bash -c "! nsenter -t $init -m -p su nobody -s /bin/sh -c 'cat /etc/norekey/norekey.yaml /var/lib/norekey/store.db'"

before=$(main_pid)
inside kill -9 "$before"
check "killed, it is back within 10 seconds" within 10 restarted "$before"
before=$(main_pid)
say "the daemon hangs; the watchdog waits a minute"
inside kill -STOP "$before"
check "hung, the watchdog starts it again" within 100 restarted "$before"
check "and the journal says so" bash -c "nsenter -t $init -m -p journalctl -u norekey --no-pager | grep -q 'Watchdog timeout'"

inside cp /etc/norekey/norekey.yaml /root/good.yaml
inside bash -c 'echo "http: { port: many }" >/etc/norekey/norekey.yaml'
check "check names the mistake" bash -c "nsenter -t $init -m -p norekey check 2>&1 | grep -q 'norekey.yaml:1:15'"
inside systemctl restart norekey 2>/dev/null || true
check "a config that cannot work ends in failed" within 90 bash -c "nsenter -t $init -m -p systemctl is-failed norekey"
check "and OnFailure tells it" within 20 bash -c "nsenter -t $init -m -p journalctl -t norekey --no-pager | grep -q 'norekey.service has failed and was given up'"
inside cp /root/good.yaml /etc/norekey/norekey.yaml
inside systemctl reset-failed norekey
check "mended, it starts" inside systemctl start norekey

# What install.md says of several companies is done as it says it.
sed -n '/^## Several companies/,/^## /s/^    //p' "$root/usr/share/doc/norekey/install.md" >"$root/root/west.sh"
check "a second company runs beside it, by the words of install.md" bash -c "[ -s $root/root/west.sh ] && nsenter -t $init -m -p bash -e /root/west.sh"
check "and is ready on its own port" within 10 inside curl -fsS http://127.0.0.1:8643/readyz
check "its doctor is clean" inside norekey --config /etc/norekey/west doctor
inside sed -i 's|^control-socket:.*|control-socket: /run/norekey/control.sock|' /etc/norekey/west/norekey.yaml
check "a command never speaks to another company's daemon" bash -c "nsenter -t $init -m -p norekey --config /etc/norekey/west orders 2>&1 | grep -q 'runs from /etc/norekey, not from /etc/norekey/west'"
inside systemctl disable --now norekey@west

check "the same package over itself keeps config and data" install install -y --reinstall -o Dpkg::Use-Pty=0 /pkg/norekey.deb
check "and the service is active" within 20 inside systemctl is-active norekey
check "removal succeeds" install remove -y -o Dpkg::Use-Pty=0 norekey
check "removal stops the service" bash -c "! nsenter -t $init -m -p systemctl is-active norekey"
check "removal leaves the data and the config" inside ls /var/lib/norekey/store.db /etc/norekey/norekey.yaml
check "purge succeeds" install purge -y -o Dpkg::Use-Pty=0 norekey
check "purge takes the data and the config" bash -c "! nsenter -t $init -m -p ls /var/lib/norekey /etc/norekey"
[ $failed = 0 ] || { say "$failed wrong"; exit 1; }
say "all as it should be"
