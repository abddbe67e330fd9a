"""SudachiPy alone, in as many processes: the speed that no index of its words exceeds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from common.collection import Collection
from common.machine import cores
from common.parts import read_texts

# Sudachi takes at most 49,149 bytes at once; a character has up to four.
_CHUNK = 12_000
_TEXTS_A_TASK = 200


def cut(collection: Collection, _: Path) -> None:
    """Cut all texts into long units, and ask nothing of these."""
    _sum(_words, list(read_texts(collection.texts)), cores())


def cut_and_read(collection: Collection, _: Path) -> None:
    """Ask of each long unit what an index needs: short units, forms, normalized forms."""
    _sum(_characters, list(read_texts(collection.texts)), cores())


def _sum(work: Callable[[Sequence[str]], int], texts: Sequence[str], processes: int) -> int:
    tasks = [texts[at : at + _TEXTS_A_TASK] for at in range(0, len(texts), _TEXTS_A_TASK)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context) as pool:
        return sum(pool.map(work, tasks))


def _words(texts: Sequence[str]) -> int:
    tokenizer = _tokenizer()
    return sum(len(tokenizer.tokenize(chunk)) for chunk in _chunks(texts))


def _characters(texts: Sequence[str]) -> int:
    """The length of all that was read, so that nothing of it is left out."""
    tokenizer = _tokenizer()
    return sum(
        _length(unit) + sum(map(_length, unit.split(SplitMode.A, add_single=False)))
        for chunk in _chunks(texts)
        for unit in tokenizer.tokenize(chunk)
    )


def _length(unit: Morpheme) -> int:
    return len(unit.surface()) + len(unit.normalized_form())


def _chunks(texts: Sequence[str]) -> Iterator[str]:
    return (text[at : at + _CHUNK] for text in texts for at in range(0, len(text), _CHUNK))


@cache
def _tokenizer() -> Tokenizer:
    return Dictionary().tokenizer(mode=SplitMode.C)
