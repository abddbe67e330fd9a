"""An index that is damaged or built by other means is refused with one line, and kept."""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path

import pytest

from index.errors import IndexMissing, IndexOutdated, KaigirokuError
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
    path = home.current() / MANIFEST
    content = json.loads(path.read_text(encoding="utf-8"))
    content["means"][name] = value
    if value is None:
        del content["means"][name]
    path.write_text(json.dumps(content), encoding="utf-8")


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


# The files a reader needs. That half of the postings or records is missing is only noticed
# when it is read.
READ = ("toc", "trm", "text.col", "folded.col", "units.col", "doc_values.col", "record.col", "pst")
CUT = READ[:6]


# Whoosh leaves a file open when it cannot read it.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("damage", ["missing", "half"])
def test_a_damaged_file_is_reported(home, damage):
    whole = home.copied(home.path.with_name("whole"))
    for name in [file.name for file in whole.current().iterdir()]:
        if not name.endswith(READ if damage == "missing" else CUT):
            continue
        shutil.rmtree(home.path)
        whole.copied(home.path)
        file = home.current() / name
        content = file.read_bytes()
        file.unlink()
        if damage == "half":
            file.write_bytes(content[: len(content) // 2])
        with pytest.raises(IndexOutdated) as error:
            Searcher(home.path)
        assert "--rebuild" in one_line(error), name
        assert damage == "half" or name.endswith("toc") or name in one_line(error)
        del error
        gc.collect()


# Whoosh leaves a file open when it cannot read another.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_file_that_may_not_be_read_is_named_and_needs_no_rebuild(home):
    (file,) = home.current().glob("*.pst")
    file.unlink()
    file.mkdir()
    with pytest.raises(KaigirokuError) as error:
        Searcher(home.path)
    assert file.name in one_line(error) and "--rebuild" not in one_line(error)
    del error
    gc.collect()


def test_a_folder_that_cannot_hold_an_index_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("橋")
    with pytest.raises(IndexMissing):
        Searcher(tmp_path / "file")
    for place in (tmp_path / "file", tmp_path / "file" / "store"):
        with pytest.raises(KaigirokuError) as error:
            open_writer(place)
        assert str(place) in one_line(error)
