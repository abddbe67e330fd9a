"""Fetching meetings of the Diet: polite, and resumed after a stop."""

from __future__ import annotations

import importlib.util
import json
from itertools import pairwise
from pathlib import Path

import pytest

from index.errors import KaigirokuError, WrongUsage
from indexer.fetch.http import PoliteClient, Unanswered
from indexer.fetch.kokkai import STATE, Fetched, fetch, read_conditions
from indexer.sources.diet import DietRecord, read_diet
from indexer.sources.files import SourceFile

_SPEC = importlib.util.spec_from_file_location(
    "kokkai_server", Path(__file__).with_name("kokkai_server.py")
)
server = importlib.util.module_from_spec(_SPEC)
# Its dataclasses look their own module up by name.
__import__("sys").modules["kokkai_server"] = server
_SPEC.loader.exec_module(server)

AGENT = "kaigiroku/test (minutes@example.org)"
WAIT = 0.05


@pytest.fixture
def diet():
    return server.Diet([server.meeting(number, f"2024-01-{number:02d}") for number in range(1, 26)])


@pytest.fixture
def url(diet):
    with server.serving(diet) as address:
        yield address


def taken(folder, url, *typed, client=None):
    client = client or PoliteClient(AGENT, WAIT)
    return fetch(read_conditions(typed), folder, client, url=url)


def test_every_meeting_is_a_file_that_the_reader_reads(diet, url, tmp_path):
    assert taken(tmp_path, url, "nameOfMeeting=予算") == Fetched(25, 25, new=25)
    files = sorted(tmp_path.glob("[0-9]*.json"))
    assert len(files) == 25
    for file, meeting in zip(files, diet.meetings, strict=True):
        assert json.loads(file.read_text(encoding="utf-8")) == meeting
        (record,) = read_diet(SourceFile(file, file.name))
        assert isinstance(record, DietRecord)
        assert record.id == file.stem
        assert [speech.text for speech in record.speeches] == [
            speech["speech"] for speech in meeting["speechRecord"]
        ]
    assert not (tmp_path / STATE).exists()


def test_one_request_at_a_time_with_pauses_and_a_name(diet, url, tmp_path):
    taken(tmp_path, url, "any=番目 続けます", "from=2024-01-01")
    assert diet.overlapping == 0
    times = [at for at, *_ in diet.requests]
    assert len(times) == 3
    assert all(later - sooner >= WAIT for sooner, later in pairwise(times))
    for _, path, asked, agent in diet.requests:
        assert (path, agent) == ("/api/meeting", AGENT)
        assert asked["recordPacking"] == "json"
        assert (asked["any"], asked["from"]) == ("番目 続けます", "2024-01-01")
    assert [asked["startRecord"] for _, _, asked, _ in diet.requests] == ["1", "11", "21"]


def test_files_of_the_same_content_are_not_written_again(diet, url, tmp_path):
    taken(tmp_path, url, "from=2024-01-01")
    before = {file: file.stat().st_mtime_ns for file in tmp_path.glob("[0-9]*.json")}
    diet.meetings[4]["speechRecord"][1]["speech"] += "（訂正）"
    diet.meetings = [*diet.meetings, server.meeting(26, "2024-01-26")]
    assert taken(tmp_path, url, "from=2024-01-01") == Fetched(26, 26, new=1, changed=1, same=24)
    same = [file for file, at in before.items() if file.stat().st_mtime_ns == at]
    assert len(same) == 24


def test_a_stopped_run_goes_on_where_it_stopped(diet, url, tmp_path):
    class Stopped(PoliteClient):
        def get(self, url):
            if "startRecord=21" in url:
                raise KeyboardInterrupt
            return super().get(url)

    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path, url, "from=2024-01-01", client=Stopped(AGENT, 0))
    assert len(list(tmp_path.glob("[0-9]*.json"))) == 20
    asked = len(diet.requests)
    assert taken(tmp_path, url, "from=2024-01-01") == Fetched(25, 25, new=5)
    assert [each["startRecord"] for _, _, each, _ in diet.requests[asked:]] == ["21"]
    # Other conditions begin at the beginning.
    taken(tmp_path, url, "from=2024-01-20")
    assert diet.requests[-1][2]["startRecord"] == "1"


def test_meetings_withdrawn_meanwhile_hide_no_others(diet, url, tmp_path):
    class Withdrawing(PoliteClient):
        def get(self, url):
            if "startRecord=11" in url and len(diet.meetings) == 25:
                diet.meetings = diet.meetings[:20]
            return super().get(url)

    taken(tmp_path, url, "from=2024-01-01", client=Withdrawing(AGENT, 0))
    have = {file.stem for file in tmp_path.glob("[0-9]*.json")}
    assert have >= {each["issueID"] for each in diet.meetings}


def test_passing_failures_are_tried_again_and_reported(diet, url, tmp_path):
    diet.failures = [503, 429]
    said = []
    client = PoliteClient(AGENT, 0.01, said.append)
    assert taken(tmp_path, url, "from=2024-01-01", client=client).new == 25
    assert ["503" in said[0], "429" in said[1], len(said)] == [True, True, 2]


def test_a_server_that_never_answers_is_given_up(diet, url, tmp_path):
    diet.failures = [503] * 9
    with pytest.raises(Unanswered, match="HTTP 503"):
        taken(tmp_path, url, "from=2024-01-01", client=PoliteClient(AGENT, 0.01))
    assert len(diet.requests) == 4
    with pytest.raises(Unanswered, match="接続できません"):
        taken(tmp_path, "http://127.0.0.1:9/api", "any=予算", client=PoliteClient(AGENT, 0.01))


def test_errors_of_the_api_are_passed_on_in_its_words(url, tmp_path):
    client = PoliteClient(AGENT, 0)
    with pytest.raises(Unanswered, match=r"19011.*19020"):
        fetch({"any": "長" * 201}, tmp_path, client, url=url)
    with pytest.raises(Unanswered, match="19007"):
        fetch({}, tmp_path, client, url=url)


def test_a_search_without_results_writes_no_file(url, tmp_path):
    assert taken(tmp_path, url, "any=どこにもない") == Fetched(0, 0)
    assert list(tmp_path.glob("[0-9]*.json")) == []


def test_an_answer_of_another_kind_is_an_error(diet, url, tmp_path):
    with pytest.raises(Unanswered, match="応答ではありません"):
        taken(tmp_path, url.replace("/api", "/elsewhere/none"), "any=予算")


def test_only_one_process_fetches_into_a_folder(url, tmp_path):
    class Meanwhile(PoliteClient):
        def get(self, asked):
            with pytest.raises(KaigirokuError, match="ほかの処理"):
                taken(tmp_path, url, "any=予算")
            return super().get(asked)

    taken(tmp_path, url, "from=2024-01-20", client=Meanwhile(AGENT, 0))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ([], "条件を一つ以上"),
        (["any"], "名前=値"),
        (["any= "], "名前=値"),
        (["word=予算"], "この名前の条件はありません"),
        (["maximumRecords=100"], "この名前の条件はありません"),
        (["nameOfHouse=貴族院"], "衆議院"),
        (["speakerRole=会長"], "参考人"),
        (["from=2024/01/01"], "日付の形"),
        (["until=2024-02-30"], "日付の形"),
        (["from=2024-02-01", "until=2024-01-01"], "より後です"),
        (["sessionFrom=二百"], "整数"),
    ],
)
def test_a_wrong_condition_is_an_error_before_any_request(typed, message):
    with pytest.raises(WrongUsage, match=message):
        read_conditions(typed)


def test_the_command_fetches_and_what_it_wrote_is_indexed(url, run, tmp_path):
    folder = tmp_path / "kokkai"
    shared = ("--to", str(folder), "--url", url, "--wait", "1")
    named = (*shared, "--contact", "minutes@example.org")
    done = run("fetch", "kokkai", "from=2024-01-12", *named)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "14/14会議（新しい 14）\n"
    assert "10/14会議" in done.stderr
    indexed = run("index", str(folder), "--index", str(tmp_path / "store"))
    assert indexed.returncode == 0, indexed.stderr
    assert "14会議" in indexed.stdout

    assert run("fetch", "kokkai", "any=どこにもない", *named).returncode == 1
    wrong = run("fetch", "kokkai", "house=衆議院", *named)
    assert (wrong.returncode, "この名前の条件はありません" in wrong.stderr) == (2, True)
    nameless = run("fetch", "kokkai", "any=予算", *shared)
    assert (nameless.returncode, "--contact" in nameless.stderr) == (2, True)
