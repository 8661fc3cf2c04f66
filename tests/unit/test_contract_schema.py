"""The JSON Schema of messages: it takes what the contract describes and nothing less."""

import copy

import pytest
from jsonschema import Draft7Validator

from bot.contract import load_schema, message_faults

SOURCE = {"title": "Acas", "url": "https://www.acas.org.uk"}
OPTION = {"label": "Scotland", "choice": "opaque", "topic": "a/b"}
LINE = {"label": "Pay", "value": "£12"}
BASE = {"id": "m1", "text": "All of it in words."}
MESSAGES = {
    "guidance": {
        "topic": "flexible_working/time_limit",
        "title": "How long",
        "audience": "employee",
        "nation": None,
        "summary": "Two months.",
        "blocks": [
            {"kind": "heading", "text": "What"},
            {"kind": "paragraph", "text": "This."},
            {"kind": "steps", "items": ["Do"]},
            {"kind": "list", "items": ["One"]},
            {"kind": "table", "columns": ["a", "b"], "rows": [["1", "2"]]},
            {"kind": "note", "text": "Mind", "tone": "warning"},
        ],
        "sources": [SOURCE],
        "reviewed": "2026-11-01",
        "review_by": "2027-05-01",
        "stale": False,
        "as_of": "2026-11-22",
        "related": [{"topic": "a/b", "title": "Next", "choice": "opaque"}],
    },
    "choices": {"prompt": "Which?", "options": [OPTION]},
    "question": {
        "slot": "pay",
        "input": "money",
        "options": [OPTION],
        "tool": "pay_check",
        "step": {"at": 1, "of": 3},
        "error": "Not a sum.",
    },
    "result": {
        "tool": "pay_check",
        "title": "Your pay",
        "inputs": [LINE],
        "lines": [LINE],
        "values": {"underpayment_gbp": 1.5},
        "verdict": "Too little.",
        "as_of": "2026-11-22",
        "sources": [SOURCE],
        "downloads": [{"label": "Save", "url": "/chat/downloads/x", "media_type": "text/plain"}],
    },
    "document": {"tool": "letter", "title": "Letter", "body": "Dear", "downloads": []},
    "signpost": {"reason": "distress", "contacts": [{"name": "Samaritans", "phone": "116 123"}]},
    "fallback": {"reason": "not_understood", "options": [OPTION]},
    "chitchat": {"intent": "greet"},
    "error": {"reason": "store"},
}
MAY_BE_MISSING = {
    "question": {"options", "tool", "step", "error"},
    "result": {"downloads"},
    "fallback": {"options"},
}


def whole(kind):
    return {**BASE, "type": kind, **copy.deepcopy(MESSAGES[kind])}


def test_the_schema_is_one():
    Draft7Validator.check_schema(load_schema())


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_whole_message_with_more_in_it_is_taken(kind):
    assert message_faults({**whole(kind), "added": {"later": 1}}) == []


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (kind, field)
        for kind, fields in MESSAGES.items()
        for field in [*BASE, *fields]
        if field not in MAY_BE_MISSING.get(kind, set())
    ],
)
def test_a_field_of_the_contract_may_not_be_missing(kind, field):
    message = whole(kind)
    del message[field]
    assert any(field in fault for fault in message_faults(message))


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind in MAY_BE_MISSING for field in MAY_BE_MISSING[kind]]
)
def test_what_the_contract_calls_optional_may_be_missing(kind, field):
    message = whole(kind)
    del message[field]
    assert message_faults(message) == []


@pytest.mark.parametrize("kind", MESSAGES)
@pytest.mark.parametrize("field", ["id", "text"])
@pytest.mark.parametrize("value", [None, 5, ""])
def test_every_message_has_an_id_and_words(kind, field, value):
    assert message_faults({**whole(kind), field: value})


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("guidance", {"audience": "manager"}),
        ("guidance", {"nation": "uk"}),
        ("guidance", {"nation": ""}),
        ("guidance", {"stale": "no"}),
        ("guidance", {"reviewed": "1 November"}),
        ("guidance", {"blocks": [{"kind": "html", "text": "<b>"}]}),
        ("guidance", {"blocks": [{"text": "no kind"}]}),
        ("guidance", {"blocks": [{"kind": "paragraph"}]}),
        ("guidance", {"blocks": [{"kind": "steps", "items": []}]}),
        ("guidance", {"blocks": [{"kind": "table", "columns": ["a"]}]}),
        ("guidance", {"blocks": [{"kind": "note", "text": "x", "tone": "loud"}]}),
        ("guidance", {"related": [{"topic": "a/b", "title": "No choice"}]}),
        ("guidance", {"sources": [{"title": "No url"}]}),
        ("choices", {"options": []}),
        ("choices", {"options": [{"label": "x", "choice": ""}]}),
        ("question", {"input": "password"}),
        ("question", {"step": {"at": 0, "of": 3}}),
        ("result", {"values": []}),
        ("result", {"lines": [{"label": "x", "value": {}}]}),
        ("document", {"downloads": [{"label": "x", "media_type": "text/plain"}]}),
        ("signpost", {"reason": "other"}),
        ("signpost", {"contacts": []}),
        ("signpost", {"contacts": [{"phone": "999"}]}),
        ("fallback", {"reason": "tired"}),
        ("error", {"reason": 500}),
        ("error", {"type": "unknown"}),
    ],
)
def test_a_wrong_value_is_told(kind, change):
    assert message_faults({**whole(kind), **change})


@pytest.mark.parametrize("message", [None, [], "text", {}])
def test_what_is_no_message_is_told(message):
    assert message_faults(message)
