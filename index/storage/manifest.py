"""What built an index, and of which files: read before the index is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.analysis.analyzer import Analyzer
from index.analysis.lexicon import Lexicon, Row
from index.fields import FIELDS_DIGEST

MANIFEST = "manifest.json"
# To be raised with each change of files or columns that the table of fields does not tell.
FORMAT_VERSION = 7
FORMAT = f"{FORMAT_VERSION}.{FIELDS_DIGEST}"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One indexed file: its content's SHA-256, size and time, and its meetings' ids.

    `parser` is the version of the parser that read it: another reads it again.
    """

    sha256: str
    size: int
    mtime_ns: int
    meetings: tuple[str, ...]
    parser: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The means an index was built by, its sources by absolute path, its own lexicon."""

    means: Mapping[str, str]
    sources: Mapping[str, SourceRecord] = field(default_factory=dict)
    lexicon: tuple[Row, ...] = ()

    def needs_rebuild(self) -> str | None:
        """Why the index must be built anew, in Japanese; None if it need not be."""
        for name, value in current_means(Lexicon(self.lexicon)).items():
            if self.means.get(name) != value:
                return f"{name} が {self.means.get(name, '不明')}（現在は {value}）"
        return None


def current_means(lexicon: Lexicon | None = None) -> dict[str, str]:
    """What decides the content of an index: format, analysis and dictionary."""
    return {"format": FORMAT, **Analyzer(lexicon).means}


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
    """A row of a lexicon; JSON knows no tuples."""
    surface, reading, pos, split, normalized, synonyms = cells
    return Row(surface, reading, pos, tuple(split), normalized, tuple(synonyms))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    # Escaped: a path may hold bytes that are no text, and must come back as it was.
    content = json.dumps(asdict(manifest), indent=1)
    (folder / MANIFEST).write_text(content, encoding="utf-8")
