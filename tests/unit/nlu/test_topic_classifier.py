"""The classifier: trained on a tiny invented set through Rasa's own storage."""

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

from bot.nlu.topic_classifier import NEAREST, TopicClassifier

WORDS = ["kettle", "boil", "hot", "biscuit", "plain", "sweet", "chair", "sit", "soft"]
EXAMPLES = {
    "tea.kettle": ["kettle boil", "boil hot", "kettle hot", "hot kettle boil"],
    "tea.biscuit": ["biscuit plain", "biscuit sweet", "plain sweet", "sweet biscuit plain"],
    "tea.chair": ["chair sit", "sit soft", "chair soft", "soft chair sit"],
}


def message(text, intent=None):
    """A message with the two kinds of features that the classifier reads: a unit vector, and counts of words."""
    counts = np.array([[text.split().count(word) for word in WORDS]], dtype=np.float32)
    dense = counts / max(np.linalg.norm(counts), 1e-9)
    made = Message(data={TEXT: text, **({INTENT: intent} if intent else {})})
    made.add_features(Features(dense, FEATURE_TYPE_SENTENCE, TEXT, "dense"))
    made.add_features(Features(sparse.csr_matrix(counts), FEATURE_TYPE_SENTENCE, TEXT, "sparse"))
    return made


def rank(classifier, text):
    asked = message(text)
    classifier.process([asked])
    return asked


@pytest.fixture(scope="module")
def context():
    return ExecutionContext(GraphSchema({}), "model")


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    return LocalModelStorage.create(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def training_data():
    return TrainingData([message(text, intent) for intent, texts in EXAMPLES.items() for text in texts])


@pytest.fixture(scope="module")
def trained(storage, context, training_data):
    found = TopicClassifier.create(TopicClassifier.get_default_config(), storage, Resource("topics"), context)
    found.train(training_data)
    return found


@pytest.mark.parametrize(
    ("text", "intent"), [("hot kettle", "tea.kettle"), ("sweet biscuit", "tea.biscuit"), ("soft chair", "tea.chair")]
)
def test_most_probable_intent_is_the_right_one(text, intent, trained):
    assert rank(trained, text).get(INTENT)["name"] == intent


def test_ranking_has_every_intent_with_probabilities_best_first(trained):
    ranking = rank(trained, "hot kettle").get(INTENT_RANKING_KEY)
    confidences = [item["confidence"] for item in ranking]
    assert {item["name"] for item in ranking} == set(EXAMPLES)
    assert sum(confidences) == pytest.approx(1)
    assert confidences == sorted(confidences, reverse=True)


def test_intent_is_the_head_of_the_ranking(trained):
    asked = rank(trained, "hot kettle")
    head = asked.get(INTENT_RANKING_KEY)[0]
    assert asked.get(INTENT) == {"name": head["name"], "confidence": head["confidence"]}


def test_nearness_is_the_cosine_of_the_nearest_example(trained):
    ranking = {item["name"]: item[NEAREST] for item in rank(trained, "kettle boil").get(INTENT_RANKING_KEY)}
    assert ranking["tea.kettle"] == pytest.approx(1, abs=1e-2)
    assert ranking["tea.chair"] == pytest.approx(0, abs=1e-2)


def test_message_that_fits_nothing_is_not_near_anything(trained):
    asked = message("kettle")
    asked.features = []
    counts = np.zeros((1, len(WORDS)), dtype=np.float32)
    dense = np.full((1, len(WORDS)), -1 / 3, dtype=np.float32)
    asked.add_features(Features(dense, FEATURE_TYPE_SENTENCE, TEXT, "dense"))
    asked.add_features(Features(sparse.csr_matrix(counts), FEATURE_TYPE_SENTENCE, TEXT, "sparse"))
    trained.process([asked])
    assert max(item[NEAREST] for item in asked.get(INTENT_RANKING_KEY)) < 0


def test_loaded_classifier_ranks_as_the_trained_one(trained, storage, context):
    loaded = TopicClassifier.load(TopicClassifier.get_default_config(), storage, Resource("topics"), context)
    for text in ("hot kettle", "sweet chair", "boil"):
        before, after = rank(trained, text).get(INTENT_RANKING_KEY), rank(loaded, text).get(INTENT_RANKING_KEY)
        assert [item["name"] for item in before] == [item["name"] for item in after]
        assert [item["confidence"] for item in before] == pytest.approx([item["confidence"] for item in after])
        assert [item[NEAREST] for item in before] == pytest.approx([item[NEAREST] for item in after], abs=1e-2)


def test_same_data_gives_the_same_classifier(storage, context, training_data, trained):
    again = TopicClassifier.create(TopicClassifier.get_default_config(), storage, Resource("again"), context)
    again.train(training_data)
    assert rank(again, "sweet chair").get(INTENT_RANKING_KEY) == rank(trained, "sweet chair").get(INTENT_RANKING_KEY)


def test_ranking_is_cut_to_its_length(storage, context, training_data):
    config = {**TopicClassifier.get_default_config(), "ranking_length": 2}
    short = TopicClassifier.create(config, storage, Resource("short"), context)
    short.train(training_data)
    assert len(rank(short, "hot kettle").get(INTENT_RANKING_KEY)) == 2


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_each_of_the_two_readings_alone_finds_the_topic(weight, storage, context, training_data):
    config = {**TopicClassifier.get_default_config(), "wording_weight": weight}
    one = TopicClassifier.create(config, storage, Resource(f"weight{weight}"), context)
    one.train(training_data)
    assert rank(one, "hot kettle").get(INTENT)["name"] == "tea.kettle"


@pytest.mark.parametrize("text", ["", None])
def test_message_without_text_gets_no_intent(text, trained):
    asked = Message(data={TEXT: text})
    trained.process([asked])
    assert asked.get(INTENT) is None


def test_untrained_classifier_says_nothing(storage, context):
    fresh = TopicClassifier.create(TopicClassifier.get_default_config(), storage, Resource("fresh"), context)
    assert rank(fresh, "hot kettle").get(INTENT) is None


def test_no_examples_train_nothing(storage, context):
    fresh = TopicClassifier.create(TopicClassifier.get_default_config(), storage, Resource("none"), context)
    assert fresh.train(TrainingData([])).name == "none"
