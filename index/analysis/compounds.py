"""Compound tokens that Sudachi does not know: katakana words and years.

katakana   ファイヤー + ウォール, ワーク + ・ + ライフ: neighbouring tokens as one word
years      平成15年, 平成十五年 and 2003年 are 2003年; a fiscal year (年度) is another word
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.analysis.calendar import ERAS, western_year
from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.normalization.katakana import in_katakana, is_katakana
from index.analysis.normalization.variants import standardize_word
from index.analysis.tokens import CompoundToken, Token, make_token, text_key

MAX_JOINED_TOKENS = 3
_DOTS = ("・", "･")
# A quick test before slow ones: katakana and letters, full and half width.
_BEGINS = re.compile("[ァ-ヺーｦ-ﾟA-Za-zＡ-Ｚａ-ｚ]")

# The parts that a token may have in a year, as bits.
ERA, NUMBER, WESTERN, YEAR = 1, 2, 4, 8

_ERA_NAMES = {name for era in ERAS for name in (era.name, era.initial.casefold())}
_YEAR_KEYS = frozenset({"年", "年度"})
_MIN_WESTERN_YEAR, _MAX_WESTERN_YEAR = 1868, 2100
# No era was longer than 昭和; plans name years beyond the end of an era (平成40年).
_MAX_ERA_YEAR = 64


def is_katakana_token(token: Token) -> bool:
    """True for a katakana word, which may join its neighbours.

    It may be printed in Latin letters if the dictionary has it in katakana: Ｗｅｂ.
    """
    if not _BEGINS.match(token.form):
        return False
    return is_katakana(standardize_word(token.form)) or _is_latin(token)


def _is_latin(token: Token) -> bool:
    return nfkc_casefold(token.form).isascii() and in_katakana(token.key) != token.key


def is_middle_dot(token: Token) -> bool:
    """True for a dot that may separate the parts of a katakana word."""
    return token.form[0] != "ー" and not token.key and standardize_word(token.form) == "・"


def join_katakana(tokens: Sequence[Token], is_undivided: Callable[[str], bool]) -> Token:
    """Neighbouring katakana tokens as one, perhaps with dots between them.

    A dot separates the words of a compound (コミュニティ・スクール), or two items of a list
    (ファイア・ウオール). It is a list, and has no term, if the word without the dot is one that
    the dictionary does not divide.
    """
    form = "".join(each.form for each in tokens)
    if any(each.form in _DOTS for each in tokens):
        undotted = "".join(each.form for each in tokens if not is_middle_dot(each))
        if is_undivided(undotted):
            return Token(form, "", b"")
    read = (in_katakana(each.key) if _is_latin(each) else each.form for each in tokens)
    return make_token(form, text_key("".join(read)))


def katakana_compounds(
    tokens: Sequence[Token], is_undivided: Callable[[str], bool]
) -> Iterator[CompoundToken]:
    """The words of two or three neighbouring katakana tokens."""
    run: list[int] = []
    for position, token in enumerate(tokens):
        if is_katakana_token(token):
            if run and not _adjoin(tokens, run[-1], position):
                run = []
            run = [*run, position][-MAX_JOINED_TOKENS:]
            end = position + 1
            for start in run[:-1]:
                yield CompoundToken(start, end, join_katakana(tokens[start:end], is_undivided))


def _adjoin(tokens: Sequence[Token], first: int, second: int) -> bool:
    """True if nothing but a dot is between two tokens."""
    return second == first + 1 or (second == first + 2 and is_middle_dot(tokens[first + 1]))


def year_part(token: Token) -> int:
    """The part a token may have in a year: ERA, YEAR, NUMBER and WESTERN as bits, or 0."""
    if token.key in _YEAR_KEYS:
        return YEAR
    if token.key.isascii() and token.key.isdecimal() and len(token.key) <= 4:
        value = int(token.key)
        # 2,003年 is a span of time.
        plain = len(nfkc_casefold(token.form)) == len(token.key)
        western = plain and _MIN_WESTERN_YEAR <= value <= _MAX_WESTERN_YEAR
        return (NUMBER if 0 < value <= _MAX_ERA_YEAR else 0) | (WESTERN if western else 0)
    return ERA if nfkc_casefold(token.form) in _ERA_NAMES else 0


def join_year(tokens: Sequence[Token]) -> Token:
    """The tokens of a year, [era,] number and 年, as one: the Western year."""
    *era, number, last = tokens
    year = int(number.key)
    if era:
        year = western_year(nfkc_casefold(era[0].form), year)
    return make_token("".join(each.form for each in tokens), f"{year}{last.key}")


def year_compounds(tokens: Sequence[Token]) -> Iterator[CompoundToken]:
    """The years among the tokens of a text."""
    for end, token in enumerate(tokens, 1):
        if token.key in _YEAR_KEYS:
            era, number = ([0, 0, *map(year_part, tokens[max(end - 3, 0) : end - 1])])[-2:]
            size = 2 if number & WESTERN else 3 if era == ERA and number & NUMBER else 0
            if size:
                start = end - size
                yield CompoundToken(start, end, join_year(tokens[start:end]))
