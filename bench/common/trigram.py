"""SQLite FTS5 with trigrams, set up well: what Kaigiroku is measured beside.

Knows nothing of ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

# Nothing is waited for while building: that is more than Kaigiroku allows itself.
_PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "temp_store = MEMORY",
    "cache_size = -262144",
    "mmap_size = 2147483648",
)
_SHORTEST = 3
_SHOWN = 10


def build(file: Path, texts: Iterable[str]) -> None:
    """Index texts in one transaction, then bring the index into its best form."""
    with closing(connect(file)) as database:
        database.execute("CREATE TABLE speech (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        database.execute(
            "CREATE VIRTUAL TABLE found USING fts5 "
            "(text, content = 'speech', content_rowid = 'id', tokenize = 'trigram', detail = full)"
        )
        database.execute("BEGIN")
        database.executemany("INSERT INTO speech (text) VALUES (?)", ((text,) for text in texts))
        database.execute("INSERT INTO found (found) VALUES ('rebuild')")
        database.execute("INSERT INTO found (found) VALUES ('optimize')")
        database.execute("COMMIT")
        database.execute("VACUUM")


def connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in _PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    return database


def expression(query: str) -> str:
    """A query of words and "strings" as FTS5 writes it: all of them, to the letter."""
    return " ".join(f'"{word}"' for word in query.replace('"', "").split())


def search(database: sqlite3.Connection, query: str) -> int:
    """Find the ten best texts, and the exact number of all, which is given back."""
    return _find(database, query)


def _find(database: sqlite3.Connection, query: str) -> int:
    if len(query) < _SHORTEST:
        return _scan(database, query)
    asked = expression(query)
    best = f"SELECT rowid, text FROM found WHERE found MATCH ? ORDER BY rank LIMIT {_SHOWN}"
    database.execute(best, (asked,)).fetchall()
    counted = "SELECT count(*) FROM found WHERE found MATCH ?"
    total: int = database.execute(counted, (asked,)).fetchone()[0]
    return total


def _scan(database: sqlite3.Connection, query: str) -> int:
    """A word of two characters has no trigram: every text is read, and none is ranked."""
    every = "SELECT id, text FROM speech WHERE instr(text, ?)"
    return len(database.execute(every, (query,)).fetchall())
