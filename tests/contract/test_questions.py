"""`Searcher.ask`: the exchange that answers comes first, and quotes are passages of the minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.whoosh.results import coverage, quotes
from index.query import SORTS, Filter, SearchRequest, Sort
from index.results import SearchPage
from index.search import Searcher
from index.sentences import split_sentences


@pytest.fixture(scope="module")
def council(town: Any) -> Iterator[Searcher]:
    meetings = [
        town.meeting(
            "m1",
            "・吊り橋の塗装が剥がれている。\n塗り直しの費用はいくらか。",
            "→吊り橋の塗り直しには四百万円かかる。来年度の予算に入れる。",
            "・水門の鍵は誰が預かっているか。",
            "→鍵は庫務係が預かる。",
            date="2024-03-01",
        ),
        town.meeting(
            "m2", "・図書館は何時に閉まるか。", "→午後七時に閉館する。", date="2023-03-01"
        ),
        town.meeting("m4", "・石碑はどこに置かれるか。", "→橋の南詰めである。"),
        town.meeting("m3", *[f"〇{n}番の議案を可決した。" for n in range(8)]),
        town.meeting(
            "m6",
            "・鐘楼の鐘について伺う。",
            ("→鐘楼の鐘を朝に鳴らすのか、簡潔な答弁に努めます。", {"role": "chair"}),
            "→鐘は朝に鳴らしております。",
        ),
        town.meeting(
            "m5",
            "・渡し舟の船頭について伺う。何人いるのか。なぜ減ったのか。",
            "→渡し舟の船頭についてのご質問でございます。船頭の皆様には日ごろより感謝申し上げます。"
            "渡し舟の船頭は町の大切な財産であると考えております。現在は七名でございます。"
            "これは、若い方が町を離れたためでございます。",
            date="2022-03-01",
        ),
        town.meeting(
            "m7",
            "・見張り台について伺う。",
            "→ご質問ありがとうございます。見張り台の高さでございます。十二間でございます。"
            "次に、夜回りは毎晩です。",
            "→見張り台の高さは、屋根を除きます。",
        ),
        town.meeting(
            "m8",
            "・石灯籠の油代はいくらか。",
            "→石灯籠は嵐で三基が倒れました。ただ、残りは無事でございます。"
            "石灯籠の油代は町会に交付しております。それは年に三千円でございます。",
        ),
        town.meeting(
            "m9",
            (
                "・大凧揚げの場所は狭いと考える。区は大凧揚げを続けるのか。",
                {"role": "member", "name": "架空　花子"},
            ),
            (
                "→大凧揚げは続けてまいりたいと考えております。",
                {"office": "町長", "role": "official"},
            ),
            (
                "→大凧揚げの場所でございます。大凧揚げは続けるために、場所を広げる考えでございます。",
                {"office": "副町長", "role": "official"},
            ),
        ),
    ]
    with town.indexed(*meetings) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("question", "exchange", "quoted"),
    [
        ("吊り橋の塗り直しにはいくらかかりますか", "m1-u0x", "四百万円かかる"),
        ("水門の鍵を預かっているのは誰ですか。", "m1-u2x", "庫務係が預かる"),
        # The answer has no word of the question.
        ("図書館は何時に閉まりますか？", "m2-u0x", "午後七時に閉館する"),
        ("どこに置かれるか", "m4-u0x", "南詰め"),
        # The chair, who has most words of the question, does not answer.
        ("鐘楼の鐘を朝に鳴らすのか", "m6-u0x", "朝に鳴らしております"),
        # Neither the sentence that announces, nor that with most words of the question.
        ("渡し舟の船頭は何人いるか", "m5-u0x", "七名でございます"),
        ("渡し舟の船頭が減ったのはなぜか", "m5-u0x", "若い方が町を離れたため"),
    ],
)
def test_the_exchange_that_answers_comes_first(
    council: Searcher, question: str, exchange: str, quoted: str
) -> None:
    hit = council.ask(SearchRequest(question)).hits[0]
    assert hit.id == exchange
    # The answer is quoted before anything else.
    assert quoted in hit.quotes[0].text


def test_a_sentence_is_quoted_with_those_beside_it(council: Searcher) -> None:
    quote = council.ask(SearchRequest("見張り台の高さは何間か")).hits[0].quotes[0]
    # What it speaks of is said before; a greeting is left out, and what opens another subject.
    assert quote.text == "見張り台の高さでございます。十二間でございます。"


def test_a_quote_begins_with_what_it_speaks_of(council: Searcher) -> None:
    quote = council.ask(SearchRequest("石灯籠の油代はいくらか")).hits[0].quotes[0]
    # Not with それは, nor with ただ、 before it.
    assert quote.text == "石灯籠の油代は町会に交付しております。それは年に三千円でございます。"


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("町長は大凧揚げを続ける考えか", "続けてまいりたい"),
        ("副町長は大凧揚げを続ける考えか", "場所を広げる"),
        ("議員は大凧揚げをどう考えるのか", "狭いと考える"),
        ("倉野町議会議員は大凧揚げをどう考えるのか", "狭いと考える"),
        ("架空花子委員は大凧揚げをどう考えるのか", "狭いと考える"),
        # Neither speaks here: officials answer.
        ("民生委員は大凧揚げをどう考えるのか", "続けてまいりたい"),
        ("無名議員は大凧揚げをどう考えるのか", "続けてまいりたい"),
    ],
)
def test_whose_words_are_asked_for_is_quoted_first(
    council: Searcher, question: str, quoted: str
) -> None:
    assert quoted in council.ask(SearchRequest(question)).hits[0].quotes[0].text


@pytest.mark.parametrize(
    "question",
    [
        "",
        "？",
        "何ですか",
        "宇宙エレベーターの建設費はいくらですか",
        "zzqq",
        "。。。",
        "\ud800",
        "\0",
    ],
)
def test_a_question_that_nothing_answers_has_no_hits(council: Searcher, question: str) -> None:
    page = council.ask(SearchRequest(question))
    assert (page.hits, page.total, page.exchanges) == ((), 0, 0)


PIECES = st.sampled_from(
    ["吊り橋", "水門", "鍵", "予算", "は", "何", "か。", "図書館", "議案", "\n", "？", "「"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30))
def test_quotes_are_passages_of_the_text_at_their_offsets(council: Searcher, question: str) -> None:
    page = council.ask(SearchRequest(question, limit=50))
    assert len(page.hits) == page.exchanges
    assert (("not_answered",) in codes(page)) is (bool(page.hits) and not page.answered)
    assert page.hits or page.answered is False
    for hit in page.hits:
        texts = {found.utterance.id: found.utterance.text for found in hit.utterances}
        assert hit.quotes
        for quote in hit.quotes:
            assert texts[quote.utterance][quote.start : quote.end] == quote.text
            assert quote.text.strip() == quote.text != ""
        assert len({quote.utterance for quote in hit.quotes}) == len(hit.quotes)
        assert len(hit.quotes) <= 3
        assert all(len([*split_sentences(quote.text)]) <= 3 for quote in hit.quotes)


@pytest.mark.parametrize(("hits", "characters"), [(1, 1 << 22), (2, 1 << 22), (10, 250)])
def test_a_hit_is_quoted_alike_whatever_is_read_with_it(
    council: Searcher, monkeypatch: pytest.MonkeyPatch, hits: int, characters: int
) -> None:
    asked = SearchRequest("渡し舟と吊り橋と見張り台の鐘や鍵について")
    expected = [hit.quotes for hit in council.ask(asked).hits]
    assert len(expected) > 3
    monkeypatch.setattr(quotes, "_HITS_AT_ONCE", hits)
    monkeypatch.setattr(quotes, "_MAX_CHARACTERS", characters)
    assert [hit.quotes for hit in council.ask(asked).hits] == expected


def test_filters_and_excluded_forms_apply_to_a_question(council: Searcher) -> None:
    question = "水門と図書館の鍵"
    whole = council.ask(SearchRequest(question))
    assert whole.exchanges >= 1
    only = council.ask(SearchRequest(question, filters=(Filter("year", "2023"),)))
    assert all(hit.meeting.date == "2023-03-01" for hit in only.hits)
    assert {form.word for form in whole.forms} >= {"水門", "図書館", "鍵"}
    without = tuple(form.form for form in whole.forms)
    assert council.ask(SearchRequest(question, without=without)).hits == ()


def codes(page: SearchPage) -> list[tuple[str, ...]]:
    return [(note.code, *map(str, note.params)) for note in page.notes]


@pytest.fixture
def need(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the evidence that is needed, as in a city, where more is to be had."""
    monkeypatch.setattr(coverage, "_FULL_EXCHANGES", 2)
    return lambda evidence: monkeypatch.setattr(coverage, "_MIN_EVIDENCE", evidence)


def test_a_question_that_the_minutes_answer_is_answered(council: Searcher) -> None:
    page = council.ask(SearchRequest("水門の鍵を預かっているのは誰ですか"))
    assert page.answered is True
    assert codes(page) == []


def test_a_word_that_stands_nowhere_is_said_and_what_comes_nearest_is_no_answer(
    council: Searcher, need: Callable[[float], None]
) -> None:
    need(11)
    assert council.ask(SearchRequest("水門の鍵は誰が預かるか")).answered is True
    page = council.ask(SearchRequest("ゴンドラの鍵は誰が預かるか"))
    assert page.answered is False
    assert page.hits
    assert codes(page) == [("word_without_match", "ゴンドラ"), ("not_answered",)]


def test_the_time_that_a_question_names_is_told_with_the_question_without_it(
    council: Searcher,
) -> None:
    page = council.ask(SearchRequest("水門の鍵は誰が預かるか（2024年）"))
    assert codes(page) == [("time_preferred", "2024年", "水門の鍵は誰が預かるか")]


def test_a_verb_that_is_said_otherwise_does_not_count(council: Searcher) -> None:
    page = council.ask(SearchRequest("吊り橋の塗装がめくれているか"))
    assert page.answered is True
    assert codes(page) == []


# Of more words each exchange has a smaller share.
_OF_ONE_WORD, _OF_TWO_WORDS = 9.6, 9.1


@pytest.mark.parametrize(
    ("question", "needed", "answered"),
    [
        # Asked and answered.
        ("船頭は？", _OF_ONE_WORD, True),
        ("鐘楼は？", _OF_ONE_WORD, True),
        # Said in passing.
        ("塗装は？", _OF_ONE_WORD, False),
        ("屋根は？", _OF_ONE_WORD, False),
        # Beside a word that is spoken of, it may be said once.
        ("船頭の財産は？", _OF_TWO_WORDS, True),
        # No meeting is on the day of the question.
        ("船頭は今日何人いるか", _OF_TWO_WORDS, False),
        # A noun is not said otherwise as a verb is.
        ("船頭のお弁当は？", _OF_TWO_WORDS, False),
        ("船頭は食べるか", _OF_TWO_WORDS, True),
        ("船頭の財源は何か", _OF_TWO_WORDS, False),
    ],
)
@pytest.mark.parametrize("sort", SORTS)
def test_a_question_is_answered_where_its_words_are_spoken_of(
    council: Searcher,
    need: Callable[[float], None],
    sort: Sort,
    question: str,
    needed: float,
    answered: bool,
) -> None:
    need(needed)
    page = council.ask(SearchRequest(question, sort=sort))
    assert page.hits
    assert page.answered is answered


def test_words_that_are_apart_are_less_of_an_answer(
    town: Any, need: Callable[[float], None]
) -> None:
    apart = "このことは、皆でよく相談して進めてまいります。" * 60
    said = f"→灯台の階段は九十段です。灯台の階段は石です。{apart}花壇は二つで、花壇に柵があります。"
    meeting = town.meeting("lighthouse", "・灯台の階段と花壇について伺う。", said)
    others = [
        town.meeting(f"other{n}", f"・議案{n}について伺う。", "→可決です。") for n in range(9)
    ]
    need(16)
    with town.indexed(meeting, *others) as searcher:
        pages = [searcher.ask(SearchRequest(f"灯台の{each}は")) for each in ("階段", "花壇")]
        assert [page.answered for page in pages] == [True, False]


def test_in_few_exchanges_a_word_that_none_has_tells_less(council: Searcher) -> None:
    page = council.ask(SearchRequest("ゴンドラの鍵は誰が預かるか"))
    assert page.answered is True
    assert codes(page) == [("word_without_match", "ゴンドラ")]


@pytest.fixture
def of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few exchanges say as much about words that are never together as many."""
    monkeypatch.setattr(coverage, "_MANY_EXCHANGES", 0)


@pytest.mark.usefixtures("of_any_size")
@pytest.mark.parametrize(
    ("question", "compound"),
    [
        # A word of two words that are said, and nowhere near each other.
        ("水門図書館の予算はあるか", "水門図書館"),
        # Two words of one character are one word, though both are said of a bell and a bridge.
        ("橋鐘の鍵は誰が預かるか", "橋鐘"),
        # No exchange has both.
        ("水門の船頭は何人いるか", "水門の船頭"),
    ],
)
def test_a_compound_that_is_said_nowhere_is_told(
    council: Searcher, question: str, compound: str
) -> None:
    page = council.ask(SearchRequest(question))
    assert page.answered is False
    assert ("word_without_match", compound) in codes(page)


@pytest.mark.usefixtures("of_any_size")
@pytest.mark.parametrize(
    "question",
    [
        # One beside the other in a sentence.
        "来年度予算はいくらか",
        # Said of one thing, though not in one speech.
        "図書館の閉館は何時か",
        # No compound.
        "水門と図書館はどこか",
    ],
)
def test_words_that_are_said_together_may_be_a_compound(council: Searcher, question: str) -> None:
    page = council.ask(SearchRequest(question))
    assert page.hits
    assert "word_without_match" not in [code for code, *_ in codes(page)]


def test_an_answer_is_quoted_alike_on_pages_of_any_size(council: Searcher) -> None:
    request = SearchRequest("図書館の予算と水門の鍵と見張り台はどうなるか", limit=50)
    whole = council.ask(request).hits
    assert len(whole) > 2
    paged = [council.ask(replace(request, limit=1, offset=at)).hits[0] for at in range(len(whole))]
    assert [hit.quotes for hit in paged] == [hit.quotes for hit in whole]


def test_few_exchanges_say_nothing_of_words_that_are_never_together(council: Searcher) -> None:
    page = council.ask(SearchRequest("水門の船頭は何人いるか"))
    assert "word_without_match" not in [code for code, *_ in codes(page)]


def test_words_that_are_never_together_are_not_answered(
    council: Searcher, need: Callable[[float], None]
) -> None:
    need(11)
    assert council.ask(SearchRequest("石灯籠の油代はいくらか")).answered is True
    page = council.ask(SearchRequest("図書館の石碑の船頭に予算はあるか"))
    assert page.answered is False
    assert codes(page) == [("not_answered",)]


def test_whether_a_question_is_answered_is_the_same_on_each_page(council: Searcher) -> None:
    question = "渡し舟の船頭は何人いて、吊り橋や水門の費用はいくらか"
    first, second = (
        council.ask(SearchRequest(question, limit=1, offset=offset)) for offset in (0, 1)
    )
    assert first.hits != second.hits
    assert first.answered == second.answered


def test_a_search_is_not_said_to_be_answered(council: Searcher) -> None:
    assert council.search(SearchRequest("水門")).answered is None
