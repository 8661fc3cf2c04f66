#!/bin/sh
# step.sh NAME TEXT COMMAND...: run a check quietly. One line says what is being checked; its output is shown only when
# it fails, and its exit status is passed on.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

name=$1
make_folder "$LOG_FOLDER"
status=0
run_step "$@" || status=$?
if [ "$status" -ne 0 ]; then
    tail -n 60 "$LOG_FOLDER/$name.log" >&2
    say "Failed with status $status: $2. The whole output is in $PWD/$LOG_FOLDER/$name.log"
fi
exit "$status"
