#!/bin/sh
# Makes sure that there is a Chromium for the tests that drive the chat page.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

for browser in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$browser" >/dev/null 2>&1; then exit 0; fi
done

may_apt || fail "The tests need a browser, and there is none on PATH: install Chromium (Debian: apt-get install chromium)," \
    "then run this again."

install_chromium() {
    apt_update
    apt_install chromium
}

make_folder "$LOG_FOLDER"
run_step chromium "Installing Chromium from the system's packages" install_chromium ||
    explain chromium "Installing Chromium"
command -v chromium >/dev/null 2>&1 ||
    fail "The system's package 'chromium' brought no browser: install Chromium or Google Chrome by hand, then run this again."
