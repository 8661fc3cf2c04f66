"""What the machine has to offer before a start: ports, disk, folders; and the settings of child processes."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.run.problems import DiskFullError, PortInUseError, RunError

ROOT = Path(__file__).resolve().parents[2]
NEEDED_BYTES = 300 * 1024 * 1024
"""Free disk for a model, what Rasa unpacks of it, the conversations and the logs."""


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Return whether a server can listen on a port.

    Raises:
        RunError: If the host is not an address of this machine, or the port may not be used by this user.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: a port whose last connections are only waiting to be forgotten is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except (OSError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                return False
            raise RunError(f"The bot cannot listen on {host}, port {port}: {error}.") from None
    return True


def check_port(port: int, host: str, *, use: str, option: str, variable: str) -> None:
    """Stop with a sentence that says how to choose another port, if this one is taken.

    Raises:
        PortInUseError: If another program listens there.
    """
    if not port_is_free(port, host):
        raise PortInUseError(
            f"Port {port}, which {use} needs, is in use by another program (perhaps a bot that runs already). "
            f"Choose another with {option} or {variable}, for example {variable}={port + 1000}."
        )


def free_ports(count: int) -> list[int]:
    """Return ports that are free now, each another one."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def check_disk(folders: Iterable[Path], needed: int = NEEDED_BYTES) -> None:
    """Stop if there is too little free disk where the bot writes.

    Raises:
        DiskFullError: Naming the first folder whose disk is too full.
    """
    for folder in folders:
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise DiskFullError(
                f"The disk is too full: {folder} has {free // 2**20} MB free, and the bot needs {needed // 2**20} MB."
            )


def make_folder(folder: Path, mode: int = 0o777) -> Path:
    """Make a folder that the bot writes to, if it is not there.

    Raises:
        RunError: If it cannot be made or written to.
    """
    try:
        folder.mkdir(mode, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):  # Only to see that it can be written: two starts may try at once.
            pass
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFullError(f"The disk is full: nothing can be written to {folder}.") from None
        raise RunError(
            f"The bot cannot write to {folder} ({error.strerror}): give this user the right to write there."
        ) from None
    return folder


def logs_folder(state: Path) -> Path:
    """Make and return the folder of logs in a state folder.

    Other users are kept out of a state folder that is made: what people ask about their employer is not for them.
    """
    return make_folder(make_folder(state, mode=0o700) / "logs")


def child_environment(
    state: Path, actions_port: int, database: str | None = None, base: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the environment of Rasa and the action server.

    Args:
        state: The folder of what the bot stores.
        actions_port: Where the action server listens.
        database: Where conversations are kept: a file or a database's URL; by default a file in the state folder.
        base: What to start from; this process's environment by default. Settings for speed and quiet that stand
            there are kept.
    """
    environment = dict(os.environ if base is None else base)
    for name, value in {
        # Two busy processes with many threads each are slower, not faster, on few cores.
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "SANIC_BACKLOG": "1024",
        # Bars that are drawn over and over are of no use in a log.
        "TQDM_DISABLE": "1",
    }.items():
        environment.setdefault(name, value)
    environment |= {
        "RASA_TELEMETRY_ENABLED": "false",
        # The lock of a conversation is in the memory of one process, and access logs would hold session ids.
        "SANIC_WORKERS": "1",
        "SANIC_ACCESS_LOG": "false",
        # Logs are written as they happen, so that the last lines of a process that died are there.
        "PYTHONUNBUFFERED": "1",
        "WLB_ACTION_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "WLB_STATE": str(state),
        "WLB_DB": str(database or state / "conversations.db"),
    }
    return environment
