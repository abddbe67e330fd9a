"""The page of a question says that meaning was compared, and leads to words alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from webapp import create_app

from .conftest import links, text
from .kinds import QUESTION

pytestmark = pytest.mark.usefixtures("by_meaning")

SAID = "言葉が違っていても、質問と意味の近い文がある発言を先に示しています。"


@pytest.fixture
def client(sample_index: Path) -> FlaskClient:
    """Of an application that has kept no answers without the extra."""
    return create_app(sample_index).test_client()


def test_the_page_says_it_and_can_do_without(client: FlaskClient) -> None:
    page = client.get(QUESTION)
    assert SAID in text(page)
    (link,) = (each for each in links(page) if each.endswith("synonyms=0"))
    assert f'href="{link.replace("&", "&amp;")}">質問の言葉だけで探す</a>' in page.text
    by_words = client.get(link)
    assert by_words.status_code == 200
    assert "質問への答え" in text(by_words)
    assert SAID not in text(by_words)


def test_the_api_says_it(client: FlaskClient) -> None:
    answer = client.get(QUESTION.replace("/?", "/api/ask?").replace("&mode=ask", "")).get_json()
    assert {"code": "ordered_by_meaning", "text": SAID} in answer["notes"]
