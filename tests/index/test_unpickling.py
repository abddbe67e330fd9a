"""Nothing in the folder of an index is executed, whoever wrote it."""

from __future__ import annotations

import gc
import pickle
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from index.engines.whoosh.segment.schema import schema
from index.engines.whoosh.segment.whoosh_files import read_toc
from index.errors import IndexOutdated
from index.query import SearchRequest
from index.search import Searcher
from index.writer import open_writer


class Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = str(trace)

    def __reduce__(self) -> tuple[Any, ...]:
        return __import__("os").mkdir, (self.trace,)


def write_toc(folder: Path, schema: object, segments: object, version: int = -111) -> None:
    """Whoosh's table of contents with anything pickled in it."""
    (path,) = folder.glob("*.toc")
    stream = StructFile(BytesIO())
    for size in (4, 8, 4):
        stream.write_varint(size)
    stream.write_int(-12345)
    stream.write_int(version)
    for number in (3, 54, 0):
        stream.write_varint(number)
    stream.write_string(pickle.dumps(schema, 2))
    stream.write_int(int(path.stem.rpartition("_")[2]))
    stream.write_int(0)
    stream.write_pickle(segments)
    path.write_bytes(stream.file.getvalue())


def in_segments(folder: Path, payload: Payload) -> None:
    write_toc(folder, None, [payload])


def in_attribute(folder: Path, payload: Payload) -> None:
    """What else is pickled stays as it was."""
    segments = read_toc(folder).segments
    segments[0]._deleted = payload
    write_toc(folder, None, segments)


def in_schema(folder: Path, payload: Payload) -> None:
    write_toc(folder, payload, [])


def in_old_toc(folder: Path, payload: Payload) -> None:
    """Whoosh has readers for the tables of contents of its older versions."""
    write_toc(folder, payload, [payload], version=-110)


def in_terms(folder: Path, payload: Payload) -> None:
    """The dictionary at the end of the terms, which says where their offsets are."""
    (path,) = folder.glob("*.trm")
    pickled = pickle.dumps({"indexlen": payload})
    path.write_bytes(path.read_bytes() + pickled + struct.pack("!i", len(pickled)))


ATTACKS = (in_segments, in_attribute, in_schema, in_old_toc, in_terms)


def use(home: Path) -> None:
    """All ways in which a foreign index is read."""
    searcher = Searcher(home)
    searcher.search(SearchRequest("橋"))
    list(searcher.export())


def change(home: Path) -> None:
    with open_writer(home) as writer:
        writer.remove("m1")
        writer.commit({})


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
@pytest.mark.parametrize("way", [use, change])
def test_a_payload_is_refused_and_not_executed(home, tmp_path, attack, way: Callable[[Path], None]):
    trace = tmp_path / "executed"
    attack(home.current(), Payload(trace))
    home.seal()
    if attack is in_schema:
        # Nobody reads it.
        way(home.path)
    else:
        with pytest.raises(IndexOutdated, match="--rebuild"):
            way(home.path)
    assert not trace.exists()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_payload_works_on_whoosh_itself(home, tmp_path: Path) -> None:
    in_segments(home.current(), Payload(tmp_path / "executed"))
    # It makes the folder each time that Whoosh reads the table of contents.
    with pytest.raises((AttributeError, FileExistsError)):
        whoosh.index.open_dir(str(home.current()), schema=schema()).reader()
    gc.collect()
    assert (tmp_path / "executed").exists()


def test_a_table_of_contents_is_read_as_whoosh_reads_it(home) -> None:
    home.commit("m2")
    change(home.path)
    ours = read_toc(home.current())
    theirs = TOC.read(FileStorage(str(home.current())), "MAIN")
    assert [vars(each) for each in ours.segments] != []
    for mine, its in zip(ours.segments, theirs.segments, strict=True):
        mine._codec = its._codec = None
        assert vars(mine) == vars(its)
    assert ours.generation == theirs.generation
