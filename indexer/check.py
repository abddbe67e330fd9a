"""What a parser makes of files, without an index: for `kaigiroku check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.minutes import KINDS, Meeting
from indexer.confidence import Evidence, weigh
from indexer.discovery import FoundFile, find_files
from indexer.problems import Problem, Unreadable
from indexer.read_file import Format, Kind, Style, read_with_kind
from indexer.understanding import Gap, find_gaps

_TITLES = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """What was understood of one file; `error` where it could not be read (to its end).

    `bodies` and `titles` are of its first meetings; `first` and `last` are the earliest and
    latest date, ISO 8601. `understood` is how many of the `characters` were, `problems` is
    each place that was not. `confidence` is the share of the speaker turns that is likely
    right; null where there is none.
    """

    file: str
    format: Format | None
    system: str | None
    style: Style | None
    bodies: tuple[str, ...]
    titles: tuple[str, ...]
    meetings: int
    exchanges: int
    turns: int
    characters: int
    understood: int
    confidence: float | None
    first: str | None
    last: str | None
    kinds: Mapping[str, int]
    problems: tuple[Problem, ...]
    error: Problem | None = None


def check_paths(
    paths: Iterable[Path], progress: Callable[[int, int, str], None] = lambda *_: None
) -> Iterator[Checked]:
    """Parse each file and say what was understood, and what was not, and where.

    `progress` is told, before each file, how many are done, how many there are, and its name.
    """
    found = find_files(paths)
    for number, file in enumerate(found.files):
        progress(number, len(found.files), file.name)
        yield _check(file)
    for note in found.notes if found.files else ():
        yield _Tally(note.file).checked((note,), None)
    for path in found.missing:
        missing = Unreadable(str(path), "ファイルもフォルダーもありません。")
        yield _Tally(str(path)).checked((), missing)


def _check(file: FoundFile) -> Checked:
    tally = _Tally(file.name)
    problems: list[Problem] = []
    pending: list[Problem] = []
    meeting: Meeting | None = None
    error: Unreadable | None = None
    try:
        for item in read_with_kind(file.path, file.name):
            if isinstance(item, Problem):
                # What is told of a meeting follows it.
                pending.append(item)
                continue
            problems += tally.close(meeting, pending)
            meeting, pending = None, []
            if isinstance(item, Kind):
                tally.kind = item
            else:
                meeting = item
    except Unreadable as broken:
        error = broken
    problems += tally.close(meeting, pending)
    return tally.checked(problems, error)


class _Tally:
    """Counts over the meetings of a file, none of which is kept."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind: Kind | None = None
        self.meetings = self.exchanges = self.characters = self.understood = 0
        self.bodies: dict[str, None] = {}
        self.titles: list[str] = []
        self.dates: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.evidence = Evidence(0, 0.0, 0.0)

    def close(self, meeting: Meeting | None, told: list[Problem]) -> list[Problem]:
        """Count a meeting; what its parser told of it, and what else was not understood."""
        if meeting is None:
            return told
        self._add(meeting)
        characters = sum(len(utterance.text) for utterance in meeting.utterances)
        self.characters += characters
        if self.kind and self.kind.style == "plain":
            return told
        marked = self.kind is None or self.kind.style != "summary"
        gaps = tuple(find_gaps(meeting, told, marked=marked))
        self.understood += characters - sum(gap.end - gap.start for gap in gaps)
        self.evidence = self.evidence.plus(weigh(meeting, gaps))
        paged = any(problem.page for problem in told) or _is_paged(meeting)
        return [*self._named(told, gaps), *self._placed(gaps, told, paged=paged)]

    def _add(self, meeting: Meeting) -> None:
        self.meetings += 1
        self.exchanges += len({u.exchange for u in meeting.utterances if u.exchange})
        if len(self.bodies) < _TITLES and meeting.body:
            self.bodies[meeting.body] = None
        if len(self.titles) < _TITLES:
            self.titles.append(meeting.title)
        self.dates |= {meeting.date} if meeting.date else set()
        self.kinds.update(utterance.kind for utterance in meeting.utterances)

    def _named(self, told: Iterable[Problem], gaps: Iterable[Gap]) -> Iterator[Problem]:
        """What the parser told, with how many characters it is of."""
        sizes = Counter[int | None]()
        for gap in gaps:
            sizes[gap.place.line] += gap.end - gap.start
        for problem in told:
            yield replace(problem, characters=sizes[problem.line])

    def _placed(
        self, gaps: Iterable[Gap], told: list[Problem], *, paged: bool
    ) -> Iterator[Problem]:
        """The gaps that the parser did not tell of."""
        lines = {line for p in told if p.line for line in range(p.line, (p.last or p.line) + 1)}
        for gap in gaps:
            _, page, line = gap.place
            if line not in lines:
                size = gap.end - gap.start
                page = page if paged else None
                yield Problem(self.name, page, line, gap.reason, characters=size)

    def checked(self, problems: Iterable[Problem], error: Unreadable | None) -> Checked:
        kind = self.kind
        turned = self.evidence.turns or self.evidence.missed
        return Checked(
            file=self.name,
            format=kind.format if kind else None,
            system=kind.system if kind else None,
            style=kind.style if kind else None,
            bodies=tuple(self.bodies),
            titles=tuple(self.titles),
            meetings=self.meetings,
            exchanges=self.exchanges,
            turns=self.evidence.turns,
            characters=self.characters,
            understood=self.understood,
            confidence=round(self.evidence.confidence, 3) if turned else None,
            first=min(self.dates, default=None),
            last=max(self.dates, default=None),
            kinds={kind: self.kinds[kind] for kind in KINDS if self.kinds[kind]},
            problems=tuple(problems),
            error=Problem(self.name, None, error.line, error.message) if error else None,
        )


def _is_paged(meeting: Meeting) -> bool:
    pages = {mark.page for u in meeting.utterances for mark in u.trace[:1] if mark.page}
    return len(pages) > 1
