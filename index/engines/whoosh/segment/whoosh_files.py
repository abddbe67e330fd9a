"""Whoosh's table of contents, and what Whoosh pickles, read so that nothing in it is executed.

A pickle may name any function, and Whoosh calls what it names. Here a pickle may name the
classes of a segment alone, so Whoosh's own readers of tables of contents and terms are not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from pickle import Unpickler, UnpicklingError
from typing import Any, BinaryIO

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex

from index.engines.whoosh.segment.schema import schema
from index.storage.checksums import FileRecord, check_file
from index.storage.damage import decoding

INDEX_NAME = "MAIN"
# The version of its tables of contents that Whoosh writes.
_TOC_VERSION = -111
# What a segment is made of, besides strings, numbers, dictionaries and lists.
_CLASSES = {
    ("whoosh.codec.whoosh3", "W3Segment"),
    ("index.engines.whoosh.segment.whoosh_codec", "FlatCodec"),
    ("builtins", "set"),
}


class _SegmentUnpickler(Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _CLASSES:
            raise UnpicklingError(f"あるはずのない {module}.{name}。実行していません")
        return super().find_class(module, name)


def unpickle(stream: BinaryIO) -> Any:
    """What Whoosh has pickled; UnpicklingError if it names anything but a segment's classes."""
    return _SegmentUnpickler(stream).load()


def read_toc(folder: Path, files: Mapping[str, FileRecord] | None = None) -> Any:
    """Whoosh's TOC of the last commit: its segments and its generation.

    It is checked if the records of its generation's `files` are given. Raises FileNotFoundError if
    there is none, and IndexDamaged.
    """
    number = TOC._latest_generation(FileStorage(str(folder)), INDEX_NAME)
    path = folder / TOC._filename(INDEX_NAME, number)
    with decoding(path):
        if files is not None:
            check_file(path, files[path.name])
        content = path.read_bytes()
        return _decode_toc(content)


def _decode_toc(content: bytes) -> Any:
    stream = StructFile(BytesIO(content))
    # The sizes of numbers, which are read as written, and a mark of the byte order.
    for _ in range(3):
        stream.read_varint()
    stream.read_int()
    if (version := stream.read_int()) != _TOC_VERSION:
        raise ValueError(f"table of contents {version}")
    release = tuple(stream.read_varint() for _ in range(3))
    # The schema is pickled, too; ours is in the code.
    stream.skip_string()
    generation, _ = stream.read_int(), stream.read_int()
    return TOC(schema(), unpickle(stream.file), generation, version, release)


class WhooshFolder(FileIndex):
    """The Whoosh index in a folder, which is made if there is none, for Whoosh's own writer."""

    def __init__(self, folder: Path) -> None:
        # Without FileIndex.__init__, which has Whoosh read its table of contents.
        self.storage, self._schema, self.indexname = FileStorage(str(folder)), schema(), INDEX_NAME
        if self.latest_generation() < 0:
            TOC.create(self.storage, schema(), INDEX_NAME)

    def _read_toc(self) -> Any:
        return read_toc(Path(self.storage.folder))
