"""The addresses of every kind of page, in its variants."""

from __future__ import annotations

from urllib.parse import quote

from flask.testing import FlaskClient

from .conftest import links

WORD = quote("ファイアウォール")
RESULTS = f"/?q={WORD}"
QUESTION = f"/?q={quote('ファイアウォールの設定はだれが確認するのか')}&mode=ask"
CLIFF = f"/?q={quote('崖の点検')}"

# Of the samples.
_OF_SAMPLES = {
    "search": "/",
    "results": RESULTS,
    "narrowed": f"{RESULTS}&role=official&sort=oldest&without={quote('ファイヤーウォール')}"
    "&synonyms=0&from=2024-01-01&to=2030-12-31",
    "filters alone": "/?role=member&sort=newest",
    "another page": "/?role=member&page=2",
    "answers": QUESTION,
    "no answer": f"/?q={quote('縞猫は何を食べますか')}&mode=ask",
    "no hits": f"/?q={quote('「どこにもない縞猫」 鍵')}&year=1950",
    "hostile": f"/?q={quote('<script>alert(1)</script>&')}&role=x&unknown=1",
    "error": "/nothing",
    "no such exchange": "/exchanges/none",
    "meetings": "/meetings",
    "no meetings": "/meetings?year=1950",
    "all conditions": "/advanced",
    "nobody": "/people",
}
# Of the town, whose speakers are named.
_OF_TOWN = {
    "results by people": CLIFF,
    "meetings of a committee": f"/meetings?year=2023&committee={quote('文教委員会')}",
    "conditions with people": "/advanced",
    "people": "/people",
    "people of a name": f"/people?name={quote('縞猫')}",
}


def of_samples(client: FlaskClient) -> dict[str, str]:
    found = links(client.get(RESULTS))
    answers = links(client.get(QUESTION))
    exchange, answer = (_first(each, "/exchanges/") for each in (found, answers))
    meeting = _first(found, "/meetings/")
    return {
        **_OF_SAMPLES,
        "exchange": exchange,
        "exchange alone": exchange.partition("?")[0],
        "exchange that answers": answer,
        "meeting": meeting,
        "speeches of a meeting": f"{RESULTS}&meeting={meeting.split('/')[-1].partition('?')[0]}",
        "meeting alone": meeting.partition("?")[0],
    }


def of_town(client: FlaskClient) -> dict[str, str]:
    found = links(client.get(CLIFF))
    return {
        **_OF_TOWN,
        "exchange with later ones": [each for each in found if "/exchanges/" in each][-1],
        "person": _first(links(client.get("/people")), "/people/"),
        "meeting with people": _first(found, "/meetings/"),
    }


def _first(addresses: list[str], path: str) -> str:
    return next(each for each in addresses if each.startswith(path)).partition("#")[0]
