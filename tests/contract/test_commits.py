"""`IndexWriter` and open searchers: meetings are added, replaced and removed, commit by commit."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import search
from index.errors import IndexUnavailable
from index.query import SearchRequest
from index.search import Searcher

WORDS = ["橋", "道路", "水門", "サーバー"]
# A commit: the new texts of each meeting, or None if it is removed.
CHANGES = st.dictionaries(
    st.sampled_from("abcd"),
    st.none() | st.lists(st.sampled_from([*WORDS, "。"]), max_size=3),
    max_size=3,
)


def said(searcher: Searcher) -> dict[str, list[str]]:
    """The texts of each meeting, which `export` and `meeting` must agree on."""
    texts: dict[str, list[str]] = {}
    for utterance in searcher.export():
        texts.setdefault(utterance.meeting, []).append(utterance.text)
    for name, spoken in texts.items():
        meeting = searcher.meeting(name)
        assert meeting is not None
        assert [each.text for each in meeting.utterances] == spoken
    return texts


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, max_size=5))
def test_an_open_searcher_shows_exactly_the_last_commit(
    town: Any, tmp_path_factory: pytest.TempPathFactory, changes: list[Any]
) -> None:
    home = tmp_path_factory.mktemp("changing")
    town.commit(home, town.meeting("first", "〇橋"))
    searcher = town.searcher(home)
    wanted: dict[str, list[str]] = {"first": ["橋"]}
    there: set[str] = set()
    for change in changes:
        gone = tuple(there & set(change))
        added = [
            town.meeting(name, *[f"〇{word}" for word in words])
            for name, words in change.items()
            if words is not None
        ]
        town.commit(home, *added, remove=gone)
        there = there - set(gone) | {meeting.id for meeting in added}
        for name, words in change.items():
            wanted.pop(name, None)
            if words:
                wanted[name] = words
        assert said(searcher) == wanted
        for word in WORDS:
            count = sum(text == word for spoken in wanted.values() for text in spoken)
            assert searcher.search(SearchRequest(word)).total == count
            assert searcher.search(SearchRequest(f'"{word}"')).total == count


def test_a_meeting_can_be_replaced_within_one_commit(town: Any, tmp_path: Path) -> None:
    with town.writer(tmp_path) as writer:
        writer.add(town.meeting("m", "〇橋"))
        writer.add(town.meeting("n", "〇橋"))
        writer.remove("m")
        writer.add(town.meeting("m", "〇水門"))
        writer.commit({})
    assert said(town.searcher(tmp_path)) == {"m": ["水門"], "n": ["橋"]}


def test_removing_an_unknown_meeting_does_nothing(town: Any, tmp_path: Path) -> None:
    with town.writer(tmp_path) as writer:
        writer.remove("m")
        writer.add(town.meeting("n", "〇橋"))
        writer.remove("nowhere")
        writer.commit({})
    assert said(town.searcher(tmp_path)) == {"n": ["橋"]}


def test_a_meeting_without_words_can_be_indexed(town: Any, tmp_path: Path) -> None:
    town.commit(tmp_path, town.meeting("m", "〇。", "〇", "〇\0\n"))
    assert said(town.searcher(tmp_path)) == {"m": ["。", "", "\0\n"]}


def test_an_empty_index_can_be_searched(town: Any, tmp_path: Path) -> None:
    town.commit(tmp_path)
    searcher = town.searcher(tmp_path)
    for query in ("", "橋", '"橋の"', "-橋", "役割:委員"):
        assert searcher.search(SearchRequest(query)).hits == ()
        assert searcher.ask(SearchRequest(query)).hits == ()
    assert searcher.statistics().utterances == 0
    town.commit(tmp_path, town.meeting("m", "〇橋"))
    town.commit(tmp_path, remove=("m",))
    assert searcher.search(SearchRequest("橋")).total == 0
    assert list(searcher.export()) == []


def test_segments_of_many_commits_are_searched_as_one_index(town: Any, tmp_path: Path) -> None:
    """From a dozen segments on, the small ones are merged."""
    searcher, wanted = None, {}
    for number in range(20):
        name = f"m{number}"
        gone = (f"m{number - 5}",) if number % 3 == 0 and number > 5 else ()
        texts = [f"橋の{number}番", "サーバー室の鍵を確認した", "。"]
        town.commit(tmp_path, town.meeting(name, *[f"・{t}" for t in texts]), remove=gone)
        wanted[name] = texts
        for each in gone:
            wanted.pop(each, None)
        searcher = searcher or town.searcher(tmp_path)
        assert searcher.search(SearchRequest("サーバ室")).total == len(wanted)
        assert searcher.search(SearchRequest(f'"の{number}番"')).total == 1
    assert searcher is not None
    assert said(searcher) == wanted
    assert len(town.listed(searcher, "橋")) == len(wanted)


def test_commits_leave_no_files_open(town: Any, tmp_path: Path) -> None:
    town.commit(tmp_path, town.meeting("m", "〇橋を渡る"))
    searcher = town.searcher(tmp_path)
    counts = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(12):
            town.commit(tmp_path, town.meeting("m", "〇橋を渡る"), remove=("m",))
            assert searcher.search(SearchRequest("橋を")).total == 1
            assert searcher.ask(SearchRequest("橋はどこか")).total == 1
            counts.append(len(list(Path("/proc/self/fd").iterdir())))
    finally:
        gc.enable()
    assert max(counts[2:]) <= counts[1] + 2


def test_threads_that_search_during_commits_see_whole_commits(town: Any, tmp_path: Path) -> None:
    """Each search sees one whole commit: as many bridges as keys."""
    town.commit(tmp_path, town.meeting("m0", "・橋はどこか", "→鍵は庫務係"))
    searcher = town.searcher(tmp_path)
    done = Event()

    def search() -> int:
        searches = 0
        while not done.is_set():
            hits = searcher.search(SearchRequest("橋", limit=50)).hits
            assert all(len(hit.utterances) == 2 for hit in hits)
            assert searcher.search(SearchRequest("橋 鍵")).total % 2 == 0
            assert len(list(searcher.export())) % 2 == 0
            assert searcher.exchange("m0-u1") is not None
            searches += 1
        return searches

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(search) for _ in range(4)]
        try:
            for number in range(1, 9):
                meeting = town.meeting(f"m{number}", "・橋はどこか", "→鍵は庫務係")
                town.commit(tmp_path, meeting)
        finally:
            done.set()
        assert all(each.result(60) > 0 for each in running)
    assert searcher.search(SearchRequest("橋")).total == 9


def test_what_fails_while_a_searcher_prepares_is_logged_and_it_answers(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town.commit(tmp_path, town.meeting("a", "〇橋"))
    searcher = town.searcher(tmp_path)

    def fail(pause: Any) -> None:
        raise IndexUnavailable("索引のあるところが答えません")

    monkeypatch.setattr(searcher._engine, "prepare", fail)
    searcher.prepare(wait=True)
    assert "索引のあるところが答えません" in caplog.text
    assert searcher.search(SearchRequest("橋")).total == 1


def test_a_prepared_searcher_answers_as_an_unprepared_one_after_each_commit(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("_MAX_MAPPED", "_MAX_OWN"):
        monkeypatch.setattr(search, bound, 0)
    queries = [SearchRequest(query) for query in ("発言者:浜風", "灯だい", "灯*", "議題:水門")]
    with town.writer(tmp_path) as writer:
        writer.add(town.meeting("m", "・灯台は。", ("→灯台です。", {"speaker": "浜風課長"})))
        writer.commit({})
        plain, prepared = town.searcher(tmp_path), town.searcher(tmp_path)
        prepared.make_tables()
        prepared.prepare()
        for name in ("n", "o"):
            for query in queries:
                answers = [each.search(query) for each in (plain, prepared)]
                assert replace(answers[0], took_ms=0.0) == replace(answers[1], took_ms=0.0)
            writer.add(town.meeting(name, "・灯台の下は。"))
            writer.commit({})
        assert prepared.search(SearchRequest("灯台")).total == 4
