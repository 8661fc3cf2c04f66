"""The contract of messages as one JSON Schema, shared by the actions, the channel, the page and the tests."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

SCHEMA = Path(__file__).with_name("message.schema.json")


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a message."""
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


@lru_cache(maxsize=1)
def _validator() -> Draft7Validator:
    # Built once: building it, and checking the schema itself, costs far more than checking a message.
    schema = load_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def message_faults(message: Any) -> list[str]:
    """Return what is wrong with a message, a sentence a fault; empty when it keeps the contract."""
    errors = sorted(_validator().iter_errors(message), key=lambda error: [str(part) for part in error.absolute_path])
    return [f"{'/'.join(str(part) for part in error.absolute_path) or 'message'}: {error.message}" for error in errors]
