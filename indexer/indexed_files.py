"""The indexed files with their meetings, and which ids are still free.

An id that two meetings claim belongs to neither: each takes its next ids, and the id is retired
for good, with the others that they give up. So the ids of an index follow from its meetings, and
neither from the order in which they were read nor from the names of files; and an address that
was given never leads to other words, because nothing else gets its id.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from operator import eq
from pathlib import Path
from typing import NamedTuple

from index.minutes import Meeting, first_utterance_id
from index.storage.manifest import SourceRecord
from index.writer import MinutesWriter
from indexer.discovery import is_gone
from indexer.identifiers import content_hash, next_ids


class Settled(NamedTuple):
    """A meeting under ids that it alone has.

    `clashes` are the ids that it gave up because others claim them, each with the file of the
    meeting that has it, if that is known. If it is the copy of an indexed meeting, `copy` is the
    id of that, and it is not to be indexed.
    """

    meeting: Meeting
    clashes: dict[str, str | None]
    copy: str | None = None


class IndexedFiles:
    """The records of the indexed files; changes are passed on to the writer.

    `release` is called with a file that is gone and a meeting of it that is found elsewhere; it
    has to remove that.
    """

    def __init__(self, writer: MinutesWriter, release: Callable[[str, str], None]) -> None:
        self._writer = writer
        self._release = release
        self.records = dict(writer.sources)
        self.owners = {m: key for key, record in self.records.items() for m in record.meetings}
        self._retired = set(writer.retired)
        # Ids whose meetings have not given them up yet, and the last file to claim each.
        self._claimed: set[str] = set()
        self._claimants: dict[str, str] = {}
        # By the ids of the meetings that were written since this was opened.
        self._hashes: dict[str, str] = {}

    def settle(self, meeting: Meeting, key: str, seen: Collection[str]) -> Settled:
        """Find ids for a meeting of a file; `seen` are the file's meetings that were written."""

        def is_own(holder: str) -> bool:
            return self.owners.get(holder) == key and holder not in seen

        settled = self._settle(meeting, is_own)
        if not settled.copy:
            self._claimants.update(dict.fromkeys(settled.clashes, key))
        return settled

    def add(self, meeting: Meeting, key: str) -> None:
        """Write a settled meeting of a file, in place of the file's meeting of the same id."""
        if self.owners.get(meeting.id) == key:
            self._writer.remove(meeting.id)
        self._writer.add(meeting)
        self.owners[meeting.id] = key
        self._hashes[meeting.id] = content_hash(meeting)

    def move_claimed(self) -> Iterator[tuple[Meeting, Settled]]:
        """Give their next ids to the meetings whose ids others claim; before each commit."""
        while self._claimed:
            claimed, self._claimed = self._claimed, set()
            for holder in dict.fromkeys(self._lead(claimed).values()):
                if old := self._writer.meeting(holder):
                    settled = self._settle(old, partial(eq, holder))
                    self._move(holder, settled.meeting)
                    yield old, settled

    def was_committed(self, meeting: str) -> bool:
        """Whether a meeting of that id is in the last commit."""
        return any(meeting in record.meetings for record in self._writer.sources.values())

    def drop(self, meetings: Iterable[str]) -> None:
        for meeting in meetings:
            self.owners.pop(meeting, None)
            self._writer.remove(meeting)

    def remove(self, key: str) -> SourceRecord:
        """Remove a file with its meetings; returns what was recorded of it."""
        record = self.records.pop(key)
        self.drop(record.meetings)
        return record

    def commit(self) -> None:
        self._writer.commit(self.records, self._retired)

    @property
    def is_committed(self) -> bool:
        same = self._retired == set(self._writer.retired)
        return same and self.records == self._writer.sources

    def _settle(self, meeting: Meeting, is_own: Callable[[str], bool]) -> Settled:
        """Try one set of ids after another; `is_own` tells the meeting that it replaces."""
        clashes: dict[str, str | None] = {}
        while taken := self._taken(meeting, is_own):
            if (holder := taken.get(meeting.id)) and self._is_copy(meeting, holder):
                return Settled(meeting, clashes, holder)
            for each, at in taken.items():
                clashes[each] = self.owners.get(at) if at else self._claimants.get(each)
            self._claimed.update(each for each, at in taken.items() if at)
            following = next_ids(meeting)
            self._retired |= taken.keys() | (meeting.addresses - following.addresses)
            meeting = following
        return Settled(meeting, clashes)

    def _taken(self, meeting: Meeting, is_own: Callable[[str], bool]) -> dict[str, str | None]:
        """The addresses of a meeting that it cannot have, and which meeting has each now."""
        addresses = meeting.addresses
        lead = {each: to for each, to in self._lead(addresses).items() if not is_own(to)}
        for holder in set(lead.values()):
            owner = self.owners.get(holder)
            if owner and self._has_moved(meeting, holder, Path(owner)):
                self._release(owner, holder)
                lead = {each: to for each, to in lead.items() if to != holder}
        taken = {each: lead.get(each) for each in addresses & (self._retired | lead.keys())}
        return taken or dict.fromkeys(self._writer.given_to_others(meeting))

    def _lead(self, ids: Collection[str]) -> dict[str, str]:
        """The meetings to which some ids lead, also as those of exchanges."""
        first = {each: one for each in ids if (one := first_utterance_id(each))}
        holders = self._writer.holders({*ids, *first.values()})
        lead = {each: holders[each] for each in ids if each in holders}
        for each, utterance in first.items():
            holder = holders.get(utterance)
            # An exchange is named after an utterance, never after a meeting.
            if holder and holder != utterance:
                lead.setdefault(each, holder)
        return lead

    def _has_moved(self, meeting: Meeting, holder: str, owner: Path) -> bool:
        """Whether a meeting is what its file, which is gone, had."""
        return is_gone(owner) or (not owner.exists() and self._is_copy(meeting, holder))

    def _is_copy(self, meeting: Meeting, holder: str) -> bool:
        """Whether a meeting says the same as the one of that id."""
        if holder not in self._hashes and (other := self._writer.meeting(holder)):
            self._hashes[holder] = content_hash(other)
        return self._hashes.get(holder) == content_hash(meeting)

    def _move(self, identifier: str, meeting: Meeting) -> None:
        if meeting.id in self.owners:
            # Its file was read again since the last commit, and wrote it under these ids.
            self._writer.remove(meeting.id)
        self._writer.move(identifier, meeting)
        self._hashes[meeting.id] = content_hash(meeting)
        if key := self.owners.pop(identifier, None):
            self.owners[meeting.id] = key
            if record := self.records.get(key):
                meetings = (meeting.id if m == identifier else m for m in record.meetings)
                self.records[key] = replace(record, meetings=tuple(meetings))
