"""Counts by document of all forms of a key, against their occurrences."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.arrays import union_sorted
from index.engines.whoosh.segment import term_lookup
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.term_lookup import (
    POSITION_BITS,
    count_by_doc,
    phrase_occurrences,
    token_forms,
)
from index.writer import open_writer

from .conftest import Home

# Surface forms of one key; the first is as frequent as the others together.
FORMS = {"子ども": ["子ども", "子供", "こども"], "申込": ["申し込み", "申込", "申込み"]}
WORDS = ["橋", "の", "予算", "、", *(each for forms in FORMS.values() for each in forms)]


@pytest.mark.parametrize("word", FORMS)
@pytest.mark.parametrize("fields", [("short",), ("short", "long")])
def test_each_occurrence_of_any_form_is_counted_once(
    home: Home, word: str, fields: tuple[str, ...]
) -> None:
    chance = random.Random(7)
    meeting = home.meeting("a")
    (spoken,) = meeting.utterances
    often = [*WORDS, *([FORMS[word][0]] * 6)]
    texts = ("".join(chance.choices(often, k=chance.randint(1, 9))) for _ in range(120))
    utterances = tuple(replace(spoken, id=f"a-{at}", text=text) for at, text in enumerate(texts))
    with open_writer(home.path) as writer:
        writer.add(replace(meeting, utterances=utterances))
        writer.commit(home.sources)
    segment = max(Snapshot.open(home.current()).segments, key=lambda each: each.doc_count)
    key = Analyzer().analyze(word).tokens[0].key
    forms = list(token_forms(segment, key, fields))
    assert len(forms) > 2
    places = union_sorted(*(form.occurrences() for form in forms))
    docs, counts = np.unique(places >> POSITION_BITS, return_counts=True)
    found = count_by_doc(forms)
    assert [each.tolist() for each in found] == [docs.tolist(), counts.tolist()]


def test_a_phrase_is_found_in_texts_of_any_length(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(term_lookup, "_MIN_DENSE", 0)
    chance = random.Random(3)
    meeting = home.meeting("a")
    (spoken,) = meeting.utterances
    topics = ["".join(chance.choices(WORDS, k=chance.randint(1, 40))) for _ in range(60)]
    utterances = tuple(
        replace(spoken, id=f"a-{at}", text="橋の" * (at % 3), topic=topic)
        for at, topic in enumerate(topics)
    )
    with open_writer(home.path) as writer:
        writer.add(replace(meeting, utterances=utterances))
        writer.commit(home.sources)
    segment = max(Snapshot.open(home.current()).segments, key=lambda each: each.doc_count)
    keys = [token.key for token in Analyzer().analyze("橋の").tokens]
    forms = [list(token_forms(segment, key, ("short",))) for key in keys]
    places = [union_sorted(*(form.occurrences() for form in each)) for each in forms]
    wanted = np.intersect1d(places[0], places[1] - 1)
    assert len(wanted)
    assert phrase_occurrences(forms).tolist() == wanted.tolist()
