"""Training examples wrapped in what people put round their question.

People write "hiya, I asked for Fridays off and she said no. I work in Belfast". Authors of examples write the question.
A classifier that has only seen the second kind is thrown by the first.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.nlu.word_lists import FOLDER, read_list

LEXICON = FOLDER / "wrappings.yml"
SHARE = 0.5
"""Which part of the short examples is wrapped once, besides standing as they are. Measured in docs/decisions/0003."""
LONGEST = 25
"""Words in the longest example that is wrapped: a longer one tells who asks and where by itself."""

_EMPLOYER = re.compile(r"\b(?:we|our|us|staff|employees?|my team|applicants?|workers)\b", re.IGNORECASE)


def wrapped(examples: Iterable[tuple[str, str]], lexicon: Path = LEXICON) -> Iterator[tuple[str, str]]:
    """Yield wrapped copies of a part of the short examples, the same ones on every run.

    Args:
        examples: Pairs of text and intent.
        lexicon: The words to wrap them in.
    """
    words = read_list(lexicon)
    dice = random.Random(20261122)  # noqa: S311 - the same model from the same data, nothing secret
    for text, intent in examples:
        if len(text.split()) > LONGEST or dice.random() >= SHARE:
            continue
        before = dice.choice(words["before"]["employer" if _EMPLOYER.search(text) else "employee"])
        stop = "" if text.endswith((".", "?", "!")) else "."
        after = stop + dice.choice(words["after"])
        where = dice.random()
        if where < 0.45:
            yield before + text, intent
        elif where < 0.8:
            yield text + after, intent
        else:
            yield before + text + after, intent
