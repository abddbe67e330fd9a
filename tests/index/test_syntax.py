"""The query language: the trees of queries, and notes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.query_parser.parser import (
    DEFAULT_NEAR_DISTANCE,
    MAX_NEAR_DISTANCE,
    MAX_QUERY_LENGTH,
    AndNode,
    FieldNode,
    NearNode,
    Node,
    NotNode,
    OrNode,
    WordNode,
    parse,
    words_of,
)
from index.results import Note


def w(text: str) -> WordNode:
    return WordNode(text)


def x(text: str) -> WordNode:
    return WordNode(text, exact=True)


def p(text: str) -> WordNode:
    return WordNode(text, wild=True)


def near(
    left: WordNode | OrNode, right: WordNode | OrNode, distance: int = DEFAULT_NEAR_DISTANCE
) -> Node:
    return NearNode(left, right, distance)


def all_of(*nodes: Node) -> Node:
    return AndNode(nodes)


def any_of(*nodes: Node) -> Node:
    return OrNode(nodes)


TREES: list[tuple[str, Node | None]] = [
    ("", None),
    ("　 \t\n", None),
    ("橋", w("橋")),
    ("橋 道路", all_of(w("橋"), w("道路"))),
    ("橋　道路\n予算", all_of(w("橋"), w("道路"), w("予算"))),
    ('"橋と道路"', x("橋と道路")),
    ("“橋 道路”", x("橋 道路")),
    ("＂橋＂", x("橋")),
    *((f"{mark}橋 道路{mark}川", all_of(x("橋 道路"), w("川"))) for mark in '"＂“”„‟'),
    ("„橋 道路“", x("橋 道路")),
    ('“橋 道路"川', all_of(x("橋 道路"), w("川"))),
    ('"と“橋”と"', x("と“橋”と")),
    ("「橋」", w("「橋」")),
    ("『橋 道路』", all_of(w("『橋"), w("道路』"))),
    ('"橋', x("橋")),
    ('"', None),
    ('""', None),
    ('" "', None),
    ('橋"道路"', all_of(w("橋"), x("道路"))),
    ("橋 OR 道路", any_of(w("橋"), w("道路"))),
    ("橋 ＯＲ 道路", any_of(w("橋"), w("道路"))),
    ("橋|道路", any_of(w("橋"), w("道路"))),
    ("橋｜道路", any_of(w("橋"), w("道路"))),
    ("橋 予算 OR 道路", any_of(all_of(w("橋"), w("予算")), w("道路"))),
    ("橋 or 道路", all_of(w("橋"), w("or"), w("道路"))),
    ("橋 AND 道路", all_of(w("橋"), w("道路"))),
    ("橋　ＡＮＤ　道路", all_of(w("橋"), w("道路"))),
    ("橋 AND 予算 OR 道路", any_of(all_of(w("橋"), w("予算")), w("道路"))),
    ("(橋 AND)AND(道路)AND", all_of(w("橋"), w("道路"))),
    ("AND 橋 AND AND 道路 AND", all_of(w("橋"), w("道路"))),
    ("橋 AND NOT 道路", all_of(w("橋"), NotNode(w("道路")))),
    ("橋 NOT AND 道路", all_of(w("橋"), NotNode(w("道路")))),
    ("橋 AND OR AND 道路", any_of(w("橋"), w("道路"))),
    ("橋 NEAR AND 道路", near(w("橋"), w("道路"))),
    ("橋 and 道路", all_of(w("橋"), w("and"), w("道路"))),
    ("R＆D BRAND ANDROID", all_of(w("R＆D"), w("BRAND"), w("ANDROID"))),
    ('橋 AND "道路"', all_of(w("橋"), x("道路"))),
    ("(株)沖ノ瀬 役場", AndNode((WordNode("(株)沖ノ瀬"), WordNode("役場")))),
    ("（仮称）交流館", WordNode("（仮称）交流館")),
    ("-(株)沖ノ瀬", NotNode(WordNode("(株)沖ノ瀬"))),
    ("ORACLE", w("ORACLE")),
    ("OR 橋 OR", w("橋")),
    ("||", None),
    ("-橋", NotNode(w("橋"))),
    ("－橋", NotNode(w("橋"))),
    ("−橋", NotNode(w("橋"))),
    *((f"道路 {minus}橋", all_of(w("道路"), NotNode(w("橋")))) for minus in "-－−‐‑‒–—―﹣ーｰ"),
    ("(ー橋)", NotNode(w("橋"))),
    ("道路 ー", all_of(w("道路"), w("ー"))),
    ("道路 ーション", all_of(w("道路"), w("ーション"))),
    ("ー般会計", w("ー般会計")),
    ("町ー番", w("町ー番")),
    ("道路 ーー橋", all_of(w("道路"), w("ーー橋"))),
    ("NOT 橋", NotNode(w("橋"))),
    ('NOT"橋"', NotNode(x("橋"))),
    ("道路 -橋", all_of(w("道路"), NotNode(w("橋")))),
    ("道路 - 橋", all_of(w("道路"), w("-"), w("橋"))),
    ("Wi-Fi", w("Wi-Fi")),
    ("NOTE", w("NOTE")),
    ("--橋", w("橋")),
    ("---橋", NotNode(w("橋"))),
    ("NOT NOT 橋", w("橋")),
    ("道路 NOT", all_of(w("道路"), w("NOT"))),
    ('-"橋の上"', NotNode(x("橋の上"))),
    ("-(橋 道路)", NotNode(all_of(w("橋"), w("道路")))),
    ("(橋 OR 道路) 予算", all_of(any_of(w("橋"), w("道路")), w("予算"))),
    ("（橋｜道路）予算", all_of(any_of(w("橋"), w("道路")), w("予算"))),
    ("((橋))", w("橋")),
    ("(橋", w("橋")),
    ("橋)", w("橋")),
    (")橋(", w("橋(")),
    ("()", None),
    ("橋)道路", any_of(w("橋"), w("道路"))),
    ("林（宏）委員", w("林（宏）委員")),
    ("(林（宏）委員 橋)", all_of(w("林（宏）委員"), w("橋"))),
    ("発言者:林（宏）委員 橋", all_of(FieldNode("speaker", "林（宏）委員"), w("橋"))),
    ("発言者：林", FieldNode("speaker", "林")),
    ("speaker:林", FieldNode("speaker", "林")),
    ("ＳＰＥＡＫＥＲ：林", FieldNode("speaker", "林")),
    ("役割:委員", FieldNode("role", "委員")),
    ("会議:倉野 議題:第8号", all_of(FieldNode("meeting", "倉野"), FieldNode("agenda", "第8号"))),
    ("期間:2023-04..2024-03", FieldNode("date", "2023-04..2024-03")),
    ("期間: 2023-04 ～ 2024-03 橋", all_of(FieldNode("date", "2023-04 ～ 2024-03"), w("橋"))),
    ("期間:令和5年から 令和6年", FieldNode("date", "令和5年から 令和6年")),
    ("期間:2023 .. 橋", all_of(FieldNode("date", "2023"), w(".."), w("橋"))),
    ("期間:2023-04 .. OR 橋", any_of(all_of(FieldNode("date", "2023-04"), w("..")), w("橋"))),
    ("会議:2023 ～ 2024", all_of(FieldNode("meeting", "2023"), w("～"), w("2024"))),
    ("date:2023", FieldNode("date", "2023")),
    ('発言者:"林 宏"', FieldNode("speaker", "林 宏")),
    ("-役割:議長", NotNode(FieldNode("role", "議長"))),
    ("発言者:", w("発言者:")),
    ("発言者: 林", FieldNode("speaker", "林")),
    ("発言者：　林　橋", all_of(FieldNode("speaker", "林"), w("橋"))),
    ("橋 発言者 ： 林", all_of(w("橋"), FieldNode("speaker", "林"))),
    ('発言者: "林 宏"', FieldNode("speaker", "林 宏")),
    ("-役割: 議長", NotNode(FieldNode("role", "議長"))),
    ("役割: -議長", NotNode(FieldNode("role", "議長"))),
    ("発言者: OR 林", any_of(w("発言者:"), w("林"))),
    ("発言者: 役割: 議長", all_of(w("発言者:"), FieldNode("role", "議長"))),
    ("発言者:(林)", FieldNode("speaker", "林")),
    (
        "発言者:(林 OR 森) 橋",
        all_of(any_of(FieldNode("speaker", "林"), FieldNode("speaker", "森")), w("橋")),
    ),
    (
        "発言者:（林 -(役割:議長 森)）",
        all_of(
            FieldNode("speaker", "林"),
            NotNode(all_of(FieldNode("role", "議長"), FieldNode("speaker", "森"))),
        ),
    ),
    ("日程: 橋", all_of(w("日程:"), w("橋"))),
    ("午後1:30", w("午後1:30")),
    ("http://kura.example/", x("http://kura.example/")),
    ("https://kura.example/a?id=5", x("https://kura.example/a?id=5")),
    ("kura.example/a?id=5 橋", all_of(x("kura.example/a?id=5"), w("橋"))),
    ("https://kura.example:81/?date:2023=1", x("https://kura.example:81/?date:2023=1")),
    (
        "詳細はｈｔｔｐｓ：／／ｋｕｒａ．ｅｘａｍｐｌｅ／？ａ",
        x("詳細はｈｔｔｐｓ：／／ｋｕｒａ．ｅｘａｍｐｌｅ／？ａ"),
    ),
    ("「https://kura.example/a?b」。", x("https://kura.example/a?b")),
    ("(https://kura.example/a?b)", x("https://kura.example/a?b")),
    ("https://kura.example/a_(b)?c", x("https://kura.example/a_(b)?c")),
    ("-https://kura.example/a?b", NotNode(x("https://kura.example/a?b"))),
    ("議題: https://kura.example/a?b", FieldNode("agenda", "https://kura.example/a?b")),
    ("kura.example?id=5", x("kura.example?id=5")),
    ("/kaigi?id=5&n=橋", x("/kaigi?id=5&n=橋")),
    ("a?b=", x("a?b=")),
    ("*.kura.example/a", p("*.kura.example/a")),
    ("kura.ex?mple", p("kura.ex?mple")),
    ("橋/道路?号", p("橋/道路?号")),
    ("\ud800橋", w("?橋")),
    ("橋 NEAR 道路", near(w("橋"), w("道路"))),
    ("橋 近傍 道路", near(w("橋"), w("道路"))),
    ("橋　ＮＥＡＲ／３０　道路", near(w("橋"), w("道路"), 30)),
    ("橋 近傍/30 道路", near(w("橋"), w("道路"), 30)),
    ("橋 近傍/999999 道路", near(w("橋"), w("道路"), MAX_NEAR_DISTANCE)),
    ('"橋"NEAR"道路"', near(x("橋"), x("道路"))),
    ("橋* NEAR 道路", near(p("橋*"), w("道路"))),
    ("橋 NEAR (道路 OR 川)", near(w("橋"), OrNode((w("道路"), w("川"))))),
    ("橋 NEAR 道路 NEAR 川", all_of(near(w("橋"), w("道路")), near(w("道路"), w("川")))),
    ("予算 橋 NEAR 道路", all_of(w("予算"), near(w("橋"), w("道路")))),
    ("橋 NEAR 道路 OR 川", any_of(near(w("橋"), w("道路")), w("川"))),
    ("-(橋 NEAR 道路)", NotNode(near(w("橋"), w("道路")))),
    ("NEAR", w("NEAR")),
    ("駅の近傍", w("駅の近傍")),
    ("近傍 駅", all_of(w("近傍"), w("駅"))),
    ("駅 近傍", all_of(w("駅"), w("近傍"))),
    ("駅 NEAR -橋", all_of(w("駅"), w("NEAR"), NotNode(w("橋")))),
    ("駅 NEARBY 橋", all_of(w("駅"), w("NEARBY"), w("橋"))),
    ("情報*", p("情報*")),
    ("＊条例", p("＊条例")),
    ("個人*保護", p("個人*保護")),
    ("第?号 第？号", all_of(p("第?号"), p("第？号"))),
    ('"情報*"', x("情報*")),
    ("*", w("*")),
    ("情報 * 公開", all_of(w("情報"), w("*"), w("公開"))),
    ("**", w("**")),
    ("いつですか？", w("いつですか？")),
    ("いつですか？なぜですか?", w("いつですか？なぜですか?")),
    ("橋?", w("橋?")),
    ("諸　報　告", w("諸報告")),
    ("議　案　第　１２　号", w("議案第１２号")),
    ("橋 5", all_of(w("橋"), w("5"))),
    ("橋 町 5", all_of(w("橋"), w("町"), w("5"))),
    ("AND", w("AND")),
    ("（ＯＲ）", w("ＯＲ")),
    ("AND OR AND", all_of(w("AND"), w("OR"))),
    ("諸 報 告 予算", all_of(w("諸報告"), w("予算"))),
    ("予算　諸　報　告示", all_of(w("予算"), w("諸"), w("報"), w("告示"))),
    ("会  議   録", w("会議録")),
    ("橋　川", all_of(w("橋"), w("川"))),
    ("橋 川\n道", all_of(w("橋"), w("川"), w("道"))),
    ("橋    川 道", all_of(w("橋"), w("川"), w("道"))),
    ("a b c", all_of(w("a"), w("b"), w("c"))),
    ("(開　会　式)|ス ー プ", any_of(w("開会式"), w("スープ"))),
    ("-諸　報　告", NotNode(w("諸報告"))),
    ("発言者:佐　藤　花　子", FieldNode("speaker", "佐藤花子")),
    ("橋\0の\u200b上", w("橋の上")),
    ("\ufeff葛\U000e0100城", w("葛城")),
    ("\u200b-橋", NotNode(w("橋"))),
    ("\0", None),
    ('"橋\xad梁"', x("橋梁")),
    ("発言者:林*", FieldNode("speaker", "林*")),
    ("-情報*", NotNode(p("情報*"))),
]


@pytest.mark.parametrize(("query", "node"), TREES, ids=[repr(query) for query, _ in TREES])
def test_a_query_is_parsed_to_its_tree(query: str, node: Node | None) -> None:
    assert parse(query).node == node


def leaves(node: Node | None) -> list[WordNode | FieldNode]:
    match node:
        case None:
            return []
        case WordNode() | FieldNode():
            return [node]
        case NotNode(child):
            return leaves(child)
        case NearNode(left, right):
            return [*leaves(left), *leaves(right)]
        case AndNode(children) | OrNode(children):
            return [leaf for child in children for leaf in leaves(child)]


def depth(node: Node | None) -> int:
    match node:
        case NotNode(child):
            return 1 + depth(child)
        case AndNode(children) | OrNode(children):
            return 1 + max(map(depth, children))
        case _:
            return 1


PIECES = st.sampled_from(
    [
        *("橋", "道路", *' 　"“”„‟＂()（）|*？-:－−—ーｰ\0\u200b\U000e0100'),
        *(" OR ", "NOT ", " AND ", "ＡＮＤ", " NEAR ", " 近傍/9 ", "発言者:", "期間：", "役割 : "),
        *("https://", "kura.example/", "橋 道 川"),
    ]
)
QUERIES = st.text(st.characters(), max_size=200) | st.lists(PIECES, max_size=300).map("".join)


@given(QUERIES)
@example("-" * 999 + "橋")
@example("(" * 1000)
@example("-(" * 400 + "橋")
@example("NOT " * 249 + "橋")
@example("橋|" * 5000)
@example("橋 " * 5000)
@example("発言者:" * 200)
@example("発言者:(" * 200)
@example("発言者 " * 150 + ":")
@example("a." * 500)
@example("-橋\0\0")
@example('"' * 999)
@example("\ud800")
def test_any_string_is_a_query_of_bounded_size(text: str) -> None:
    parsed = parse(text)
    found = leaves(parsed.node)
    assert len(found) <= 48
    assert depth(parsed.node) <= 100
    for leaf in found:
        value = leaf.text if isinstance(leaf, WordNode) else leaf.value
        assert value.strip() == value != ""
        assert len(value) <= MAX_QUERY_LENGTH
        value.encode()


WORDS = st.text(st.sampled_from("橋道路予算abｱ１"), min_size=1, max_size=6)


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_words_are_as_typed_and_in_order(words: list[str]) -> None:
    # A letter before each: characters with spaces between them would be one word.
    assert leaves(parse("　".join(f"x{word}" for word in words)).node) == [
        w(f"x{word}") for word in words
    ]
    assert leaves(parse("|".join(f'"{word}"' for word in words)).node) == [
        x(word) for word in words
    ]


@pytest.mark.parametrize("query", ["橋 道路", '"橋" -道路', "発言者:林", "橋)"])
def test_a_well_formed_query_has_no_notes(query: str) -> None:
    assert parse(query).notes == ()


def test_corrections_are_noted() -> None:
    assert parse('"橋 道路').notes == (Note("unclosed_quotation"),)
    assert parse("橋梁 " * 60).notes == (Note("words_truncated", (48,)),)
    assert parse("橋" * 1001).notes == (Note("query_truncated", (1000,)),)


def test_an_unreadable_period_is_noted_and_left_out() -> None:
    read = parse("橋 期間:あした")
    assert read.node == WordNode("橋")
    assert read.notes == (Note("unreadable_period", ("あした",)),)
    assert parse("橋 期間:令和五年四月..").notes == ()


def test_words_have_their_span_in_the_query() -> None:
    query = '橋\0梁　"道路 川" (-池 OR 林（宏）*) 諸 報 告 \u200b橋梁'
    typed = [query[slice(*node.at)] for node in words_of(parse(query).node) if node.at]
    assert typed == ["橋\0梁", '"道路 川"', "林（宏）*", "諸 報 告", "橋梁"]


def test_near_without_words_is_noted_and_both_sides_are_required() -> None:
    read = parse("橋 NEAR (道路 川)")
    assert read.node == all_of(w("橋"), all_of(w("道路"), w("川")))
    assert read.notes == (Note("near_without_words"),)
