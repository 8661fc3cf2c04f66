"""A conversation in the terminal, over the web channel: plain words, and options that are picked by number."""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable
from typing import TextIO
from urllib.parse import urljoin

from bot.run.client import ChannelError, ChatClient, Message

QUIT = {"quit", "exit", "bye!"}
_MAX_WIDTH = 100
_GONE, _BUSY = 404, 429
_LIST_MARK = re.compile(r"[-*] |\d+\. ")

Option = tuple[str, str]
"""What a person reads, and the choice that stands for it."""


def chat(
    client: ChatClient, read: Callable[[str], str] = input, out: TextIO | None = None, pause: float | None = None
) -> None:
    """Talk until the person leaves, then erase the conversation.

    Args:
        client: The connection to the bot.
        read: Asks the person for a line; raises ``EOFError`` when there are no more.
        out: Where to print; standard output by default.
        pause: Seconds to wait when the bot says that it is asked too fast; what it says by default.

    Raises:
        ChannelError: If the bot cannot be reached any more.
    """
    out = out or sys.stdout
    print("Type your question, or the number of an option. 'quit' ends and erases the conversation.", file=out)
    try:
        options = _show(client.open(), client, out)
        while (line := _ask(read)) is not None:
            if line:
                options = _turn(client, line, options, out, pause)
    finally:
        with contextlib.suppress(ChannelError):
            client.erase()
    print("The conversation is erased. Goodbye.", file=out)


def _ask(read: Callable[[str], str]) -> str | None:
    try:
        line = read("\n> ").strip()
    except EOFError:
        return None
    return None if line.lower() in QUIT else line


def _turn(client: ChatClient, line: str, options: list[Option], out: TextIO, pause: float | None) -> list[Option]:
    """Send one line and return the options that can be picked next."""
    try:
        picked = _picked(line, options)
        return _show(client.choose(picked) if picked is not None else client.say(line), client, out)
    except ChannelError as error:
        if error.status is None:
            raise
        print(f"\n{error}", file=out)
        if error.status == _GONE:
            print("A new conversation begins.", file=out)
            return _show(client.open(), client, out)
        if error.status == _BUSY:
            time.sleep(pause if pause is not None else _seconds(error.retry_after))
        return options


def _seconds(retry_after: str | None) -> float:
    return min(float(retry_after), 60.0) if retry_after and retry_after.isdigit() else 1.0


def _picked(line: str, options: list[Option]) -> str | None:
    """Return the choice that a typed number stands for, or ``None`` if the line is ordinary text."""
    number = line.removesuffix(".").strip()
    if number.isdecimal() and 1 <= int(number) <= len(options):
        return options[int(number) - 1][1]
    return None


def _show(messages: Iterable[Message], client: ChatClient, out: TextIO) -> list[Option]:
    messages = list(messages)
    for message in messages:
        print(f"\n{wrapped(str(message.get('text', '')))}", file=out)
        for label, url in _downloads(message):
            print(f"  {label}: {urljoin(client.url + '/', url)}", file=out)
    options = pickable(messages)
    if options:
        print(file=out)
    for number, (label, _) in enumerate(options, start=1):
        print(f"  {number}. {label}", file=out)
    return options


def pickable(messages: Iterable[Message]) -> list[Option]:
    """Return what can be picked by number after these messages.

    Where the bot waits for a number, an amount, a date or a text, nothing can: "2" is then the answer, not an option.
    """
    messages = list(messages)
    if any(message.get("type") == "question" and message.get("input") != "choice" for message in messages):
        return []
    found: dict[str, str] = {}
    for message in messages:
        for option in [*(message.get("options") or []), *(message.get("related") or [])]:
            label, choice = option.get("label") or option.get("title"), option.get("choice")
            if label and choice:
                found.setdefault(str(choice), str(label))
    return [(label, choice) for choice, label in found.items()]


def _downloads(message: Message) -> list[Option]:
    return [
        (str(download.get("label", "Download")), str(download["url"]))
        for download in message.get("downloads") or []
        if download.get("url")
    ]


def wrapped(text: str) -> str:
    """Wrap each line to the terminal, keeping the indent of lists."""
    width = min(shutil.get_terminal_size().columns, _MAX_WIDTH)
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        mark = _LIST_MARK.match(line.lstrip())
        hanging = indent + " " * (len(mark[0]) if mark else 0)
        lines.append(
            textwrap.fill(
                line,
                width,
                initial_indent="",
                subsequent_indent=hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines)
