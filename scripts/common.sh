# shellcheck shell=sh
# Shared by the scripts beside this file. Read it with `. scripts/common.sh`; it expects to run in the project's folder.

LOG_FOLDER=.tools/logs

say() {
    printf '%s\n' "$*" >&2
}

# One clear sentence, then the end.
fail() {
    say "$*"
    exit 1
}

# Whether a step can show a line that counts seconds.
is_terminal() {
    [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]
}

make_folder() {
    if ! mkdir -p "$1" 2>/dev/null || [ ! -w "$1" ]; then
        fail "Cannot write to $PWD/$1: give this user the right to write there, or clone the project into another folder."
    fi
}

# run_step NAME TEXT COMMAND...: run a command with its output in a log, and show one line that counts the seconds.
# Where the output is not a terminal there is a line at the start and one each half minute.
run_step() {
    step_log=$LOG_FOLDER/$1.log
    step_text=$2
    shift 2
    "$@" >"$step_log" 2>&1 </dev/null &
    step_pid=$!
    count_seconds "$step_text" &
    counter_pid=$!
    # A background command of a script does not hear Ctrl-C by itself.
    trap 'end_step; say ""; say "Stopped."; exit 130' INT TERM HUP
    step_status=0
    wait "$step_pid" || step_status=$?
    trap - INT TERM HUP
    end_step
    if is_terminal; then say ""; fi
    return "$step_status"
}

end_step() {
    kill "$step_pid" "$counter_pid" 2>/dev/null || true
    wait "$step_pid" "$counter_pid" 2>/dev/null || true
}

count_seconds() {
    # The step may end between two looks at the clock; the trap ends the sleep with the counter.
    sleep_pid=
    trap '[ -z "$sleep_pid" ] || kill "$sleep_pid" 2>/dev/null; exit 0' TERM
    seconds=0
    is_terminal || say "$1 ..."
    while :; do
        if is_terminal; then
            printf '\r%s ... %s s' "$1" "$seconds" >&2
        elif [ "$seconds" -gt 0 ] && [ $((seconds % 30)) -eq 0 ]; then
            say "  still at it after $seconds s"
        fi
        sleep 1 >/dev/null 2>&1 &
        sleep_pid=$!
        wait "$sleep_pid"
        seconds=$((seconds + 1))
    done
}

# explain NAME WHAT: end with one sentence on why the step NAME failed, found in its log.
explain() {
    log=$LOG_FOLDER/$1.log
    if is_disk_full "$1"; then
        fail "$2 failed because the disk is full: free about 5 GB, then run this again."
    elif grep -qiE 'read-only file system|permission denied|os error (13|30)|errno (13|30)' "$log"; then
        fail "$2 failed because a folder cannot be written to; what it said: $(last_line "$log" 'read-only|permission|os error|errno')"
    elif grep -qiE 'error sending request|dns error|name resolution|resolve host|could not resolve|network is unreachable|connection (refused|reset|error)|timed out|failed to fetch|could not connect|newconnectionerror|client error|max retries|failed to download' "$log"; then
        fail "$2 failed because a package registry could not be reached: check the network (and the proxy or mirror settings), then run this again. The log is $PWD/$log"
    elif grep -qiE 'lockfile.*needs to be updated' "$log"; then
        fail "$2 failed because uv.lock does not belong to this pyproject.toml: run 'uv lock' and try again."
    fi
    tail -n 15 "$log" >&2
    fail "$2 failed; above are the last lines of $PWD/$log"
}

is_disk_full() {
    grep -qiE 'no space left|disk quota exceeded|os error 28|errno 28' "$LOG_FOLDER/$1.log"
}

last_line() {
    grep -iE "$2" "$1" | tail -n 1 | cut -c1-300
}

# Whether we may install Debian's packages without asking anybody for a password.
may_apt() {
    command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" -eq 0 ] || sudo -n true >/dev/null 2>&1; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

apt_update() {
    as_root apt-get update -q
}

# Whether a package can be installed. apt-cache also succeeds for a name that others only mention.
apt_offers() {
    apt-cache show "$1" 2>/dev/null | grep -qx "Package: $1"
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}
