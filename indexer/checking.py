"""What a parser makes of files, without an index: for `kaigiroku check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.minutes import KINDS, Meeting
from indexer.discovery import Found, find_files
from indexer.problems import Problem, Unreadable
from indexer.reading import Format, Kind, Style, read_with_kind


@dataclass(frozen=True, slots=True)
class Checked:
    """What was understood of one file; `error` where it could not be read (to its end).

    `first` and `last` are the earliest and latest date of its meetings, ISO 8601.
    """

    file: str
    format: Format | None
    style: Style | None
    meetings: int
    exchanges: int
    characters: int
    first: str | None
    last: str | None
    kinds: Mapping[str, int]
    problems: tuple[Problem, ...]
    error: Problem | None = None


def check_paths(paths: Iterable[Path]) -> Iterator[Checked]:
    """Parse each file and say what was understood, and what was not, and where."""
    found = find_files(paths)
    for file in found.files:
        yield _check(file)
    for path in found.missing:
        missing = Unreadable(str(path), "ファイルもフォルダーもありません。")
        yield _Tally().checked(str(path), None, (), missing)


def _check(file: Found) -> Checked:
    kind: Kind | None = None
    tally = _Tally()
    problems: list[Problem] = []
    error: Unreadable | None = None
    try:
        for item in read_with_kind(file.path, file.name):
            if isinstance(item, Kind):
                kind = item
            elif isinstance(item, Problem):
                problems.append(item)
            else:
                tally.add(item)
    except Unreadable as broken:
        error = broken
    return tally.checked(file.name, kind, problems, error)


class _Tally:
    """Counts over the meetings of a file, none of which is kept."""

    def __init__(self) -> None:
        self.meetings = 0
        self.exchanges = 0
        self.characters = 0
        self.dates: set[str] = set()
        self.kinds: Counter[str] = Counter()

    def add(self, meeting: Meeting) -> None:
        self.meetings += 1
        self.exchanges += len({u.exchange for u in meeting.utterances if u.exchange})
        self.characters += sum(len(utterance.text) for utterance in meeting.utterances)
        self.dates |= {meeting.date} if meeting.date else set()
        self.kinds.update(utterance.kind for utterance in meeting.utterances)

    def checked(
        self, name: str, kind: Kind | None, problems: Iterable[Problem], error: Unreadable | None
    ) -> Checked:
        return Checked(
            file=name,
            format=kind.format if kind else None,
            style=kind.style if kind else None,
            meetings=self.meetings,
            exchanges=self.exchanges,
            characters=self.characters,
            first=min(self.dates, default=None),
            last=max(self.dates, default=None),
            kinds={kind: self.kinds[kind] for kind in KINDS if self.kinds[kind]},
            problems=tuple(problems),
            error=Problem(name, None, error.line, error.message) if error else None,
        )
