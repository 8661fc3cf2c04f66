"""The encoder as a Rasa featurizer: one sentence feature a message."""

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.minilm import DIMENSIONS, weights_fingerprint
from bot.nlu.sentence_encoder import SentenceEncoder


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder(SentenceEncoder.get_default_config(), "encoder")


def test_message_gets_one_sentence_vector(encoder):
    message = Message(data={TEXT: "what is the minimum wage"})
    encoder.process([message])
    (feature,) = message.features
    assert feature.type == FEATURE_TYPE_SENTENCE
    assert feature.features.shape == (1, DIMENSIONS)


def test_each_message_gets_the_vector_of_its_own_text(encoder):
    together = [Message(data={TEXT: text}) for text in ("a long question about hybrid meetings", "pay", "")]
    alone = Message(data={TEXT: "pay"})
    encoder.process(together)
    encoder.process([alone])
    assert np.allclose(together[1].features[0].features, alone.features[0].features, atol=0.05)


@pytest.mark.parametrize("data", [{}, {TEXT: ""}, {TEXT: None}])
def test_message_without_text_gets_no_vector(data, encoder):
    message = Message(data=data)
    encoder.process([message])
    assert message.features == []


def test_training_examples_are_encoded(encoder):
    data = TrainingData([Message(data={TEXT: "pay", "intent": "a.b"})])
    assert encoder.process_training_data(data).training_examples[0].features


def test_other_weights_mean_another_fingerprint_of_the_component():
    assert SentenceEncoder.get_default_config()["weights"] == weights_fingerprint()
