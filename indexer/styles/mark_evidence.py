"""Which of the signs at the heads of lines are speaker marks in this text.

A mark must be followed by a sentence, before the next line that may be a mark. A mark that can
only be that of a speaker (an office and a name, a seat and a name) needs no more evidence. Any
other counts where its text shows it: the same mark recurs with sentences, its name is in the
roster, or several speakers are marked in the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from indexer.layout import Shape
from indexer.lines import Line
from indexer.styles.roster import read_roster
from indexer.styles.speaker_marks.candidates import Candidate, find_candidates
from indexer.styles.speaker_marks.marks import CIRCLES, name_key, sign_of

_SENTENCE = re.compile(r"[。？！?!]|(?:ます|です|ません|した|さい|うか|すか|なし)\s*$")
_MAX_ROSTER_LINES = 600
_MAX_LINES_TO_SENTENCE = 12
_MIN_LENGTH_AFTER_GAP = 20
_MIN_TURNS, _MIN_POINT_TURNS = 3, 2


class _Place(NamedTuple):
    """A candidate on the line `at`; `said` where a sentence follows it."""

    at: int
    candidate: Candidate
    said: bool
    doubtful: bool
    """True in the middle of a wrapped sentence, unless by a sign that no word has."""


def listed_names(lines: Sequence[Line]) -> set[str]:
    """The names in the roster at the head of a text, as they are compared."""
    return {name_key(person.name) for person in read_roster(lines[:_MAX_ROSTER_LINES])}


def find_turns(
    lines: Sequence[Line], shape: Shape, known: Collection[str] = ()
) -> dict[int, Candidate]:
    """The marks of a text by the index of their line, ascending; `known` are listed names."""
    found = {at: tuple(find_candidates(line.text.strip())) for at, line in enumerate(lines)}
    heads = [at for at, candidates in found.items() if candidates]
    places = list(
        _without_roster(
            [
                _place(lines, at, following, candidate, shape)
                for at, following in pairwise((*heads, len(lines)))
                for candidate in found[at]
            ],
            lines,
        )
    )
    counts = _MarkCounts(places, known)
    turns: dict[int, Candidate] = {}
    for place in places:
        if place.at not in turns and counts.confirms(place, begun=bool(turns)):
            text = lines[place.at].text
            turns[place.at] = place.candidate.moved(len(text) - len(text.lstrip()))
    return turns


def _place(
    lines: Sequence[Line], at: int, following: int, candidate: Candidate, shape: Shape
) -> _Place:
    wrapped = at > 0 and shape.wraps(lines[at - 1])
    doubtful = wrapped and candidate.family not in ("circle", "bracket", "colon")
    # Where a line is cut, no mark ends that has no sign of its own, or words after a name.
    words = re.search(r"[）)][^（()）]+$", candidate.mark.text) is not None
    ends = candidate.mark.end == len(lines[at].text.strip())
    cut = ends and (candidate.family == "alone" or words) and shape.wraps(lines[at])
    said = not cut and _is_said(lines, at, following, candidate)
    return _Place(at, candidate, said, doubtful)


def _without_roster(places: Sequence[_Place], lines: Sequence[Line]) -> Iterator[_Place]:
    """The places; nothing is said at the last line of a list of people that has only marks."""
    listed: int | None = None
    for place in places:
        alone = not lines[place.at].text.strip()[place.candidate.mark.end :].strip()
        if listed is not None and _is_printed(lines[listed + 1 : place.at]):
            listed = None
        ends_list = alone and listed is not None and not _is_sentence_below(lines, place.at)
        said = place.said and not ends_list
        if alone and not said:
            listed = place.at
        yield place._replace(said=said)


def _is_printed(lines: Sequence[Line]) -> bool:
    return any(line.text.strip() for line in lines)


def _is_sentence_below(lines: Sequence[Line], at: int) -> bool:
    """Whether the next printed line is, or begins, a sentence as it is printed."""
    below = next((line.text for line in lines[at + 1 : at + 3] if line.text.strip()), "")
    return _SENTENCE.search(below) is not None


def _is_said(lines: Sequence[Line], at: int, following: int, candidate: Candidate) -> bool:
    """Whether a sentence follows a mark before the next line that may be one."""
    rest = lines[at].text.strip()[candidate.mark.end :]
    if _SENTENCE.search(rest):
        return True
    if candidate.family == "spaced" and len(rest) < _MIN_LENGTH_AFTER_GAP:
        # An office and a name, as under a letter.
        return False
    end = min(following, at + _MAX_LINES_TO_SENTENCE)
    return any(_SENTENCE.search(line.text) for line in lines[at + 1 : end])


class _MarkCounts:
    """Counts of the candidates of a whole text by family and key, which confirm each of them."""

    def __init__(self, places: Sequence[_Place], known: Collection[str]) -> None:
        self.known = known
        said = [place.candidate for place in places if place.said and not place.doubtful]
        self.times = Counter((each.family, each.key) for each in said)
        self.printed = Counter((each.candidate.family, each.candidate.key) for each in places)
        self.named = Counter(each.speaker.match_key for each in said if each.speaker.name)
        self.bare = {each.speaker for each in said if each.bare and each.speaker.office}
        self.speakers = {
            family: {key for each, key in self.times if each == family}
            for family, turns in Counter(each.family for each in said).items()
            if turns >= (_MIN_POINT_TURNS if family == "point" else _MIN_TURNS)
        }

    def confirms(self, place: _Place, *, begun: bool) -> bool:
        """Whether a candidate is a mark; `begun` says that one before it is."""
        candidate = place.candidate
        mark = (candidate.family, candidate.key)
        times = self.times[mark]
        if (not place.said and not (begun and times)) or (place.doubtful and not times):
            return False
        speakers = self.speakers.get(candidate.family, set())
        if candidate.family == "point":
            # Signs without a name count only in a text that also has signs of answers.
            return "official" in speakers and candidate.key in speakers
        if candidate.bare:
            return self._confirms_name(candidate)
        if candidate.certain and candidate.family in ("circle", "bracket", "named"):
            return True
        if times * 2 < self.printed[mark]:
            return False
        circled = candidate.family == "circle" and candidate.speaker.role is not None
        several = len(speakers) > 1 and not candidate.speaker.is_unit
        return circled or candidate.certain or times > 1 or several or self._is_listed(candidate)

    def _confirms_name(self, candidate: Candidate) -> bool:
        """Whether a name alone is one of the roster, of another mark, or as after every office."""
        # ○議長　東雲一郎, ○町長　潮見望
        offices = {speaker.office for speaker in self.bare}
        names = {speaker.name for speaker in self.bare}
        after_each = candidate.speaker.office and min(len(offices), len(names)) >= _MIN_TURNS
        key = candidate.speaker.match_key
        return key in self.known or self.named[key] > 1 or bool(after_each)

    def _is_listed(self, candidate: Candidate) -> bool:
        key = candidate.speaker.match_key
        named = candidate.speaker.name is not None
        return named and any(name.startswith(key) for name in self.known)


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
            may_be_cut = sign_of(line.text) in tuple(CIRCLES) and shape.wraps(line)
            cut = len(result) if may_be_cut else None
        result.append(line)
    return tuple(result)


def _mended(before: Sequence[Line], line: Line, known: Collection[str]) -> Line | None:
    """The two joined; null where no mark reaches from the first of `before` into `line`.

    Blank lines after the first part only if a page ends there.
    """
    first = before[0]
    if sign_of(line.text) or (len(before) > 1 and first.page == line.page):
        return None
    # A space at the break is the page's, or separates an office from a name.
    for text in (first.text.rstrip() + line.text.lstrip(), first.text + line.text):
        start = len(text.strip()) - len(line.text.strip())
        found = _confirmed(text, known)
        if found and found.mark.end > start and not _is_whole(first, found):
            return Line(text, line.page, line.number)
    return None


def _confirmed(text: str, known: Collection[str]) -> Candidate | None:
    """The first mark that counts whatever the rest of the text shows."""
    found = find_candidates(text.strip())
    return next((each for each in found if each.certain or each.speaker.match_key in known), None)


def _is_whole(first: Line, found: Candidate) -> bool:
    """Whether a mark already ends in the first line, so that the words after it are speech."""
    text = first.text.strip()
    ended = (each.speaker.office for each in find_candidates(text) if each.mark.end < len(text))
    return any(office != found.speaker.office for office in ended)
