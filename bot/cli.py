"""``wlb``: the one command for guidance staff and developers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.content import ContentError, NoAnswerError
from bot.content.commands import add_content_commands
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
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add_content_commands(commands)
    add_run_commands(commands)
    add_evaluation_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
