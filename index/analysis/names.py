"""Names of people in Sudachi's dictionary, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sudachipy import Dictionary

NamePart = Literal["姓", "名"]

_KANA = re.compile("[ぁ-ゖァ-ヺー]+")
# ァ to ヶ stand in the order of ぁ to ゖ.
_TO_HIRAGANA = {code: code - ord("ァ") + ord("ぁ") for code in range(ord("ァ"), ord("ヶ") + 1)}


def is_kana(text: str) -> bool:
    return bool(_KANA.fullmatch(text))


def hiragana(text: str) -> str:
    """A text with hiragana for katakana."""
    return text.translate(_TO_HIRAGANA)


class NameReadings:
    """The readings of surnames and given names, in hiragana; safe for many threads."""

    def __init__(self, dictionary: Callable[[], Dictionary], reading: Callable[[str], str]) -> None:
        """From the dictionary, opened when a name is looked up, and the reading of a text."""
        self._reading = reading

        @lru_cache(maxsize=1 << 14)
        def readings(text: str, part: NamePart) -> tuple[str, ...]:
            found = dictionary().lookup(text)
            own = [each for each in found if each.part_of_speech()[2:4] == ("人名", part)]
            return tuple(dict.fromkeys(hiragana(each.reading_form()) for each in own))

        self._readings = readings

    def of(self, text: str, part: NamePart) -> tuple[str, ...]:
        """The readings of a surname (姓) or a given name (名); none if the dictionary lacks it."""
        return (hiragana(text),) if is_kana(text) else self._readings(text, part)

    def full(self, name: str) -> str | None:
        """The reading of a full name, the surname first; null if the dictionary lacks the surname.

        A given name that it lacks is left out.
        """
        if is_kana(name):
            return hiragana(name)
        begun = [(name[:end], name[end:]) for end in range(1, len(name))]
        known = [each for each in begun if self.of(each[0], "姓")]
        whole = [each for each in known if self.of(each[1], "名")]
        for surname, given in whole or known[-1:]:
            return " ".join((self._usual(name, surname), *self.of(given, "名")[:1]))
        return None

    def _usual(self, name: str, surname: str) -> str:
        """Of the readings of a surname, the one that it has in a name: 南 is なん by itself."""
        possible = self.of(surname, "姓")
        usual = hiragana(self._reading(name)) if len(possible) > 1 else ""
        return next(filter(usual.startswith, possible), possible[0])
