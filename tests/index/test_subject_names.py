"""A heading names a subject: words that lead to it are left out, and what names nothing is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.subject_names import subject_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        # A conjunction, an adverb, a count, what points, a particle that is left behind.
        ("それで、渡し場の運賃", "渡し場の運賃"),
        ("特に水門の点検", "水門の点検"),
        ("初めに、灯台の改修", "灯台の改修"),
        ("もう一点花壇のこと", "花壇"),
        ("もう一つが、まず読み聞かせ", "読み聞かせ"),
        ("そういったような浜の掃除", "浜の掃除"),
        ("２点目の校庭の芝生", "校庭の芝生"),
        ("は塩の貯蔵", "塩の貯蔵"),
        ("ご指摘の堤防の傷み", "堤防の傷み"),
        ("今ご答弁のように漁船の登録", "漁船の登録"),
        ("その橋の名前", "橋の名前"),
        ("４２ページ、水路管理費", "水路管理費"),
        # A clause before it, and a verb that describes it politely.
        ("人数の関係でございますけれども、渡し船の運航", "渡し船の運航"),
        ("港に設置しております救命具", "救命具"),
        ("隣の町では、潮位の観測", "潮位の観測"),
        # What closes it.
        ("灯台の部分", "灯台"),
        ("空き家の活用というところ", "空き家の活用"),
        ("舟の修理のほう", "舟の修理"),
        ("「浜の清掃", "浜の清掃"),
        # Nothing but a name.
        ("ごみ", "ごみ"),
        ("お年寄りの住まい", "お年寄りの住まい"),
        ("今後の港の見直し", "港の見直し"),
        ("その他のいじめ", "いじめ"),
        ("町会費の集め方", "町会費の集め方"),
        ("堤防を高くすること", "堤防を高くすること"),
    ],
)
def test_the_name_is_what_is_left_without_the_words_around_it(said: str, name: str) -> None:
    assert subject_name(said) == name


@pytest.mark.parametrize(
    "said",
    [
        *("ただいま", "幾つか", "これ", "そちらの部分", "皆さん", "ほう", "もう一つ"),
        *("今後の取り組み", "その事業の内容", "３点目", "平成１８年度", "現状と課題", "この件"),
        *("橋が直せるかどうか", "舟を出してほしい", "港を閉じる場合", "網を干すところ"),
        *("水路はどのような形", "漁協が決めました", "（仮称", ""),
    ],
)
def test_what_names_nothing_is_no_heading(said: str) -> None:
    assert subject_name(said) is None


WORDS = st.sampled_from(
    [
        *("それで、", "特に", "その", "二点目の", "９ページ", "まず", "「", "」"),
        *("水路", "の", "改修", "部分", "という", "こと", "でございますが、", "です"),
    ]
)


@given(st.lists(WORDS, max_size=9).map("".join))
def test_a_name_stands_in_what_is_said_and_is_its_own_name(said: str) -> None:
    name = subject_name(said)
    assert name is None or (name in said and subject_name(name) in (name, None))
