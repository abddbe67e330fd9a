"""Which of the signs at the heads of lines are speaker marks in this text.

A mark must be followed by words that are said: by a sentence, before the next mark.
One that can be nothing else (an office and a name, a seat and a name) needs no more.
Any other counts where its text shows it: the same mark recurs with sentences, its
name stands in the roster, or several speakers are marked in the same way.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from indexer.layout import Shape
from indexer.lines import Line
from indexer.styles.speaker_marks.candidates import Candidate, Family, find_candidates
from indexer.styles.speaker_marks.marks import CIRCLES, sign_of

_SENTENCE = re.compile(r"[。？！?!]|(?:ます|です|ません|した|さい|うか|すか|なし)\s*$")
_SIGNS = ("circle", "bracket", "colon")
_FAR = 12
_WORDS = 20
_SEVERAL = 3
_TURNS = 2


class _Place(NamedTuple):
    """A candidate on the line `at`; `said` where a sentence follows it."""

    at: int
    candidate: Candidate
    said: bool
    cut: bool
    """Whether the line before it goes on, so that it may stand in the middle of a sentence."""


def find_turns(
    lines: Sequence[Line], shape: Shape, known: Collection[str] = ()
) -> dict[int, Candidate]:
    """The marks of a text by the index of their line; `known` are names of its roster."""
    found = [tuple(find_candidates(line.text.strip())) for line in lines]
    heads = [index for index, candidates in enumerate(found) if candidates]
    places = [
        _Place(
            index,
            candidate,
            _is_said(lines, index, candidate, heads[order + 1 : order + 2]),
            _is_cut(lines, index, shape),
        )
        for order, index in enumerate(heads)
        for candidate in found[index]
    ]
    proof = _Proof(places, known)
    turns: dict[int, Candidate] = {}
    for place in places:
        if place.at not in turns and proof.holds(place, begun=bool(turns)):
            turns[place.at] = place.candidate
    return turns


def _is_cut(lines: Sequence[Line], index: int, shape: Shape) -> bool:
    before = lines[index - 1] if index else None
    return before is not None and bool(before.text.strip()) and shape.wraps(before)


def _is_said(lines: Sequence[Line], index: int, candidate: Candidate, later: Sequence[int]) -> bool:
    """Whether a sentence follows a mark before the next line that may be one."""
    rest = lines[index].text.strip()[candidate.mark.end :]
    if _SENTENCE.search(rest):
        return True
    if candidate.family == "spaced" and len(rest) < _WORDS:
        # An office and a name, as under a letter.
        return False
    end = min(later[0] if later else len(lines), index + _FAR)
    return any(_SENTENCE.search(line.text) for line in lines[index + 1 : end])


class _Proof:
    """What a whole text says about its marks."""

    def __init__(self, places: Sequence[_Place], known: Collection[str]) -> None:
        self.known = known
        said = [place for place in places if place.said and not _doubtful(place)]
        self.times = Counter((p.candidate.family, p.candidate.key) for p in said)
        self.printed = Counter((p.candidate.family, p.candidate.key) for p in places)
        speakers = [place.candidate.speaker for place in said]
        self.named = Counter(speaker.match_key for speaker in speakers if speaker.name)
        self.families = _families(said)
        self.held = {p.candidate.speaker for p in said if p.candidate.bare and _office(p.candidate)}
        self.sure = any(p.candidate.certain for p in said)

    def holds(self, place: _Place, *, begun: bool) -> bool:
        candidate = place.candidate
        name = (candidate.family, candidate.key)
        if not place.said and not (begun and self.times[name]):
            return False
        if _doubtful(place) and not self.times[name]:
            return False
        if candidate.family == "point":
            return self._points(candidate)
        if candidate.bare:
            agree = candidate.speaker.match_key
            return agree in self.known or self.named[agree] > 1 or self._names_after(candidate)
        if candidate.certain and candidate.family in ("circle", "bracket", "named"):
            return True
        if self.times[name] * 2 < self.printed[name]:
            return False
        if candidate.family == "circle" and (candidate.speaker.role is not None):
            return True
        agrees = candidate.certain or self._is_listed(candidate)
        speaker = candidate.speaker
        unit = speaker.office is not None and speaker.office == speaker.affiliation
        several = len(self.families[candidate.family]) > 1 and not unit
        return self.times[name] > 1 or agrees or several

    def _names_after(self, candidate: Candidate) -> bool:
        """Whether this text prints a name after every office: ○議長　東雲一郎, ○町長　潮見望."""
        offices = {speaker.office for speaker in self.held}
        names = {speaker.name for speaker in self.held}
        return bool(_office(candidate)) and min(len(offices), len(names)) >= _SEVERAL

    def _is_listed(self, candidate: Candidate) -> bool:
        return candidate.speaker.match_key in self.known or any(
            name.startswith(candidate.speaker.match_key)
            for name in self.known
            if candidate.speaker.name
        )

    def _points(self, candidate: Candidate) -> bool:
        """Points and letters count where some answer; those that ask only if so."""
        points = self.families["point"]
        return "official" in points and candidate.key in points


def _office(candidate: Candidate) -> str | None:
    return candidate.speaker.office


def _doubtful(place: _Place) -> bool:
    """In the middle of a wrapped sentence only a sign that no word has begins a turn."""
    return place.cut and place.candidate.family not in _SIGNS


def _families(said: Sequence[_Place]) -> Mapping[Family, Counter[str]]:
    """How often each speaker is marked in each way, where it is done more than once or twice."""
    families: dict[Family, Counter[str]] = defaultdict(Counter)
    for place in said:
        candidate = place.candidate
        families[candidate.family][candidate.key] += 1
    enough: dict[Family, Counter[str]] = defaultdict(Counter)
    enough |= {
        family: keys
        for family, keys in families.items()
        if keys.total() >= (_TURNS if family == "point" else _SEVERAL)
    }
    return enough


def mend_marks(lines: Sequence[Line], shape: Shape, known: Collection[str]) -> tuple[Line, ...]:
    """Put the first part of a broken mark before the second, on the line where words begin.

    `known` are names of the text's roster: a mark that needs a roster is mended only for them.
    """
    result: list[Line] = []
    cut: int | None = None
    for line in lines:
        if line.text.strip():
            if cut is not None and (mended := _mended(result[cut:], line, known)):
                result[cut:] = [mended]
                cut = None
                continue
            cut = len(result) if _may_be_cut(line, shape) else None
        result.append(line)
    return tuple(result)


def _may_be_cut(line: Line, shape: Shape) -> bool:
    return sign_of(line.text) in tuple(CIRCLES) and shape.wraps(line)


def _mended(before: Sequence[Line], line: Line, known: Collection[str]) -> Line | None:
    """The two as one line; null where no mark reaches from the first of `before` into `line`.

    Blank lines after the first part only if a page ends there.
    """
    first = before[0]
    if sign_of(line.text) or (len(before) > 1 and first.page == line.page):
        return None
    # A space at the break is the page's, or parts an office from a name.
    for text in (first.text.rstrip() + line.text.lstrip(), first.text + line.text):
        start = len(text.strip()) - len(line.text.strip())
        mark = _mark(text, known)
        if mark and mark.mark.end > start and not _is_whole(first, mark):
            return Line(text, line.page, line.number)
    return None


def _mark(text: str, known: Collection[str]) -> Candidate | None:
    """The first mark that counts whatever the rest of the text shows."""
    found = find_candidates(text.strip())
    return next((each for each in found if each.certain or each.speaker.match_key in known), None)


def _is_whole(first: Line, mark: Candidate) -> bool:
    """Whether another mark ends in the first line, so that what follows it is said."""
    text = first.text.strip()
    ended = (each.speaker.office for each in find_candidates(text) if each.mark.end < len(text))
    return any(office != mark.speaker.office for office in ended)
