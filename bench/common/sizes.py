"""The collections that are compared: one year of a city, five, and so on to all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

from common.collection import Collection, gather
from common.parts import Part, analysts, read_part

CITY = Path(__file__).parents[3] / "shared" / "minutes" / "shinagawa"

_FIRST = "2003"
"""Each collection begins with this year, the queries are drawn from it; those before come last."""


class Size(NamedTuple):
    """So many files as one collection; what is built of it stands in `folder`."""

    files: Sequence[Path]
    folder: Path
    collection: Collection
    is_whole: bool


def files_of(city: Path) -> list[Path]:
    """The files of a city in the order in which they are taken."""
    files = (path for path in city.iterdir() if path.is_file())
    return sorted(files, key=lambda path: (path.name < _FIRST, path.name))


def sizes_of(city: Path, counts: Sequence[int], scratch: Path) -> tuple[Part, list[Size]]:
    """The first file, from which queries are drawn, and the collections in `scratch`."""
    every = files_of(city)
    files = every[: max(counts)]
    with ExitStack() as stack:
        started = cache(lambda: stack.enter_context(analysts()))
        parts = [read_part(file, scratch / "parts", started) for file in files]
    sizes = []
    for count in counts:
        folder = scratch / str(count)
        collection = gather(parts[:count], folder)
        sizes.append(Size(files[:count], folder, collection, len(files[:count]) == len(every)))
    return parts[0], sizes
