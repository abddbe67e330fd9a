"""What is said of an index that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexDamaged, KaigirokuError

REBUILD_ADVICE = (
    "kaigiroku index --rebuild PATH… で作り直してください（それまで元の索引は残ります）。"
)


def damaged(path: Path, reason: object) -> IndexDamaged:
    """The error that names a damaged file, and the remedy."""
    return IndexDamaged(f"{path}: 索引のファイルが壊れています（{reason}）。{REBUILD_ADVICE}")


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """Name the file whose content cannot be decoded: damage raises errors of almost any type."""
    try:
        yield
    except (KaigirokuError, OSError):
        raise
    except Exception as error:
        raise damaged(path, f"{type(error).__name__}: {error}") from error
