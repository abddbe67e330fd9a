"""Neighbouring exchanges about one thing are one answer.

A member asks, hears, and asks on: what is one conversation is several exchanges, and a question
may find each of them. Those that follow one another are joined to the best of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.rerank import MEAN_LENGTH
from index.engines.whoosh.segment.schema import encode_value
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FIELDS
from index.minutes import KINDS

# Of the first exchanges, one joins a better one that is at most so many before or behind, if it and
# those between have this share of its score.
_MAX_JOINED, _MAX_DISTANCE, _MIN_SHARE = 200, 3, 0.5

_ASKING = [KINDS.index("question"), KINDS.index("comment")]


class Neighbours(NamedTuple):
    """Exchanges without those that are joined to others, and what these are one answer with.

    `joined` are the first and the last exchange of an answer, by its best one. `are_long` if
    exchanges are: then minutes have not parted them by what they are about.
    """

    ranked: Ranked
    joined: Mapping[int, tuple[int, int]]
    are_long: bool


def join_neighbours(snapshot: Snapshot, ranked: Ranked) -> Neighbours:
    """The exchanges of one member in a row are one answer, where all of them are found."""
    top = order(snapshot, ranked, "relevance", _MAX_JOINED)
    exchanges = ranked.exchanges[top]
    if not len(exchanges) or _mean_length(snapshot, exchanges) < MEAN_LENGTH:
        return Neighbours(ranked, {}, are_long=False)
    askers = dict(zip(exchanges.tolist(), _askers(snapshot, exchanges), strict=True))
    scores = dict(zip(exchanges.tolist(), ranked.scores[top].tolist(), strict=True))
    joined: dict[int, tuple[int, int]] = {}
    # Those that are part of an answer.
    taken: set[int] = set()
    for best, asker in askers.items():
        if best in taken or asker is None:
            continue
        taken.add(best)
        bounds = [best, best]
        for side, step in enumerate((-1, 1)):
            for exchange in range(best + step, best + step * (_MAX_DISTANCE + 1), step):
                is_near = askers.get(exchange) == asker and exchange not in taken
                if not is_near or scores[exchange] < _MIN_SHARE * scores[best]:
                    break
                bounds[side] = exchange
                taken.add(exchange)
        joined[best] = bounds[0], bounds[1]
    taken -= joined.keys()
    alone = np.ones(len(ranked.exchanges), np.bool_)
    alone[ranked.exchanges.searchsorted(np.array([*taken], np.int64))] = False
    return Neighbours(ranked.only(ranked.exchanges[alone]), joined, are_long=True)


def _mean_length(snapshot: Snapshot, exchanges: Docs) -> float:
    starts, ends = snapshot.exchange_starts[np.stack((exchanges, exchanges + 1))]
    return float(np.mean(snapshot.text_bounds(ends - 1)[1] - snapshot.text_bounds(starts)[0]))


def _askers(snapshot: Snapshot, exchanges: Docs) -> list[tuple[int, int] | None]:
    """The meeting and the member of each exchange that a member begins, else None."""
    starts, values = snapshot.exchange_starts[exchanges], snapshot.doc_values
    by_member = values["role"][starts] == encode_value(FIELDS["role"], "member")
    asks = by_member & np.isin(values["kind"][starts], _ASKING)
    speakers, meetings = values["speaker"][starts], snapshot.meeting_of(exchanges)
    return [
        (meeting, speaker) if asking and speaker else None
        for meeting, speaker, asking in zip(
            meetings.tolist(), speakers.tolist(), asks.tolist(), strict=True
        )
    ]
