"""Opaque choices: what a button of the page stands for.

Inside the bot a choice is a text that Rasa takes as a trusted intent. A stranger gets it sealed, with the conversation
that it was made for, so that it can neither be made up nor carried over. Nothing has to be stored for that.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

KEY_VARIABLE = "WLB_SECRET_KEY"
MIN_SECRET = 32


class ForeignChoiceError(ValueError):
    """A choice that was not made by this server for this conversation."""


@dataclass(frozen=True)
class Choice:
    """What a choice stands for.

    Attributes:
        payload: The trusted text for Rasa.
        label: The words on the button.
    """

    payload: str
    label: str


class ChoiceSealer:
    """Seals choices and opens them again.

    Args:
        secret: The server's secret. Every process that serves the same conversations needs the same.
    """

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))

    def seal(self, session: str, choice: Choice) -> str:
        """Return an opaque, URL-safe value that holds in one conversation."""
        content = {"session": session, "payload": choice.payload, "label": choice.label}
        return self._fernet.encrypt(json.dumps(content).encode()).decode()

    def open(self, session: str, value: str) -> Choice:
        """Return what a value stands for.

        Raises:
            ForeignChoiceError: If it was not sealed here, for this conversation.
        """
        try:
            content = json.loads(self._fernet.decrypt(value.encode()))
        except (InvalidToken, UnicodeEncodeError):
            raise ForeignChoiceError from None
        if content["session"] != session:
            raise ForeignChoiceError
        return Choice(content["payload"], content["label"])

    def seal_all(self, session: str, part: Any) -> Any:
        """Return a copy of a message, or of a part of one, in which every ``choice`` is sealed."""
        if isinstance(part, list):
            return [self.seal_all(session, item) for item in part]
        if not isinstance(part, dict):
            return part
        sealed = {key: self.seal_all(session, value) for key, value in part.items()}
        if isinstance(part.get("choice"), str):
            label = part.get("label") or part.get("title") or ""
            sealed["choice"] = self.seal(session, Choice(part["choice"], str(label)))
        return sealed


def load_secret(state: Path) -> str:
    """Return the server's secret: ``WLB_SECRET_KEY``, or one that is made once and kept in the state folder.

    Raises:
        ValueError: If the variable holds less than 32 characters.
    """
    given = os.environ.get(KEY_VARIABLE)
    if given:
        if len(given) < MIN_SECRET:
            raise ValueError(f"{KEY_VARIABLE} must have {MIN_SECRET} characters or more.")
        return given
    path = state / "secret.key"
    if not path.exists():
        _make_secret(path)
    return path.read_text(encoding="ascii").strip()


def _make_secret(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(MIN_SECRET))
    try:
        # A link appears whole or not at all, and only once: two processes that start together get the same secret.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
