"""Files → the index: find, compare, read, parse, write, commit.

unchanged   same size and time, or else same SHA-256: not read again
changed     its meetings are replaced, and those it no longer has removed
renamed     read again, because its name is told with every utterance; its ids stay
vanished    its meetings are removed, where it lay under the given paths
unreadable  what was committed of it stays, and it is tried again next time; so does
            what lay in a folder that cannot be read, or that is empty all at once
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.analysis.lexicon import Row
from index.engines.contract import IndexWriter
from index.minutes import Meeting
from index.storage.manifest import SourceRecord
from index.storage.resources import DEFAULT_MEMORY
from index.writer import open_writer
from indexer.discovery import FoundFile, find_files, is_under, readable, shown
from indexer.problems import Problem, Unreadable
from indexer.progress import Counts, Outcome, Progress, Stopwatch
from indexer.reach import Hidden, closed, out_of_reach
from indexer.read_file import read_meetings
from indexer.sources.files import digest
from indexer.tasks import LEFT_OUT, Task, is_same, unfinished, unreadable

PARSER_VERSION = 8
"""Raised by whoever changes what is made of a file: all files are then read again."""

COMMIT_EVERY = 90_000_000
"""Characters after which what was written is committed; a crash loses no more."""

Report = Callable[[Progress], None]


def index_paths(
    paths: Iterable[Path],
    home: Path,
    report: Report = lambda _: None,
    commit_every: int = COMMIT_EVERY,
    *,
    rebuild: bool = False,
    memory: int = DEFAULT_MEMORY,
    leave: Container[Path] = (),
    lexicon: Sequence[Row] | None = None,
) -> Outcome:
    """Bring the index at `home` up to date with files and folders.

    `rebuild` makes it anew of these files alone; the old one is replaced at the end.
    `memory` is about how many bytes are used, in all. Files of `leave` stay as they were
    indexed. `lexicon` are words of one's own, which the index keeps. Raises IndexBusy and
    IndexOutdated. Interrupted at any point, the index is at its last commit, and the next
    run completes it.
    """
    given = tuple(paths)
    found = find_files(given)
    with open_writer(home, rebuild=rebuild, memory=memory, lexicon=lexicon) as writer:
        # Until a rebuild is whole, what it has not come to is not gone.
        run = _Run(writer, report, sys.maxsize if rebuild else commit_every)
        run.remove_vanished(found.folders, found.files)
        run.remove_missing(found.missing)
        run.counts.problems += found.notes if found.files else ()
        for folder in {*found.closed} - {each.folder for each in run.hidden.values()}:
            run.fail(Unreadable(str(folder), "フォルダーを読めません。"))
        run.read(tuple(run.compare(found.files, leave)), len(found.files))
    return run.counts.outcome(found.ignored, run.watch.seconds)


class _Run:
    """One run over an open index: what the index holds by now, and what was done."""

    def __init__(self, writer: IndexWriter, report: Report, commit_every: int) -> None:
        self.writer = writer
        self.report = report
        self.commit_every = commit_every
        self.sources = dict(writer.sources)
        self.owners = {m: key for key, record in self.sources.items() for m in record.meetings}
        self.counts = Counts()
        self.watch = Stopwatch(time.monotonic)
        self.uncommitted = 0
        self.vanished: dict[str, str] = {}
        self.hidden: dict[Path, Hidden] = {}

    def remove_vanished(self, folders: Sequence[Path], files: Sequence[FoundFile]) -> None:
        """Remove the files that are no longer in a folder, unless they are out of reach."""
        there = {str(file.path) for file in files}
        lost = [key for key in self.sources if key not in there and is_under(key, folders)]
        self.hidden = out_of_reach(map(Path, lost), folders)
        for path in map(Path, lost):
            if path not in self.hidden:
                self._remove(path, shown(path, folders))

    def remove_missing(self, paths: Sequence[Path]) -> None:
        """Remove a file that is gone; a folder that is gone may only be out of reach."""
        for path in paths:
            if str(path.absolute()) in self.sources and not closed(path.absolute().parent):
                self._remove(path.absolute(), readable(path.name))
            else:
                self.fail(Unreadable(str(path), "ファイルもフォルダーもありません。"))

    def compare(self, files: Sequence[FoundFile], leave: Container[Path]) -> Iterator[Task]:
        """The files that must be read, because they are new, changed or unfinished."""
        for file in files:
            if file.path in leave:
                continue
            key = str(file.path)
            before = self.sources.get(key)
            try:
                state = file.path.stat()
                looks = (state.st_size, state.st_mtime_ns, PARSER_VERSION)
                if before and (before.size, before.mtime_ns, before.parser) == looks:
                    self.counts.unchanged += 1
                    continue
                sha256 = digest(file.path, file.name)
            except (OSError, Unreadable) as error:
                self.fail(unreadable(file, error))
                continue
            now = SourceRecord(sha256, state.st_size, state.st_mtime_ns, (), PARSER_VERSION)
            if is_same(before, now) and before.mtime_ns != LEFT_OUT:
                self.sources[key] = replace(now, meetings=before.meetings)
                self.counts.unchanged += 1
            else:
                known = frozenset(before.meetings if is_same(before, now) else ())
                yield Task(file, now, before, known)

    def read(self, tasks: Sequence[Task], files: int) -> None:
        """Read the files, and commit now and then and at the end."""
        self.watch.start(sum(task.now.size for task in tasks))
        for done, task in enumerate(tasks, start=files - len(tasks)):
            self._read_file(task, lambda: self._tell(task.file.name, files, done))  # noqa: B023
            self.watch.finish(task.now.size)
        if self.sources != self.writer.sources:
            self.writer.commit(self.sources)
        # What has moved to another place is not out of reach.
        kept = Counter(each for path, each in self.hidden.items() if str(path) in self.sources)
        for each, count in kept.items():
            self.fail(Unreadable(str(each.folder), each.words(count)))
        self._tell(None, files, files)

    def fail(self, error: Unreadable) -> None:
        self.counts.failed += 1
        self.counts.problems.append(Problem(error.file, None, error.line, error.message))

    def _read_file(self, task: Task, tell: Callable[[], None]) -> None:
        tell()
        seen: dict[str, None] = {}
        left_out = False
        try:
            for item in read_meetings(task.file.path, task.file.name, self.watch.reach):
                if isinstance(item, Problem):
                    self.counts.problems.append(item)
                elif self._may_take(item, task, seen):
                    self._take(item, task)
                    seen[item.id] = None
                    self._commit_if_due(task, seen)
                else:
                    left_out = True
                tell()
        except Unreadable as error:
            self.fail(error)
            if seen:
                self.sources[task.key] = unfinished(task, seen)
            return
        self._settle(task, seen, left_out)

    def _settle(self, task: Task, seen: Collection[str], left_out: bool) -> None:
        """Record a file that was read to its end, and remove what it no longer has."""
        for meeting in set(task.before.meetings if task.before else ()) - set(seen):
            self._drop(meeting)
        record = replace(task.now, meetings=tuple(seen))
        self.sources[task.key] = replace(record, mtime_ns=LEFT_OUT) if left_out else record
        if task.known == set(seen) and task.before is not None:
            self.counts.unchanged += 1
        elif task.before is not None:
            self.counts.did("changed", task.file.name)
        elif old := self.vanished.pop(task.now.sha256, None):
            self.counts.did("renamed", task.file.name, old)
        else:
            self.counts.did("added", task.file.name)

    def _may_take(self, meeting: Meeting, task: Task, seen: Collection[str]) -> bool:
        """Whether no other file has the meeting, nor this one twice; else a problem."""
        owner = self.owners.get(meeting.id)
        if meeting.id in seen:
            other = "同じファイル"
        elif owner is None or owner == task.key:
            return True
        elif not Path(owner).exists():
            self._disown(owner, meeting.id)
            return True
        else:
            other = Path(owner).name
        at = meeting.utterances[0].source if meeting.utterances else meeting.published
        message = (
            f"会議「{meeting.title}」（{meeting.id}）は{other}にもあるため、こちらは除きました。"
        )
        self.counts.problems.append(Problem(task.file.name, None, at.line, message))
        return False

    def _disown(self, owner: str, meeting: str) -> None:
        """Take a meeting from a file that is no longer there: it has moved."""
        self._drop(meeting)
        record = self.sources[owner]
        rest = tuple(held for held in record.meetings if held != meeting)
        if rest:
            self.sources[owner] = replace(record, meetings=rest)
        else:
            self._remove(Path(owner), readable(Path(owner).name))

    def _take(self, meeting: Meeting, task: Task) -> None:
        if meeting.id in task.known:
            return
        if self.owners.get(meeting.id) == task.key:
            self.writer.remove(meeting.id)
        self.writer.add(meeting)
        self.owners[meeting.id] = task.key
        self.uncommitted += self.counts.wrote(meeting)

    def _remove(self, path: Path, name: str) -> None:
        record = self.sources.pop(str(path))
        for meeting in record.meetings:
            self._drop(meeting)
        self.vanished[record.sha256] = name
        self.counts.did("removed", name)

    def _drop(self, meeting: str) -> None:
        self.owners.pop(meeting, None)
        self.writer.remove(meeting)

    def _commit_if_due(self, task: Task, seen: Collection[str]) -> None:
        if self.uncommitted >= self.commit_every:
            self.sources[task.key] = unfinished(task, seen)
            self.writer.commit(self.sources)
            self.uncommitted = 0

    def _tell(self, file: str | None, files: int, done: int) -> None:
        self.report(self.watch.progress(file, files, done, self.counts))
