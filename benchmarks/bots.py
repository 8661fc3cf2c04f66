"""The bots that are measured: ours, Rasa's starter project, and the same with its replies from an action server."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path

import yaml

from benchmarks.load import Load
from benchmarks.talks import OURS, STARTER, Talk
from bot.run.machine import ROOT, child_environment, free_ports, make_folder
from bot.run.model import ensure_model, rasa_train
from bot.run.problems import RunError
from bot.run.processes import Child
from bot.run.stack import Stack

STARTER_REPLIES = ("greet", "cheer_up", "happy", "goodbye", "iamabot")
"""The first reply of every turn of the starter: what an action gives in the starter with actions."""

_ACTIONS_HEAD = '''"""The starter's own replies, given by custom actions."""

from rasa_sdk import Action
'''
_ACTION = """

class Action{number}(Action):
    def name(self):
        return "action_{reply}"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(response="utter_{reply}")
        return []
"""
_ENDPOINTS = "action_endpoint:\n  url: ${WLB_ACTION_URL}\n"


class Server(ABC):
    """A bot's servers.

    Attributes:
        load: A load for this very server, to be narrowed with ``dataclasses.replace``.
    """

    load: Load

    @abstractmethod
    def start(self) -> None:
        """Start it. It need not answer yet when this returns."""

    @abstractmethod
    def stop(self) -> None:
        """End it, and all that belongs to it."""

    @abstractmethod
    def pids(self) -> list[int]:
        """Return the process ids, as far as there are any yet."""

    @abstractmethod
    def check(self) -> None:
        """Do nothing while all is well.

        Raises:
            RunError: If it has ended by itself.
        """

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


class Bot(ABC):
    """A bot that can be trained and served.

    Attributes:
        name: Short name, the key in the results.
        label: What it is called in tables.
        talks: What it is asked.
        root: Its project folder.
        model: Its model, once trained.
    """

    name: str
    label: str
    talks: tuple[Talk, ...]

    def __init__(self, work: Path, root: Path) -> None:
        self.work = work
        self.root = root
        self.model = make_folder(work / "models") / f"{self.name}.tar.gz"

    def training(self, cache: Path) -> Child:
        """Start a training with a given cache of Rasa's; with an empty one everything is trained."""
        environment = child_environment(self.work, actions_port=0)
        environment["RASA_CACHE_DIRECTORY"] = str(make_folder(cache))
        return Child(
            f"The training of {self.label}",
            rasa_train(self.model.parent, self.model.name),
            log=make_folder(self.work / "logs") / f"{self.name}-training.log",
            env=environment,
            cwd=self.root,
        )

    def find_model(self) -> bool:
        """Return whether there is a model that fits, for runs that do not time the training."""
        return self.model.is_file()

    @abstractmethod
    def server(self) -> Server:
        """Return a server of the trained model, on free ports, not started yet."""


class Ours(Bot):
    """This project's bot."""

    name = "ours"
    label = "this bot"
    talks = OURS

    def __init__(self, work: Path) -> None:
        super().__init__(work, ROOT)

    def find_model(self) -> bool:
        """Take the project's own model, which is trained first if none fits the data."""
        self.model = ensure_model()
        return True

    def server(self) -> Server:
        """Return the whole stack, without its limits on how much one address may ask."""
        return _OurServer(self)


class _OurServer(Server):
    def __init__(self, bot: Ours) -> None:
        self._stack = Stack(port=0, model=bot.model, environment={"WLB_RATE_LIMITS": "off"})
        self.load = Load("chat", f"http://127.0.0.1:{self._stack.port}/chat", bot.talks)

    def start(self) -> None:
        self._stack.start()

    def stop(self) -> None:
        self._stack.stop()

    def pids(self) -> list[int]:
        return list(self._stack.processes.values())

    def check(self) -> None:
        self._stack.check()


class Starter(Bot):
    """What ``rasa init --no-prompt`` makes, unchanged."""

    name = "starter"
    label = "starter"
    talks = STARTER
    with_actions = False

    def __init__(self, work: Path) -> None:
        super().__init__(work, make_folder(work / self.name))
        if not (self.root / "domain.yml").is_file():
            self._make_project()

    def server(self) -> Server:
        """Return Rasa with its own REST channel, with an action server where there are actions."""
        return _StarterServer(self)

    def _make_project(self) -> None:
        # The very function that `rasa init` calls; the command itself would train as well, and be timed with it.
        make = "from rasa.cli.scaffold import create_initial_project; create_initial_project('.')"
        made = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", make],
            cwd=self.root,
            env=child_environment(self.work, actions_port=0),
            capture_output=True,
            text=True,
            timeout=120,
        )
        if made.returncode != 0:
            raise RunError(f"Rasa's starter project could not be made: {made.stderr.strip()[-500:]}")


class StarterWithActions(Starter):
    """The starter, with the first reply of each turn given by an action server: the way that our bot answers."""

    name = "starter_actions"
    label = "starter + actions"
    with_actions = True

    def _make_project(self) -> None:
        super()._make_project()
        for path in (self.root / "data" / "stories.yml", self.root / "data" / "rules.yml"):
            text = path.read_text(encoding="utf-8")
            for reply in STARTER_REPLIES:
                text = text.replace(f"utter_{reply}\n", f"action_{reply}\n")
            path.write_text(text, encoding="utf-8")
        domain_path = self.root / "domain.yml"
        domain = yaml.safe_load(domain_path.read_text(encoding="utf-8"))
        domain["actions"] = [f"action_{reply}" for reply in STARTER_REPLIES]
        domain_path.write_text(yaml.safe_dump(domain, sort_keys=False), encoding="utf-8")
        actions = [_ACTION.format(number=number, reply=reply) for number, reply in enumerate(STARTER_REPLIES)]
        (self.root / "actions" / "actions.py").write_text(_ACTIONS_HEAD + "".join(actions), encoding="utf-8")
        (self.root / "endpoints.yml").write_text(_ENDPOINTS, encoding="utf-8")


class _StarterServer(Server):
    def __init__(self, bot: Starter) -> None:
        self._bot = bot
        self._port, self._actions_port = free_ports(2)
        self._children: list[Child] = []
        self._logs = Path(tempfile.mkdtemp(prefix=f"{bot.name}-", dir=bot.work))
        self.load = Load("rest", f"http://127.0.0.1:{self._port}", bot.talks)

    def start(self) -> None:
        if self._bot.with_actions:
            # The lighter of the two documented ways; `rasa run actions` loads all of Rasa first.
            self._child(
                "actions", [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(self._actions_port)]
            )
        command = [
            *(sys.executable, "-m", "rasa", "run", "--model", str(self._bot.model)),
            *("--interface", "127.0.0.1", "--port", str(self._port)),
            *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        ]
        self._child("rasa", command)

    def stop(self) -> None:
        while self._children:
            self._children.pop().end()

    def pids(self) -> list[int]:
        return [child.pid for child in self._children]

    def check(self) -> None:
        for child in self._children:
            child.check()

    def _child(self, name: str, command: list[str]) -> None:
        self._children.append(
            Child(
                f"{name} of the {self._bot.label}",
                command,
                log=self._logs / f"{name}.log",
                env=child_environment(self._logs, self._actions_port),
                cwd=self._bot.root,
            )
        )


ALL_BOTS: tuple[type[Ours] | type[Starter], ...] = (Ours, StarterWithActions, Starter)
"""In the order of the tables: ours, the fair baseline, the plain one."""
