"""The subcommands ``wlb run``, ``wlb train`` and ``wlb chat``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.run.client import ChannelError, ChatClient
from bot.run.machine import ROOT
from bot.run.model import ensure_model
from bot.run.progress import Progress
from bot.run.signals import EndRequested, EndRequests
from bot.run.stack import (
    ACTIONS_PORT_VARIABLE,
    DEFAULT_ACTIONS_PORT,
    DEFAULT_HOST,
    DEFAULT_PORT,
    PORT_VARIABLE,
    Stack,
)

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

STATE_VARIABLE = "WLB_STATE"
DATABASE_VARIABLE = "WLB_DB"
_HEALTH_SECONDS = 5.0
_HIGHEST_PORT = 65_535


def add_run_commands(commands: Commands) -> None:
    """Add the subcommands to those of ``wlb``."""
    run = commands.add_parser("run", help="run the bot; Ctrl-C ends it")
    run.add_argument("--port", type=int, help=f"where the chat is served ({PORT_VARIABLE}, or {DEFAULT_PORT})")
    run.add_argument(
        "--actions-port",
        type=int,
        help=f"where the action server listens ({ACTIONS_PORT_VARIABLE}, or {DEFAULT_ACTIONS_PORT})",
    )
    run.add_argument("--host", default=DEFAULT_HOST, help="the address to listen on; 0.0.0.0 lets other machines in")
    run.set_defaults(run=_run)

    train = commands.add_parser("train", help="train a model, if none fits the data")
    train.set_defaults(run=_train)

    chat = commands.add_parser("chat", help="talk to the bot in this terminal")
    chat.add_argument("--url", help="the address of a bot that runs, like http://localhost:5005/chat/")
    chat.add_argument(
        "--port", type=int, help=f"the port of a bot on this machine ({PORT_VARIABLE}, or {DEFAULT_PORT})"
    )
    chat.set_defaults(run=_chat)


def state_folder() -> Path:
    """Return the folder of conversations and logs: ``WLB_STATE``, or ``.state`` in the project."""
    return Path(os.environ.get(STATE_VARIABLE) or ROOT / ".state")


def choose_port(option: int | None, variable: str, default: int) -> int:
    """Return the port that the option says, else the environment, else the default.

    Raises:
        ValueError: If what is said is no port.
    """
    said = str(option) if option is not None else os.environ.get(variable, "").strip() or str(default)
    if not said.isdecimal() or int(said) > _HIGHEST_PORT:
        raise ValueError(f"'{said}' is not a port. Use a number from 1 to {_HIGHEST_PORT}, or 0 for any free port.")
    return int(said)


def _run(arguments: argparse.Namespace) -> int:
    """Run until somebody ends it, which is exit status 0 however it was asked for: Ctrl-C is how to end it."""
    stack = Stack(
        port=choose_port(arguments.port, PORT_VARIABLE, DEFAULT_PORT),
        actions_port=choose_port(arguments.actions_port, ACTIONS_PORT_VARIABLE, DEFAULT_ACTIONS_PORT),
        host=arguments.host,
        state=state_folder(),
        database=os.environ.get(DATABASE_VARIABLE) or None,
        progress=Progress(),
    )
    return serve(stack)


def serve(stack: Stack) -> int:
    """Start a stack, say where it is, and watch it until it is asked to end.

    Returns:
        0: it was asked to.

    Raises:
        RunError: When it ends for any other reason.
    """
    with EndRequests() as requests:
        stack.hurry = requests.again
        try:
            stack.start()
            print(f"The bot is ready: {stack.url}\nCtrl-C ends it.", flush=True)
            stack.watch()
        except EndRequested:
            print("\nEnding the bot ...", flush=True)
        finally:
            requests.disarm()
            stack.stop()
    print("The bot has ended.", flush=True)
    return 0


def _train(arguments: argparse.Namespace) -> int:
    with EndRequests():
        model = ensure_model(progress=Progress(), state=state_folder())
    print(f"The model that fits: {model.relative_to(ROOT)}")
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    # Imported here: it is of use to nobody else, and readline changes how input() reads.
    import contextlib

    from bot.run.chat import chat

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - lets a line be edited, and earlier ones be fetched again

    port = choose_port(arguments.port, PORT_VARIABLE, DEFAULT_PORT)
    url = arguments.url or f"http://localhost:{port}/chat/"
    with EndRequests() as requests:
        if _answers(url):
            chat(ChatClient(url))
            return 0
        if arguments.url or arguments.port is not None:
            raise ChannelError(f"No bot answers at {url}. Start one with 'make run', or leave the address out.")
        stack = Stack(port=0, progress=Progress())
        stack.hurry = requests.again
        with stack:
            try:
                chat(ChatClient(stack.url))
            finally:
                requests.disarm()
    return 0


def _answers(url: str) -> bool:
    try:
        ChatClient(url, timeout=_HEALTH_SECONDS).health()
    except ChannelError:
        return False
    return True
