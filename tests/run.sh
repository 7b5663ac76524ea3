#!/usr/bin/env bash
# Installs what is missing, builds everything once with its tests, runs them all; the last line counts them.
#   tests/run.sh [arguments for ctest]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"
step() { echo "== $1"; }
broken() { echo "tests/run.sh: $1" >&2; exit 1; }

step "Packages"
installers/install_packages.sh --tests || broken "installing packages failed; see above"
step "Peers"
tests/peers/fetch.sh .build/peers || broken "fetching the peer programs from Debian's archive failed; see above"
step "Building"
mkdir -p .build
cmake --preset test >.build/configure.log 2>&1 || {
  tail -n 20 .build/configure.log >&2
  broken "configuring failed; .build/configure.log has it all"
}
ninja -C .build/test || broken "building failed at the first error above"
step "Testing"
export LC_ALL=C.UTF-8
ctest --test-dir .build/test -j2 --output-on-failure --no-tests=error "$@"
