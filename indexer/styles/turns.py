"""Turns of verbatim minutes → drafts of utterances, with kind, exchange and agenda.

Every parser of verbatim minutes makes turns; what happens to turns is the same for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.minutes import Attendee, Basis, Mark, Source, Utterance
from indexer.styles.exchanges import Act, PrintedTurn, place_turns, read_acts, read_roles
from indexer.styles.headings import AgendaHeading, read_heading
from indexer.styles.roster import parties
from indexer.styles.speaker_marks.marks import name_key
from indexer.styles.speaker_marks.not_speakers import find_hour
from indexer.styles.speaker_marks.speaker import Speaker

_MAX_TIME_TURNS = 4  # turns at either end of a meeting that may print its hours
# A printed heading ends what was asked before it.
_UNDER_A_HEADING: dict[Act, Act] = {"answers": "reports", "conducts": "switches"}


class Turn(NamedTuple):
    """A turn with its parsed speaker; `called` is the name or office by which its act is judged.

    `printed` is the speaker as printed, without the signs of a mark. `act` is what a sign alone
    says the turn does (→ answers). `heading` and `topic` are printed above it. An `aside` is a
    stage direction or a time: nobody's words, which separate no question from its answer.
    """

    text: str
    source: Source
    printed: str | None
    speaker: Speaker
    called: str | None = None
    basis: Basis = "inferred"
    trace: tuple[Mark, ...] = ()
    published: str | None = None
    act: Act | None = None
    heading: AgendaHeading | None = None
    topic: str | None = None
    aside: bool = False


def draft_turns(turns: Sequence[Turn], attendees: Sequence[Attendee] = ()) -> Iterator[Utterance]:
    """The utterances of turns, before they have ids; the roster completes the parties."""
    listed = parties(attendees)
    acts = list(_acts(turns))
    roles = read_roles([_printed(turn) for turn in turns], acts)
    topic: str | None = None
    for turn, place, role, heading in zip(
        turns, place_turns(acts), roles, _headings(turns), strict=True
    ):
        topic = turn.topic if turn.heading or turn.topic else topic
        party = turn.speaker.party or listed.get(name_key(turn.speaker.name or ""))
        yield Utterance(
            id=turn.published or "",
            meeting="",
            exchange=place.exchange,
            kind="narrative" if turn.aside else place.kind,
            text=turn.text,
            source=turn.source,
            speaker=turn.printed,
            **turn.speaker._replace(party=party, role=role)._asdict(),
            basis=turn.basis,
            agenda=heading.item,
            section=heading.section,
            topic=topic,
            trace=turn.trace,
        )


def _acts(turns: Sequence[Turn]) -> Iterator[Act]:
    acts = iter(read_acts([_printed(turn) for turn in turns if not turn.aside]))
    for turn in turns:
        if turn.aside:
            yield "conducts"
            continue
        read = next(acts)
        act = turn.act or read
        yield _UNDER_A_HEADING.get(act, act) if turn.heading or turn.topic else act


def _printed(turn: Turn) -> PrintedTurn:
    return PrintedTurn(turn.called or turn.printed, turn.speaker.role, turn.text)


def _headings(turns: Sequence[Turn]) -> Iterator[AgendaHeading]:
    """The heading that each turn is under."""
    current = AgendaHeading()
    for turn in turns:
        current = turn.heading or current
        found = read_heading(turn.text, current) if turn.speaker.role == "chair" else None
        yield current if found is None or found.begins_after else found
        current = found or current


def find_times(turns: Sequence[Turn]) -> tuple[str | None, str | None]:
    """When the meeting begins and ends (HH:MM), as its first and last turns print it."""
    begins = (find_hour(turn.text, opens=True) for turn in turns[:_MAX_TIME_TURNS])
    ends = (find_hour(turn.text, opens=False) for turn in turns[: -_MAX_TIME_TURNS - 1 : -1])
    return next(filter(None, begins), None), next(filter(None, ends), None)
