"""Runs commands in forks of one process that has imported everything.

    python tests/forked.py

Reads one JSON object per line: `arguments`, `folder` to run in, `environment`, and the files `out`
and `err` for what is printed. Writes one line for each: its exit status.
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


def is_child_for(request: str) -> bool:
    """Fork, and return True in the child, which has the request's folder, environment and files."""
    if os.fork():
        return False
    values = json.loads(request)
    for number, (path, mode) in enumerate(
        [(os.devnull, os.O_RDONLY), (values["out"], os.O_WRONLY), (values["err"], os.O_WRONLY)]
    ):
        os.dup2(os.open(path, mode), number)
    os.chdir(values["folder"])
    os.environ.clear()
    os.environ.update(values["environment"])
    sys.argv = ["kaigiroku", *values["arguments"]]
    return True


def serve() -> None:
    """Serve until the input ends; each child runs its command and exits."""
    requests, statuses = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    while request := requests.readline():
        if is_child_for(request):
            # Not os._exit: functions registered with atexit run as in any program.
            sys.exit(kaigiroku.commands.main())
        _, status = os.wait()
        print(os.waitstatus_to_exitcode(status), file=statuses, flush=True)


if __name__ == "__main__":
    serve()
