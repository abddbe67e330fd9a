"""The API gives the pages' answers as JSON, errors too."""

from __future__ import annotations

import pytest

from index import serialization
from index.query import Filter, SearchRequest
from index.results import Note
from presentation.notes import note_text

WORD = "ファイアウォール"


def test_the_api_searches(client, searcher):
    got = client.get(f"/api/search?q={WORD}&limit=2&offset=1&sort=newest&role=official").json
    request = SearchRequest(WORD, (Filter("role", "official"),), "newest", limit=2, offset=1)
    wanted = serialization.search_json(searcher.search(request), note_text)
    assert {**got, "took_ms": 0} == {**wanted, "took_ms": 0}
    assert len(got["hits"]) == 2


def test_the_pages_of_the_api_are_the_whole_result(client):
    whole = client.get(f"/api/search?q={WORD}&limit=100").json
    ids = [
        hit["id"]
        for offset in range(0, whole["exchanges"], 3)
        for hit in client.get(f"/api/search?q={WORD}&limit=3&offset={offset}").json["hits"]
    ]
    assert ids == [hit["id"] for hit in whole["hits"]]
    assert len(set(ids)) == whole["exchanges"]


def test_an_answer_quotes_to_the_letter(client):
    got = client.get(f"/api/ask?q={WORD}の設定はだれが確認するのか").json
    assert got["answered"] is True
    assert got["hits"]
    for hit in got["hits"]:
        texts = {each["id"]: each["text"] for each in hit["utterances"]}
        assert hit["quotes"]
        for quote in hit["quotes"]:
            assert quote["text"] == texts[quote["utterance"]][quote["start"] : quote["end"]]


def test_a_question_without_an_answer_is_told_so(client):
    got = client.get(f"/api/ask?q=飛行船の{WORD}は何色に塗るのか").json
    assert got["answered"] is False
    assert {"word_without_match", "not_answered"} <= {note["code"] for note in got["notes"]}
    assert "answered" not in client.get(f"/api/search?q={WORD}").json


def test_the_api_gives_an_exchange_and_its_meeting(client, searcher):
    hit = client.get(f"/api/search?q={WORD}").json["hits"][0]
    exchange = client.get(f"/api{hit['url']}").json
    assert exchange == serialization.exchange_json(searcher.exchange(hit["id"]))
    meeting = client.get(f"/api/meetings/{hit['meeting']['id']}").json
    assert meeting == serialization.meeting_json(searcher.meeting(hit["meeting"]["id"]))


def test_invalid_values_are_noted(client):
    notes = client.get(f"/api/search?q={WORD}&sort=x").json["notes"]
    assert {"code": "sort_ignored", "text": note_text(Note("sort_ignored", ("x",)))} in notes


def test_unknown_parameters_are_noted(client):
    got = client.get(f"/api/search?q={WORD}&page=2&limit=0").json
    assert [note["code"] for note in got["notes"]] == ["parameter_unknown"]
    assert got["hits"] == []
    assert got["total"] > 0


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/exchanges/none", 404),
        ("GET", "/api/meetings/none", 404),
        ("GET", "/api/nothing", 404),
        ("POST", "/api/search", 405),
    ],
)
def test_an_error_is_json(client, method, address, status):
    got = client.open(address, method=method)
    assert got.status_code == status
    assert list(got.json) == ["error"]
    assert got.json["error"]


def test_the_health_of_the_index_is_json(client, searcher):
    got = client.get("/healthz").json
    assert got == {"status": "ok", "meetings": searcher.statistics().meetings}


def test_pages_of_other_sites_may_ask_the_api(client):
    asked = client.get("/api/search?q=鍵", headers={"Origin": "https://other.example"})
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/?q=鍵").headers
