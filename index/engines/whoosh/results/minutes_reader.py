"""Meetings, exchanges and utterances by their ids."""

from __future__ import annotations

from collections.abc import Iterator

from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Exchange, Meeting, MeetingHead, Utterance, first_utterance_id
from index.results import MeetingNeighbours, Placed


class MinutesReader:
    """Reads the minutes of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # The name of the generation.
        self.name = snapshot.name

    def utterance(self, identifier: str) -> Utterance | None:
        doc = self._find(identifier)
        return None if doc is None else self._snapshot.utterance(doc)

    def exchange(self, identifier: str) -> Placed | None:
        """The exchange of that id, or the one that holds the utterance of that id.

        The address of an exchange outlives a change in how exchanges are divided: it leads
        to where its first utterance is now.
        """
        doc = self._find_exchange(identifier)
        if doc is None:
            return None
        exchange = int(self._snapshot.exchange_of[doc])
        start, end = self._snapshot.exchange_starts[exchange : exchange + 2].tolist()
        utterances = tuple(map(self._snapshot.utterance, range(start, end)))
        return Placed(
            exchange=Exchange(utterances[0].group, utterances),
            meeting=self._snapshot.head(self._snapshot.header_of(doc)),
            before=self._neighbour(doc, start - 1),
            after=self._neighbour(doc, end),
        )

    def _find_exchange(self, identifier: str) -> int | None:
        """An utterance of an exchange, by its id or that of the exchange."""
        doc = self._find(identifier)
        if doc is None and (first := first_utterance_id(identifier)):
            doc = self._find(first)
        return doc

    def _neighbour(self, doc: int, other: int) -> str | None:
        """The exchange id of `other`, if that is an utterance of the same meeting as `doc`."""
        meetings = self._snapshot.doc_values["meeting"]
        if other >= len(meetings) or meetings[other] != meetings[doc]:
            return None
        return self._snapshot.utterance(other).group if self._is_utterance(other) else None

    def meeting(self, identifier: str) -> Meeting | None:
        header = self._find(identifier, utterance=False)
        return None if header is None else self._snapshot.meeting(header, whole=True)

    def meeting_neighbours(self, identifier: str) -> MeetingNeighbours:
        """The meetings of the same body and committee before and after that one, by date."""
        header = self._find(identifier, utterance=False)
        if header is None:
            return MeetingNeighbours(None, None)
        headers, values = self._snapshot.headers(), self._snapshot.doc_values
        for name in ("body", "committee"):
            column = values[name]
            headers = headers[column[headers] == column[header]]
        listed = headers.tolist()
        at = listed.index(header)
        before, after = listed[max(0, at - 1) : at], listed[at + 1 : at + 2]
        head = self._snapshot.head
        return MeetingNeighbours(
            next(map(head, before), None),
            next(map(head, after), None),
        )

    def heads(self) -> Iterator[MeetingHead]:
        """The head of every meeting, by date."""
        return map(self._snapshot.head, self._snapshot.headers().tolist())

    def export(self) -> Iterator[Utterance]:
        """Every utterance, meeting by meeting by date, in the order of the minutes."""
        for header in self._snapshot.headers().tolist():
            yield from self._snapshot.meeting(header, whole=True).utterances

    def _find(self, identifier: str, *, utterance: bool = True) -> int | None:
        """The document of an utterance, or the header document of a meeting."""
        doc = self._snapshot.find(identifier)
        return None if doc is None or self._is_utterance(doc) != utterance else doc

    def _is_utterance(self, doc: int) -> bool:
        return bool(self._snapshot.utterance_mask[doc])
