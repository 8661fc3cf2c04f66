"""The shape of each kind of guidance file, as JSON Schema, and its faults in plain words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import jsonschema

from bot.content.figures import CONFIDENCES, UNITS
from bot.content.problems import Problem
from bot.content.vocabulary import AUDIENCES, FOLLOW_UPS, NATIONS
from bot.content.yaml_file import YamlFile

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
DATE: dict[str, Any] = {"type": "date"}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT, "minItems": 1}
NATION_LIST: dict[str, Any] = {"type": "array", "items": {"enum": list(NATIONS)}, "minItems": 1, "uniqueItems": True}
AUDIENCE_LIST: dict[str, Any] = {
    "type": "array",
    "items": {"enum": list(AUDIENCES)},
    "minItems": 1,
    "uniqueItems": True,
}
# https only, a host with a dot in it, and no blanks.
URL: dict[str, Any] = {"type": "string", "pattern": r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s]*)?$"}
# Where a fact was read; never shown as a link, so old http addresses may stand.
READ_AT: dict[str, Any] = {"type": "string", "pattern": r"^https?://\S+$"}


def _record(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


SOURCE = _record({"title": TEXT, "url": URL}, {"nations": NATION_LIST})
PROVENANCE = _record({"title": TEXT, "url": READ_AT})
BLOCK_KINDS: dict[str, Any] = {
    "heading": TEXT,
    "paragraph": TEXT,
    "note": TEXT,
    "contact": TEXT,
    "steps": TEXTS,
    "list": TEXTS,
    "table": _record({"columns": TEXTS, "rows": {"type": "array", "items": TEXTS, "minItems": 1}}),
    "figures_table": _record({"figures": TEXTS}),
    "announced": _record({"text": TEXT}, {"starts": DATE, "expected": TEXT}),
}
SCOPE_KEYS: dict[str, Any] = {"for": AUDIENCE_LIST, "nations": NATION_LIST, "from": DATE, "until": DATE}
BLOCK = {
    "type": "object",
    "properties": {
        **BLOCK_KINDS,
        **SCOPE_KEYS,
        "tone": {"enum": ["info", "warning"]},
        "needs": TEXT,
        "without": TEXT,
        "example": {"const": True},
    },
    "additionalProperties": False,
}
TEXT_PARTS: dict[str, Any] = {
    "title": TEXT,
    "summary": TEXT,
    "blocks": {"type": "array", "items": BLOCK, "minItems": 1},
    "related": TEXTS,
    "follow_ups": {
        "type": "object",
        "properties": dict.fromkeys(FOLLOW_UPS, TEXT),
        "additionalProperties": False,
    },
}
VARIANT = _record({}, {**TEXT_PARTS, **SCOPE_KEYS})
ENTRY = _record(
    {
        "topic": TEXT,
        "title": TEXT,
        "for": AUDIENCE_LIST,
        "nations": NATION_LIST,
        "reviewed": DATE,
        "review_by": DATE,
        "summary": TEXT,
        "blocks": TEXT_PARTS["blocks"],
        "sources": TEXTS,
    },
    {
        "related": TEXT_PARTS["related"],
        "follow_ups": TEXT_PARTS["follow_ups"],
        "ask_first": {"type": "array", "items": {"enum": ["nation", "audience"]}},
        "unconfirmed": TEXTS,
        "variants": {"type": "array", "items": VARIANT},
    },
)
AREA_FILE = _record(
    {
        "area": TEXT,
        "title": TEXT,
        "sources": {"type": "object", "additionalProperties": SOURCE},
        "entries": {"type": "array", "items": ENTRY, "minItems": 1},
    }
)
ROW = _record(
    {"from": DATE, "value": {"type": ["number", "date"]}},
    {"to": {"type": ["date", "null"]}, "nations": NATION_LIST, "source": PROVENANCE, "gap_before": TEXT},
)
FIGURE = _record(
    {
        "label": TEXT,
        "unit": {"enum": list(UNITS)},
        "source": SOURCE,
        "rows": {"type": "array", "items": ROW, "minItems": 1},
    },
    {"published": SOURCE, "note": TEXT, "confidence": {"enum": list(CONFIDENCES)}, "look_again": DATE, "ended": TEXT},
)
FIGURE_FILE = _record(
    {"group": TEXT, "title": TEXT, "figures": {"type": "object", "additionalProperties": FIGURE, "minProperties": 1}}
)
FIGURE_NAME = re.compile(r"[a-z][a-z0-9_]*")
NUMBER = {"type": "number", "minimum": 0}
STYLE_FILE = _record(
    {
        "longest_sentence_words": NUMBER,
        "answer_words": _record({"at_least": NUMBER, "at_most": NUMBER}),
        "reading_ease_at_least": NUMBER,
        "alike_at_most": NUMBER,
        "avoid": {"type": "object", "additionalProperties": TEXT},
        "law_words": TEXTS,
        "not_figures": TEXTS,
        "hosts": _record({"official": TEXTS, "linkable": TEXTS, "cited": {"type": "array", "items": TEXT}}),
    }
)
CONTACT = _record(
    {"name": TEXT, "for": TEXT, "nations": NATION_LIST, "url": URL, "checked": DATE, "source": PROVENANCE},
    {"roles": TEXTS, "phone": TEXT, "hours": TEXT, "relay": TEXT, "phone_unconfirmed": {"const": True}},
)
CONTACT_FILE = _record({"contacts": {"type": "object", "additionalProperties": CONTACT, "minProperties": 1}})
TOPIC = _record({"for": {"enum": [*AUDIENCES, "both"]}, "covers": TEXT})
TOPIC_FILE = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": TOPIC}}
_CHITCHAT = (
    "greet",
    "thanks",
    "goodbye",
    "capabilities",
    "identity",
    "privacy",
    "start_again",
    "acknowledge",
    "noted",
)
_SIGNPOSTS = ("distress", "danger", "harassment", "legal_advice", "human", "after")
_FALLBACKS = ("not_understood", "no_topic", "out_of_scope", "other_law", "language", "abuse")
_PROMPTS = ("offer", "none_of_these", "more", "ask_nation", "ask_audience", "employee", "employer")
TALK_FILE = _record(
    {
        "start_with": TEXTS,
        "chitchat": _record(dict.fromkeys(_CHITCHAT, TEXT)),
        "signpost": _record(dict.fromkeys(_SIGNPOSTS, TEXT)),
        "fallback": _record(dict.fromkeys(_FALLBACKS, TEXT)),
        "prompts": _record(dict.fromkeys(_PROMPTS, TEXT)),
    }
)

_TYPES = jsonschema.Draft7Validator.TYPE_CHECKER.redefine(
    # A date with a time of day is a datetime, which cannot be compared with a date.
    "date",
    lambda _, value: isinstance(value, date) and not isinstance(value, datetime),
)
_Validator = jsonschema.validators.extend(jsonschema.Draft7Validator, type_checker=_TYPES)
_TYPE_WORDS = {
    "string": "text",
    "array": "a list, each item on a line that starts with '- '",
    "object": "a group of 'key: value' lines",
    "date": "a date like 2027-04-06",
    "number": "a number",
    "null": "empty",
}


def shape_problems(file: YamlFile, schema: dict[str, Any]) -> Iterator[Problem]:
    """Yield a problem for every place where a file is not of the given shape."""
    for error in _Validator(schema).iter_errors(file.data):
        message, mend, key = _in_words(error)
        path = tuple(error.absolute_path)
        yield file.problem((*path, key) if key else path, message, mend)


def _in_words(error: jsonschema.ValidationError) -> tuple[str, str, str]:
    where = f"'{error.absolute_path[-1]}'" if error.absolute_path else "The file"
    value = error.instance
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        key = next(str(key) for key in value if key not in known)
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"Did you mean '{close[0]}'?" if close else f"Use one of: {', '.join(sorted(known))}."
        return f"'{key}' is not a word that this file knows.", hint, key
    if error.validator == "required":
        # One error comes for each missing key; only its message says which.
        missing = next(key for key in error.validator_value if repr(key) in error.message)
        return f"'{missing}' is missing.", f"Add a line '{missing}: …'.", ""
    if error.validator == "type":
        kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        wanted = " or ".join(_TYPE_WORDS[kind] for kind in kinds)
        if value is None:
            return f"{where} is empty.", f"Write {wanted}.", ""
        if wanted == "text":
            return f"{where} is '{value}', which YAML does not read as text.", "Put it in double quotes.", ""
        return f"{where} should be {wanted}, and is '{_short(value)}'.", f"Write {wanted}.", ""
    if error.validator == "enum":
        options = [str(option) for option in error.validator_value]
        close = difflib.get_close_matches(str(value), options, n=1)
        hint = f"Did you mean '{close[0]}'?" if close else f"Use one of: {', '.join(options)}."
        return f"'{_short(value)}' is not one of the words allowed here.", hint, ""
    if error.validator == "pattern":
        return (
            f"'{_short(value)}' is not a link that can be given to people.",
            "Write the whole address, starting with https://, without blanks.",
            "",
        )
    if error.validator in ("minItems", "minLength", "minProperties"):
        return f"{where} is empty.", "Fill it in, or take the line out.", ""
    if error.validator == "uniqueItems":
        return f"{where} names something twice.", "Take the second one out.", ""
    return f"{where} is '{_short(value)}', which does not fit here.", "Compare it with another entry.", ""


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
