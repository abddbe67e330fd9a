"""`kaigiroku index FOLDER --index HOME` with a journal of what it does to the index.

    STACKS=FOLDER python journaled_indexer.py FOLDER HOME CHARACTERS JOURNAL

Commits after every CHARACTERS. JOURNAL gets a line for each operation, so that a killed run
can be compared with its index. On SIGUSR1 each of its processes writes its stack to a file of
the folder STACKS that is named by its process id.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import os
import signal
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from index.minutes import Meeting, Utterance
from index.storage.manifest import SourceRecord
from index.writer import MinutesWriter, open_writer
from indexer import pipeline

STACKS = "STACKS"


def digest(utterances: Iterable[Utterance]) -> str:
    """The SHA-256 of what a meeting's utterances have, but for who speaks.

    A person, a name and an office may follow from all meetings of a body, so that an index tells.
    """
    read = (repr(replace(each, person=None, name=None, office=None)) for each in utterances)
    return hashlib.sha256("".join(read).encode()).hexdigest()


class JournaledWriter:
    """A `MinutesWriter` that writes down each operation before it, and a commit also after it.

    A line is one system call, so that a kill leaves it whole or not at all:
    `["add", meeting, digest]`, `["remove", meeting]`, `["commit"]`, `["committed"]`.
    """

    def __init__(self, writer: MinutesWriter, journal: Path) -> None:
        self._writer = writer
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        return self._writer.sources

    @property
    def retired(self) -> Collection[str]:
        return self._writer.retired

    def holders(self, identifiers: Collection[str]) -> Mapping[str, str]:
        return self._writer.holders(identifiers)

    def meeting(self, identifier: str) -> Meeting | None:
        return self._writer.meeting(identifier)

    def given_to_others(self, meeting: Meeting) -> set[str]:
        return self._writer.given_to_others(meeting)

    def move(self, identifier: str, meeting: Meeting) -> None:
        self._log("remove", identifier)
        self._log("add", meeting.id, digest(meeting.utterances))
        self._writer.move(identifier, meeting)

    def add(self, meeting: Meeting) -> None:
        self._log("add", meeting.id, digest(meeting.utterances))
        self._writer.add(meeting)

    def remove(self, meeting: str) -> None:
        self._log("remove", meeting)
        self._writer.remove(meeting)

    def commit(
        self, sources: Mapping[str, SourceRecord], retired: Collection[str] | None = None
    ) -> None:
        self._log("commit")
        self._writer.commit(sources, retired)
        self._log("committed")

    def __enter__(self) -> JournaledWriter:
        self._writer.__enter__()
        self._log("open")
        return self

    def __exit__(self, *error: object) -> None:
        self._writer.__exit__(*error)

    def _log(self, *operation: str) -> None:
        os.write(self._journal, f"{json.dumps(operation)}\n".encode())


def main(folder: str, home: str, characters: str, journal: str) -> None:
    def open_journaled(*arguments: Any, **options: Any) -> MinutesWriter:  # noqa: ANN401
        return JournaledWriter(open_writer(*arguments, **options), Path(journal))

    with patch.object(pipeline, "open_writer", open_journaled):
        pipeline.index_paths([Path(folder)], Path(home), commit_every=int(characters))


def _write_stack_on_signal(stacks: Path) -> None:
    file = (stacks / str(os.getpid())).open("wb", buffering=0)
    faulthandler.register(signal.SIGUSR1, file)


# Not only in the first process: its workers import this module too.
if STACKS in os.environ:
    _write_stack_on_signal(Path(os.environ[STACKS]))

if __name__ == "__main__":
    main(*sys.argv[1:])
