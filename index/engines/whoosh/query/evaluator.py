"""The tree of a query → which utterances match it, a whole array at a time.

A word is required of the exchange, or of its headings; an utterance is a match if it
has at least one of the words itself. So each node has three answers:

    exchanges   which exchanges satisfy it, as a mask
    evidence    which utterances show it, ascending; null for a node that has nothing to show
    allowed     which utterances may be shown at all (fields: 発言者:, 期間:), as a mask;
                null where any may
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain

import numpy as np

from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, union_sorted
from index.engines.whoosh.matching.filters import field_mask
from index.engines.whoosh.matching.proximity import near, shared, together
from index.engines.whoosh.matching.stretches import places_of
from index.engines.whoosh.matching.substring import SpanArray
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.reader import SegmentReader
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

Match = Callable[[WordNode], WordMatch]

# A query looks at no more places one by one, and reads no more texts unit by unit.
_MOST_PLACES, _MOST_READ = 150_000, 30_000


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What a node answers."""

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
    """Evaluates trees over one snapshot; `match` finds a word, `choice` leaves out forms."""

    def __init__(
        self, snapshot: Snapshot, names: FieldValues, match: Match, choice: FormSelection
    ) -> None:
        self._snapshot = snapshot
        self._names = names
        self._match = match
        self._choice = choice
        self._may_look, self._may_read = _MOST_PLACES, _MOST_READ
        self._nears: dict[NearNode, NodeResult] = {}
        # Whether a word in a heading is evidence for the utterances under it.
        self._headed = False
        # What was not done as asked, in order.
        self.notes: dict[Note, None] = {}

    def documents(self, node: Node) -> Docs:
        """The utterances that match a query, ascending.

        Where the words stand in headings alone (the number of an agenda item), every
        utterance under them matches.
        """
        found = self.evaluate(node).documents(self._snapshot)
        if not len(found) and not self._choice.without:
            self._headed = True
            found = self.evaluate(node).documents(self._snapshot)
        return found

    def evaluate(self, node: Node) -> NodeResult:
        match node:
            case WordNode():
                return self._word(node)
            case FieldNode(name, value):
                return self._among(field_mask(self._snapshot, self._names, name, value))
            case NearNode():
                # A tree is evaluated again where it is found in headings alone; this is not.
                if node not in self._nears:
                    self._nears[node] = self._near(node.left, node.right, node.distance)
                return self._nears[node]
            case NotNode(child):
                return self._not(child)
            case AndNode(children):
                return reduce(_both, map(self.evaluate, children))
            case OrNode(children):
                return self._either(children)

    def _word(self, node: WordNode) -> NodeResult:
        found = self._match(node)
        evidence = found.docs(self._choice)
        exchanges = self._having(evidence)
        exchanges[self._snapshot.exchange_of[found.headings]] = True
        if self._headed:
            evidence = union_sorted(evidence, found.headings)
        return NodeResult(exchanges, evidence, None)

    def _near(self, left: NearOperand, right: NearOperand, distance: int) -> NodeResult:
        sides = [[self._match(node) for node in words_of(side)] for side in (left, right)]
        docs = shared(*([word.docs(self._choice) for word in side] for side in sides))
        if note := self._refused(dict.fromkeys(chain(*sides)), len(docs)):
            self.notes[note] = None
            return NodeResult(self._having(docs), docs, None)
        found = [NO_DOCS]
        for segment in self._snapshot.segments:
            first, last = docs.searchsorted([segment.base, segment.base + segment.doc_count])
            here = docs[first:last] - segment.base
            if len(here):
                left_places, right_places = self._places(sides, segment, here)
                found.append(segment.base + near(left_places, right_places, distance))
        evidence = np.concatenate(found)
        return NodeResult(self._having(evidence), evidence, None)

    def _refused(self, words: Collection[WordMatch], docs: int) -> Note | None:
        """Why not each place of words in so many utterances is looked at; null if it is."""
        looks = {word: self._looks(word, docs) for word in words}
        reads = {word: min(word.respelled, docs) for word in words}
        common = [word for word in words if looks[word] > _MOST_PLACES or reads[word] > _MOST_READ]
        if common:
            return Note("near_words_too_common", _texts(common))
        all_looks, all_reads = sum(looks.values()), sum(reads.values())
        if all_looks > self._may_look or all_reads > self._may_read:
            return Note("near_places_too_many", _texts(words))
        self._may_look -= all_looks
        self._may_read -= all_reads
        return None

    def _looks(self, word: WordMatch, docs: int) -> int:
        """About how many places a word has in so many of the utterances that have it."""
        return word.places_in_all * docs // max(1, len(word.docs(self._choice)))

    def _places(
        self, sides: Sequence[Sequence[WordMatch]], segment: SegmentReader, docs: Docs
    ) -> Iterator[SpanArray]:
        """Every place of the words of each side in some documents of a segment."""
        # A word that is on both sides is looked for once.
        words = dict.fromkeys(chain(*sides))
        places = {word: places_of(word, segment, docs, self._choice) for word in words}
        for side in sides:
            yield together(places[word] for word in side)

    def _among(self, allowed: Mask) -> NodeResult:
        return NodeResult(self._having(np.flatnonzero(allowed)), None, allowed)

    def _not(self, child: Node) -> NodeResult:
        """What an exchange must not satisfy, by its utterances or by its headings."""
        if isinstance(child, FieldNode):
            return self._among(~field_mask(self._snapshot, self._names, child.name, child.value))
        return NodeResult(~self.evaluate(child).exchanges, None, None)

    def _either(self, children: tuple[Node, ...]) -> NodeResult:
        found = [self.evaluate(child) for child in children]
        exchanges = reduce(np.logical_or, (answer.exchanges for answer in found))
        evidence = reduce(union_sorted, (answer.documents(self._snapshot) for answer in found))
        return NodeResult(exchanges, evidence, None)

    def _having(self, documents: Docs) -> Mask:
        """The exchanges that have one of the documents."""
        exchanges = np.zeros(self._snapshot.exchange_count, np.bool_)
        exchanges[self._snapshot.exchange_of[documents]] = True
        return exchanges


def _both(left: NodeResult, right: NodeResult) -> NodeResult:
    evidence = left.evidence if right.evidence is None else right.evidence
    if left.evidence is not None and right.evidence is not None:
        evidence = union_sorted(left.evidence, right.evidence)
    allowed = left.allowed if right.allowed is None else right.allowed
    if left.allowed is not None and right.allowed is not None:
        allowed = left.allowed & right.allowed
    return NodeResult(left.exchanges & right.exchanges, evidence, allowed)


def _texts(words: Iterable[WordMatch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.word.text for word in words))
