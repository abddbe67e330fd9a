"""Every occurrence of a word is found, grouped by form and counted as by reading each text."""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold, folded_spellings
from index.analysis.tokens import Analysis
from index.engines.whoosh.arrays import in_sorted
from index.engines.whoosh.matching import substring
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.word_match import (
    WordMatch,
    highlights,
    match_word,
    match_word_in,
)
from index.engines.whoosh.matching.word_query import FormSelection, WordQuery, read_word_query
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.results import FormBasis, Span
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)
ANALYZER = Analyzer()
WORDS = """
    子ども達 子供達 こども達 お子ども達 こどもたち 子供 ファイアウォール
    ファイヤーウォール ﾌｧｲｱｳｫｰﾙ ファイア ウォール 被保護者 保護者 保護 橋を渡る
    橋 水道橋 大橋 ＩＣＴ ict ㈱倉野 (株)倉野 予算 予算書 補正予算 の を について
    につきまして 、 。 𠮷 ここここ
"""
PIECES = (*WORDS.split(), "\n", " ")
QUERIES = """
    子ども達 子供達 こどもたち 子供 ファイアウォール ウォール 保護者 被保護者 橋 橋を渡
    橋を渡る 予算 ICT ＩＣＴ 株 (株)倉野 について につき 、 𠮷 どもた ここ こここ のを
    無い言葉 予算予算 を渡 道橋 供 護
"""


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
    """Every way in which a string is searched for."""
    monkeypatch.setattr(substring, "_MAX_COPIED_SHARE", 0.0 if request.param == "whole" else 1.0)
    if request.param == "threads":
        monkeypatch.setattr(substring, "BLOCKS_AT_ONCE", 2)


def every(match: WordMatch) -> FormSelection:
    """All forms of a word, also those that are its opposite."""
    return FormSelection(including=frozenset(match.forms))


class Occurrence(NamedTuple):
    printed: str
    basis: FormBasis


class Reader:
    """Reads a text token by token, and finds in it every occurrence of one word."""

    def __init__(self, snapshot: Snapshot, resolved: ResolvedWord) -> None:
        self._snapshot = snapshot
        self._word = resolved.word
        self._resolved = resolved

    def read(self, doc: int) -> dict[Span, Occurrence]:
        segment, local = self._snapshot.segment_of(doc)
        text = segment.text(local)
        analysis = ANALYZER.analyze(text)
        sizes = (len(token.form) for token in analysis.tokens)
        bounds = [0, *accumulate(sizes)]
        found: dict[Span, Occurrence] = {}
        for start, end in self._tokens(analysis, bounds):
            own = fold(text[start:end]) == self._word.form
            if not (own and self._resolved.as_string):
                basis: FormBasis = "literal" if own else "spelling"
                found[Span(start, end)] = Occurrence(text[start:end], basis)
        strings = [self._word.text] if self._resolved.as_string else []
        for string in (*strings, *self._resolved.spellings):
            is_own = string is self._word.text
            for pattern in folded_spellings(string, segment.expanding_characters):
                for each in re.finditer(re.escape(pattern), fold(text)):
                    self._add(found, Span(*each.span()), text, bounds, own=is_own)
        return found

    def _tokens(self, analysis: Analysis, bounds: list[int]) -> Iterator[tuple[int, int]]:
        tokens, phrase = analysis.tokens, self._word.phrase
        for at, token in enumerate(tokens):
            if token.key in self._word.keys:
                yield bounds[at], bounds[at + 1]
            if phrase and tuple(each.key for each in tokens[at : at + len(phrase)]) == phrase:
                yield bounds[at], bounds[at + len(phrase)]
        for start, _, token, _ in analysis.compounds:
            if token.key in self._word.keys:
                yield bounds[start], bounds[start] + len(token.form)

    def _add(
        self, found: dict[Span, Occurrence], span: Span, text: str, bounds: list[int], *, own: bool
    ) -> None:
        """Add an occurrence of its string, or of another spelling."""
        start = bounds[bisect_right(bounds, span.start) - 1]
        end = bounds[bisect_left(bounds, span.end)]
        printed = text[start:end]
        before = text[span.start - 1 : span.start]
        if own and before and before in self._word.opposites and span.start - 1 in bounds:
            found[span] = Occurrence(before + text[span.start : span.end], "opposite")
            return
        is_whole = (start, end) == span
        is_one_token = is_whole and bisect_right(bounds, start) == bisect_left(bounds, end)
        contained = any(each.start <= span.start and span.end <= each.end for each in found)
        if own and is_whole:
            found[span] = Occurrence(printed, "literal")
        elif not contained and not (is_one_token and not own):
            basis: FormBasis = "within" if not is_whole else "spelling"
            found[span] = Occurrence(printed, basis)


def matched(snapshot: Snapshot, query: str) -> tuple[WordMatch, dict[int, dict[Span, Occurrence]]]:
    """A word as it is matched, and as reading every text finds it."""
    resolved = ResolvedWord.resolve(snapshot, read_word_query(query, ANALYZER))
    reader = Reader(snapshot, resolved)
    return match_word(resolved), {doc: reader.read(doc) for doc in snapshot.utterance_docs.tolist()}


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize("query", QUERIES.split())
def test_each_form_is_counted_as_reading_every_text_counts_it(
    snapshot: Snapshot, query: str
) -> None:
    match, read = matched(snapshot, query)
    counts: Counter[str] = Counter()
    bases: set[tuple[str, str]] = set()
    for found in read.values():
        counts.update({fold(each.printed) for each in found.values()})
        bases.update({(fold(each.printed), each.basis) for each in found.values()})
    assert {form: each.count for form, each in match.forms.items()} == counts
    assert {(form, each.basis) for form, each in match.forms.items()} <= bases
    assert match.docs(every(match)).tolist() == [doc for doc, found in read.items() if found]


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize("query", QUERIES.split())
def test_within_some_utterances_a_word_is_matched_as_it_is_everywhere(
    snapshot: Snapshot, query: str
) -> None:
    resolved = ResolvedWord.resolve(snapshot, read_word_query(query, ANALYZER))
    match, some = match_word(resolved), snapshot.utterance_docs[1::3]
    within = match_word_in(resolved, some, 7)
    selection = every(match)
    everywhere = match.statistics(selection)
    here = in_sorted(everywhere.docs, some)
    found = within.statistics(selection)
    assert found.docs.tolist() == everywhere.docs[here].tolist()
    assert found.freqs.tolist() == everywhere.freqs[here].tolist()
    assert found.headings.tolist() == everywhere.headings.tolist()
    assert found.whole == max(7, within.statistics(selection).whole)
    for form, each in within.forms.items():
        without = replace(selection, without=frozenset(match.forms) - {form})
        assert each.count == int(in_sorted(match.docs(without), some).sum())
    marked = highlights(snapshot, [match], some, selection)
    assert highlights(snapshot, [within], some, selection) == marked


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize("query", QUERIES.split())
def test_highlights_are_where_reading_every_text_finds_the_word(
    snapshot: Snapshot, query: str
) -> None:
    match, read = matched(snapshot, query)
    marked = highlights(snapshot, [match], snapshot.utterance_docs, every(match))
    for doc, found in read.items():
        covered = {at for span in found for at in range(*span)}
        assert {at for span in marked[doc] for at in range(*span)} == covered
    some = snapshot.utterance_docs[::7]
    assert highlights(snapshot, [match], some, every(match)) == {
        doc: marked[doc] for doc in some.tolist()
    }


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize("query", QUERIES.split())
def test_a_string_is_found_wherever_it_occurs(snapshot: Snapshot, query: str) -> None:
    exact = match_word(ResolvedWord.resolve(snapshot, WordQuery(query, ())))
    loose = match_word(ResolvedWord.resolve(snapshot, read_word_query(query, ANALYZER)))
    texts = {doc: fold(snapshot.utterance(doc).text) for doc in snapshot.utterance_docs.tolist()}
    having = [doc for doc, text in texts.items() if fold(query) in text]
    assert set(having) <= set(exact.docs().tolist())
    if len(query) > 1:
        assert set(having) <= set(loose.docs(every(loose)).tolist())
    if "株" not in query:
        assert exact.docs().tolist() == having
        counts = [texts[doc].count(fold(query)) for doc in having]
        assert exact.statistics().freqs.tolist() == counts


@pytest.mark.parametrize("query", ["子ども達", "ファイアウォール", "橋を渡る"])
def test_a_form_that_is_left_out_is_neither_counted_nor_highlighted(
    snapshot: Snapshot, query: str
) -> None:
    match, read = matched(snapshot, query)
    assert len(match.forms) > 1 or query == "橋を渡る"
    for form in match.forms:
        without = FormSelection(frozenset({form}))
        kept = [
            doc
            for doc, found in read.items()
            if any(fold(each.printed) != form for each in found.values())
        ]
        assert match.docs(without).tolist() == kept
        assert match.statistics(without).docs.tolist() == kept
        marked = highlights(snapshot, [match], snapshot.utterance_docs, without)
        assert [doc for doc, spans in marked.items() if spans] == kept


def test_a_spelling_is_listed_where_the_string_occurs_as_often(tmp_path: Path) -> None:
    """お子ども達 has the string inside it, こども達 is a spelling: two places, two forms."""
    write(tmp_path, [["お子ども達をこども達と書く。"] * 3 + ["子ども達の橋を渡る。"] * 4])
    found = Searcher(tmp_path).search(SearchRequest("子ども達"))
    forms = {form.form: form.count for form in found.forms}
    assert forms["こども達"] == 3
    assert sum(count for form, count in forms.items() if "子ども達" in form) >= 7
