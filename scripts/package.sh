# ./dev package: build/norekey_VERSION_ARCH.deb
. scripts/packages.sh
need build package
say "building the release"
log=build/package.log
mkdir -p build
{ cmake --preset release && cmake --build --preset release --target norekey && (cd build/release && cpack -G DEB -B ..); } >"$log" 2>&1 || { tail -30 "$log" >&2; exit 1; }
ls build/norekey_*.deb
