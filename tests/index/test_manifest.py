"""An index that is damaged or built by other means is refused with one line, and kept."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexDamaged, IndexMissing, IndexOutdated, KaigirokuError
from index.search import Searcher
from index.storage.generations import CURRENT, current_means, rebuild_reason
from index.storage.manifest import (
    FORMAT,
    MANIFEST,
    Manifest,
    SourceRecord,
    read_manifest,
    write_manifest,
)
from index.writer import open_writer


def change_means(home, name: str, value: str | None) -> None:
    def change(content: dict[str, Any]) -> None:
        content["means"][name] = value
        if value is None:
            del content["means"][name]

    home.seal(change)


def one_line(error: pytest.ExceptionInfo[KaigirokuError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    sources = {"/倉野/\u3000表.txt": SourceRecord("f" * 64, 3, 4, ("m1", "m2"))}
    manifest = Manifest(current_means(), sources)
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest
    assert rebuild_reason(manifest) is None


@pytest.mark.parametrize("name", sorted(current_means()))
@pytest.mark.parametrize("value", ["0", None])
def test_an_index_built_by_other_means_is_refused_and_kept(home, name, value):
    change_means(home, name, value)
    for use in (Searcher, open_writer):
        with pytest.raises(IndexOutdated) as error:
            use(home.path)
        told = one_line(error)
        assert name in told
        assert "kaigiroku index --rebuild" in told
        assert str(home.path) in told
    assert home.current().is_dir()
    change_means(home, name, current_means()[name])
    assert home.seen() == ["m1"]


def test_the_format_is_among_the_means() -> None:
    assert current_means()["format"] == FORMAT


def test_a_rebuild_keeps_the_old_index_until_it_commits(home):
    with open_writer(home.path, rebuild=True) as writer:
        assert dict(writer.sources) == {}
        writer.add(home.meeting("m2"))
        assert home.seen() == ["m1"]
    assert home.seen() == ["m1"]
    home.commit("m3", rebuild=True)
    assert home.seen() == ["m3"]
    home.commit("m4")
    assert home.seen() == ["m3", "m4"]


def test_an_index_of_another_version_can_be_rebuilt(home):
    change_means(home, "format", "0")
    home.commit("m2", rebuild=True)
    assert home.seen() == ["m2"]


POINTERS = [
    b"",
    b"\n",
    b"g00000099\n",
    b"..\n",
    b"/etc\n",
    b"\xff\xfe\x00",
    b"g1\ng2\n",
    b"a" * 9999,
]


@pytest.mark.parametrize("content", POINTERS, ids=repr)
def test_a_damaged_pointer_is_reported_and_mended_by_a_rebuild(home, content):
    before = {folder.name for folder in home.path.glob("g*")}
    (home.path / CURRENT).write_bytes(content)
    for use in (Searcher, open_writer):
        with pytest.raises(IndexOutdated) as error:
            use(home.path)
        assert "--rebuild" in one_line(error)
    with open_writer(home.path, rebuild=True):
        pass
    assert {folder.name for folder in home.path.glob("g*")} == before
    home.commit("m2", rebuild=True)
    assert home.seen() == ["m2"]


MANIFESTS = [b"", b"{", b"[]", b"null", b'{"means": {}}', b'{"means": 1, "sources": []}', b"\xff"]


@pytest.mark.parametrize("content", MANIFESTS, ids=repr)
def test_a_damaged_manifest_is_reported(home, content):
    (home.current() / MANIFEST).write_bytes(content)
    for use in (Searcher, open_writer):
        with pytest.raises(IndexOutdated) as error:
            use(home.path)
        assert "--rebuild" in one_line(error)


def flip(path: Path) -> None:
    """Flip a bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 16
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "flipped": flip,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named(home, damage):
    whole = home.copied(home.path.with_name("whole"))
    for name in [file.name for file in whole.current().iterdir()]:
        if name.endswith("LOCK"):
            continue
        shutil.rmtree(home.path)
        whole.copied(home.path)
        if damage != "missing" and not (home.current() / name).stat().st_size:
            continue
        DAMAGES[damage](home.current() / name)
        for use in (Searcher, home.__class__.commit):
            with pytest.raises(IndexDamaged) as error:
                use(home.path if use is Searcher else home)
            assert "--rebuild" in one_line(error), name
            assert name in one_line(error)


def test_a_pointer_to_an_older_generation_is_noticed(home):
    """One flipped bit makes g00000003 of g00000002."""
    home.commit("m2")
    home.commit("m3")
    pointer = home.path / CURRENT
    assert pointer.read_text().startswith("g00000003 ")
    pointer.write_text(pointer.read_text().replace("g00000003", "g00000002"))
    with pytest.raises(IndexDamaged):
        Searcher(home.path)


def test_a_pointer_without_a_digest_is_noticed(home):
    pointer = home.path / CURRENT
    pointer.write_text(pointer.read_text()[:9])
    with pytest.raises(IndexDamaged, match=CURRENT):
        Searcher(home.path)


@pytest.mark.parametrize("small", [0, 1 << 20], ids=["found when read", "found when opened"])
def test_a_damaged_index_can_be_rebuilt(home, monkeypatch, small):
    """A rebuild reads of it what became of its addresses, if it can."""
    monkeypatch.setattr("index.engines.SMALL_SIZE", small)
    with open_writer(home.path) as writer:
        writer.remove("m1")
        writer.add(home.meeting("m2"))
        writer.commit({})
    whole = home.copied(home.path.with_name("whole"))
    for name in [file.name for file in whole.current().iterdir() if file.stat().st_size]:
        shutil.rmtree(home.path)
        whole.copied(home.path)
        flip(home.current() / name)
        home.commit("m3", rebuild=True)
        assert home.seen() == ["m3"], name


def test_a_file_that_may_not_be_read_is_named_and_needs_no_rebuild(home, monkeypatch):
    (file,) = home.current().glob("*.pst")
    real = Path.open

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        if self == file:
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(KaigirokuError) as error:
        Searcher(home.path)
    assert file.name in one_line(error) and "--rebuild" not in one_line(error)


def test_a_folder_that_cannot_hold_an_index_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("橋")
    with pytest.raises(IndexMissing):
        Searcher(tmp_path / "file")
    for place in (tmp_path / "file", tmp_path / "file" / "store"):
        with pytest.raises(KaigirokuError) as error:
            open_writer(place)
        assert str(place) in one_line(error)
