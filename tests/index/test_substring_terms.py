"""Occurrences of a string by token counts, against scanning all texts."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.analysis.normalization.search_text import search_form
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.substring import SpanArray, scan
from index.engines.whoosh.matching.substring_terms import SubstringTerms
from index.engines.whoosh.matching.word_match import WordMatch, match_word
from index.engines.whoosh.matching.word_query import exact_string, read_word_query
from index.engines.whoosh.segment.snapshot import Snapshot
from index.writer import open_writer

from .conftest import Home

# Words that occur inside others, are split into parts, or have other spellings; and strings
# that have no term although they contain words.
WORDS = """
橋 大橋 橋脚 橋梁 事業 事業者 業者 商業 事 業 でき できる できない 出来る ている てい それ そ れ
被 保護者 被保護者 子ども 子供 こども 申し込み 申込み 申込 サーバ サーバー
ガード ガードレール カード
１２３ 12 Ｗｅｂ web ㈱ 株式会社 𠮷田 吉田 取り 取り組み 取組 が を は の に と も
、 。 ―― …… ヽ(´ー｀)ノ (^▽^)ノ m(_ _)m （笑） ゝゝ 々 ー 가나 가나다 ㉮㉯ ────────
"""
PIECES = [*WORDS.split(), "\u3000", "\n", "\0"]
CASES = 400


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    chance = random.Random(11)
    home = Home(tmp_path_factory.mktemp("substrings"))
    meeting = home.meeting("a")
    (spoken,) = meeting.utterances
    utterances = tuple(
        replace(spoken, id=f"a-{at}", text="".join(chance.choices(PIECES, k=chance.randint(0, 30))))
        for at in range(500)
    )
    with open_writer(home.path) as writer:
        writer.add(replace(meeting, utterances=utterances))
        writer.commit(home.sources)
    return Snapshot.open(home.current())


def strings(snapshot: Snapshot, seed: int) -> list[str]:
    """Strings of two characters and more, from the texts, across words and not."""
    chance = random.Random(seed)
    texts = [
        text
        for doc in snapshot.utterance_docs.tolist()
        if len(text := snapshot.utterance(doc).text) > 1
    ]
    found = {each for each in PIECES if len(each) > 1}
    while len(found) < CASES:
        text = chance.choice(texts)
        start = chance.randrange(len(text) - 1)
        found.add(text[start : start + chance.randint(2, 6)])
    return sorted(found)


def count_by_doc(spans: SpanArray) -> Counter[int]:
    return Counter(spans.docs.tolist())


def test_token_counts_and_the_occurrences_elsewhere_are_all_occurrences(
    snapshot: Snapshot,
) -> None:
    counted = 0
    for text in strings(snapshot, 1):
        for segment in snapshot.segments:
            hits = SubstringTerms(segment, text).hits()
            if hits is None:
                continue
            counted += 1
            tokens, elsewhere = hits
            found = count_by_doc(elsewhere)
            for token in tokens:
                times = fold(token.surface).count(search_form(text))
                for doc, freq in zip(token.postings.docs, token.postings.freqs, strict=True):
                    found[int(doc)] += int(freq) * times
            assert found == count_by_doc(scan(segment, text)), text
    assert counted > CASES / 2


def test_a_word_is_the_same_by_token_counts_and_by_scanning(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyzer = Analyzer()
    words = [read_word_query(text, analyzer) for text in strings(snapshot, 2)]
    words += [exact_string(text) for text in strings(snapshot, 3)]
    cases = [
        (ResolvedWord.resolve(snapshot, word), group_within)
        for group_within in (True, False)
        for word in words
    ]
    by_counts = [match_word(word, group_within=group_within) for word, group_within in cases]
    monkeypatch.setattr(SubstringTerms, "hits", lambda *_: None)
    for (word, group_within), one in zip(cases, by_counts, strict=True):
        other = match_word(word, group_within=group_within)
        assert forms(one) == forms(other), one.text
        mine, others = one.statistics(), other.statistics()
        assert np.array_equal(mine.docs, others.docs)
        assert np.array_equal(mine.freqs, others.freqs), one.text
        assert (mine.whole, len(mine.headings)) == (others.whole, len(others.headings))


def forms(match: WordMatch) -> dict[str, tuple[str, int]]:
    return {form: (each.basis, each.count) for form, each in match.forms.items()}
