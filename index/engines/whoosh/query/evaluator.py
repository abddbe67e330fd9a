"""The tree of a query → which utterances match it, a whole array at a time.

A word is required of the exchange, or of its headings; an utterance is a match if it
has at least one of the words itself. So each node has three results:

    exchanges   bool[E]: the exchanges that satisfy it
    evidence    int64[N], ascending: the utterances that show it; None for a node without words
    allowed     bool[D]: the utterances that may be shown at all (fields: 発言者:, 期間:);
                None where any may
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Mask,
    drop_repeats,
    in_sorted,
    intersect_sorted,
    sort_unique,
    union_sorted,
)
from index.engines.whoosh.matching.filters import field_mask
from index.engines.whoosh.matching.substring import NO_SPANS, SpanArray, merge_spans, widen
from index.engines.whoosh.matching.word_match import (
    MIN_THREADED_UTTERANCES,
    WordMatch,
    map_segments,
    segments_of,
)
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.query.cost import Budget
from index.engines.whoosh.query.request_words import RequestWords
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.query_parser import (
    AndNode,
    FieldNode,
    NearNode,
    Node,
    NotNode,
    OrNode,
    WordNode,
    words_of,
)

# The cost of the words of a query that are matched wherever they occur, in milliseconds; others
# are matched within the candidates, unless these have a larger share of the utterances.
MAX_FULL_COST, _MAX_CANDIDATE_SHARE = 60.0, 0.05
# Words that are as common as once in so many characters are looked for in the first of each text:
# in most, they are near each other there.
_BEGINNING = 256


class NodeResult(NamedTuple):
    """The result of a node."""

    exchanges: Mask
    evidence: Docs | None
    allowed: Mask | None

    def documents(self, snapshot: Snapshot) -> Docs:
        """The utterances that match, ascending."""
        docs = snapshot.utterance_docs if self.evidence is None else self.evidence
        shown = self.exchanges[snapshot.exchange_of[docs]]
        shown &= snapshot.utterance_mask[docs]
        if self.allowed is not None:
            shown &= self.allowed[docs]
        found: Docs = docs[shown]
        return found


class Evaluator:
    """Evaluates a tree over one snapshot, in the selected forms, in two phases.

    First the words that cost little are matched, wherever they occur. What they leave of the
    tree are its *candidates*: the exchanges that may still satisfy it. A word that costs much is
    matched within these alone, and leaves fewer; NEAR is located last of all. Where the candidates
    have more than a small share of the utterances, a word is matched everywhere, which is sooner
    done. An alternative that costs much is matched only where the others of its disjunction are
    not found, if that is little. The utterances found are the same either way.

    `within` (bool[E]) are the only exchanges asked for, if given: the words are then matched in
    these alone.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        field_values: FieldValues,
        words: RequestWords,
        selection: FormSelection,
        within: Mask | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._field_values = field_values
        self._words = words
        self._selection = selection
        self._matches: dict[WordNode, WordMatch] = {}
        self._field_masks: dict[FieldNode, Mask] = {}
        self._near_docs: dict[NearNode, Docs] = {}
        # A disjunction → the utterances that have a matched word of it, and the words marked in it.
        self._found: dict[OrNode, tuple[Mask, set[Node]]] = {}
        # A word, a segment, and whether only where the documents begin → documents in which it is
        # located, ascending, and where.
        self._located_spans: dict[tuple[WordMatch, int, bool], tuple[Docs, SpanArray]] = {}
        # Leaves of the tree → the exchanges that satisfy them.
        self._exchanges: dict[Node, Mask] = {}
        self._budget = Budget(MAX_FULL_COST if within is None else 0)
        # The exchanges that may satisfy the tree, and their utterances, which ascend.
        self._candidates = within
        self._docs = snapshot.utterance_docs
        # Whether a word in a heading is evidence for the utterances under it.
        self._match_headings = False

    def documents(self, node: Node | None) -> Docs:
        """The utterances that match a query, ascending; all of them for an empty one."""
        if node is None:
            return self._snapshot.utterance_docs
        found = self.documents_with_words(node)
        if not len(found) and not self._selection.without:
            # The words are in headings alone (the number of an agenda item).
            self._match_headings = True
            found = self._documents(node)
        return found

    def documents_with_words(self, node: Node) -> Docs:
        """As `documents`, without those that match by a heading alone."""
        self._match_words(node)
        self._locate_nears(node)
        return self._documents(node)

    def words(self, node: Node | None) -> list[WordMatch]:
        """The words of an evaluated tree without those it excludes, each once, in order."""
        return [self._matches[word] for word in dict.fromkeys(words_of(node))]

    def field_mask(self, node: FieldNode) -> Mask:
        """The documents whose field has a value, bool[D]."""
        if node not in self._field_masks:
            mask = field_mask(self._snapshot, self._field_values, node.name, node.value)
            self._field_masks[node] = mask
        return self._field_masks[node]

    # The first phase: words, the cheapest first, then NEAR

    def _match_words(self, node: Node) -> None:
        words = list(dict.fromkeys(words_of(node, excluded=True)))
        # Only where there are others is it asked which is the cheapest.
        is_single = len(words) == 1 and self._candidates is None
        costs = {word: 0.0 if is_single else self._words.cost(word) for word in words}
        costly: list[WordNode] = []
        # Of those that cost the same, the first that was typed.
        for word in sorted(costs, key=lambda each: costs[each]):
            if self._words.is_matched(word) or self._budget.affords(costs[word]):
                self._matches[word] = self._words.match(word)
            else:
                costly.append(word)
        alternatives = _alternatives(node)
        totals: dict[OrNode, float] = defaultdict(float)
        for word in costly:
            if word in alternatives:
                totals[alternatives[word]] += costs[word]

        def order(word: WordNode) -> tuple[float, float]:
            # Of alternatives, first those that find much for their cost.
            if word in alternatives:
                return totals[alternatives[word]], -self._words.doc_freq(word) / costs[word]
            return costs[word], 0

        for word in sorted(costly, key=order):
            self._narrow(node)
            docs = self._docs
            if word in alternatives:
                docs = docs[~self._found_by(alternatives[word])[docs]]
            if len(docs) > _MAX_CANDIDATE_SHARE * len(self._snapshot.utterance_docs):
                self._matches[word] = self._words.match(word)
            else:
                self._matches[word] = self._words.match_in(word, docs)

    def _found_by(self, node: OrNode) -> Mask:
        """The utterances that have a word of a disjunction that is matched, bool[D]."""
        if node not in self._found:
            self._found[node] = np.zeros(len(self._snapshot.exchange_of), np.bool_), set()
        found, marked = self._found[node]
        for word in self._matches.keys() & ({*node.children} - marked):
            found[self._docs_of(word)] = True
            marked.add(word)
        return found

    def _narrow(self, node: Node) -> None:
        """Leave only the exchanges that may still satisfy a tree."""
        exchange_of, candidates = self._snapshot.exchange_of, self._candidates
        bound = self._bound(node, upper=True)
        if bound is not None:
            candidates = bound if candidates is None else candidates & bound
        if candidates is not None:
            self._candidates = candidates
            self._docs = self._docs[candidates[exchange_of[self._docs]]]

    def _locate_nears(self, node: Node) -> None:
        """Locate the words of each NEAR, the one with the fewest utterances first."""
        nears = {near: self._docs_with_both(near) for near in _nears_of(node)}
        for near in sorted(nears, key=lambda each: len(nears[each])):
            self._narrow(node)
            self._near_docs[near] = self._located(near, intersect_sorted(nears[near], self._docs))

    def _docs_with_both(self, node: NearNode) -> Docs:
        """The utterances that have both sides of a NEAR."""
        left, right = (
            [self._docs_of(word) for word in words_of(side)] for side in (node.left, node.right)
        )
        return intersect_sorted(union_sorted(*left), union_sorted(*right))

    def _located(self, node: NearNode, docs: Docs) -> Docs:
        """Those of some utterances in which the two sides of a NEAR are near each other.

        Of two common sides, most are near each other where the texts begin. In the other texts, the
        rarer side is located, and the other only around it.
        """
        sides = [
            [self._matches[word] for word in words_of(side)] for side in (node.left, node.right)
        ]
        few, many = sorted(sides, key=lambda side: sum(word.frequency for word in side))
        characters = sum(len(segment.characters) for segment in self._snapshot.segments)
        are_common = _BEGINNING * sum(word.frequency for word in few) > characters

        def locate(part: tuple[int, SegmentReader, Docs]) -> Docs:
            number, segment, rest = part
            early = NO_DOCS
            if are_common:
                first, second = (
                    self._spans_in(side, number, rest, begins=True) for side in (few, many)
                )
                early = near(first, second, node.distance)
                longer = segment.text_ends[rest] - segment.text_starts[rest] > _BEGINNING
                rest = rest[longer & ~in_sorted(rest, early)]
            spans = self._spans_in(few, number, rest)
            there = drop_repeats(spans.docs)
            if not len(there):
                return segment.base + early
            windows = widen(segment, spans, node.distance)
            others = (word.spans(number, there, self._selection, windows) for word in many)
            late = near(spans, merge_spans(others), node.distance)
            return segment.base + union_sorted(early, late)

        parts = list(segments_of(self._snapshot, docs))
        in_threads = len(docs) > MIN_THREADED_UTTERANCES
        return np.concatenate([NO_DOCS, *map_segments(locate, parts, in_threads=in_threads)])

    def _spans_in(
        self, words: Sequence[WordMatch], segment: int, docs: Docs, *, begins: bool = False
    ) -> SpanArray:
        """The occurrences of words in some documents of a segment, each looked for once.

        If `begins`, at least those in their first characters.
        """
        return merge_spans(
            self._word_spans(word, segment, docs, begins=begins) for word in dict.fromkeys(words)
        )

    def _word_spans(self, word: WordMatch, segment: int, docs: Docs, *, begins: bool) -> SpanArray:
        key = word, segment, begins
        known, spans = self._located_spans.get(key, (NO_DOCS, NO_SPANS))
        rest = docs[~in_sorted(docs, known)]
        if len(rest):
            windows = _beginnings(self._snapshot.segments[segment], rest) if begins else None
            more = word.spans(segment, rest, self._selection, windows)
            known, spans = union_sorted(known, rest), merge_spans((spans, more))
            self._located_spans[key] = known, spans
        return spans if len(known) == len(docs) else spans.only(in_sorted(spans.docs, docs))

    def _bound(self, node: Node, *, upper: bool) -> Mask | None:
        """The exchanges that may satisfy a tree, or (not `upper`) surely do, by what is matched.

        None where nothing is known: then all may, and none surely does.
        """
        match node:
            case WordNode() if node not in self._matches:
                return None
            case NearNode(left, right) if node not in self._near_docs:
                return self._bound(AndNode((left, right)), upper=True) if upper else None
            case NotNode(child) if not isinstance(child, FieldNode):
                inside = self._bound(child, upper=not upper)
                return None if inside is None else ~inside
            case AndNode(children) | OrNode(children):
                is_and = isinstance(node, AndNode)
                bounds = [self._bound(child, upper=upper) for child in children]
                known = [bound for bound in bounds if bound is not None]
                # A part that is not known leaves the rest of an AND to bound it from above, and
                # the rest of an OR from below.
                if not known or (len(known) < len(bounds) and is_and != upper):
                    return None
                return reduce(np.logical_and if is_and else np.logical_or, known)
            case _:
                return self.evaluate(node).exchanges

    # The second phase: the tree

    def _documents(self, node: Node) -> Docs:
        result = self.evaluate(node)
        if self._candidates is not None:
            result = result._replace(exchanges=result.exchanges & self._candidates)
        return result.documents(self._snapshot)

    def evaluate(self, node: Node) -> NodeResult:
        """The result of a node whose words are matched; it holds within the candidates."""
        match node:
            case WordNode():
                return self._word(node)
            case FieldNode():
                return self._allow(node, self.field_mask(node))
            case NotNode(FieldNode() as field):
                return self._allow(node, ~self.field_mask(field))
            case NearNode():
                docs = self._near_docs[node]
                return NodeResult(self._exchanges_with(node, docs), docs, None)
            # What an exchange must not satisfy, by its utterances or by its headings.
            case NotNode(child):
                return NodeResult(~self.evaluate(child).exchanges, None, None)
            case AndNode(children):
                return reduce(_and, map(self.evaluate, children))
            case OrNode(children):
                results = [self.evaluate(child) for child in children]
                exchanges = reduce(np.logical_or, (each.exchanges for each in results))
                found = np.zeros(len(self._snapshot.exchange_of), np.bool_)
                for each in results:
                    found[each.documents(self._snapshot)] = True
                return NodeResult(exchanges, found.nonzero()[0], None)

    def _word(self, node: WordNode) -> NodeResult:
        match, evidence = self._matches[node], self._docs_of(node)
        under = match.headings(self._selection)
        exchanges = self._exchanges_with(node, evidence, under)
        if self._match_headings:
            evidence = union_sorted(evidence, under)
        return NodeResult(exchanges, evidence, None)

    def _docs_of(self, word: WordNode) -> Docs:
        """The utterances that a matched word is found in, ascending."""
        return self._matches[word].docs(self._selection)

    def _allow(self, node: Node, allowed: Mask) -> NodeResult:
        return NodeResult(self._exchanges_with(node, np.flatnonzero(allowed)), None, allowed)

    def _exchanges_with(self, node: Node, *every: Docs) -> Mask:
        """The exchanges that have one of the documents, computed once for a leaf of the tree."""
        exchanges = self._exchanges.get(node)
        if exchanges is None:
            exchanges = np.zeros(self._snapshot.exchange_count, np.bool_)
            for docs in every:
                exchanges[self._snapshot.exchange_of[docs]] = True
            self._exchanges[node] = exchanges
        return exchanges


def _beginnings(segment: SegmentReader, docs: Docs) -> SpanArray:
    """The first characters of some documents (ascending)."""
    starts = segment.text_starts[docs]
    return SpanArray(docs, starts, np.minimum(starts + _BEGINNING, segment.text_ends[docs]))


def _alternatives(node: Node) -> dict[WordNode, OrNode]:
    """The words that are nothing else in a tree than children of one disjunction, and that.

    What one of them finds need not be looked for by the others.
    """
    found: dict[WordNode, OrNode | None] = {}

    def visit(node: Node, parent: OrNode | None) -> None:
        match node:
            case WordNode():
                found[node] = parent if found.get(node, parent) is parent else None
            case OrNode(children):
                for child in children:
                    visit(child, node)
            case AndNode(children):
                for child in children:
                    visit(child, None)
            case NotNode(child):
                visit(child, None)
            case NearNode(left, right):
                for word in (*words_of(left), *words_of(right)):
                    found[word] = None

    visit(node, None)
    return {word: parent for word, parent in found.items() if parent is not None}


def _nears_of(node: Node) -> Iterator[NearNode]:
    """Every NEAR of a tree, of what it excludes too."""
    match node:
        case NearNode():
            yield node
        case NotNode(child):
            yield from _nears_of(child)
        case AndNode(children) | OrNode(children):
            yield from chain(*map(_nears_of, children))


def _and(left: NodeResult, right: NodeResult) -> NodeResult:
    evidence = left.evidence if right.evidence is None else right.evidence
    if left.evidence is not None and right.evidence is not None:
        evidence = union_sorted(left.evidence, right.evidence)
    allowed = left.allowed if right.allowed is None else right.allowed
    if left.allowed is not None and right.allowed is not None:
        allowed = left.allowed & right.allowed
    return NodeResult(left.exchanges & right.exchanges, evidence, allowed)


def near(left: SpanArray, right: SpanArray, distance: int) -> Docs:
    """The documents with an occurrence of one word near one of the other, in either order.

    At most `distance` characters are between them; occurrences that overlap are not near.
    Starts ascend.
    """
    return sort_unique(
        np.concatenate((_followed(left, right, distance), _followed(right, left, distance)))
    )


def _followed(first: SpanArray, second: SpanArray, distance: int) -> Docs:
    """The documents in which `second` begins at most `distance` behind an end of `first`."""
    if not len(first.docs) or not len(second.docs):
        return NO_DOCS
    # The next occurrence: if it is in another document, none follows in this one.
    following = second.starts.searchsorted(first.ends)
    there = np.minimum(following, len(second.starts) - 1)
    found = (following < len(second.starts)) & (second.docs[there] == first.docs)
    found &= second.starts[there] - first.ends <= distance
    docs: Docs = first.docs[found]
    return docs
