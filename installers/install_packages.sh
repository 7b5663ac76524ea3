#!/usr/bin/env bash
# Installs what packages.txt names and this machine lacks, from Debian's archive; with sudo when not root.
#   installers/install_packages.sh [--tests]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wanted=$(sed -e 's/#.*//' -e '/^$/d' "$here/packages.txt")
if [ "${1:-}" = --tests ]; then
  wanted=${wanted//test:/}
else
  wanted=$(printf '%s\n' "$wanted" | grep -v '^test:')
fi

command -v dpkg-query >/dev/null || {
  echo "This script installs with apt-get, which this system lacks. Install the equivalents of installers/packages.txt by hand." >&2
  exit 1
}
# shellcheck disable=SC2086
have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' || true)
missing=$(comm -23 <(printf '%s\n' "$wanted" | sort) <(printf '%s\n' "$have" | sort))
[ -n "$missing" ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || {
    printf 'These packages are missing, and neither root nor sudo is at hand to install them:\n%s\n' "$missing" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "Installing from Debian's archive:" $missing
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"${as_root[@]}" apt-get update -q >"$said" 2>&1 || {
  cat "$said" >&2
  echo "apt-get update failed: is the network there, and do the sources in /etc/apt name Debian 12 (bookworm)?" >&2
  exit 1
}
# shellcheck disable=SC2086
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >"$said" 2>&1 || {
  tail -n 20 "$said" >&2
  echo "apt-get install failed; the lines above name the package. Debian 12 (bookworm) main has all of them." >&2
  exit 1
}
