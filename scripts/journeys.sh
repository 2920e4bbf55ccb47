# The journeys: the real daemon between a real shop and a real ERP. Small here; node tests/journeys/orders.mjs --full is the full size.
command -v node >/dev/null || need node
console_tests() { npm --prefix tests/console ci --no-audit --no-fund && node --test tests/console/api/; }
stage "journey driver" node --test tests/journeys/test/
stage "demo" tests/journeys/demo.sh
stage "console" console_tests
stage "bad input" node tests/journeys/bad-input.mjs
[ "$(id -u)" != 0 ] || stage "full disk" node tests/journeys/full-disk.mjs
stage "daemon killed under load" node tests/crash/daemon.mjs
stage "journey orders" node tests/journeys/orders.mjs
stage "journey orders, poll only" node tests/journeys/orders.mjs --mode poll --kills 2
stage "journey of the stock" node tests/journeys/stock.mjs
stage "journey of what becomes of an order" node tests/journeys/status.mjs
stage "journey of the books" node tests/journeys/reconcile.mjs
stage "journey of the console" node tests/journeys/console.mjs
stage "journey restore" node tests/journeys/restore.mjs
stage "journey of the releases" node tests/journeys/release.mjs
stage "journey of the rep who left" node tests/journeys/rep-left.mjs
stage "journey of the commissions" node tests/journeys/commissions.mjs
stage "journey of the territories" node tests/journeys/owners.mjs
stage "journey of a partner" node tests/journeys/edi.mjs
