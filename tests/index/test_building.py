"""An index built by several processes equals the one that a single process builds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.engines.whoosh.writing import workers
from index.engines.whoosh.writing.merger import MAX_MERGED_DOCS, MAX_SMALL_SEGMENTS, count_to_merge
from index.errors import KaigirokuError
from index.minutes import AgendaItem, Meeting, Source, Utterance
from index.query import SearchRequest
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)
WORDS = ["橋", "予算", "サーバールーム", "選挙管理委員会", "ファイヤーウォール", "水門", "Ａ", "を"]
MEETINGS = 12
QUERIES = [
    "橋",
    "ルーム",
    '"門、橋"',
    "選挙管理委員会",
    "ファイアウォール -橋",
    "第3号",
    "議題:第3号",
]
UNGUARDED = """
import sys
from pathlib import Path
from index.engines.whoosh.writing import workers
from index.minutes import Meeting, Source, Utterance
from index.writer import open_writer

workers.MIN_CHARACTERS_FOR_PROCESSES = 0
source = Source("kura.txt", "0" * 64)
with open_writer(Path(sys.argv[1])) as writer:
    spoken = (Utterance("m-1", "m", None, "speech", "橋", source),)
    writer.add(Meeting("m", "倉野町議会", "会議録", source, spoken))
    writer.commit({})
"""


def meetings() -> Iterator[Meeting]:
    chance = random.Random(5)
    for number in range(MEETINGS):
        name = f"m{number}"
        spoken = tuple(
            Utterance(
                f"{name}-{at}",
                name,
                None,
                "speech",
                "、".join(chance.choices(WORDS, k=chance.randint(0, 9))),
                SOURCE,
                speaker=chance.choice(["町長", None]),
                agenda=AgendaItem(f"第{at}号", "道路の改修"),
            )
            for at in range(number)
        )
        yield Meeting(name, "倉野町議会", f"会議録{number}", SOURCE, spoken)


def children() -> list[int]:
    """The processes that this one has started and that have not ended."""
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid())], stdout=subprocess.PIPE, encoding="ascii", check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def build(home: Path) -> Searcher:
    """Build it in two commits, with a meeting added, removed and added again."""
    every = list(meetings())
    with open_writer(home) as writer:
        for meeting in every[:8]:
            writer.add(meeting)
        writer.remove("m3")
        writer.add(every[3])
        writer.commit({})
        writer.remove("m5")
        for meeting in every[8:]:
            writer.add(meeting)
        writer.commit({})
    return Searcher(home)


@pytest.fixture
def several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes analyze even the smallest collection."""
    monkeypatch.setattr(workers, "MIN_CHARACTERS_FOR_PROCESSES", 0)
    monkeypatch.setattr(workers, "core_count", lambda: 2)


def test_processes_make_the_same_index(tmp_path: Path, several_processes: None) -> None:
    several = build(tmp_path / "several")
    assert not children()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "core_count", lambda: 1)
        one = build(tmp_path / "one")
    assert several.statistics() == one.statistics()
    assert {each.id: each for each in several.export()} == {each.id: each for each in one.export()}
    for query in QUERIES:
        pages = [each.search(SearchRequest(query, limit=200)) for each in (several, one)]
        found, wanted = ({(hit.id, round(hit.score, 6)) for hit in page.hits} for page in pages)
        assert found == wanted
        assert found


def test_several_processes_write_several_segments(tmp_path: Path, several_processes: None) -> None:
    with open_writer(tmp_path) as writer:
        for meeting in meetings():
            writer.add(meeting)
        writer.commit({})
    folder = Generations(tmp_path).current()
    assert folder is not None
    assert len(list(folder.glob("*.pst"))) == 2


def test_a_killed_process_is_an_error_and_the_last_commit_stays(
    tmp_path: Path, several_processes: None
) -> None:
    first, second, *_ = meetings()
    with open_writer(tmp_path) as writer:
        writer.add(second)
        writer.commit({})
        writer.add(first)
        assert children()
        for process in children():
            os.kill(process, signal.SIGKILL)
        with pytest.raises(KaigirokuError, match="もう一度"):
            writer.commit({})
    assert [each.meeting for each in Searcher(tmp_path).export()] == ["m1"]
    assert not list(tmp_path.glob("draft-*"))


def test_a_script_without_a_main_guard_builds_too(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED, encoding="utf-8")
    home = tmp_path / "store"
    subprocess.run([sys.executable, script, home], check=True, capture_output=True)
    assert [each.text for each in Searcher(home).export()] == ["橋"]


def test_meetings_that_are_added_daily_are_rewritten_rarely() -> None:
    """Ten years of one meeting a day, of 130 documents each."""
    sizes: list[int] = []
    rewritten, most = 0, 0
    for _ in range(3650):
        sizes = sorted([*sizes, 130])
        small = [size for size in sizes if size <= MAX_MERGED_DOCS]
        count = count_to_merge(small)
        merged = sum(small[:count])
        sizes = [size for size in sizes if size > MAX_MERGED_DOCS] + small[count:]
        sizes += [merged] if merged else []
        rewritten += merged
        most = max(most, merged)
        assert len([size for size in sizes if size <= MAX_MERGED_DOCS]) <= MAX_SMALL_SEGMENTS
    assert len(sizes) < 50
    assert most <= 2 * MAX_MERGED_DOCS
    assert rewritten < 8 * 3650 * 130
