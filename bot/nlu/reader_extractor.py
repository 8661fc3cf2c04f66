"""Who is asking, and where: the entities ``audience`` and ``nation`` from what people say in passing.

People seldom say "I am an employer". They say "one of my team has asked" or "my boss won't let me". The words are in
``data/lexicon/reader.yml``, so that they can be extended without touching code.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.word_lists import FOLDER, STRAIGHT, any_of, read_list

LEXICON = FOLDER / "reader.yml"
# "I live in Leeds and work in Belfast": the law of the place of work counts, then where one lives.
_BEFORE_A_PLACE = tuple(
    re.compile(rf"(?:{words})\s+(?:\w+\s+){{0,4}}$")
    for words in ("work|working|based|job|employed", "live|living|here|office|shop|team")
)
_STRAIGHT_ON_ONE_LINE = {**STRAIGHT, **str.maketrans(dict.fromkeys("\u00a0\n\t", " "))}


@dataclass(frozen=True)
class Found:
    """One thing that was said.

    Attributes:
        value: The audience or the nation.
        start: Index of its first character in the text.
        end: Index after its last.
    """

    value: str
    start: int
    end: int


class ReaderLexicon:
    """The words of ``reader.yml``, ready to be looked for."""

    def __init__(self, path: Path = LEXICON) -> None:
        data = read_list(path)
        self._audience = {
            strength: {value: any_of(patterns) for value, patterns in sides.items()}
            for strength, sides in data["audience"].items()
        }
        self._nation = {
            level: {value: any_of([re.escape(name) for name in names]) for value, names in nations.items()}
            for level, nations in data["nation"].items()
        }
        self._not_a_place = any_of([re.escape(name) for name in data["not_a_place"]])

    def audience(self, text: str) -> Found | None:
        """Return the side that the writer is on, or ``None`` where nothing tells or the signs contradict."""
        plain = _plain(text)
        for strength in ("said", "implied"):
            found = [
                Found(value, match.start(), match.end())
                for value, pattern in self._audience[strength].items()
                for match in pattern.finditer(plain)
            ]
            counts = Counter(item.value for item in found).most_common()
            if len(counts) == 1 or (len(counts) > 1 and counts[0][1] > counts[1][1]):
                return next(item for item in found if item.value == counts[0][0])
            if strength == "said" and counts:
                return max(found, key=lambda item: item.start)  # "I'm staff, no sorry, I'm the employer"
        return None

    def nation(self, text: str) -> Found | None:
        """Return where the writer works; the place of work, or else the first named."""
        # Blanked out one character for one, so that places in the plain text stay places in the text.
        plain = self._not_a_place.sub(lambda match: "-" * len(match.group()), _plain(text))
        for level in ("names", "places"):
            found = sorted(
                (
                    Found(value, match.start(), match.end())
                    for value, pattern in self._nation[level].items()
                    for match in pattern.finditer(plain)
                ),
                key=lambda item: item.start,
            )
            for before in _BEFORE_A_PLACE:
                at_work = [item for item in found if before.search(plain[: item.start])]
                if at_work:
                    return at_work[0]
            if found:
                return found[0]
        return None


def _plain(text: str) -> str:
    # One character for one, so that places in the plain text are places in the text.
    lowered = text.translate(_STRAIGHT_ON_ONE_LINE)
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in lowered)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ReaderExtractor(GraphComponent, EntityExtractorMixin):
    """Adds the entities ``audience`` (``employee``, ``employer``) and ``nation`` (one of the four)."""

    def __init__(self) -> None:
        self._lexicon = ReaderLexicon()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReaderExtractor:
        """Create the component (see the parent class)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what each message says about its writer."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = {"audience": self._lexicon.audience(text), "nation": self._lexicon.nation(text)}
            entities = [
                {
                    ENTITY_ATTRIBUTE_TYPE: kind,
                    ENTITY_ATTRIBUTE_VALUE: item.value,
                    ENTITY_ATTRIBUTE_START: item.start,
                    ENTITY_ATTRIBUTE_END: item.end,
                }
                for kind, item in found.items()
                if item
            ]
            entities = self.add_extractor_name(entities)
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
