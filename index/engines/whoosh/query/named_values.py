"""The words of a query that name a meeting, a day or a speaker → the fields that say so.

文教委員会 and 2023年7月3日 stand in no speech of that day, all of which are found by
委員会:文教委員会 期間:2023年7月3日. The names are those of the collection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from index.analysis.analyzer import Analyzer
from index.analysis.calendar import find_dates
from index.engines.whoosh.matching.filters import fold_name
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.schema import TEXT_COLUMNS
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FIELDS
from index.periods import read_period
from index.query_parser import WordNode, question_words, widest

# What follows the name of a speaker.
_HONORIFIC = re.compile("議員|委員|君|くん|さん|氏|様|殿")
# Characters that would end a typed value.
_ENDS_VALUE = re.compile(r"[\s()（）|｜:：]")
# A shorter name is a word of the language (林), a shorter rest a part of one (総務委員会|室).
_MIN_NAME, _MIN_REST = 3, 2


class _Piece(NamedTuple):
    """A piece of a word: the value of `field`, or a word where that is null."""

    field: str | None
    text: str

    @property
    def typed(self) -> str:
        if self.field is None:
            return self.text
        value = f'"{self.text}"' if _ENDS_VALUE.search(self.text) else self.text
        return f"{FIELDS[self.field].typed[0]}:{value}"


class NamedValues:
    """The names of the bodies, committees, persons and agenda items of one snapshot."""

    def __init__(self, snapshot: Snapshot, field_values: FieldValues, analyzer: Analyzer) -> None:
        self._snapshot = snapshot
        self._field_values = field_values
        self._analyzer = analyzer

    def rewrite(self, query: str, words: Sequence[WordNode]) -> str | None:
        """The query with fields in place of some plain words of it; null where none is named."""
        runs = list(self._runs(query, words))
        pieces = [self._pieces("".join(word.text for word in run)) for run in runs]
        if not any(piece.field for run in pieces for piece in run):
            return None
        # The last first: what is before it keeps its place in the query.
        for run, found in reversed([*zip(runs, pieces, strict=True)]):
            start, end = _place(run, query)
            typed = " ".join(self._of_agenda(piece).typed for piece in found)
            query = query[:start] + (typed or query[start:end]) + query[end:]
        return query

    def _runs(self, query: str, words: Sequence[WordNode]) -> Iterator[Sequence[WordNode]]:
        """Each word alone, or with the next where both are one name: surname and given name."""
        at = 0
        while at < len(words):
            pair = words[at : at + 2]
            start, end = _place(pair, query)
            between = query[slice(start, end)].split()
            is_name = len(pair) == 2 and between == [each.text for each in pair]
            size = 2 if is_name and fold_name("".join(between)) in self._names else 1
            yield words[at : at + size]
            at += size

    def _pieces(self, word: str) -> list[_Piece]:
        """A word as the values that it names and the words between; itself if it names none."""
        if read_period(word):
            return [_Piece("date", word)]
        pieces = list(self._read(fold_name(word)))
        words = [each.text for each in pieces if each.field is None]
        if all(each.field is None for each in pieces) or any(
            len(each) < _MIN_REST for each in words
        ):
            return [_Piece(None, word)]
        return pieces

    def _read(self, text: str) -> Iterator[_Piece]:
        """The pieces of a folded word, without particles."""
        days = {day.start: day.end for day in find_dates(text)}
        at = rest = 0
        while at < len(text):
            end = days.get(at) or self._name_end(text, at)
            if not end:
                at += 1
                continue
            yield from self._words(text[rest:at])
            field, name = self._names.get(text[at:end], ("date", text[at:end]))
            yield _Piece(field, name)
            honorific = _HONORIFIC.match(text, end) if field == "speaker" else None
            at = rest = honorific.end() if honorific else end
        yield from self._words(text[rest:])

    def _name_end(self, text: str, start: int) -> int:
        """Where the longest name ends that begins there; 0 where none does."""
        longest = min(len(text), start + self._longest)
        ends = range(longest, start + _MIN_NAME - 1, -1)
        return next((end for end in ends if text[start:end] in self._names), 0)

    def _words(self, text: str) -> Iterator[_Piece]:
        return (_Piece(None, word) for word in widest(question_words(text, self._analyzer)))

    def _of_agenda(self, piece: _Piece) -> _Piece:
        """A word that is the whole title of an agenda item as its value."""
        if piece.field is not None:
            return piece
        wanted = fold_name(piece.text)
        titles = self._field_values.texts(TEXT_COLUMNS["agenda"]).values()
        is_title = any(wanted in fold_name(each).split("\n") for each in titles)
        return piece._replace(field="agenda") if is_title else piece

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        """By the folded name: the field that finds it, and the name as it is printed."""
        found: dict[str, tuple[str, str]] = {}
        for field, names in (
            ("meeting", self._field_values.texts("body").values()),
            ("speaker", [each.name for each in self._snapshot.people.persons]),
            ("committee", self._field_values.texts("committee").values()),
        ):
            found |= {fold_name(name): (field, name) for name in names}
        return {name: value for name, value in found.items() if len(name) >= _MIN_NAME}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)


def _place(words: Sequence[WordNode], query: str) -> tuple[int, int]:
    """Where some words that follow one another are in the query."""
    first, last = words[0].at, words[-1].at
    return (first.start, last.end) if first and last else (0, len(query))
