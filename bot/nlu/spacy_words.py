"""spaCy for words, dates, money and places, and nothing else of it."""

from __future__ import annotations

import dataclasses

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.utils import spacy_utils
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.training_data.training_data import TrainingData

# Grammar and word stems: nothing in the pipeline reads them, and they cost a third of a parse.
_UNUSED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer")


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="SpacyNLP",
)
class SpacyNLP(spacy_utils.SpacyNLP):
    """Rasa's component of that name without the parts of the model that nothing reads.

    Rasa's other spaCy components find it by the name of its class, so it has to be the same.

    Training needs the words only: entities are found by fixed rules and spaCy's own model, never learned here.
    """

    @staticmethod
    def load_model(spacy_model_name: str) -> SpacyModel:
        """Load the model and take out what is not used.

        Raises:
            InvalidModelError: If there is no such model, or it is for another version of spaCy.
        """
        loaded = spacy_utils.SpacyNLP.load_model(spacy_model_name)
        for name in _UNUSED:
            if name in loaded.model.component_names:
                loaded.model.remove_pipe(name)
        # The name is the fingerprint: a model trained with other parts must not be reused.
        return dataclasses.replace(loaded, model_name=f"{loaded.model_name} without {', '.join(_UNUSED)}")

    def process_training_data(self, training_data: TrainingData, model: SpacyModel) -> TrainingData:
        """Split the examples into words."""
        with model.model.select_pipes(enable=[]):
            return super().process_training_data(training_data, model)
