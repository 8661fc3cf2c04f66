"""Start a command that ends when its parent does, however the parent ends.

    python bot/run/tether.py SIGNAL PARENT COMMAND...

SIGNAL is a name such as ``KILL`` or ``TERM``, PARENT the process id of the parent. The command takes the place of this
process. It is a program of its own, and not a function run between fork and exec, because that deadlocks now and
then in a parent with threads. Elsewhere than on Linux it only starts the command.

The kernel watches the thread that started the child, not the whole process: start children from a thread that stays.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def tethered(command: Sequence[str], death_signal: signal.Signals = signal.SIGKILL) -> list[str]:
    """Return the command line that runs a command as a child that does not outlive this process."""
    name = death_signal.name.removeprefix("SIG")
    # -I and -S: start in a few milliseconds, whatever is installed or set.
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), name, str(os.getpid()), *command]


def main(arguments: Sequence[str]) -> None:
    """Bind this process to its parent, then become the command."""
    name, parent, *command = arguments
    if sys.platform == "linux":
        death_signal = signal.Signals[f"SIG{name}"]
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit(1)  # The parent ended before the kernel was told to watch it.
    os.execvp(command[0], command)  # noqa: S606 - the caller's own command, without a shell


if __name__ == "__main__":
    main(sys.argv[1:])
