"""301 and 410, as pages and in the API, for addresses that have moved or vanished."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.minutes import AgendaItem, Meeting, Source, Utterance
from index.writer import open_writer
from webapp import create_app

SOURCE = Source("kura.txt", "0" * 64, page=3, line=12)
ITEM = AgendaItem("諮問第4号", "水門の鍵の管理について")


def meeting(name: str, *said: tuple[str, str, str | None]) -> Meeting:
    """A meeting of (end of the id, text, exchange) each."""
    spoken = tuple(
        Utterance(
            f"{name}-{end}",
            name,
            exchange and f"{name}-{exchange}",
            "comment" if exchange else "speech",
            text,
            SOURCE,
            speaker="汐見委員",
            agenda=ITEM,
        )
        for end, text, exchange in said
    )
    return Meeting(name, "倉野町議会", "第4回委員会", SOURCE, spoken, 4, "2024-05-23")


GATE = ("a", "水門の鍵はだれが持っているのか。", "ax")
CLERK = ("b", "庫務係の職員が二人で持っている。", "ax")
ROAD = ("c", "<b>町道</b>の除雪は何時に始まるのか。", "cx")
SNOW = ("d", "雪が十センチ積もれば、午前四時に始める。", "cx")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Pages after meeting m was corrected (new first question, b reworded, c gone), n withdrawn."""
    home = tmp_path_factory.mktemp("former")
    with open_writer(home) as writer:
        writer.add(meeting("m", GATE, CLERK, ROAD, SNOW))
        writer.add(meeting("n", GATE, ROAD))
        writer.commit({})
    with open_writer(home) as writer:
        writer.remove("m")
        first = ("e", "その前に伺いたい。", "ex")
        clerk = ("b2", CLERK[1].replace("二人", "三人"), "ex")
        writer.add(meeting("m", first, (*GATE[:2], "ex"), clerk, (*SNOW[:2], "dx")))
        writer.remove("n")
        writer.commit({})
    return create_app(home).test_client()


@pytest.mark.parametrize(
    ("old", "new", "anchor"),
    [
        ("m-b", "m-ex", "m-b2"),
        ("m-bx", "m-ex", "m-b2"),
        ("m-ax", "m-ex", "m-a"),
        ("m-cx", None, None),
    ],
)
def test_an_address_that_moved_is_redirected(client, old, new, anchor):
    page = client.get(f"/exchanges/{old}?q=鍵")
    api = client.get(f"/api/exchanges/{old}")
    if new is None:
        assert page.status_code == api.status_code == 410
        return
    assert page.status_code == api.status_code == 301
    assert re.fullmatch(rf"/exchanges/{new}\?q=[%\w]+#{anchor}", page.location)
    assert api.location == api.json["moved"] == f"/api/exchanges/{new}"
    assert page.headers["Cache-Control"] == api.headers["Cache-Control"] == "no-cache"
    assert client.get(api.location).json["id"] == new
    assert f'id="{anchor}"' in client.get(page.location).text


@pytest.mark.parametrize("address", ["m-c", "m-cx"])
def test_a_vanished_exchange_is_shown_with_its_last_text(client, address):
    page = client.get(f"/exchanges/{address}")
    api = client.get(f"/api/exchanges/{address}")
    assert page.status_code == api.status_code == 410
    assert "現在の会議録にはありません" in page.text
    assert "&lt;b&gt;町道&lt;/b&gt;の除雪" in page.text
    assert SNOW[1] in page.text
    for words in ("第4回委員会", "諮問第4号", "汐見委員", "令和6年5月23日", "noindex"):
        assert words in page.text
    assert 'href="/meetings/m"' in page.text
    assert [each["text"] for each in api.json["last"]["utterances"]] == [ROAD[1], SNOW[1]]
    assert api.json["last"]["meeting"]["date"] == "2024-05-23"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", api.json["gone"])
    assert "現在の会議録にはありません" in api.json["error"]


def test_utterances_of_a_vanished_exchange_that_remain_are_linked(client):
    page = client.get("/exchanges/m-c?q=除雪").text
    assert page.count("この発言は、現在の会議録にもあります") == 1
    assert 'href="/exchanges/m-dx#m-d"' in page[page.index(SNOW[1]) :]
    assert 'value="除雪"' in page


def test_a_withdrawn_meeting_is_shown_whole(client):
    page, api = client.get("/meetings/n"), client.get("/api/meetings/n")
    assert page.status_code == api.status_code == 410
    assert GATE[1] in page.text
    assert "この会議の会議録は、現在は公開されていません" in page.text
    assert 'href="/meetings/n"' not in page.text
    assert [each["text"] for each in api.json["last"]["utterances"]] == [GATE[1], ROAD[1]]
    assert client.get("/exchanges/n-cx").status_code == 410


@pytest.mark.parametrize(
    "address", ["/exchanges/n", "/meetings/m-c", "/exchanges/none", "/meetings/none"]
)
def test_an_address_that_never_was_is_not_found(client, address):
    assert client.get(address).status_code == 404
    assert client.get(f"/api{address}").status_code == 404


def test_an_address_in_use_is_not_redirected(client):
    assert client.get("/api/exchanges/m-a").status_code == 200
    assert client.get("/api/exchanges/m-ex").status_code == 200
    assert client.get("/exchanges/m-a").status_code == 302


def test_pages_are_served_although_the_history_is_damaged(client, tmp_path: Path):
    with open_writer(tmp_path) as writer:
        writer.add(meeting("m", GATE))
        writer.commit({})
    (tmp_path / "g00000001" / "history.sqlite").write_bytes(b"no database at all" * 100)
    broken = create_app(tmp_path).test_client()
    assert broken.get("/exchanges/m-a").status_code == 302
    assert broken.get("/exchanges/none").status_code == 503


@pytest.mark.parametrize("pasted", ["/", "。", "）", "」", ")", "、", "）。", "%20", "＞", "…"])
@pytest.mark.parametrize(
    "address",
    ["/exchanges/m-ex", "/exchanges/m-a", "/exchanges/m-cx", "/meetings/m", "/meetings/n"],
)
def test_what_is_pasted_behind_an_address_is_left_out(client, address, pasted):
    for place in (address, f"/api{address}"):
        got = client.get(f"{place}{pasted}?q=%E9%8D%B5")
        assert got.status_code == 301
        assert got.location == f"{place}?q=%E9%8D%B5"
        assert got.headers["Cache-Control"] == "no-cache"
    assert client.get(f"{address}{pasted}").location == address
    prefixed = client.get(f"{address}{pasted}", environ_overrides={"SCRIPT_NAME": "/kaigi"})
    assert prefixed.location == f"/kaigi{address}"


def test_the_first_page_is_found_with_what_is_pasted_behind_it(client):
    assert client.get("/。").location == "/"


def test_the_api_answers_with_a_slash_behind_it_as_without(client):
    assert (
        client.get("/api/search/?q=%E9%8D%B5&limit=2").location == "/api/search?q=%E9%8D%B5&limit=2"
    )


@pytest.mark.parametrize(
    "address",
    ["/exchanges/none/", "/meetings/m-ex。", "/exchanges/", "/nothing/", "/meetings/m/x"],
)
def test_where_nothing_is_without_it_nothing_is_with_it(client, address):
    assert client.get(address).status_code == 404
