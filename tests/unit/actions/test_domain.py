"""The actions, the domain and the rules name the same things."""

import inspect
from pathlib import Path

import pytest
import yaml
from rasa_sdk import Action

import actions.answers
import actions.talk
from bot.content import GUIDANCE, load_content
from bot.content.vocabulary import AUDIENCES, FOLLOW_UPS, NATIONS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def domain():
    return yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


def written_actions():
    """Every action in the modules of the package, by its name."""
    found = [
        item
        for module in (actions.answers, actions.talk)
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, Action) and item.__module__ == module.__name__
    ]
    return {item().name() for item in found}


def test_every_action_is_in_the_domain(domain):
    assert written_actions() <= set(domain["actions"])


def test_every_action_of_the_rules_is_in_the_domain(domain):
    rules = yaml.safe_load((ROOT / "data" / "rules" / "dialogue.yml").read_text(encoding="utf-8"))["rules"]
    named = {step["action"] for rule in rules for step in rule["steps"] if "action" in step}
    assert named <= set(domain["actions"])


def test_every_intent_of_the_domain_has_a_rule(domain):
    rules = yaml.safe_load((ROOT / "data" / "rules" / "dialogue.yml").read_text(encoding="utf-8"))["rules"]
    steps = [inner for rule in rules for step in rule["steps"] for inner in step.get("or", [step])]
    assert set(domain["intents"]) - {step.get("intent") for step in steps} == set()


def test_slots_take_the_sides_and_nations_of_the_guidance(domain):
    assert tuple(domain["slots"]["audience"]["values"]) == AUDIENCES
    assert tuple(domain["slots"]["nation"]["values"]) == NATIONS


def test_follow_ups_of_the_guidance_are_intents(domain):
    assert {f"follow_up.{kind}" for kind in FOLLOW_UPS} <= set(domain["intents"])


@pytest.mark.parametrize("family", ["chitchat", "signpost"])
def test_every_intent_of_talk_has_its_words(family, domain):
    talk = load_content(GUIDANCE).talk
    intents = [intent for intent in domain["intents"] if intent.startswith(f"{family}.")]
    assert intents
    assert [intent for intent in intents if intent not in talk] == []
