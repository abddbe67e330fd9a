"""The tree of a query → which utterances match it, a whole array at a time.

A word is required of the exchange, or of its headings; an utterance is a match if it
has at least one of the words itself. So each node has three results:

    exchanges   bool[E]: the exchanges that satisfy it
    evidence    int64[N], ascending: the utterances that show it; None for a node without words
    allowed     bool[D]: the utterances that may be shown at all (fields: 発言者:, 期間:);
                None where any may
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import chain

import numpy as np

from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Mask,
    intersect_sorted,
    sort_unique,
    union_sorted,
)
from index.engines.whoosh.matching.filters import field_mask
from index.engines.whoosh.matching.substring import SpanArray, merge_spans
from index.engines.whoosh.matching.word_match import WordMatch, segments_of
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.snapshot import Snapshot
from index.query_parser import (
    AndNode,
    FieldNode,
    NearNode,
    NearOperand,
    Node,
    NotNode,
    OrNode,
    WordNode,
    words_of,
)
from index.results import Note

# The NEARs of a query together may compare this many occurrences, and read this many texts to
# locate tokens.
_MAX_OCCURRENCES, _MAX_TEXTS = 150_000, 30_000


@dataclass(frozen=True, slots=True)
class NodeResult:
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
    """Evaluates one tree over one snapshot, in the selected forms; `match` matches a word."""

    def __init__(
        self,
        snapshot: Snapshot,
        field_values: FieldValues,
        match: Callable[[WordNode], WordMatch],
        selection: FormSelection,
    ) -> None:
        self._snapshot = snapshot
        self._field_values = field_values
        self._match = match
        self._selection = selection
        self._occurrences_left, self._texts_left = _MAX_OCCURRENCES, _MAX_TEXTS
        self._nears: dict[NearNode, NodeResult] = {}
        # Whether a word in a heading is evidence for the utterances under it.
        self._match_headings = False
        # Notes on what was not searched as asked, in order.
        self.notes: dict[Note, None] = {}

    def documents(self, node: Node) -> Docs:
        """The utterances that match a query, ascending."""
        found = self.evaluate(node).documents(self._snapshot)
        if not len(found) and not self._selection.without:
            # The words are in headings alone (the number of an agenda item).
            self._match_headings = True
            found = self.evaluate(node).documents(self._snapshot)
        return found

    def evaluate(self, node: Node) -> NodeResult:
        match node:
            case WordNode():
                return self._word(node)
            case FieldNode():
                return self._allow(self._field_mask(node))
            case NearNode():
                # Evaluating the tree again for headings does not change a NEAR.
                if node not in self._nears:
                    self._nears[node] = self._near(node.left, node.right, node.distance)
                return self._nears[node]
            # What an exchange must not satisfy, by its utterances or by its headings.
            case NotNode(FieldNode() as field):
                return self._allow(~self._field_mask(field))
            case NotNode(child):
                return NodeResult(~self.evaluate(child).exchanges, None, None)
            case AndNode(children):
                return reduce(_and, map(self.evaluate, children))
            case OrNode(children):
                results = [self.evaluate(child) for child in children]
                exchanges = reduce(np.logical_or, (each.exchanges for each in results))
                documents = (each.documents(self._snapshot) for each in results)
                return NodeResult(exchanges, reduce(union_sorted, documents), None)

    def _word(self, node: WordNode) -> NodeResult:
        found = self._match(node)
        evidence = found.docs(self._selection)
        exchanges = self._exchanges_with(evidence)
        exchanges[self._snapshot.exchange_of[found.headings]] = True
        if self._match_headings:
            evidence = union_sorted(evidence, found.headings)
        return NodeResult(exchanges, evidence, None)

    def _near(self, left: NearOperand, right: NearOperand, distance: int) -> NodeResult:
        sides = [[self._match(node) for node in words_of(side)] for side in (left, right)]
        both = (np.concatenate([word.docs(self._selection) for word in side]) for side in sides)
        docs = intersect_sorted(*map(sort_unique, both))
        # A word on both sides is located once.
        words = dict.fromkeys(chain(*sides))
        if note := self._over_budget(words, len(docs)):
            self.notes[note] = None
            return NodeResult(self._exchanges_with(docs), docs, None)
        found = [NO_DOCS]
        for number, segment, local in segments_of(self._snapshot, docs):
            spans = {word: word.spans(number, local, self._selection) for word in words}
            first, second = (merge_spans(spans[word] for word in side) for side in sides)
            found.append(segment.base + near(first, second, distance))
        evidence = np.concatenate(found)
        return NodeResult(self._exchanges_with(evidence), evidence, None)

    def _over_budget(self, words: Collection[WordMatch], docs: int) -> Note | None:
        """Why the occurrences of words in `docs` utterances are not located; None if they are."""
        # The share of its occurrences that is expected in that many of its utterances.
        occurrences = {
            word: word.occurrences * docs // max(1, len(word.docs(self._selection)))
            for word in words
        }
        texts = {word: min(word.texts_to_read, docs) for word in words}
        common = [
            word
            for word in words
            if occurrences[word] > _MAX_OCCURRENCES or texts[word] > _MAX_TEXTS
        ]
        if common:
            return Note("near_words_too_common", _texts(common))
        all_occurrences, all_texts = sum(occurrences.values()), sum(texts.values())
        if all_occurrences > self._occurrences_left or all_texts > self._texts_left:
            return Note("near_places_too_many", _texts(words))
        self._occurrences_left -= all_occurrences
        self._texts_left -= all_texts
        return None

    def _field_mask(self, node: FieldNode) -> Mask:
        return field_mask(self._snapshot, self._field_values, node.name, node.value)

    def _allow(self, allowed: Mask) -> NodeResult:
        return NodeResult(self._exchanges_with(np.flatnonzero(allowed)), None, allowed)

    def _exchanges_with(self, docs: Docs) -> Mask:
        """The exchanges that have one of the documents."""
        exchanges = np.zeros(self._snapshot.exchange_count, np.bool_)
        exchanges[self._snapshot.exchange_of[docs]] = True
        return exchanges


def _and(left: NodeResult, right: NodeResult) -> NodeResult:
    evidence = left.evidence if right.evidence is None else right.evidence
    if left.evidence is not None and right.evidence is not None:
        evidence = union_sorted(left.evidence, right.evidence)
    allowed = left.allowed if right.allowed is None else right.allowed
    if left.allowed is not None and right.allowed is not None:
        allowed = left.allowed & right.allowed
    return NodeResult(left.exchanges & right.exchanges, evidence, allowed)


def _texts(words: Iterable[WordMatch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.text for word in words))


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
