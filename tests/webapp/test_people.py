"""The list of persons, the page of each, and the ways that lead there."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from urllib.parse import unquote

import pytest
from markupsafe import escape

from index.minutes import AgendaItem, Meeting, Source, Utterance
from index.persons import person_id
from index.writer import open_writer
from webapp import create_app

from .conftest import links, text

SOURCE = Source("kura.txt", "0" * 64)
HOSTILE = '<b>"汐&見'


def said(meeting, number, kind="speech", **values):
    identifier = f"{meeting}-u{number}"
    exchange = f"{meeting}-u0x" if kind in ("question", "answer") else None
    return Utterance(identifier, meeting, exchange, kind, "橋の点検について。", SOURCE, **values)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A town with a member, the mayor, and an official of whom only the surname is known."""
    home = tmp_path_factory.mktemp("town")
    member = {"speaker": "浜風太郎君", "name": "浜風太郎", "role": "member", "party": "みさき会"}
    mayor = {
        "speaker": "町長（波止一郎君）",
        "name": "波止一郎",
        "office": "町長",
        "role": "official",
    }
    seated = {"speaker": "浜風委員", "name": "浜風", "office": "委員", "role": "member"}
    other = {"speaker": f"{HOSTILE}君", "name": HOSTILE, "role": "member"}
    bridges = AgendaItem("第1号", "橋の補修について")
    more = AgendaItem("第1号", "橋の補修について ほか2件")
    bins = AgendaItem("第1号", "ごみ箱について")
    # A member whose name is printed in kanji, and later in kana.
    asker = {"speaker": "佐藤花子君", "name": "佐藤花子", "role": "member"}
    questions = AgendaItem(None, "一般質問")
    clerks = [{"speaker": f"{name}防災課長", "role": "official"} for name in ("鈴木", "高橋")]
    later = {**asker, "speaker": "佐藤はなこ君", "name": "佐藤はなこ"}
    meetings = {
        "d": ("2023-06-10", "本会議", [("question", later)]),
        "e": (
            "2020-03-06",
            "建設委員会",
            [("question", {**seated, "agenda": item}) for item in (more, bins)],
        ),
        "a": ("2018-06-01", "本会議", [("question", member), ("answer", mayor), ("speech", other)]),
        "b": (
            "2020-03-05",
            "建設委員会",
            [("question", {**seated, "agenda": bridges}), ("answer", {"speaker": "小栗建設課長"})],
        ),
        **{
            f"c{year}": (
                f"{year}-06-10",
                "本会議",
                [("question", {**asker, "agenda": questions}), ("answer", official)],
            )
            for year, official in ((2021, clerks[0]), (2022, clerks[1]))
        },
    }
    with open_writer(home) as writer:
        for name, (date, committee, turns) in meetings.items():
            spoken = tuple(said(name, at, kind, **who) for at, (kind, who) in enumerate(turns))
            head = {"date": date, "committee": committee, "published": SOURCE}
            writer.add(Meeting(name, "倉野町議会", f"会議{name}", utterances=spoken, **head))
        writer.commit({})
    return create_app(home).test_client()


@pytest.fixture(scope="module")
def known(town):
    return {each["name"]: each for each in town.get("/api/people").json["people"]}


def test_the_list_has_everyone_members_first(town, known):
    page = town.get("/people")
    assert page.status_code == 200
    assert {each["url"] for each in known.values()} <= set(links(page))
    shown = text(page)
    assert shown.index("議員・委員") < shown.index("浜風太郎") < shown.index("行政・事務局など")
    assert "2018–2020年・4発言" in shown
    assert "小栗" not in shown
    assert escape(HOSTILE) in page.text
    assert HOSTILE not in page.text


@pytest.mark.parametrize(
    ("typed", "found"), [("浜風", True), ("太 郎", True), ("波", False), ("<script>", False)]
)
def test_names_are_found_by_a_part(town, typed, found):
    page = town.get("/people", query_string={"name": typed})
    assert ("浜風太郎" in text(page)) == found
    assert "<script>" not in page.text.partition("<main")[2]


def test_the_page_of_a_person_tells_what_the_minutes_do(town, known):
    page = town.get(known["浜風太郎"]["url"])
    shown = text(page)
    for told in ("4発言・2018–2020年", "みさき会", "建設委員会", "橋の補修について", "最近の発言"):
        assert told in shown
    assert page.text.count('class="speech"') == 4
    for link in links(page):
        if not link.startswith("#"):
            with town.get(link) as linked:
                assert linked.status_code == 200, link


def test_the_speeches_of_a_person_are_searched(town, known):
    page = town.get("/", query_string={"q": "橋", "person": known["浜風太郎"]["id"]})
    assert "4件の発言 3の会議" in text(page)
    assert "人：浜風太郎" in text(page)
    nobody = town.get("/?q=橋&person=p0")
    assert nobody.status_code == 200
    assert "人：p0" in text(nobody)


def test_a_person_of_two_writings_has_one_page(town, known):
    assert "佐藤花子" not in known
    own = known["佐藤はなこ"]
    former = f"/people/{person_id('倉野町議会', '佐藤花子')}"
    assert own["url"] == former
    moved = town.get(f"/people/{person_id('倉野町議会', '佐藤はなこ')}")
    assert (moved.status_code, moved.location) == (301, own["url"])
    shown = text(town.get(own["url"]))
    assert "会議録での別の表記：佐藤花子" in shown
    assert "2021年6月10日から2023年6月10日・3発言" in shown
    assert "人：佐藤はなこ" in text(town.get(f"/?person={own['id']}"))
    for typed in ("さとう", "サトウハナコ", "佐藤花"):
        assert "佐藤はなこ" in text(town.get("/people", query_string={"name": typed}))


@pytest.mark.parametrize(
    ("name", "label", "total"),
    [
        ("佐藤はなこ", "2021年", 1),
        ("佐藤はなこ", "本会議", 3),
        ("浜風太郎", "建設委員会", 3),
        ("浜風太郎", "橋の補修について", 2),
        ("浜風太郎", "ごみ箱について", 1),
    ],
)
def test_what_a_person_did_leads_to_the_speeches(town, known, name, label, total):
    page = town.get(known[name]["url"])
    link = re.search(f'<a href="([^"]*)">{label}</a> <span[^>]*>{total}発言', page.text)
    assert link
    assert f"{total}件の発言" in text(town.get(unescape(link[1])))


def test_a_table_has_the_names_and_offices_of_officials(town):
    table = csv.DictReader(StringIO(town.get("/search.csv?q=橋&role=official").text))
    told = {row["発言者"]: (row["氏名"], row["役職"]) for row in table}
    assert told == {
        "町長（波止一郎君）": ("波止一郎", "町長"),
        "鈴木防災課長": ("鈴木", "防災課長"),
        "高橋防災課長": ("高橋", "防災課長"),
    }


def test_speakers_lead_to_their_pages_where_they_are_known(town, known):
    member, mayor = known["浜風太郎"]["url"], known["波止一郎"]["url"]
    for address, led_to in [
        ("/?q=橋", {member, mayor}),
        ("/exchanges/b-u0x", {member}),
        ("/meetings/a", {member, mayor}),
    ]:
        page = town.get(address)
        assert led_to <= set(links(page)), address
        assert "小栗" not in "".join(link for link in links(page))


def test_the_api_tells_the_same(town, known):
    found = town.get(f"/api{known['浜風太郎']['url']}").json
    assert found["speeches"] == {"2018": 1, "2020": 3}
    assert found["member"] is True
    assert (found["office"], found["others"], found["alike"]) == (None, [], [])
    assert (known["波止一郎"]["office"], known["佐藤はなこ"]["others"]) == ("町長", ["佐藤花子"])
    assert [each["value"] for each in found["offices"]] == ["議員"]
    assert found["parties"][0] == {
        "value": "みさき会", "first": "2018-06-01", "last": "2018-06-01", "speeches": 1,
    }  # fmt: skip
    exchange = town.get("/api/exchanges/b-u0x").json
    assert [each["person"] for each in exchange["utterances"]] == [found["id"], None]


@pytest.mark.parametrize("address", ["/people/p000000000000", "/people/%00x", "/api/people/x"])
def test_nobody_has_no_page(town, address):
    assert town.get(address).status_code == 404


def test_the_form_of_all_conditions_finds_a_person_by_name(town, known):
    form = town.get("/advanced").text
    assert '<option value="浜風太郎">' in form
    assert "波止一郎" not in form
    named = town.get("/advanced?go=1&all=橋&name=浜風　太郎")
    assert f"person={known['浜風太郎']['id']}" in named.location
    assert "発言者" not in unquote(named.location)
    # Of whom no full name is known, the printed speaker is searched for.
    printed = town.get("/advanced?go=1&name=小栗")
    assert "発言者:小栗" in unquote(printed.location)
    assert "1件の発言" in text(town.get(printed.location))


def test_general_questions_of_many_items_have_an_address_that_names_the_kind(tmp_path):
    asker = {"speaker": "汐見花子君", "name": "汐見花子", "role": "member"}
    with open_writer(tmp_path) as writer:
        for number in range(310):
            title = "一般質問について" if number < 5 else "一般質問"
            who = {**asker, "agenda": AgendaItem(f"日程第{number + 1}", title)}
            head = {"date": f"{2020 + number % 2}-06-10", "published": SOURCE}
            spoken = (said(f"m{number}", 0, "question", **who),)
            writer.add(
                Meeting(f"m{number}", "倉野町議会", f"会議{number}", utterances=spoken, **head)
            )
        writer.commit({})
    town = create_app(tmp_path).test_client()
    page = town.get(f"/people/{person_id('倉野町議会', '汐見花子')}")
    section = page.text.partition('id="questions-title"')[2].partition("</section>")[0]
    found = re.findall(r'<a href="([^"]*)">(\d{4})年</a> <span class="count">(\d+)発言', section)
    assert [(year, count) for _, year, count in found] == [("2021", "153"), ("2020", "152")]
    for url, _, count in found:
        assert len(url) < 400
        rows = list(csv.reader(StringIO(town.get(f"/search.csv{unescape(url)[1:]}").text)))
        assert len(rows) - 1 == int(count)
        assert {row[5] for row in rows[1:]} == {"一般質問"}
