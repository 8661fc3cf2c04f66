"""Which of the intents a message means, with probabilities that can be believed.

Two linear classifiers read each message: one its sentence vector (meaning), one its words and letters (wording,
typos). They are wrong about different messages, so their probabilities are mixed. See
``docs/decisions/0003-understanding.md`` for the measurements.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

logger = logging.getLogger(__name__)

NEAREST = "nearest"
"""Key in the ranking: cosine of the message and the intent's nearest training example, from -1 to 1."""

Matrix = npt.NDArray[np.float32]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Ranks all intents by probability, from dense sentence features and sparse count features.

    Sets ``intent`` and ``intent_ranking``; each item of the ranking has ``name``, ``confidence`` and ``nearest``. The
    decision what to do with that is another component's (``DecisionMaker``).
    """

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: _Model | None = None
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        """Name the components that must come before."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults.

        ``meaning_c`` and ``meaning_scale``: inverse regularisation and vector length for the logistic regression on
        sentence vectors. ``wording_c``: the same for the linear SVM on words. ``wording_sharpness``: factor on the
        SVM's margins before they are read as log odds. ``wording_weight``: its share in the mixture, 0 to 1.
        ``ranking_length``: how many intents are reported.
        """
        return {
            "meaning_c": 3.0,
            "meaning_scale": 4.0,
            "wording_c": 0.3,
            "wording_sharpness": 6.0,
            "wording_weight": 0.5,
            "ranking_length": 12,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Create an untrained component (see the parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load a trained component (see the parent class)."""
        with model_storage.read_from(resource) as folder:
            stored = np.load(folder / "classifier.npz", allow_pickle=False)
            model = _Model(**{name: stored[name] for name in stored.files})
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Train both classifiers on all intent examples."""
        examples = [example for example in training_data.intent_examples if example.get(INTENT) and example.get(TEXT)]
        if examples:
            labels = [example.get(INTENT) for example in examples]
            self._model = _fit(self._config, _dense(examples), _counts(examples), labels)
            self._persist(self._model)
        return self._resource

    def _persist(self, model: _Model) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / "classifier.npz", **model.arrays())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: nothing later in the pipeline is trained on predictions."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of messages."""
        for message in messages:
            dense = _dense([message])
            if self._model is None or not message.get(TEXT) or not dense.any():
                continue
            ranking = self._model.rank(self._config, dense, _counts([message]))[: self._config["ranking_length"]]
            message.set(INTENT, {key: ranking[0][key] for key in ("name", "confidence")}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


class _Model:
    """The trained weights: plain arrays, so that loading a model runs no code out of it."""

    def __init__(
        self,
        classes: npt.NDArray[np.str_],
        meaning_weights: Matrix,
        meaning_bias: Matrix,
        wording_weights: Matrix,
        wording_bias: Matrix,
        idf: Matrix,
        examples: npt.NDArray[np.float16],
        example_class: npt.NDArray[np.int32],
    ) -> None:
        self.classes = classes
        self.meaning_weights = meaning_weights
        self.meaning_bias = meaning_bias
        self.wording_weights = wording_weights
        self.wording_bias = wording_bias
        self.idf = idf
        self.examples = examples.astype(np.float32)
        self.example_class = example_class

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what has to be stored, under the names of the constructor."""
        return {**vars(self), "examples": self.examples.astype(np.float16)}

    def rank(self, config: dict[str, Any], dense: Matrix, counts: sparse.csr_matrix) -> list[dict[str, Any]]:
        """Rank all intents for one message, most probable first."""
        meaning = _log_softmax(dense[0] * config["meaning_scale"] @ self.meaning_weights.T + self.meaning_bias)
        words = _tf_idf(counts, self.idf)
        margins = np.asarray(words @ self.wording_weights.T).ravel() + self.wording_bias
        wording = _log_softmax(margins * config["wording_sharpness"])
        weight = config["wording_weight"]
        mixed = np.exp(_log_softmax((1 - weight) * meaning + weight * wording))
        nearest = np.full(len(self.classes), -1.0, dtype=np.float32)
        np.maximum.at(nearest, self.example_class, self.examples @ dense[0])
        return [
            {"name": str(self.classes[index]), "confidence": float(mixed[index]), NEAREST: float(nearest[index])}
            for index in np.argsort(-mixed)
        ]


def _fit(config: dict[str, Any], dense: Matrix, counts: sparse.csr_matrix, labels: list[str]) -> _Model:
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC
    from threadpoolctl import threadpool_limits

    document_frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = (np.log((1 + counts.shape[0]) / (1 + document_frequency)) + 1).astype(np.float32)
    with threadpool_limits(limits=1):  # The same sums in the same order: the same model from the same data.
        meaning = LogisticRegression(C=config["meaning_c"], max_iter=500, class_weight="balanced", random_state=0)
        meaning.fit(dense * config["meaning_scale"], labels)
        wording = LinearSVC(C=config["wording_c"], class_weight="balanced", random_state=0)
        wording.fit(_tf_idf(counts, idf), labels)
    classes = list(meaning.classes_)
    return _Model(
        classes=np.array(classes),
        meaning_weights=meaning.coef_.astype(np.float32),
        meaning_bias=meaning.intercept_.astype(np.float32),
        wording_weights=wording.coef_.astype(np.float32),
        wording_bias=wording.intercept_.astype(np.float32),
        idf=idf,
        examples=dense.astype(np.float16),
        example_class=np.array([classes.index(label) for label in labels], dtype=np.int32),
    )


def _dense(messages: list[Message]) -> Matrix:
    rows = []
    for message in messages:
        features = message.get_dense_features(TEXT)[1]
        rows.append(features.features[0] if features else np.zeros(0))
    return np.array(rows, dtype=np.float32)


def _counts(messages: list[Message]) -> sparse.csr_matrix:
    return sparse.vstack([message.get_sparse_features(TEXT)[1].features for message in messages]).tocsr()


def _tf_idf(counts: sparse.csr_matrix, idf: Matrix) -> sparse.csr_matrix:
    """Weigh counts as scikit-learn's TfidfTransformer does with ``sublinear_tf``: rows of length 1."""
    weighed = counts.astype(np.float32).copy()
    weighed.data = np.log(weighed.data) + 1
    weighed = weighed.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighed


def _log_softmax(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    shifted = scores - scores.max()
    result: npt.NDArray[Any] = shifted - np.log(np.exp(shifted).sum())
    return result
