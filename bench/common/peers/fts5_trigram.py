"""SQLite FTS5 with trigrams over the text: finds any string of three characters or more."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from common import trigram
from common.collection import Collection
from common.parts import read_texts
from common.peers import Prepared


def build(collection: Collection, home: Path) -> None:
    home.unlink(missing_ok=True)
    trigram.build(home, read_texts(collection.texts))


def opened(home: Path, strings: list[str]) -> Prepared:
    database = trigram.connect(home)
    # In quotation marks, so that each is one string.
    return Prepared([partial(trigram.search, database, string) for string in strings])
