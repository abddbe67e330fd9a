"""The published minutes of 第76回, indexed, exported and searched by the real command."""

from __future__ import annotations

import json

import pytest

from kaigiroku.commands import main


@pytest.fixture(scope="module")
def home(shared, tmp_path_factory):
    home = tmp_path_factory.mktemp("real") / "store"
    minutes = shared / "minutes" / "sapporo" / "076.txt"
    assert main(["index", str(minutes), "--index", str(home)]) == 0
    return home


def test_turns_exchanges_and_topics_are_as_many_as_counted_by_hand(run, home):
    """Counted in the published minutes."""
    utterances = [json.loads(line) for line in run("export", "--index", home).stdout.splitlines()]
    kinds = [each["kind"] for each in utterances]
    assert kinds.count("question") + kinds.count("comment") == 49
    assert {kind: kinds.count(kind) for kind in ("comment", "answer", "note", "narrative")} == {
        "comment": 6,
        "answer": 43,
        "note": 1,
        "narrative": 6,
    }
    assert kinds.count("report") == 1
    assert len({each["topic"] for each in utterances if each["topic"]}) == 11
    assert len({each["exchange"] for each in utterances if each["exchange"]}) == 49


@pytest.mark.parametrize(
    "typed", ["ファイアウォール", "ﾌｧｲｱｳｫｰﾙ", "Ｆｉｒｅｗａｌｌ", "ファイヤーウォール"]
)
def test_any_spelling_finds_the_same_exchanges_whole(typed, run, home):
    page = json.loads(run("search", typed, "--json", "--index", home).stdout)
    assert (page["total"], page["exchanges"]) == (4, 2)
    highlighted = [each for hit in page["hits"] for each in hit["utterances"] if each["highlights"]]
    answers = [each for each in highlighted if each["kind"] == "answer"]
    assert {each["affiliation"] for each in answers} == {"保健福祉局総務部保護課"}
    assert {each["agenda"]["number"] for each in highlighted} == {"諮問第148号"}
    assert any(
        each["kind"] == "note" and "ファイアウォール" in each["text"] for each in highlighted
    )
