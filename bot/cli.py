"""``wlb``: the one command for guidance staff and developers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.content import GUIDANCE, ContentError, Reader, find_answer, guidance_message, load_content, today
from bot.content.check import check_folder
from bot.content.model import Content
from bot.content.problems import NoAnswerError
from bot.content.render import Message
from bot.content.vocabulary import AUDIENCES, NATIONS
from bot.evaluation.commands import add_evaluation_commands
from bot.run.commands import add_run_commands
from bot.run.problems import RunError


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``wlb`` and return its exit status: 0 for well, 1 for faults found, 2 for a command that makes no sense."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except (ContentError, RunError) as error:
        print(error, file=sys.stderr)
        return 1
    except (NoAnswerError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wlb", description="The work-life balance bot.")
    parser.set_defaults(guidance=GUIDANCE)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check all guidance; every fault with file, line and mend")
    check.add_argument("--guidance", type=Path, default=GUIDANCE, metavar="FOLDER", help="another guidance folder")
    check.add_argument("--date", type=date.fromisoformat, help="as if it were this day (2027-04-06)")
    check.set_defaults(run=_check)

    show = commands.add_parser("show", help="print an answer as the bot would give it")
    show.add_argument("topic", nargs="?", help="an id of the topic map, like flexible_working/time_limit")
    show.add_argument("--all", action="store_true", help="every topic, audience and nation")
    show.add_argument("--audience", choices=AUDIENCES)
    show.add_argument("--nation", choices=NATIONS)
    show.add_argument("--date", type=date.fromisoformat, help="as if it were this day (2027-04-06)")
    show.add_argument("--json", action="store_true", help="the message itself, as contract.md describes it")
    show.add_argument("--guidance", type=Path, default=GUIDANCE, metavar="FOLDER", help="another guidance folder")
    show.set_defaults(run=_show)

    add_run_commands(commands)
    add_evaluation_commands(commands)
    return parser


def _check(arguments: argparse.Namespace) -> int:
    problems = check_folder(arguments.guidance, arguments.date or today())
    for problem in problems:
        print(problem)
    if problems:
        print(f"\n{len(problems)} {'fault' if len(problems) == 1 else 'faults'} found.", file=sys.stderr)
        return 1
    content = load_content(arguments.guidance)
    print(
        f"All is well: {len(content.entries)} topics, {len(content.figures)} figures, {len(content.contacts)} contacts."
    )
    return 0


def _show(arguments: argparse.Namespace) -> int:
    if bool(arguments.topic) == arguments.all:
        raise ValueError("Name one topic, or say --all.")
    content = load_content(arguments.guidance)
    day = arguments.date or today()
    if arguments.all:
        messages = _all_messages(content, day)
    else:
        if arguments.topic not in content.topics:
            raise NoAnswerError(f"'{arguments.topic}' is not in the topic map (guidance/topics.yml).")
        messages = [_message(content, arguments.topic, Reader(arguments.audience, arguments.nation), day)]
    if arguments.json:
        print(json.dumps(messages if arguments.all else messages[0], indent=2, ensure_ascii=False))
    else:
        print(f"\n\n{'=' * 78}\n\n".join(message["text"] for message in messages))
    return 0


def _all_messages(content: Content, day: date) -> list[Message]:
    return [
        _message(content, topic, Reader(audience, nation), day)
        for topic in content.entries
        for audience in content.topics[topic].audiences
        for nation in NATIONS
    ]


def _message(content: Content, topic: str, reader: Reader, day: date) -> Message:
    message = guidance_message(content, find_answer(content, topic, reader, day), day)
    # In a conversation each message has an id of its own; here the same question always gives the same one.
    return {"id": f"{topic}:{reader.audience or 'any'}:{reader.nation or 'any'}:{day}", **message}


if __name__ == "__main__":
    sys.exit(main())
