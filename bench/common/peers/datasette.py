"""Datasette's full-text search page, as of a table of utterances published with its defaults."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlencode
from urllib.request import urlopen

from common.collection import Collection, read_texts, read_words
from common.server import Server, free_port

_TABLE = "speech"
_MAX_SECONDS_TO_START = 60.0
_SECONDS_BETWEEN_TRIES = 0.01


def build(tokenizer: str, collection: Collection, home: Path) -> None:
    """The texts in a table, and an index of them as `sqlite-utils enable-fts` makes it.

    `tokenizer` is FTS5's; the default, as with sqlite-utils, is unicode61.
    """
    home.unlink(missing_ok=True)
    with closing(sqlite3.connect(home)) as database:
        database.execute(
            f"CREATE TABLE {_TABLE} (id INTEGER PRIMARY KEY, year INTEGER, role INTEGER, text TEXT)"
        )
        both = zip(read_words(collection.words), read_texts(collection.texts), strict=True)
        database.executemany(
            f"INSERT INTO {_TABLE} (year, role, text) VALUES (?, ?, ?)",
            ((year, role, text) for (year, role, _), text in both),
        )
        # In the words of sqlite-utils, by which Datasette recognizes the index.
        database.execute(
            f"CREATE VIRTUAL TABLE [{_TABLE}_fts] USING FTS5 "
            f"([text], tokenize='{tokenizer}', content=[{_TABLE}])"
        )
        database.execute(f"INSERT INTO {_TABLE}_fts ({_TABLE}_fts) VALUES ('rebuild')")
        database.execute(f"INSERT INTO {_TABLE}_fts ({_TABLE}_fts) VALUES ('optimize')")
        database.commit()
        database.execute("VACUUM")


def path(home: Path, query: str) -> str:
    """The path of the page of results of a query."""
    return f"/{home.stem}/{_TABLE}?{urlencode({'_search': query})}"


def total(home: Path, address: str, query: str) -> int:
    """The total that Datasette states; 0 where it gives up counting."""
    parameters = urlencode({"_search": query, "_size": 0})
    with urlopen(f"{address.rstrip('/')}/{home.stem}/{_TABLE}.json?{parameters}") as answer:
        return json.load(answer)["filtered_table_rows_count"] or 0


@contextmanager
def serving(home: Path) -> Iterator[tuple[Server, float]]:
    """Serve a database with default settings; the server, and the seconds until it was ready.

    The process ends with the context.
    """
    port = str(free_port())
    command = Path(sys.executable).with_name("datasette")
    started = perf_counter()
    with subprocess.Popen(
        [command, "serve", home, "--port", port],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield _wait(process, f"http://127.0.0.1:{port}/", started)
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], address: str, started: float) -> tuple[Server, float]:
    """Request the first page until it is there: Datasette does not say when it is ready."""
    until = perf_counter() + _MAX_SECONDS_TO_START
    while perf_counter() < until:
        server = Server(process, address, started)
        with suppress(OSError, HTTPException):
            return server, server.first_page()
        sleep(_SECONDS_BETWEEN_TRIES)
    raise TimeoutError(address)
