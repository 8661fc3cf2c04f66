"""The sentence encoder: unit vectors, near in meaning is near in space."""

import numpy as np
import pytest

from bot.nlu.minilm import BATCH, DIMENSIONS, MiniLM, weights_fingerprint


@pytest.fixture(scope="module")
def encoder():
    return MiniLM()


def test_every_text_gives_a_vector_of_length_one(encoder):
    vectors = encoder.encode(["hello", "what is the minimum wage?", "a" * 5000, "İstanbul 🙂 Ünïcödé"])
    assert vectors.shape == (4, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00"])
def test_empty_text_gives_a_valid_vector(text, encoder):
    (vector,) = encoder.encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        (
            "My boss refused my request",
            "My manager said no to what I asked",
            "how to put captions on a video call",
        ),
        ("how much is the minimum wage", "what should I be paid an hour by law", "who chairs the hybrid meeting"),
        ("I need a special chair for my bad back", "adjustments for back pain at work", "when do the new rates start"),
    ],
)
def test_like_meaning_is_nearer_than_another(text, near, far, encoder):
    a, b, c = encoder.encode([text, near, far])
    assert a @ b > a @ c + 0.1


def test_vectors_come_in_the_order_of_the_texts(encoder):
    # More than a batch, of mixed lengths: they are sorted by length inside.
    texts = [f"{'word ' * (index % 7)}{index}" for index in range(BATCH + 5)]
    together = encoder.encode(texts)
    for index in (0, 3, BATCH, BATCH + 4):
        assert together[index] @ encoder.encode([texts[index]])[0] > 0.98


def test_same_text_gives_the_same_vector(encoder):
    first, second = encoder.encode(["the same"]), encoder.encode(["the same"])
    assert (first == second).all()


def test_fingerprint_names_the_weights():
    assert len(weights_fingerprint()) == 12
    assert weights_fingerprint() == weights_fingerprint()
