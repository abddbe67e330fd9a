"""The manifest of a generation: what built it, from which files, and the files that it has."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.analysis.lexicon import Row
from index.fields import FIELDS_DIGEST
from index.storage.checksums import FileRecord

MANIFEST = "manifest.json"
# To be raised with every change of the files of an index that is not one of the field table.
FORMAT_VERSION = 11
FORMAT = f"{FORMAT_VERSION}.{FIELDS_DIGEST}"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """An indexed file, its meetings, and the version of the parser; a newer one reads it again.

    A program can set `mtime_ns`, the time of the last change of the content, but not `ctime_ns`,
    that of the last change of the file or of what is recorded of it.
    """

    sha256: str
    size: int
    mtime_ns: int
    meetings: tuple[str, ...]
    parser: int = 0
    ctime_ns: int = 0
    inode: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a generation.

    `means` are the versions of what decides its content, by name: the format, the analyzer,
    its dictionary and lexicon. `sources` go by absolute path; `lexicon` are the user's words.
    `files` are those of the generation, by name, but for the manifest itself.
    `retired` are the ids that no meeting may have any more, because several claimed them.
    """

    means: Mapping[str, str]
    sources: Mapping[str, SourceRecord] = field(default_factory=dict)
    lexicon: tuple[Row, ...] = ()
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    retired: tuple[str, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation. Raises OSError, or ValueError if it is damaged."""
    return decode_manifest((folder / MANIFEST).read_bytes())


def decode_manifest(written: bytes) -> Manifest:
    """The manifest in a file's content. Raises ValueError if it is damaged."""
    content = json.loads(written.decode())
    try:
        sources = {
            path: SourceRecord(**{**record, "meetings": tuple(record["meetings"])})
            for path, record in content["sources"].items()
        }
        lexicon = tuple(_row(cells) for cells in content.get("lexicon", ()))
        files = {name: FileRecord(**record) for name, record in content.get("files", {}).items()}
        retired = tuple(content.get("retired", ()))
        return Manifest(content["means"], sources, lexicon, files, retired)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def _row(cells: Sequence[Any]) -> Row:
    """A row of a lexicon; JSON has no tuples."""
    surface, reading, pos, split, normalized, synonyms = cells
    return Row(surface, reading, pos, tuple(split), normalized, tuple(synonyms))


@lru_cache(maxsize=4)
def commit_digest(folder: Path) -> str:
    """A short text that no other commit has: its generation, and what its manifest holds.

    Empty if the manifest cannot be read.
    """
    try:
        manifest = (folder / MANIFEST).read_bytes()
    except OSError:
        return ""
    return f"{folder.name}-{manifest_digest(manifest)[:16]}"


def manifest_digest(written: bytes) -> str:
    """What CURRENT says of a manifest's content: its SHA-256 in hexadecimal."""
    return sha256(written).hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write the manifest of a generation; returns its digest."""
    # In ASCII: a path may have bytes that are not UTF-8, and must be read back unchanged.
    written = json.dumps(asdict(manifest), indent=1).encode("ascii")
    (folder / MANIFEST).write_bytes(written)
    return manifest_digest(written)
