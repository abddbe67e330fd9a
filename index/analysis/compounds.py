"""Compound tokens that Sudachi does not know: katakana words and dates.

    katakana   ファイヤー + ウォール, ワーク + ・ + ライフ: neighbouring tokens as one word
    dates      平成15年, 平成十五年 and 2003年 are 2003年; so are months and days, H15.4.9 too; a
               fiscal year (年度) is another word

Each token is classified as a part of a compound, by one byte. The compounds of a text are found
in the string of these bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from index.analysis.calendar import (
    DATE_HYPHENS,
    ERAS,
    MAX_ERA_YEAR,
    MAX_YEAR,
    MIN_YEAR,
    PrintedDate,
    western_year,
)
from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.normalization.katakana import in_katakana, is_katakana
from index.analysis.normalization.variants import standardize_word
from index.analysis.tokens import Token, make_token, text_key

# The parts of compounds, one byte for a token.
_NONE, _KATAKANA, _DOT, _ERA, _NUMBER, _WESTERN, _YEAR, _FISCAL, _MONTH, _DAY = b"-KDENWYFMd"
_KATAKANA_WORDS = re.compile(b"K(?=(D?K)(D?K)?)")
_DATES = re.compile(rb"(?:W|EN)(?:F|Y(NM(Nd)?)?|(?P<last>(?P<sign>[./h])N(?P=sign)N))")

_DOTS = ("・", "･")
# A quick test before slow ones: katakana and letters, full and half width.
_BEGINS = re.compile("[ァ-ヺーｦ-ﾟA-Za-zＡ-Ｚａ-ｚ]")

_ERA_NAMES = {name for era in ERAS for name in (era.name, era.initial.casefold())}
_UNITS = {"年": _YEAR, "年度": _FISCAL, "月": _MONTH, "日": _DAY}
_SIGNS = {".": ord("."), "・": ord("."), "/": ord("/"), **dict.fromkeys(DATE_HYPHENS, ord("h"))}


class CompoundRule(NamedTuple):
    """A kind of compound tokens.

    `part` classifies a token, `spans` finds the compounds in a range of classified tokens, as
    the first token and the one after the last, and `join` makes one token of them.
    """

    part: Callable[[Token], int]
    spans: Callable[[bytes, int, int], Iterator[tuple[int, int]]]
    join: Callable[[Sequence[Token]], Token]


def compound_rules(is_undivided: Callable[[str], bool]) -> tuple[CompoundRule, ...]:
    """The rules; `is_undivided` is true for a text that is one token of the dictionary."""
    return (
        CompoundRule(_katakana_part, _katakana_spans, partial(_join_katakana, is_undivided)),
        CompoundRule(_date_part, _date_spans, _join_date),
    )


def _katakana_part(token: Token) -> int:
    """Katakana words and dots; a word in Latin letters may have a key in katakana (Ｗｅｂ)."""
    if _BEGINS.match(token.form):
        standard = standardize_word(token.form)
        return _KATAKANA if is_katakana(standard) or _is_latin(token) else _NONE
    return _DOT if not token.key and standardize_word(token.form) == "・" else _NONE


def _is_latin(token: Token) -> bool:
    return nfkc_casefold(token.form).isascii() and in_katakana(token.key) != token.key


def _katakana_spans(parts: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Two or three neighbouring katakana words, perhaps with dots between them."""
    for found in _KATAKANA_WORDS.finditer(parts, start, end):
        yield found.start(), found.end(1)
        if found[2]:
            yield found.start(), found.end(2)


def _join_katakana(is_undivided: Callable[[str], bool], tokens: Sequence[Token]) -> Token:
    """A dot separates the words of a compound (コミュニティ・スクール) or the items of a list.

    It is a list (ファイア・ウオール), and has no term, if the dictionary does not divide the word
    without the dot.
    """
    form = "".join(each.form for each in tokens)
    if any(each.form in _DOTS for each in tokens):
        undotted = "".join(each.form for each in tokens if _katakana_part(each) != _DOT)
        if is_undivided(undotted):
            return Token(form, "", b"")
    read = (in_katakana(each.key) if _is_latin(each) else each.form for each in tokens)
    return make_token(form, text_key("".join(read)))


def _date_part(token: Token) -> int:
    if token.key in _UNITS:
        return _UNITS[token.key]
    if token.key.isascii() and token.key.isdecimal() and len(token.key) <= 4:
        value = int(token.key)
        if 0 < value <= MAX_ERA_YEAR:
            return _NUMBER
        # 2,003年 is a duration.
        plain = len(nfkc_casefold(token.form)) == len(token.key)
        return _WESTERN if plain and MIN_YEAR <= value <= MAX_YEAR else _NONE
    form = nfkc_casefold(token.form)
    return _ERA if form in _ERA_NAMES else _SIGNS.get(form, _NONE)


def _date_spans(parts: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The year, the month and the day of each date."""
    for found in _DATES.finditer(parts, start, end):
        yield found.span()
        if found[1]:
            yield found.start(), found.start(1)
        if found[2]:
            yield found.start(), found.start(2)
        if found["last"]:
            yield found.start(), found.start("last")
            yield found.start(), found.end() - len("/N")


def _join_date(tokens: Sequence[Token]) -> Token:
    """Its key has the Western year: 2003年, 2003年4月9日. A day that is none has no term."""
    form = "".join(each.form for each in tokens)
    era = nfkc_casefold(tokens[0].form)
    first, *rest = (each.key for each in tokens if each.key.isdecimal())
    year = western_year(era, first) if era in _ERA_NAMES else int(first)
    fiscal = tokens[-1].key == "年度"
    found = PrintedDate(0, len(form), fiscal, year, *map(int, rest))
    return make_token(form, str(found) if found.is_possible else "")
