"""The history on disk: committed with the index or not at all, and reported if damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import KaigirokuError
from index.minutes import AgendaItem, Meeting, Source, Utterance
from index.redirects.history import HISTORY, History, write_history
from index.results import Gone
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64, 2, 3, "https://example.org/2")
ITEM = AgendaItem(None, "橋の補修について", department="建設課")


def meeting(name: str, *texts: str) -> Meeting:
    spoken = (
        Utterance(f"{name}-{text}", name, None, "speech", text, SOURCE, role="member", agenda=ITEM)
        for text in texts
    )
    return Meeting(name, "倉野町議会", "第1回", SOURCE, tuple(spoken), date="2024-05-01")


def commit(home: Path, *meetings: Meeting, remove: tuple[str, ...] = ()) -> None:
    with open_writer(home) as writer:
        for name in remove:
            writer.remove(name)
        for each in meetings:
            writer.add(each)
        writer.commit({})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An index from which a meeting was withdrawn."""
    commit(tmp_path / "store", meeting("m", "橋", "水門"), meeting("n", "道路"))
    commit(tmp_path / "store", remove=("m",))
    return tmp_path / "store"


def history_of(home: Path) -> Path:
    folder = Generations(home).current()
    assert folder is not None
    return folder / HISTORY


def test_a_commit_that_is_stopped_changes_no_history(home: Path, monkeypatch) -> None:
    before = history_of(home).read_bytes()

    def stop(*_: object) -> None:
        raise ZeroDivisionError

    with open_writer(home) as writer:
        writer.remove("n")
        with monkeypatch.context() as patch:
            patch.setattr("index.storage.generations.write_manifest", stop)
            with pytest.raises(ZeroDivisionError):
                writer.commit({})
    assert history_of(home).read_bytes() == before
    searcher = Searcher(home)
    assert searcher.meeting("n") is not None
    assert searcher.former("n") is None
    commit(home, remove=("n",))
    assert isinstance(searcher.former("n"), Gone)
    assert isinstance(searcher.former("m"), Gone)


def test_an_older_generation_keeps_its_own_history(home: Path) -> None:
    first = history_of(home)
    before = first.read_bytes()
    commit(home, remove=("n",))
    assert first.read_bytes() == before
    assert history_of(home) != first
    commit(home, meeting("o", "役場"))
    assert history_of(home).samefile(sorted(home.glob(f"g*/{HISTORY}"))[-2])


@pytest.mark.parametrize("content", [b"", b"no database" * 400])
def test_a_damaged_history_is_reported_and_dropped_by_a_rebuild(home: Path, content: bytes) -> None:
    history_of(home).unlink()
    history_of(home).write_bytes(content)
    with pytest.raises(KaigirokuError, match=r"history\.sqlite.*--rebuild"):
        Searcher(home).former("m")
    with pytest.raises(KaigirokuError, match=r"history\.sqlite.*--rebuild"):
        commit(home, meeting("o", "役場"))
    with open_writer(home, rebuild=True) as writer:
        writer.add(meeting("o", "役場"))
        writer.commit({})
    searcher = Searcher(home)
    assert searcher.meeting("o") is not None
    assert searcher.former("m") is None


def test_a_damaged_state_is_reported(home: Path) -> None:
    with closing(sqlite3.connect(history_of(home))) as database, database:
        database.execute("UPDATE states SET meeting = x'00'")
    with pytest.raises(KaigirokuError, match="アドレスの記録が壊れています"):
        History(history_of(home).parent).redirect("m")


def test_many_ids_are_looked_up_at_once(tmp_path: Path) -> None:
    ids = [f"m-{number}" for number in range(1_300)]
    with write_history(tmp_path, None, "2024-05-01") as changes:
        changes.redirect(dict.fromkeys(ids, "n"))
    assert sorted(History(tmp_path).known(["x", *ids, "y"])) == sorted(ids)


def test_a_meeting_with_a_lone_surrogate_can_be_removed(tmp_path: Path) -> None:
    home = tmp_path / "index"
    half = meeting("m1", "橋")
    (spoken,) = half.utterances
    half = replace(half, utterances=(replace(spoken, text="橋\ud800"),))
    commit(home, half, meeting("m2", "港"))
    commit(home, remove=("m1",))
    assert [each.meeting for each in Searcher(home).export()] == ["m2"]
