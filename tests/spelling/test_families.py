"""Every spelling of a family finds every other, and no trap is found.

The sentences are invented, two for each spelling and each word of a trap. `measure.py` checks the
same on an index of real minutes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.word_match import match_word
from index.engines.whoosh.matching.word_query import FormSelection, read_word_query
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Meeting, Source, Utterance
from index.storage.generations import Generations
from index.writer import open_writer

HERE = Path(__file__).parent
SOURCE = Source("kura.txt", "0" * 64)
SENTENCES = ("倉野町の{}について伺う。", "これは{}です。")


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FAMILIES, TRAPS = _rows("families.csv"), _rows("traps.csv")
FORMS = sorted(
    {form for row in FAMILIES for form in row["forms"].split("/")}
    | {word for row in TRAPS for word in (row["query"], row["other"])}
)


class InventedIndex:
    """An index of the sentences; `texts` has the folded text of each utterance by number."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._analyzer = Analyzer()
        places = map(snapshot.segment_of, range(len(snapshot.doc_values)))
        self.texts = {
            number: fold(segment.text(local)) for number, (segment, local) in enumerate(places)
        }

    def find(self, word: str, *, synonyms: bool) -> set[int]:
        query = read_word_query(word, self._analyzer)
        match = match_word(ResolvedWord.resolve(self._snapshot, query))
        return set(match.docs(FormSelection(synonyms=synonyms)).tolist())

    def with_any(self, *forms: str) -> set[int]:
        folded = list(map(fold, forms))
        return {
            number for number, text in self.texts.items() if any(form in text for form in folded)
        }

    def sentences_of(self, form: str) -> set[int]:
        """The utterances invented for a form."""
        said = {fold(sentence.format(form)) for sentence in SENTENCES}
        return {number for number, text in self.texts.items() if text in said}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InventedIndex]:
    home = tmp_path_factory.mktemp("spelling")
    spoken = [sentence.format(form) for form in FORMS for sentence in SENTENCES]
    said = tuple(
        Utterance(f"m-{number}", "m", None, "speech", text, SOURCE)
        for number, text in enumerate(spoken)
    )
    with open_writer(home) as writer:
        writer.add(Meeting("m", "倉野町議会", "会議録", SOURCE, said))
        writer.commit({})
    folder = Generations(home).current()
    assert folder is not None
    yield InventedIndex(Snapshot.open(folder))


@pytest.mark.parametrize("row", FAMILIES, ids=lambda row: row["forms"])
def test_each_spelling_finds_the_others_and_nothing_else(
    invented: InventedIndex, row: dict[str, str]
) -> None:
    forms = row["forms"].split("/")
    right = invented.with_any(*forms, *filter(None, row["also"].split("/")))
    missing, wrong = [], []
    for form in forms:
        found = invented.find(form, synonyms=False)
        missing += [(form, other) for other in forms if not invented.sentences_of(other) <= found]
        wrong += [(form, invented.texts[number]) for number in found - right]
    if (missing or wrong) and row["short"]:
        pytest.xfail(row["short"])
    assert not missing
    assert not wrong


@pytest.mark.parametrize("row", TRAPS, ids=lambda row: f"{row['query']}-{row['other']}")
def test_the_other_word_of_a_trap_is_not_found(
    invented: InventedIndex, row: dict[str, str]
) -> None:
    right = invented.with_any(row["query"])
    found = invented.find(row["query"], synonyms=True)
    assert not (invented.sentences_of(row["other"]) - right) & found
