"""Datasette's full-text search page, as a table of utterances published with it has one."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from socket import create_server
from time import perf_counter, sleep
from urllib.parse import urlencode
from urllib.request import urlopen

from common.collection import Collection, read_words
from common.parts import read_texts
from common.server import Server

_TABLE = "speech"
_PATIENCE = 60.0
_STEP = 0.01


def build(tokenizer: str, collection: Collection, home: Path) -> None:
    """The texts in a table, and an index of them as `sqlite-utils enable-fts` makes it.

    `tokenizer` is FTS5's; by default, as with sqlite-utils, unicode61.
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
        # Written as sqlite-utils does: Datasette knows it by these words.
        database.execute(
            f"CREATE VIRTUAL TABLE [{_TABLE}_fts] USING FTS5 "
            f"([text], tokenize='{tokenizer}', content=[{_TABLE}])"
        )
        database.execute(f"INSERT INTO {_TABLE}_fts ({_TABLE}_fts) VALUES ('rebuild')")
        database.execute(f"INSERT INTO {_TABLE}_fts ({_TABLE}_fts) VALUES ('optimize')")
        database.commit()
        database.execute("VACUUM")


def path(home: Path, query: str) -> str:
    """The address of the page that lists what a query finds."""
    return f"/{home.stem}/{_TABLE}?{urlencode({'_search': query})}"


def total(home: Path, address: str, query: str) -> int:
    """How many a query finds, by its own account; 0 where it gives up counting."""
    asked = urlencode({"_search": query, "_size": 0})
    with urlopen(f"{address.rstrip('/')}/{home.stem}/{_TABLE}.json?{asked}") as answer:
        return json.load(answer)["filtered_table_rows_count"] or 0


@contextmanager
def serving(home: Path) -> Iterator[tuple[Server, float]]:
    """Serve a database with all settings as they are, and say after how long it was ready.

    The process ends with the context.
    """
    with create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    started = perf_counter()
    command = Path(sys.executable).with_name("datasette")
    process = subprocess.Popen(
        [command, "serve", home, "--port", port],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _ready(process.pid, f"http://127.0.0.1:{port}/", started)
    finally:
        process.terminate()
        process.wait()


def _ready(pid: int, address: str, started: float) -> tuple[Server, float]:
    """It does not say when it is ready: its first page is asked for again and again."""
    until = perf_counter() + _PATIENCE
    while perf_counter() < until:
        server = Server(pid, address, started)
        with suppress(OSError, HTTPException):
            return server, server.first_page()
        sleep(_STEP)
    raise TimeoutError(address)
