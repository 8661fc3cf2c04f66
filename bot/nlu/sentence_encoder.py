"""Meaning as a vector: MiniLM sentence features for Rasa's pipeline."""

from __future__ import annotations

import logging
import os
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.minilm import MiniLM, weights_fingerprint

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds one 384-dimensional unit vector per message, as a sentence feature.

    Word pieces get no features: nothing in this pipeline reads them.
    """

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._encoder = MiniLM()

    @classmethod
    def required_components(cls) -> list[type]:
        """Name the components that must come before."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults. ``weights`` is part of the fingerprint: other weights mean a new training."""
        return {**DenseFeaturizer.get_default_config(), "weights": weights_fingerprint()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Create the component (see the parent class)."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any configuration; there is nothing to get wrong."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode the text of messages."""
        texts = [(message, message.get(TEXT)) for message in messages]
        texts = [(message, text) for message, text in texts if text]
        for (message, _), vector in zip(texts, self._encoder.encode([text for _, text in texts]), strict=True):
            message.add_features(
                Features(np.array([vector]), FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS])
            )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all training examples."""
        logger.info("Encoding %d training examples.", len(training_data.training_examples))
        self._encoder = MiniLM(threads=os.cpu_count() or 1)  # Nothing else runs then, as it does while serving.
        self.process(training_data.training_examples)
        return training_data
