"""What is done for a person who typed something else than the minutes say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.minutes import AgendaItem
from index.query import Filter, SearchRequest
from index.results import Note


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("ゴミ", "ごみ"), ("ごみ", "ゴミ"), ("ファイヤーウオール", "ファイアウォール")],
)
def test_one_word_in_either_kana_is_found(town: Any, typed: str, printed: str) -> None:
    with town.indexed(town.meeting("m", f"・{printed}の話。", "→別の話。")) as searcher:
        page = searcher.search(SearchRequest(typed))
        assert [form.form for form in page.forms] == [printed]
        assert [found.matched for found in page.hits[0].utterances] == [True, False]


def test_a_character_that_is_never_a_word_is_found_inside_words(town: Any) -> None:
    with town.indexed(town.meeting("m", "・検査の話。", "→検討する。", "・橋の話。")) as searcher:
        assert searcher.search(SearchRequest("検")).total == 2


def test_an_utterance_found_by_a_field_alone_is_one_that_matches(town: Any) -> None:
    turns = "・橋は。", ("→架ける。", {"speaker": "浜風課長"})
    with town.indexed(town.meeting("m", *turns)) as searcher:
        page = searcher.search(SearchRequest("発言者:浜風"))
        assert [found.matched for found in page.hits[0].utterances] == [False, True]
        assert not any(found.highlights for found in page.hits[0].utterances)


def test_what_was_not_meant_or_is_not_there_is_said(town: Any) -> None:
    item = {"agenda": AgendaItem("諮問第4号", "水門")}
    with town.indexed(town.meeting("m", ("・橋は。", item), ("→架ける。", item))) as searcher:
        said = {
            query: searcher.search(SearchRequest(query)).notes
            for query in ("橋", "水門", "OR", "", "役割:王様 橋", "期間:あした 橋")
        }
        chosen = Filter("agenda", "諮問第４号")
        assert searcher.search(SearchRequest("橋", filters=(chosen,))).total == 1
    assert said["橋"] == said[""] == ()
    assert said["水門"] == (Note("headings_only"),)
    assert said["OR"] == (Note("query_without_words"),)
    assert said["役割:王様 橋"] == (Note("field_without_match", ("role", "王様")),)
    assert said["期間:あした 橋"] == (Note("unreadable_period", ("あした",)),)


def test_what_is_read_beforehand_changes_no_answer_and_follows_commits(
    town: Any, tmp_path: Path
) -> None:
    queries = [SearchRequest(query) for query in ("発言者:浜風", "灯だい", "灯*", "議題:水門")]
    with town.writer(tmp_path) as writer:
        writer.add(town.meeting("m", "・灯台は。", ("→灯台です。", {"speaker": "浜風課長"})))
        writer.commit({})
        plain, prepared = town.searcher(tmp_path), town.searcher(tmp_path)
        prepared.prepare()
        for name in ("n", "o"):
            for query in queries:
                answers = [each.search(query) for each in (plain, prepared)]
                assert replace(answers[0], took_ms=0.0) == replace(answers[1], took_ms=0.0)
            writer.add(town.meeting(name, "・灯台の下は。"))
            writer.commit({})
        assert prepared.search(SearchRequest("灯台")).total == 4
