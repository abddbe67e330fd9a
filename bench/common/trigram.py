"""SQLite FTS5 with trigrams, set up well: what Kaigiroku is measured beside.

Also a program, `trigram.py DATABASE`, so that its latencies and its memory are
those of a process that does nothing else. Knows nothing of ours.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter

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
    return _find(database, query, "text")


def page(database: sqlite3.Connection, query: str) -> int:
    """As `search`, with a snippet of each text."""
    return _find(database, query, "snippet(found, 0, '<mark>', '</mark>', '…', 64)")


def _find(database: sqlite3.Connection, query: str, shown: str) -> int:
    if len(query) < _SHORTEST:
        return _scan(database, query)
    asked = expression(query)
    best = f"SELECT rowid, {shown} FROM found WHERE found MATCH ? ORDER BY rank LIMIT {_SHOWN}"
    database.execute(best, (asked,)).fetchall()
    counted = "SELECT count(*) FROM found WHERE found MATCH ?"
    total: int = database.execute(counted, (asked,)).fetchone()[0]
    return total


def _scan(database: sqlite3.Connection, query: str) -> int:
    """A word of two characters has no trigram: every text is read, and none is ranked."""
    every = "SELECT id, text FROM speech WHERE instr(text, ?)"
    return len(database.execute(every, (query,)).fetchall())


def measure(file: Path, queries: Sequence[str]) -> dict[str, list[float]]:
    """The seconds of each query, in a new connection and then again."""
    seconds = {}
    for name, ask in (("", search), ("page_", page)):
        with closing(connect(file)) as database:
            for state in ("cold", "warm"):
                seconds[f"{name}{state}"] = _timed(ask, database, queries)
    return seconds


def _timed(
    ask: Callable[[sqlite3.Connection, str], int],
    database: sqlite3.Connection,
    queries: Sequence[str],
) -> list[float]:
    times = []
    for query in queries:
        started = perf_counter()
        ask(database, query)
        times.append(perf_counter() - started)
    return times


def main() -> None:
    """Answer one line with one line, and then wait: so that the memory can be looked at."""
    file, queries = Path(sys.argv[1]), json.loads(sys.stdin.readline())
    seconds = measure(file, queries)
    with closing(connect(file)) as database:
        totals = [search(database, query) for query in queries]
        print(json.dumps({"totals": totals, **seconds}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
