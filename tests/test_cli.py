"""The command line, run as a person runs it, on the sample minutes."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

UTTERANCE = [
    *("id", "exchange", "meeting", "kind", "speaker", "name", "office", "person", "party"),
    *("role", "affiliation", "basis", "agenda", "topic", "text", "source"),
]


@pytest.fixture
def run(run_forked):
    return run_forked


@pytest.fixture
def ask_index(run, sample_index):
    """Run a command on the samples' index; gives back what `--json` prints."""

    def read(*arguments):
        done = run(*arguments, "--index", sample_index, "--json")
        assert not done.stderr
        return json.loads(done.stdout)

    return read


def test_help_imports_no_library():
    """What a command needs is imported when it runs: help is there at once."""
    program = (
        "import sys\n"
        "from kaigiroku.commands import main\n"
        "main(['--help'])\n"
        "print({'sudachipy', 'whoosh', 'flask', 'numpy', 'urllib3'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("set()\n"), done.stdout + done.stderr


def test_help_is_japanese(run):
    for arguments in ([], ["index"], ["search"], ["ask"], ["show"], ["serve"]):
        help_text = run(*arguments, "--help").stdout
        assert help_text.startswith("使い方: ")
        assert not re.search(r"usage|positional|options|show this|optional", help_text)


def test_indexing_again_skips_what_is_unchanged(run, samples):
    first = run("index", samples)
    assert first.returncode == 0
    assert "追加 5" in first.stdout
    again = run("index", samples)
    assert again.returncode == 0
    assert "変更なし 5" in again.stdout
    assert "追加" not in again.stdout


def test_search_prints_what_it_counts(run, sample_index, ask_index):
    page = ask_index("search", "ファイアウォール")
    assert page["exchanges"] == len(page["hits"]) > 1
    printed = run("search", "ファイアウォール", "--index", sample_index).stdout
    assert printed.count("/exchanges/") == page["exchanges"]
    assert f"{page['total']}発言、{page['exchanges']}件のやりとり" in printed
    for hit in page["hits"]:
        assert hit["url"] in printed
    for form in page["forms"]:
        assert f"{form['form']} {form['count']}" in printed
    assert "\x1b" not in printed


def test_search_json_has_the_shape_of_the_design(ask_index):
    page = ask_index("search", "ファイアウォール")
    first = ["query", "total", "exchanges", "meetings", "took_ms", "forms", "hits"]
    assert list(page)[: len(first)] == first
    hit = page["hits"][0]
    assert list(hit) == ["id", "url", "score", "meeting", "agenda", "topic", "utterances"]
    for utterance in hit["utterances"]:
        assert list(utterance) == [*UTTERANCE, "highlights"]
    marked = {
        said["text"][start:end]
        for each in page["hits"]
        for said in each["utterances"]
        for start, end in said["highlights"]
    }
    assert {"ファイアウォール", "ファイヤーウォール", "ﾌｧｲｱｳｫｰﾙ"} <= marked


def test_a_question_says_what_was_searched_and_whether_it_is_answered(run, sample_index):
    def printed(question):
        return run("ask", question, "--index", str(sample_index)).stdout

    answered = printed("ファイアウォールの設定はだれが確認するのか")
    assert re.search(r"\d+会議から探しました（1〜", answered)
    assert "見つかりませんでした" not in answered
    nearest = printed("飛行船のファイアウォールは何色に塗るのか")
    assert "「飛行船」は会議録にありません。" in nearest
    assert "答えている発言は見つかりませんでした" in nearest


def test_paging_shows_each_exchange_once(ask_index):
    whole = [hit["id"] for hit in ask_index("search", "サーバ", "--limit", "100")["hits"]]
    paged = [
        hit["id"]
        for offset in range(0, len(whole), 3)
        for hit in ask_index("search", "サーバ", "--limit", "3", "--offset", str(offset))["hits"]
    ]
    assert paged == whole
    assert len(set(whole)) == len(whole) > 6


def test_results_are_sorted_by_date(ask_index):
    def dates(order):
        page = ask_index("search", "サーバ", "--sort", order, "--limit", "100")
        return [hit["meeting"]["date"] for hit in page["hits"]]

    assert dates("newest") == sorted(dates("newest"), reverse=True)
    assert dates("oldest") == sorted(dates("newest"))
    assert len(set(dates("oldest"))) > 2


def test_filters_narrow_the_results(ask_index):
    page = ask_index("search", "サーバ", "--year", "２０２５", "--role", "member", "--limit", "99")
    assert page["hits"]
    for hit in page["hits"]:
        assert hit["meeting"]["date"].startswith("2025")
        matching = [each for each in hit["utterances"] if each["highlights"]]
        assert "member" in {each["role"] for each in matching}
    body = page["hits"][0]["meeting"]["body"]
    assert ask_index("search", "サーバ", "--body", body)["total"] > page["total"]
    assert ask_index("search", "サーバ", "--body", "ほかの会")["total"] == 0


def test_a_query_may_begin_with_a_hyphen(ask_index):
    usual = ask_index("search", "漏えい -ファイアウォール")
    for typed in (["-ファイアウォール 漏えい"], ["-ファイアウォール", "漏えい"]):
        page = ask_index("search", *typed)
        assert page["query"] == "-ファイアウォール 漏えい"
        assert page["total"] == usual["total"] > 0


def test_the_option_without_leaves_a_form_out(ask_index):
    page = ask_index("search", "ファイアウォール")
    less = ask_index("search", "ファイアウォール", "--without", "ファイヤーウォール")
    assert 0 < less["total"] < page["total"]
    assert "ファイヤーウォール" not in {form["form"] for form in less["forms"]}


def test_nothing_found_is_status_1_and_says_what_was_searched(run, sample_index):
    done = run("search", "ロケット発射場", "--index", sample_index)
    assert done.returncode == 1
    assert "見つかりませんでした（5会議・" in done.stdout
    assert run("search", "ロケット発射場", "--index", sample_index, "--json").returncode == 1


def test_ask_quotes_to_the_letter(run, sample_index, ask_index):
    question = "サーバ室に機器を持ち込むとき、どんな心配がありましたか"
    page = ask_index("ask", question)
    printed = "".join(run("ask", question, "--index", sample_index).stdout.split())
    assert page["hits"]
    for hit in page["hits"]:
        texts = {said["id"]: said["text"] for said in hit["utterances"]}
        assert hit["quotes"]
        for quote in hit["quotes"]:
            assert texts[quote["utterance"]][quote["start"] : quote["end"]] == quote["text"]
            assert "".join(quote["text"].split()) in printed


def test_show_gives_a_meeting_an_exchange_and_an_utterance(run, sample_index, ask_index):
    hit = ask_index("search", "ファイアウォール")["hits"][0]
    meeting = ask_index("show", hit["meeting"]["id"])
    assert meeting["title"] == hit["meeting"]["title"]
    exchange = ask_index("show", hit["id"])
    assert [each["id"] for each in exchange["utterances"]] == [
        each["id"] for each in hit["utterances"]
    ]
    last = exchange["utterances"][-1]
    assert ask_index("show", last["id"]) == last
    for identifier in (meeting["id"], hit["id"], last["id"]):
        printed = run("show", identifier, "--index", sample_index).stdout
        assert last["text"] in printed.replace("\n", "")
        assert f"/exchanges/{hit['id']}" in printed


def test_show_takes_an_address_as_it_is_printed(ask_index):
    hit = ask_index("search", "ファイアウォール")["hits"][0]
    said, meeting = hit["utterances"][-1]["id"], hit["meeting"]["id"]
    exchange = ask_index("show", hit["id"])
    for address in (
        hit["url"],
        f"{hit['url']}/",
        f"http://127.0.0.1:8080{hit['url']}?q=%E9%8D%B5",
        f"/exchanges/{said}",
    ):
        shown = ask_index("show", address)
        assert shown == exchange or (shown["id"] == said and address.endswith(said))
    whole = ask_index("show", meeting)
    assert ask_index("show", f"https://kura.example/meetings/{meeting}?q=a#topic-x") == whole
    assert ask_index("show", f"/meetings/{meeting}?q=a/b#{said}")["id"] == said
    assert ask_index("show", f"{hit['url']}?q=a#{said}")["id"] == said


def test_show_of_a_meeting_has_its_headings_in_place(run, sample_index, ask_index):
    meeting = ask_index("show", ask_index("search", "ファイアウォール")["hits"][0]["meeting"]["id"])
    printed = run("show", meeting["id"], "--index", sample_index).stdout.splitlines()
    first = next(each for each in meeting["utterances"] if each["topic"])
    heads = [line for line in printed if line[:1] in "■□" and line]
    assert f"■ {first['agenda']['number']} {first['agenda']['title']}" in heads
    assert printed[printed.index(f"□ {first['topic']}") + 2].endswith(first["exchange"])


def test_wrong_usage_leads_to_the_help_of_the_command(run):
    for arguments, said in (
        (["search", "鍵", "--foo"], "使えない引数です: --foo（説明は kaigiroku search --help）"),
        (["index", "a", "--limit", "3"], "（説明は kaigiroku index --help）"),
        (["search", "鍵", "--sort", "x"], "--sort に選べるのは relevance, newest, oldest（"),
        (["serach"], "使えるのは index, search, ask, show, check, doctor, export, serve, fetch（"),
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert said in done.stderr


def test_show_of_an_unknown_id_is_status_1_and_names_it(run, sample_index):
    done = run("show", "nothing-of-that-id", "--index", sample_index)
    assert done.returncode == 1
    assert "nothing-of-that-id" in done.stderr


def test_export_prints_every_utterance_in_order(run, sample_index, ask_index):
    lines = run("export", "--index", sample_index).stdout.splitlines()
    utterances = [json.loads(line) for line in lines]
    assert all(list(each) == UTTERANCE for each in utterances)
    for meeting in dict.fromkeys(each["meeting"] for each in utterances):
        of_meeting = [each for each in utterances if each["meeting"] == meeting]
        assert of_meeting == ask_index("show", meeting)["utterances"]


def test_check_prints_what_was_understood(run, samples):
    done = run("check", samples)
    assert done.returncode == 0
    rows = [line for line in done.stdout.splitlines() if line.lstrip().startswith("100.0%")]
    assert len(rows) == 5
    assert "理解できなかった箇所: なし" in done.stdout
    *shapes, last = map(json.loads, run("check", samples, "--json").stdout.splitlines())
    assert {shape["style"] for shape in shapes} == {"summary"}
    assert all(shape["problems"] == [] for shape in shapes)
    assert all(shape["understood"] == shape["characters"] > 0 for shape in shapes)
    assert (last["summary"]["files"], last["summary"]["reasons"]) == (5, [])


def test_check_prints_only_the_reason_for_an_unreadable_file(run, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"issueID": \n', encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.json").write_text('{"meetingRecord": [3]}', encoding="utf-8")
    done = run("check", tmp_path)
    assert done.returncode == 1
    assert "0会議" not in done.stdout
    named = [re.search(r"/([abc])\.[a-z]+", line) for line in done.stdout.splitlines()]
    assert {found[1] for found in named if found} == {"a", "b", "c"}
    assert all(named)


def test_the_index_may_be_named_before_after_and_by_the_environment(run, sample_index):
    last = run("search", "サーバ", "--index", sample_index)
    first = run("--index", sample_index, "search", "サーバ")
    named = run("search", "サーバ", KAIGIROKU_INDEX=str(sample_index))
    found = {done.stdout.rsplit("）", 1)[0] for done in (last, first, named)}
    assert len(found) == 1
    assert last.returncode == 0
    option_wins = run("search", "サーバ", "--index", "nowhere", KAIGIROKU_INDEX=str(sample_index))
    assert option_wins.returncode == 1
