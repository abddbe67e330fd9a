"""SQLite FTS5 with trigrams and bm25, asked a question: what an answer is measured beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

_SHORTEST = 3


class Baseline:
    """Rows of text, each under a key."""

    def __init__(self, rows: Mapping[str, str]) -> None:
        self._keys = list(rows)
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE found USING fts5 (text, tokenize = 'trigram')")
        self._database.executemany(
            "INSERT INTO found (rowid, text) VALUES (?, ?)", enumerate(rows.values())
        )

    def ask(self, strings: Iterable[str], depth: int) -> list[str]:
        """The keys of the rows with any of the strings, best first."""
        asked = " OR ".join(f'"{each}"' for each in strings if len(each) >= _SHORTEST)
        if not asked:
            return []
        best = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
        return [self._keys[row] for (row,) in self._database.execute(best, (asked, depth))]


def trigrams(words: Sequence[str]) -> list[str]:
    """Every three characters in a row."""
    found = (word[at : at + _SHORTEST] for word in words for at in range(len(word) - 2))
    return list(dict.fromkeys(found))
