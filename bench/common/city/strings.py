"""Strings drawn from the text by their length, wherever they stand; the same every time."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from common.city.drawing import FEWEST, QUERIES
from common.parts import Part

# In characters. Trigrams cannot answer the first, and read all texts for it.
_LENGTHS = (2, 3, 5, 8)
# Whoever folds widths or case finds no more of these than who does not.
_PLAIN = re.compile(r"[ぁ-んァ-ヴ一-龥]+")


class String(NamedTuple):
    kind: str
    string: str


def draw_strings(part: Part) -> list[String]:
    """The strings, length after length; fewer, or none, where the part has no more."""
    random = Random("strings")
    runs = [run for text in part.texts() for run in _PLAIN.findall(text)]
    return [
        String(f"{length} characters", string)
        for length in _LENGTHS
        for string in _different([run for run in runs if len(run) >= length], length, random)
    ]


def _different(runs: list[str], length: int, random: Random) -> list[str]:
    found: dict[str, None] = {}
    for _ in range(QUERIES * 10 if runs else 0):
        run = random.choice(runs)
        start = random.randint(0, len(run) - length)
        found[run[start : start + length]] = None
    return list(found)[:QUERIES] if len(found) >= FEWEST else []
