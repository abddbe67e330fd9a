"""The content of each page; no request fails."""

from __future__ import annotations

import csv
import html
import json
import re
from io import StringIO
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.minutes import AgendaItem, Meeting, Source, Utterance
from index.query import Filter, SearchRequest
from index.writer import open_writer
from kaigiroku.commands import main
from webapp import create_app
from webapp.search import page_numbers

from .conftest import links, text

WORD = "ファイアウォール"
SOURCE = Source("kura.txt", "0" * 64)
NOWHERE = "どこにもない縞猫の飼育許可"


@pytest.fixture
def hit(searcher):
    """An exchange of the samples with a question and an answer."""
    hits = searcher.search(SearchRequest(WORD, limit=50)).hits
    return next(hit for hit in hits if {"question", "answer"} <= kinds(hit))


@pytest.fixture
def town_client(tmp_path):
    """The pages of a town that was asked the same in several years."""
    with open_writer(tmp_path / "store") as writer:
        for year, count in (("2020", "七"), ("2024", "九"), ("2022", "八")):
            said = (
                ("question", "渡し舟の船頭は何人いるか。公衆浴場の空調は直すのか。"),
                ("answer", f"船頭は{count}名です。公衆浴場の空調は直しました。"),
            )
            utterances = tuple(
                Utterance(f"m{year}-{n}", f"m{year}", f"m{year}x", kind, words, SOURCE)
                for n, (kind, words) in enumerate(said)
            )
            title, day = f"第{year}回定例会", f"{year}-06-01"
            writer.add(Meeting(f"m{year}", "倉野町議会", title, SOURCE, utterances, date=day))
        writer.commit({})
    return create_app(tmp_path / "store").test_client()


def kinds(hit):
    return {found.utterance.kind for found in hit.utterances}


def test_the_first_page_says_what_the_index_holds(client, searcher):
    page = client.get("/")
    assert page.status_code == 200
    holds = searcher.statistics()
    assert f"{holds.meetings:,} 会議" in text(page)
    assert f"{holds.utterances:,} 発言" in text(page)
    years = searcher.search(SearchRequest("")).facets["year"]
    assert {f"/meetings?year={year.value}" for year in years} <= set(links(page))
    for way in ("OR", '"', "-言葉", "発言者:", "役割:", "会議:", "議題:", "期間:"):
        assert way in text(page)


def test_results_count_what_paging_shows(client, searcher):
    found = searcher.search(SearchRequest(WORD))
    page = client.get(f"/?q={WORD}")
    assert f"{found.total}件の発言 {found.meetings}の会議" in text(page)
    assert page.text.count('class="group"') == found.meetings
    assert page.text.count('class="speech"') == found.total


def test_every_link_of_the_results_leads_somewhere(client):
    page = client.get(f"/?q={WORD}")
    found = {link for link in links(page) if not link.startswith("#")}
    assert len(found) > 20
    for link in found:
        with client.get(link) as page:
            assert page.status_code == 200, link


@pytest.mark.parametrize(
    "address",
    [
        "/?q=鍵&page=-1",
        "/?q=鍵&page=99999999999999999999",
        "/?q=鍵&sort=x&year=abc&role=王&mode=?",
        "/?page=2",
        "/?q=%00%FF%E3",
        "/?q=" + "長" * 2000,
        "/?without=a&body=&year=",
        '/?q="(((&mode=ask',
        f"/exchanges/x?q={'(' * 50}",
    ],
)
def test_invalid_parameters_are_no_error(client, address):
    assert client.get(address).status_code in {200, 404}


def test_invalid_values_are_noted(client):
    page = client.get(f"/?q={WORD}&sort=x&year=abc")
    assert "並べ方「x」" in text(page)
    assert "年「abc」" in text(page)
    assert "はじめの1000文字" in text(client.get("/?q=" + "長" * 2000))


def test_a_page_beyond_the_last_is_the_last(client, searcher):
    found = searcher.search(SearchRequest(WORD))
    beyond = client.get(f"/?q={WORD}&page=999")
    assert beyond.text.count("<article") == found.meetings
    answers = searcher.ask(SearchRequest(WORD, limit=100))
    last = (answers.exchanges - 1) % 10 + 1
    beyond = client.get(f"/?q={WORD}&mode=ask&page=999")
    assert beyond.text.count("<article") == last


def test_every_page_of_a_query_that_is_read_as_a_question_has_its_answers(client):
    question = "システムの更新について、どのような対応をしましたか"
    typed, asked = (client.get(f"/?q={question}&page=2{mode}").text for mode in ("", "&mode=ask"))
    assert '<article class="reply' in asked
    assert typed == asked


def test_nothing_found_says_what_was_searched(client, searcher):
    page = client.get(f'/?q="{NOWHERE}" 鍵&year=1950&speaker=だれか')
    holds = searcher.statistics()
    assert page.status_code == 200
    assert f"{holds.meetings:,}会議・{holds.utterances:,}発言を検索しました" in text(page)
    assert any("1950" not in link and "だれか" not in link for link in links(page))
    assert any("year" not in link and "speaker" in link for link in links(page))
    assert any("speaker" not in link and "year" in link for link in links(page))
    assert f"引用符を外す： {NOWHERE} 鍵" in text(page)


def test_a_question_is_answered_with_quotes_to_the_letter(client, searcher):
    question = f"{WORD}の設定は、だれが確認するのか"
    answered = searcher.ask(SearchRequest(question))
    page = client.get(f"/?q={question}&mode=ask")
    assert answered.hits
    assert page.text.count("<blockquote cite=") == len(answered.hits)
    words = "".join(text(page).split())
    for quoted in (each for hit in answered.hits for each in hit.quotes):
        assert "".join(quoted.text.split()) in words


def test_the_page_of_a_question_counts_only_what_was_searched(client, searcher):
    page = client.get(f"/?q={WORD}の設定は、だれが確認するのか&mode=ask")
    assert f"質問への答え{searcher.statistics().meetings}の会議から探しました" in text(page)
    assert "件" not in page.text.split("<main")[1].split('class="forms"')[0]


def test_a_quote_leads_to_its_place_and_the_rest_is_at_hand(client, searcher):
    question = f"{WORD}の設定は、だれが確認するのか"
    page = client.get(f"/?q={question}&mode=ask")
    hit = searcher.ask(SearchRequest(question)).hits[0]
    leads = re.search(r'<blockquote cite="[^"]+"><a href="([^"]+)"', page.text)
    assert leads
    address, anchor = html.unescape(leads[1]).split("#")
    assert f'<mark id="{anchor}">' in client.get(address).text
    words = "".join(text(page).split())
    for found in hit.utterances:
        assert "".join(found.utterance.text.split())[:20] in words


def test_what_does_not_answer_is_shown_apart(client):
    question = f"飛行船の{WORD}は何色に塗るのか"
    page = client.get(f"/?q={question}&mode=ask")
    assert "答えは見つかりませんでした" in text(page)
    assert "「飛行船」は会議録にありません" in text(page)
    assert "質問への答え" not in text(page)
    before, _, after = page.text.partition("近い内容")
    assert "<article" not in before
    assert "<article" in after


def test_what_is_only_near_is_told_in_a_few_lines(client):
    page = client.get(f"/?q=飛行船の{WORD}は何色に塗るのか&mode=ask")
    _, near = page.text.split("近い内容の発言")
    assert "<blockquote" in near
    assert "前後のやりとり" not in near
    assert "この質問にはっきり答えている発言は見つかりませんでした" in text(page)


def test_an_answer_says_first_when_it_was_given_and_marks_the_words_of_the_question(client):
    page = client.get(f"/?q={WORD}の設定は、だれが確認するのか&mode=ask").text
    answer = page.split("<article")[1]
    when, words = answer.index("<time"), answer.index("<blockquote")
    assert when < words
    assert re.match(r"<time [^>]*><b>\d{4}年</b>（令和\d+年）\d+月\d+日</time>", answer[when:])
    assert "<mark>" in answer[words : answer.index("</blockquote>")]


def test_how_it_was_searched_is_told_below_the_answers(town_client):
    page = town_client.get("/?q=銭湯のエアコンは直しましたか&mode=ask").text
    assert page.index("<article") < page.index("ほかの言い方でも探しました")
    assert len(set(re.findall(r'href="([^"]+synonyms=0[^"]*)">質問の言葉', page))) == 1


def test_the_time_that_was_read_can_be_left_out(town_client):
    page = town_client.get("/?q=渡し舟の船頭は何人いるか（2022年）&mode=ask")
    assert "2022年の会議を先に示しています" in text(page)
    leads = re.search(r'<a href="([^"]+)">時期を問わない', page.text)
    assert leads
    without = town_client.get(html.unescape(leads[1]))
    assert "2022年の会議を先に" not in text(without)
    assert without.text.count("<article") == 3


def test_other_words_that_were_searched_for_can_be_left_out(town_client):
    page = town_client.get("/?q=銭湯のエアコンは直しましたか&mode=ask")
    assert re.search("ほかの言い方でも探しました：銭湯（公衆浴場）、エアコン（空調", text(page))
    assert "質問への答え" in text(page)
    leads = re.search(r'<a href="([^"]+)">質問の言葉だけで探す', page.text)
    assert leads
    without = town_client.get(html.unescape(leads[1]))
    assert "答えは見つかりませんでした" in text(without)
    assert "ほかの言い方でも探す" in text(without)


def test_the_newest_of_several_answers_is_marked(town_client):
    page = town_client.get("/?q=渡し舟の船頭は何人いるか&mode=ask").text
    answers = page.split('<article class="reply"')[1:]
    assert ["2024-06-01" in each for each in answers] == ["最も新しい" in each for each in answers]
    assert sum("最も新しい" in each for each in answers) == 1
    assert "より新しい" not in page


def test_the_pages_of_an_answer_mark_what_was_quoted(client, searcher):
    question = f"{WORD}の設定は、だれが確認するのか"
    answer = searcher.ask(SearchRequest(question)).hits[0]
    asked = f"?q={question}&mode=ask"
    for address in (f"/exchanges/{answer.id}", f"/meetings/{answer.meeting.id}"):
        page = client.get(address + asked)
        quoted = re.escape(answer.quotes[0].text.split("\n")[0])
        assert re.search(f"<mark[^>]*>{quoted}", page.text)
    assert "に答えている発言：0件" not in text(page)


def test_an_exchange_page_is_whole(client, hit):
    page = client.get(f"/exchanges/{hit.id}")
    for found in hit.utterances:
        said = found.utterance
        assert f'id="{said.id}"' in page.text
        assert f'href="#{said.id}"' in page.text
        assert all(line in text(page) for line in said.text.split("\n"))
        assert f"{said.source.line}行" in text(page)
    assert f"http://localhost/exchanges/{hit.id}" in page.text
    assert any(link.startswith(f"/meetings/{hit.meeting.id}") for link in links(page))


def test_an_exchange_page_marks_the_words(client, hit):
    page = client.get(f"/exchanges/{hit.id}?q={WORD}").text
    marks = [
        f"match-{found.utterance.id}-{number}"
        for found in hit.utterances
        for number in range(1, len(found.highlights) + 1)
    ]
    assert re.findall('<mark id="([^"]+)">', page) == marks
    assert "<mark" not in client.get(f"/exchanges/{hit.id}").text.split('class="later"')[0]


def test_every_id_of_an_exchange_page_is_one_and_every_link_within_it_leads_to_one(client, hit):
    page = client.get(f"/exchanges/{hit.id}?q={WORD}").text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in re.findall(r'href="(#[^"]+)"', page)} <= set(ids)


def test_an_exchange_knows_its_place_in_the_results_and_the_way_back(client, searcher):
    request = SearchRequest(WORD, unit="meeting", limit=25)
    order = list(dict.fromkeys(found.utterance.group for _, found in searcher.matches(request)))
    page = client.get(f"/exchanges/{order[1]}?q={WORD}")
    assert f"やりとり 2／{len(order)}" in text(page)
    asked = f"?q={quote(WORD)}"
    for way in (f"/exchanges/{order[0]}{asked}", f"/exchanges/{order[2]}{asked}"):
        assert way in links(page)
    (back,) = [link for link in links(page) if link.startswith(f"/{asked}#")]
    assert f'id="{back.partition("#")[2]}"' in client.get(f"/{asked}").text


def test_an_exchange_tells_what_was_said_later(client, searcher):
    page = searcher.search(SearchRequest(WORD, sort="oldest", unit="meeting"))
    first, last = page.meeting_hits[0], page.meeting_hits[-1]
    shown = client.get(f"/exchanges/{first.found[0].utterance.group}?q={WORD}")
    assert "その後" in text(shown)
    assert f"date={first.meeting.date[:4]}" in shown.text
    shown = client.get(f"/exchanges/{last.found[0].utterance.group}?q={WORD}")
    assert "その後" not in text(shown)


def test_a_table_is_named_by_its_query(client):
    for query, name in ((f'{WORD} "a/b:c"', f"会議録_{WORD}_a_b_c.csv"), ("..\\", None)):
        said = client.get("/search.csv", query_string={"q": query}).headers["Content-Disposition"]
        assert said.isascii()
        assert said.startswith("attachment; filename=kaigiroku.csv")
        assert said.partition("UTF-8''")[2] == (quote(name) if name else "")


def test_a_meeting_leads_to_its_list_and_to_the_meetings_beside_it(client, searcher):
    heads = list(searcher.heads())
    for before, head, after in zip([None, *heads], heads, [*heads[1:], None], strict=False):
        found = links(client.get(f"/meetings/{head.id}?q={WORD}"))
        assert f"/meetings?year={head.date[:4]}" in found
        assert f"/?q={quote(WORD)}#meeting-{head.id}" in found
        beside = {f"/meetings/{each.id}" for each in (before, after) if each}
        assert {each for each in found if each.startswith("/meetings/")} == beside


def test_all_that_is_found_is_a_table(client, searcher):
    page = client.get(f"/search.csv?q={WORD}")
    assert page.mimetype == "text/csv"
    heading, *rows = csv.reader(StringIO(page.data.decode("utf-8-sig")))
    found = list(searcher.matches(SearchRequest(WORD, unit="meeting", limit=25)))
    texts = [each.utterance.text for _, each in found]
    assert [row[heading.index("本文")] for row in rows] == texts
    assert all(len(row) == len(heading) for row in rows)
    for row in rows:
        address = urlsplit(row[heading.index("アドレス")])
        assert f'id="{address.fragment}"' in client.get(address.path).text
    filtered = client.get(f"/search.csv?q={WORD}&role=official").data.decode()
    assert (
        filtered.count("\r\n") - 1
        == searcher.search(SearchRequest(WORD, (Filter("role", "official"),))).total
    )


def test_no_cell_of_a_table_is_a_formula(tmp_path):
    with open_writer(tmp_path) as writer:
        texts = ("=1+1 鍵", "+1 鍵", "-1 鍵", "@a 鍵", "鍵 =1")
        spoken = [Utterance(f"u{n}", "m", None, "speech", t, SOURCE) for n, t in enumerate(texts)]
        writer.add(Meeting("m", "倉野町議会", "第1回", SOURCE, tuple(spoken)))
        writer.commit({})
    page = create_app(tmp_path).test_client().get("/search.csv?q=鍵").data.decode("utf-8-sig")
    cells = [row[12] for row in csv.reader(StringIO(page))][1:]
    assert sorted(cells) == ["'+1 鍵", "'-1 鍵", "'=1+1 鍵", "'@a 鍵", "鍵 =1"]


def test_neighbours_are_linked_both_ways(client, searcher, hit):
    after = searcher.exchange(hit.id).after
    assert f"/exchanges/{after}" in links(client.get(f"/exchanges/{hit.id}"))
    assert f"/exchanges/{hit.id}" in links(client.get(f"/exchanges/{after}"))


def test_an_utterance_leads_to_its_exchange(client, hit):
    said = hit.utterances[-1].utterance
    page = client.get(f"/exchanges/{said.id}?q={WORD}")
    assert page.status_code == 302
    assert page.location == f"/exchanges/{hit.id}?q={quote(WORD)}#{said.id}"


def test_a_meeting_page_is_whole(client, searcher, hit):
    meeting = searcher.meeting(hit.meeting.id)
    page = client.get(f"/meetings/{meeting.id}?q={WORD}")
    for said in meeting.utterances:
        assert page.text.count(f'id="{said.id}"') == 1
        assert all(line in text(page) for line in said.text.split("\n"))
    for person in meeting.attendees:
        assert person.name in text(page)
    for item in meeting.agenda:
        assert item.title in text(page)
    matches = searcher.highlights(meeting.id, SearchRequest(WORD))
    assert text(page).count("該当箇所へ") == sum(bool(spans) for spans in matches.values())
    ids = re.findall(r'\bid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links(page) if link.startswith("#")} <= set(ids)


def test_a_meeting_page_counts_what_fields_alone_match(client, searcher, hit):
    matches = searcher.highlights(hit.meeting.id, SearchRequest("役割:委員"))
    assert matches
    page = client.get(f"/meetings/{hit.meeting.id}?q=役割:委員")
    assert f"に該当する発言：{len(matches)}件" in text(page)


def record(name, url):
    said = [("林委員", "鍵はどこにあるか。"), ("庫務係長（森葵君）", "庫務係で<b>預かる</b>。")]
    speeches = [
        {
            "speechID": f"{name}_{n:03}",
            "speechOrder": n,
            "speaker": who,
            "speech": f"○{who}　{text}",
        }
        for n, (who, text) in enumerate(said, 1)
    ]
    about = {"issueID": name, "nameOfHouse": "倉野市議会", "nameOfMeeting": "総務委員会"}
    return {**about, "date": "2024-03-01", "meetingURL": url, "speechRecord": speeches}


@pytest.fixture(scope="session")
def assembly(tmp_path_factory):
    """Two meetings of an assembly, one of them with a wrong address."""
    folder = tmp_path_factory.mktemp("assembly")
    records = [record("good", "https://kura.example/1"), record("bad", "javascript:alert(1)")]
    lines = (json.dumps(each, ensure_ascii=False) for each in records)
    (folder / "kura.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main(["index", str(folder), "--index", str(folder / "store")]) == 0
    return create_app(folder / "store").test_client()


def test_the_official_source_is_linked_if_it_is_of_the_web(assembly):
    for hit in assembly.get("/api/search?q=預かる").json["hits"]:
        for address in (hit["url"], f"/meetings/{hit['meeting']['id']}"):
            page = assembly.get(address)
            assert "&lt;b&gt;預かる" in page.text
            assert "javascript:" not in page.text
            assert ("https://kura.example/1" in links(page)) == ("good" in address)


def test_without_a_subject_a_card_and_its_page_say_so(assembly):
    title = "（議題の記載なし）"
    hit = assembly.get("/api/search?q=預かる").json["hits"][0]
    for address in ("/?q=預かる", "/?q=鍵", hit["url"]):
        assert title in text(assembly.get(address))


@pytest.mark.parametrize("address", ["/nothing", "/exchanges/none", "/meetings/none", "/a/b"])
def test_what_is_not_there_is_a_page_with_a_search_box(client, address):
    page = client.get(address)
    assert page.status_code == 404
    assert "見つかりません" in text(page)
    assert 'name="q"' in page.text


def test_a_wrong_method_is_a_page(client):
    page = client.post("/")
    assert (page.status_code, "GET" in page.headers["Allow"]) == (405, True)
    assert "この方法では開けません" in text(page)


@pytest.mark.parametrize("address", ["/api/exchanges/none", "/api/nothing"])
def test_the_api_says_what_is_not_there_without_talk_of_pages(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json == {"error": "見つかりません。このアドレスには何もありません。"}


def test_control_characters_do_not_reach_a_page(client):
    for name in ("q", "without", "speaker", "sort", "year"):
        page = client.get(f"/?q=鍵&{name}=%00%1B%C2%9B縞")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", page.text), name


HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.mark.parametrize("address", ["/?q={}", "/?q={}&mode=ask", "/?q=a&speaker={}&without={}"])
def test_what_is_typed_is_escaped(client, address):
    page = client.get(address.format(quote(HOSTILE), quote(HOSTILE)))
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert HOSTILE in html.unescape(page.text)


@pytest.fixture
def hostile_client(tmp_path):
    """The pages of a town of which every name and speech has characters of HTML."""
    mark = "<i>\"'&"
    spoken = (
        ("question", f"渡し舟{mark}の船頭は何人いるか。渡し舟の屋根は直すのか。"),
        ("answer", f"渡し舟の船頭は七名{mark}です。\n次に、渡し舟{mark}の屋根です。直しました。"),
    )
    with open_writer(tmp_path / "store") as writer:
        for year in ("2022", "2024"):
            meeting = f"m{year}"
            utterances = tuple(
                Utterance(
                    f"{meeting}-{number}",
                    meeting,
                    f"{meeting}-{number // 2 * 2}x",
                    kind,
                    words,
                    Source(f"kura{mark}.txt", "0" * 64),
                    speaker=f"課長{mark}（森葵{mark}君）",
                    name=f"森葵{mark}",
                    office=f"課長{mark}",
                    party=f"会派{mark}",
                    affiliation=f"庶務課{mark}",
                    role="official" if kind == "answer" else "member",
                    agenda=AgendaItem(f"議案{mark}", f"渡し舟{mark}の件"),
                    topic=f"屋根{mark}",
                )
                for number, (kind, words) in enumerate(spoken * 3)
            )
            body, title = f"倉野町議会{mark}", f"第{year}回{mark}"
            source = Source(f"kura{mark}.txt", "0" * 64)
            writer.add(Meeting(meeting, body, title, source, utterances, date=f"{year}-06-01"))
        writer.commit({})
    return create_app(tmp_path / "store").test_client()


def test_what_minutes_print_is_escaped_once_on_every_page(hostile_client):
    asked = ("渡し舟", "渡し舟の船頭は何人いるか", "縞猫の屋根の油代はいくらか", "屋根<i>\"'&")
    addresses = ["/", "/meetings", "/people", *(f"/?q={quote(query)}" for query in asked)]
    linked = [link for address in addresses for link in links(hostile_client.get(address))]
    # One of each kind: by its path without what is an id, and the names of its parameters.
    some = {
        re.sub("/[^/?]*[0-9][^/?]*|=[^&]*", "", link): link
        for link in (found.split("#")[0] for found in (*linked, *addresses))
        if link.startswith("/") and not link.startswith("/static/")
    }
    printing = 0
    for link in (*some.values(), *addresses):
        with hostile_client.get(link) as page:
            assert page.status_code == 200, link
            if page.mimetype == "text/html":
                assert "<i>" not in page.text, link
                assert not re.search("&amp;(?:lt|gt|amp|#3[49]);", page.text), link
                printing += "渡し舟&lt;i&gt;" in page.text
    assert printing > 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40), st.sampled_from(["search", "ask"]))
def test_any_text_is_a_search(app, query, mode):
    page = app.test_client().get("/", query_string={"q": query, "mode": mode})
    assert page.status_code == 200


def test_citations_name_the_address_seen_from_outside(sample_index):
    app = create_app(sample_index, "https://minutes.example/")
    hit = app.test_client().get("/api/search?q=ファイアウォール").get_json()["hits"][0]
    page = app.test_client().get(hit["url"], headers={"Host": "elsewhere.example"})
    assert f"https://minutes.example{hit['url']}" in page.text
    assert "elsewhere.example" not in page.text


@pytest.mark.parametrize(
    ("current", "last", "numbers"),
    [
        (1, 1, [1]),
        (1, 10, [1, 2, 3, 0, 10]),
        (5, 10, [1, 0, 3, 4, 5, 6, 7, 0, 10]),
        (10, 10, [1, 0, 8, 9, 10]),
    ],
)
def test_the_pages_around_the_current_one_are_linked(current, last, numbers):
    assert page_numbers(current, last) == numbers


def test_an_answer_is_cited_by_its_words_and_the_address_of_the_speech(client, searcher):
    question = f"{WORD}の設定は、だれが確認するのか"
    quoted = searcher.ask(SearchRequest(question)).hits[0].quotes[0]
    page = client.get(f"/?q={question}&mode=ask").text
    cited = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])
    words, attributed = cited.split("\n")
    assert words == f"「{quoted.text}」"
    assert attributed.startswith("（")
    assert attributed.endswith(f"#{quoted.utterance}")


def test_a_field_that_the_minutes_lack_is_not_offered(client):
    home = text(client.get("/"))
    assert "発言者:名前" in home
    assert "会派:名前" not in home
    assert "委員会:名前" not in home
    assert "この会議録には会派の記載がありません" in text(client.get("/?q=会派:みさき会 鍵"))


def test_a_search_by_filters_alone_is_named_by_them(client):
    address = {"role": "member", "kind": "question"}
    page = client.get("/", query_string=address)
    assert "<title>委員・議員・質問（" in page.text
    said = client.get("/search.csv", query_string=address).headers["Content-Disposition"]
    assert said.partition("UTF-8''")[2] == quote("会議録_委員・議員・質問.csv")


def test_the_words_of_a_question_are_searched_for_without_its_verbs(town_client):
    page = town_client.get("/?q=渡し舟に乗れずに困っています&mode=ask")
    leads = re.search(r'<a href="([^"]+)">同じ言葉が出てくる', page.text)
    assert leads
    found = town_client.get(html.unescape(leads[1]))
    assert 'value="渡し舟"' in found.text
    assert "<article" in found.text


def test_what_was_split_into_words_can_be_asked_instead(town_client):
    page = town_client.get("/?q=公衆浴場の船頭")
    assert "「公衆浴場の船頭」は見つからないため" in text(page)
    leads = re.search(r'<a href="([^"]+)">答えている箇所を探す', page.text)
    assert leads
    assert "質問への答え" in text(town_client.get(html.unescape(leads[1])))
    assert "答えている箇所を探す" not in text(town_client.get("/?q=船頭"))
