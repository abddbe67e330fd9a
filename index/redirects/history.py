"""Addresses that are no more: where each has gone, or the last text it had.

A generation has its history in one SQLite file, and none while nothing was ever changed
or withdrawn. Its size follows what was changed: an unchanged utterance is not in it.

    past    id → the id of what took its place; or else the number of its last state
    states  number → the day it was withdrawn, and a meeting as it last stood

The utterances of a state are those of the exchanges that lost one, or all of them where
the meeting was withdrawn.
"""

from __future__ import annotations

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
from index.storage.generations import REBUILD_ADVICE

HISTORY = "history.sqlite"
_SCHEMA = """
PRAGMA auto_vacuum = FULL;
PRAGMA user_version = 1;
CREATE TABLE past (id TEXT PRIMARY KEY, successor TEXT, state INTEGER) WITHOUT ROWID;
CREATE INDEX stated ON past (state) WHERE state IS NOT NULL;
CREATE TABLE states (number INTEGER PRIMARY KEY, day TEXT NOT NULL, meeting BLOB NOT NULL);
"""
_MOVED = "INSERT OR REPLACE INTO past (id, successor) VALUES (?, ?)"
_GONE = "INSERT OR REPLACE INTO past (id, state) VALUES (?, ?)"
_UNUSED = "DELETE FROM states WHERE number NOT IN (SELECT state FROM past WHERE state NOTNULL)"
# How many ids are asked for at once.
_MANY = 500


class Redirect(NamedTuple):
    """What became of an id: what took its place, or the number of its last state."""

    successor: str | None
    state: int | None


class LastState(NamedTuple):
    """A meeting as it stood until `day` (ISO 8601), with those utterances that are kept."""

    day: str
    meeting: Meeting


class History:
    """Reads the history in a folder, which may have none; safe for many threads.

    The file is opened for each question: there are few. Raises KaigirokuError where it
    is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / HISTORY

    def __bool__(self) -> bool:
        return self.path.exists()

    def past(self, identifier: str) -> Redirect | None:
        """What became of an id; null where it was never changed or withdrawn."""
        question = "SELECT successor, state FROM past WHERE id = ?"
        with self._asked(question, [identifier]) as rows:
            return next((Redirect(*row) for row in rows), None)

    def state(self, number: int) -> LastState:
        with self._asked("SELECT day, meeting FROM states WHERE number = ?", [number]) as rows:
            found = list(rows)
        try:
            [(day, content)] = found
            return LastState(day, decode_snapshot(content))
        except ValueError as error:
            raise _damaged(self.path, error) from error

    def known(self, identifiers: Iterable[str]) -> Iterator[str]:
        """Those of the ids that are in the history."""
        every = list(identifiers)
        for start in range(0, len(every), _MANY):
            some = every[start : start + _MANY]
            marks = ",".join("?" * len(some))
            with self._asked(f"SELECT id FROM past WHERE id IN ({marks})", some) as rows:
                yield from (identifier for (identifier,) in rows)

    @contextmanager
    def _asked(self, question: str, values: list[Any]) -> Iterator[Iterator[Any]]:
        if not self:
            yield iter(())
            return
        with _wrap_sqlite_errors(self.path):
            address = f"file:{quote(str(self.path))}?mode=ro&immutable=1"
            with closing(sqlite3.connect(address, uri=True)) as database:
                yield database.execute(question, values)


class HistoryWriter:
    """Writes into the history of a draft what a commit changes."""

    def __init__(self, database: sqlite3.Connection, day: str) -> None:
        self._database = database
        self._day = day

    def back(self, identifiers: Iterable[str]) -> None:
        """These are in the index again."""
        rows = ((identifier,) for identifier in identifiers)
        self._database.executemany("DELETE FROM past WHERE id = ?", rows)

    def moved(self, successors: Mapping[str, str]) -> None:
        self._database.executemany(_MOVED, successors.items())

    def gone(self, last: Meeting, identifiers: Iterable[str]) -> None:
        """These are no more; `last` has their last text, and what it stood among."""
        insert = "INSERT INTO states (day, meeting) VALUES (?, ?)"
        number = self._database.execute(insert, (self._day, encode_snapshot(last))).lastrowid
        self._database.executemany(_GONE, ((identifier, number) for identifier in identifiers))


@contextmanager
def write_history(draft: Path, before: Path | None, day: str) -> Iterator[HistoryWriter]:
    """The history of a generation, as that `before` with changes, written into a draft.

    What of it is unused is dropped. Raises KaigirokuError where it is damaged.
    """
    path = draft / HISTORY
    path.unlink(missing_ok=True)
    old = None if before is None else before / HISTORY
    with _wrap_sqlite_errors(path if old is None else old):
        # Copied, because the file itself belongs to the generation before.
        if old is not None and old.exists():
            shutil.copyfile(old, path)
        fresh = not path.exists()
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            # The draft is synced as a whole, and thrown away if its writer is stopped.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            database.executescript(_SCHEMA if fresh else "")
            database.execute("BEGIN")
            yield HistoryWriter(database, day)
            database.execute(_UNUSED)
            database.execute("COMMIT")


def resolve(
    history: History, identifier: str, is_there: Callable[[str], bool]
) -> str | Gone | None:
    """Where an address that is no more leads: an id that is there, what is gone, or nowhere.

    An exchange goes where its first utterance has gone.
    """
    name: str | None = identifier
    while name:
        if found := _follow(history, name, is_there):
            return found
        name = first_utterance_id(name)
    return None


def _follow(history: History, name: str, is_there: Callable[[str], bool]) -> str | Gone | None:
    """A page that came back may be in a chain, and a chain may have come to lead in a ring."""
    seen: set[str] = set()
    while name not in seen and (past := history.past(name)):
        seen.add(name)
        if past.state is not None:
            return _gone(name, history.state(past.state))
        name = past.successor or ""
        if is_there(name):
            return name
    return None


def _gone(name: str, state: LastState) -> Gone:
    every = state.meeting.utterances
    groups = {each.group for each in every if each.id == name}
    shown = tuple(each for each in every if each.group in groups)
    whole = name == state.meeting.id
    return Gone(name, state.day, state.meeting, every if whole else shown)


@contextmanager
def _wrap_sqlite_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> KaigirokuError:
    return KaigirokuError(f"{path}: アドレスの記録が壊れています（{error}）。{REBUILD_ADVICE}")
