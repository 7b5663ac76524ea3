#!/usr/bin/env bash
# Installs what is missing, builds a release, starts the workbench with the demo.
#   installers/run.sh [-- arguments for meterbench]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"
[ "${1:-}" != -- ] || shift
step() { echo "== $1" >&2; }
broken() { echo "installers/run.sh: $1" >&2; exit 1; }

installers/install_packages.sh || broken "step 1 of 3, installing packages, failed; see above"
if [ ! -f .build/release/build.ninja ]; then
  step "Configuring"
  mkdir -p .build
  cmake --preset release >.build/configure-release.log 2>&1 || {
    tail -n 20 .build/configure-release.log >&2
    broken "step 2 of 3, configuring, failed; .build/configure-release.log has it all"
  }
fi
if ! ninja -C .build/release -n | grep -q 'no work to do'; then
  step "Building a release (some minutes the first time)"
  ninja -C .build/release || broken "step 3 of 3, building, failed at the first error above"
fi
program=$top/.build/release/bin/meterbench
[ $# -gt 0 ] || set -- demo
if [ "$1" = demo ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -z "${QT_QPA_PLATFORM:-}" ]; then
  step "No display: the demo runs without a window (Ctrl+C ends it)"
  set -- demo --headless "${@:2}"
fi
exec "$program" "$@"
