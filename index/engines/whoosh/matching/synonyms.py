"""Words that mean the same: by the dictionary's groups, as far as they can be relied on.

Sudachi's groups are loose: 委託, 委嘱 and 外注 are one, 保護 and 援助 another. Two of its
nouns count as synonyms if one is an abbreviation of the other (国保, 国民健康保険), or
if both are compounds and few of the group occur (会議録, 議事録). A loan word means
something narrower than the words it is glossed with (ユーザー and 利用者, スクエア and 正方形),
so it has none. Others, and those that are wrong all the same, are the lexicon's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.normalization.katakana import is_katakana
from index.analysis.normalization.variants import standardize_word
from index.engines.whoosh.matching.word_query import WordQuery, read_word_query
from index.engines.whoosh.segment.synonym_groups import read_groups
from index.results import FormBasis

# In characters: a shorter compound has no synonyms.
_MIN_COMPOUND_LENGTH = 3
# An abbreviation leaves out at least this many characters: 総務 does not abbreviate 総務部.
_MIN_OMITTED = 2
# The more words a group has, the less they mean the same.
_MAX_GROUP_WORDS = 4
# The most words of a kind that are searched for beside a word.
_MAX_OTHERS = 6


class SynonymGroups:
    """The synonym groups of an index, read from the files of its segments."""

    def __init__(self, files: Iterable[bytes]) -> None:
        # The keys of each group with their printed forms, and the groups of each key.
        self._groups: dict[int, dict[str, dict[str, None]]] = defaultdict(dict)
        within: dict[str, set[int]] = defaultdict(set)
        for group, key, form in read_groups(files):
            within[key].add(abs(group))
            self._groups[group].setdefault(key, {})[form] = None
        self._doubtful = {key for key, groups in within.items() if len(groups) > 1}

    def synonyms(self, text: str, group: int) -> Iterator[str]:
        """A printed form of each word that means the same as `text`, which is in `group`."""
        every = [
            (sign, sorted(forms))
            for sign in (1, -1)
            for key, forms in self._groups.get(sign * abs(group), {}).items()
            if key not in self._doubtful
        ]
        few = len(every) <= _MAX_GROUP_WORDS
        for sign, forms in every:
            short = next((form for form in forms if _abbreviates(form, text)), None)
            if short is not None:
                yield short
            elif few and group > 0 and sign > 0 and _is_compound(text) and _is_compound(forms[0]):
                yield forms[0]


def _is_compound(word: str) -> bool:
    loan = is_katakana(standardize_word(word)) or nfkc_casefold(word).isascii()
    return len(word) >= _MIN_COMPOUND_LENGTH and not loan


def _abbreviates(left: str, right: str) -> bool:
    """Whether one word is made of characters of the other, in their order."""
    short, long = sorted((nfkc_casefold(left), nfkc_casefold(right)), key=len)
    rest = iter(long)
    return len(long) - len(short) >= _MIN_OMITTED and all(char in rest for char in short)


def with_synonyms(
    word: WordQuery, groups: SynonymGroups, analyzer: Analyzer, official: Sequence[str] = ()
) -> WordQuery:
    """A word of a query with its synonyms, those of the lexicon first.

    Before them come the words that officials say instead, if any are given.
    """
    listed = [*analyzer.lexicon.synonyms(word.text)]
    if group := analyzer.group(word.text):
        listed += groups.synonyms(word.text, group)
    instead = _other_words(word, official, "official", analyzer)
    synonyms = _other_words(word, listed, "synonym", analyzer)
    # What is both is found once, as the first.
    return replace(word, synonyms=tuple({**synonyms, **instead}.values()))


def _other_words(
    word: WordQuery, texts: Iterable[str], basis: FormBasis, analyzer: Analyzer
) -> dict[tuple[str, ...], WordQuery]:
    """The first words of some for another, by their keys."""
    found: dict[tuple[str, ...], WordQuery] = {}
    for text in texts:
        other = read_word_query(text, analyzer)
        # One that contains the word is found as the word.
        if word.form not in other.form and set(other.keys).isdisjoint(word.keys):
            found.setdefault(other.keys, replace(other, basis=basis))
    return dict(islice(found.items(), _MAX_OTHERS))
