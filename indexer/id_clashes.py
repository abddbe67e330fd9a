"""What is said of ids that several meetings claim: by `kaigiroku index`, and by `check`."""

from __future__ import annotations

from typing import NamedTuple

from index.minutes import Meeting, exchange_id, first_utterance_id
from indexer.identifiers import content_hash, is_made_of_names
from indexer.indexed_files import Settled
from indexer.problems import Problem, location


class IdChange(NamedTuple):
    """The change of a meeting's ids; `was_given` if an index was committed with those before."""

    meeting: Meeting
    settled: Settled
    was_given: bool = False

    def continued(self, settled: Settled) -> IdChange:
        """The change, and a further one after it."""
        return self._replace(
            settled=settled._replace(clashes={**settled.clashes, **self.settled.clashes})
        )

    @property
    def is_part(self) -> bool:
        """Whether other meetings have its body, name and day: the day is in several files."""
        before, now = self.meeting, self.settled.meeting
        return now.id != before.id and is_made_of_names(before.id)

    def message(self, others: str) -> str:
        """What became of the ids; `others` names the files of the meetings that claim them."""
        before, (now, clashes, _) = self.meeting, self.settled
        leads = "これまでのアドレスは、新しいものに転送します。" if self.was_given else ""
        if self.is_part:
            return (
                f"会議「{before.title}」と同じ名前と日付の会議が{others}にもあるため、"
                f"続きか別の版として、どちらも索引に入れました（ID「{now.id}」）。{leads}"
            )
        if now.id != before.id:
            what, then = f"ID「{before.id}」", f"「{now.id}」としました"
        else:
            spoken = (each.id for each in before.utterances)
            first, *more = (each for each in spoken if {each, exchange_id(each)} & {*clashes})
            count = f"など{len(more) + 1:,}件" if more else ""
            what, then = f"発言のID「{first}」{count}", "付け直しました"
        return f"会議「{before.title}」の{what}は{others}にもあるため、{then}。{leads}"


class IdClashes:
    """The ids of the meetings checked so far, each with the place of its meeting."""

    def __init__(self) -> None:
        self._meetings: dict[str, dict[str, str]] = {}
        # By hashes of the ids: there may be a million.
        self._utterances: dict[int, str] = {}

    def add(self, meeting: Meeting) -> Problem | None:
        """Take a meeting; the problem is that it is there already, or that its ids are."""
        first = meeting.utterances[0].source if meeting.utterances else meeting.published
        place = location(first.file, None, first.line)
        content = content_hash(meeting)
        what = None
        if other := self._meetings.get(meeting.id, {}).get(content):
            what = f"は「{other}」と同じため、索引には一つだけ入れます。"
        elif found := self._find(meeting):
            identifier, other = found
            what = (
                f"のID「{identifier}」は「{other}」にもあるため、索引ではどちらも別のIDにします。"
            )
        self._meetings.setdefault(meeting.id, {}).setdefault(content, place)
        for each in meeting.utterances:
            self._utterances.setdefault(hash(each.id), place)
        message = f"会議「{meeting.title}」{what}"
        return Problem(first.file, None, first.line, message) if what else None

    def _find(self, meeting: Meeting) -> tuple[str, str] | None:
        """The first id of a meeting that leads to another, and the place of that."""
        if others := self._meetings.get(meeting.id):
            return meeting.id, next(iter(others.values()))
        for each in sorted(meeting.addresses):
            if other := self._utterances.get(hash(each)):
                return each, other
            if others := self._meetings.get(each):
                return each, next(iter(others.values()))
            first = first_utterance_id(each)
            if first and (other := self._utterances.get(hash(first))):
                return first, other
        return None
