"""What built an index, and of which files: read before the index is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One indexed file: its content's SHA-256, size and time, and its meetings' ids."""

    sha256: str
    size: int
    mtime_ns: int
    meetings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The means an index was built by, and its sources by absolute path."""

    means: Mapping[str, str]
    sources: Mapping[str, SourceRecord] = field(default_factory=dict)
