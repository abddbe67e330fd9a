"""The order of hits by relevance, in `Searcher.search` and `Searcher.ask`."""

from __future__ import annotations

from typing import Any

from index.query import SearchRequest
from index.search import Searcher

# Text about something else, which separates words.
OTHER = "町内を流れる用水の草刈りは例年どおり六月に行う予定である。" * 30


def ids(searcher: Searcher, query: str, **how: Any) -> list[str]:
    return [hit.id for hit in searcher.search(SearchRequest(query, **how)).hits]


def answers(searcher: Searcher, question: str, **how: Any) -> list[str]:
    return [hit.id for hit in searcher.ask(SearchRequest(question, **how)).hits]


def test_words_near_each_other_rank_above_words_far_apart(town: Any) -> None:
    meetings = [
        town.meeting("far", f"・水門の話である。{OTHER}塗装の話である。", date="2024-05-01"),
        town.meeting("near", f"・水門の塗装の話である。{OTHER}", date="2023-05-01"),
    ]
    with town.indexed(*meetings) as searcher:
        assert ids(searcher, "水門 塗装") == ["near-u0x", "far-u0x"]


def test_the_length_of_a_speech_does_not_change_its_rank(town: Any) -> None:
    question = "水門の塗装の費用はいくらか"
    meetings = [
        town.meeting("long", f"・{OTHER}水門の塗装の費用はいくらか。", "→四百万円である。"),
        town.meeting("short", "・水門の鍵は誰が持つか。", "→庶務係である。"),
        town.meeting("often", f"・水門。水門。水門。水門。{OTHER}", "→水門である。"),
    ]
    with town.indexed(*meetings) as searcher:
        assert answers(searcher, question)[0] == "long-u0x"


def test_words_in_the_order_of_the_question_rank_first(town: Any) -> None:
    meetings = [
        town.meeting(
            "turned", "・管理者の指定を議会が見直すのか。", "→見直す。", date="2024-05-01"
        ),
        town.meeting("asked", "・指定管理者を議会が見直すのか。", "→見直す。", date="2023-05-01"),
    ]
    with town.indexed(*meetings) as searcher:
        assert answers(searcher, "指定管理者の見直し")[0] == "asked-u0x"


def test_a_word_in_the_question_of_an_exchange_outweighs_one_in_its_answer(town: Any) -> None:
    meetings = [
        town.meeting("beside", "・予算の内訳は。", "→吊り橋の点検を含む。", date="2024-05-01"),
        town.meeting("about", "・吊り橋の点検は。", "→予算の内訳に含む。", date="2023-05-01"),
    ]
    with town.indexed(*meetings) as searcher:
        assert answers(searcher, "吊り橋の点検")[0] == "about-u0x"


def test_a_chair_who_announces_a_subject_ranks_below_a_member_who_speaks_of_it(town: Any) -> None:
    chair = ("吊り橋の点検の件を議題とします。", {"role": "chair", "kind": "speech"})
    member = ("吊り橋の点検の件を伺います。", {"role": "member", "kind": "speech"})
    meetings = [
        town.meeting("chaired", chair, date="2024-05-01"),
        town.meeting("spoken", member, date="2023-05-01"),
    ]
    with town.indexed(*meetings) as searcher:
        assert ids(searcher, "吊り橋 点検") == ["spoken-u0", "chaired-u0"]


def test_repeated_answers_do_not_crowd_out_another_answer(town: Any) -> None:
    same = [
        town.meeting(
            f"same{number}",
            f"・吊り橋の点検の結果は。{number}年。",
            "→吊り橋の点検の結果は、お見込みのとおりである。",
            date=f"20{10 + number}-05-01",
        )
        for number in range(8)
    ]
    other = town.meeting(
        "other", "・春の祭りで吊り橋を渡った人の数は。", "→数えていない。", date="2009-05-01"
    )
    with town.indexed(*same, other) as searcher:
        found = answers(searcher, "吊り橋の点検の結果", limit=20)
        assert found.index("other-u0x") < 5
        # All are listed, as many as are counted.
        assert len(set(found)) == 9
        assert searcher.ask(SearchRequest("吊り橋の点検の結果")).exchanges == 9


def test_pages_of_any_size_join_to_one_list(town: Any) -> None:
    meetings = [
        town.meeting(
            f"m{number}",
            *(f"・水門の{'塗装' * (at % 3)}の費用は{number * at}円か。" for at in range(60)),
            date=f"20{10 + number}-05-01",
        )
        for number in range(5)
    ]
    with town.indexed(*meetings) as searcher:
        for find in (ids, answers):
            whole = find(searcher, "水門 塗装", limit=500)
            for limit in (7, 100):
                pages = [
                    each
                    for offset in range(0, len(whole) + limit, limit)
                    for each in find(searcher, "水門 塗装", limit=limit, offset=offset)
                ]
                assert pages == whole
            assert len(set(whole)) == len(whole) > 200 - 1
            scores = [hit.score for hit in searcher.search(SearchRequest("水門", limit=500)).hits]
            assert scores == sorted(scores, reverse=True)


def test_an_exchange_with_one_word_of_a_question_is_listed_last(town: Any) -> None:
    said = "・学校の屋上の天窓の手入れと鉄柵の塗り替えの見通しは。"
    meetings = [
        town.meeting("some", "・天窓は割れていないか。", "→割れていない。"),
        town.meeting("most", said, "→来年度に行う。"),
    ]
    with town.indexed(*meetings) as searcher:
        question = "天窓の手入れと鉄柵の塗り替えはいつ終わるのか"
        assert answers(searcher, question) == ["most-u0x", "some-u0x"]


def test_what_is_said_just_as_it_was_typed_comes_first(town: Any) -> None:
    # More than are read again, each with more of the words than the one that reads the title.
    others = [
        f"・入江の道の灯りについて、{n}番目の灯りを伺う。入江の道の灯りは安全か。"
        for n in range(230)
    ]
    filler = "なお、堤の話は前にもした。" * 40
    title = "・道の灯りと入江の安全について、順に伺う。"
    meetings = [town.meeting("m1", *others), town.meeting("m2", f"{title}{filler}", "→承った。")]
    with town.indexed(*meetings) as searcher:
        first = searcher.ask(SearchRequest("道の灯りと入江の安全について")).hits[0]
    assert first.meeting.id == "m2"
