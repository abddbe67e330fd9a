"""SudachiPy alone, in as many processes: the speed that no index of its words exceeds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from sudachipy import Dictionary, SplitMode, Tokenizer

# Sudachi takes at most 49,149 bytes at once; a character has up to four.
_CHUNK = 12_000
_TEXTS_A_TASK = 200


def analyze(texts: Sequence[str], processes: int) -> int:
    """How many words the texts have; the processes are started for it, and end."""
    tasks = [texts[at : at + _TEXTS_A_TASK] for at in range(0, len(texts), _TEXTS_A_TASK)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context) as pool:
        return sum(pool.map(_words, tasks))


def _words(texts: Sequence[str]) -> int:
    tokenizer = _tokenizer()
    chunks = (text[at : at + _CHUNK] for text in texts for at in range(0, len(text), _CHUNK))
    return sum(len(tokenizer.tokenize(chunk)) for chunk in chunks)


@cache
def _tokenizer() -> Tokenizer:
    return Dictionary().tokenizer(mode=SplitMode.C)
