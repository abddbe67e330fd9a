"""How well files are understood, without an index: for `kaigiroku check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.minutes import KINDS, Meeting
from indexer.confidence import Evidence, weigh
from indexer.discovery import FoundFile, find_files
from indexer.id_clashes import IdClashes
from indexer.problems import Problem, Unreadable
from indexer.read_file import FileKind, Format, Style, read_with_kind
from indexer.reasons import Reason, Reasons
from indexer.understanding import Gap, find_gaps

_MAX_NAMED_MEETINGS = 3
_MAX_REASONS = 10
_SUMMED = ("meetings", "turns", "characters", "understood")


@dataclass(slots=True)
class FileCheck:
    """The check of one file; `error` says why it could not be read, or not to its end.

    `bodies` and `titles` are of its first meetings; `first` and `last` are the earliest and
    latest date, ISO 8601. `understood` of the `characters` are in no problem.
    `confidence` is the share of the speaker turns that is likely right; null without turns.
    """

    file: str
    format: Format | None = None
    system: str | None = None
    style: Style | None = None
    bodies: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    meetings: int = 0
    exchanges: int = 0
    turns: int = 0
    characters: int = 0
    understood: int = 0
    confidence: float | None = None
    first: str | None = None
    last: str | None = None
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    problems: list[Problem] = field(default_factory=list)
    error: Problem | None = None


def check_paths(
    paths: Iterable[Path], progress: Callable[[int, int, str], None] = lambda *_: None
) -> Iterator[FileCheck]:
    """Check each file, in the order in which it would be indexed.

    `progress` is called before each file: files done, all files, the name of this file.
    """
    found = find_files(paths)
    clashes = IdClashes()
    for number, file in enumerate(found.files):
        progress(number, len(found.files), file.name)
        yield _Checker(file.name, clashes).check(file)
    for note in found.notes if found.files else ():
        yield FileCheck(note.file, kinds={}, problems=[note])
    for path in map(str, found.missing):
        error = Problem(path, None, None, "ファイルもフォルダーもありません。")
        yield FileCheck(path, kinds={}, error=error)


class _Checker:
    """Checks one file meeting by meeting; no meeting stays in memory."""

    def __init__(self, name: str, clashes: IdClashes) -> None:
        self.result = FileCheck(name)
        self.clashes = clashes
        self.evidence = Evidence(0, 0.0, 0.0)

    def check(self, file: FoundFile) -> FileCheck:
        result = self.result
        reported: list[Problem] = []
        meeting: Meeting | None = None
        try:
            for item in read_with_kind(file.path, file.name):
                if isinstance(item, Problem):
                    # The problems of a meeting follow it.
                    reported.append(item)
                    continue
                self._add(meeting, reported)
                meeting, reported = None, []
                if isinstance(item, FileKind):
                    result.format, result.style, result.system = item
                else:
                    meeting = item
        except Unreadable as error:
            result.error = error.problem()
        self._add(meeting, reported)
        result.turns = self.evidence.turns
        if self.evidence.turns or self.evidence.missed:
            result.confidence = round(self.evidence.confidence, 3)
        result.kinds = {kind: count for kind, count in result.kinds.items() if count}
        return result

    def _add(self, meeting: Meeting | None, reported: list[Problem]) -> None:
        """Count a meeting, the problems its parser reported, and the gaps it did not see."""
        result = self.result
        if meeting is None or result.style == "plain":
            result.problems += reported
        if meeting is None:
            return
        self._count(meeting)
        if clash := self.clashes.add(meeting):
            result.problems.append(clash)
        characters = sum(len(utterance.text) for utterance in meeting.utterances)
        result.characters += characters
        if result.style == "plain":
            return
        gaps = tuple(find_gaps(meeting, reported, marked=result.style != "summary"))
        result.understood += characters - sum(gap.end - gap.start for gap in gaps)
        self.evidence = self.evidence.plus(weigh(meeting, gaps))
        paged = any(problem.page for problem in reported) or _is_paged(meeting)
        result.problems += _with_sizes(reported, gaps)
        result.problems += _unreported(result.file, gaps, reported, paged=paged)

    def _count(self, meeting: Meeting) -> None:
        result = self.result
        result.meetings += 1
        result.exchanges += len({u.exchange for u in meeting.utterances if u.exchange})
        if len(result.bodies) < _MAX_NAMED_MEETINGS and meeting.body not in ("", *result.bodies):
            result.bodies.append(meeting.body)
        if len(result.titles) < _MAX_NAMED_MEETINGS:
            result.titles.append(meeting.title)
        if meeting.date:
            result.first = min(result.first or meeting.date, meeting.date)
            result.last = max(result.last or meeting.date, meeting.date)
        for utterance in meeting.utterances:
            result.kinds[utterance.kind] += 1


def _unreported(
    file: str, gaps: Iterable[Gap], reported: Iterable[Problem], *, paged: bool
) -> Iterator[Problem]:
    """The gaps on whose lines the parser reported no problem."""
    lines = {n for p in reported if p.line for n in range(p.line, (p.last or p.line) + 1)}
    for gap in gaps:
        _, page, line = gap.place
        if line not in lines:
            page = page if paged else None
            yield Problem(file, page, line, gap.reason, characters=gap.end - gap.start)


def _with_sizes(reported: Iterable[Problem], gaps: Iterable[Gap]) -> Iterator[Problem]:
    """The problems with the number of characters that each is about."""
    sizes = Counter[int | None]()
    for gap in gaps:
        sizes[gap.place.line] += gap.end - gap.start
    for problem in reported:
        yield replace(problem, characters=sizes[problem.line])


def _is_paged(meeting: Meeting) -> bool:
    pages = {mark.page for u in meeting.utterances for mark in u.trace[:1] if mark.page}
    return len(pages) > 1


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """All files together; `unread` could not be read (to their end).

    `confidence` is over all speaker turns. `reasons` are the commonest, the others are
    counted in `others`.
    """

    files: int
    unread: int
    meetings: int
    turns: int
    characters: int
    understood: int
    confidence: float | None
    reasons: Sequence[Reason]
    others: int


class CheckTotals:
    """Adds up files one by one; none of them stays in memory."""

    def __init__(self) -> None:
        self.counts = Counter[str]()
        self._right = 0.0
        self._reasons = Reasons()

    def add(self, file: FileCheck) -> None:
        self.counts.update(files=1, unread=file.error is not None)
        self.counts.update({name: getattr(file, name) for name in _SUMMED})
        self._right += file.turns * (file.confidence or 0.0)
        for problem in (*file.problems, *filter(None, [file.error])):
            self._reasons.add(problem)

    def summary(self) -> CheckSummary:
        ordered = self._reasons.ordered()
        turns = self.counts["turns"]
        return CheckSummary(
            **self.counts,
            confidence=round(self._right / turns, 3) if turns else None,
            reasons=ordered[:_MAX_REASONS],
            others=len(ordered[_MAX_REASONS:]),
        )
