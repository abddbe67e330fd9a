"""The members of a conjunction, each with the utterances that have it by the rules of finding."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from common.scan.characters import PARAGRAPH_END, fold_characters, without_gaps
from common.scan.minutes import NO_LINES, Lines, Minutes
from common.scan.numerals import read_numbers

_KANA = re.compile("[ぁ-ゖァ-ヺー]+")


class Hits(NamedTuple):
    """The utterances that have a member, and those under a heading that has it."""

    lines: Lines
    under_headings: Lines = NO_LINES


@dataclass(frozen=True, slots=True)
class Member(ABC):
    """What one member of a query asks for; `text` is as it is typed."""

    text: str

    @property
    def query(self) -> str:
        return self.text

    @property
    def kind(self) -> str:
        return type(self).__name__.lower()

    @abstractmethod
    def hits(self, minutes: Minutes) -> Hits:
        """Where it is found."""


@dataclass(frozen=True, slots=True)
class Term(Member):
    """A member without quotation marks, of which a search lists the forms.

    `spellings` are those that a dictionary has as the same word, and that contain it (及び of 及).
    """

    spellings: tuple[str, ...] = ()

    def is_in(self, form: str) -> bool:
        """Whether a printed form has it: then the form is known without a dictionary."""
        return fold_characters(self.text) in without_gaps(fold_characters(form))

    def _under_headings(self, minutes: Minutes) -> Lines:
        words = dict.fromkeys(map(fold_characters, (self.text, *self.spellings)))
        return np.unique(np.concatenate([minutes.headings.lines_under(word) for word in words]))


class Word(Term):
    """A word or phrase, found wherever its characters stand."""

    def hits(self, minutes: Minutes) -> Hits:
        word = fold_characters(self.text)
        lines = np.union1d(minutes.texts.lines_with(word), minutes.gaps.lines_with(word))
        return Hits(lines, self._under_headings(minutes))


class Phrase(Word):
    """A phrase as people end a sentence."""


class Character(Word):
    """One character of kanji."""


@dataclass(frozen=True, slots=True)
class Kana(Term):
    """A word of kana; `parts` are the longer words that have its characters by chance.

    A dictionary says which these are (心がけ of がけ): they are those that the search lists.
    """

    parts: tuple[str, ...] = ()

    def hits(self, minutes: Minutes) -> Hits:
        word = fold_characters(self.text)
        around = [
            (match.start(), part)
            for part in dict.fromkeys(map(fold_characters, self.parts))
            for match in re.finditer(f"(?={re.escape(word)})", part)
        ]
        text, lines = minutes.texts.text, minutes.gaps.lines_with(word).tolist()
        for place in minutes.texts.places(word):
            if not any(text.startswith(part, place - before) for before, part in around):
                lines.append(minutes.texts.line_of(place))
        return Hits(np.unique(np.array(lines, np.int64)), self._under_headings(minutes))


class Counted(Term):
    """A number with what it counts, in any writing, and never part of a longer number."""

    def hits(self, minutes: Minutes) -> Hits:
        word = read_numbers(fold_characters(self.text))
        headings = minutes.headings.lines_under(word, numbered=True)
        return Hits(minutes.numbered.lines_with(word), headings)

    def is_in(self, form: str) -> bool:
        word = read_numbers(fold_characters(self.text))
        return word in read_numbers(without_gaps(fold_characters(form)))


class String(Member):
    """An exact string: every place of a text where it stands, and nothing else."""

    @property
    def query(self) -> str:
        return f'"{self.text}"'

    def hits(self, minutes: Minutes) -> Hits:
        return Hits(minutes.texts.lines_with(fold_characters(self.text)))


@dataclass(frozen=True, slots=True)
class Field(Member):
    """A field: `accepts` says which values of `column` it wants."""

    column: str
    accepts: Callable[[str], bool]

    def hits(self, minutes: Minutes) -> Hits:
        return Hits(minutes.columns[self.column].lines_where(self.accepts))


@dataclass(frozen=True, slots=True)
class Contains:
    """Accepts values that contain a name; a 副委員長 is not the 委員長."""

    name: str

    def __call__(self, value: str) -> bool:
        vice = "" if self.name.startswith("副") else "(?<!副)"
        return re.search(vice + re.escape(self.name), value) is not None


@dataclass(frozen=True, slots=True)
class Between:
    """Accepts values from the first to the last, both included; no empty one."""

    first: str
    last: str

    def __call__(self, value: str) -> bool:
        return value != "" and self.first <= value <= self.last


def is_kana(text: str) -> bool:
    return _KANA.fullmatch(text) is not None


def is_quotable(text: str) -> bool:
    """Whether a string can stand in quotation marks: without one, and without the end of a line."""
    return text == text.strip() and not set(text) & set(f'"“”＂\n{PARAGRAPH_END}')
