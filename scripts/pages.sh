# The console's pages in Debian's Chromium, against the real daemon with the recorded demo; and the third-party files they use.
command -v node >/dev/null || need node
need pages
pages_packages() { (cd tests/pages && { { [ -d node_modules/playwright-core ] && npm ls >/dev/null 2>&1; } || npm ci --ignore-scripts --no-audit --no-fund; }); }
stage "pages packages" pages_packages
stage "pages third-party files" node scripts/console_vendor.mjs --check
stage "pages" node --test --test-concurrency=2 tests/pages/test/
