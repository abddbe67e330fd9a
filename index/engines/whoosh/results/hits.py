"""The hits of a page: exchanges whole, or meetings with what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

import numpy as np

from index.engines.whoosh.arrays import Docs, ranges, run_sizes, run_starts
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.segment.snapshot import Snapshot
from index.query import Sort
from index.results import Found, Hit, MeetingHit, Span

Highlights = Callable[[Docs], Mapping[int, tuple[Span, ...]]]

# A page of meetings shows about this many utterances, equally many of each meeting.
_UTTERANCES_OF_PAGE = 60
# Of each meeting at least these.
_MIN_OF_MEETING = 2


def exchange_hits(
    snapshot: Snapshot,
    ranked: Ranked,
    shown: Docs,
    matching: Docs,
    highlights: Highlights,
    joined: Mapping[int, tuple[int, int]],
) -> Iterator[Hit]:
    """The exchanges at some indices into `ranked`, with all of their utterances.

    `matching` are the utterances that match (int64[D], ascending), `joined` the first and the last
    of the exchanges that are shown with one.
    """
    exchanges, scores = ranked.exchanges[shown], ranked.scores[shown].tolist()
    bounds = [joined.get(exchange, (exchange, exchange)) for exchange in exchanges.tolist()]
    shown_from, shown_to = np.array(bounds, np.int64).reshape(-1, 2).T
    starts, ends = snapshot.exchange_starts[np.stack((shown_from, shown_to + 1))]
    begins = snapshot.exchange_starts[exchanges].tolist()
    # For the whole page at once, and so word by word, not utterance by utterance.
    firsts, lasts = matching.searchsorted(starts), matching.searchsorted(ends)
    marked = highlights(matching[np.sort(ranges(firsts, lasts - firsts))])
    for begin, start, end, score in zip(
        begins, starts.tolist(), ends.tolist(), scores, strict=True
    ):
        utterances = tuple(
            Found(snapshot.utterance(doc), marked.get(doc, ()), doc in marked)
            for doc in range(start, end)
        )
        meeting = snapshot.head(snapshot.header_of(start))
        yield Hit(utterances[begin - start].utterance.group, round(score, 4), meeting, utterances)


def first_of_meetings(snapshot: Snapshot, ranked: Ranked, sort: Sort) -> Ranked:
    """Of each meeting the exchange that comes first in an order."""
    starts = run_starts(snapshot.meeting_of(ranked.exchanges))
    if sort == "relevance" and len(starts):
        best = np.maximum.reduceat(ranked.scores, starts)
        sizes = run_sizes(starts, len(ranked.scores))
        at_best = np.flatnonzero(ranked.scores == np.repeat(best, sizes))
        starts = at_best[at_best.searchsorted(starts)]
    return ranked.only(ranked.exchanges[starts])


def order_by_meeting(snapshot: Snapshot, ranked: Ranked, sort: Sort) -> Docs:
    """The indices of all exchanges in the order of the meetings, and in each as it shows them."""
    meetings = first_of_meetings(snapshot, ranked, sort)
    count = len(meetings.exchanges)
    ranks = np.empty(count, np.int64)
    ranks[order(snapshot, meetings, sort, count)] = np.arange(count)
    starts = run_starts(snapshot.meeting_of(ranked.exchanges))
    of_meeting = np.repeat(ranks, run_sizes(starts, len(ranked.exchanges)))
    scores = ranked.scores if sort == "relevance" else np.zeros(len(of_meeting))
    return np.lexsort((-scores, of_meeting))


def meeting_hits(
    snapshot: Snapshot,
    ranked: Ranked,
    firsts: Docs,
    matching: Docs,
    highlights: Highlights,
    sort: Sort,
) -> Iterator[MeetingHit]:
    """The meetings of the exchanges `firsts` (int64[M]) of `ranked`, in that order."""
    headers = snapshot.meeting_of(firsts)
    begins = matching.searchsorted(headers)
    stops = matching.searchsorted(snapshot.meeting_ends(headers))
    totals = stops - begins
    limit = _even_share(totals)
    shown = [
        _first_utterances(snapshot, ranked, matching[begin:stop], limit, sort)
        for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True)
    ]
    marked = highlights(np.sort(np.concatenate([*shown, np.empty(0, np.int64)])))
    scores = ranked.scores[ranked.exchanges.searchsorted(firsts)].tolist()
    for header, score, total, docs in zip(
        headers.tolist(), scores, totals.tolist(), shown, strict=True
    ):
        found = tuple(Found(snapshot.utterance(doc), marked[doc], True) for doc in docs.tolist())
        yield MeetingHit(round(score, 4), snapshot.head(header), total, found)


def utterance_hits(
    snapshot: Snapshot, ranked: Ranked, docs: Docs, matching: Docs, highlights: Highlights
) -> Iterator[MeetingHit]:
    """Some of the utterances that match, under their meetings; both in the order of `docs`."""
    marked = highlights(np.sort(docs))
    for header, of_meeting in groupby(docs.tolist(), snapshot.header_of):
        own = list(of_meeting)
        at = ranked.exchanges.searchsorted(snapshot.exchange_of[own[0]])
        (end,) = snapshot.meeting_ends(np.array([header])).tolist()
        begin, stop = matching.searchsorted([header, end]).tolist()
        found = tuple(Found(snapshot.utterance(doc), marked[doc], True) for doc in own)
        score = round(float(ranked.scores[at]), 4)
        yield MeetingHit(score, snapshot.head(header), stop - begin, found)


def _even_share(totals: Docs) -> int:
    """How many utterances of each meeting are shown at most, so that a page is filled evenly."""
    limits = np.arange(_MIN_OF_MEETING, _UTTERANCES_OF_PAGE + 1)
    sizes = np.minimum(totals, limits[:, np.newaxis]).sum(axis=1)
    return int(limits[np.count_nonzero(sizes[1:] <= _UTTERANCES_OF_PAGE)])


def _first_utterances(
    snapshot: Snapshot, ranked: Ranked, docs: Docs, count: int, sort: Sort
) -> Docs:
    """The first utterances of a meeting in an order, of those that match."""
    if sort != "relevance":
        return docs[:count]
    scores = ranked.scores[ranked.exchanges.searchsorted(snapshot.exchange_of[docs])]
    return docs[np.argsort(-scores, kind="stable")[:count]]
