"""What an index keeps of a value is the value."""

from __future__ import annotations

from dataclasses import fields, replace

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
from index.records import meeting_record, read_meeting, read_utterance, utterance_record

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


@given(UTTERANCES)
def test_an_utterance_is_read_as_it_was_kept(utterance: Utterance) -> None:
    assert read_utterance(utterance_record(utterance), utterance.text) == utterance


@given(MEETINGS)
def test_a_meeting_is_read_as_it_was_kept(meeting: Meeting) -> None:
    assert read_meeting(meeting_record(meeting), meeting.utterances) == meeting


def test_the_text_is_not_kept_twice() -> None:
    source = Source("kura.txt", "0" * 64)
    long = Utterance("u", "m", None, "speech", "本文" * 1000, source)
    assert len(utterance_record(long)) == len(utterance_record(replace(long, text="")))
    meeting = Meeting("m", "議会", "題", source, (long,))
    assert len(meeting_record(meeting)) < 1000
    assert {field.name for field in fields(Meeting)} >= {"utterances"}
