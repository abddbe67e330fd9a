"""What an index keeps of a value is the value."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.minutes import (
    KINDS,
    ROLES,
    AgendaItem,
    Attendee,
    Mark,
    Meeting,
    Source,
    Utterance,
)
from index.storage.records import MeetingReader, meeting_records

# All that Unicode can write; a lone surrogate it cannot.
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
NUMBERS = st.none() | st.integers(0, 10_000)
OPTIONAL = st.none() | WORDS
SOURCES = st.builds(Source, WORDS, WORDS, NUMBERS, NUMBERS, OPTIONAL)
ITEMS = st.builds(AgendaItem, OPTIONAL, WORDS, OPTIONAL, OPTIONAL)
UTTERANCES = st.builds(
    Utterance,
    id=WORDS,
    meeting=WORDS,
    exchange=OPTIONAL,
    kind=st.sampled_from(KINDS),
    text=WORDS,
    source=SOURCES,
    speaker=OPTIONAL,
    name=OPTIONAL,
    office=OPTIONAL,
    role=st.none() | st.sampled_from(ROLES),
    affiliation=OPTIONAL,
    basis=st.sampled_from(["printed", "inferred"]),
    agenda=st.none() | ITEMS,
    section=OPTIONAL,
    topic=OPTIONAL,
    trace=st.lists(st.builds(Mark, st.integers(0, 999), NUMBERS, NUMBERS), max_size=3).map(tuple),
)
MEETINGS = st.builds(
    Meeting,
    id=WORDS,
    body=WORDS,
    title=WORDS,
    published=SOURCES,
    utterances=st.lists(UTTERANCES, max_size=2).map(tuple),
    number=NUMBERS,
    date=OPTIONAL,
    date_text=OPTIONAL,
    begins=OPTIONAL,
    ends=OPTIONAL,
    place=OPTIONAL,
    agenda=st.lists(ITEMS, max_size=2).map(tuple),
    attendees=st.lists(
        st.builds(Attendee, WORDS, WORDS, OPTIONAL, OPTIONAL, OPTIONAL), max_size=2
    ).map(tuple),
)


@given(MEETINGS, st.booleans())
def test_a_meeting_is_read_as_it_was_kept(meeting: Meeting, together: bool) -> None:
    """Whether or not the ids begin with the meeting's."""
    start = meeting.id if together else ""
    spoken = tuple(
        replace(
            each,
            id=start + each.id,
            meeting=meeting.id,
            exchange=each.exchange and start + each.exchange,
        )
        for each in meeting.utterances
    )
    meeting = replace(meeting, utterances=spoken)
    header, *records = meeting_records(meeting)
    reader = MeetingReader(header)
    assert reader.meeting(meeting.utterances) == meeting
    for record, utterance in zip(records, spoken, strict=True):
        assert reader.utterance(record, utterance.text) == utterance


def test_what_utterances_share_is_kept_once() -> None:
    source = Source("kura.txt", "0" * 64)
    item = AgendaItem("第1号", "橋" * 100)
    one = Utterance("m-1", "m", "m-1x", "speech", "", source, "町長" * 50, agenda=item)
    spoken = tuple(replace(one, id=f"m-{number}", text="本文" * 1000) for number in range(100))
    header, *records = meeting_records(Meeting("m", "議会", "題", source, spoken))
    assert len(header) < 1500
    assert max(map(len, records)) < 60
