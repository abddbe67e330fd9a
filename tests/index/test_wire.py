"""The JSON shapes are exactly those of the design."""

from __future__ import annotations

import json

from index import serialization
from index.minutes import AgendaItem, Attendee, Exchange, Meeting, MeetingHead, Source, Utterance
from index.query import SearchRequest
from index.results import FacetValue, Form, Found, Hit, Placed, Quote, SearchPage, Span, Statistics

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
        took_ms=1.23456,
        hits=hits,
        searched=Statistics(1, 3, 30),
        forms=(Form("鍵", 1, "鍵"), Form("カギ", 2, "鍵", "spelling", included=False)),
        facets={"year": (FacetValue("2024", 1),)},
        notes=("一言",),
    )


def test_an_utterance():
    assert list(serialization.utterance_json(ANSWER)) == [
        *("id", "exchange", "meeting", "kind", "speaker", "name", "office"),
        *("role", "affiliation", "basis", "agenda", "topic", "text", "source"),
    ]
    assert serialization.utterance_json(ANSWER)["agenda"] == {
        "number": "第8号",
        "title": "鍵について",
    }
    assert serialization.utterance_json(ANSWER)["speaker"] is None
    assert serialization.utterance_json(ALONE)["source"] == {
        **{"file": "kura.txt", "sha256": "0" * 64},
        **{"page": 6, "line": 362},
    }
    assert serialization.utterance_json(ANSWER)["source"]["url"] == "https://kura.example/3"


def test_what_is_unknown_is_null():
    shape = serialization.utterance_json(ALONE)
    for name in ("exchange", "speaker", "name", "office", "role", "affiliation", "agenda", "topic"):
        assert shape[name] is None


def test_a_search():
    found = (Found(QUESTION), Found(ANSWER, (Span(0, 1),), matched=True))
    shape = serialization.search_json(page(Hit("e1", 7.1, HEAD, found)))
    assert list(shape)[:6] == ["query", "total", "exchanges", "took_ms", "forms", "hits"]
    assert shape["forms"] == [{"form": "鍵", "count": 1}]
    (hit,) = shape["hits"]
    assert list(hit) == ["id", "url", "score", "meeting", "agenda", "topic", "utterances"]
    assert hit["url"] == "/exchanges/e1"
    assert hit["agenda"] == {"number": "第8号", "title": "鍵について"}
    assert hit["topic"] == "鍵の保管について"
    assert [each["highlights"] for each in hit["utterances"]] == [[], [[0, 1]]]
    assert hit["meeting"] == {
        **{"id": "m1", "body": "倉野町審議会", "title": "第3回会議録"},
        **{"number": 3, "date": "2024-03-01"},
    }


def test_a_hit_that_is_one_utterance_outside_any_exchange():
    shape = serialization.search_json(
        page(Hit("u1", 1.0, HEAD, (Found(ALONE, (Span(0, 2),), matched=True),)))
    )
    (hit,) = shape["hits"]
    assert (hit["id"], hit["utterances"][0]["id"]) == ("u1", "u1")
    assert hit["utterances"][0]["exchange"] is None


def test_an_answer_has_quotes():
    found = (Found(ANSWER, (Span(0, 1),), matched=True),)
    hit = Hit("e1", 1.0, HEAD, found, (Quote("u3", 0, 9, ANSWER.text),))
    (shape,) = serialization.search_json(page(hit))["hits"]
    quote = {"utterance": "u3", "start": 0, "end": 9, "text": ANSWER.text}
    assert shape["quotes"] == [quote]


def test_an_exchange_and_a_meeting():
    placed = Placed(Exchange("e1", (QUESTION, ANSWER)), HEAD, "u1", None)
    shape = serialization.exchange_json(placed)
    assert (shape["id"], shape["url"]) == ("e1", "/exchanges/e1")
    assert (shape["before"], shape["after"]) == ("u1", None)
    assert [each["id"] for each in shape["utterances"]] == ["u2", "u3"]
    whole = Meeting(
        *("m1", HEAD.body, HEAD.title, SOURCE, (ALONE, QUESTION, ANSWER)),
        attendees=(Attendee("林", "委員", "会長"),),
    )
    shape = serialization.meeting_json(whole)
    assert [each["id"] for each in shape["utterances"]] == ["u1", "u2", "u3"]
    assert shape["attendees"][0]["office"] == "会長"
    assert json.loads(json.dumps(shape, ensure_ascii=False)) == shape
