"""SQLite FTS5: over our terms, contentless, with positions and its own bm25; and over trigrams.

SQLite waits for no disk while it builds, which is more than Kaigiroku allows itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from common.city.queries import TermQuery
from common.collection import Collection, read_texts, read_words
from common.peers import PreparedQueries, as_word

_PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "temp_store = MEMORY",
    "cache_size = -262144",
    "mmap_size = 2147483648",
)
_BEST_TEN = " ORDER BY rank LIMIT 10"
_BY_TERMS = "SELECT {} FROM found WHERE found MATCH ?"
# A filter is a column of a table: as words of the index it is slower.
_BY_TERMS_AND_FILTERS = (
    "SELECT {} FROM found JOIN columns ON id = found.rowid "
    "WHERE found MATCH ? AND year = ? AND role = ?"
)


def build(collection: Collection, home: Path) -> None:
    """Index the terms."""
    with _new_database(home) as database:
        database.execute(
            "CREATE TABLE columns (id INTEGER PRIMARY KEY, year INTEGER, role INTEGER)"
        )
        database.execute(
            "CREATE VIRTUAL TABLE found USING fts5 "
            "(words, content = '', tokenize = 'unicode61', detail = full)"
        )
        database.execute("BEGIN")
        for number, (year, role, words) in enumerate(read_words(collection.words), 1):
            database.execute("INSERT INTO columns VALUES (?, ?, ?)", (number, year, role))
            database.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (number, words))


def build_trigrams(collection: Collection, home: Path) -> None:
    """Index the texts by trigrams, which find any string of three characters or more."""
    texts = ((text,) for text in read_texts(collection.texts))
    with _new_database(home) as database:
        database.execute("CREATE TABLE speech (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        database.execute(
            "CREATE VIRTUAL TABLE found USING fts5 "
            "(text, content = 'speech', content_rowid = 'id', tokenize = 'trigram', detail = full)"
        )
        database.execute("BEGIN")
        database.executemany("INSERT INTO speech (text) VALUES (?)", texts)
        database.execute("INSERT INTO found (found) VALUES ('rebuild')")


@contextmanager
def _new_database(home: Path) -> Iterator[sqlite3.Connection]:
    """A new database; the open transaction is committed with the index in one segment."""
    home.unlink(missing_ok=True)
    with closing(_connect(home)) as database:
        yield database
        database.execute("INSERT INTO found (found) VALUES ('optimize')")
        database.execute("COMMIT")
        database.execute("VACUUM")


def _connect(home: Path) -> sqlite3.Connection:
    database = sqlite3.connect(home, isolation_level=None)
    for pragma in _PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    return database


def open_queries(home: Path, queries: Sequence[TermQuery]) -> PreparedQueries:
    database = _connect(home)
    return PreparedQueries([_prepare(database, query) for query in queries])


def _prepare(database: sqlite3.Connection, query: TermQuery) -> Callable[[], int]:
    statement, values = _BY_TERMS, [_match_expression(query)]
    if query.year is not None and query.role is not None:
        statement, values = (
            _BY_TERMS_AND_FILTERS,
            [*values, as_word(query.year), as_word(query.role)],
        )
    return partial(_search, database, statement, "found.rowid", values)


def _match_expression(query: TermQuery) -> str:
    words = [f'"{as_word(number)}"' for number in query.terms]
    operator = {"phrase": " + ", "and": " AND ", "or": " OR ", "not": " NOT "}[query.shape]
    return operator.join(words)


def open_strings(home: Path, strings: Sequence[str]) -> PreparedQueries:
    database = _connect(home)
    return PreparedQueries([_prepare_string(database, string) for string in strings])


def _prepare_string(database: sqlite3.Connection, string: str) -> Callable[[], int]:
    if len(string) < 3:
        return partial(_scan, database, string)
    return partial(_search, database, _BY_TERMS, "rowid, text", [f'"{string}"'])


def _search(database: sqlite3.Connection, statement: str, columns: str, values: list[str]) -> int:
    """Read the ten best, and return the exact total."""
    database.execute(statement.format(columns) + _BEST_TEN, values).fetchall()
    total: int = database.execute(statement.format("count(*)"), values).fetchone()[0]
    return total


def _scan(database: sqlite3.Connection, string: str) -> int:
    """A string without a trigram: every text is read, and none is ranked."""
    every = "SELECT id, text FROM speech WHERE instr(text, ?)"
    return len(database.execute(every, (string,)).fetchall())
