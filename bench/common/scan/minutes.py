"""The exported minutes as a few long strings, in which members of a query are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from common.scan.characters import GAP, PARAGRAPH_END, fold_characters, without_gaps
from common.scan.numerals import numbers, read_numbers
from common.scan.tokens import tokenizer
from index.minutes import MeetingHead, Utterance
from index.search import Searcher

Lines = npt.NDArray[np.int64]
"""The numbers of utterances, ascending."""

NO_LINES: Lines = np.empty(0, np.int64)
_LINE_END = "\n"
# In names: 澤田 is 沢田.
_TODAY = str.maketrans("澤齋齊濱邊邉嶋﨑髙廣櫻淺冨國德", "沢斎斉浜辺辺島崎高広桜浅富国徳")
# Characters beside a gap within which a word that runs over it is looked for.
_MAX_BESIDE_GAP = 40


class Joined:
    """Lines as one string."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.text = "".join(f"{line}{_LINE_END}" for line in lines)
        self.ends = [match.start() for match in re.finditer(_LINE_END, self.text)]

    def line_of(self, offset: int) -> int:
        return bisect_left(self.ends, offset)

    def bounds(self, line: int) -> tuple[int, int]:
        """Where a line begins and ends."""
        return self.ends[line - 1] + 1 if line else 0, self.ends[line]

    def places(self, string: str) -> Iterator[int]:
        """Where a string begins, each place."""
        at = self.text.find(string)
        while at >= 0:
            yield at
            at = self.text.find(string, at + 1)

    def lines_with(self, string: str) -> Lines:
        """The lines that have a string."""
        found = []
        at = self.text.find(string)
        while at >= 0:
            found.append(self.line_of(at))
            at = self.text.find(string, self.ends[found[-1]])
        return np.array(found, np.int64)


class Gaps:
    """The surroundings of every gap of the texts."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._line_numbers: list[int] = []
        windows = []
        for number, line in enumerate(lines):
            for gap in GAP.finditer(line):
                first, last = gap.start() - _MAX_BESIDE_GAP, gap.end() + _MAX_BESIDE_GAP
                windows.append(line[max(0, first) : last])
                self._line_numbers.append(number)
        self._windows = Joined(windows)

    def lines_with(self, word: str) -> Lines:
        """The lines in which a word runs over a gap.

        It counts if it is spaced letter by letter, or begins and ends where tokens do.
        """
        pattern = re.compile("[ \t]{0,3}".join(map(re.escape, word)))
        found = set()
        for match in pattern.finditer(self._windows.text):
            if len(match.group()) == len(word):
                continue
            number = self._windows.line_of(match.start())
            first, end = self._windows.bounds(number)
            window = self._windows.text[first:end]
            spaced = len(re.findall("[ \t]+", match.group())) == len(word) - 1
            if spaced or {match.start() - first, match.end() - first} <= boundaries(window):
                found.add(self._line_numbers[number])
        return np.array(sorted(found), np.int64)


class Texts(NamedTuple):
    """Texts that are searched, one a line.

    `plain` are folded, and so are those of `numbered`, in which numbers are replaced by their
    values and gaps left out.
    """

    plain: Joined
    numbered: Joined
    gaps: Gaps

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        lines = [fold_characters(text).replace("\n", PARAGRAPH_END) for text in texts]
        numbered = Joined(read_numbers(without_gaps(line)) for line in lines)
        return cls(Joined(lines), numbered, Gaps(lines))


class Headings:
    """The headings of the utterances: what stands above them, and who speaks.

    `texts` are the different ones.
    """

    def __init__(self, headings: Sequence[Sequence[str]]) -> None:
        """`headings` has those of each utterance, equally many of each."""
        codes: dict[str, int] = {}
        self._codes = np.array(
            [[codes.setdefault(text, len(codes)) for text in each] for each in headings], np.int64
        ).reshape(len(headings), -1)
        self.texts = Texts.of(codes)

    def lines_under(self, headings: Lines) -> Lines:
        """The utterances under any of some headings, by their numbers."""
        if not len(headings):
            return NO_LINES
        having = np.zeros(len(self.texts.plain.ends), np.bool_)
        having[headings] = True
        return np.flatnonzero(having[self._codes].any(axis=1))


class Column:
    """A value of each utterance; `values` are the different ones."""

    def __init__(self, values: Iterable[str]) -> None:
        codes: dict[str, int] = {}
        self._codes = np.array([codes.setdefault(value, len(codes)) for value in values], np.int64)
        self.values = list(codes)

    def lines_where(self, accepts: Callable[[str], object]) -> Lines:
        having = np.array([bool(accepts(value)) for value in self.values], np.bool_)
        return np.flatnonzero(having[self._codes])


class Minutes(NamedTuple):
    """Everything that is exported, in order; `exchange_of` has the exchange of each utterance."""

    ids: Sequence[str]
    exchange_of: npt.NDArray[np.int64]
    exchanges: int
    texts: Texts
    headings: Headings
    columns: dict[str, Column]

    def paragraph(self, offset: int) -> str:
        """The folded paragraph around a place of the texts."""
        plain = self.texts.plain
        text = plain.text
        line_start, line_end = plain.bounds(plain.line_of(offset))
        start = max(text.rfind(PARAGRAPH_END, line_start, offset) + 1, line_start)
        end = text.find(PARAGRAPH_END, offset, line_end)
        return text[start : line_end if end < 0 else end]


def read_minutes(searcher: Searcher) -> Minutes:
    """All minutes of an index, as they are exported."""
    utterances = list(searcher.export())
    persons = {each.id: (each.name, *each.others) for each in searcher.people()}
    heads: dict[str, MeetingHead] = {}
    for each in utterances:
        if each.meeting not in heads:
            meeting = searcher.meeting(each.meeting)
            assert meeting is not None, each.meeting
            heads[each.meeting] = meeting.head
    groups: dict[str, int] = {}
    exchange_of = np.array([groups.setdefault(each.group, len(groups)) for each in utterances])
    return Minutes(
        [each.id for each in utterances],
        exchange_of,
        len(groups),
        Texts.of(each.text for each in utterances),
        Headings([_headings(heads[each.meeting], each) for each in utterances]),
        {
            "committee": Column(_name(heads[each.meeting].committee) for each in utterances),
            "date": Column(heads[each.meeting].date or "" for each in utterances),
            "role": Column(each.role or "" for each in utterances),
            "speaker": Column(
                _speaker(each, persons.get(each.person or "", ())) for each in utterances
            ),
        },
    )


def _headings(head: MeetingHead, utterance: Utterance) -> tuple[str, ...]:
    agenda = utterance.agenda
    parts = (
        head.body,
        head.title,
        agenda and agenda.number,
        agenda and agenda.title,
        utterance.section,
        utterance.topic,
        utterance.speaker,
        utterance.affiliation,
        utterance.party,
    )
    return tuple(part or "" for part in parts)


def _speaker(utterance: Utterance, full_names: Iterable[str]) -> str:
    name, office = utterance.name or "", utterance.office or ""
    names = (
        *(utterance.speaker, utterance.affiliation, name + office, office + name),
        *full_names,
    )
    return "\n".join(_name(each) for each in names if each)


def _name(name: str | None) -> str:
    """A name as it is compared: folded, without spaces, in the shapes of kanji used today."""
    return re.sub(r"\s", "", fold_characters(name or "")).translate(_TODAY)


def boundaries(folded: str) -> set[int]:
    """Where tokens begin and end: SudachiPy's short ones, in its own dictionary, and numbers."""
    found = list(numbers(folded))
    tokens = {0, *(token.end() for token in tokenizer().tokenize(folded))}
    inside = {at for number in found for at in range(number.start + 1, number.end)}
    return (tokens - inside).union(*((number.start, number.end) for number in found))
