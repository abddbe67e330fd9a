"""The index is a Whoosh index: stock readers and queries find what a scan and Searcher find."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh import query
from whoosh.query.spans import SpanNear

from index.analysis.analyzer import Analyzer
from index.analysis.tokens import FORM_MARK
from index.engines.whoosh.segment.schema import schema
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)
WORDS = ["橋", "予算", "サーバー", "サーバ", "水門", "道路", "鍵", "の", "を"]
# Of each utterance: the term at each position of its tokens.
Scan = dict[str, dict[int, str]]


def meetings() -> Iterator[Meeting]:
    chance = random.Random(7)
    for number in range(9):
        spoken = tuple(
            Utterance(
                f"m{number}-u{at}",
                f"m{number}",
                None,
                "speech",
                "、".join(chance.choices(WORDS, k=chance.randint(1, 9))) + "。",
                SOURCE,
            )
            for at in range(12)
        )
        yield Meeting(f"m{number}", "倉野町議会", "会議録", SOURCE, spoken)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments, with two meetings deleted and one replaced."""
    home = tmp_path_factory.mktemp("whoosh")
    every = list(meetings())
    for start in (0, 2, 4, 6):
        with open_writer(home) as writer:
            for meeting in every[start : start + 2]:
                writer.add(meeting)
            writer.commit({})
    with open_writer(home) as writer:
        for name in ("m1", "m4", "m6"):
            writer.remove(name)
        writer.add(every[6])
        writer.add(every[8])
        writer.commit({})
    return home


@pytest.fixture(scope="module")
def searcher(home: Path) -> Iterator[Any]:
    """A stock searcher."""
    opened = whoosh.index.open_dir(str(Generations(home).current()), schema=schema())
    with opened.searcher() as found:
        yield found


@pytest.fixture(scope="module")
def scan() -> Scan:
    analyzer = Analyzer()
    found: Scan = {}
    for meeting in meetings():
        if meeting.id not in ("m1", "m4"):
            for utterance in meeting.utterances:
                tokens = analyzer.analyze(utterance.text).tokens
                terms = {at: token.term.decode() for at, token in enumerate(tokens)}
                found[utterance.id] = {at: term for at, term in terms.items() if term}
    return found


def form_term(word: str) -> str:
    """The term of a word printed as its key."""
    return f"{word}{FORM_MARK}{word}"


def has(*terms: str) -> Callable[[dict[int, str]], bool]:
    return lambda terms_at: any(term in terms_at.values() for term in terms)


def follows(*words: str) -> Callable[[dict[int, str]], bool]:
    """Whether the words follow one another, with a comma between them."""
    return lambda terms_at: any(
        all(terms_at.get(at + 2 * offset) == form_term(word) for offset, word in enumerate(words))
        for at in terms_at
    )


def term(word: str) -> Any:
    return query.Term("short", form_term(word))


def near(*words: str) -> Any:
    """The words in this order, at most two positions apart."""
    return SpanNear(term(words[0]), term(words[1]), slop=2, ordered=True)


SERVER, SHORT_SERVER = f"さーばー{FORM_MARK}サーバー", f"さーばー{FORM_MARK}サーバ"
BRIDGE, GATE, ROAD = has(form_term("橋")), has(form_term("水門")), has(form_term("道路"))
QUERIES: dict[str, tuple[Any, Callable[[dict[int, str]], bool]]] = {
    "term": (term("橋"), BRIDGE),
    "missing": (query.Term("short", "無い"), has("無い")),
    "and": (query.And([term("橋"), term("水門")]), lambda u: BRIDGE(u) and GATE(u)),
    "or": (query.Or([term("橋"), term("水門")]), lambda u: BRIDGE(u) or GATE(u)),
    "not": (
        query.And([term("橋"), query.Not(term("水門"))]),
        lambda u: BRIDGE(u) and not GATE(u),
    ),
    "nested": (
        query.And([query.Or([term("橋"), term("道路")]), query.Not(term("水門"))]),
        lambda u: (BRIDGE(u) or ROAD(u)) and not GATE(u),
    ),
    "require": (query.Require(term("橋"), term("水門")), lambda u: BRIDGE(u) and GATE(u)),
    "most": (query.DisjunctionMax([term("橋"), term("道路")]), lambda u: BRIDGE(u) or ROAD(u)),
    "phrase": (
        query.Phrase("short", [form_term("橋"), form_term("水門")], slop=2),
        follows("橋", "水門"),
    ),
    "near": (near("橋", "水門"), follows("橋", "水門")),
    "prefix": (query.Prefix("short", f"さーばー{FORM_MARK}"), has(SHORT_SERVER, SERVER)),
    "wildcard": (query.Wildcard("short", "さーば?*ーバ"), has(SHORT_SERVER)),
    "fuzzy": (
        query.FuzzyTerm("short", SERVER, maxdist=1),
        has(SHORT_SERVER, SERVER),
    ),
    "every": (query.Every("short"), bool),
    "constant": (query.ConstantScoreQuery(term("橋"), 2.0), BRIDGE),
}


@pytest.mark.parametrize("name", QUERIES)
def test_stock_queries_find_what_a_scan_finds(searcher: Any, scan: Scan, name: str) -> None:
    asked, wanted = QUERIES[name]
    expected = {each for each, terms_at in scan.items() if wanted(terms_at)}
    assert found(searcher, asked) == expected
    assert bool(expected) == (name != "missing")


# The same in our query language: the words are keys, and each utterance is its own exchange.
OURS = {
    "term": "橋",
    "and": "橋 水門",
    "or": "橋 OR 水門",
    "not": "橋 -水門",
    "phrase": '"橋、水門"',
    "prefix": "サーバー",
}


@pytest.mark.parametrize("name", OURS)
def test_stock_queries_find_what_our_searcher_finds(home: Path, searcher: Any, name: str) -> None:
    page = Searcher(home).search(SearchRequest(OURS[name], limit=100))
    ours = {each.utterance.id for hit in page.hits for each in hit.utterances if each.matched}
    assert len(ours) == page.total > 0
    assert found(searcher, QUERIES[name][0]) == ours


def found(searcher: Any, asked: Any) -> set[str]:
    """The ids of all documents a stock search gives; headings have none."""
    names = {
        doc: term.decode()
        for term in searcher.reader().lexicon("id")
        for doc in searcher.reader().postings("id", term).all_ids()
    }
    return {names[doc] for doc in searcher.docs_for_query(asked) if doc in names}


def test_the_best_few_results_are_the_best_of_all(searcher: Any, scan: Scan) -> None:
    """Whoosh skips blocks that cannot score enough: none may be lost by it."""
    asked = query.Or([term(word) for word in ("橋", "水門", "鍵")])
    every = searcher.search(asked, limit=None)
    few = searcher.search(asked, limit=7)
    assert len(every) == sum(
        has(*map(form_term, ("橋", "水門", "鍵")))(terms_at) for terms_at in scan.values()
    )
    scores = [round(hit.score, 6) for hit in every]
    assert scores == sorted(scores, reverse=True)
    assert [round(hit.score, 6) for hit in few] == scores[:7]


def test_postings_hold_each_position(searcher: Any, scan: Scan) -> None:
    wanted = Counter(
        (name, tuple(at for at, each in terms_at.items() if each == name))
        for terms_at in scan.values()
        for name in set(terms_at.values())
    )
    given: Counter[tuple[str, tuple[int, ...]]] = Counter()
    for name in {name for name, _ in wanted}:
        matcher = searcher.postings("short", name)
        while matcher.is_active():
            positions = tuple(matcher.value_as("positions"))
            assert matcher.weight() == len(positions)
            given[name, positions] += 1
            matcher.next()
    assert given == wanted


def test_the_index_has_several_segments_and_deletions(searcher: Any, scan: Scan) -> None:
    leaves = [leaf for leaf, _ in searcher.reader().leaf_readers()]
    assert len(leaves) > 2
    assert any(leaf.has_deletions() for leaf in leaves)
    # Seven meetings have a header and two headings each.
    assert searcher.doc_count() == len(scan) + 7 + 2 * 7
