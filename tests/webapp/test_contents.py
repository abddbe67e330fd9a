"""The page of a long exchange: its contents, and links between its passages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths
from webapp import create_app

QUESTION = (
    "みさき会を代表して質問いたします。\r\n"
    "　初めに、水路の改修について伺います。\r\n"
    + "　昨年の大雨では、潮見橋の下の水路があふれました。\r\n"
    * 40
    + "　改修の時期をどう考えているのか、町長の見解を伺います。\r\n"
    "　次に、<図書館>の貸出しの冊数について質問いたします。\r\n"
    + "　隣の町では二十冊まで借りられます。\r\n" * 40
    + "　冊数を増やすべきと考えますが、見解を伺います。"
)
MAYOR = "水路の改修についてのご質問でございます。\r\n　来年度に石積みを改めてまいります。"
TEACHER = "<図書館>の貸出しの冊数についてでございますが、十月から十五冊といたします。"
SPEECHES = [
    ("議長（東雲一郎君）", "これより質問に入ります。"),
    ("二番（浜風円君）", QUESTION),
    ("町長（潮見望君）", MAYOR),
    ("教育長（灯台守君）", TEACHER),
    ("議長（東雲一郎君）", "以上で質問を終わります。"),
]


PLACES = (
    *("図書館", "公民館", "保育園", "体育館", "町営住宅", "診療所"),
    *("児童館", "水道管", "防波堤", "灯台", "渡船場", "駐輪場"),
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory):
    return site(tmp_path_factory.mktemp("town"), SPEECHES)


def site(folder: Path, said: Sequence[tuple[str, str]]) -> FlaskClient:
    """The pages over one day on which this was said."""
    speeches = [
        {"speechID": f"m1_{n:03}", "speechOrder": n, "speaker": who, "speech": text}
        for n, (who, text) in enumerate(said, start=1)
    ]
    meeting = {
        "issueID": "m1",
        "nameOfHouse": "東雲町議会",
        "nameOfMeeting": "本会議",
        "date": "2024-06-12",
        "speechRecord": speeches,
    }
    (folder / "a.json").write_text(json.dumps({"meetingRecord": [meeting]}), encoding="utf-8")
    index_paths([folder / "a.json"], folder / "store")
    return create_app(Searcher(folder / "store")).test_client()


def test_a_long_exchange_has_contents_that_link_questions_and_answers(town):
    page = town.get("/exchanges/m1_002x").text
    contents = page[page.index('class="subjects"') : page.index('class="turns')]
    assert re.findall(r"<b>(.*?)</b>", contents) == ["水路の改修", "&lt;図書館&gt;の貸出しの冊数"]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert [anchor.rsplit("-", 1)[0] for anchor in anchors] == [
        *("m1_002", "m1_003"),
        *("m1_002", "m1_004"),
    ]
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(anchors) <= set(ids)


def test_contents_fold_all_but_a_few_subjects_and_answers(tmp_path):
    question = "".join(
        f"　次に、{place}の改修について質問いたします。\r\n"
        + "　昨年の大雨で雨漏りがいたしました。\r\n" * 10
        + "　見解を伺います。\r\n"
        for place in PLACES
    )
    answers = [
        (
            f"{office}（{office[:1]}野望君）",
            "図書館の改修についてでございますが、来年度に行います。",
        )
        for office in ("町長", "副町長", "教育長", "総務部長", "建設部長", "会計管理者")
    ]
    said = [SPEECHES[0], ("二番（浜風円君）", question), *answers, SPEECHES[-1]]
    page = site(tmp_path, said).get("/exchanges/m1_002x").text
    contents = page[page.index('class="subjects"') : page.index('class="turns')]
    shown, folded = contents.split('<ol start="11">')
    assert "ほかに2の話題" in shown
    assert "ほかに3発言" in shown
    assert re.findall("<b>(.*?)の改修</b>", shown + folded) == [*PLACES]
    assert re.findall("<b>(.*?)の改修</b>", folded) == [*PLACES[10:]]
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= {*ids, "main"}


def test_every_passage_shows_its_words_and_a_link_to_its_counterpart(town):
    page = town.get("/exchanges/m1_002x").text
    shown = html.unescape(re.sub(r"<p class=\"joined\">.*?</p>|<[^>]+>", "", page, flags=re.DOTALL))
    for _, text in SPEECHES[1:4]:
        for line in text.split("\r\n"):
            assert line in shown
    ways = re.findall(r'<p class="joined">(\S+)\s*<a href="#([^"]+)">([^<]+)</a></p>', page)
    assert [(label, name) for label, _, name in ways] == [
        ("答弁", "町長（潮見望君）"),
        ("答弁", "教育長（灯台守君）"),
        ("質問", "二番（浜風円君）"),
        ("質問", "二番（浜風円君）"),
    ]


def test_matches_are_marked_in_passages_too(town):
    page = town.get("/exchanges/m1_002x?q=石積み").text
    assert re.search(r'<mark id="match-m1_00\d-1">石積み</mark>', page)
    assert 'class="subjects"' in page


def test_a_short_exchange_has_no_contents(client, searcher):
    (hit,) = searcher.search(SearchRequest("ファイアウォール", limit=1)).hits
    page = client.get(f"/exchanges/{hit.id}").text
    assert 'class="subjects"' not in page
    assert 'class="passage"' not in page


def test_the_api_gives_passages_with_what_they_answer(town):
    shape = town.get("/api/exchanges/m1_002x").json
    texts = {each["id"]: each["text"] for each in shape["utterances"]}
    passages = shape["passages"]
    asks = {each["anchor"]: each["subject"] for each in passages if each["utterance"] == "m1_002"}
    assert [
        [asks[anchor] for anchor in each["answers"]]
        for each in passages
        if each["utterance"] in ("m1_003", "m1_004")
    ] == [["水路の改修"], ["<図書館>の貸出しの冊数"]]
    for utterance, text in texts.items():
        own = [each for each in passages if each["utterance"] == utterance]
        assert "".join(text[each["start"] : each["end"]] for each in own) == text
