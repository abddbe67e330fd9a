"""AND, OR, NOT and fields, compared with sets of utterances that a scan puts together.

Every word must occur in the exchange (or a heading of it). A match is an utterance that has
one of the words and that the fields allow. NOT excludes exchanges; NOT of a field, utterances.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.minutes import AgendaItem, Meeting, Utterance
from index.query import SearchRequest
from index.query_parser import AndNode, FieldNode, Node, NotNode, OrNode, WordNode, parse

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = ["ああ", "いい", "あい", "いあ", "うう"]
TURNS = st.builds(
    lambda mark, words, role: (mark + "、".join(words), {"role": role}),
    st.sampled_from("・→※〇"),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.sampled_from(["chair", "member", "official", None]),
)
MEETINGS = st.lists(st.lists(TURNS, min_size=1, max_size=6), min_size=1, max_size=3)
LEAVES = st.sampled_from(WORDS).map(lambda word: WordNode(word, exact=True)) | st.sampled_from(
    [
        FieldNode("role", "chair"),
        FieldNode("role", "member"),
        FieldNode("date", "2023"),
        FieldNode("date", "2024-05.."),
        FieldNode("meeting", "会議録m1"),
    ]
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda found: AndNode(tuple(found))),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: OrNode(tuple(found))),
        inner.map(NotNode),
    ),
    max_leaves=5,
)
NAMES = {"role": "役割", "date": "期間", "meeting": "会議"}


def typed(node: Node) -> str:
    """The query of a tree as a person types it."""
    match node:
        case WordNode(text):
            return f'"{text}"'
        case FieldNode(name, value):
            return f"{NAMES[name]}:{value}"
        case NotNode(child):
            return f"-({typed(child)})"
        case AndNode(children):
            return f"({' '.join(map(typed, children))})"
        case OrNode(children):
            return f"({' OR '.join(map(typed, children))})"


class Meaning(NamedTuple):
    """The exchanges that satisfy a node, the utterances that match, and those that fields allow."""

    exchanges: set[str]
    shown: set[str] | None
    allowed: set[str]


class Scan:
    """Finds the matches of a query by reading every utterance."""

    def __init__(self, meetings: list[Meeting]) -> None:
        spoken = [(meeting, each) for meeting in meetings for each in meeting.utterances]
        self._meeting = {each.id: meeting for meeting, each in spoken}
        self._all = {each.id: each for _, each in spoken}

    def matches(self, node: Node) -> set[str]:
        meaning = self._meaning(node)
        satisfied = {u.id for u in self._all.values() if u.group in meaning.exchanges}
        shown = set(self._all) if meaning.shown is None else meaning.shown
        return satisfied & shown & meaning.allowed

    def _groups(self, identifiers: set[str]) -> set[str]:
        return {self._all[identifier].group for identifier in identifiers}

    def _meaning(self, node: Node) -> Meaning:
        every = set(self._all)
        match node:
            case WordNode(text):
                having = {u.id for u in self._all.values() if text in u.text}
                return Meaning(self._groups(having), having, every)
            case FieldNode():
                allowed = {u.id for u in self._all.values() if self._has(u, node)}
                return Meaning(self._groups(allowed), None, allowed)
            case NotNode(FieldNode() as field):
                allowed = every - self._meaning(field).allowed
                return Meaning(self._groups(allowed), None, allowed)
            case NotNode(child):
                return Meaning(self._groups(every) - self._meaning(child).exchanges, None, every)
            case OrNode(children):
                groups = [self._meaning(child).exchanges for child in children]
                return Meaning(set.union(*groups), set.union(*map(self.matches, children)), every)
            case AndNode(children):
                found = [self._meaning(child) for child in children]
                shown = [each.shown for each in found if each.shown is not None]
                return Meaning(
                    set.intersection(*(each.exchanges for each in found)),
                    set.union(*shown) if shown else None,
                    set.intersection(*(each.allowed for each in found)),
                )

    def _has(self, utterance: Utterance, field: FieldNode) -> bool:
        meeting = self._meeting[utterance.id]
        date = meeting.date or ""
        return {
            "role": utterance.role == field.value,
            "date": date.startswith("2023") if field.value == "2023" else date >= "2024-05-01",
            "meeting": meeting.title == field.value,
        }[field.name]


CHAIR = FieldNode("role", "chair")


@SETTINGS
@given(MEETINGS, st.lists(NODES, min_size=1, max_size=15))
@example(
    [[("・ああ", {"role": "member"}), ("→ああ", {"role": "chair"})]],
    [NotNode(AndNode((CHAIR, CHAIR))), NotNode(CHAIR), NotNode(AndNode((CHAIR, WordNode("い"))))],
)
def test_operators_find_what_the_scan_finds(town: Any, turns: Any, nodes: list[Node]) -> None:
    dates = ["2023-04-01", None, "2024-06-30"]
    meetings = [town.meeting(f"m{at}", *each, date=dates[at % 3]) for at, each in enumerate(turns)]
    scan = Scan(meetings)
    with town.indexed(*meetings) as searcher:
        for node in nodes:
            query = typed(node)
            read = parse(query).node
            assert read is not None
            page = searcher.search(SearchRequest(query))
            matching = scan.matches(read)
            assert page.total == len(matching), query
            hits = town.listed(searcher, query)
            assert {hit.id for hit in hits} == {scan._all[each].group for each in matching}, query
            marked = {u.utterance.id for hit in hits for u in hit.utterances if u.highlights}
            assert marked <= matching, query


@pytest.fixture(scope="module")
def bridges(town: Any) -> Any:
    item = AgendaItem("第8号", "橋梁の予算について")
    other = AgendaItem("第8号", "水路の鍵について")
    first = town.meeting(
        "m1",
        ("・塗装はいつか。", {"agenda": item, "topic": "欄干", "speaker": "林（宏）委員"}),
        ("→来年度である。", {"agenda": item, "topic": "欄干", "affiliation": "建設課"}),
        ("・費用はいくらか。", {"agenda": item, "speaker": "土井委員"}),
        ("→塗装は百万円である。", {"agenda": item, "speaker": "課長", "affiliation": "財政課"}),
        date="2023-12-11",
    )
    second = town.meeting(
        "m2",
        ("・鍵はどこか。", {"agenda": other, "speaker": "課長", "affiliation": "水路課"}),
        date="2024-04-01",
        body="倉野町審議会",
    )
    with town.indexed(first, second) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("塗装", {"m1-u0", "m1-u3"}),
        ("塗装 来年度", {"m1-u0", "m1-u1"}),
        ("塗装 橋梁", {"m1-u0", "m1-u3"}),
        ("塗装 欄干", {"m1-u0"}),
        ("塗装 -費用", {"m1-u0"}),
        ("発言者:林 塗装", {"m1-u0"}),
        ("発言者:林（宏）委員 塗装", {"m1-u0"}),
        ("発言者:建設課 来年度", {"m1-u1"}),
        ("発言者:財政課 塗装", {"m1-u3"}),
        ("発言者:水路課 鍵", {"m2-u0"}),
        ("役割:委員 塗装", {"m1-u0"}),
        ("役割:行政 塗装", {"m1-u3"}),
        ("議題:第8号 塗装", {"m1-u0", "m1-u3"}),
        ("議題:８ 鍵", {"m2-u0"}),
        ("議題:橋梁 塗装", {"m1-u0", "m1-u3"}),
        ("議題:水路 鍵", {"m2-u0"}),
        ("議題:水路 塗装", set()),
        ("会議:審議会 鍵", {"m2-u0"}),
        ("会議:倉野 塗装 OR 鍵", {"m1-u0", "m1-u3", "m2-u0"}),
        ("期間:令和5年12月 塗装", {"m1-u0", "m1-u3"}),
        ("期間:2024.. 塗装", set()),
        ("期間:あした 塗装", {"m1-u0", "m1-u3"}),
        ("発言者:林 費用", set()),
    ],
)
def test_fields_and_headings_narrow_what_is_found(
    town: Any, bridges: Any, query: str, found: set[str]
) -> None:
    assert town.found(bridges, query) == found


def test_a_word_that_only_headings_have_finds_the_utterances_under_them(
    town: Any, bridges: Any
) -> None:
    assert bridges.search(SearchRequest("欄干")).total == 2
    assert [hit.id for hit in town.listed(bridges, "欄干")] == ["m1-u0x"]
    assert bridges.search(SearchRequest("欄干 発言者:建設課")).total == 1
    assert bridges.search(SearchRequest("欄干 発言者:財政課")).total == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("鍵 局長", "ab"),
        ("鍵 務", "b"),
        ('鍵 "局長"', "ab"),
        ('鍵 "務局"', "b"),
        ("鍵 十二号", "a"),
        ("鍵 2号", ""),
        ('鍵 "２号"', "a"),
        ("鍵 がけ", "a"),
        ("鍵 心がけ", "b"),
        ('鍵 "がけ"', "ab"),
        ("鍵 諸報告", "b"),
        ('鍵 "諸　報　告"', "b"),
        ('鍵 "諸報告"', ""),
        ("鍵 石垣補強", "a"),
        ("鍵 石*", "a"),
        ("鍵 -局", "c"),
    ],
)
def test_words_are_found_in_headings_as_in_texts(town: Any, query: str, found: str) -> None:
    """Inside longer words too, but never in longer numbers or in words with the same kana."""
    cliff = AgendaItem("議案第１２号", "がけ崩れ対策と石垣　補強")
    turns = [
        ("鍵を替えます", {"speaker": "議会局長", "agenda": cliff}),
        ("鍵を渡します", {"speaker": "事務局長", "section": "諸　報　告", "topic": "心がけ"}),
        ("鍵を預けます", {"speaker": "町民"}),
    ]
    with town.indexed(town.meeting("m", *turns)) as searcher:
        assert town.found(searcher, query) == {f"m-u{'abc'.index(each)}" for each in found}


@pytest.mark.parametrize("query", ["鍵 局長", "局長"])
def test_headings_go_with_their_meeting(town: Any, query: str, tmp_path: Path) -> None:
    m, n, replaced = (
        town.meeting(name, ("鍵を替えます", {"speaker": speaker}), "渡します")
        for name, speaker in (("m", "事務局長"), ("n", "議会局長"), ("m", "町長"))
    )
    town.commit(tmp_path, m, n)
    town.commit(tmp_path, replaced, remove=("m",))
    searcher = town.searcher(tmp_path)
    assert [hit.id for hit in town.listed(searcher, query)] == ["n-u0"]
    town.commit(tmp_path, remove=("n",))
    assert not town.listed(searcher, query)


def test_an_empty_query_finds_everything(town: Any, bridges: Any) -> None:
    assert bridges.search(SearchRequest("")).total == 5
    assert len(town.listed(bridges, "　")) == 3


def test_an_utterance_found_by_a_field_alone_is_a_match_without_highlights(town: Any) -> None:
    turns = "・橋は。", ("→架ける。", {"speaker": "浜風課長"})
    with town.indexed(town.meeting("m", *turns)) as searcher:
        page = searcher.search(SearchRequest("発言者:浜風"))
        assert [found.matched for found in page.hits[0].utterances] == [False, True]
        assert not any(found.highlights for found in page.hits[0].utterances)
