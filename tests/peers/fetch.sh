#!/usr/bin/env bash
# Unpacks Debian's peer programs into a folder. Unpacked, not installed: an installed package would start its service.
#   tests/peers/fetch.sh FOLDER        afterwards FOLDER/usr/bin has prometheus, victoria-metrics, vmagent …
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
packages="prometheus victoria-metrics prometheus-pushgateway prometheus-node-exporter nginx"
for package in $packages; do
  [ ! -e "$folder/.$package" ] || continue
  work=$(mktemp -d)
  chmod 755 "$work" # apt's own user must see it
  (
    cd "$work"
    apt-get download "$package" >/dev/null 2>&1 || {
      if [ "$(id -u)" = 0 ]; then apt-get update -q >/dev/null; else sudo apt-get update -q >/dev/null; fi
      apt-get download "$package" >/dev/null
    }
    dpkg-deb -x "$package"_*.deb "$folder"
  )
  rm -rf "$work"
  touch "$folder/.$package"
done
