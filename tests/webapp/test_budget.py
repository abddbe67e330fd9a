"""A page of results is light: its bytes, its stylesheet, and nothing in it moves."""

from __future__ import annotations

import gzip
import re

import pytest

from index.minutes import Meeting, Source, Utterance
from index.writer import open_writer
from webapp import create_app

from .kinds import CLIFF, RESULTS

# In bytes, as they are sent.
MAX_PAGE = 60_000
SOURCE = Source("鍵.txt", "0" * 64)
# What has moved since the page began to load, in shares of the screen.
SHIFTS = """
() => new Promise(resolve => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) moved += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(moved), 300));
})
"""


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """An index in which a word is in many speeches of many meetings, under many agenda items."""
    home = tmp_path_factory.mktemp("busy")
    with open_writer(home) as writer:
        for number in range(40):
            identifier = f"{2000 + number % 26}0301-kagi{number}"
            utterances = tuple(
                Utterance(
                    f"{identifier}-u{turn}",
                    identifier,
                    None,
                    "speech",
                    f"{chr(0x4E00 + 97 * number + turn)}の鍵は二つです。" * 20,
                    SOURCE,
                    speaker=f"第{number % 30}係の職員{turn}番",
                )
                for turn in range(8)
            )
            date = f"{2000 + number % 26}-03-01"
            writer.add(
                Meeting(identifier, "倉野町議会", f"会議{number}", SOURCE, utterances, date=date)
            )
        writer.commit({})
    return create_app(home).test_client()


def test_a_busy_page_of_results_is_light(busy):
    answer = busy.get("/?q=鍵", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.data).decode()
    assert page.count('class="speech"') >= 50
    assert len(answer.data) < MAX_PAGE
    assert len(re.findall(r'<link rel="stylesheet"', page)) == 1
    assert "style=" not in page
    assert "<style" not in page


def test_nothing_on_a_page_of_results_moves(page, town_page):
    for each, address in ((page, RESULTS), (town_page, CLIFF)):
        for width in (390, 1280):
            each.set_viewport_size({"width": width, "height": 800})
            each.goto(address)
            assert each.evaluate(SHIFTS) == 0, (address, width)
