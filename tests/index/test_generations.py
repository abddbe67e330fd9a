"""Commits on disk: readers see the last one, whatever happens to a writer."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import IndexBusy, IndexMissing
from index.search import Searcher
from index.storage.generations import CURRENT
from index.storage.manifest import MANIFEST
from index.writer import open_writer


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_there_is_no_index_before_the_first_commit(home, tmp_path):
    with pytest.raises(IndexMissing, match="kaigiroku index"):
        Searcher(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with open_writer(tmp_path / "new") as writer:
        writer.add(home.meeting("m1"))
        with pytest.raises(IndexMissing):
            Searcher(tmp_path / "new")
    with pytest.raises(IndexMissing):
        Searcher(tmp_path / "new")


def test_a_draft_is_never_seen_and_never_left(home):
    before = contents(home.current())
    with open_writer(home.path) as writer:
        writer.add(home.meeting("m2"))
        writer.remove("m1")
        assert home.seen() == ["m1"]
        assert list(home.path.glob("draft-*"))
    assert home.seen() == ["m1"]
    assert not list(home.path.glob("draft-*"))
    assert contents(home.current()) == before


def test_an_error_while_writing_leaves_the_last_commit(home):
    with pytest.raises(ZeroDivisionError), open_writer(home.path) as writer:
        writer.add(home.meeting("m2"))
        _ = 1 // 0
    assert home.seen() == ["m1"]
    home.commit("m2")
    assert home.seen() == ["m1", "m2"]


def test_a_writer_may_commit_more_than_once(home):
    with open_writer(home.path) as writer:
        for name in ("m2", "m3"):
            writer.add(home.meeting(name))
            writer.commit({})
            assert name in home.seen()
        writer.add(home.meeting("m4"))
    assert home.seen() == ["m1", "m2", "m3"]


def test_the_sources_are_those_of_the_last_commit(home):
    with open_writer(home.path) as writer:
        assert dict(writer.sources) == home.sources
        writer.commit({})
        assert dict(writer.sources) == {}


def test_only_one_process_writes(home, other_writer):
    with other_writer(home.path) as other:
        with pytest.raises(IndexBusy, match="書き込んで"):
            open_writer(home.path)
        assert home.seen() == ["m1"]
        other.kill()
    home.commit("m2")
    assert home.seen() == ["m1", "m2"]


def test_only_one_writer_of_this_process_writes(home):
    with open_writer(home.path), pytest.raises(IndexBusy):
        open_writer(home.path)
    with open_writer(home.path):
        pass


def test_what_a_killed_writer_left_is_cleared_by_the_next(home):
    (home.path / "draft-left").mkdir()
    (home.path / "draft-left" / "MAIN.pst").write_bytes(b"half")
    shutil.copytree(home.current(), home.path / "g00000099")
    (home.path / f"{CURRENT}.next").write_text("g00000099\n")
    assert home.seen() == ["m1"]
    home.commit("m2")
    assert home.seen() == ["m1", "m2"]
    assert not list(home.path.glob("draft-*"))
    assert not (home.path / "g00000099").exists()


# Each step of a commit, and the folder it may be stopped in.
STEPS = ["write_manifest", "Path.chmod", "Path.rename", "Path.write_text", "Path.replace"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_commit_stopped_at_any_step_is_complete_or_invisible(home, monkeypatch, step, after):
    with open_writer(home.path) as writer:
        writer.add(home.meeting("m2"))
        with monkeypatch.context() as patch:
            stop_at(patch, step, after=after)
            with pytest.raises(PowerCut):
                writer.commit({})
        stage = home.copied(home.path.with_name("stage"))
    done = step == "Path.replace" and after
    for place in (stage, home):
        assert place.seen() == (["m1", "m2"] if done else ["m1"])
        place.commit("m3")
        assert place.seen() == (["m1", "m2", "m3"] if done else ["m1", "m3"])


class PowerCut(Exception):
    """Stops a writer in the middle of a step."""


def stop_at(patch: pytest.MonkeyPatch, step: str, *, after: bool) -> None:
    """Stop `Generations.publish` just before or after one of its steps."""
    owner, name = (Path, step[5:]) if step.startswith("Path.") else (None, step)
    target = owner if owner is not None else sys.modules["index.storage.generations"]
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


def test_generations_share_unchanged_files(home):
    first = home.current()
    before = contents(first)
    home.commit("m2")
    second = home.current()
    assert contents(first) == before
    shared = [name for name in before if (second / name).exists()]
    same = [name for name in shared if (first / name).samefile(second / name)]
    assert any(name.endswith(".pst") for name in same)
    assert MANIFEST not in same


def test_old_generations_are_dropped_and_open_ones_stay_readable(home):
    reader = Searcher(home.path)
    listing = reader.export()
    engine = reader._engine
    for number in range(4):
        home.commit(f"n{number}")
    assert len(list(home.path.glob("g*"))) == 2
    assert not (home.path / engine.name).exists()
    assert [utterance.meeting for utterance in listing] == ["m1"]
    found = engine.meeting("m1")
    assert found is not None
    assert found.utterances[0].text == "橋の予算について"
