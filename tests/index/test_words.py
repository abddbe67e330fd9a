"""Forms of a word: every place is found, named and counted, as reading each text would."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.engines.whoosh.matching import substring
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection, WordQuery, read_word_query
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)
PIECES = (
    *("子ども達", "子供達", "こども達", "お子ども達", "こどもたち", "子供"),
    *("ファイアウォール", "ファイヤーウォール", "ﾌｧｲｱｳｫｰﾙ", "ファイア", "ウォール"),
    *(
        "被保護者",
        "保護者",
        "保護",
        "橋を渡る",
        "橋",
        "水道橋",
        "大橋",
        "ＩＣＴ",
        "ict",
        "㈱倉野",
        "(株)倉野",
    ),
    *(
        "予算",
        "予算書",
        "補正予算",
        "の",
        "を",
        "について",
        "につきまして",
        "、",
        "。",
        "\n",
        " ",
        "𠮷",
        "ここここ",
    ),
)
QUERIES = (
    *(
        "子ども達",
        "子供達",
        "こどもたち",
        "子供",
        "ファイアウォール",
        "ウォール",
        "保護者",
        "被保護者",
    ),
    *(
        "橋",
        "橋を渡",
        "橋を渡る",
        "予算",
        "ICT",
        "ＩＣＴ",
        "株",
        "(株)倉野",
        "について",
        "につき",
        "、",
        "𠮷",
    ),
    *("どもた", "ここ", "こここ", "のを", "無い言葉", "予算予算", "を渡", "道橋", "供", "護"),
)


def texts() -> list[list[str]]:
    """The utterances of three commits: few, some, and as many as fill many blocks."""
    chance = random.Random(11)
    return [
        ["".join(chance.choices(PIECES, k=chance.randint(1, 24))) for _ in range(count)]
        for count in (3, 40, 500)
    ]


def write(home: Path, commits: Sequence[Sequence[str]], left_out: Sequence[str] = ()) -> None:
    for number, spoken in enumerate(commits):
        with open_writer(home) as writer:
            said = tuple(
                Utterance(f"m{number}-{at}", f"m{number}", None, "speech", text, SOURCE)
                for at, text in enumerate(spoken)
            )
            # Two meetings a commit, so that one can be deleted without its segment.
            for name, half in ((f"m{number}", said[::2]), (f"n{number}", said[1::2])):
                writer.add(Meeting(name, "倉野町議会", "会議録", SOURCE, half))
            writer.commit({})
    with open_writer(home) as writer:
        for name in left_out:
            writer.remove(name)
        writer.commit({})


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Three segments, one with a deleted meeting."""
    home = tmp_path_factory.mktemp("words")
    write(home, texts(), left_out=["n1"])
    folder = Generations(home).current()
    assert folder is not None
    opened = Snapshot(folder)
    assert len(opened.segments) == 3
    assert not opened.live.all()
    yield opened


@pytest.fixture(params=["blocks", "whole", "threads"])
def scanning(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way in which a string is looked for."""
    monkeypatch.setattr(substring, "_MOST", 0.0 if request.param == "whole" else 1.0)
    if request.param == "threads":
        monkeypatch.setattr(substring, "STRIDE", 2)


def every(match: WordMatch) -> FormSelection:
    """All forms of a word, also those that are its opposite."""
    return FormSelection(including=frozenset(match.forms))


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize("query", QUERIES)
def test_each_form_is_counted_as_reading_every_text_counts_it(
    snapshot: Snapshot, query: str
) -> None:
    match = WordMatch(snapshot, read_word_query(query, Analyzer()))
    having: Counter[str] = Counter()
    often: Counter[int] = Counter()
    bases: set[tuple[str, str]] = set()
    for doc in snapshot.utterance_docs.tolist():
        places = match.places(doc)
        having.update({fold(place.printed) for place in places})
        bases.update({(fold(place.printed), place.basis) for place in places})
        if places:
            often[doc] = len(places)
    assert {form: each.count for form, each in match.forms.items()} == having
    assert {(form, each.basis) for form, each in match.forms.items()} <= bases
    assert match.docs(every(match)).tolist() == sorted(often)
    assert match._freqs.sum() == often.total()


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize("query", QUERIES)
def test_a_string_is_found_wherever_it_stands(snapshot: Snapshot, query: str) -> None:
    exact = WordMatch(snapshot, WordQuery(query, ()))
    loose = WordMatch(snapshot, read_word_query(query, Analyzer()))
    standing = [
        doc
        for doc in snapshot.utterance_docs.tolist()
        if fold(query) in fold(snapshot.utterance_text(doc).text)
    ]
    assert set(standing) <= set(exact.docs().tolist())
    if len(query) > 1:
        assert set(standing) <= set(loose.docs(every(loose)).tolist())
    if "株" not in query:
        assert exact.docs().tolist() == standing
        counts = [fold(snapshot.utterance_text(doc).text).count(fold(query)) for doc in standing]
        assert exact.scored().freqs.tolist() == counts


@pytest.mark.parametrize("query", ["子ども達", "ファイアウォール", "橋を渡る"])
def test_what_is_left_out_is_not_counted(snapshot: Snapshot, query: str) -> None:
    match = WordMatch(snapshot, read_word_query(query, Analyzer()))
    assert len(match.forms) > 1 or query == "橋を渡る"
    for form in match.forms:
        without = FormSelection(frozenset({form}))
        kept = [
            doc
            for doc in snapshot.utterance_docs.tolist()
            if any(fold(place.printed) != form for place in match.places(doc))
        ]
        assert match.docs(without).tolist() == kept
        assert match.scored(without).docs.tolist() == kept


def test_a_spelling_is_listed_where_the_string_stands_as_often(tmp_path: Path) -> None:
    """お子ども達 has the string inside it, こども達 is a spelling: two places, two forms."""
    write(tmp_path, [["お子ども達をこども達と書く。"] * 3 + ["子ども達の橋を渡る。"] * 4])
    found = Searcher(tmp_path).search(SearchRequest("子ども達"))
    forms = {form.form: form.count for form in found.forms}
    assert forms["こども達"] == 3
    assert sum(count for form, count in forms.items() if "子ども達" in form) >= 7
