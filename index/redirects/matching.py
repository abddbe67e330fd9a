"""Finds the utterances of an old version of a meeting in the new one.

    perfect   the same text, but for widths and spaces
    changed   most of its text, all of it within a longer text, or a piece of it
    removed   nothing like it

The kinds are those of parlparse's `gidmatching`. An utterance whose id is still in use needs
no match.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.minutes import Meeting, Utterance

_MIN_LIKENESS = 0.5
# A text of fewer bigrams may be part of another by chance.
_MIN_CONTAINED_BIGRAMS = 20
_MIN_CONTAINMENT = 0.9
# A text is looked for by its rarest bigrams; the texts that share most of them are compared.
_MAX_RARE_BIGRAMS, _MAX_CANDIDATES = 16, 6

_Bigrams = Counter[str]


class _UtteranceKey(NamedTuple):
    """An utterance's id, relative position in its meeting (0 to 1) and folded text."""

    id: str
    position: float
    text: str


class _Match(NamedTuple):
    """Two texts by number, ordered by how unlike they are, then by how far apart."""

    unlikeness: float
    distance: float
    old: int
    new: int


def successors(old: Sequence[Utterance], new: Sequence[Utterance]) -> dict[str, str]:
    """The ids of `old` that `new` does not have, and the id that replaces each, if any."""
    gone = {each.id for each in old} - {each.id for each in new}
    if not gone:
        return {}
    lost = [each for each in _keys(old) if each.id in gone]
    same = {(each.id, each.text) for each in old}
    unchanged = {each.id for each in new if (each.id, each.text) in same}
    now = list(_keys(new))
    found = _perfect(lost, now, unchanged)
    taken = {*found.values(), *unchanged}
    rest = [each for each in lost if each.id not in found]
    return found | _changed(rest, [each for each in now if each.id not in taken])


def successor(old: Meeting, others: Iterable[Meeting]) -> Meeting | None:
    """The meeting that has the most of an old one's text, and more than half of it."""
    texts = {_fold(each.text) for each in old.utterances}
    best, most = None, sum(map(len, texts)) * _MIN_LIKENESS
    for other in others:
        shared = texts & {_fold(each.text) for each in other.utterances}
        if (size := sum(map(len, shared))) > most:
            best, most = other, size
    return best


def is_same_meeting(old: Meeting, new: Meeting) -> bool:
    """Whether a meeting is a version of an old one: named the same, or with most of its text."""
    return _name(old) == _name(new) or successor(old, [new]) is not None


def _name(meeting: Meeting) -> tuple[str, str, int | None, str | None]:
    return _fold(meeting.body), _fold(meeting.title), meeting.number, meeting.date


def _perfect(
    lost: Sequence[_UtteranceKey], now: Sequence[_UtteranceKey], unchanged: set[str]
) -> dict[str, str]:
    """The same texts, in the order of the minutes; preferably those with a new id."""
    by_text: dict[str, list[_UtteranceKey]] = defaultdict(list)
    for each in now:
        by_text[each.text].append(each)
    taken: set[str] = set(unchanged)
    found: dict[str, str] = {}
    for each in lost:
        if same := by_text.get(each.text):
            chosen = min(same, key=lambda one: (one.id in taken, abs(one.position - each.position)))
            taken.add(chosen.id)
            found[each.id] = chosen.id
    return found


def _changed(lost: Sequence[_UtteranceKey], now: Sequence[_UtteranceKey]) -> dict[str, str]:
    """The most similar texts; a new text replaces several only where there is no other."""
    ranked = sorted(_matches(lost, now))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for each in ranked:
        if each.old not in found and each.new not in taken:
            found[each.old] = each.new
            taken.add(each.new)
    for each in ranked:
        found.setdefault(each.old, each.new)
    return {lost[one].id: now[other].id for one, other in found.items()}


def _matches(lost: Sequence[_UtteranceKey], now: Sequence[_UtteranceKey]) -> Iterator[_Match]:
    """The pairs of similar texts among those that share their rarest bigrams."""
    of_now = [_bigrams(each.text) for each in now]
    postings: dict[str, list[int]] = defaultdict(list)
    for number, bigrams in enumerate(of_now):
        for bigram in bigrams:
            postings[bigram].append(number)
    for one, each in enumerate(lost):
        bigrams = _bigrams(each.text)
        rare = sorted(postings.keys() & bigrams.keys(), key=lambda b: (len(postings[b]), b))
        votes = Counter(
            number for bigram in rare[:_MAX_RARE_BIGRAMS] for number in postings[bigram]
        )
        for other, _ in votes.most_common(_MAX_CANDIDATES):
            if (likeness := _likeness(bigrams, of_now[other])) >= _MIN_LIKENESS:
                yield _Match(1 - likeness, abs(each.position - now[other].position), one, other)


def _likeness(one: _Bigrams, other: _Bigrams) -> float:
    """Sørensen-Dice coefficient, or the share of the shorter text within the longer; 0 to 1."""
    shared = (one & other).total()
    fewer, more = sorted((one.total(), other.total()))
    contained = shared / fewer if fewer > _MIN_CONTAINED_BIGRAMS else 0.0
    dice = 2 * shared / (fewer + more)
    return max(dice, contained) if contained >= _MIN_CONTAINMENT else dice


def _bigrams(text: str) -> _Bigrams:
    """Each two neighbouring characters; the beginning and the end count as characters."""
    return Counter(one + other for one, other in pairwise(f"\x02{text}\x03"))


def _keys(utterances: Sequence[Utterance]) -> Iterator[_UtteranceKey]:
    for number, each in enumerate(utterances):
        yield _UtteranceKey(each.id, number / len(utterances), _fold(each.text))


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
