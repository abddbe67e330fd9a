"""The tree of a query → which utterances match it, a whole array at a time.

A word is required of the exchange, or of its headings; an utterance is a match if it
has at least one of the words itself. So each node has three answers:

    exchanges   which exchanges satisfy it
    evidence    which utterances show it; null for a node that has nothing to show
    allowed     which utterances may be shown at all (fields: 発言者:, 期間:)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from index.engines.whoosh.filtering import Names, field_mask
from index.engines.whoosh.lookup import Counts
from index.engines.whoosh.snapshot import Mask, Snapshot
from index.engines.whoosh.words import WordMatch
from index.syntax import AndNode, FieldNode, Node, NotNode, OrNode, WordNode

Match = Callable[[WordNode], WordMatch]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a node answers; masks over exchanges, and over documents."""

    exchanges: Mask
    evidence: Mask | None
    allowed: Mask

    def documents(self, snapshot: Snapshot) -> Mask:
        """The utterances that match."""
        shown: Mask = self.allowed & self.exchanges[snapshot.exchange_of] & snapshot.spoken
        return shown if self.evidence is None else shown & self.evidence


class Evaluator:
    """Evaluates trees over one snapshot; `match` finds a word, `without` leaves out forms."""

    def __init__(
        self, snapshot: Snapshot, names: Names, match: Match, without: frozenset[str]
    ) -> None:
        self._snapshot = snapshot
        self._names = names
        self._match = match
        self._without = without
        # Whether a word in a heading is evidence for the utterances under it.
        self._headed = False

    def documents(self, node: Node) -> Mask:
        """The utterances that match a query.

        Where the words stand in headings alone (the number of an agenda item), every
        utterance under them matches.
        """
        found = self.evaluate(node).documents(self._snapshot)
        if not found.any() and not self._without:
            self._headed = True
            found = self.evaluate(node).documents(self._snapshot)
        return found

    def evaluate(self, node: Node) -> Answer:
        match node:
            case WordNode():
                return self._word(node)
            case FieldNode(name, value):
                allowed = field_mask(self._snapshot, self._names, name, value)
                return Answer(self._having(allowed), None, allowed)
            case NotNode(child):
                return self._not(child)
            case AndNode(children):
                return reduce(_both, map(self.evaluate, children))
            case OrNode(children):
                return self._either(children)

    def _word(self, node: WordNode) -> Answer:
        found = self._match(node)
        evidence = self._mask(found.counts(self._without))
        exchanges = self._having(evidence)
        exchanges[self._snapshot.exchange_of[found.headings]] = True
        if self._headed:
            evidence[found.headings] = True
        return Answer(exchanges, evidence, self._all())

    def _not(self, child: Node) -> Answer:
        """What an exchange must not satisfy, by its utterances or by its headings."""
        answer = self.evaluate(child)
        if isinstance(child, FieldNode):
            allowed = ~answer.allowed
            return Answer(self._having(allowed), None, allowed)
        return Answer(~answer.exchanges, None, self._all())

    def _either(self, children: tuple[Node, ...]) -> Answer:
        found = [self.evaluate(child) for child in children]
        exchanges = reduce(np.logical_or, (answer.exchanges for answer in found))
        evidence = reduce(np.logical_or, (answer.documents(self._snapshot) for answer in found))
        return Answer(exchanges, evidence, self._all())

    def _mask(self, counts: Counts) -> Mask:
        mask = np.zeros(len(self._snapshot.live), np.bool_)
        mask[counts.docs] = True
        return mask

    def _all(self) -> Mask:
        return np.ones(len(self._snapshot.live), np.bool_)

    def _having(self, documents: Mask) -> Mask:
        """The exchanges that have one of the documents."""
        exchanges = np.zeros(self._snapshot.exchanges, np.bool_)
        exchanges[self._snapshot.exchange_of[documents]] = True
        return exchanges


def _both(left: Answer, right: Answer) -> Answer:
    evidence = left.evidence if right.evidence is None else right.evidence
    if left.evidence is not None and right.evidence is not None:
        evidence = left.evidence | right.evidence
    return Answer(left.exchanges & right.exchanges, evidence, left.allowed & right.allowed)
