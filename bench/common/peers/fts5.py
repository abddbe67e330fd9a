"""SQLite FTS5 over our terms: contentless, positions kept, ranked by its own bm25."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from common.city.drawing import Drawn
from common.collection import Collection, read_words
from common.peers import Prepared, written
from common.trigram import connect

_SHOWN = 10
_OF = "SELECT {} FROM found WHERE found MATCH ?"
# A filter is a column of a table: as words of the index it is slower.
_OF_FACTS = (
    "SELECT {} FROM found JOIN facts ON id = found.rowid "
    "WHERE found MATCH ? AND year = ? AND role = ?"
)
_BEST = f" ORDER BY rank LIMIT {_SHOWN}"


def build(collection: Collection, home: Path) -> None:
    """Index in one transaction that waits for nothing, then gather all in one segment."""
    home.unlink(missing_ok=True)
    with closing(connect(home)) as database:
        database.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, year INTEGER, role INTEGER)")
        database.execute(
            "CREATE VIRTUAL TABLE found USING fts5 "
            "(words, content = '', tokenize = 'unicode61', detail = full)"
        )
        database.execute("BEGIN")
        for number, (year, role, words) in enumerate(read_words(collection.words), 1):
            database.execute("INSERT INTO facts VALUES (?, ?, ?)", (number, year, role))
            database.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (number, words))
        database.execute("INSERT INTO found (found) VALUES ('optimize')")
        database.execute("COMMIT")
        database.execute("VACUUM")


def opened(home: Path, drawn: list[Drawn]) -> Prepared:
    database = connect(home)
    return Prepared([_prepared(database, each) for each in drawn])


def _prepared(database: sqlite3.Connection, drawn: Drawn) -> Callable[[], int]:
    statement, values = _OF, [match(drawn)]
    if drawn.year is not None and drawn.role is not None:
        statement, values = _OF_FACTS, [*values, written(drawn.year), written(drawn.role)]
    best, counted = statement.format("found.rowid") + _BEST, statement.format("count(*)")
    return partial(_find, database, best, counted, values)


def _find(database: sqlite3.Connection, best: str, counted: str, values: list[str]) -> int:
    database.execute(best, values).fetchall()
    total: int = database.execute(counted, values).fetchone()[0]
    return total


def match(drawn: Drawn) -> str:
    """A query as FTS5 writes it."""
    words = [f'"{written(number)}"' for number in drawn.terms]
    if drawn.shape == "phrase":
        return " + ".join(words)
    return {"and": " AND ", "or": " OR ", "not": " NOT "}[drawn.shape].join(words)
