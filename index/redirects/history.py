"""Addresses that no longer exist: where each has moved, or the last text it had.

A generation has its history in one SQLite file, and no file while nothing was ever changed or
withdrawn. Unchanged utterances are not in it.

    past    id → the id that replaced it, or else the number of its last state
    states  number → the day on which it was withdrawn, and the meeting as it was

The utterances of a state are those of the exchanges that lost one, or all of them if the
meeting was withdrawn.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from index.errors import KaigirokuError
from index.minutes import Meeting, first_utterance_id
from index.results import Gone
from index.serialization import decode_snapshot, encode_snapshot
from index.storage.damage import REBUILD_ADVICE

HISTORY = "history.sqlite"
_SCHEMA = """
PRAGMA auto_vacuum = FULL;
PRAGMA user_version = 1;
CREATE TABLE past (id TEXT PRIMARY KEY, successor TEXT, state INTEGER) WITHOUT ROWID;
CREATE INDEX stated ON past (state) WHERE state IS NOT NULL;
CREATE TABLE states (number INTEGER PRIMARY KEY, day TEXT NOT NULL, meeting BLOB NOT NULL);
"""
_REDIRECT = """
SELECT successor, day, meeting FROM past LEFT JOIN states ON state = number WHERE id = ?
"""
_UNUSED = "DELETE FROM states WHERE number NOT IN (SELECT state FROM past WHERE state NOTNULL)"


class Redirect(NamedTuple):
    """What became of an id: it was replaced or withdrawn.

    `successor` is the id that replaced it; or else `day` (ISO 8601) that on which it was
    withdrawn, and `last` its meeting until then, with the utterances that are stored of it.
    """

    successor: str | None
    day: str = ""
    last: Meeting | None = None


class History:
    """Reads the history in a folder, if there is one; thread-safe. Raises KaigirokuError."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / HISTORY

    def __bool__(self) -> bool:
        return self.path.exists()

    def redirect(self, identifier: str) -> Redirect | None:
        """What became of an id; None if it was never replaced or withdrawn."""
        rows = self._select(_REDIRECT, [identifier])
        if not rows:
            return None
        successor, day, last = rows[0]
        if successor is not None:
            return Redirect(successor)
        try:
            return Redirect(None, day, decode_snapshot(last))
        except ValueError as error:
            raise _damaged(self.path, error) from error

    def known(self, identifiers: Iterable[str]) -> set[str]:
        """Those of the ids that are in the history."""
        query = "SELECT id FROM past WHERE id IN (SELECT value FROM json_each(?))"
        return {row[0] for row in self._select(query, [json.dumps([*identifiers])])}

    def all(self) -> Iterator[tuple[str, str | None]]:
        """Every id, and what replaced it; None if it was withdrawn. Decodes the last states."""
        for (last,) in self._select("SELECT meeting FROM states", []):
            try:
                decode_snapshot(last)
            except ValueError as error:
                raise _damaged(self.path, error) from error
        dangling = "state NOTNULL AND state NOT IN (SELECT number FROM states)"
        for (identifier,) in self._select(f"SELECT id FROM past WHERE {dangling}", []):
            raise _damaged(self.path, ValueError(identifier))
        yield from self._select("SELECT id, successor FROM past", [])

    def _select(self, query: str, values: list[Any]) -> list[Any]:
        if not self:
            return []
        # Opened for each question, as there are few.
        address = f"file:{quote(str(self.path))}?mode=ro&immutable=1"
        with (
            _wrap_sqlite_errors(self.path),
            closing(sqlite3.connect(address, uri=True)) as database,
        ):
            return database.execute(query, values).fetchall()


class HistoryWriter:
    """Writes what a commit changes into the history of a draft."""

    def __init__(self, database: sqlite3.Connection, day: str) -> None:
        self._database = database
        self._day = day

    def restore(self, identifiers: Iterable[str]) -> None:
        """Forget ids that are in the index again."""
        rows = ((identifier,) for identifier in identifiers)
        self._database.executemany("DELETE FROM past WHERE id = ?", rows)

    def redirect(self, successors: Mapping[str, str]) -> None:
        """Redirect ids to the ids that replace them."""
        insert = "INSERT OR REPLACE INTO past (id, successor) VALUES (?, ?)"
        self._database.executemany(insert, successors.items())

    def withdraw(self, last: Meeting, identifiers: Iterable[str]) -> None:
        """Record ids as withdrawn; `last` has their last text and that of their exchanges."""
        insert = "INSERT INTO states (day, meeting) VALUES (?, ?)"
        number = self._database.execute(insert, (self._day, encode_snapshot(last))).lastrowid
        insert = "INSERT OR REPLACE INTO past (id, state) VALUES (?, ?)"
        self._database.executemany(insert, ((identifier, number) for identifier in identifiers))


@contextmanager
def write_history(draft: Path, before: Path | None, day: str) -> Iterator[HistoryWriter]:
    """Write the history of the generation `before` into a draft. Raises KaigirokuError."""
    path = draft / HISTORY
    path.unlink(missing_ok=True)
    old = None if before is None else before / HISTORY
    with _wrap_sqlite_errors(path if old is None else old):
        # Copied, not linked: the file belongs to the generation before.
        if old is not None and old.exists():
            shutil.copyfile(old, path)
        is_new = not path.exists()
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            # The draft is synced as a whole, and discarded if its writer is stopped.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            database.executescript(_SCHEMA if is_new else "")
            database.execute("BEGIN")
            yield HistoryWriter(database, day)
            # Drop the states that no id refers to any more.
            database.execute(_UNUSED)
            database.execute("COMMIT")


def resolve(history: History, identifier: str, exists: Callable[[str], bool]) -> str | Gone | None:
    """Where an address that no longer exists leads: an existing id, what was withdrawn, or None.

    An exchange goes where its first utterance has gone.
    """
    name: str | None = identifier
    found = None
    while name and not (found := _follow(history, name, exists)):
        name = first_utterance_id(name)
    return found


def _follow(history: History, name: str, exists: Callable[[str], bool]) -> str | Gone | None:
    """Follow redirects to an id that exists or was withdrawn; they may lead in a circle."""
    seen: set[str] = set()
    while name not in seen and (redirect := history.redirect(name)):
        seen.add(name)
        if redirect.last is not None:
            return _gone(name, redirect.day, redirect.last)
        name = redirect.successor or ""
        if exists(name):
            return name
    return None


def _gone(name: str, day: str, last: Meeting) -> Gone:
    if name == last.id:
        return Gone(name, day, last, last.utterances)
    groups = {each.group for each in last.utterances if each.id == name}
    shown = tuple(each for each in last.utterances if each.group in groups)
    return Gone(name, day, last, shown)


@contextmanager
def _wrap_sqlite_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> KaigirokuError:
    return KaigirokuError(f"{path}: アドレスの記録が壊れています（{error}）。{REBUILD_ADVICE}")
