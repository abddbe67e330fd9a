"""Why texts of many files were not understood: equal reasons counted together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.problems import Problem


@dataclass(slots=True)
class Reason:
    """A reason why text was not understood: places, characters, and the first place.

    Of one place alone it is the whole message, of several what they have in common.
    """

    reason: str
    count: int
    characters: int
    file: str
    page: int | None
    line: int | None


class Reasons:
    """Adds up problems one by one; of equal reasons only the first place stays in memory."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._reasons: dict[str, Reason] = {}
        for problem in problems:
            self.add(problem)

    def add(self, problem: Problem) -> None:
        name = _general(problem.message)
        new = Reason(problem.message, 0, 0, problem.file, problem.page, problem.line)
        reason = self._reasons.setdefault(name, new)
        reason.count += 1
        reason.reason = name if reason.count > 1 else problem.message
        reason.characters += problem.characters

    def ordered(self) -> list[Reason]:
        """The reasons, the commonest first."""
        return sorted(self._reasons.values(), key=lambda each: (-each.count, each.reason))


def _general(message: str) -> str:
    """A message without names, numbers and lines, so that equal reasons are counted together."""
    message = re.sub(r"^.*段落は、", "", message)
    message = re.sub(r"「[^」]*」", "「…」", message)
    return re.sub(r"[0-9][0-9,]*", "…", message)
