"""The passages of an exchange that answer a question: slices of its text, the best first.

A speech is as telling as its best window. The answer comes before what was asked, as
far as it says anything of it; and what answers the very question is an answer to it,
whatever its words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.arrays import Scores, run_starts
from index.engines.whoosh.ranking.features import RankingFeatures
from index.engines.whoosh.ranking.windows import (
    Places,
    Units,
    places_of,
    scores_of,
    tallied,
    texts_of,
    windows_of,
)
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Utterance
from index.results import Hit, Quote

# A question counts as this share of an answer that says as much.
_ASKING = 0.1
# An answer has this share of what the question before it has.
_ANSWERING = 0.3
_MOST_QUOTES = 3
_ANOTHER_SPEECH = 0.5
_LEAST = 1e-9
# Another sentence of a speech is quoted if it has this share of what the first has.
_ANOTHER = 0.5
_MOST_CHARACTERS = 1 << 22
_ANSWERS = frozenset({"answer", "report", "note"})
_SENTENCE = re.compile(r"[^\s。！？](?:[^\n。！？]*[。！？][」』）)]*|[^\n。！？]*)")


def quotes_of(
    snapshot: Snapshot, hit: Hit, terms: RankingFeatures, *, sparing: bool
) -> tuple[Quote, ...]:
    """What of a hit answers, no more than a few sentences; `sparing`, only of what answers best.

    Who reads on from a hit that may not be it is not kept from the next.
    """
    said = [found.utterance for found in hit.utterances]
    first = snapshot.find(said[0].id)
    assert first is not None
    docs = np.arange(first, first + len(said))
    texts = texts_of(snapshot, docs, docs + 1, _MOST_CHARACTERS)
    places = places_of(texts, terms)
    windows, text_of = windows_of(texts)
    scores = scores_of(tallied(windows, places, len(terms.weights)), terms.weights, windows.sizes)
    worth = _worth(said, np.maximum.reduceat(scores, run_starts(text_of)))
    if not worth.any():
        return _marked(hit)
    order = np.argsort(-worth, kind="stable").tolist()
    least = max(_ANOTHER_SPEECH * worth[order[0]] if sparing else 0.0, _LEAST)
    best = [number for number in order if worth[number] >= least]
    firsts, others = [], []
    for number in best[:_MOST_QUOTES]:
        start = int(texts.starts[number])
        here, *rest = _sentences(said[number], start, places, terms)
        firsts.append(here)
        others += rest
    return tuple((firsts + others)[:_MOST_QUOTES])


def _marked(hit: Hit) -> tuple[Quote, ...]:
    """The first sentence with a word: where nothing is counted (a question of one digit)."""
    for found in hit.utterances:
        for match in _SENTENCE.finditer(found.utterance.text) if found.highlights else ():
            if match.end() > found.highlights[0].start:
                return (_quote(found.utterance, *match.span()),)
    return ()


def _quote(each: Utterance, start: int, end: int) -> Quote:
    text = each.text[start:end].rstrip()
    return Quote(each.id, start, start + len(text), text)


def _worth(said: list[Utterance], own: Scores) -> Scores:
    """How much each speech answers, by how telling it is itself."""
    worth = own.copy()
    asked = 0.0
    for number, each in enumerate(said[: len(own)]):
        if each.kind == "question":
            asked = float(own[number])
            worth[number] *= _ASKING
        elif each.kind in _ANSWERS:
            worth[number] += _ANSWERING * asked
    return worth


def _sentences(
    each: Utterance, start: int, places: Places, terms: RankingFeatures
) -> Iterator[Quote]:
    """The sentences of a speech that are quoted, the most telling first."""
    spans = [match.span() for match in _SENTENCE.finditer(each.text)] or [(0, len(each.text))]
    bounds = np.array(spans, np.int64)
    units = Units(bounds[:, 0] + start, bounds[:, 1] - bounds[:, 0])
    here = places.only((places.at >= start) & (places.at < start + len(each.text)))
    scores = scores_of(tallied(units, here, len(terms.weights)), terms.weights)
    order = np.argsort(-scores, kind="stable").tolist()
    for number in order:
        if number == order[0] or scores[number] > _ANOTHER * scores[order[0]]:
            yield _quote(each, *spans[number])
