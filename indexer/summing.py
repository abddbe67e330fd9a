"""What was understood over many files: counts, and reasons with a place for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.check import Checked
from indexer.problems import Problem

MOST_REASONS = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was not understood: how often, how many characters, the first place."""

    reason: str
    count: int
    characters: int
    file: str
    page: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """All files together; `unread` could not be read (to their end), `others` counts the reasons
    beyond the commonest. `confidence` is over all speaker turns.
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


class Summing:
    """Adds up files one by one, and keeps none of them."""

    def __init__(self) -> None:
        self.files = self.unread = self.meetings = 0
        self._turns = self._characters = self._understood = 0
        self._right = 0.0
        self._counts: Counter[str] = Counter()
        self._sizes: Counter[str] = Counter()
        self._first: dict[str, Problem] = {}

    def add(self, checked: Checked) -> None:
        self.files += 1
        self.unread += checked.error is not None
        self.meetings += checked.meetings
        self._turns += checked.turns
        self._characters += checked.characters
        self._understood += checked.understood
        self._right += checked.turns * (checked.confidence or 0.0)
        for problem in (*checked.problems, *filter(None, [checked.error])):
            reason = _general(problem.message)
            self._counts[reason] += 1
            self._sizes[reason] += problem.characters
            self._first.setdefault(reason, problem)

    def summary(self) -> Summary:
        ordered = sorted(self._counts, key=lambda each: (-self._counts[each], each))
        return Summary(
            files=self.files,
            unread=self.unread,
            meetings=self.meetings,
            turns=self._turns,
            characters=self._characters,
            understood=self._understood,
            confidence=round(self._right / self._turns, 3) if self._turns else None,
            reasons=[self._reason(each) for each in ordered[:MOST_REASONS]],
            others=len(ordered[MOST_REASONS:]),
        )

    def _reason(self, reason: str) -> Reason:
        first = self._first[reason]
        return Reason(
            reason, self._counts[reason], self._sizes[reason], first.file, first.page, first.line
        )


def _general(message: str) -> str:
    """A message without what is of one place only: names, numbers, how far it goes."""
    message = re.sub(r"^.*段落は、", "", message)
    message = re.sub(r"「[^」]*」", "「…」", message)
    return re.sub(r"[0-9][0-9,]*", "…", message)
