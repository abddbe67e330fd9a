"""Files → the index: find, compare, read, parse, write, commit.

unchanged   same size, times and inode, or else same SHA-256: not read again
changed     its meetings are replaced, and those it no longer has removed
renamed     read again, because every utterance carries the file's name; its ids stay
vanished    its meetings are removed, where it lay under the given paths
unreadable  what was committed of it stays, and it is tried again next time; so does
            what lay in a folder that cannot be read, or that is empty all at once
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeGuard

from index.address import Address
from index.analysis.lexicon import Row
from index.minutes import Meeting
from index.storage.manifest import SourceRecord
from index.storage.resources import DEFAULT_MEMORY
from index.writer import MinutesWriter, open_writer
from indexer.discovery import (
    FoundFile,
    UnreachableFolder,
    find_files,
    find_unreachable,
    is_reachable,
    is_under,
    printable,
    shown_name,
)
from indexer.id_clashes import IdChange
from indexer.indexed_files import IndexedFiles
from indexer.problems import Concern, Problem, Unreadable
from indexer.progress import Outcome, Progress, Stopwatch
from indexer.read_file import FileKind, read_with_kind
from indexer.sources.files import digest, unreadable

PARSER_VERSION = 12
"""To be raised whenever parsing gives other results: all files are then read again."""

COMMIT_EVERY = 90_000_000
"""Characters written between two commits; a crash loses no more."""

_INCOMPLETE = -1
"""Recorded as the time of a file whose meetings are not all indexed: it is read again."""

_READ_IN_PART = ""
"""Recorded as the SHA-256 of a changed file that was read in part: it is read again."""

Report = Callable[[Progress], None]


def index_paths(
    paths: Iterable[Path],
    home: Address,
    report: Report = lambda _: None,
    commit_every: int = COMMIT_EVERY,
    *,
    rebuild: bool = False,
    memory: int = DEFAULT_MEMORY,
    leave: Container[Path] = (),
    lexicon: Sequence[Row] | None = None,
) -> Outcome:
    """Bring the index at `home` up to date with files and folders.

    `rebuild` makes it anew of these files alone; the old index is replaced at the end.
    `memory` is about how many bytes are used, in all. Files of `leave` stay as they were
    indexed. `lexicon` are the user's own words, which the index stores. Raises IndexBusy
    and IndexOutdated. Interrupted at any point, the index is at its last commit, and the
    next run completes it.
    """
    found = find_files(paths, home if isinstance(home, Path) else None)
    with open_writer(home, rebuild=rebuild, memory=memory, lexicon=lexicon) as writer:
        # A rebuild commits once, at its end: meetings not reached yet would be recorded as gone.
        run = _Run(writer, report, sys.maxsize if rebuild else commit_every)
        run.remove_vanished(found.folders, found.files)
        run.remove_missing(found.missing)
        run.outcome.problems += found.notes if found.files else ()
        for folder in {*found.closed} - {each.folder for each in run.unreachable.values()}:
            run.outcome.add_failure(Unreadable(str(folder), "フォルダーを読めません。"))
        run.read(tuple(run.compare(found.files, leave)), len(found.files))
    run.outcome.ignored = found.ignored
    run.outcome.seconds = run.watch.seconds
    return run.outcome


class _Task(NamedTuple):
    """A file to read: as it is now, and as it was at the last commit.

    `known` are the meetings that need not be written again, because the file is the same.
    """

    file: FoundFile
    now: SourceRecord
    before: SourceRecord | None
    known: frozenset[str]

    @property
    def key(self) -> str:
        return str(self.file.path)

    def record_in_part(self, seen: Collection[str], held: Collection[str]) -> SourceRecord:
        """The record of the file read in part: what was read now, and what it has from before.

        What was read of a new file need not be written again; of a changed file it must.
        """
        meetings = tuple(dict.fromkeys((*seen, *held)))
        if self.before is None or self.known:
            return replace(self.now, mtime_ns=_INCOMPLETE, meetings=meetings)
        return SourceRecord(_READ_IN_PART, -1, 0, meetings)


class _Run:
    """One run over an open index."""

    def __init__(self, writer: MinutesWriter, report: Report, commit_every: int) -> None:
        self.indexed = IndexedFiles(writer, self._take_from)
        self.outcome = Outcome()
        self.watch = Stopwatch(time.monotonic)
        self.unreachable: dict[Path, UnreachableFolder] = {}
        self._report = report
        self._commit_every = commit_every
        self._uncommitted = 0
        # The shown names of removed files by SHA-256: a new file of the same is a renamed one.
        self._removed: dict[str, str] = {}
        # By the ids that meetings have now, because others claim those that they had.
        self._changes: dict[str, IdChange] = {}

    def remove_vanished(self, folders: Sequence[Path], files: Sequence[FoundFile]) -> None:
        """Remove the files that are no longer in a folder, unless they are out of reach."""
        there = {str(file.path) for file in files}
        lost = [
            Path(key) for key in self.indexed.records if key not in there and is_under(key, folders)
        ]
        self.unreachable = find_unreachable(lost, folders)
        for path in lost:
            if path not in self.unreachable:
                self._remove(path, shown_name(path, folders))

    def remove_missing(self, paths: Sequence[Path]) -> None:
        """Remove a file that is gone; a folder that is gone may only be out of reach."""
        for path in paths:
            file = path.absolute()
            if str(file) in self.indexed.records and is_reachable(file.parent):
                self._remove(file, printable(path.name))
            else:
                message = "ファイルもフォルダーもありません。"
                self.outcome.add_failure(Unreadable(str(path), message))

    def compare(self, files: Sequence[FoundFile], leave: Container[Path]) -> Iterator[_Task]:
        """The files that must be read, because they are new, changed or unfinished."""
        for file in files:
            if file.path in leave:
                continue
            key = str(file.path)
            before = self.indexed.records.get(key)
            try:
                state = file.path.stat()
                if before and _looks(before) == _looks(_record(state)):
                    self.outcome.unchanged += 1
                    continue
                sha256 = digest(file.path, file.name)
            except (OSError, Unreadable) as error:
                failure = error if isinstance(error, Unreadable) else unreadable(file.name, error)
                self.outcome.add_failure(failure)
                continue
            now = replace(_record(state), sha256=sha256)
            if _is_same(before, now) and before.mtime_ns != _INCOMPLETE:
                self.indexed.records[key] = replace(now, meetings=before.meetings)
                self.outcome.unchanged += 1
            else:
                known = frozenset(before.meetings if _is_same(before, now) else ())
                yield _Task(file, now, before, known)

    def read(self, tasks: Sequence[_Task], files: int) -> None:
        """Read the files, and commit now and then and at the end."""
        self.watch.start(sum(task.now.size for task in tasks), files, files - len(tasks))
        for task in tasks:
            self._read_file(task)
            self.watch.finish(task.now.size)
        self._settle_claimed({})
        if not self.indexed.is_committed:
            self.indexed.commit()
        # A file whose meetings were found elsewhere has moved: it is not out of reach.
        out_of_reach = Counter(
            folder for path, folder in self.unreachable.items() if str(path) in self.indexed.records
        )
        for folder, count in out_of_reach.items():
            self.outcome.add_failure(folder.error(count))
        self._report_progress(None)

    def _read_file(self, task: _Task) -> None:
        self._report_progress(task.file.name)
        seen: dict[str, None] = {}
        complete = True
        try:
            for item in self._meetings(task):
                if meeting := self._settle(item, task, seen):
                    seen[meeting.id] = None
                    self._write(meeting, task, seen)
                else:
                    complete = False
        except Unreadable as error:
            self.outcome.add_failure(error)
            if seen:
                self._record_in_part(task, seen)
            return
        self._finish(task, seen, complete=complete)

    def _meetings(self, task: _Task) -> Iterator[Meeting]:
        """The meetings of a file; its problems and what kind of file it is are recorded."""
        kind: FileKind | None = None
        for item in read_with_kind(*task.file, self.watch.reach, task.now.sha256):
            if isinstance(item, FileKind):
                kind = item
            elif isinstance(item, Problem):
                self.outcome.problems.append(item)
            else:
                if kind:
                    self.outcome.kinds[kind] += 1
                kind = None
                yield item
            self._report_progress(task.file.name)

    def _finish(self, task: _Task, seen: Collection[str], *, complete: bool) -> None:
        """Record a file that was read to its end, and remove what it no longer has."""
        self.indexed.drop(set(self._held(task)) - set(seen))
        mtime_ns = task.now.mtime_ns if complete else _INCOMPLETE
        self.indexed.records[task.key] = replace(task.now, meetings=tuple(seen), mtime_ns=mtime_ns)
        name = task.file.name
        if task.before is None:
            old = self._removed.pop(task.now.sha256, None)
            self.outcome.add_change("renamed" if old else "added", name, old)
        elif task.known == set(seen):
            self.outcome.unchanged += 1
        else:
            self.outcome.add_change("changed", name)

    def _settle(self, meeting: Meeting, task: _Task, seen: Collection[str]) -> Meeting | None:
        """A meeting of a file under ids of its own; None if another file has it, too."""
        settled = self.indexed.settle(meeting, task.key, seen)
        if settled.copy:
            other = _file(self.indexed.owners.get(settled.copy, task.key), task.key)
            what = f"会議「{meeting.title}」（{meeting.id}）は{other}にもあるため"
            self._add_problem(meeting, f"{what}、こちらは除きました。", "copy")
            return None
        if settled.clashes:
            self._changes[settled.meeting.id] = IdChange(meeting, settled)
        return settled.meeting

    def _settle_claimed(self, seen: dict[str, None]) -> None:
        """Move the meetings whose ids others claim, and report what ids were changed.

        `seen` are the meetings of the file that is being read.
        """
        for old, settled in self.indexed.move_claimed():
            change = self._changes.pop(old.id, None) or IdChange(
                old, settled, was_given=self.indexed.was_committed(old.id)
            )
            self._changes[settled.meeting.id] = change.continued(settled)
            if old.id in seen:
                renamed = [settled.meeting.id if each == old.id else each for each in seen]
                seen.clear()
                seen.update(dict.fromkeys(renamed))
        for change in self._changes.values():
            own = self.indexed.owners.get(change.settled.meeting.id)
            owners = filter(None, change.settled.clashes.values())
            files = "、".join(dict.fromkeys(_file(owner, own) for owner in owners))
            concern: Concern = "parts" if change.is_part else "text"
            self._add_problem(change.meeting, change.message(files or "ほかの会議"), concern)
        self._changes.clear()

    def _add_problem(self, meeting: Meeting, message: str, concern: Concern) -> None:
        at = meeting.utterances[0].source if meeting.utterances else meeting.published
        self.outcome.problems.append(Problem(at.file, None, at.line, message, concern=concern))

    def _take_from(self, owner: str, meeting: str) -> None:
        """Take a meeting from a file that is no longer there: it has moved."""
        record = self.indexed.records[owner]
        rest = tuple(each for each in record.meetings if each != meeting)
        if rest:
            self.indexed.drop([meeting])
            self.indexed.records[owner] = replace(record, meetings=rest)
        else:
            self._remove(Path(owner), printable(Path(owner).name))

    def _held(self, task: _Task) -> Collection[str]:
        """The meetings that the index has of a file, as far as they are recorded."""
        record = self.indexed.records.get(task.key)
        return record.meetings if record else ()

    def _record_in_part(self, task: _Task, seen: Collection[str]) -> None:
        self.indexed.records[task.key] = task.record_in_part(seen, self._held(task))

    def _write(self, meeting: Meeting, task: _Task, seen: dict[str, None]) -> None:
        """Write a meeting unless the index has it already, and commit if it is time."""
        if meeting.id not in task.known:
            self.indexed.add(meeting, task.key)
            self._uncommitted += self.outcome.add_meeting(meeting)
        if self._uncommitted >= self._commit_every:
            self._settle_claimed(seen)
            self._record_in_part(task, seen)
            self.indexed.commit()
            self._uncommitted = 0

    def _remove(self, path: Path, name: str) -> None:
        self._removed[self.indexed.remove(str(path)).sha256] = name
        self.outcome.add_change("removed", name)

    def _report_progress(self, file: str | None) -> None:
        self._report(self.watch.progress(file, self.outcome))


def _record(state: os.stat_result) -> SourceRecord:
    """The record of a file, as far as it is known without reading it."""
    size, written, changed = state.st_size, state.st_mtime_ns, state.st_ctime_ns
    return SourceRecord("", size, written, (), PARSER_VERSION, changed, state.st_ino)


def _looks(record: SourceRecord) -> tuple[int, ...]:
    """What differs when a file has been written, replaced or restored, and for a newer parser."""
    return record.size, record.mtime_ns, record.ctime_ns, record.inode, record.parser


def _file(owner: str, own: str | None) -> str:
    """A file in words; `own` is the file that is spoken of."""
    return "同じファイル" if owner == own else printable(Path(owner).name)


def _is_same(before: SourceRecord | None, now: SourceRecord) -> TypeGuard[SourceRecord]:
    """Whether the same content was read by the same parser."""
    return before is not None and (before.sha256, before.parser) == (now.sha256, now.parser)
