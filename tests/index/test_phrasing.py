"""Terms in a row, against what a walk over the texts finds."""

from __future__ import annotations

import numpy as np
import pytest

from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.executing import phrasing
from index.engines.whoosh.executing.phrasing import LONGEST, SHIFT, rows
from index.engines.whoosh.files.postings import PostingList

# The first letters are much more frequent than the last.
LETTERS = "aaaaaaaaaaaabbbbbcd"


def texts() -> list[str]:
    numbers = np.random.default_rng(5)
    lengths = [*numbers.integers(0, 30, 200).tolist(), 900, 0, 300]
    return ["".join(LETTERS[at] for at in numbers.integers(0, len(LETTERS), n)) for n in lengths]


def postings(every: list[str], letter: str) -> PostingList:
    docs = [doc for doc, text in enumerate(every) if letter in text]
    where = [[at for at, each in enumerate(every[doc]) if each == letter] for doc in docs]
    freqs, positions = [len(each) for each in where], np.concatenate(where)
    return PostingList(np.array(docs), np.array(freqs, np.uint16), positions.astype(np.uint16))


def walked(every: list[str], phrase: str, docs: Docs | None) -> list[int]:
    return [
        doc << SHIFT | at
        for doc, text in enumerate(every)
        for at in range(len(text))
        if text.startswith(phrase, at) and (docs is None or doc in docs)
    ]


@pytest.mark.parametrize("phrase", ["ab", "ba", "aa", "cd", "abc", "bca", "aab", "aaaaaaaaa"])
@pytest.mark.parametrize("at_once", [1, 100, 1 << 20])
@pytest.mark.parametrize("marking", [0, 1 << 20])
def test_rows_are_where_the_terms_stand(
    monkeypatch: pytest.MonkeyPatch, phrase: str, at_once: int, marking: int
) -> None:
    monkeypatch.setattr(phrasing, "_AT_ONCE", at_once)
    monkeypatch.setattr(phrasing, "_MARKING", marking)
    every = texts()
    lists = [postings(every, letter) for letter in phrase]
    starts = np.cumsum([LONGEST, *(len(text) + LONGEST for text in every)])
    wanted = walked(every, phrase, None)
    assert wanted or len(phrase) > LONGEST
    assert rows(lists, None, starts).tolist() == wanted
    assert rows(lists, None, None).tolist() == wanted
    some = np.array([doc for doc in range(0, len(every), 3) if set(phrase) <= set(every[doc])])
    assert rows(lists, some, starts).tolist() == walked(every, phrase, some)
