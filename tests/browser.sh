#!/usr/bin/env bash
# Find a Chromium for the tests of the pages, or install Debian's where that is allowed.
# tests/browser.py looks in the same places.
set -uo pipefail

find_browser() {
  local name
  if [ -n "${CHROME:-}" ]; then
    [ -x "$CHROME" ] && echo "$CHROME"
    return
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    command -v "$name" && return
  done
  name="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
  [ -x "$name" ] && echo "$name"
}

if [ -n "${CHROME:-}" ] && [ ! -x "$CHROME" ]; then
  echo "rederive: CHROME names $CHROME, which is not a program; correct or unset it" >&2
  exit 1
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

if [ -z "$(find_browser)" ] && command -v apt-get >/dev/null && as_root true 2>/dev/null; then
  echo "Installing Debian's chromium for the tests of the pages"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get -qq update >/dev/null &&
    as_root apt-get -qq install --yes --no-install-recommends chromium >/dev/null
fi

browser=$(find_browser)
if [ -z "$browser" ]; then
  echo "rederive: the tests open the pages in a browser and found none; install Chromium or Google Chrome, or set CHROME to its path" >&2
  exit 1
fi
echo "Browser: $browser"
