"""Folding for literal search."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.normalization.folding import (
    ambiguous_characters,
    expansions,
    fold,
    folded_spellings,
    is_lossless,
    replace_surrogates,
)

ANY = st.text(st.characters(), max_size=40)
# Where foldings go wrong: widths, marks apart, several in one, beyond 16 bits.
HARD = st.text(
    st.sampled_from("ガｶﾞか゛\u3099ﾊﾟハ㈱㍻㌖①ＡａA𠮷𠮟𝐀İßﬁｱーｰ.…(株)平成é\u0301"), max_size=12
)


def odd(text: str) -> frozenset[str]:
    return ambiguous_characters() & frozenset(text)


def occurs(wanted: str, text: str) -> bool:
    """True if one of the folded spellings of `wanted` occurs in the folded text."""
    return any(pattern in fold(text) for pattern in folded_spellings(wanted, odd(fold(text))))


@given(ANY | HARD)
@example("\x00\ud800\udfff\ue000\uffff\U0010ffff")
def test_folding_maps_each_character_to_one(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded == "".join(map(fold, text))
    assert max(map(ord, folded), default=0) <= 0xFFFF


def test_folding_again_changes_nothing() -> None:
    every = "".join(map(chr, [*range(0x10000), *range(0x10000, 0x110000, 31)]))
    assert fold(fold(every)) == fold(every)
    assert len(fold(every)) == len(every)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ", "abc"),
        ("ﾌｱ", "ファ".replace("ァ", "ア")),
        ("Firewall", "firewall"),
        ("１２", "12"),
    ],
)
def test_widths_and_case_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_is_lossless_for_characters_of_sixteen_bits_only() -> None:
    assert not is_lossless(fold("𠮷野"))
    assert is_lossless(fold("吉野ＡＢ"))


@given(HARD, HARD, HARD)
def test_a_string_is_found_as_it_is_printed(before: str, wanted: str, after: str) -> None:
    assert occurs(wanted, before + wanted + after)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ガイド", "ｶﾞｲﾄﾞ"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("ｶﾞｲﾄﾞ", "カ\u3099イト\u3099"),
        ("ガイド", "カ\u3099イト\u3099"),
        ("カ\u3099イト\u3099", "ガイド"),
        ("パイプ", "ﾊﾟｲﾌﾟ"),
        ("(株)倉野", "㈱倉野"),
        ("㈱倉野", "(株)倉野"),
        ("（株）倉野", "㈱倉野"),
        ("平成15年", "㍻１５年"),
        ("㍻15年", "平成15年"),
        ("㍻15年", "㍻15年"),
        ("10キロメートル", "10㌖"),
        ("ＦＩＲＥ", "fire"),
        ("...", "…"),
    ],
)
def test_a_string_is_found_in_its_other_spellings(typed: str, printed: str) -> None:
    assert occurs(typed, f"前{printed}後")


@pytest.mark.parametrize(("typed", "printed"), [("カギ", "カキ"), ("ビル", "ビール"), ("平", "㍻")])
def test_other_strings_are_not_found(typed: str, printed: str) -> None:
    assert not occurs(typed, printed)


def test_a_hostile_string_has_few_spellings() -> None:
    text = "".join(expansions().values())
    started = perf_counter()
    assert 1 <= len(folded_spellings(text, ambiguous_characters())) <= 16
    assert perf_counter() - started < 2


@given(ANY)
def test_a_lone_surrogate_becomes_a_question_mark(text: str) -> None:
    made = replace_surrogates(text)
    assert len(made) == len(text)
    assert made.encode().decode() == made
    assert all(
        a == b or ("\ud800" <= a <= "\udfff" and b == "?") for a, b in zip(text, made, strict=True)
    )
