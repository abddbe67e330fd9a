"""Commits on disk: what a reader sees, whatever happens to a writer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import IndexBusy, IndexMissing
from index.generations import CURRENT, Generations
from index.manifest import MANIFEST, SourceRecord
from index.minutes import Meeting, Source, Utterance
from index.search import Searcher
from index.store import open_writer

SOURCE = Source("kura.txt", "0" * 64)
RECORDS = {"/倉野/kura.txt": SourceRecord("0" * 64, 12, 34, ("m1", "m2"))}


def meeting(name: str, text: str = "橋の予算について") -> Meeting:
    spoken = Utterance(f"{name}-u", name, None, "speech", text, SOURCE)
    return Meeting(name, "倉野町議会", "第1回", SOURCE, (spoken,))


def commit(home: Path, *names: str, rebuild: bool = False) -> None:
    with open_writer(home, rebuild=rebuild) as writer:
        for name in names:
            writer.add(meeting(name))
        writer.commit(RECORDS)


def seen(home: Path) -> list[str]:
    return sorted(utterance.meeting for utterance in Searcher(home).export())


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An index with one commit."""
    commit(tmp_path / "store", "m1")
    return tmp_path / "store"


def current(home: Path) -> Path:
    folder = Generations(home).current()
    assert folder is not None
    return folder


def test_nothing_is_there_before_the_first_commit(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="kaigiroku index"):
        Searcher(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with open_writer(tmp_path) as writer:
        writer.add(meeting("m1"))
        with pytest.raises(IndexMissing):
            Searcher(tmp_path)
    with pytest.raises(IndexMissing):
        Searcher(tmp_path)


def test_a_draft_is_never_seen_and_never_left(home: Path) -> None:
    before = contents(current(home))
    with open_writer(home) as writer:
        writer.add(meeting("m2"))
        writer.remove("m1")
        assert seen(home) == ["m1"]
        assert list(home.glob("draft-*"))
    assert seen(home) == ["m1"]
    assert not list(home.glob("draft-*"))
    assert contents(current(home)) == before


def test_an_error_while_writing_leaves_the_last_commit(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_writer(home) as writer:
        writer.add(meeting("m2"))
        _ = 1 // 0
    assert seen(home) == ["m1"]
    commit(home, "m2")
    assert seen(home) == ["m1", "m2"]


def test_a_writer_may_commit_more_than_once(home: Path) -> None:
    with open_writer(home) as writer:
        for name in ("m2", "m3"):
            writer.add(meeting(name))
            writer.commit({})
            assert name in seen(home)
        writer.add(meeting("m4"))
    assert seen(home) == ["m1", "m2", "m3"]


def test_the_sources_are_those_of_the_last_commit(home: Path) -> None:
    with open_writer(home) as writer:
        assert dict(writer.sources) == RECORDS
        writer.commit({})
        assert dict(writer.sources) == {}


def test_only_one_process_writes(home: Path) -> None:
    code = "import sys; from pathlib import Path; from index.store import open_writer\n" + (
        "with open_writer(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(IndexBusy, match="書き込んで"):
            open_writer(home)
        assert seen(home) == ["m1"]
        other.kill()
    commit(home, "m2")
    assert seen(home) == ["m1", "m2"]


def test_a_writer_in_this_process_has_it_alone_too(home: Path) -> None:
    with open_writer(home), pytest.raises(IndexBusy):
        open_writer(home)
    with open_writer(home):
        pass


def test_what_a_killed_writer_left_is_cleared_by_the_next(home: Path) -> None:
    (home / "draft-left").mkdir()
    (home / "draft-left" / "MAIN.pst").write_bytes(b"half")
    shutil.copytree(current(home), home / "g00000099")
    (home / f"{CURRENT}.next").write_text("g00000099\n")
    assert seen(home) == ["m1"]
    commit(home, "m2")
    assert seen(home) == ["m1", "m2"]
    assert not list(home.glob("draft-*"))
    assert not (home / "g00000099").exists()


# Each step of a commit, and the folder it may be stopped in.
STEPS = ["write_manifest", "Path.chmod", "Path.rename", "Path.write_text", "Path.replace"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_commit_stopped_at_any_step_is_whole_or_not_there(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    with open_writer(home) as writer:
        writer.add(meeting("m2"))
        with monkeypatch.context() as patch:
            stop_at(patch, step, after=after)
            with pytest.raises(PowerCut):
                writer.commit({})
        stages = home.parent / "stage"
        shutil.copytree(home, stages, symlinks=True)
    done = step == "Path.replace" and after
    for place in (stages, home):
        assert seen(place) == (["m1", "m2"] if done else ["m1"])
        commit(place, "m3")
        assert seen(place) == (["m1", "m2", "m3"] if done else ["m1", "m3"])


class PowerCut(Exception):
    """What stops a writer in the middle of a step."""


def stop_at(patch: pytest.MonkeyPatch, step: str, *, after: bool) -> None:
    """Stop `Generations.publish` just before or after one of its steps."""
    owner, name = (Path, step[5:]) if step.startswith("Path.") else (None, step)
    target = owner if owner is not None else sys.modules["index.generations"]
    real: Callable[..., object] = getattr(target, name)

    def stopped(*arguments: object, **options: object) -> object:
        ours = sys._getframe(1).f_code.co_name == "publish"
        if ours and not after:
            raise PowerCut
        result = real(*arguments, **options)
        if ours:
            raise PowerCut
        return result

    patch.setattr(target, name, stopped)


def test_generations_share_what_did_not_change(home: Path) -> None:
    first = current(home)
    before = contents(first)
    commit(home, "m2")
    second = current(home)
    assert contents(first) == before
    shared = [name for name in before if (second / name).exists()]
    same = [name for name in shared if (first / name).samefile(second / name)]
    assert any(name.endswith(".pst") for name in same)
    assert MANIFEST not in same


def test_old_generations_are_dropped_and_open_ones_stay_readable(home: Path) -> None:
    reader = Searcher(home)
    listing = reader.export()
    engine = reader._engine
    for number in range(4):
        commit(home, f"n{number}")
    assert len(list(home.glob("g*"))) == 2
    assert not (home / engine.name).exists()
    assert [utterance.meeting for utterance in listing] == ["m1"]
    found = engine.meeting("m1")
    assert found is not None
    assert found.utterances[0].text == "橋の予算について"
