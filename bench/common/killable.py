"""`kaigiroku index FOLDER --index HOME`, made to be killed and asked what it was doing.

    STACKS=FOLDER python killable.py FOLDER HOME CHARACTERS JOURNAL

Commits after so many characters. JOURNAL gets a line for each thing done to the index:
what was committed can be told from it when nobody is left to ask. On SIGUSR1 each of
its processes writes its stack to the folder STACKS, in a file named by the process.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from unittest.mock import patch

from index.engines.contract import IndexWriter
from index.minutes import Meeting, Utterance
from index.storage.manifest import SourceRecord
from index.writer import open_writer
from indexer import pipeline

STACKS = "STACKS"


def digest(utterances: Iterable[Utterance]) -> str:
    """All there is of a meeting's utterances, as one short string."""
    return hashlib.sha256("".join(map(repr, utterances)).encode()).hexdigest()


class Journaled:
    """An `IndexWriter` that writes down what is done to it, before and after it commits.

    A line is written in one call of the system, so that a kill leaves it whole or not at
    all: `["add", meeting, digest]`, `["remove", meeting]`, `["commit"]`, `["committed"]`.
    """

    def __init__(self, writer: IndexWriter, journal: Path) -> None:
        self._writer = writer
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        return self._writer.sources

    def add(self, meeting: Meeting) -> None:
        self._note("add", meeting.id, digest(meeting.utterances))
        self._writer.add(meeting)

    def remove(self, meeting: str) -> None:
        self._note("remove", meeting)
        self._writer.remove(meeting)

    def commit(self, sources: Mapping[str, SourceRecord]) -> None:
        self._note("commit")
        self._writer.commit(sources)
        self._note("committed")

    def __enter__(self) -> Journaled:
        self._writer.__enter__()
        self._note("open")
        return self

    def __exit__(self, *error: object) -> None:
        self._writer.__exit__(*error)

    def _note(self, *what: str) -> None:
        os.write(self._journal, f"{json.dumps(what)}\n".encode())


def main(folder: str, home: str, characters: str, journal: str) -> None:
    def journaled(home: Path, *, rebuild: bool, memory: int) -> IndexWriter:
        return Journaled(open_writer(home, rebuild=rebuild, memory=memory), Path(journal))

    with patch.object(pipeline, "open_writer", journaled):
        pipeline.index_paths([Path(folder)], Path(home), commit_every=int(characters))


def _tell_when_asked(stacks: Path) -> None:
    """Have this process write its stack on SIGUSR1, whatever it is doing."""
    file = (stacks / str(os.getpid())).open("wb", buffering=0)
    faulthandler.register(signal.SIGUSR1, file)


# Not only in the first process: those that it starts import this module too.
if STACKS in os.environ:
    _tell_when_asked(Path(os.environ[STACKS]))

if __name__ == "__main__":
    main(*sys.argv[1:])
