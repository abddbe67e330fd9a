"""The words of one request: each is resolved once, and all stages read the same plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.cache import SizedCache
from index.engines.whoosh.matching.kana_words import KanjiReadings
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.surface_forms import letters
from index.engines.whoosh.matching.synonyms import SynonymGroups, with_synonyms
from index.engines.whoosh.matching.term_table import TermTable
from index.engines.whoosh.matching.wildcard import match_pattern, read_pattern
from index.engines.whoosh.matching.word_match import WordMatch, match_word, match_word_in
from index.engines.whoosh.matching.word_query import (
    WordQuery,
    exact_string,
    read_word_query,
)
from index.engines.whoosh.query.cost import CostModel
from index.engines.whoosh.query.sample import TextSample
from index.engines.whoosh.segment.snapshot import Snapshot
from index.query_parser import WordNode
from index.results import Note, NoteCode

# The words of recent queries are cached, so that the next page, filter or form is quick. In the
# minutes of a city most words take less than 1 MB. Each process of a server has such a cache.
_MAX_CACHED_BYTES = 16 << 20
_MAX_CACHED_COSTS = 1024


class SharedWords:
    """What the requests over one snapshot share; safe for many threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        analyzer: Analyzer,
        terms: Sequence[TermTable],
        readings: KanjiReadings,
        groups: SynonymGroups,
    ) -> None:
        self.snapshot = snapshot
        self.analyzer = analyzer
        self.terms = terms
        self.readings = readings
        self.groups = groups
        self.sample = TextSample(snapshot)
        self.cost_model = CostModel(snapshot, self.sample)
        self.costs: dict[WordNode, float] = {}
        self.matches: SizedCache[WordNode, WordMatch] = SizedCache(_MAX_CACHED_BYTES)

    def read(self, node: WordNode) -> WordQuery:
        """A word of a query analyzed, with all words that are searched for it."""
        if node.exact:
            return exact_string(node.text)
        word = read_word_query(node.text, self.analyzer, self.readings.kanji)
        return with_synonyms(word, self.groups, self.analyzer, node.official)

    def prepare(self, pause: Callable[[], None]) -> None:
        """Make what the first words would wait for, with a pause after each step."""
        for table in self.terms:
            table.prepare()
            pause()
        self.readings.prepare()
        pause()
        _ = self.analyzer.everyday_words
        pause()
        letters()
        pause()
        self.sample.prepare()


class RequestWords:
    """Resolves, prices and matches the words of one request, each once; for one thread."""

    def __init__(self, shared: SharedWords) -> None:
        self._shared = shared
        self._resolved: dict[WordNode, ResolvedWord] = {}
        self._matches: dict[WordNode, WordMatch] = {}

    def cost(self, node: WordNode) -> float:
        """The cost of matching a word, in milliseconds."""
        costs, model = self._shared.costs, self._shared.cost_model
        cost = costs.get(node)
        if cost is None:
            if node.wild:
                cost = model.pattern(read_pattern(node.text))
            else:
                cost = model.word(self._resolve(node))
            if len(costs) >= _MAX_CACHED_COSTS:
                costs.clear()
            costs[node] = cost
        return cost

    def match(self, node: WordNode) -> WordMatch:
        """All occurrences of a word."""
        if node not in self._matches:
            self._matches[node] = self._shared.matches.get(node, lambda: self._match(node))
            # Its postings have been read.
            self._resolved.pop(node, None)
        return self._matches[node]

    def match_in(self, node: WordNode, docs: Docs) -> WordMatch:
        """The occurrences of a word in some utterances (ascending), for little more than these."""
        if node.wild:
            return self.match(node)
        resolved, (group_within, notes) = self._resolve(node), self._grouping(node)
        doc_freq = self.doc_freq(node)
        return match_word_in(resolved, docs, doc_freq, group_within=group_within, notes=notes)

    def doc_freq(self, node: WordNode) -> int:
        """About how many utterances have a word; 0 for a pattern."""
        return 0 if node.wild else self._shared.cost_model.doc_freq(self._resolve(node))

    def is_matched(self, node: WordNode) -> bool:
        """Whether all occurrences of a word have been asked for in this request."""
        return node in self._matches

    def occurs(self, node: WordNode) -> bool:
        """Whether a word occurs in any utterance or heading, without all that a match needs."""
        if not node.wild and not self.is_matched(node):
            if self._resolve(node).is_live_token:
                return True
            if self._shared.sample.has_as_tokens(node.text):
                return True
        return self.match(node).found_anywhere

    def kana_of(self, text: str) -> str:
        """The kana of a single kanji, if they find it too: がけ for 崖; else ""."""
        return self._shared.readings.kana(text)

    def estimate_occurrences(self, text: str) -> int:
        """About how often a string occurs in the texts; 0 for rare ones."""
        return self._shared.sample.estimate_occurrences(text)

    def _resolve(self, node: WordNode) -> ResolvedWord:
        if node not in self._resolved:
            word = self._shared.read(node)
            self._resolved[node] = ResolvedWord.resolve(self._shared.snapshot, word)
        return self._resolved[node]

    def _match(self, node: WordNode) -> WordMatch:
        if node.wild:
            return match_pattern(self._shared.snapshot, self._shared.terms, node.text)
        resolved, (group_within, notes) = self._resolve(node), self._grouping(node)
        return match_word(resolved, group_within=group_within, notes=notes)

    def _grouping(self, node: WordNode) -> tuple[bool, tuple[Note, ...]]:
        """Whether a word's occurrences inside longer words are grouped by these, and a note."""
        resolved = self._resolve(node)
        if self._shared.cost_model.group_within(resolved):
            return True, ()
        code: NoteCode = "parts_unlisted" if resolved.has_parts else "compounds_included"
        return False, (Note(code, (node.text,)),)
