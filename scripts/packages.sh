# Installs what a task needs, on Debian 12 and 13; silent where all is there.   need build | need test
debian() { . /etc/os-release; echo "${VERSION_ID:-0}"; }

packages_for() {
  local boost=1.81
  [ "$(debian)" = 12 ] || boost=
  case $1 in
    build) echo "g++ cmake ninja-build ccache mold pkg-config libboost${boost}-dev libboost-json${boost}-dev libpugixml-dev libyaml-cpp-dev
      libpq-dev libsqlite3-dev libcurl4-openssl-dev libssl-dev libspdlog-dev libfmt-dev prometheus-cpp-dev libcli11-dev
      libhowardhinnant-date-dev libsystemd-dev libhwy-dev libre2-dev libargon2-dev libcjose-dev libjansson-dev tzdata zlib1g-dev" ;;
    test) echo "libgtest-dev libgmock-dev postgresql pgbouncer openssl curl python3-aiosmtpd" ;;
    check) echo "git clang-format" ;;
    deep) if [ "$(debian)" = 12 ]; then echo "clang-16 clang-tools-16 clang-tidy-16 libclang-rt-16-dev"; else echo "clang clang-tools clang-tidy"; fi ;;
    monitoring) echo "prometheus prometheus-alertmanager curl python3" ;;
    node) echo "nodejs npm" ;;
    pages) echo "chromium fonts-inter" ;;
    xslt) echo "xsltproc" ;;
    fuzz) if [ "$(debian)" = 12 ]; then echo "clang-16 libclang-rt-16-dev libfuzzer-16-dev llvm-16"; else echo "clang libclang-rt-dev libfuzzer-19-dev llvm"; fi ;;
    package) echo "dpkg-dev file" ;;
  esac
}

need() {
  local missing=() p
  for kind in "$@"; do
    for p in $(packages_for "$kind"); do
      dpkg-query -W -f='${db:Status-Abbrev}' "$p" 2>/dev/null | grep -q '^ii' || missing+=("$p")
    done
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  ( flock 9; install_packages "${missing[@]}" ) 9>"/tmp/norekey-apt.lock.$(id -u)" || exit 1
}

install_packages() {
  local missing=("$@")
  say "installing ${#missing[@]} packages"
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  # The packages' scripts must not start services here (a database server's own cluster, say).
  local rc=/usr/sbin/policy-rc.d made=0
  [ -e $rc ] || { printf '#!/bin/sh\nexit 101\n' | $sudo tee $rc >/dev/null; $sudo chmod 755 $rc; made=1; }
  local ok=0
  { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/tmp/norekey-apt.$$ 2>&1 || ok=1
  [ $made = 0 ] || $sudo rm -f $rc
  [ $ok = 0 ] || { tail -20 /tmp/norekey-apt.$$ >&2; say "the packages could not be installed: ${missing[*]}"; exit 1; }
  rm -f /tmp/norekey-apt.$$
}
