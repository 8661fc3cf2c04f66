"""``python -m benchmarks``: measure our bot beside Rasa's starter project and write the results."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import micro, report
from benchmarks.bots import ALL_BOTS, Bot
from benchmarks.facts import THREADS, machine
from benchmarks.run import FULL, MICRO, PARTS, QUICK, Benchmark, Deadline, OutOfTimeError, Plan, Results
from bot.content import ContentError, load_content
from bot.run.machine import ROOT, check_disk, make_folder
from bot.run.problems import RunError
from bot.run.progress import Progress
from bot.run.signals import EndRequests

OUTPUT = ROOT / "benchmarks"
PARTIAL_OUTPUT = ROOT / "results" / "benchmark"
_NEEDED_BYTES = 1024 * 1024 * 1024
_MICRO_ROUNDS = {True: 3, False: 7}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Returns:
        0 if all was measured and our bot answered every turn; 1 if not; 130 if the run was asked to end.
    """
    arguments = _parser().parse_args(argv)
    os.environ.update(THREADS)
    plan: Plan = QUICK if arguments.quick else FULL
    whole = not arguments.quick and set(arguments.only) == set(PARTS)
    try:
        with EndRequests(), _work_folder(arguments.work) as work:
            return _run(plan, arguments.only, work, arguments.output or (OUTPUT if whole else PARTIAL_OUTPUT))
    except (RunError, ContentError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(plan: Plan, parts: Sequence[str], work: Path, output: Path) -> int:
    check_disk([work], _NEEDED_BYTES)
    facts = machine() | {"topics": len(load_content().entries)}
    deadline = Deadline(plan.most_minutes * 60)
    bots: list[Bot] = [bot(work) for bot in ALL_BOTS]
    labels = {bot.name: bot.label for bot in bots}
    benchmark = Benchmark(bots, plan, parts, deadline, Progress())
    broken_off = False
    try:
        with deadline.enforced():
            _measure(benchmark, plan)
    except OutOfTimeError as error:
        broken_off = True
        benchmark.results.notes.append(f"{error} What was measured until then stands above.")
    _show(benchmark.results, labels)
    for path in report.write(output, benchmark.results, labels, facts, plan):
        print(f"Written: {path}")
    return 1 if broken_off or benchmark.results.failures.get("ours") else 0


def _measure(benchmark: Benchmark, plan: Plan) -> None:
    benchmark.train()
    benchmark.serve()
    if MICRO in benchmark.parts:
        ours, _, starter = (str(bot.model) for bot in benchmark.bots)
        benchmark.progress.begin("Measuring single steps")
        for figure in micro.measure(micro.Steps(_MICRO_ROUNDS[plan.quick], ours, starter)):
            benchmark.results.figures.put(figure)
        benchmark.progress.end()


def _show(results: Results, labels: dict[str, str]) -> None:
    for table in report.tables(results, labels):
        print(f"\n{report.as_text(table)}")
    print()
    for line in [*report.reply_lines(results, labels), *results.notes]:
        print(line)


@contextlib.contextmanager
def _work_folder(given: Path | None) -> Iterator[Path]:
    """Yield the folder for models, logs and the starter project: one that goes with the run, unless one is given."""
    if given is not None:
        yield make_folder(given.resolve())
    else:
        with tempfile.TemporaryDirectory(prefix="wlb-benchmark-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)


def _parts(text: str) -> list[str]:
    chosen = [part.strip() for part in text.split(",")]
    unknown = [part for part in chosen if part not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)} is not one of {', '.join(PARTS)}")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, for a first look")
    parser.add_argument(
        "--only", type=_parts, default=list(PARTS), metavar="PARTS", help=f"a list with commas of {', '.join(PARTS)}"
    )
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="keep models and logs here, and use models found")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="where to write the results: by default benchmarks/ for a whole run, results/benchmark/ for any other",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
