"""The command without its start: a process that has imported everything forks for each run.

    python tests/forked.py

Reads one JSON object a line: `arguments`, `folder` to run in, `environment`, and the
files `out` and `err` to print into. Writes the exit status of each, a line each.
"""

from __future__ import annotations

import json
import os
import sys

import index.search
import index.writer
import indexer.pipeline
import kaigiroku.commands
import kaigiroku.indexing
import kaigiroku.output
import kaigiroku.reports

IMPORTED = (index.search, index.writer, indexer.pipeline)
PARTS = (kaigiroku.indexing, kaigiroku.output, kaigiroku.reports)


def child_of(asked: str) -> bool:
    """Fork; in the child, be as the command is when it starts."""
    if os.fork():
        return False
    given = json.loads(asked)
    for number, (path, mode) in enumerate(
        [(os.devnull, os.O_RDONLY), (given["out"], os.O_WRONLY), (given["err"], os.O_WRONLY)]
    ):
        os.dup2(os.open(path, mode), number)
    os.chdir(given["folder"])
    os.environ.clear()
    os.environ.update(given["environment"])
    sys.argv = ["kaigiroku", *given["arguments"]]
    return True


def serve() -> None:
    """Serve until there is no more to read; a child goes on to run the command and end."""
    asking, answering = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    while asked := asking.readline():
        if child_of(asked):
            # It ends as any program does, with what was to be done at its exit.
            sys.exit(kaigiroku.commands.main())
        _, status = os.wait()
        print(os.waitstatus_to_exitcode(status), file=answering, flush=True)


if __name__ == "__main__":
    serve()
