"""Random and hostile queries of many kinds; the same seed draws the same queries."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

ORDINARY_WORD = "語"
"""The kind of query whose median time all others are compared with."""

_PARTICLE_LIST = """
の に は を た が で て と し れ さ ある いる も する から な こと として ので です ます について
おり ござい ございます この その それ これ ところ もの という による
"""
PARTICLES = _PARTICLE_LIST.split()
_FIELD_LIST = "発言者 役割 会議 議題 期間 speaker role meeting agenda date 本文"
_FIELDS = _FIELD_LIST.split()
_OPERATORS = ['"', "(", ")", "（", "）", "-", "|", " OR ", " NOT ", " NEAR ", " 近傍/9 ", "*", "?"]


class Query(NamedTuple):
    kind: str
    text: str


class HostileQueries:
    """Draws queries from ordinary `words`, and from `texts` to cut strings from."""

    def __init__(self, seed: int, words: Sequence[str], texts: Sequence[str]) -> None:
        self._random = Random(seed)
        self._words, self._texts = words, texts
        self._kinds: dict[str, Callable[[], str]] = {
            ORDINARY_WORD: self._word,
            "二語": lambda: " ".join(self._sample(self._words, 2, 3)),
            "助詞など": lambda: " ".join(self._sample(PARTICLES, 1, 30)),
            "OR": lambda: " OR ".join(self._sample(self._particles_and_words(3), 2, 60)),
            "入れ子": self._nested,
            "閉じない": self._unbalanced,
            "長い": self._enormous,
            "制御文字": lambda: "".join(chr(self._random.randrange(160)) for _ in self._times(40)),
            "あらゆる文字": self._unicode_block,
            "型": self._pattern,
            "近傍": self._near,
            "欄": self._fields,
            "文字列": lambda: f'"{self._string()}"',
            "文": lambda: self._string() + self._random.choice(["か", "？", "ください", ""]),
            "誤字": self._misspelled,
            "ごちゃまぜ": self._mixture,
        }

    def queries(self, count: int) -> Iterator[Query]:
        """`count` queries, of each kind in turn."""
        kinds = list(self._kinds)
        for number in range(count):
            kind = kinds[number % len(kinds)]
            yield Query(kind, self._kinds[kind]())

    def _times(self, most: int) -> range:
        return range(self._random.randint(1, most))

    def _word(self) -> str:
        return self._random.choice(self._words)

    def _sample(self, words: Sequence[str], least: int, most: int) -> list[str]:
        return [self._random.choice(words) for _ in range(self._random.randint(least, most))]

    def _particles_and_words(self, words: int) -> list[str]:
        return [*PARTICLES, *self._sample(self._words, words, words)]

    def _particle_or_word(self) -> str:
        return self._random.choice([self._random.choice(PARTICLES), self._word()])

    def _string(self) -> str:
        text = self._random.choice(self._texts)
        start = self._random.randrange(len(text))
        return text[start : start + self._random.randint(1, 40)]

    def _nested(self) -> str:
        text = self._particle_or_word()
        for _ in self._times(60):
            operator = self._random.choice([" ", " OR ", "|", " -", " NEAR "])
            prefix = self._random.choice(["", "-", "NOT "])
            text = f"{prefix}({text}{operator}{self._particle_or_word()})"
        return text

    def _unbalanced(self) -> str:
        return "".join(self._sample([*_OPERATORS, *self._particles_and_words(4)], 1, 120))

    def _enormous(self) -> str:
        word = self._particle_or_word()
        piece = self._random.choice([word, f"{word} ", "-(", '"', "発言者:", "ア"])
        return piece * (self._random.randint(200, 20_000) // len(piece) + 1)

    def _unicode_block(self) -> str:
        """Characters of one block of 256, anywhere in Unicode; surrogates too."""
        block = self._random.randrange(0, sys.maxunicode + 1, 256)
        return "".join(chr(block + self._random.randrange(256)) for _ in self._times(30))

    def _pattern(self) -> str:
        word = self._random.choice([self._particle_or_word(), self._string()[:8].strip() or "橋"])
        return "".join(
            char + self._random.choice(["", "", "", "*", "?", "＊", "**"]) for char in word
        )

    def _near(self) -> str:
        operators = [" NEAR ", " 近傍 ", f" NEAR/{self._random.randrange(2000)} "]
        words = [*self._particles_and_words(9), '"こと"', "(の OR に)"]
        return self._random.choice(operators).join(self._sample(words, 2, 8))

    def _fields(self) -> str:
        fields = [
            self._random.choice(["", "-"])
            + f"{name}{self._random.choice(':：')}{self._particle_or_word()}"
            for name in self._sample(_FIELDS, 1, 6)
        ]
        return " ".join([*fields, self._particle_or_word()])

    def _misspelled(self) -> str:
        word = self._word()
        at = self._random.randrange(len(word))
        return word[:at] + self._random.choice(self._string() or "橋") + word[at + 1 :]

    def _mixture(self) -> str:
        kinds = [kind for kind in self._kinds if kind != "ごちゃまぜ"]
        parts = [self._kinds[self._random.choice(kinds)]()[:200] for _ in self._times(4)]
        return self._random.choice([" ", "", " OR ", "　"]).join(parts)
