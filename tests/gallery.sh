#!/usr/bin/env bash
# Writes every page of the real window as PNG: empty, with the demo, and with a busy configuration (targets up, late and
# down; a receiver that takes and one that refuses); light and dark; 1280x800, 1920x1080 and 900x600. Its own X server, loopback only.
#   tests/gallery.sh DIR        MB_BIN names the program; without it the newest built one is taken
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
broken() { echo "tests/gallery.sh: $1" >&2; exit 1; }

[ $# = 1 ] || { echo "usage: tests/gallery.sh DIR" >&2; exit 2; }
command -v Xvfb >/dev/null || broken "Xvfb is missing: apt-get install xvfb"
if [ -z "${MB_BIN:-}" ]; then
  MB_BIN=$(ls -t "$top"/.build/{release,test}/bin/meterbench 2>/dev/null | head -n 1 || true)
  [ -n "$MB_BIN" ] || broken "no program is built; run installers/run.sh or tests/run.sh first, or name one in MB_BIN"
fi
mkdir -p "$1" || broken "$1 cannot be made"
out=$(cd "$1" && pwd)
scratch=$(mktemp -d)
started=()
finish() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap finish EXIT

# Waits until a file has a line; a program that says its port or display writes it there.
line_of() {
  for _ in $(seq 200); do
    [ -s "$1" ] && { head -n 1 "$1"; return; }
    sleep 0.05
  done
  broken "$2 did not start within 10 s"
}

# An X server on a free display, one per window, so that windows do not cover each other.
display() {
  Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp 3>"$scratch/display.$1" >/dev/null 2>"$scratch/xvfb.$1" &
  started+=($!)
}

# One window on its own display: NAME, then what meterbench is given.
look() {
  local name=$1 number=$2
  shift 2
  mkdir -p "$out/$name"
  env -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS DISPLAY=":$number" QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR=1 LC_ALL=C.UTF-8 TMPDIR="$scratch" \
    XDG_RUNTIME_DIR="$scratch" "$MB_BIN" "$@" --gateway.listen-address= --gateway.storage-path="$scratch/$name-gateway" --settings="$scratch/$name.ini" --pictures="$out/$name" \
    >"$scratch/$name.out" 2>&1 &
  windows+=($!)
  started+=($!)
  names+=("$name")
}

python3 "$top/tests/gallery/exporters.py" >"$scratch/port" &
started+=($!)
port=$(line_of "$scratch/port" "tests/gallery/exporters.py")
sed "s/PORT/$port/g" "$top/tests/gallery/busy.yml" >"$scratch/busy.yml"

windows=()
names=()
for name in empty demo busy; do display $name; done
look empty "$(line_of "$scratch/display.empty" Xvfb)"
look demo "$(line_of "$scratch/display.demo" Xvfb)" demo
look busy "$(line_of "$scratch/display.busy" Xvfb)" "$scratch/busy.yml"

bad=0
for i in "${!windows[@]}"; do
  code=0
  wait "${windows[$i]}" || code=$?
  # Lines of the program's own log are part of the picture (a receiver refuses); anything else, such as Qt's warnings, is not.
  said=$(grep -v '^time=' "$scratch/${names[$i]}.out" || true)
  if [ "$code" != 0 ] || [ -n "$said" ]; then
    printf 'tests/gallery.sh: the window %s ended with %s and said:\n%s\n' "${names[$i]}" "$code" "$said" >&2
    bad=1
  fi
done
count=$(find "$out" -name '*.png' -newer "$scratch/port" | wc -l)
echo "$count pictures in $out, $SECONDS s"
exit $bad
