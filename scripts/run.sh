# ./dev run: the demo. Recorded orders of a real shop go into a file ERP, with the sales credit on them.
. scripts/packages.sh
need build
mkdir -p build
if [ ! -x build/demo/norekey ] || [ -n "$(find app flow console connectors adapters edi credit mapping queue net config core cmake CMakeLists.txt -newer build/demo/norekey -print -quit)" ]; then
  say "building (a few minutes the first time)"
  cmake -S . -B build/demo -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1 -Wno-maybe-uninitialized" -DNOREKEY_TESTS=OFF \
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=8 >build/demo.log 2>&1 || { tail -20 build/demo.log >&2; exit 1; }
  if [ -t 2 ]; then cmake --build build/demo --target norekey; else cmake --build build/demo --target norekey >>build/demo.log 2>&1 || { grep -E -A5 'error|FAILED' build/demo.log | head -40 >&2; exit 1; }; fi
fi
demo=.run/demo
rm -rf "$demo"
mkdir -p "$demo"
cp -r config/examples/demo/. "$demo/"
mkdir "$demo/waiting"
mv "$demo"/orders/*.json "$demo/waiting/"
norekey="build/demo/norekey --config $demo"
$norekey serve 2>"$demo/norekey.log" &
daemon=$!
stop() { trap - INT TERM EXIT; kill -TERM $daemon 2>/dev/null; wait $daemon; say "stopped; the log is $demo/norekey.log"; exit 0; }
trap stop INT TERM EXIT
for _ in $(seq 100); do curl_ok=$( (exec 3<>/dev/tcp/127.0.0.1/8642) 2>/dev/null && echo yes || true); [ -n "$curl_ok" ] && break; kill -0 $daemon 2>/dev/null || { cat "$demo/norekey.log" >&2; exit 1; }; sleep 0.1; done
say "the daemon runs: http://127.0.0.1:8642/healthz, log $demo/norekey.log"
n=0; total=$(ls "$demo/waiting" | wc -l)
for f in "$demo"/waiting/*.json; do
  n=$((n + 1)); mv "$f" "$demo/orders/"
  printf '\rorders placed in the shop: %d of %d' $n "$total" >&2; sleep 0.1
done
printf '\n' >&2
for _ in $(seq 60); do
  sleep 0.5
  done_now=$($norekey orders --json | tr '{' '\n' | grep -cE '"state":"(delivered|parked|cancelled)"' || true)
  printf '\rsettled: %d of %d' "$done_now" "$total" >&2
  [ "$done_now" -ge "$total" ] && break
done
printf '\n\n' >&2
link=$($norekey users link demo --role admin)
$norekey orders
printf '\nThe ERP got %d order files, such as %s:\n' "$(ls "$demo/erp/in/taken" | wc -l)" "$(ls "$demo"/erp/in/taken/*6CW5XKRNRSGR7WET*)"
cat "$demo"/erp/in/taken/*6CW5XKRNRSGR7WET*
echo
$norekey parked || true
cat <<TEXT

The console, signed in as an administrator (the link works once; $norekey users link demo  makes another):
  $link

Try next (in another terminal, in this folder):
  $norekey trace 6CW5XKRNRSGR7WET            one order's whole journey
  $norekey trace PO-DECL                     the same, by the customer's PO number
  $norekey lookups set items ELE-1181 0004725555   what is parked for it goes by itself
  ls $demo/erp/in/taken $demo/erp/out        the ERP's files
  cat $demo/orders/acknowledged/*.txt        what the shop is told
  cat $demo/orders/stock/*.txt $demo/orders/prices/*.txt   the ERP's stock and prices, as the shop shows them
  $norekey doctor

Ctrl-C stops the demo.
TEXT
wait $daemon
