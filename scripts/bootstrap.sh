#!/bin/sh
# Makes .venv ready: brings uv and Python 3.10 where they are missing, and installs what uv.lock names.
# Does nothing, in a fraction of a second, when all of that is done.
#
#   scripts/bootstrap.sh          what the bot needs to run
#   scripts/bootstrap.sh --dev    and what its tests need
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

UV_VERSION=0.13.9
FRESH_KB=5242880 # a fresh .venv with the downloads beside it: about 5 GB
UPDATE_KB=1048576
STAMP=.venv/.wlb-stamp
UNFINISHED=.tools/unfinished

# Python comes from this machine, from pyenv or from Debian's packages, never from a code host.
export UV_PYTHON_DOWNLOADS=never
# An environment that is active in the calling shell, or set for another project, has no say here.
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT PYTHONHOME PYTHONPATH
# Trust the certificates that the machine trusts, where it has a list of them.
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
fi

case "${1:-}" in
--dev) group=dev ;;
"") group=run ;;
*) fail "Usage: scripts/bootstrap.sh [--dev]" ;;
esac

# What the environment was made from. Another folder counts: scripts in .venv/bin hold the path of their interpreter.
inputs() {
    cksum uv.lock pyproject.toml
    pwd -P
    .venv/bin/python -VV 2>&1
}

stamped_group() {
    if [ -f "$STAMP" ]; then sed -n 1p "$STAMP"; fi
}

is_ready() {
    [ -f "$STAMP" ] && [ -x .venv/bin/python ] || return 1
    [ "$group" = run ] || [ "$(stamped_group)" = dev ] || return 1
    [ "$(sed 1d "$STAMP")" = "$(inputs)" ]
}

# --- Python 3.10 ------------------------------------------------------------------------------------------------------

# Print the interpreter's own path if it is a CPython 3.10 that runs and has what Rasa needs of the standard library.
# A pyenv shim exists, and fails, for versions that are not switched on.
try_python() {
    "$1" -c 'import ctypes, sqlite3, ssl, sys, zlib
assert sys.version_info[:2] == (3, 10) and sys.implementation.name == "cpython"
print(sys.executable)' 2>/dev/null
}

# Print every program of this name on PATH, not only the first one: a shim that fails may hide one that works.
# The environment that is about to be made is left out.
all_on_path() {
    old_ifs=$IFS
    IFS=:
    for folder in $PATH; do
        if [ "$folder" != "$PWD/.venv/bin" ] && [ -x "$folder/$1" ]; then echo "$folder/$1"; fi
    done
    IFS=$old_ifs
}

find_python() {
    for candidate in $(all_on_path python3.10) "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python3.10; do
        if [ -x "$candidate" ] && try_python "$candidate"; then return 0; fi
    done
    if [ -x "${uv:-}" ]; then
        # Outside the project, where uv would find the environment that is about to be made anew.
        candidate=$(cd / && "$uv" python find --no-python-downloads 3.10 2>/dev/null) || return 1
        case "$candidate" in
        "$PWD"/.venv/*) return 1 ;;
        esac
        try_python "$candidate"
        return
    fi
    return 1
}

pyenv_command() {
    command -v pyenv || { [ -x "${PYENV_ROOT:-$HOME/.pyenv}/bin/pyenv" ] && echo "${PYENV_ROOT:-$HOME/.pyenv}/bin/pyenv"; }
}

bring_python() {
    if pyenv=$(pyenv_command); then
        run_step pyenv "Building Python 3.10 with pyenv (some minutes)" "$pyenv" install --skip-existing 3.10 || true
        python=$(find_python) && return 0
    fi
    if may_apt; then
        run_step apt-update "Looking for Python 3.10 among the system's packages" apt_update || true
        if apt_offers python3.10 && apt_offers python3.10-venv; then
            run_step apt-python "Installing Python 3.10 from the system's packages" \
                apt_install python3.10 python3.10-venv || explain apt-python "Installing Python 3.10"
            python=$(find_python) && return 0
        fi
    fi
    fail "Python 3.10 is needed, and this machine neither has it nor offers it: install it (for example with pyenv:" \
        "'pyenv install 3.10'), then run this again."
}

# --- uv ---------------------------------------------------------------------------------------------------------------

uv_version_of() {
    "$1" --version 2>/dev/null | sed -n 's/^uv \([0-9][0-9.]*\).*/\1/p'
}

# Whether version $1 is at least version $2, both like 0.13.9.
at_least() {
    [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

find_uv() {
    uv=$PWD/.tools/uv/bin/uv
    [ "$(uv_version_of "$uv")" != "$UV_VERSION" ] || return 0
    uv=$(command -v uv) && at_least "$(uv_version_of "$uv")" "$UV_VERSION"
}

# Any Python 3 will do to fetch uv: the 3.10 that was found, or whatever runs.
any_python() {
    for candidate in "${python:-}" $(all_on_path python3) $(all_on_path python); do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; assert sys.version_info >= (3, 8)' >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

bring_uv() {
    base=$(any_python) || fail "A working Python 3 is needed to begin with, and none was found: install python3, then run this again."
    # Made beside its place and moved, so that an interrupted installation leaves no half.
    made=$PWD/.tools/uv.$$
    rm -rf "$made"
    if ! can_make_venv && ! has_pip && may_apt; then
        run_step apt-venv "Installing python3-venv from the system's packages" apt_venv || true
    fi
    if can_make_venv; then
        run_step uv "Bringing uv $UV_VERSION" uv_by_venv || { rm -rf "$made"; explain uv "Bringing uv"; }
    elif has_pip; then
        run_step uv "Bringing uv $UV_VERSION" uv_by_pip || { rm -rf "$made"; explain uv "Bringing uv"; }
    else
        rm -rf "$made"
        fail "uv is missing, and $base has neither venv nor pip to bring it: install python3-venv, python3-pip or uv," \
            "then run this again."
    fi
    rm -rf .tools/uv
    mv "$made" .tools/uv
    uv=$PWD/.tools/uv/bin/uv
}

can_make_venv() {
    "$base" -c 'import ensurepip, venv' >/dev/null 2>&1
}

has_pip() {
    "$base" -m pip --version >/dev/null 2>&1
}

apt_venv() {
    apt_update
    apt_install python3-venv
}

uv_by_venv() {
    "$base" -m venv "$made" && "$made/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
}

uv_by_pip() {
    "$base" -m pip install --quiet --disable-pip-version-check --target "$made" "uv==$UV_VERSION"
}

# --- the environment --------------------------------------------------------------------------------------------------

check_disk() {
    needed=$FRESH_KB
    if [ -f "$STAMP" ]; then needed=$UPDATE_KB; fi
    free=$(df -Pk . | awk 'NR == 2 {print $4}')
    if [ "${free:-0}" -lt "$needed" ]; then
        fail "The disk is too full: installing needs about $((needed / 1048576)) GB free in $PWD, and there is" \
            "$((${free:-0} / 1024)) MB."
    fi
}

sync_environment() {
    set -- sync --locked --compile-bytecode --python "$python"
    if [ "$group" = run ]; then set -- "$@" --no-dev; fi
    "$uv" "$@"
}

# Two set-ups at once would step on each other; the second waits, and then finds the work done.
take_lock() {
    told=
    until mkdir .tools/lock 2>/dev/null; do
        holder=$(cat .tools/lock/pid 2>/dev/null || true)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            rm -rf .tools/lock
        elif [ -z "$told" ]; then
            say "Another set-up of this folder is under way (process ${holder:-unknown}); waiting for it ..."
            told=yes
        fi
        sleep 1
    done
    echo $$ >.tools/lock/pid
    trap 'rm -rf .tools/lock' EXIT
}

if is_ready; then exit 0; fi

make_folder .
make_folder "$LOG_FOLDER"
take_lock
if is_ready; then exit 0; fi
check_disk
# What is there stays: an environment with the tests' packages keeps them when the bot is run.
if [ "$(stamped_group)" = dev ]; then group=dev; fi
if [ -f "$STAMP" ] && ! grep -qxF "$(pwd -P)" "$STAMP"; then
    say "This folder was moved or copied; its .venv is made anew."
    rm -rf .venv
elif [ -e "$UNFINISHED" ]; then
    say "The last set-up was interrupted; its .venv is made anew."
    rm -rf .venv
fi
uv=
python=$(find_python) || python=
find_uv || bring_uv
if [ -z "$python" ]; then python=$(find_python) || bring_python; fi
if [ -f "$STAMP" ]; then
    doing="Bringing the packages in .venv up to date"
else
    doing="Installing the packages into .venv (about 3 GB, once)"
fi
rm -f "$STAMP"
: >"$UNFINISHED"
if ! run_step sync "$doing" sync_environment; then
    # On a full disk the last file may be cut short; after any other failure uv goes on where it was.
    is_disk_full sync || rm -f "$UNFINISHED"
    explain sync "Installing the packages"
fi
{
    echo "$group"
    inputs
} >"$STAMP.new"
mv "$STAMP.new" "$STAMP"
rm -f "$UNFINISHED"
