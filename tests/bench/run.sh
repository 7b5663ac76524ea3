#!/usr/bin/env bash
# A table of ratios: our agent beside Prometheus's agent and vmagent, one after the other under the same load.
#   tests/bench/run.sh [--quick]
# MB_BIN: the program (.build/release/bin/meterbench). MB_PEERS: folder of tests/peers/fetch.sh (.build/peers).
# MB_BENCH: folder of the bench kit (../shared/bench beside the checkout); without one, own_load.py is the load.
# --quick: fewer targets, shorter intervals and runs (five minutes); its ratios are coarser.
# Every line of figures goes to .build/bench/figures.txt; a ratio of 0.10 says that ours needs a tenth.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top"
broken() { echo "tests/bench/run.sh: $1" >&2; exit 1; }
seconds=60 outage=40 many=100 wide=500 short=5 long=10
case "${1:-}" in
  "") ;;
  --quick) seconds=10 outage=8 many=40 wide=80 short=2 long=4 ;;
  *) broken "unknown word \"$1\"; the only one is --quick" ;;
esac
ours=${MB_BIN:-$top/.build/release/bin/meterbench}
peers=${MB_PEERS:-$top/.build/peers}
kit=${MB_BENCH:-$top/../shared/bench}
[ -x "$ours" ] || broken "$ours is not there; build it by installers/run.sh or name another by MB_BIN"
[ -x "$peers/usr/bin/prometheus" ] || tests/peers/fetch.sh "$peers" || broken "the peer programs could not be fetched"
mkdir -p .build/bench
figures=$top/.build/bench/figures.txt
: >"$figures"

program_of() {
  case "$1" in
    ours) echo "$ours" ;;
    prometheus-agent) echo "$peers/usr/bin/prometheus" ;;
    vmagent) echo "$peers/usr/bin/vmagent" ;;
  esac
}

# measure ROW COMMAND…: runs COMMAND KIND PROGRAM REST… for each kind; {} stands for KIND PROGRAM.
measure() {
  local row=$1 kind line
  shift
  for kind in ours prometheus-agent vmagent; do
    echo "… $row: $kind" >&2
    line=$("$1" "$kind" "$(program_of "$kind")" "${@:2}" 2>&1 | tail -n 1) || true
    printf 'row=%s %s\n' "$row" "$line" >>"$figures"
    case "$line" in kind=*) ;; *) echo "  no figures: $line" >&2 ;; esac
  done
}

if [ -f "$kit/run_agent.sh" ]; then
  export BENCH_BUILD=$top/.build/bench-tools
  make -s -C "$kit" B="$BENCH_BUILD" "$BENCH_BUILD/exporter" "$BENCH_BUILD/sink" || broken "the tools of $kit do not build"
  measure "${many}x1000@${short}s" "$kit/run_agent.sh" "$many" 1000 "$short" "$seconds"
  measure "${wide}x1000@${long}s" "$kit/run_agent.sh" "$wide" 1000 "$long" "$seconds"
  EXPORTER_ARGS='--variants 8 --churn-secs 10' measure "hostile@${short}s" "$kit/run_agent.sh" "$many" 1000 "$short" "$seconds"
  for signal in TERM KILL; do
    measure "crash-$signal" "$kit/run_crash.sh" "$signal" "$many" 1000 "$short" "$outage"
  done
else
  echo "There is no bench kit in $kit; a small load of our own is used." >&2
  load=$top/tests/bench/own_load.py
  measure 20x200@1s "$load" 20 200 "$seconds"
  measure hostile@1s "$load" 20 200 "$seconds" --hostile
fi
exec python3 tests/bench/ratios.py "$figures"
