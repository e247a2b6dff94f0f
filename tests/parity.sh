#!/usr/bin/env bash
# Imports and builds a copy of a Hugo site, and compares what is published with what Hugo publishes. The site and the measure lie beside
# the project and are not part of it: without them this prints a line and passes. The exit status says whether every measure reaches its bar.
#
#   tests/parity.sh [STOOP]     STOOP: the binary; `cargo run` if not given
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
shared="${STOOP_SHARED:-$root/../shared}"
if [ ! -d "$shared/parity" ] || [ ! -d "$shared/corpus/falco-2024" ]; then
  echo "skipped: there is no corpus in $shared"
  exit 0
fi
if [ $# -gt 0 ]; then
  stoop="$1"
else
  (cd "$root" && cargo build --locked --quiet)
  stoop="${CARGO_TARGET_DIR:-$root/target}/debug/stoop"
fi

python=python3
if ! python3 -c 'import selectolax' 2>/dev/null; then
  venv="${XDG_CACHE_HOME:-$HOME/.cache}/stoop-ci/parity"
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/python" -c 'import selectolax' 2>/dev/null || "$venv/bin/python" -m pip install --quiet selectolax
  python="$venv/bin/python"
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp -R "$shared/corpus/falco-2024" "$work/site"
chmod -R u+w "$work/site"
"$stoop" import hugo "$work/site" >"$work/report"
tail -n 1 "$work/report"
if ! "$stoop" build --root "$work/site" --base-url https://falco.org --timings 2>"$work/findings"; then
  cat "$work/findings"
  exit 1
fi
tail -n 14 "$work/findings"
"$python" "$root/tests/parity_gate.py" "$shared" "$work/site/public"
