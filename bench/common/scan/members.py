"""The members of a conjunction, each with the utterances that have it by the rules of finding."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from common.scan.characters import PARAGRAPH_END, fold_characters, without_gaps
from common.scan.minutes import NO_LINES, Joined, Lines, Minutes, Texts
from common.scan.numerals import BEGIN, read_numbers

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


class InTexts(Member):
    """A member that is found in headings as it is in texts."""

    def hits(self, minutes: Minutes) -> Hits:
        headings = minutes.headings
        under = headings.lines_under(self._lines(headings.texts))
        return Hits(self._lines(minutes.texts), under)

    @abstractmethod
    def _lines(self, texts: Texts) -> Lines:
        """The texts that have it, ascending."""


@dataclass(frozen=True, slots=True)
class Term(InTexts):
    """A member without quotation marks, of which a search lists the forms.

    `parts` are the longer words that have its characters by chance, where a dictionary alone says
    which these are (心がけ of がけ, 逐一点検 of 一点): they are of those that the search lists.
    `read` are the texts that have it in such characters alone, and are read otherwise (今一つは).
    """

    parts: tuple[str, ...] = ()
    read: tuple[int, ...] = ()

    def hits(self, minutes: Minutes) -> Hits:
        found = InTexts.hits(self, minutes)
        return found._replace(lines=np.union1d(found.lines, self.read).astype(np.int64))

    def is_in(self, form: str) -> bool:
        """Whether a printed form has it: then the form is known without a dictionary."""
        return fold_characters(self.text) in without_gaps(fold_characters(form))

    def is_by_chance(self, part: str) -> bool:
        """Whether a dictionary alone says that the word is not in a part that a search lists.

        What is in a longer number, beside another or counted (四つ目), the scan knows itself.
        """
        folded, word = (read_numbers(fold_characters(each)) for each in (part, self.text))
        is_counted = f"{word}目" in folded
        return self.is_in(part) and folded.count(BEGIN) <= 1 and not is_counted


class Word(Term):
    """A word or phrase, found wherever its characters stand."""

    def _lines(self, texts: Texts) -> Lines:
        word = fold_characters(self.text)
        return np.union1d(texts.plain.lines_with(word), texts.gaps.lines_with(word))


class Phrase(Word):
    """A phrase as people end a sentence."""


class Character(Word):
    """One character of kanji."""


class Kana(Term):
    """A word of kana."""

    def _lines(self, texts: Texts) -> Lines:
        word = fold_characters(self.text)
        lines = _lines_outside(texts.plain, word, map(fold_characters, self.parts))
        return np.union1d(lines, texts.gaps.lines_with(word))


class Counted(Term):
    """A number with what it counts, in any writing, and never part of a longer number."""

    def _lines(self, texts: Texts) -> Lines:
        word = read_numbers(fold_characters(self.text))
        parts = (read_numbers(without_gaps(fold_characters(part))) for part in self.parts)
        return _lines_outside(texts.numbered, word, parts)

    def is_in(self, form: str) -> bool:
        word = read_numbers(fold_characters(self.text))
        return word in read_numbers(without_gaps(fold_characters(form)))


class String(InTexts):
    """An exact string: every place where it stands, and nothing else."""

    @property
    def query(self) -> str:
        return f'"{self.text}"'

    def _lines(self, texts: Texts) -> Lines:
        return texts.plain.lines_with(fold_characters(self.text))


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


def _lines_outside(texts: Joined, word: str, parts: Iterable[str]) -> Lines:
    """The lines that have a word, not only inside longer ones."""
    around = [
        (match.start(), part)
        for part in dict.fromkeys(parts)
        for match in re.finditer(f"(?={re.escape(word)})", part)
    ]
    if not around:
        return texts.lines_with(word)
    lines = (
        texts.line_of(place)
        for place in texts.places(word)
        if not any(texts.text.startswith(part, place - before) for before, part in around)
    )
    return np.unique(np.fromiter(lines, np.int64))


def is_kana(text: str) -> bool:
    return _KANA.fullmatch(text) is not None


def is_quotable(text: str) -> bool:
    """Whether a string can stand in quotation marks: without one, and without the end of a line."""
    return text == text.strip() and not set(text) & set(f'"“”＂\n{PARAGRAPH_END}')
