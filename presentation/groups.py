"""A meeting in which something was found → a group of results: subjects, and lines of speeches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from index.minutes import MeetingHead, Utterance
from index.results import Found, MeetingHit
from presentation import snippets
from presentation.snippets import SnippetParagraph
from presentation.subjects import heading_of

# Speeches of a meeting that are seen at once; the others are folded.
SHOWN = 2
# Characters of a speech: two lines.
_LINES = 120


@dataclass(frozen=True, slots=True)
class SpeechLines:
    """A speech that was found, and the lines around the match."""

    utterance: Utterance
    lines: SnippetParagraph

    @property
    def anchor(self) -> str:
        """Where it is on the page of its exchange: its first mark, or its beginning."""
        marked = any(run.marked for run in self.lines.runs)
        return f"match-{self.utterance.id}-1" if marked else self.utterance.id


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """Speeches about one subject, or under one heading where the minutes do not name it."""

    subject: str
    speeches: tuple[SpeechLines, ...]


@dataclass(frozen=True, slots=True)
class MeetingGroup:
    """What was found in a meeting: the first speeches, the folded ones, and how many more."""

    meeting: MeetingHead
    total: int
    first: SubjectGroup
    folded: tuple[SubjectGroup, ...]

    @property
    def folded_count(self) -> int:
        return sum(len(group.speeches) for group in self.folded)

    @property
    def missing_count(self) -> int:
        """The speeches that are only on the page of the meeting."""
        return self.total - len(self.first.speeches) - self.folded_count


def make_group(hit: MeetingHit) -> MeetingGroup:
    subjects = [heading_of(found.utterance, found.highlights) for found in hit.found]
    # The first speeches, as far as they are about one subject.
    shown = 1
    while shown < min(SHOWN, len(subjects)) and subjects[shown] == subjects[0]:
        shown += 1
    rest = range(shown, len(subjects))
    folded = (
        SubjectGroup(subject, _speeches([hit.found[at] for at in numbers]))
        for subject, numbers in groupby(rest, key=subjects.__getitem__)
    )
    first = SubjectGroup(subjects[0], _speeches(hit.found[:shown]))
    return MeetingGroup(hit.meeting, hit.total, first, tuple(folded))


def _speeches(found: Sequence[Found]) -> tuple[SpeechLines, ...]:
    return tuple(
        SpeechLines(each.utterance, snippets.lines(each.utterance.text, each.highlights, _LINES))
        for each in found
    )
