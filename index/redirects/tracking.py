"""A writer that remembers: addresses outlive what it replaces or removes.

What is written over is compared with what was there, meeting by meeting, and what became
of each address is committed together with the index (`index/past/history.py`). A rebuild is
compared with the index whose place it takes, as long as that can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from index.engines.contract import IndexWriter, Meetings
from index.errors import KaigirokuError
from index.minutes import Meeting
from index.redirects.history import HISTORY, History, HistoryWriter, write_history
from index.redirects.matching import successor, successors
from index.storage.generations import Generations, link_or_copy
from index.storage.manifest import SourceRecord, read_manifest

# How many characters of new meetings are kept until a commit, because a withdrawn one may
# have become one of them: a meeting whose date or title was mended has another id.
_KEPT = 8_000_000


class _LastCommit(NamedTuple):
    """The last commit: its folder, what reads it if anything can, and its history."""

    folder: Path | None
    meetings: Meetings | None
    history: History | None


class MeetingDiff(NamedTuple):
    """What became of the utterances of a meeting whose place another state of it takes.

    `last` is the old state, with the exchanges that lost an utterance.
    """

    moved: Mapping[str, str]
    gone: tuple[str, ...]
    last: Meeting


class RedirectTrackingWriter:
    """An `IndexWriter`, around that of an engine; `reader` opens a generation, if it can."""

    def __init__(
        self,
        writer: IndexWriter,
        generations: Generations,
        reader: Callable[[Path], Meetings | None],
        *,
        rebuild: bool,
    ) -> None:
        self._writer = writer
        self._generations = generations
        self._reader = reader
        self._rebuild = rebuild
        self._begin()
        generations.on_publish = self._remember

    def _begin(self) -> None:
        self._opened: _LastCommit | None = None
        self._written: set[str] = set()
        self._lost: dict[str, None] = {}
        self._new: dict[str, Meeting] = {}
        self._room = _KEPT
        self._fates: dict[str, MeetingDiff] = {}
        self._back: set[str] = set()

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        return self._writer.sources

    def __enter__(self) -> RedirectTrackingWriter:
        self._writer.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._opened = None
        self._writer.__exit__(*error)

    def remove(self, meeting: str) -> None:
        self._writer.remove(meeting)
        self._written.discard(meeting)
        self._new.pop(meeting, None)
        self._fates.pop(meeting, None)
        self._lost[meeting] = None

    def add(self, meeting: Meeting) -> None:
        self._writer.add(meeting)
        self._written.add(meeting.id)
        before = self._before
        self._lost.pop(meeting.id, None)
        if before.history is not None:
            ids = (meeting.id, *(each.id for each in meeting.utterances))
            self._back.update(before.history.known(ids))
        if old := before.meetings and before.meetings.meeting(meeting.id):
            fate = _diff(old, meeting)
        elif back := _withdrawn(before, meeting.id):
            # What of it does not come back stays gone, as it last stood.
            fate = _diff(back, meeting)._replace(gone=())
        else:
            self._keep(meeting)
            return
        if fate.moved or fate.gone:
            self._fates[meeting.id] = fate

    def commit(self, sources: Mapping[str, SourceRecord]) -> None:
        if self._rebuild:
            self._lost.update(dict.fromkeys(self._replaced()))
        self._writer.commit(sources)
        self._rebuild = False
        self._begin()

    @property
    def _before(self) -> _LastCommit:
        """The last commit, opened when it is first needed."""
        if self._opened is None:
            try:
                folder = self._generations.current()
            except KaigirokuError:
                # Damaged; only a rebuild comes this far.
                folder = None
            meetings = None if folder is None else self._reader(folder)
            self._opened = _LastCommit(folder, meetings, self._history(folder))
        return self._opened

    def _history(self, folder: Path | None) -> History | None:
        if folder is None or not (history := History(folder)):
            return None
        try:
            history.past("")
        except KaigirokuError:
            if not self._rebuild:
                raise
            return None
        return history

    def _keep(self, meeting: Meeting) -> None:
        """Keep a new meeting until the commit, while there is room and anything before it."""
        size = sum(len(each.text) for each in meeting.utterances)
        if self._before.meetings is not None and size <= self._room:
            self._new[meeting.id] = meeting
            self._room -= size

    def _replaced(self) -> set[str]:
        """The meetings of the index that a rebuild takes the place of, and does not have."""
        folder, meetings, _ = self._before
        if folder is None or meetings is None:
            return set()
        records = read_manifest(folder).sources.values()
        return {each for record in records for each in record.meetings} - self._written

    def _remember(self, draft: Path) -> None:
        """Write into a draft what becomes of the addresses that it does not have."""
        folder, meetings, history = self._before
        kept = folder if history else None
        if not (self._lost or self._fates or self._back):
            if kept is not None and not (draft / HISTORY).exists():
                link_or_copy(kept / HISTORY, draft / HISTORY)
            return
        with write_history(
            draft, kept, datetime.now(UTC).astimezone().date().isoformat()
        ) as changes:
            changes.back(self._back)
            for fate in self._fates.values():
                _write(changes, fate)
            for old in filter(None, map(meetings.meeting, self._lost) if meetings else ()):
                if heir := successor(old, self._new.values()):
                    changes.moved({old.id: heir.id})
                    _write(changes, _diff(old, heir))
                else:
                    changes.gone(old, (old.id, *(each.id for each in old.utterances)))


def _diff(old: Meeting, new: Meeting) -> MeetingDiff:
    moved = successors(old.utterances, new.utterances)
    there = {each.id for each in new.utterances}
    gone = [each for each in old.utterances if each.id not in there and each.id not in moved]
    groups = {each.group for each in gone}
    last = replace(old, utterances=tuple(each for each in old.utterances if each.group in groups))
    return MeetingDiff(moved, tuple(each.id for each in gone), last)


def _write(changes: HistoryWriter, fate: MeetingDiff) -> None:
    changes.moved(fate.moved)
    if fate.gone:
        changes.gone(fate.last, fate.gone)


def _withdrawn(before: _LastCommit, identifier: str) -> Meeting | None:
    """The last state of a meeting that was withdrawn, if it was."""
    past = before.history and before.history.past(identifier)
    if not before.history or not past or past.state is None:
        return None
    return before.history.state(past.state).meeting
