"""What was said, turn by turn → drafts: kinds, exchanges, and what is on the table.

The one place where a way of marking speakers meets what all verbatim minutes share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.minutes import Attendee, Basis, Mark, Source
from indexer.exchanges import Act, place_turns
from indexer.identifiers import Draft
from indexer.styles.headings import Heading, read_heading
from indexer.styles.roster import parties
from indexer.styles.speaker_marks.not_speakers import find_hour
from indexer.styles.speaker_marks.speaker import Speaker
from indexer.styles.speech_acts import Turn, read_acts

_NEAR = 4


class Said(NamedTuple):
    """A turn with its speaker taken apart; `called` is how the mark calls the speaker.

    `act` is what its sign alone says it does (→ answers). `heading` and `topic` are
    printed above it. An `aside` is a stage direction or a time: nobody's words, which
    part no question from its answer.
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
    heading: Heading | None = None
    topic: str | None = None
    aside: bool = False


def draft_turns(said: Sequence[Said], attendees: Sequence[Attendee] = ()) -> Iterator[Draft]:
    """The drafts of turns in the order of the minutes; the roster completes the parties."""
    listed = parties(attendees)
    places = place_turns(_acts(said))
    topic: str | None = None
    for one, place, heading in zip(said, places, _headings(said), strict=True):
        topic = one.topic if one.heading or one.topic else topic
        yield Draft(
            kind="narrative" if one.aside else place.kind,
            text=one.text,
            source=one.source,
            speaker=one.printed,
            name=one.speaker.name,
            office=one.speaker.office,
            role=one.speaker.role,
            affiliation=one.speaker.affiliation,
            party=one.speaker.party or listed.get(one.speaker.name or ""),
            basis=one.basis,
            agenda=heading.item,
            section=heading.section,
            topic=topic,
            trace=one.trace,
            exchange=place.exchange,
            published=one.published,
        )


def _acts(said: Sequence[Said]) -> list[Act]:
    return list(_each_act(said))


def _each_act(said: Sequence[Said]) -> Iterator[Act]:
    spoken = [one for one in said if not one.aside]
    turns = [Turn(one.called or one.printed, one.speaker.role, one.text) for one in spoken]
    read = iter(read_acts(turns))
    for one in said:
        if one.aside:
            yield "conducts"
            continue
        act = next(read)
        act = one.act or act
        if one.heading or one.topic:
            # A printed heading ends what was asked before it.
            act = {"answers": "reports", "conducts": "turns"}.get(act, act)  # type: ignore[assignment]
        yield act


def _headings(said: Sequence[Said]) -> Iterator[Heading]:
    """What is on the table at each turn."""
    current = Heading()
    for one in said:
        current = one.heading or current
        found = read_heading(one.text, current) if one.speaker.role == "chair" else None
        if found and found.begins_after:
            yield current
        current = found or current
        if not (found and found.begins_after):
            yield current


def find_times(said: Sequence[Said]) -> tuple[str | None, str | None]:
    """When the meeting begins and ends (HH:MM), as its first and last turns print it."""
    begins = (find_hour(one.text, opens=True) for one in said[:_NEAR])
    ends = (find_hour(one.text, opens=False) for one in said[: -_NEAR - 1 : -1])
    return next(filter(None, begins), None), next(filter(None, ends), None)
