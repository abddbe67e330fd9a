"""Random and hostile queries, each with its kind; the same seed draws the same ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

YARDSTICK = "語"
"""The kind of query that all others are measured by: an ordinary word."""

PARTICLES = [
    "の",
    "に",
    "は",
    "を",
    "た",
    "が",
    "で",
    "て",
    "と",
    "し",
    "れ",
    "さ",
    "ある",
    "いる",
    "も",
    "する",
    "から",
    "な",
    "こと",
    "として",
    "ので",
    "です",
    "ます",
    "について",
    "おり",
    "ござい",
    "ございます",
    "この",
    "その",
    "それ",
    "これ",
    "ところ",
    "もの",
    "という",
    "による",
]
_FIELDS = [
    "発言者",
    "役割",
    "会議",
    "議題",
    "期間",
    "speaker",
    "role",
    "meeting",
    "agenda",
    "date",
    "本文",
]
_OPERATORS = ['"', "(", ")", "（", "）", "-", "|", " OR ", " NOT ", " NEAR ", " 近傍/9 ", "*", "?"]


class Query(NamedTuple):
    """A query, and what kind it is."""

    kind: str
    text: str


class Drawer:
    """Draws queries from `words`, which are ordinary ones, and `texts` to cut strings from."""

    def __init__(self, seed: int, words: Sequence[str], texts: Sequence[str]) -> None:
        self._random = Random(seed)
        self._words, self._texts = words, texts
        self._kinds: dict[str, Callable[[], str]] = {
            YARDSTICK: self._word,
            "二語": lambda: " ".join(self._some(2, 3)),
            "助詞など": lambda: " ".join(self._of(PARTICLES, 1, 30)),
            "OR": lambda: " OR ".join(self._of([*PARTICLES, *self._some(3, 3)], 2, 60)),
            "入れ子": self._nested,
            "閉じない": self._unbalanced,
            "長い": self._enormous,
            "制御文字": lambda: "".join(chr(self._random.randrange(160)) for _ in self._times(40)),
            "あらゆる文字": self._everywhere,
            "型": self._pattern,
            "近傍": self._near,
            "欄": self._field,
            "文字列": lambda: f'"{self._string()}"',
            "文": lambda: self._string() + self._random.choice(["か", "？", "ください", ""]),
            "誤字": self._slip,
            "ごちゃまぜ": self._mixture,
        }

    def queries(self, count: int) -> Iterator[Query]:
        """So many queries, as many of one kind as of another."""
        kinds = list(self._kinds)
        for number in range(count):
            kind = kinds[number % len(kinds)]
            yield Query(kind, self._kinds[kind]())

    def _times(self, most: int) -> range:
        return range(self._random.randint(1, most))

    def _word(self) -> str:
        return self._random.choice(self._words)

    def _some(self, least: int, most: int) -> list[str]:
        return self._of(self._words, least, most)

    def _of(self, words: Sequence[str], least: int, most: int) -> list[str]:
        return [self._random.choice(words) for _ in range(self._random.randint(least, most))]

    def _any(self) -> str:
        return self._random.choice([self._random.choice(PARTICLES), self._word()])

    def _string(self) -> str:
        text = self._random.choice(self._texts)
        start = self._random.randrange(len(text))
        return text[start : start + self._random.randint(1, 40)]

    def _nested(self) -> str:
        text = self._any()
        for _ in self._times(60):
            joint = self._random.choice([" ", " OR ", "|", " -", " NEAR "])
            text = f"{self._random.choice(['', '-', 'NOT '])}({text}{joint}{self._any()})"
        return text

    def _unbalanced(self) -> str:
        return "".join(self._of([*_OPERATORS, *PARTICLES, *self._some(4, 4)], 1, 120))

    def _enormous(self) -> str:
        piece = self._random.choice([self._any(), f"{self._any()} ", "-(", '"', "発言者:", "ア"])
        return piece * (self._random.randint(200, 20_000) // len(piece) + 1)

    def _everywhere(self) -> str:
        """Characters of one block of 256, wherever in Unicode; surrogates too."""
        block = self._random.randrange(0, sys.maxunicode + 1, 256)
        return "".join(chr(block + self._random.randrange(256)) for _ in self._times(30))

    def _pattern(self) -> str:
        word = self._random.choice([self._any(), self._string()[:8].strip() or "橋"])
        return "".join(
            char + self._random.choice(["", "", "", "*", "?", "＊", "**"]) for char in word
        )

    def _near(self) -> str:
        joint = self._random.choice([" NEAR ", " 近傍 ", f" NEAR/{self._random.randrange(2000)} "])
        return joint.join(self._of([*PARTICLES, *self._some(9, 9), '"こと"', "(の OR に)"], 2, 8))

    def _field(self) -> str:
        named = (
            f"{self._random.choice(['', '-'])}{name}{self._random.choice(':：')}{self._any()}"
            for name in self._of(_FIELDS, 1, 6)
        )
        return " ".join([*named, self._any()])

    def _slip(self) -> str:
        word = self._word()
        at = self._random.randrange(len(word))
        return word[:at] + self._random.choice(self._string() or "橋") + word[at + 1 :]

    def _mixture(self) -> str:
        kinds = [kind for kind in self._kinds if kind != "ごちゃまぜ"]
        parts = [self._kinds[self._random.choice(kinds)]()[:200] for _ in self._times(4)]
        return self._random.choice([" ", "", " OR ", "　"]).join(parts)
