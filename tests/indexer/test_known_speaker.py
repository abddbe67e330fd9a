"""The mark in a speech whose speaker the publisher names."""

import pytest

from indexer.styles.diet import read_office
from indexer.styles.speaker_marks.known_speaker import find_expected, find_mark
from indexer.styles.speaker_marks.speaker import Speaker


def read(text, speaker, position, role):
    mark = find_mark(text, speaker, position)
    found = read_office(mark, position, role)
    return text[mark.end :] if mark else None, found.role, found.affiliation


@pytest.mark.parametrize(
    ("mark", "position", "role", "expected"),
    [
        ("鈴木（花）委員", None, None, ("member", None)),
        ("鈴木委員", None, None, ("member", None)),
        ("鈴木分科員", None, None, ("member", None)),
        ("鈴木花子君", None, None, ("member", None)),
        ("鈴木花子君", "理事", None, ("member", None)),
        ("衆議院議員（鈴木花子君）", None, None, ("member", None)),
        ("議長（鈴木花子君）", "議長", None, ("chair", None)),
        ("議長（鈴木　花子君）", None, None, ("chair", None)),
        ("副議長（鈴木花子君）", "副議長", None, ("chair", "副議長")),
        ("鈴木委員長", "委員長", None, ("chair", None)),
        ("鈴木　委員長", None, None, ("chair", None)),
        ("鈴木小委員長", "小委員長", None, ("chair", "小委員長")),
        ("鈴木委員長代理", None, None, ("chair", "委員長代理")),
        ("鈴木会長", "会長", None, ("chair", "会長")),
        ("鈴木主査", "主査", None, ("chair", "主査")),
        ("理事（鈴木花子君）", "理事", None, ("chair", "理事")),
        ("鈴木花子君", "水路委員長", None, ("chair", "水路委員長")),
        ("国務大臣（鈴木花子君）", "国土交通大臣", None, ("official", "国土交通大臣")),
        ("内閣総理大臣（鈴木花子君）", None, None, ("official", "内閣総理大臣")),
        ("鈴木国務大臣", None, None, ("official", "国務大臣")),
        ("鈴木副大臣", "国土交通副大臣", None, ("official", "国土交通副大臣")),
        ("鈴木大臣政務官", "水路大臣政務官", None, ("official", "水路大臣政務官")),
        ("鈴木政府参考人", "水路省港湾局長", "政府参考人", ("official", "水路省港湾局")),
        ("政府参考人（鈴木花子君）", None, None, ("official", "政府参考人")),
        ("政府委員（鈴木花子君）", "水路省港湾局長", None, ("official", "水路省港湾局")),
        ("鈴木（花）政府委員", None, None, ("official", "政府委員")),
        ("鈴木参考人", "東雲大学教授", "参考人", ("witness", "東雲大学教授")),
        ("参考人（鈴木花子君）", None, None, ("witness", "参考人")),
        ("鈴木公述人", None, "公述人", ("witness", "公述人")),
        ("証人（鈴木花子君）", None, "証人", ("witness", "証人")),
        ("事務総長（鈴木花子君）", "事務総長", None, ("secretariat", "事務総長")),
    ],
)
def test_a_mark_is_split_off_with_name_and_office(mark, position, role, expected):
    for circle in "○◯〇◎◆":
        found = read(f"{circle}{mark}　港です。", "鈴木花子", position, role)
        assert found == ("港です。", *expected)


@pytest.mark.parametrize(
    "text",
    [
        "○午後１時０５分開会",
        "○議事日程（第７号）　鈴木花子君",
        "○（１　諸　報　告）　続き",
        "〇出席議員（68人）　続き",
        "○緊急質問（鈴木花子君提出）　続き",
        "○国務大臣の演説（鈴木花子君）　続き",
        "○日程第一　国務大臣（鈴木花子君）　続き",
        "○鈴木町の議員　続き",
        "○佐藤委員　ほかの人です。",
        "○議長（佐藤次郎君）　ほかの人です。",
        "○鈴木委員　",
        "○鈴木委員 港です。",
        "鈴木委員　港です。",
    ],
)
def test_an_uncertain_mark_stays_in_the_text(text):
    assert find_mark(text, "鈴木花子", None) is None


def test_without_a_speaker_only_an_unmistakable_mark_is_read():
    mark = find_mark("○議長（鈴木花子君）　港です。", None, None)
    assert (mark.name, mark.office) == ("鈴木花子", "議長")
    assert find_mark("○鈴木花子君　港です。", None, None).name == "鈴木花子"
    for text in ("○出席委員　三名", "○鈴木委員　港です。", "○港湾（東雲）　港です。"):
        assert find_mark(text, None, None) is None


def test_variants_of_a_character_are_one_name():
    assert find_mark("○議長（髙橋渚君）　港です。", "高橋渚", "議長").office == "議長"


def test_without_mark_position_and_role_no_office_is_known():
    assert read_office(None, None, None) == Speaker()


@pytest.mark.parametrize(
    ("line", "listed", "speaker", "words"),
    [
        ("◯江口委員今の説明を", "◯江口委員", "江口委員", "今の説明を"),
        ("○議長（東雲　一郎君）　次に", "議長（東雲一郎）", "議長（東雲　一郎君）", "次に"),
        (
            "百十四番（浜風まい君）　問う",
            "百十四番（浜風まい君）",
            "百十四番（浜風まい君）",
            "問う",
        ),
    ],
)
def test_the_mark_of_the_listed_speaker_is_found(line, listed, speaker, words):
    head = find_expected(line, listed)
    assert head
    assert (head.text, line[head.end :]) == (speaker, words)


def test_a_sentence_that_begins_with_the_listed_name_is_no_mark():
    assert find_expected("議長の東雲です。", "議長") is None
