"""The list of all speeches of a meeting that a search finds, and the way there and back."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO

import pytest

from index.minutes import Meeting, Source, Utterance
from index.query import Filter, SearchRequest
from index.search import Searcher
from index.writer import open_writer
from webapp import create_app
from webapp.search_params import SPEECHES_OF_PAGE

from .conftest import text

SOURCE = Source("kura.txt", "0" * 64)
SAID = 130


def speech(meeting, number):
    """Every third speech says 水路 twice, every seventh nothing of it."""
    words = "橋のこと。" if number % 7 == 6 else "水路の補修。" * (1 + (number % 3 == 0))
    exchange = f"{meeting}-u{number // 3 * 3}x" if number % 3 else None
    return Utterance(f"{meeting}-u{number}", meeting, exchange, "speech", words, SOURCE)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("town")
    with open_writer(home) as writer:
        for name, count in (("long", SAID), ("short", 2), ("other", 40)):
            spoken = tuple(speech(name, number) for number in range(count))
            head = {"date": "2024-06-10", "committee": "建設委員会", "published": SOURCE}
            writer.add(Meeting(name, "倉野町議会", f"会議{name}", utterances=spoken, **head))
        writer.commit({})
    return home


@pytest.fixture(scope="module")
def town(home):
    return create_app(home).test_client()


def speeches(page):
    """The ids in the list, each once, in order."""
    lines = re.findall(r'class="lines"><a href="[^"#]*#(?:match-)?([a-z]+-u\d+)', page.text)
    assert len(lines) == len(set(lines))
    return lines


@pytest.mark.parametrize("order", ["", "&sort=oldest", "&sort=newest"])
def test_the_link_leads_to_exactly_the_speeches_that_it_counts(town, order):
    results = town.get(f"/?q=水路{order}")
    links = re.findall(
        r'<a href="([^"]*meeting=(\w+))">この会議の(\d+)件をすべて見る', results.text
    )
    assert {name for _, name, _ in links} == {"long", "other"}
    for url, name, count in links:
        first = town.get(unescape(url))
        assert f"{count}件の発言" in text(first)
        found = speeches(first)
        for number in range(2, -(-int(count) // SPEECHES_OF_PAGE) + 1):
            found += speeches(town.get(f"{unescape(url)}&page={number}"))
        expected = {f"{name}-u{at}" for at in range(SAID if name == "long" else 40) if at % 7 != 6}
        assert set(found) == expected
        assert len(found) == len(expected) == int(count)
        rows = list(csv.reader(StringIO(town.get(f"/search.csv{unescape(url)[1:]}").text)))
        assert len(rows) - 1 == int(count)
        if order:
            assert found == sorted(found, key=lambda each: int(each.partition("-u")[2]))
        chosen = "会議録の順" if order else "関連度の高い順"
        assert f'<b aria-current="true">{chosen}</b>' in first.text
        # Nothing more of it is promised, and the way back finds all meetings again.
        assert "すべて見る" not in text(first)
        (back,) = re.findall(r'<a href="([^"]*)">ほかの会議も見る', first.text)
        assert text(town.get(unescape(back))) == text(results)


def test_pages_of_utterances_follow_one_another(home):
    searcher = Searcher(home)
    request = SearchRequest("水路", (Filter("meeting", "long"),), unit="utterance", limit=33)
    pages = [
        searcher.search(
            SearchRequest(request.query, request.filters, limit=33, offset=at, unit="utterance")
        )
        for at in range(0, 150, 33)
    ]
    paged = [each.utterance.id for page in pages for hit in page.meeting_hits for each in hit.found]
    every = [each.utterance.id for _, each in searcher.matches(request)]
    assert paged == every
    assert {hit.total for page in pages for hit in page.meeting_hits} == {len(every)}
    assert all(each.highlights for page in pages for hit in page.meeting_hits for each in hit.found)


def test_a_meeting_is_chosen_by_name_and_by_nothing_else(town):
    page = town.get("/?q=水路&meeting=short")
    assert "会議：2024年6月10日 建設委員会 会議short ×" in re.sub(r"\s+", " ", text(page))
    unknown = town.get("/", query_string={"q": "水路", "meeting": "<b>no"})
    assert "見つかりませんでした" in text(unknown)
    assert "<b>no" not in unknown.text
    api = town.get("/api/search?q=水路&meeting=short").json
    assert api["total"] == 2
    assert not api["notes"]
