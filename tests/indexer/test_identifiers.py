"""Ids stay the same when minutes are indexed again, and are unique."""

import re

from hypothesis import given
from hypothesis import strategies as st

from index.minutes import Source, Utterance
from indexer.identifiers import assign, meeting_id

SOURCE = Source("a.txt", "0" * 64, 1, 1)


def draft(text, exchange=None, published=None):
    return Utterance(published or "", "", exchange, "comment", text, SOURCE)


def ids(*drafts):
    return [utterance.id for utterance in assign("m", drafts)]


def test_a_meeting_is_named_by_what_identifies_it():
    one = meeting_id("霧浜町審議会", "第１２回霧浜町審議会会議録", 12, "2024-05-23")
    assert re.fullmatch(r"20240523-[a-z2-7]{6}", one)
    assert one == meeting_id("霧浜町 審議会", "別の題", 12, "2024-05-23")
    assert one != meeting_id("霧浜町審議会", "第１２回霧浜町審議会会議録", 13, "2024-05-23")
    assert meeting_id("", "題").startswith("undated-")
    assert meeting_id("", "題") != meeting_id("", "別の題")
    assert meeting_id("", "題", published="100105254X00120040101") == "100105254X00120040101"
    assert meeting_id("", "題", published="会議/1").startswith("undated-")
    assert meeting_id("", "題", published="..").startswith("undated-")


def test_ids_survive_insertion_and_another_way_of_printing():
    first = "サーバ室に持ち込まれる端末の番号は、管理簿に記入しているのか。"
    second = "ファイアウォールの設定は、半年に１回、職員が点検している。"
    before = ids(draft(first), draft(second))
    after = ids(
        draft(first), draft("新しく加えられた、二十字より長い発言がここに入る。"), draft(second)
    )
    assert [after[0], after[2]] == before
    assert ids(draft(first.replace("、", "、\n")), draft(second.replace("１", "1"))) == before


def test_the_id_of_a_short_text_depends_on_the_text_before_it():
    yes = "そのとおりである。"
    asked = ids(
        draft("最初の質問であって、それだけで二十字より長いもの。"),
        draft(yes),
        draft("別の質問であって、これも二十字より長いもの。"),
        draft(yes),
    )
    assert len(set(asked)) == 4
    assert asked[2:] == ids(draft("別の質問であって、これも二十字より長いもの。"), draft(yes))


def test_a_publishers_id_is_used_where_it_is_ascii_and_unique():
    assert ids(draft("あ", published="X_001"), draft("い", published="X_002")) == ["X_001", "X_002"]
    twice = ids(
        draft("あ", published="X"), draft("い", published="X"), draft("う", published="発言")
    )
    assert "X" not in twice
    assert len(set(twice)) == 3


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "あ", "い", "同じ長い発言が何度も繰り返されることもある。"]),
            st.sampled_from([None, "a", "ax", "axx", "m-x"]),
        ),
        max_size=12,
    )
)
def test_no_two_ids_of_a_meeting_are_the_same(said):
    drafts = [
        draft(text, str(exchange), published) for exchange, (text, published) in enumerate(said)
    ]
    utterances = assign("m", drafts)
    addresses = [address for each in utterances for address in (each.id, each.exchange)]
    assert len(set(addresses)) == len(addresses)
    assert all(address.isascii() for address in addresses)


def test_an_exchange_is_named_after_its_first_utterance():
    one, two, alone = assign("m", [draft("問い", "1"), draft("答え", "1"), draft("他")])
    assert one.exchange == two.exchange == one.id + "x"
    assert alone.exchange is None
