"""A meeting as it was → as it is now: where each of its utterances has gone.

    perfect   the same text, widths and spaces apart
    changed   most of its text, or all of it within a longer one, or a piece of it
    removed   nothing like it

The kinds are those of parlparse's `gidmatching`. An utterance whose id is still there
needs no match.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.minutes import Meeting, Utterance

LIKE = 0.5
"""From so much in common on, one text is another one changed."""

# A short text may stand within any other by chance.
_LONG = 20
_WITHIN = 0.9
# How many of its rarest pairs of characters a text is looked for by, and how many of the
# texts that have most of them are compared.
_RAREST, _CANDIDATES = 16, 6

Pairs = Counter[str]


class _Text(NamedTuple):
    """An utterance's id and place in its meeting (0 to 1), and its folded text."""

    id: str
    place: float
    text: str


class _Likeness(NamedTuple):
    """How unlike an old text and a new one are, then how far apart; by their numbers."""

    unlike: float
    apart: float
    old: int
    new: int


def successors(old: Sequence[Utterance], new: Sequence[Utterance]) -> dict[str, str]:
    """Of the utterances whose id is no more, those that have gone somewhere, and where."""
    gone = {each.id for each in old} - {each.id for each in new}
    if not gone:
        return {}
    lost = [each for each in _texts(old) if each.id in gone]
    same = {(each.id, each.text) for each in old}
    unchanged = {each.id for each in new if (each.id, each.text) in same}
    now = list(_texts(new))
    found = _perfect(lost, now, unchanged)
    taken = {*found.values(), *unchanged}
    rest = [each for each in lost if each.id not in found]
    return found | _changed(rest, [each for each in now if each.id not in taken])


def successor(old: Meeting, others: Iterable[Meeting]) -> Meeting | None:
    """The one of other meetings that has more than half of an old one's text, if any."""
    texts = {_folded(each.text) for each in old.utterances}
    whole = sum(map(len, texts))
    best, most = None, whole * LIKE
    for other in others:
        shared = texts & {_folded(each.text) for each in other.utterances}
        if (size := sum(map(len, shared))) > most:
            best, most = other, size
    return best


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, from 0 to 1, by their pairs of characters."""
    return _likeness(_pairs(_folded(one)), _pairs(_folded(other)))


def _perfect(lost: Sequence[_Text], now: Sequence[_Text], unchanged: set[str]) -> dict[str, str]:
    """The same texts, in the order of the minutes; first those that have a new id."""
    places: dict[str, list[_Text]] = defaultdict(list)
    for each in now:
        places[each.text].append(each)
    taken: set[str] = set(unchanged)
    found: dict[str, str] = {}
    for each in lost:
        if same := places.get(each.text):
            chosen = min(same, key=lambda one: (one.id in taken, abs(one.place - each.place)))
            taken.add(chosen.id)
            found[each.id] = chosen.id
    return found


def _changed(lost: Sequence[_Text], now: Sequence[_Text]) -> dict[str, str]:
    """The likest texts: each new one once, and again only by what nothing else is like."""
    ranked = sorted(_alike(lost, now))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for each in ranked:
        if each.old not in found and each.new not in taken:
            found[each.old] = each.new
            taken.add(each.new)
    for each in ranked:
        found.setdefault(each.old, each.new)
    return {lost[one].id: now[other].id for one, other in found.items()}


def _alike(lost: Sequence[_Text], now: Sequence[_Text]) -> Iterator[_Likeness]:
    """The texts that are like enough, of those that have the rarest pairs in common."""
    of_now = [_pairs(each.text) for each in now]
    having: dict[str, list[int]] = defaultdict(list)
    for number, pairs in enumerate(of_now):
        for pair in pairs:
            having[pair].append(number)
    for one, each in enumerate(lost):
        pairs = _pairs(each.text)
        rare = sorted((pair for pair in pairs if pair in having), key=lambda p: (len(having[p]), p))
        votes = Counter(number for pair in rare[:_RAREST] for number in having[pair])
        for other, _ in votes.most_common(_CANDIDATES):
            if (like := _likeness(pairs, of_now[other])) >= LIKE:
                yield _Likeness(1 - like, abs(each.place - now[other].place), one, other)


def _likeness(one: Pairs, other: Pairs) -> float:
    shared = (one & other).total()
    fewer, more = sorted((one.total(), other.total()))
    within = shared / fewer if fewer > _LONG else 0.0
    return max(2 * shared / (fewer + more), within if within >= _WITHIN else 0.0)


def _pairs(text: str) -> Pairs:
    """The pairs of characters that follow one another, and what the text begins and ends with."""
    return Counter(one + other for one, other in pairwise(f"\x02{text}\x03"))


def _texts(utterances: Sequence[Utterance]) -> Iterator[_Text]:
    for number, each in enumerate(utterances):
        yield _Text(each.id, number / len(utterances), _folded(each.text))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
