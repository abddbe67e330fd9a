"""SudachiPy alone, in a process for each core: the speed that no index of its words can exceed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from common.collection import Collection, read_texts
from common.machine import cores
from common.scan.tokens import chunks

_TEXTS_PER_TASK = 200


def tokenize(collection: Collection, _: Path) -> None:
    """Cut all texts into words of mode C, and read nothing of these."""
    _sum(_count_words, list(read_texts(collection.texts)), cores())


def analyze(collection: Collection, _: Path) -> None:
    """Read of each word of mode C what an index needs: its A words, surfaces, normalized forms."""
    _sum(_count_characters, list(read_texts(collection.texts)), cores())


def _sum(work: Callable[[Sequence[str]], int], texts: Sequence[str], processes: int) -> int:
    tasks = [texts[at : at + _TEXTS_PER_TASK] for at in range(0, len(texts), _TEXTS_PER_TASK)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context) as pool:
        return sum(pool.map(work, tasks))


def _count_words(texts: Sequence[str]) -> int:
    tokenizer = _tokenizer()
    return sum(len(tokenizer.tokenize(chunk)) for text in texts for chunk in chunks(text))


def _count_characters(texts: Sequence[str]) -> int:
    """The length of everything that was read, so that nothing can be optimized away."""
    tokenizer = _tokenizer()
    return sum(
        _length(word) + sum(map(_length, word.split(SplitMode.A, add_single=False)))
        for text in texts
        for chunk in chunks(text)
        for word in tokenizer.tokenize(chunk)
    )


def _length(word: Morpheme) -> int:
    return len(word.surface()) + len(word.normalized_form())


@cache
def _tokenizer() -> Tokenizer:
    return Dictionary().tokenizer(mode=SplitMode.C)
