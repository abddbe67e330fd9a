"""Which tokens have a word in kana, and which have its characters by chance.

がけ is a word in がけ崩れ and not in 心がけ, イス in 車イス and not in アイス. In kana nothing
shows where a word ends. So the key of a longer token is asked (崖崩れ has 崖, 心掛け has not), and
in katakana, whether what is left of it is a word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.search_text import search_form
from index.engines.whoosh.segment.snapshot import Snapshot

_HIRAGANA = re.compile("[ぁ-ゖゝゞー]+")
_KATAKANA_RUN = "[ァ-ヺヽヾー]"
# Longer words in katakana hardly ever occur in others by chance; these do, as ロス in クロス.
_MAX_KATAKANA = 3
_KATAKANA = re.compile(f"{_KATAKANA_RUN}{{1,{_MAX_KATAKANA}}}")
_KATAKANA_BEFORE, _KATAKANA_AFTER = (
    re.compile(f"{_KATAKANA_RUN}*$"),
    re.compile(f"{_KATAKANA_RUN}*"),
)
_SMALL = str.maketrans("", "", "ァィゥェォャュョ")
# What is left of a longer word is a word of so many full kana: コミ of コミバス. In one of the
# dictionary it has three, or synonyms: ミニ of ミニバス, but not コン of コンテスト. The
# dictionary lacks many long ones (ノンステップ).
_MIN_REST, _MIN_REST_OF_WORD, _MIN_UNKNOWN_REST = 2, 3, 5
_KANJI, _IN_KANJI = re.compile("[一-鿿々]"), re.compile("[一-鿿々]+")
_VERB = re.compile("[一-鿿][ぁ-ん]{0,2}[うくぐすつぬぶむる]")
_MIN_STEM = 2
_KATAKANA_OF = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRAGANA_OF = {katakana: hiragana for hiragana, katakana in _KATAKANA_OF.items()}
_FIRST_KANJI, _LAST_KANJI = 0x4E00, 0x9FFF


class HomophoneKanji(NamedTuple):
    """The single kanji that are nouns with one reading: `all`, and those `printed` in the texts."""

    all: str = ""
    printed: str = ""


KanjiOf = Callable[[str], HomophoneKanji]


@dataclass(frozen=True)
class KanaWord:
    """A word in kana that is one token, and the single kanji that are read as it is."""

    form: str
    key: str
    is_noun: bool
    kanji: HomophoneKanji
    analyzer: Analyzer

    @property
    def writing(self) -> tuple[str, ...]:
        """The kanji that it is printed in, if that is certain and its key does not say it."""
        printed = self.kanji.printed
        return (printed,) if len(printed) == 1 and _HIRAGANA.fullmatch(self.key) else ()

    @property
    def in_other_kana(self) -> str:
        """A noun in katakana for hiragana, and the reverse; else ""."""
        if not self.is_noun or len(self.form) == 1:
            return ""
        is_katakana = _KATAKANA.fullmatch(self.form)
        return self.form.translate(_HIRAGANA_OF if is_katakana else _KATAKANA_OF)

    @cached_property
    def _longer(self) -> tuple[str, ...]:
        """The word in more katakana, which is in no others by chance: センター of センタ."""
        others = {self.form + "ー", _in_katakana(self.key)}
        return tuple(
            other
            for other in others
            if len(other) > max(_MAX_KATAKANA, len(self.form))
            and key_of_word(other, self.analyzer) == self.key
        )

    def is_same(self, key: str) -> bool:
        """Whether a token that is printed as the word is, with this key, is the word.

        A noun is read as it is printed (まち is not 待つ), or is the verb's (つながり is 繋がる).
        A key in kanji alone may be read in several ways.
        """
        if not self.is_noun or key == self.key or _IN_KANJI.fullmatch(key):
            return True
        return self._is_reading_of(key) or (not self.writing and _is_verb_of(key, self.key))

    def is_in(self, form: str, key: str) -> bool:
        """Whether a longer token, folded, with this key has the word as a word in it."""
        if _has_kanji(self.key) and self.key in key:
            return True
        if not _HIRAGANA.fullmatch(self.form):
            if any(each in form for each in self._longer):
                return True
            places = (each.span() for each in re.finditer(re.escape(self.form), form))
            return any(self._is_divided(form, start, end) for start, end in places)
        if self._is_apart_in(key):
            return True
        # かさ is no word in かさむ, although 嵩 is one.
        return not _VERB.fullmatch(key) and (
            any(each in key for each in self.kanji.all)
            or any(
                self._is_written_in(key, form[: each.start()], form[each.end() :])
                for each in re.finditer(re.escape(self.form), form)
            )
        )

    def _is_reading_of(self, key: str) -> bool:
        return self.analyzer.reading(key) == _in_katakana(self.form)

    def _is_apart_in(self, key: str) -> bool:
        """Whether the key has the word with no hiragana beside it but an honorific: 生ごみ."""
        words = "|".join(map(re.escape, {self.form, self.key}))
        beside = f"(?:^[おご]|(?<![ぁ-ゖー]))(?:{words})(?![ぁ-ゖー])"
        return re.search(beside, key) is not None

    def _is_written_in(self, key: str, before: str, after: str) -> bool:
        """Whether the key has kanji that are read as the word is, where the form has the word.

        紙ごみ has the key 紙塵; 人ごみ has 人込み.
        """
        if not (key.startswith(before) and key.endswith(after)):
            return False
        written = key[len(before) : len(key) - len(after)]
        return _has_kanji(written) and self._is_reading_of(written)

    def _is_divided(self, form: str, start: int, end: int) -> bool:
        """Whether the katakana before and after the word are words."""
        before, after = _KATAKANA_BEFORE.search(form, 0, start), _KATAKANA_AFTER.match(form, end)
        rests = [found.group() for found in (before, after) if found and found.group()]
        return all(self._is_word(rest, form) for rest in rests)

    def _is_word(self, rest: str, form: str) -> bool:
        size = len(rest.translate(_SMALL))
        if size >= _MIN_UNKNOWN_REST:
            return True
        if size < _MIN_REST or not self.analyzer.is_one_word(rest):
            return False
        is_common = size >= _MIN_REST_OF_WORD or self.analyzer.group(rest) > 0
        return is_common or not self.analyzer.is_one_word(form)


def _has_kanji(text: str) -> bool:
    return _KANJI.search(text) is not None


def _is_verb_of(verb: str, noun: str) -> bool:
    """Whether a key may be of the verb whose stem a noun is: 繋がる of 繋がり, 纏める of 纏め."""
    stem = verb[:-1]
    long_enough = len(stem) >= _MIN_STEM or _has_kanji(stem)
    return long_enough and noun in (stem, stem + noun[-1:])


def _in_katakana(text: str) -> str:
    return text.translate(_KATAKANA_OF)


def key_of_word(text: str, analyzer: Analyzer) -> str:
    """The key of a text that is one token, or none."""
    tokens = analyzer.analyze(text).tokens
    return tokens[0].key if len(tokens) == 1 else ""


def no_kanji(_text: str) -> HomophoneKanji:
    """Knows no kanji of a text in kana."""
    return HomophoneKanji()


def read_kana_word(text: str, analyzer: Analyzer, kanji: KanjiOf = no_kanji) -> KanaWord | None:
    """A text as a word in kana; None for others, for several words and for long katakana.

    `kanji` gives the kanji that are read as a noun is.
    """
    form = search_form(text)
    if not (_HIRAGANA.fullmatch(form) or _KATAKANA.fullmatch(form)):
        return None
    tokens = analyzer.analyze(text).tokens
    if len(tokens) > 1:
        # さか is 坂, though it is read as two particles.
        found = kanji(text)
        return KanaWord(form, form, False, found, analyzer) if found.all else None
    if not (analyzer.is_one_word(text) or len(form) == 1):
        return None
    is_noun = analyzer.is_noun(text)
    return KanaWord(
        form, tokens[0].key, is_noun, kanji(text) if is_noun else no_kanji(text), analyzer
    )


class KanjiReadings:
    """The kanji that are nouns, by how they are read, and whether a snapshot's texts have them."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self._statistics = snapshot.text_statistics
        self._analyzer = analyzer

    def kanji(self, text: str) -> HomophoneKanji:
        """The single kanji that are read as a text in hiragana: 崖 for がけ, 端橋箸 for はし."""
        if not _HIRAGANA.fullmatch(text):
            return HomophoneKanji()
        every = self._kanji.get(_in_katakana(text), "")
        return HomophoneKanji(every, "".join(filter(self._is_printed, every)))

    def kana(self, text: str) -> str:
        """The hiragana that find a single kanji: がけ for 崖; "" for another text."""
        if len(text) != 1 or not _KANJI.fullmatch(text):
            return ""
        hiragana = self._analyzer.noun_reading(text).translate(_HIRAGANA_OF)
        word = read_kana_word(hiragana, self._analyzer, self.kanji) if hiragana else None
        return hiragana if word and word.writing == (text,) else ""

    def prepare(self) -> None:
        """Make what the first word would wait for."""
        _ = self._kanji

    def _is_printed(self, character: str) -> bool:
        return self._statistics.character_count(ord(character)) > 0

    @cached_property
    def _kanji(self) -> dict[str, str]:
        kanji: dict[str, str] = defaultdict(str)
        for character in map(chr, range(_FIRST_KANJI, _LAST_KANJI + 1)):
            if reading := self._analyzer.noun_reading(character):
                kanji[reading] += character
        return dict(kanji)
