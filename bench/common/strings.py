"""Minutes as ripgrep reads them, and strings drawn from them at random."""

from __future__ import annotations

import mmap
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

from sudachipy import Dictionary, SplitMode, Tokenizer

from index.minutes import Utterance
from indexer.problems import Problem
from indexer.read_file import read_meetings

SHORTEST, LONGEST = 2, 12
# Parts paragraphs where an utterance is one line; no string is drawn across it.
_PARAGRAPH = "\v"
# No quotation mark can stand within a quoted string.
_QUOTES = '"“”＂'
_MOST_BYTES = 40_000
_TRIES_A_PLACE = 8
_LONGEST_PIECE = 5_000
_COMPOUND = 4


class _Folding(dict[int, int]):
    """Each character as the one that NFKC and no case make of it, or as it is."""

    def __missing__(self, code: int) -> int:
        normal = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = ord(normal) if len(normal) == 1 else code
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """Widths and case aside, character for character: how ripgrep is given everything."""
    return text.translate(_FOLDING)


def spelled_out(text: str) -> str:
    """Text in which ㎡ is m2 and … is three dots, too."""
    return unicodedata.normalize("NFKC", text).casefold()


class Lines(NamedTuple):
    """Utterances, one a line: as they are, and folded. `ends` are those of the folded lines."""

    ids: Sequence[str]
    texts: Path
    folded: Path
    starts: Sequence[int]
    ends: Sequence[int]

    def at(self, offset: int) -> int:
        """The line in which the folded file's byte at `offset` stands."""
        return bisect_right(self.ends, offset)

    def text(self, number: int) -> str:
        """An utterance's text, its paragraphs parted by a vertical tab."""
        with self.texts.open("rb") as file:
            file.seek(self.starts[number])
            return file.readline().decode()[:-1]


def write_lines(files: Iterable[Path], folder: Path) -> Lines:
    """Read minutes and write their texts for ripgrep."""
    ids, sizes, folded_sizes = [], [0], []
    texts, folds = folder / "texts.txt", folder / "folded.txt"
    with texts.open("wb") as text_file, folds.open("wb") as folded_file:
        for utterance in _utterances(files):
            line = utterance.text.replace("\n", _PARAGRAPH) + "\n"
            ids.append(utterance.id)
            sizes.append(text_file.write(line.encode()))
            folded_sizes.append(folded_file.write(folded(line).encode()))
    return Lines(ids, texts, folds, list(accumulate(sizes)), list(accumulate(folded_sizes)))


def _utterances(files: Iterable[Path]) -> Iterator[Utterance]:
    for file in files:
        for meeting in read_meetings(file, file.name):
            if not isinstance(meeting, Problem):
                yield from meeting.utterances


class String(NamedTuple):
    """A string that stands in the texts; `aligned` is whether it begins and ends with words."""

    text: str
    aligned: bool


def draw(lines: Lines, count: int, seed: str) -> list[String]:
    """Different strings, one aligned to words and one not by turns.

    Every place of the collection is as likely as every other, and so is every length.
    """
    random = Random(seed)
    boundaries = _boundaries()
    drawn: dict[str, String] = {}
    with (
        lines.texts.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as all_,
    ):
        while len(drawn) < count:
            aligned = len(drawn) % 2 == 0
            paragraph = _paragraph(all_, random.randrange(len(all_)))
            text = _piece(paragraph, boundaries(paragraph), random, aligned=aligned)
            if text and text not in drawn:
                drawn[text] = String(text, aligned)
    return list(drawn.values())


def nouns(lines: Lines, count: int | None, seed: str) -> list[str]:
    """Different nouns of two characters and more, and compounds of neighbouring ones.

    All of them if no `count` is given; else of places drawn at random.
    """
    random = Random(seed)
    tokenizer = Dictionary().tokenizer(mode=SplitMode.A)
    found: dict[str, None] = {}
    with (
        lines.texts.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as all_,
    ):
        if count is None:
            for paragraph in re.split(f"[\n{_PARAGRAPH}]", bytes(all_).decode()):
                found |= dict.fromkeys(_nouns(tokenizer, paragraph))
            return list(found)
        while len(found) < count:
            some = list(_nouns(tokenizer, _paragraph(all_, random.randrange(len(all_)))))
            found |= dict.fromkeys(random.sample(some, min(len(some), 2)))
    return list(found)[:count]


def _nouns(tokenizer: Tokenizer, text: str) -> Iterator[str]:
    """The nouns of a paragraph, and each row of up to four neighbouring ones."""
    for piece in re.findall("[^。]+。?", text):
        row: list[str] = []
        for unit in tokenizer.tokenize(piece[:_LONGEST_PIECE]):
            classes = unit.part_of_speech()
            is_noun = classes[0] == "名詞" and classes[1] != "数詞"
            row = [*row, unit.surface()][-_COMPOUND:] if is_noun else []
            for first in range(len(row)):
                noun = "".join(row[first:])
                if len(noun) >= SHORTEST and noun.isalnum():
                    yield noun


def _paragraph(content: mmap.mmap, at: int) -> str:
    """The paragraph around a byte, or what of it is near."""
    marks = (b"\n", _PARAGRAPH.encode())
    first = max(content.rfind(mark, max(0, at - _MOST_BYTES // 2), at) + 1 for mark in marks)
    ends = (content.find(mark, at, at + _MOST_BYTES // 2) for mark in marks)
    last = min((end for end in ends if end >= 0), default=at)
    return content[max(first, at - _MOST_BYTES // 2) : last].decode(errors="ignore")


def _boundaries() -> Callable[[str], frozenset[int]]:
    """What tells where the short units of a text begin, and the last ends."""
    tokenizer = Dictionary().tokenizer(mode=SplitMode.A)

    def of(text: str) -> frozenset[int]:
        return frozenset({len(text), *(unit.begin() for unit in tokenizer.tokenize(text))})

    return of


def _piece(text: str, bounds: frozenset[int], random: Random, *, aligned: bool) -> str | None:
    """A piece of a text that can be asked for as it is; None where chance finds none."""
    for _ in range(_TRIES_A_PLACE if len(text) >= SHORTEST else 0):
        start = random.randrange(len(text))
        end = start + random.randint(SHORTEST, LONGEST)
        piece = text[start:end]
        fits = end <= len(text) and piece == piece.strip() and not set(piece) & set(_QUOTES)
        if fits and ({start, end} <= bounds) == aligned:
            return piece
    return None
