"""Other queries that find more.

Fields: words that name a meeting, a day or a speaker become fields (期間:2023-07-03).
Wider: a phrase that hardly stands anywhere (公園の禁煙) is taken apart into its words (公園 禁煙),
and a kanji is written in the kana that find it too (がけ, which finds 崖).
Similar: a word that the collection hardly has is replaced by another that may be meant, one
within a few edits of it, or read almost the same (保健書, 保健所).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.normalization.katakana import is_katakana
from index.analysis.tokens import text_key
from index.engines.whoosh.arrays import run_starts
from index.engines.whoosh.matching.term_table import TermList
from index.engines.whoosh.query.cost import MAX_SUGGESTION_COST, Budget
from index.engines.whoosh.query.named_values import NamedValues
from index.engines.whoosh.query.planner import Plan
from index.engines.whoosh.query.request_words import RequestWords
from index.query_parser import AndNode, Node, WordNode, phrase_words, words_of
from index.results import Suggestion

# Where no more utterances are found, the wider query is suggested if it finds this many times as
# many.
_MAX_FEW_UTTERANCES, _MIN_TIMES_WIDER = 10, 5
# The kana of a kanji are suggested if they find so many times as many: what finds more is mostly
# another word (おきて of 起きて, not 掟).
_MIN_TIMES_IN_KANA, _MAX_TIMES_IN_KANA = 1.1, 10
# A word in no more utterances may be a slip; the query with the word meant finds this many
# times as many.
_MAX_RARE_UTTERANCES, _MIN_TIMES_MORE = 2, 50
_MAX_REPLACED, _MAX_TRIED, _MAX_SUGGESTED = 2, 5, 3
# For longer queries nothing is suggested.
_MAX_TYPED_WORDS = 4
_MIN_LENGTH = 2
_MAX_COMPARED, _MAX_NEAREST = 500, 3
# The cost of finding the nearest words, in milliseconds.
_NEAREST_COST = 8.0
# A word this long may be meant with two edits.
_MIN_TWO_EDITS_LENGTH = 6
# Of a compound, this many runs of tokens are replaced, and this many compounds tried.
_MAX_RUNS, _MAX_COMPOUNDS = 3, 10
Codes = npt.NDArray[np.uint32]

# In characters; longer words have no near words.
MAX_WORD_LENGTH = 24
# Weights of a polynomial hash: different keys get different 64-bit digests.
_WEIGHTS = (
    np.random.default_rng(24).integers(1 << 62, 1 << 63, MAX_WORD_LENGTH).astype(np.uint64) | 1
)


class Suggester:
    """Suggests queries over one snapshot, for one request."""

    def __init__(
        self,
        near_terms: NearTerms,
        named_values: NamedValues,
        analyzer: Analyzer,
        words: RequestWords,
    ) -> None:
        self._near_terms = near_terms
        self._named_values = named_values
        self._analyzer = analyzer
        self._words = words
        self._budget = Budget(MAX_SUGGESTION_COST)

    def suggest(
        self, query: str, plan: Plan, total: int, count: Callable[[str], int]
    ) -> Iterator[Suggestion]:
        """Queries that find more than a query, which found `total`; `count` counts for others.

        The one with fields is the first, the wider ones are next.
        """
        searched = [node for node in dict.fromkeys(words_of(plan.typed)) if not node.wild]
        if total <= _MAX_FEW_UTTERANCES and (named := self._named(query, plan.typed)):
            found = count(named)
            if found > total:
                yield Suggestion(named, found, "fields")
        if len(searched) > _MAX_TYPED_WORDS:
            return
        if kana := self._in_kana(query, plan.typed):
            found = count(kana)
            if _MIN_TIMES_IN_KANA * total <= found <= _MAX_TIMES_IN_KANA * total:
                yield Suggestion(kana, found, "wider")
        if total <= _MAX_FEW_UTTERANCES and (wider := self._wider(query, plan.typed)):
            found = count(wider)
            if found >= max(1, _MIN_TIMES_WIDER * total):
                yield Suggestion(wider, found, "wider")
        for node in [node for node in searched if self._is_rare(node)][:_MAX_REPLACED]:
            least = _MIN_TIMES_MORE * total if self._words.match(node).found_anywhere else total
            forms = islice(self._near_words(node.text), _MAX_TRIED)
            affordable = (form for form in forms if self._affords(WordNode(form)))
            rewritten = (_rewrite(query, node, form) for form in affordable)
            counted = ((each, count(each)) for each in rewritten)
            better = (
                Suggestion(each, found, "similar") for each, found in counted if found > least
            )
            yield from islice(better, _MAX_SUGGESTED)

    def _wider(self, query: str, typed: Node | None) -> str | None:
        """The query with each of its phrases taken apart into words; None if it has none."""
        wider = query
        # The last first: what is before it keeps its place in the query.
        for node in reversed(_plain_words(typed)):
            words = phrase_words(node.text, self._analyzer)
            if not all(self._affords(WordNode(word)) for word in words):
                return None
            if words:
                wider = _rewrite(wider, node, " ".join(words))
        return None if wider == query else wider

    def _named(self, query: str, typed: Node | None) -> str | None:
        """The query with fields in place of words that name their values; None if none does."""
        words = _plain_words(typed)
        return self._named_values.rewrite(query, words) if words else None

    def _in_kana(self, query: str, typed: Node | None) -> str | None:
        """The query with its kanji in the kana that find them too; None if it has none."""
        wider = query
        for node in reversed(_plain_words(typed)):
            kana = self._words.kana_of(node.text)
            if kana and self._stands_alone(node) and self._affords(WordNode(kana)):
                wider = _rewrite(wider, node, kana)
        return None if wider == query else wider

    def _stands_alone(self, node: WordNode) -> bool:
        """Whether a kanji is mostly a word by itself (崖), and not part of others (論)."""
        if not self._words.is_matched(node) and not self._affords(node):
            return False
        match = self._words.match(node)
        own = match.listed.get(match.form)
        return own is not None and 2 * own.count >= len(match.docs())

    def _is_rare(self, node: WordNode) -> bool:
        if not self._words.is_matched(node) and not self._affords(node):
            return False
        match = self._words.match(node)
        if node.exact and match.found_anywhere:
            # A quotation that is printed so is no slip.
            return False
        return len(match.docs()) <= _MAX_RARE_UTTERANCES and not len(match.headings())

    def _affords(self, node: WordNode) -> bool:
        return self._budget.affords(self._words.cost(node))

    def _occurs(self, text: str) -> bool:
        """Whether a string occurs anywhere; false too if there is no budget to search for it."""
        exact = WordNode(text, exact=True)
        return self._affords(exact) and self._words.match(exact).found_anywhere

    def _near_words(self, word: str) -> Iterator[str]:
        """The words near a word, the nearest first; then the word with a part replaced."""
        in_range = _MIN_LENGTH <= len(word) <= MAX_WORD_LENGTH
        if not in_range or not self._budget.affords(_NEAREST_COST):
            return
        nearest = self._nearest(word)
        yield from nearest
        tokens = [token.form for token in self._analyzer.analyze(word).tokens]
        # Only compounds that occur are suggested; each search for one takes a while.
        compounds = islice(dict.fromkeys(self._compounds(tokens)), _MAX_COMPOUNDS)
        yield from filter(self._occurs, (form for form in compounds if form not in nearest))

    def _compounds(self, tokens: Sequence[str]) -> Iterator[str]:
        """A compound with a run of its tokens replaced by a near word, the rarest runs first."""
        runs = [
            (first, first + size)
            for size in (1, 2)
            for first in range(len(tokens) - size + 1)
            if size < len(tokens) and len("".join(tokens[first : first + size])) > 1
        ]
        runs.sort(key=lambda run: self._words.estimate_occurrences("".join(tokens[slice(*run)])))
        for first, last in runs[:_MAX_RUNS]:
            if not self._budget.affords(_NEAREST_COST):
                return
            for form in self._nearest("".join(tokens[first:last])):
                yield "".join((*tokens[:first], form, *tokens[last:]))

    def _nearest(self, word: str) -> list[str]:
        """The nearest words of the collection, at most _MAX_NEAREST."""
        key = text_key(word)
        if len(key) < _MIN_LENGTH:
            return []
        reading = self._analyzer.reading(word)
        edits = 2 if len(key) >= _MIN_TWO_EDITS_LENGTH or not _is_phonetic(word) else 1
        # Of two characters, one is the same.
        edits = min(edits, len(key) - 1)
        found: list[tuple[float, NearTerm]] = []
        for near in self._near_terms.near(key, edits, _MAX_COMPARED):
            distance = self._distance(word, reading, near) if near.edits else None
            if distance is not None:
                found.append((distance, near))
        found.sort(key=lambda each: (each[0], -each[1].utterances))
        return [near.form for _, near in found[:_MAX_NEAREST]]

    def _distance(self, word: str, reading: str, near: NearTerm) -> float | None:
        """The distance of a form from the word typed, by its reading; None for another word."""
        form, edits, _ = near
        if fold(nfkc_casefold(form)) == fold(nfkc_casefold(word)):
            return None
        if _is_phonetic(word) and _is_phonetic(form):
            return float(edits) if _is_slip(word, form, edits) else None
        other = self._analyzer.reading(form)
        if not reading or not other:
            return None
        if reading == other:
            return edits / 4
        # 保健書 and 保健所: ショ and ジョ.
        if edits == 1 and _unvoiced(reading) == _unvoiced(other):
            return 1.0
        # 個人情保護 and 個人情報保護.
        is_longer = abs(len(word) - len(form)) == 1 and len(word) >= _MIN_TWO_EDITS_LENGTH - 2
        return 1.5 if edits == 1 and is_longer else None


def _plain_words(typed: Node | None) -> list[WordNode]:
    """The words of a query of which all must be found, without patterns and exact strings."""
    children = typed.children if isinstance(typed, AndNode) else (typed,)
    words = [each for each in children if isinstance(each, WordNode)]
    return [each for each in words if not each.exact and not each.wild]


def _unvoiced(reading: str) -> str:
    """A reading without the marks that voice a sound."""
    return re.sub("[\u3099\u309a]", "", unicodedata.normalize("NFD", reading))


def _is_phonetic(word: str) -> bool:
    """Whether a word is written in kana or ASCII alone."""
    characters = nfkc_casefold(word)
    return all(is_katakana(char) or "ぁ" <= char <= "ゖ" or char.isascii() for char in characters)


def _is_slip(word: str, form: str, edits: int) -> bool:
    """Whether few edits of a long word are a slip: not テスト for リスト."""
    least = min(len(word), len(form))
    if any(map(str.isdigit, nfkc_casefold(word) + nfkc_casefold(form))):
        return False
    return (edits == 1 and least > 3) or (edits == 2 and least > _MIN_TWO_EDITS_LENGTH)


def _rewrite(query: str, node: WordNode, form: str) -> str:
    """The query with a word replaced by `form`, in quotation marks if the word was."""
    start, end = node.at or (0, len(query))
    return f"{query[:start]}{chr(34) * node.exact}{form}{chr(34) * node.exact}{query[end:]}"


def edit_distances(word: str, others: Codes) -> npt.NDArray[np.int16]:
    """The edits from a word to each of N others of one length L, int16[N].

    `others` is uint32[L, N]. An edit inserts, deletes or replaces a character, or
    transposes two (optimal string alignment).
    """
    length, count = others.shape
    before = np.zeros((length + 1, count), np.int16)
    row = np.repeat(np.arange(length + 1, dtype=np.int16)[:, None], count, axis=1)
    letters = list(map(ord, word))
    for at, letter in enumerate(letters):
        earlier, before = before, row
        row = np.empty_like(before)
        row[0] = at + 1
        other = others != letter
        for place in range(length):
            least = np.minimum(before[place + 1], row[place])
            least += 1
            np.minimum(least, before[place] + other[place], out=row[place + 1])
            if at and place:
                transposed = ~other[place - 1] & (others[place] == letters[at - 1])
                swapped = earlier[place - 1] + np.int16(1)
                np.minimum(row[place + 1], swapped, out=row[place + 1], where=transposed)
    return row[length]


class NearTerm(NamedTuple):
    """A word within some edits of another: its commonest form, and in how many utterances."""

    form: str
    edits: int
    utterances: int


class _Keys(NamedTuple):
    """The N different keys of one length L.

    `codes` are their characters, uint32[L, N]. `terms`, int64[N, 3], has the segment and the
    number of the term of each key's commonest form, and about how many utterances have the key.
    """

    codes: Codes
    terms: npt.NDArray[np.int64]


class NearTerms:
    """Finds the words of a snapshot that are near a word; safe for many threads."""

    def __init__(self, segments: Sequence[TermList]) -> None:
        self._segments = segments

    def prepare(self, pause: Callable[[], None]) -> None:
        """Gather the words for the first person who needs them, with a pause after each step."""
        self._by_length = self._gather(pause)

    def near(self, key: str, edits: int, most: int) -> Iterator[NearTerm]:
        """At most `most` words within some edits of a key, those in most utterances first."""
        found: list[tuple[int, list[int]]] = []
        for length in range(len(key) - edits, len(key) + edits + 1):
            if length in self._by_length:
                codes, terms = self._by_length[length]
                distances = edit_distances(key, codes)
                here = np.flatnonzero(distances <= edits)
                found += zip(distances[here].tolist(), terms[here].tolist(), strict=True)
        found.sort(key=lambda each: -each[1][2])
        for distance, (segment, number, utterances) in found[:most]:
            yield NearTerm(self._segments[segment].form(number), distance, utterances)

    @cached_property
    def _by_length(self) -> dict[int, _Keys]:
        return self._gather(lambda: None)

    def _gather(self, pause: Callable[[], None]) -> dict[int, _Keys]:
        """The keys of all segments by their length."""
        every = []
        for segment in self._segments:
            every.append(segment.keys())
            pause()
        found: dict[int, _Keys] = {}
        for length in range(1, MAX_WORD_LENGTH + 1):
            codes, terms = [], []
            for at, (characters, starts, sizes) in enumerate(every):
                here = np.flatnonzero(sizes == length)
                codes.append(characters[starts[here][:, None] + np.arange(length)])
                counts = self._segments[at].counts[here]
                terms.append(np.stack((np.full(len(here), at), here, counts), axis=1))
            if any(map(len, codes)):
                found[length] = _unique_keys(np.concatenate(codes), np.concatenate(terms))
                pause()
        return found


def _unique_keys(codes: Codes, terms: npt.NDArray[np.int64]) -> _Keys:
    """The different keys of some terms, a row of `codes` each."""
    counts = terms[:, 2]
    digests = codes.astype(np.uint64) @ _WEIGHTS[: codes.shape[1]]
    # Of equal keys, the commonest form first.
    order = np.lexsort((-counts, digests))
    firsts = run_starts(digests[order])
    best = terms[order[firsts]]
    best[:, 2] = np.add.reduceat(counts[order], firsts)
    return _Keys(np.ascontiguousarray(codes[order[firsts]].T), best)
