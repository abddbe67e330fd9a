"""Files of minutes, read and analyzed once and kept: texts, our terms, and two facts."""

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
from index.analysis.tokens import FORM_MARK
from index.minutes import ROLES, Meeting
from indexer.problems import Problem
from indexer.read_file import read_meetings

Numbers = npt.NDArray[np.uint32]

SILENT = 0
"""In place of a term where punctuation or a space takes up a position."""

_NO_ROLE = len(ROLES)
_FACTS = np.dtype([("length", "<u4"), ("year", "<u2"), ("role", "u1")])
# Parts paragraphs where an utterance is one line.
_PARAGRAPH = "\v"


class Terms(NamedTuple):
    """The short units of some texts: `tokens` are numbers into `terms`, from 1."""

    terms: list[bytes]
    tokens: Numbers
    lengths: Numbers


class Part(NamedTuple):
    """One file. Utterance by utterance: how many tokens, the year, the role's number."""

    folder: Path
    terms: list[bytes]
    tokens: Numbers
    facts: npt.NDArray[Any]

    @property
    def lines(self) -> Path:
        """The texts, one utterance a line."""
        return self.folder / "texts.txt"

    def texts(self) -> Iterator[str]:
        return read_texts(self.lines)

    def form(self, number: int) -> str:
        """A term as it is printed."""
        return self.terms[number - 1].decode().split(FORM_MARK)[1]


def read_texts(texts: Path) -> Iterator[str]:
    """The texts of a collection, as they are."""
    with texts.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line[:-1].replace(_PARAGRAPH, "\n")


def role_number(role: str | None) -> int:
    return _NO_ROLE if role is None else ROLES.index(role)


def read_part(source: Path, scratch: Path, pool: Callable[[], ProcessPoolExecutor]) -> Part:
    """A file of minutes, from `scratch` where it was read before."""
    mark = blake2b(source.read_bytes(), digest_size=4).hexdigest()
    folder = scratch / f"{source.name.split('.')[0]}-{mark}"
    if not folder.exists():
        print(f"{source.name}: 読み、解析しています。", file=sys.stderr)
        draft = folder.with_name(f"{folder.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write(source, draft, pool())
        draft.rename(folder)
    terms = pickle.loads((folder / "terms.pickle").read_bytes())
    tokens = np.load(folder / "tokens.npy", mmap_mode="r")
    return Part(folder, terms, tokens, np.load(folder / "facts.npy"))


def analysts() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(cores(), multiprocessing.get_context("spawn"))


def _write(source: Path, folder: Path, pool: ProcessPoolExecutor) -> None:
    read = read_meetings(source, source.name)
    meetings = [each for each in read if not isinstance(each, Problem)]
    analyzed = pool.map(analyze, (_texts(meeting) for meeting in meetings))
    numbers: dict[bytes, int] = {}
    tokens, lengths = [], []
    for found in analyzed:
        known = [numbers.setdefault(term, len(numbers) + 1) for term in found.terms]
        tokens.append(np.array([SILENT, *known], np.uint32)[found.tokens])
        lengths.append(found.lengths)
    facts = np.zeros(sum(map(len, lengths)), _FACTS)
    facts["length"] = np.concatenate(lengths)
    facts["year"] = [int((m.date or "0")[:4]) for m in meetings for _ in m.utterances]
    facts["role"] = [role_number(u.role) for m in meetings for u in m.utterances]
    np.save(folder / "tokens.npy", np.concatenate(tokens))
    np.save(folder / "facts.npy", facts)
    (folder / "terms.pickle").write_bytes(pickle.dumps(list(numbers)))
    with (folder / "texts.txt").open("w", encoding="utf-8", newline="\n") as file:
        for text in chain.from_iterable(map(_texts, meetings)):
            assert _PARAGRAPH not in text
            file.write(text.replace("\n", _PARAGRAPH) + "\n")


def _texts(meeting: Meeting) -> list[str]:
    return [utterance.text for utterance in meeting.utterances]


def analyze(texts: Sequence[str]) -> Terms:
    """The short units of texts; called in a process of the pool."""
    numbers: dict[bytes, int] = {}
    tokens = []
    for text in texts:
        terms = (token.term for token in _analyzer().analyze(text).tokens)
        each = [numbers.setdefault(term, len(numbers) + 1) if term else SILENT for term in terms]
        tokens.append(np.array(each, np.uint32))
    lengths = np.array([len(each) for each in tokens], np.uint32)
    return Terms(list(numbers), np.concatenate([*tokens, np.zeros(0, np.uint32)]), lengths)


@cache
def _analyzer() -> Analyzer:
    return Analyzer()
