"""What a person types, made into text that Rasa takes only as text."""

from __future__ import annotations

import re
import unicodedata

# Everything that is not meant to be read: control characters but the line break, and halves of surrogate pairs, which
# JSON can carry and no encoder can write.
_UNREADABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Rasa obeys a message that starts with a slash ("/restart"), and strips blanks before it looks. Invisible letters go
# too, for what looks like the start has to be the start.
_OBEYED = re.compile("^[\\s/\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
# What is left of "/restart" or "/intent{...}" is a command, not something that a person would ask: not even its words
# are read, or "restart" would be understood as "start again" and obeyed after all.
_COMMAND = re.compile(r"[\w.@-]*\s*(?:\{.*\})?", re.DOTALL)
NOT_UNDERSTOOD = "?"


def readable(text: str) -> str:
    """Return text in one normal form, without characters that break databases and tokenizers."""
    return _UNREADABLE.sub(" ", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def plain(text: str) -> str:
    """Return typed text in a form that Rasa cannot take for an intent, a slot or a command.

    Args:
        text: Anything that is not blank.

    Returns:
        The text, or ``?`` where nothing of it is left or it has the form of a command, so that the bot says that it
        did not understand.
    """
    given = readable(text)
    bare = _OBEYED.sub("", given).rstrip()
    start = given[: len(given) - len(_OBEYED.sub("", given))]
    if "/" in start and _COMMAND.fullmatch(bare):
        return NOT_UNDERSTOOD
    return bare or NOT_UNDERSTOOD
