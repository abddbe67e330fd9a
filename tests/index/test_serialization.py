"""Minutes values as plain data: records and snapshots give the value back; JSON is the design's."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.minutes import (
    AgendaItem,
    Attendee,
    Exchange,
    Meeting,
    MeetingHead,
    Source,
    Utterance,
)
from index.query import SearchRequest
from index.results import (
    FacetValue,
    Form,
    Found,
    Hit,
    Note,
    Placed,
    Quote,
    SearchPage,
    Span,
    Statistics,
)
from index.serialization import (
    MeetingReader,
    decode_snapshot,
    encode_snapshot,
    exchange_json,
    meeting_json,
    meeting_records,
    search_json,
    utterance_json,
)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """All values of a type of the minutes model, each of its fields filled."""
    arguments = get_args(kind)
    if NoneType in arguments:
        return st.none() | values(arguments[0])
    if get_origin(kind) is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if get_origin(kind) is Literal:
        return st.sampled_from(arguments)
    if kind is str:
        # All that UTF-8 can write: no lone surrogates.
        return st.text(st.characters(codec="utf-8"), max_size=20)
    if kind is int:
        return st.integers(0, 10_000)
    return st.builds(kind, **{name: values(each) for name, each in get_type_hints(kind).items()})


MEETINGS = values(Meeting)


def word(note):
    return f"（{note.code}）"


@given(MEETINGS, st.booleans())
def test_records_give_back_a_meeting_whether_or_not_ids_begin_with_its_own(
    meeting: Meeting, together: bool
) -> None:
    start = meeting.id if together else ""
    spoken = tuple(
        replace(
            each,
            id=start + each.id,
            meeting=meeting.id,
            exchange=each.exchange and start + each.exchange,
            person=None,
        )
        for each in meeting.utterances
    )
    meeting = replace(meeting, utterances=spoken)
    header, *records = meeting_records(meeting)
    reader = MeetingReader(header)
    assert reader.meeting(meeting.utterances) == meeting
    assert reader.head == meeting.head
    for record, utterance in zip(records, spoken, strict=True):
        assert reader.utterance(record, utterance.text) == utterance


def test_what_utterances_share_is_in_the_record_of_the_meeting() -> None:
    source = Source("kura.txt", "0" * 64)
    item = AgendaItem("第1号", "橋" * 100)
    one = Utterance("m-1", "m", "m-1x", "speech", "", source, "町長" * 50, agenda=item)
    spoken = tuple(replace(one, id=f"m-{number}", text="本文" * 1000) for number in range(100))
    header, *records = meeting_records(Meeting("m", "議会", "題", source, spoken))
    assert len(header) < 1500
    assert max(map(len, records)) < 60


@given(MEETINGS)
def test_a_snapshot_gives_back_a_meeting_without_the_traces(meeting: Meeting) -> None:
    spoken = tuple(replace(each, trace=()) for each in meeting.utterances)
    assert decode_snapshot(encode_snapshot(meeting)) == replace(meeting, utterances=spoken)


def test_a_snapshot_with_fewer_and_other_fields_is_read() -> None:
    content = (
        b'{"id":"m","body":"b","title":"t","published":{"file":"f","sha256":"0"},"weather":"rain",'
        b'"utterances":[{"id":"u","meeting":"m","kind":"speech","text":"\xe6\xa9\x8b",'
        b'"source":{"file":"f","sha256":"0"},"basis":"inferred","agenda":{"title":"a"}}]}'
    )
    source = Source("f", "0")
    spoken = Utterance("u", "m", None, "speech", "橋", source, agenda=AgendaItem(None, "a"))
    assert decode_snapshot(zlib.compress(content)) == Meeting("m", "b", "t", source, (spoken,))


@pytest.mark.parametrize(
    "content", [b"", b"{", zlib.compress(b"{}"), zlib.compress(b"[]"), zlib.compress(b"{}")[:-1]]
)
def test_a_damaged_snapshot_is_an_error(content: bytes) -> None:
    with pytest.raises(ValueError):
        decode_snapshot(content)


SOURCE = Source("kura.txt", "0" * 64, page=6, line=362)
HEAD = MeetingHead("m1", "倉野町審議会", "第3回会議録", 3, "2024-03-01")
ALONE = Utterance("u1", "m1", None, "narrative", "開会した。", SOURCE)
ANSWER = Utterance(
    id="u3",
    meeting="m1",
    exchange="e1",
    kind="answer",
    text="鍵は庫務係にある。",
    source=Source("kura.txt", "0" * 64, url="https://kura.example/3"),
    role="official",
    affiliation="庫務係",
    agenda=AgendaItem("第8号", "鍵について", "町長", "庫務係"),
    topic="鍵の保管について",
)
QUESTION = Utterance("u2", "m1", "e1", "question", "鍵はどこか。", SOURCE, speaker="林委員")


def page(*hits):
    return SearchPage(
        request=SearchRequest("鍵"),
        total=1,
        exchanges=1,
        meetings=1,
        took_ms=1.23456,
        hits=hits,
        searched=Statistics(1, 3, 30),
        forms=(Form("鍵", 1, "鍵"), Form("カギ", 2, "鍵", "spelling", included=False)),
        facets={"year": (FacetValue("2024", 1),)},
        notes=(Note("headings_only"),),
    )


def test_the_json_of_an_utterance_has_the_shape_of_the_design():
    assert list(utterance_json(ANSWER)) == [
        *("id", "exchange", "meeting", "kind", "speaker", "name", "office", "person", "party"),
        *("role", "affiliation", "basis", "agenda", "topic", "text", "source"),
    ]
    assert utterance_json(ANSWER)["agenda"] == {
        "number": "第8号",
        "title": "鍵について",
    }
    assert utterance_json(ANSWER)["speaker"] is None
    assert utterance_json(ALONE)["source"] == {
        **{"file": "kura.txt", "sha256": "0" * 64},
        **{"page": 6, "line": 362},
    }
    assert utterance_json(ANSWER)["source"]["url"] == "https://kura.example/3"


def test_a_field_without_a_value_is_null_in_json():
    shape = utterance_json(ALONE)
    unknown = ("exchange", "speaker", "name", "office", "party", "role", "affiliation", "agenda")
    for name in (*unknown, "topic"):
        assert shape[name] is None


def test_the_json_of_a_search_has_the_shape_of_the_design():
    found = (Found(QUESTION), Found(ANSWER, (Span(0, 1),), matched=True))
    shape = search_json(page(Hit("e1", 7.1, HEAD, found)), word)
    assert list(shape)[:6] == ["query", "total", "exchanges", "meetings", "took_ms", "forms"]
    assert shape["forms"] == [{"form": "鍵", "count": 1, "basis": "literal"}]
    assert shape["notes"] == [{"code": "headings_only", "text": "（headings_only）"}]
    (hit,) = shape["hits"]
    assert list(hit) == ["id", "url", "score", "meeting", "agenda", "topic", "utterances"]
    assert hit["url"] == "/exchanges/e1"
    assert hit["agenda"] == {"number": "第8号", "title": "鍵について"}
    assert hit["topic"] == "鍵の保管について"
    assert [each["highlights"] for each in hit["utterances"]] == [[], [[0, 1]]]
    assert hit["meeting"] == {
        **{"id": "m1", "body": "倉野町審議会", "title": "第3回会議録"},
        **{"number": 3, "date": "2024-03-01", "committee": None, "session": None, "day": None},
    }


def test_the_json_of_a_hit_outside_any_exchange_is_its_utterance():
    shape = search_json(
        page(Hit("u1", 1.0, HEAD, (Found(ALONE, (Span(0, 2),), matched=True),))), word
    )
    (hit,) = shape["hits"]
    assert (hit["id"], hit["utterances"][0]["id"]) == ("u1", "u1")
    assert hit["utterances"][0]["exchange"] is None


def test_the_json_of_an_answer_has_quotes():
    found = (Found(ANSWER, (Span(0, 1),), matched=True),)
    hit = Hit("e1", 1.0, HEAD, found, (Quote("u3", 0, 9, ANSWER.text),))
    (shape,) = search_json(page(hit), word)["hits"]
    quote = {"utterance": "u3", "start": 0, "end": 9, "text": ANSWER.text}
    assert shape["quotes"] == [quote]


def test_the_json_of_an_exchange_and_a_meeting_has_all_utterances():
    placed = Placed(Exchange("e1", (QUESTION, ANSWER)), HEAD, "u1", None)
    shape = exchange_json(placed)
    assert (shape["id"], shape["url"]) == ("e1", "/exchanges/e1")
    assert (shape["before"], shape["after"]) == ("u1", None)
    assert [each["id"] for each in shape["utterances"]] == ["u2", "u3"]
    whole = Meeting(
        *("m1", HEAD.body, HEAD.title, SOURCE, (ALONE, QUESTION, ANSWER)),
        attendees=(Attendee("林", "委員", "会長"),),
    )
    shape = meeting_json(whole)
    assert [each["id"] for each in shape["utterances"]] == ["u1", "u2", "u3"]
    assert shape["attendees"][0]["office"] == "会長"
    assert json.loads(json.dumps(shape, ensure_ascii=False)) == shape
