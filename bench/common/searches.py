"""Searches of every kind, drawn from texts without any analysis; the same every time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

Parameters = dict[str, str]

# Words without analysis: runs of Chinese characters or of katakana.
_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}|[\u30a1-\u30f6\u30fc]{3,}")
_NUMBER = re.compile(r"[0-9０-９一二三四五六七八九十]+[年月日人件%％％条回号]")
_KANA = re.compile(r"[ぁ-ん]{2,5}")
_ROLES = ("chair", "member", "official", "議長", "委員", "行政")
MAX_STRING = 9


class Search(NamedTuple):
    """Parameters of /api/search or /api/ask, and the kind they were drawn as."""

    kind: str
    parameters: Parameters


class _Urn:
    """What is drawn from: any of the texts, any of its words."""

    def __init__(self, texts: Sequence[str], random: Random) -> None:
        self._texts = texts
        self.random = random

    def found(self, pattern: re.Pattern[str], count: int = 1) -> list[str]:
        """Different matches of a pattern in one text."""
        while True:
            text = self.random.choice(self._texts)
            matches = list(dict.fromkeys(pattern.findall(text)))
            if len(matches) >= count:
                return self.random.sample(matches, count)

    def string(self) -> str:
        """Some neighbouring characters of one text, without quotes and line ends."""
        while True:
            text = self.random.choice(self._texts)
            start = self.random.randrange(len(text) + 1)
            string = text[start : start + self.random.randint(2, MAX_STRING)].strip()
            if len(string) > 1 and not re.search(r"[\n\"“”＂]", string):
                return string

    def words(self, count: int) -> list[str]:
        return self.found(_WORD, count)


_KINDS: dict[str, Callable[[_Urn], Parameters]] = {
    "word": lambda urn: {"q": urn.words(1)[0]},
    "two words": lambda urn: {"q": " ".join(urn.words(2))},
    "three words": lambda urn: {"q": "　".join(urn.words(3))},
    "either": lambda urn: {"q": " OR ".join(urn.words(2))},
    "without": lambda urn: {"q": " -".join(urn.words(2))},
    "string": lambda urn: {"q": f'"{urn.string()}"'},
    "string and word": lambda urn: {"q": f'"{urn.string()}" {urn.words(1)[0]}'},
    "character": lambda urn: {"q": urn.words(1)[0][0]},
    "kana": lambda urn: {"q": urn.found(_KANA)[0]},
    "number": lambda urn: {"q": urn.found(_NUMBER)[0]},
    "beginning": lambda urn: {"q": f"{urn.words(1)[0][:2]}*"},
    "inside": lambda urn: {"q": f"*{urn.words(1)[0]}?"},
    "near": lambda urn: {"q": " 近傍/20 ".join(urn.words(2))},
    "role": lambda urn: {"q": f"役割:{urn.random.choice(_ROLES)} {urn.words(1)[0]}"},
    "brackets": lambda urn: {"q": "({} OR {}) {}".format(*urn.words(3))},
    "filtered": lambda urn: {"q": urn.words(1)[0], "role": urn.random.choice(_ROLES[:3])},
    "newest": lambda urn: {"q": urn.words(1)[0], "sort": "newest"},
    "second page": lambda urn: {"q": urn.words(1)[0], "offset": "10"},
    "no synonyms": lambda urn: {"q": urn.words(1)[0], "synonyms": "0"},
    "sentence": lambda urn: {"q": f"{urn.words(1)[0]}はどうなっていますか"},
}


def draw_searches(texts: Sequence[str], count: int, random: Random) -> list[Search]:
    """`count` searches, of every kind equally many."""
    urn = _Urn([text for text in texts if len(text) > MAX_STRING], random)
    kinds = list(_KINDS.items())
    drawn = (kinds[number % len(kinds)] for number in range(count))
    return [Search(kind, make(urn)) for kind, make in drawn]


def draw_words(texts: Sequence[str], count: int, random: Random) -> list[str]:
    """Different words; fewer where the texts have no more."""
    urn = _Urn([text for text in texts if len(text) > MAX_STRING], random)
    words = dict.fromkeys(urn.words(1)[0] for _ in range(20 * count))
    return list(words)[:count]
