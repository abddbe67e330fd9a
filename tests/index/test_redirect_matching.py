"""Utterances of an old version of a meeting are found in the new one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.minutes import Meeting, Source, Utterance
from index.redirects.matching import successor, successors

SOURCE = Source("kura.txt", "0" * 64)
GATE = "水門の鍵は、だれが持っているのか。"
CLERK = "庫務係の職員が二人で持っている。夜間は宿直の者が預かる。"
ROAD = "町道の除雪は、雪が十センチ積もれば午前四時に始める。"


def said(**texts: str) -> tuple[Utterance, ...]:
    return tuple(Utterance(name, "m", None, "speech", text, SOURCE) for name, text in texts.items())


def meeting(name: str, *texts: str) -> Meeting:
    spoken = (
        Utterance(f"{name}{at}", name, None, "speech", t, SOURCE) for at, t in enumerate(texts)
    )
    return Meeting(name, "倉野町議会", "第1回", SOURCE, tuple(spoken))


def test_an_id_that_is_still_in_use_needs_no_match() -> None:
    assert successors(said(a=GATE, b=ROAD), said(b=ROAD, a=GATE)) == {}
    assert successors(said(a=GATE), said(a="まったく別の文")) == {}
    assert successors((), said(a=GATE)) == {}
    assert successors(said(a=GATE), ()) == {}


def test_the_same_text_is_found_whatever_its_widths_and_spaces() -> None:
    old = said(a="１０ｃｍ積もれば、\n除雪を始める。", b=GATE)
    assert successors(old, said(x="10cm積もれば、除雪を 始める。", b=GATE)) == {"a": "x"}


def test_the_same_short_text_is_matched_in_order() -> None:
    old = said(a="はい。", b=GATE, c="はい。", d=ROAD, e="はい。")
    new = said(v="はい。", b=GATE, w="はい。", d=ROAD, z="はい。")
    assert successors(old, new) == {"a": "v", "c": "w", "e": "z"}
    assert successors(old, said(b=GATE, d=ROAD, e="はい。")) == {"a": "e", "c": "e"}


def test_a_changed_text_is_found_in_any_place() -> None:
    changed = {"x": GATE.replace("だれ", "どなた"), "y": CLERK.replace("二人", "三人")}
    assert successors(said(a=GATE, b=CLERK), said(**changed)) == {"a": "x", "b": "y"}
    turned = dict(reversed(changed.items()))
    assert successors(said(a=GATE, b=CLERK), said(**turned)) == {"a": "x", "b": "y"}


def test_a_text_that_was_split_or_joined_is_found() -> None:
    first, second = CLERK.split("。", 1)
    assert successors(said(a=CLERK), said(x=f"{first}。", y=second)) == {"a": "x"}
    assert successors(said(a=GATE, b=CLERK), said(x=GATE + CLERK)) == {"a": "x", "b": "x"}


def test_a_removed_text_is_not_found() -> None:
    assert successors(said(a=GATE, b=ROAD), said(b=ROAD, x=CLERK)) == {}
    assert successors(said(a="はい。"), said(x=CLERK)) == {}


def test_a_new_text_is_the_successor_of_the_most_similar() -> None:
    old = said(a="橋の補修は三月に終える。", b="橋の補修は八月に終える見込みである。")
    new = said(x="橋の補修は九月に終える見込みである。")
    assert successors(old, new)["b"] == "x"


def test_the_successor_of_a_meeting_has_most_of_its_text() -> None:
    old = meeting("a", GATE, CLERK, ROAD)
    other, same = meeting("b", GATE), meeting("c", CLERK, ROAD, "加えた文。")
    assert successor(old, [other, same]) is same
    assert successor(old, [other]) is None
    assert successor(meeting("d"), [other]) is None


@given(st.lists(st.text("はい。橋", max_size=4), max_size=8), st.permutations(range(8)))
def test_every_text_of_the_new_version_is_found(texts: list[str], order: list[int]) -> None:
    old = said(**{f"a{at}": text for at, text in enumerate(texts)})
    new = said(**{f"b{at}": texts[at] for at in order if at < len(texts)})
    found = successors(old, new)
    after = {each.id: each.text for each in new}
    assert {name: after[there] for name, there in found.items()} == {
        each.id: each.text for each in old
    }
    assert len(set(found.values())) == len(texts)
