"""Files of minutes, read and analyzed once: their texts, their terms as numbers, year and role.

The peers are given the same terms as our index, cut by our analyzer, as numbers.
"""

from __future__ import annotations

import multiprocessing
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from common.machine import cores
from index.analysis.analyzer import Analyzer
from index.minutes import ROLES, Meeting
from indexer.read_file import read_meetings

TermNumbers = npt.NDArray[np.uint32]

NO_TERM = 0
"""The number at a position that punctuation or a space takes up."""

PARAGRAPH_END = "\v"
"""Replaces line feeds where an utterance is one line of a file."""

_NO_ROLE = len(ROLES)
_COLUMNS = np.dtype([("length", "<u4"), ("year", "<u2"), ("role", "u1")])


class TermSequences(NamedTuple):
    """The tokens of some texts as numbers into `terms`, which count from 1.

    tokens: uint32[N]; lengths: uint32[T], the number of tokens of each text.
    """

    terms: list[bytes]
    tokens: TermNumbers
    lengths: TermNumbers


class AnalyzedFile(NamedTuple):
    """One file; `columns` has the number of tokens, the year and the role of each utterance."""

    folder: Path
    terms: list[bytes]
    tokens: TermNumbers
    columns: npt.NDArray[Any]

    @property
    def texts_file(self) -> Path:
        """The texts, one utterance a line."""
        return self.folder / "texts.txt"

    def texts(self) -> Iterator[str]:
        return read_texts(self.texts_file)


def read_texts(file: Path) -> Iterator[str]:
    """The texts of a file that has one utterance a line."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line[:-1].replace(PARAGRAPH_END, "\n")


def role_number(role: str | None) -> int:
    return _NO_ROLE if role is None else ROLES.index(role)


def analysis_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(cores(), multiprocessing.get_context("spawn"))


def analyze_file(
    source: Path, scratch: Path, pool: Callable[[], ProcessPoolExecutor]
) -> AnalyzedFile:
    """Read and analyze a file of minutes, or take what an earlier run left in `scratch`."""
    digest = blake2b(source.read_bytes(), digest_size=4).hexdigest()
    folder = scratch / f"{source.name.split('.')[0]}-{digest}"
    if not folder.exists():
        print(f"{source.name}: 読み、解析しています。", file=sys.stderr)
        draft = folder.with_name(f"{folder.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write(source, draft, pool())
        draft.rename(folder)
    terms = pickle.loads((folder / "terms.pickle").read_bytes())
    tokens = np.load(folder / "tokens.npy", mmap_mode="r")
    return AnalyzedFile(folder, terms, tokens, np.load(folder / "facts.npy"))


def _write(source: Path, folder: Path, pool: ProcessPoolExecutor) -> None:
    items = read_meetings(source, source.name)
    meetings = [item for item in items if isinstance(item, Meeting)]
    numbers: dict[bytes, int] = {}
    tokens, lengths = [], []
    for analyzed in pool.map(_analyze, map(_texts, meetings)):
        tokens.append(renumber(analyzed.terms, analyzed.tokens, numbers))
        lengths.append(analyzed.lengths)
    columns = np.zeros(sum(map(len, lengths)), _COLUMNS)
    columns["length"] = np.concatenate(lengths)
    columns["year"] = [int((m.date or "0")[:4]) for m in meetings for _ in m.utterances]
    columns["role"] = [role_number(u.role) for m in meetings for u in m.utterances]
    np.save(folder / "tokens.npy", np.concatenate(tokens))
    np.save(folder / "facts.npy", columns)
    (folder / "terms.pickle").write_bytes(pickle.dumps(list(numbers)))
    with (folder / "texts.txt").open("w", encoding="utf-8", newline="\n") as file:
        for text in chain.from_iterable(map(_texts, meetings)):
            assert PARAGRAPH_END not in text
            file.write(text.replace("\n", PARAGRAPH_END) + "\n")


def renumber(terms: Sequence[bytes], tokens: TermNumbers, numbers: dict[bytes, int]) -> TermNumbers:
    """Tokens as the numbers of `numbers`, to which new terms are added."""
    known = [numbers.setdefault(term, len(numbers) + 1) for term in terms]
    return np.array([NO_TERM, *known], np.uint32)[tokens]


def _texts(meeting: Meeting) -> list[str]:
    return [utterance.text for utterance in meeting.utterances]


def _analyze(texts: Sequence[str]) -> TermSequences:
    """The tokens of texts; runs in a process of the pool."""
    numbers: dict[bytes, int] = {}
    sequences = []
    for text in texts:
        terms = (token.term for token in _analyzer().analyze(text).tokens)
        found = [numbers.setdefault(term, len(numbers) + 1) if term else NO_TERM for term in terms]
        sequences.append(np.array(found, np.uint32))
    lengths = np.array([len(each) for each in sequences], np.uint32)
    return TermSequences(list(numbers), np.concatenate([*sequences, _NO_TOKENS]), lengths)


_NO_TOKENS = np.zeros(0, np.uint32)


@cache
def _analyzer() -> Analyzer:
    return Analyzer()
