"""How the dictionary reads names."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer


@pytest.fixture(scope="module")
def names():
    return Analyzer().names


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("佐藤太郎", "さとう たろう"),
        ("すずきはなこ", "すずきはなこ"),
        ("鈴木はな", "すずき はな"),
        ("カトウ花子", "かとう はなこ"),
        # By itself it is なん.
        ("南恵子", "みなみ けいこ"),
        # The dictionary has 小川 and 小, but not the given name 川太郎.
        ("小川太郎", "おがわ たろう"),
        ("鱻鱻鱻", None),
    ],
)
def test_full_names_are_read_the_surname_first(names, name, reading) -> None:
    assert names.full(name) == reading


def test_surnames_and_given_names_are_apart(names) -> None:
    assert names.of("佐藤", "姓") == ("さとう",)
    assert names.of("佐藤", "名") == ()
    assert "たろう" in names.of("太郎", "名")
