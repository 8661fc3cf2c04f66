"""The subcommands for guidance staff: ``wlb check``, ``show``, ``freshness``, ``coverage`` and ``links``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.clock import long_date, today
from bot.content.load import GUIDANCE, load_content
from bot.content.model import Content
from bot.content.problems import ContentError, NoAnswerError, Problem
from bot.content.render import Message, Reader, find_answer, guidance_message
from bot.content.vocabulary import AUDIENCES, NATION_NAMES, NATIONS, join_words

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_content_commands(commands: Commands) -> None:
    """Add the subcommands to those of ``wlb``."""
    check = _command(commands, "check", _check, "check all guidance; every fault with file, line and mend")
    _date(check)

    show = _command(commands, "show", _show, "print an answer as the bot would give it")
    show.add_argument("topic", nargs="?", help="an id of the topic map, like flexible_working/time_limit")
    show.add_argument("--all", action="store_true", help="every topic, audience and nation")
    show.add_argument("--audience", choices=AUDIENCES)
    show.add_argument("--nation", choices=NATIONS)
    show.add_argument("--json", action="store_true", help="the message itself, as contract.md describes it")
    _date(show)

    fresh = _command(commands, "freshness", _freshness, "list what goes out of date, what runs out first at the top")
    fresh.add_argument("--days", type=int, default=60, metavar="N", help="warn so many days ahead (60)")
    fresh.add_argument("--due", action="store_true", help="only what is past due or comes within those days")
    form = fresh.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--ics", action="store_true", help="as a calendar file")
    _date(fresh)

    cover = _command(commands, "coverage", _coverage, "print which topic has an answer for which side and nation")
    cover.add_argument("--json", action="store_true", help="as JSON")

    links = _command(
        commands, "links", _links, "open every link and source; needs the internet, so nothing else runs it"
    )
    links.add_argument("--seconds", type=float, default=20, metavar="N", help="how long to wait for one page (20)")


def _command(commands: Commands, name: str, run: object, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text)
    parser.add_argument("--guidance", type=Path, default=GUIDANCE, metavar="FOLDER", help="another guidance folder")
    parser.set_defaults(run=run)
    return parser


def _date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", type=date.fromisoformat, help="as if it were this day (2027-04-06)")


def _check(arguments: argparse.Namespace) -> int:
    # Reading ease takes a word list into memory that `wlb show` does without.
    from bot.content.check import check_content
    from bot.content.style import load_style

    content = None
    try:
        content = load_content(arguments.guidance)
        problems: list[Problem] = check_content(content, load_style(arguments.guidance), arguments.date or today())
    except ContentError as error:
        problems = error.problems
    for problem in problems:
        print(problem)
    if problems or content is None:
        print(f"\n{_count(len(problems), 'fault')} found.", file=sys.stderr)
        return 1
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
        messages = list(_all_messages(content, day))
    else:
        if arguments.topic not in content.topics:
            raise NoAnswerError(f"'{arguments.topic}' is not in the topic map (guidance/topics.yml).")
        messages = [_message(content, arguments.topic, Reader(arguments.audience, arguments.nation), day)]
    if arguments.json:
        print(json.dumps(messages if arguments.all else messages[0], indent=2, ensure_ascii=False))
    else:
        print(f"\n\n{'=' * 78}\n\n".join(message["text"] for message in messages))
    return 0


def _all_messages(content: Content, day: date) -> Iterator[Message]:
    for topic in content.entries:
        for audience in content.topics[topic].audiences:
            for nation in NATIONS:
                yield _message(content, topic, Reader(audience, nation), day)


def _message(content: Content, topic: str, reader: Reader, day: date) -> Message:
    message = guidance_message(content, find_answer(content, topic, reader, day), day)
    # In a conversation each message has an id of its own; here the same question always gives the same one.
    return {"id": f"{topic}:{reader.audience or 'any'}:{reader.nation or 'any'}:{day}", **message}


def _freshness(arguments: argparse.Namespace) -> int:
    from bot.content import freshness

    day, soon = arguments.date or today(), timedelta(days=arguments.days)
    dues = freshness.freshness(load_content(arguments.guidance))
    past = [due for due in dues if due.state(day, soon) == freshness.PAST_DUE]
    if arguments.due:
        dues = [due for due in dues if due.state(day, soon) in (freshness.PAST_DUE, freshness.COMING)]
    if arguments.json:
        print(json.dumps([due.as_json(day, soon) for due in dues], indent=2, ensure_ascii=False))
    elif arguments.ics:
        sys.stdout.write(freshness.as_calendar(dues).decode())
    else:
        headings = {
            freshness.PAST_DUE: "Past due",
            freshness.COMING: f"Within {_count(arguments.days, 'day')}",
            freshness.LATER: "Later",
            freshness.UNDATED: "No date known",
        }
        for state, heading in headings.items():
            found = [due for due in dues if due.state(day, soon) == state]
            if found:
                print(f"{heading} ({len(found)})")
                for due in found:
                    print(f"  {due.day or '-'!s:<10}  {due.file}:{due.line}: {due.what} Mend: {due.mend}")
        if not dues:
            print(f"Nothing goes out of date within {_count(arguments.days, 'day')} of {long_date(day)}.")
    if past:
        print(f"\n{_count(len(past), 'thing')} past due.", file=sys.stderr)
    return 1 if past else 0


def _coverage(arguments: argparse.Namespace) -> int:
    from bot.content import coverage

    cells = coverage.coverage(load_content(arguments.guidance))
    if arguments.json:
        print(json.dumps([vars(cell) for cell in cells], indent=2))
    else:
        print("\n".join(coverage.coverage_table(cells)))
    missing: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.state == coverage.MISSING:
            missing.setdefault((cell.topic, cell.audience), []).append(NATION_NAMES[cell.nation])
    for (topic, audience), nations in missing.items():
        print(f"Missing: {topic} for the {audience} in {join_words(nations)}.", file=sys.stderr)
    return 1 if missing else 0


def _links(arguments: argparse.Namespace) -> int:
    from bot.content import links

    content = load_content(arguments.guidance)
    addresses = links.addresses(content)
    faults = links.dead_links(addresses, seconds=arguments.seconds)
    for fault in faults:
        print(f"{fault.where}: {fault.url} {fault.what}")
    print(f"{_count(len(addresses), 'address')} opened, {len(faults)} not well.", file=sys.stderr)
    return 1 if faults else 0


def _count(number: int, word: str) -> str:
    plural = f"{word}es" if word.endswith("s") else f"{word}s"
    return f"{number} {word if number == 1 else plural}"
