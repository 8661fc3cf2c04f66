"""The subcommand ``wlb evaluate``."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.run.machine import ROOT

if TYPE_CHECKING:
    from bot.nlu.decision_maker import Thresholds

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

CONFIG = ROOT / "config.yml"
DECISION_MAKER = "bot.nlu.decision_maker.DecisionMaker"


def add_evaluation_commands(commands: Commands) -> None:
    """Add the subcommand to those of ``wlb``."""
    evaluate = commands.add_parser("evaluate", help="measure how well the bot understands real people's questions")
    evaluate.add_argument("--part", choices=("dev", "final"), help="only the questions for tuning, or only the others")
    evaluate.add_argument("--fit", action="store_true", help="fit the thresholds on dev first, into config.yml")
    evaluate.add_argument("--url", help="a bot that runs already; by default one is started")
    evaluate.set_defaults(run=_evaluate)


def _evaluate(arguments: argparse.Namespace) -> int:
    # Rasa takes seconds to import, and the other subcommands do not need it.
    from bot.evaluation import run
    from bot.run.client import ChatClient
    from bot.run.model import ensure_model
    from bot.run.progress import Progress
    from bot.run.stack import Stack

    if arguments.fit:
        fitted = run.fit(ensure_model(progress=Progress()))
        write_thresholds(fitted.thresholds)
        print(f"Fitted: {asdict(fitted.thresholds)}")
    if arguments.url:
        outcomes = run.evaluate(run.asker(ChatClient(arguments.url)), arguments.part)
    else:
        with Stack(port=0, progress=Progress(), environment={"WLB_RATE_LIMITS": "off"}) as stack:
            outcomes = run.evaluate(run.asker(ChatClient(stack.url)), arguments.part)
    print(run.summary(outcomes))
    if arguments.part is None:
        run.REPORT.write_text(run.report(outcomes), encoding="utf-8")
        print(f"The whole report: {run.REPORT.relative_to(ROOT)}")
    return 0


def write_thresholds(thresholds: Thresholds) -> None:
    """Write fitted thresholds into ``config.yml``, leaving the rest of the file and its comments as they are.

    Raises:
        ValueError: If the file has no decision maker.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    config = yaml.load(CONFIG.read_text(encoding="utf-8"))
    component = next((item for item in config["pipeline"] if item["name"] == DECISION_MAKER), None)
    if component is None:
        raise ValueError(f"{CONFIG.name} has no {DECISION_MAKER} in its pipeline.")
    for name, value in asdict(thresholds).items():
        component[name] = value
    with CONFIG.open("w", encoding="utf-8") as file:
        yaml.dump(config, file)
