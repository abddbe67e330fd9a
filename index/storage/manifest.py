"""The manifest of a generation: what built it, and from which files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from index.analysis.lexicon import Row
from index.fields import FIELDS_DIGEST

MANIFEST = "manifest.json"
# To be raised with every change of the files of an index that is not one of the field table.
FORMAT_VERSION = 9
FORMAT = f"{FORMAT_VERSION}.{FIELDS_DIGEST}"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """An indexed file, its meetings, and the version of the parser; a newer one reads it again."""

    sha256: str
    size: int
    mtime_ns: int
    meetings: tuple[str, ...]
    parser: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a generation.

    `means` are the versions of what decides its content, by name: the format, the analyzer,
    its dictionary and lexicon. `sources` go by absolute path; `lexicon` are the user's words.
    """

    means: Mapping[str, str]
    sources: Mapping[str, SourceRecord] = field(default_factory=dict)
    lexicon: tuple[Row, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation. Raises OSError, or ValueError if it is damaged."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    try:
        sources = {
            path: SourceRecord(**{**record, "meetings": tuple(record["meetings"])})
            for path, record in content["sources"].items()
        }
        lexicon = tuple(_row(cells) for cells in content.get("lexicon", ()))
        return Manifest(content["means"], sources, lexicon)
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
    return f"{folder.name}-{blake2b(manifest, digest_size=8).hexdigest()}"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    # In ASCII: a path may have bytes that are not UTF-8, and must be read back unchanged.
    content = json.dumps(asdict(manifest), indent=1)
    (folder / MANIFEST).write_text(content, encoding="utf-8")
