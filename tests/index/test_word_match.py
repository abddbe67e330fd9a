"""Every occurrence of a word is found, grouped by form and counted as by reading each text."""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold, folded_spellings
from index.analysis.normalization.search_text import search_text, search_texts
from index.analysis.tokens import Analysis
from index.engines.whoosh.arrays import drop_repeats, in_sorted
from index.engines.whoosh.matching import substring
from index.engines.whoosh.matching.kana_words import KanjiReadings
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.substring import SpanArray, widen
from index.engines.whoosh.matching.surface_forms import token_spans
from index.engines.whoosh.matching.word_match import (
    WordMatch,
    highlights,
    match_word,
    match_word_in,
)
from index.engines.whoosh.matching.word_query import (
    FormSelection,
    WordQuery,
    exact_string,
    read_word_query,
)
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.term_lookup import token_forms, tokens_containing
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.results import LEFT_OUT, FormBasis, Span
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)
ANALYZER = Analyzer()
analyze = cache(ANALYZER.analyze)
WORDS = """
    子ども達 子供達 こども達 お子ども達 こどもたち 子供 ファイアウォール
    ファイヤーウォール ﾌｧｲｱｳｫｰﾙ ファイア ウォール 被保護者 保護者 保護 橋を渡る
    橋 水道橋 大橋 ＩＣＴ ict ㈱倉野 (株)倉野 予算 予算書 補正予算 の を について
    につきまして 、 。 𠮷 ここここ がけ がけ崩れ 心がけ 声がけ 命がけ 崖 崖崩れ だがけれど
    一連の 1連 三本 再三本会議 第一連 千円
    5人 15人 1,005人 二十五人 数十人 １倍 1.1倍 5 2010年 イス アイス 車イス いす いすゞ いすず
    はし それはしない 霞が関 霞ヶ関 № No.3 No3 人 人々 佐々木 佐佐木 一般 二〇一 ヽ
    16年 16年度 十六年 十六年度 十分 １０分
"""
PIECES = (*WORDS.split(), "\n", " ", "予　算", "子　ど　も　達", "\u200b")
QUERIES = """
    子ども達 子供達 こどもたち 子供 ファイアウォール ウォール 保護者 被保護者 橋 橋を渡
    橋を渡る 予算 ICT ＩＣＴ 株 (株)倉野 について につき 、 𠮷 どもた ここ こここ のを
    無い言葉 予算予算 を渡 道橋 供 護 がけ 崖 5人 十人 10人 1倍 5 10 いす イス はし 霞が関 いすず
    No.3 人 佐佐木 株式会社 一 年 が 16年 十六年 10分 十分 1連 一連 三本 3本 第一連 1,000円
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
    opened = Snapshot.open(folder)
    assert len(opened.segments) == 3
    assert not opened.live.all()
    yield opened


@pytest.fixture(scope="module")
def long_texts(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """One segment of a few long utterances, and of short ones between them."""
    home, chance = tmp_path_factory.mktemp("long"), random.Random(12)
    sizes = [chance.choice([1, 8, 300]) for _ in range(30)]
    write(home, [["".join(chance.choices(PIECES, k=size)) for size in sizes]])
    folder = Generations(home).current()
    assert folder is not None
    return Snapshot.open(folder)


@pytest.fixture(params=["blocks", "whole", "threads"])
def scanning(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way in which a string is searched for."""
    monkeypatch.setattr(substring, "_MAX_COPIED_SHARE", 0.0 if request.param == "whole" else 1.0)
    if request.param == "threads":
        monkeypatch.setattr(substring, "PARTS_AT_ONCE", 16)


def every(match: WordMatch) -> FormSelection:
    """All forms of a word, also those that are its opposite."""
    return FormSelection(including=frozenset(match.forms))


class Occurrence(NamedTuple):
    printed: str
    basis: FormBasis


NUMERALS = "0123456789〇零一二三四五六七八九十百千万億兆"
Tokens = dict[str, set[str]]


class Reader:
    """Reads a text token by token, and finds in it every occurrence of one word.

    `printed` are the keys of each token of all texts by its folded form.
    """

    def __init__(self, snapshot: Snapshot, resolved: ResolvedWord, printed: Tokens) -> None:
        self._snapshot = snapshot
        self._word = resolved.word
        self._printed = printed
        self._strings = {writing.form: writing for writing in resolved.word.writings}
        self._spellings = dict(resolved.spellings)

    def read(self, doc: int) -> dict[Span, Occurrence]:
        segment, local = self._snapshot.segment_of(doc)
        whole = segment.text(local)
        text, gaps = search_text(whole)
        analysis = analyze(whole)
        bounds = [0, *accumulate(len(token.form) for token in analysis.tokens)]
        found: dict[Span, Occurrence] = {}
        for start, end in self._tokens(analysis, bounds):
            if fold(text[start:end]) not in self._strings:
                found[Span(start, end)] = Occurrence(text[start:end], "spelling")
        words = set(found)
        strings = sorted(self._strings, key=len, reverse=True)
        before: set[Span] = set()
        for string in (*strings, *self._spellings):
            typed = self._strings[string].text if string in self._strings else string
            for pattern in folded_spellings(typed, segment.expanding_characters):
                for span in _find(pattern, fold(text), gaps, bounds):
                    if not any(one.start <= span.start and span.end <= one.end for one in before):
                        occurrence = self._string(string, span, text, analysis, bounds, words)
                        if occurrence:
                            found.setdefault(span, occurrence)
                            if occurrence.basis not in LEFT_OUT:
                                before.add(span)
        return found

    def _tokens(self, analysis: Analysis, bounds: list[int]) -> Iterator[tuple[int, int]]:
        tokens = analysis.tokens
        for at, token in enumerate(tokens):
            if token.key in self._word.keys:
                yield bounds[at], bounds[at + 1]
            for phrase in self._word.phrases:
                if tuple(each.key for each in tokens[at : at + len(phrase)]) == phrase:
                    yield bounds[at], bounds[at + len(phrase)]
        for start, _, token, _ in analysis.compounds:
            if token.key in self._word.keys:
                yield bounds[start], bounds[start] + len(token.form)

    def _string(
        self,
        string: str,
        span: Span,
        text: str,
        analysis: Analysis,
        bounds: list[int],
        words: set[Span],
    ) -> Occurrence | None:
        """An occurrence of a string of the word, or of another spelling; None if it is known."""
        before = text[span.start - 1 : span.start]
        is_spelling = string not in self._strings
        if not is_spelling:
            if before and before in self._word.opposites and span.start - 1 in bounds:
                return Occurrence(before + text[span.start : span.end], "opposite")
            if part := self._part(string, span, text, analysis, bounds):
                # A word that only looks like the number has no other form.
                is_longer = part != span
                return Occurrence(text[part.start : part.end], "part") if is_longer else None
        whole = _in_tokens(span, bounds)
        printed = text[whole.start : whole.end]
        is_one_token = whole == span and _token_at(span, bounds) is not None
        if is_spelling and (
            is_one_token
            or _longer_number(string, span, fold(text), bounds)
            or any(span.start + bound not in bounds for bound in self._spellings[string])
        ):
            return None
        if whole == span and not is_spelling:
            return Occurrence(printed, "literal" if string == self._word.form else "spelling")
        if any(each.start <= span.start and span.end <= each.end for each in words):
            return None
        return Occurrence(printed, "within" if whole != span else "spelling")

    def _part(
        self, string: str, span: Span, text: str, analysis: Analysis, bounds: list[int]
    ) -> Span | None:
        """What an occurrence is a part of by chance."""
        if (number := _longer_number(string, span, fold(text), bounds)) and self._word.keys:
            return number
        writing = self._strings[string]
        if any(span.start + bound not in bounds for bound in writing.bounds):
            return _in_tokens(span, bounds)
        kana = writing.kana
        if kana is None:
            return None
        whole = _in_tokens(span, bounds)
        if whole != span:
            form = fold(text[whole.start : whole.end])
            keys = self._printed.get(form, set()) if len(string) > 1 else set()
            own = {key for key in keys if key in self._word.keys}
            in_word = any(kana.is_in(form, key) for key in keys)
            return None if own or in_word else whole
        at = _token_at(span, bounds)
        is_word = at is not None and kana.is_same(analysis.tokens[at].key)
        compounds = ((bounds[each.start], each.token) for each in analysis.compounds)
        is_word |= any(
            start == span.start and fold(token.form) == string and token.key in self._word.keys
            for start, token in compounds
        )
        if is_word or not kana.is_noun:
            return None
        if span.start and text[span.start - 1].isalnum():
            return _in_tokens(Span(span.start - 1, span.end), bounds)
        if text[span.end : span.end + 1].isalnum():
            return _in_tokens(Span(span.start, span.end + 1), bounds)
        return None


def _in_tokens(span: Span, bounds: list[int]) -> Span:
    return Span(bounds[bisect_right(bounds, span.start) - 1], bounds[bisect_left(bounds, span.end)])


def _token_at(span: Span, bounds: list[int]) -> int | None:
    """The number of the token that is a span."""
    at = bisect_left(bounds, span.start)
    return at if bounds[at : at + 2] == [*span] else None


def _longer_number(string: str, span: Span, text: str, bounds: list[int]) -> Span | None:
    """The longer number, with its word, that a span is a part of."""
    before, after = text[: span.start], text[span.end :]
    separated = f"[{NUMERALS}][,.、・]?$", f"^[,.、・]?[{NUMERALS}]"
    inside = (
        (string[0] in NUMERALS and span.start not in bounds and re.search(separated[0], before))
        or (string[-1] in NUMERALS and span.end not in bounds and re.search(separated[1], after))
        or (string[0] in NUMERALS[:10] and re.search("[0-9]$", before))
        or (string[-1] in NUMERALS[:10] and re.search("^[0-9]", after))
        or (
            string[0] in "十百千万億1"
            and span.start not in bounds
            and re.search("[数何幾]$", before)
        )
    )
    if not inside:
        return None
    first = re.search(f"[数何幾{NUMERALS}]*$", before if string[0] in NUMERALS else "")
    last = re.search(f"^[数何幾{NUMERALS}]*", after if string[-1] in NUMERALS else "")
    assert first
    assert last
    start = first.start() if string[0] in NUMERALS else span.start
    return _in_tokens(Span(start, span.end + last.end()), bounds)


@cache
def tokens_printed(snapshot: Snapshot) -> Tokens:
    """The keys of the tokens of all texts, by their folded form."""
    printed: Tokens = defaultdict(set)
    # Those of deleted utterances are in the term dictionary, too.
    for doc in range(len(snapshot.live)):
        segment, local = snapshot.segment_of(doc)
        for token in analyze(segment.text(local)).tokens:
            printed[fold(token.form)].add(token.key)
    return printed


@cache
def readings_of(snapshot: Snapshot) -> KanjiReadings:
    return KanjiReadings(snapshot, ANALYZER)


def word_of(snapshot: Snapshot, query: str) -> WordQuery:
    return read_word_query(query, ANALYZER, readings_of(snapshot).kanji)


def _find(pattern: str, text: str, gaps: Sequence[int], bounds: list[int]) -> Iterator[Span]:
    """Where a pattern occurs, over gaps only as whole tokens or in spaced letters."""
    at = text.find(pattern)
    while at >= 0:
        end = at + len(pattern)
        first = bounds[bisect_right(bounds, at) - 1]
        last = bounds[bisect_left(bounds, end)]
        over_gap = any(at < gap < end for gap in gaps)
        spaced = set(range(first + 1, last)) <= set(gaps)
        found = not over_gap or (first, last) == (at, end) or spaced
        if found:
            yield Span(at, end)
        at = text.find(pattern, end if found else at + 1)


def printed(snapshot: Snapshot, doc: int, spans: Iterable[Span]) -> set[int]:
    """The offsets that spans of the search text cover in the text of a document."""
    text = snapshot.utterance(doc).text
    searched = search_texts([text]).searched
    kept = list(range(len(text))) if searched is None else np.flatnonzero(searched).tolist()
    return {at for start, end in spans for at in range(kept[start], kept[end - 1] + 1)}


def matched(snapshot: Snapshot, query: str) -> tuple[WordMatch, dict[int, dict[Span, Occurrence]]]:
    """A word as it is matched, and as reading every text finds it."""
    resolved = ResolvedWord.resolve(snapshot, word_of(snapshot, query))
    reader = Reader(snapshot, resolved, tokens_printed(snapshot))
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
    resolved = ResolvedWord.resolve(snapshot, word_of(snapshot, query))
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
        covered = printed(snapshot, doc, found)
        assert {at for span in marked[doc] for at in range(*span)} == covered
    some = snapshot.utterance_docs[::7]
    assert highlights(snapshot, [match], some, every(match)) == {
        doc: marked[doc] for doc in some.tolist()
    }


def windows_in(chance: random.Random, segment: SegmentReader) -> SpanArray:
    """Windows drawn in the texts of a segment: few or many, short or long."""
    share, longest = chance.choice([0.1, 0.5, 1.0]), chance.choice([0, 3, 20, 90])
    drawn = []
    for doc in np.flatnonzero(segment.text_ends > segment.text_starts).tolist():
        for _ in range(2 if chance.random() < share else 0):
            start = chance.randint(int(segment.text_starts[doc]), int(segment.text_ends[doc]))
            drawn.append((doc, start, start + chance.randint(0, longest)))
    docs, starts, ends = np.array(sorted(drawn), np.int64).reshape(-1, 3).T
    return widen(segment, SpanArray(docs, starts, ends), 0)


@pytest.mark.parametrize("query", QUERIES.split())
def test_in_windows_are_all_occurrences_that_touch_them_and_none_that_is_not_one(
    long_texts: Snapshot, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, segment = random.Random(query), long_texts.segments[0]
    monkeypatch.setattr(substring, "_MAX_COPIED_SHARE", 1.0)
    for word in (word_of(long_texts, query), exact_string(query)):
        match = match_word(ResolvedWord.resolve(long_texts, word))
        for selection in (every(match), FormSelection()) * 8:
            windows = windows_in(chance, segment)
            docs = drop_repeats(windows.docs)
            whole = match.spans(0, docs, selection)
            found = match.spans(0, docs, selection, windows)
            assert_found_in(windows, found, whole)


def assert_found_in(windows: SpanArray, found: SpanArray, whole: SpanArray) -> None:
    """What touches windows is found, in order, and nothing else than what is in the whole."""
    there = set(rows(found))
    assert there <= set(rows(whole))
    assert (np.diff(found.starts) >= 0).all()
    for doc, start, end in rows(whole):
        near = (windows.starts <= end) & (windows.ends >= start) & (windows.docs == doc)
        assert not near.any() or (doc, start, end) in there


def rows(spans: SpanArray) -> list[tuple[int, ...]]:
    return list(zip(*map(np.ndarray.tolist, spans), strict=True))


@pytest.mark.parametrize("text", ["の", "予算", "子供", "橋", "ウォール", "年"])
def test_in_windows_are_all_tokens_that_touch_them(long_texts: Snapshot, text: str) -> None:
    chance, segment = random.Random(text), long_texts.segments[0]
    short = tokens_containing(segment, text)
    tokens = [
        *short,
        *(each for token in short for each in token_forms(segment, token.key, ["long"])),
    ]
    for _ in range(30):
        windows = windows_in(chance, segment)
        docs = drop_repeats(windows.docs)
        found = token_spans(segment, tokens, docs, windows)
        assert_found_in(windows, found, token_spans(segment, tokens, docs))


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize("query", QUERIES.split())
def test_a_string_is_found_wherever_it_occurs(snapshot: Snapshot, query: str) -> None:
    exact = match_word(ResolvedWord.resolve(snapshot, exact_string(query)))
    loose = match_word(ResolvedWord.resolve(snapshot, word_of(snapshot, query)))
    texts = {
        doc: fold(snapshot.utterance(doc).text.replace("\u200b", ""))
        for doc in snapshot.utterance_docs.tolist()
    }
    having = [doc for doc, text in texts.items() if fold(query) in text]
    assert set(having) <= set(exact.docs().tolist())
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
