"""An index writer that records what becomes of addresses.

A meeting that is replaced or removed is compared with its last committed version, and the
redirects are committed together with the index (`history.py`). A rebuild is compared with the
index that it replaces, as long as that can be read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from index.engines import open_meetings
from index.engines.contract import IndexWriter, Meetings
from index.errors import IndexDamaged, KaigirokuError
from index.minutes import Meeting
from index.redirects.history import HISTORY, History, HistoryWriter, resolve, write_history
from index.redirects.matching import is_same_meeting, successor, successors
from index.storage.checksums import check_file
from index.storage.generations import Generations, link_or_copy
from index.storage.manifest import SourceRecord, read_manifest

# Characters of new meetings held until a commit, because a removed meeting may have become one
# of them: where its date or title was corrected, a meeting has another id.
_MAX_NEW_CHARACTERS = 8_000_000


class _LastCommit(NamedTuple):
    """The last commit: its folder, its meetings if they can be read, and its history."""

    folder: Path | None
    meetings: Meetings | None
    history: History | None


class MeetingDiff(NamedTuple):
    """What became of the utterances of a meeting that is replaced.

    `moved` are old ids and their successors, `gone` the ids without one; `last` is the old
    meeting with the exchanges that lost an utterance.
    """

    moved: Mapping[str, str]
    gone: tuple[str, ...]
    last: Meeting


class RedirectTrackingWriter:
    """An `IndexWriter` around that of an engine."""

    def __init__(self, writer: IndexWriter, generations: Generations, *, rebuild: bool) -> None:
        self._writer = writer
        self._generations = generations
        self._rebuild = rebuild
        self._begin()
        generations.on_publish = self._write_history

    def _begin(self) -> None:
        self._opened: _LastCommit | None = None
        self._written: set[str] = set()
        # Ids of removed meetings, in order; new meetings; ids that are in use again.
        self._removed: dict[str, None] = {}
        self._new: dict[str, Meeting] = {}
        self._new_characters = 0
        self._diffs: dict[str, MeetingDiff] = {}
        self._restored: set[str] = set()
        # Meetings that were given other ids, by the id that they had.
        self._moved: dict[str, Meeting] = {}

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
        """The addresses of a meeting that led to another one at the last commit or before."""
        _, meetings, history = self._last_commit
        if meetings is None:
            return set()
        # The ids that extend the meeting's own were given to it, or to nothing.
        asked = {meeting.id, *(each.id for each in meeting.utterances)}
        foreign = {each for each in asked if not each.startswith(meeting.id)} | {meeting.id}
        led = {each: self._at(each) for each in foreign}
        if history:
            known = history.known(meeting.addresses)
            led |= {each: self._formerly_at(history, each) for each in known}
        versions = {
            old.id: is_same_meeting(old, meeting) for old in led.values() if old is not None
        }
        return {each for each, old in led.items() if old is not None and not versions[old.id]}

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
        self._diffs.pop(meeting, None)
        self._removed[meeting] = None

    def add(self, meeting: Meeting) -> None:
        self._writer.add(meeting)
        self._written.add(meeting.id)
        before = self._last_commit
        self._removed.pop(meeting.id, None)
        if before.history is not None:
            ids = (meeting.id, *(each.id for each in meeting.utterances))
            self._restored.update(before.history.known(ids))
        if old := self._last_version(meeting.id):
            diff = _diff(old, meeting)
        elif old := _withdrawn(before, meeting.id):
            # Utterances that do not come back stay withdrawn as they are recorded.
            diff = _diff(old, meeting)._replace(gone=())
        else:
            self._hold(meeting)
            return
        if diff.moved or diff.gone:
            self._diffs[meeting.id] = diff

    def move(self, identifier: str, meeting: Meeting) -> None:
        """Write a meeting under other ids, in place of the one of that id."""
        self.remove(identifier)
        self.add(meeting)
        if meeting.id != identifier:
            for former, moved in self._moved.items():
                if moved.id == identifier:
                    self._moved[former] = meeting
            self._moved[identifier] = meeting

    def commit(
        self, sources: Mapping[str, SourceRecord], retired: Collection[str] | None = None
    ) -> None:
        if self._rebuild:
            self._removed.update(dict.fromkeys(self._not_rebuilt()))
        self._writer.commit(sources, retired)
        self._rebuild = False
        self._begin()

    @property
    def _last_commit(self) -> _LastCommit:
        """Opened when it is first needed."""
        if self._opened is None:
            folder = meetings = None
            # The writer itself reports what is missing or damaged, unless this is a rebuild.
            with suppress(KaigirokuError):
                folder = self._generations.current()
                meetings = open_meetings(folder) if folder else None
            self._opened = _LastCommit(folder, meetings, self._open_history(folder))
        return self._opened

    def _last_version(self, meeting: str) -> Meeting | None:
        """The meeting of the last commit; a rebuild makes do without what is damaged there."""
        meetings = self._last_commit.meetings
        try:
            return meetings.meeting(meeting) if meetings else None
        except IndexDamaged:
            if not self._rebuild:
                raise
            return None

    def _at(self, identifier: str) -> Meeting | None:
        """The meeting to which an id led at the last commit."""
        meetings = self._last_commit.meetings
        try:
            placed = meetings.exchange(identifier) if meetings else None
        except IndexDamaged:
            if not self._rebuild:
                raise
            return None
        return self._last_version(placed.meeting.id if placed else identifier)

    def _formerly_at(self, history: History, identifier: str) -> Meeting | None:
        """The meeting to which an id led that is in the history."""
        found = resolve(history, identifier, lambda each: self._at(each) is not None)
        if isinstance(found, str):
            return self._at(found)
        return found.meeting if found else None

    def _open_history(self, folder: Path | None) -> History | None:
        if folder is None or not (history := History(folder)):
            return None
        try:
            check_file(history.path, read_manifest(folder).files[HISTORY])
        except (KaigirokuError, OSError, LookupError, ValueError):
            if not self._rebuild:
                raise
            return None
        return history

    def _hold(self, meeting: Meeting) -> None:
        """Hold a new meeting until the commit, if there is room and it may be a successor."""
        size = sum(len(each.text) for each in meeting.utterances)
        fits = self._new_characters + size <= _MAX_NEW_CHARACTERS
        if self._last_commit.meetings is not None and fits:
            self._new[meeting.id] = meeting
            self._new_characters += size

    def _not_rebuilt(self) -> set[str]:
        """The meetings of the old index that a rebuild does not have."""
        folder, meetings, _ = self._last_commit
        if folder is None or meetings is None:
            return set()
        records = read_manifest(folder).sources.values()
        return {each for record in records for each in record.meetings} - self._written

    def _write_history(self, draft: Path) -> None:
        """Write into a draft what becomes of the addresses that it does not have."""
        folder, _, history = self._last_commit
        before = folder if history else None
        if not (self._removed or self._diffs or self._restored):
            if before is not None and not (draft / HISTORY).exists():
                link_or_copy(before / HISTORY, draft / HISTORY)
            return
        today = datetime.now(UTC).astimezone().date().isoformat()
        with write_history(draft, before, today) as writer:
            writer.restore(self._restored)
            for diff in self._diffs.values():
                _write_diff(writer, diff)
            for old in filter(None, map(self._last_version, self._removed)):
                if heir := self._heir(old):
                    writer.redirect({old.id: heir.id})
                    _write_diff(writer, _diff(old, heir))
                else:
                    writer.withdraw(old, (old.id, *(each.id for each in old.utterances)))

    def _heir(self, old: Meeting) -> Meeting | None:
        """The meeting that a removed one has become, if any."""
        moved = self._moved.get(old.id)
        if moved and moved.id in self._written:
            return moved
        return successor(old, self._new.values())


def _diff(old: Meeting, new: Meeting) -> MeetingDiff:
    moved = successors(old.utterances, new.utterances)
    there = {each.id for each in new.utterances}
    gone = [each for each in old.utterances if each.id not in there and each.id not in moved]
    groups = {each.group for each in gone}
    last = replace(old, utterances=tuple(each for each in old.utterances if each.group in groups))
    return MeetingDiff(moved, tuple(each.id for each in gone), last)


def _write_diff(writer: HistoryWriter, diff: MeetingDiff) -> None:
    writer.redirect(diff.moved)
    if diff.gone:
        writer.withdraw(diff.last, diff.gone)


def _withdrawn(before: _LastCommit, identifier: str) -> Meeting | None:
    """The last state of a meeting, if it was withdrawn."""
    redirect = before.history.redirect(identifier) if before.history else None
    return redirect.last if redirect else None
