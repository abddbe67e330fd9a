"""Neighbouring katakana units as one word: ファイヤー + ウォール, ワーク・ライフ・バランス."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.normalization.katakana import in_katakana, is_katakana
from index.analysis.normalization.variants import standardize_word
from index.analysis.tokens import CompoundToken, Token, text_key, unit

# A katakana word is joined from at most so many short units.
MAX_JOINED_TOKENS = 3
_DOTS = ("・", "･")
# A quick look before slow ones: katakana and letters, full and half width.
_BEGINS = re.compile("[ァ-ヺーｦ-ﾟA-Za-zＡ-Ｚａ-ｚ]")


def is_katakana_token(unit: Token) -> bool:
    """Whether a unit is a word in katakana, so that it joins its neighbours.

    It may be printed in Latin letters, if the dictionary knows it in katakana: Ｗｅｂ.
    """
    if not _BEGINS.match(unit.form):
        return False
    return is_katakana(standardize_word(unit.form)) or _is_latin(unit)


def _is_latin(unit: Token) -> bool:
    return nfkc_casefold(unit.form).isascii() and in_katakana(unit.key) != unit.key


def is_middle_dot(unit: Token) -> bool:
    """Whether a unit may stand between katakana units that are one word."""
    return unit.form[0] != "ー" and not unit.key and standardize_word(unit.form) == "・"


def join_katakana(units: Sequence[Token], is_one: Callable[[str], bool]) -> Token:
    """Neighbouring katakana units as one word, perhaps with dots between them.

    A dot parts the words of a compound (コミュニティ・スクール). Where the word without it
    `is_one` that the dictionary does not part, two are listed (ファイア・ウオール), and the
    unit has no term.
    """
    form = "".join(each.form for each in units)
    if any(each.form in _DOTS for each in units):
        undotted = "".join(each.form for each in units if not is_middle_dot(each))
        if is_one(undotted):
            return Token(form, "", b"")
    read = (in_katakana(each.key) if _is_latin(each) else each.form for each in units)
    return unit(form, text_key("".join(read)))


def katakana_words(
    short: Sequence[Token], is_one: Callable[[str], bool]
) -> Iterator[CompoundToken]:
    """The words of two or three neighbouring katakana units."""
    run: list[int] = []
    for position, each in enumerate(short):
        if is_katakana_token(each):
            if run and not _adjoin(short, run[-1], position):
                run = []
            run = [*run, position][-MAX_JOINED_TOKENS:]
            for first in run[:-1]:
                yield CompoundToken(
                    first, position + 1, join_katakana(short[first : position + 1], is_one)
                )


def _adjoin(short: Sequence[Token], first: int, second: int) -> bool:
    """Whether nothing stands between two units, or a dot."""
    return second == first + 1 or (second == first + 2 and is_middle_dot(short[first + 1]))
