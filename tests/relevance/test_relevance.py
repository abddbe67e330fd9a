"""No score of relevance is below expected.json, and the measures and baselines are right."""

from __future__ import annotations

import json
import subprocess
import sys
from math import log
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("ir_measures")

HERE = Path(__file__).parent
QUESTIONS = {"tokyo": "tokyo2020.jsonl", "kodaira": "kodaira2021.jsonl"}
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def harness(monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules of this folder can be imported, as by the scripts."""
    monkeypatch.syspath_prepend(HERE)


@pytest.mark.parametrize("name", [*QUESTIONS, "samples"])
def test_no_score_is_lower_than_expected(name: str, request: pytest.FixtureRequest) -> None:
    if name in QUESTIONS:
        assert (request.getfixturevalue("shared") / "questions" / QUESTIONS[name]).exists()
    # Tuning the baselines takes longest, and expected.json does not have them.
    only_ours = ["--ours"] if name in QUESTIONS else []
    command = [sys.executable, str(HERE / "compare.py"), name, *only_ours]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(EXPECTED[name]) == {"exchanges", "speeches"}
    for unit in EXPECTED[name]:
        assert f" {unit}\n" in done.stdout
    assert done.stdout.count("| ask |") == 2
    assert done.stdout.count("| BM25, ") == (0 if only_ours else 8)


@pytest.mark.usefixtures("by_meaning")
def test_no_score_is_lower_with_the_extra_meaning() -> None:
    command = [sys.executable, str(HERE / "compare.py"), "samples", "--ours"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| ask |") == 2
    # By meaning they are others, or these would say nothing of the extra.
    assert EXPECTED["samples, by meaning"] != EXPECTED["samples"]


def test_a_lower_score_is_named() -> None:
    from compare import Figures, lower

    def figures(value: float) -> Figures:
        return {"exchanges": {"ask": {"MRR@10": value, "nDCG@10": 0.5}}}

    assert lower(figures(0.6), figures(0.6)) == []
    assert lower(figures(0.7), figures(0.6)) == []
    assert lower(figures(0.5999), figures(0.6)) == ["exchanges, ask, MRR@10"]


def test_measures_have_their_standard_values() -> None:
    from measures import by_question, means

    found = [["b", "a"], [], [*"ghijklmnop", "x"]]
    scores = means(by_question(found, [{"a", "c"}, {"a"}, {"x"}]))
    assert scores["MRR@10"] == pytest.approx(0.5 / 3, abs=1e-4)
    assert scores["Success@1"] == 0
    assert scores["Success@5"] == pytest.approx(1 / 3, abs=1e-4)
    assert scores["Recall@20"] == pytest.approx((0.5 + 0 + 1) / 3, abs=1e-4)
    ideal = 1 + 1 / np.log2(3)
    assert scores["nDCG@10"] == pytest.approx((1 / np.log2(3)) / ideal / 3, abs=1e-4)


def test_p_values_are_those_of_a_randomisation_test() -> None:
    from measures import p_values

    # Of 2 ** 10 changes of sign, two give a sum as extreme as all of one sign.
    columns = {"always": [0.1] * 10, "never": [0.0] * 10, "evenly": [0.1, -0.1] * 5}
    always, never, evenly = p_values(np.array(list(columns.values())).T)
    assert always == pytest.approx(2 / 2**10, rel=0.2)
    assert never == evenly == 1


def test_scores_of_bm25_follow_the_formula() -> None:
    from bm25 import Index, Parameters

    index = Index({"one": ["甲 乙"], "two": ["乙 乙", "丙"], "three": ["丁"]}, str.split)
    postings = index.postings("甲 乙 戊")
    scores = index.scores(postings, Parameters(1.2, 0.75))

    def part(freq: int, length: int, having: int) -> float:
        norm = 1.2 * (0.25 + 0.75 * length / 2)
        return log(1 + (3 - having + 0.5) / (having + 0.5)) * freq * 2.2 / (freq + norm)

    assert scores == pytest.approx([part(1, 2, 1) + part(1, 2, 2), part(2, 3, 2), 0])
    assert index.best(postings, Parameters(1.2, 0.75), 20) == ["one", "two"]
    assert index.best(index.postings("戊"), Parameters(1.2, 0.75), 20) == []


def test_tantivy_ranks_as_the_formula_does(tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    from baselines import build
    from bm25 import Index, Parameters
    from terms import bigrams, short_tokens

    from index.minutes import Source, Utterance

    texts = {
        "one": "図書館の開館時間を延ばします。",
        "two": "図書館、図書館と言われるが、公園の図書館とは何か。",
        "three": "公園の遊具を点検し、時間を決めて開けます。",
        "four": "給食の食材は町の畑から。",
    }
    speeches = (
        Utterance(key, "m", None, "speech", text, Source("町.txt", ""))
        for key, text in texts.items()
    )
    built = build(speeches, tmp_path)
    for baseline, terms in zip(built.values(), (bigrams, short_tokens), strict=True):
        index = Index({key: [text] for key, text in texts.items()}, terms)
        for question in ("図書館の時間", "公園と図書館", "畑の給食", "議会"):
            wanted = index.best(index.postings(question), Parameters(1.2, 0.75), 10)
            assert baseline.best(question, 10) == wanted
        assert len(baseline.best("図書館の時間", 1)) == 1


def test_parameters_are_chosen_on_the_questions_of_other_folds() -> None:
    from bm25 import FOLDS, GRID, Index, cross_validated

    # The long text repeats the word: it is first with b = 0, the short one with b = 1.
    units = {"long": ["甲 甲 乙 乙 丙 丙 丁 丁 戊 己 庚"], "short": ["甲 辛"], "none": ["壬 癸"]}
    found, parameters = cross_validated(Index(units, str.split), ["甲"] * 10, [["short"]] * 10, 20)
    assert len(parameters) == FOLDS
    assert set(parameters) <= set(GRID)
    assert found == [["short", "long"]] * 10
    found, _ = cross_validated(Index(units, str.split), ["甲"] * 10, [["long"]] * 10, 20)
    assert found == [["long", "short"]] * 10


def test_terms_of_the_baselines_are_bigrams_and_normalized_content_words() -> None:
    from terms import all_terms

    terms = all_terms()
    assert terms["BM25, bigrams"]("ﾌｧｲﾙ、Ａi。字") == ["ファ", "ァイ", "イル", "ai", "字"]
    assert terms["BM25, short tokens"]("情報漏えいを防ぐ。") == ["情報", "漏洩", "防ぐ"]
    assert terms["BM25, compound tokens"]("情報漏えいを防ぐ。") == ["情報漏洩", "防ぐ"]
    both = terms["BM25, short and compound tokens"]
    assert both("情報漏えいを防ぐ。") == ["情報漏洩", "情報", "漏洩", "防ぐ"]


def test_the_constants_with_neighbouring_values_exist() -> None:
    from neighbours import CONSTANTS, read_constant

    for module, constant, values in CONSTANTS:
        assert min(values) < read_constant(module, constant) < max(values) or 0.0 in values


def test_every_sample_question_has_one_answer(tmp_path: Path) -> None:
    from corpora import samples

    corpus = samples(tmp_path / "store")
    assert len(corpus.questions) >= 30
    for question in corpus.questions:
        assert len(question.exchanges) == 1, question
