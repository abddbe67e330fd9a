"""Random trees find what reading every exchange finds, wherever their words are matched."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

import pytest

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.arrays import in_sorted
from index.engines.whoosh.engine import Tables
from index.engines.whoosh.matching.term_table import TermTable
from index.engines.whoosh.matching.word_query import DEFAULT_SELECTION
from index.engines.whoosh.query import evaluator
from index.engines.whoosh.query.evaluator import Evaluator
from index.engines.whoosh.query.request_words import RequestWords, SharedWords
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import AgendaItem, Meeting, Role, Source, Utterance
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
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)
# Words that are each one token, and have no other spelling and no synonym here.
WORDS = ("水門", "鉄塔", "学童", "庁舎", "予算")
ROLE_LABELS: Mapping[Role, str] = {"member": "議員", "official": "理事者"}
# A pattern, and the word it matches.
PATTERNS = {"水*": "水門", "?塔": "鉄塔", "庁*": "庁舎"}


def meeting(name: str, chance: random.Random) -> Meeting:
    spoken = []
    for at in range(40):
        said = chance.choices(WORDS, weights=(1, 2, 4, 8, 16), k=chance.randint(0, 5))
        item = AgendaItem(f"議案第{at}号", f"{chance.choice(WORDS)}の件")
        utterance = Utterance(
            f"{name}-{at}",
            name,
            f"{name}-{at - at % 4}x",
            "speech",
            "。".join(f"{word}{'を' * chance.randint(0, 9)}" for word in said) or "はい。",
            SOURCE,
            role=chance.choice([None, *ROLE_LABELS]),
            agenda=item if chance.random() < 0.1 else None,
        )
        spoken.append(utterance)
    return Meeting(name, "倉野町議会", "会議録", SOURCE, tuple(spoken))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Three segments, with a deleted meeting."""
    home, chance = tmp_path_factory.mktemp("trees"), random.Random(3)
    for number in range(3):
        with open_writer(home) as writer:
            for name in (f"m{number}", f"n{number}"):
                writer.add(meeting(name, chance))
            writer.commit({})
    with open_writer(home) as writer:
        writer.remove("n1")
        writer.commit({})
    folder = Generations(home).current()
    assert folder is not None
    yield Snapshot.open(folder)


class Reader:
    """Evaluates trees by reading the utterances of one exchange after another."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._exchanges: dict[int, dict[int, Utterance]] = defaultdict(dict)
        for doc in snapshot.utterance_docs.tolist():
            self._exchanges[int(snapshot.exchange_of[doc])][doc] = snapshot.utterance(doc)

    def documents(self, node: Node) -> list[int]:
        for by_headings in (False, True):
            found: list[int] = []
            for exchange in self._exchanges.values():
                found += self._found(node, exchange, by_headings=by_headings)
            if found:
                return sorted(found)
        return []

    def _found(
        self, node: Node, exchange: Mapping[int, Utterance], *, by_headings: bool
    ) -> set[int]:
        """The utterances of an exchange that match."""
        if not self._satisfies(node, exchange):
            return set()
        evidence = self._evidence(node, exchange, by_headings)
        shown = set(exchange) if evidence is None else evidence
        return {doc for doc in shown if self._may_be_shown(node, exchange[doc])}

    def _satisfies(self, node: Node, exchange: Mapping[int, Utterance]) -> bool:
        said = exchange.values()
        match node:
            case WordNode():
                return any(self._says(node, each) or self._is_headed(node, each) for each in said)
            case FieldNode() | NotNode(FieldNode()):
                return any(self._may_be_shown(node, each) for each in said)
            case NearNode():
                return any(self._is_near(node, each.text) for each in said)
            case NotNode(child):
                return not self._satisfies(child, exchange)
            case AndNode(children):
                return all(self._satisfies(child, exchange) for child in children)
            case OrNode(children):
                return any(self._satisfies(child, exchange) for child in children)

    def _evidence(
        self, node: Node, exchange: Mapping[int, Utterance], by_headings: bool
    ) -> set[int] | None:
        match node:
            case WordNode():
                return {
                    doc
                    for doc, each in exchange.items()
                    if self._says(node, each) or (by_headings and self._is_headed(node, each))
                }
            case NearNode():
                return {doc for doc, each in exchange.items() if self._is_near(node, each.text)}
            case AndNode(children):
                every = [self._evidence(child, exchange, by_headings) for child in children]
                some = [each for each in every if each is not None]
                return set().union(*some) if some else None
            case OrNode(children):
                return set().union(
                    *(self._found(child, exchange, by_headings=by_headings) for child in children)
                )
            case _:
                return None

    def _may_be_shown(self, node: Node, utterance: Utterance) -> bool:
        match node:
            case FieldNode(_, value):
                return utterance.role is not None and ROLE_LABELS[utterance.role] == value
            case NotNode(FieldNode() as field):
                return not self._may_be_shown(field, utterance)
            case AndNode(children):
                return all(self._may_be_shown(child, utterance) for child in children)
            case _:
                return True

    @staticmethod
    def _places(node: WordNode, text: str) -> list[tuple[int, int]]:
        string = PATTERNS.get(node.text, node.text)
        starts = [at for at in range(len(text)) if text.startswith(string, at)]
        return [(start, start + len(string)) for start in starts]

    def _says(self, node: WordNode, utterance: Utterance) -> bool:
        return bool(self._places(node, utterance.text))

    @staticmethod
    def _is_headed(node: WordNode, utterance: Utterance) -> bool:
        agenda = utterance.agenda
        word = PATTERNS.get(node.text, node.text)
        return agenda is not None and word in (agenda.title or "")

    def _is_near(self, node: NearNode, text: str) -> bool:
        left, right = (
            [place for word in words_of(side) for place in self._places(word, text)]
            for side in (node.left, node.right)
        )
        return any(
            0 <= max(a[0], b[0]) - min(a[1], b[1]) <= node.distance for a in left for b in right
        )


class Trees:
    """Draws trees."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def tree(self, depth: int) -> Node:
        kinds = ["word", "word", "exact", "pattern", "field", "near"]
        if depth:
            kinds += ["and", "and", "or", "not"] * 3
        match self._random.choice(kinds):
            case "and":
                return AndNode(self._children(depth))
            case "or":
                return OrNode(self._children(depth))
            case "not":
                return NotNode(self.tree(depth - 1))
            case "near":
                sides = self._operand(), self._operand()
                return NearNode(*sides, self._random.choice([0, 1, 4, 20]))
            case "field":
                return FieldNode("role", self._random.choice([*ROLE_LABELS.values()]))
            case "pattern":
                return WordNode(self._random.choice([*PATTERNS]), wild=True)
            case kind:
                return self._word(exact=kind == "exact")

    def _children(self, depth: int) -> tuple[Node, ...]:
        return tuple(self.tree(depth - 1) for _ in range(self._random.randint(2, 4)))

    def _operand(self) -> WordNode | OrNode:
        if self._random.random() < 0.3:
            return OrNode((self._word(exact=False), self._word(exact=True)))
        return self._word(exact=self._random.random() < 0.3)

    def _word(self, *, exact: bool) -> WordNode:
        strings = ("門を", "塔", "を。学", "をを", "無い") if exact else ()
        return WordNode(self._random.choice((*WORDS, *strings)), exact=exact)


@pytest.fixture(scope="module")
def shared(snapshot: Snapshot) -> SharedWords:
    terms = list(map(TermTable, snapshot.segments))
    tables = Tables.of(snapshot, Analyzer(), terms)
    return SharedWords(snapshot, Analyzer(), terms, tables.readings, tables.groups)


@pytest.mark.parametrize("seed", range(8))
def test_trees_find_what_reading_every_exchange_finds(
    snapshot: Snapshot, shared: SharedWords, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, trees, fields = Reader(snapshot), Trees(seed), FieldValues(snapshot)
    for _ in range(60):
        tree = trees.tree(3)
        expected = reader.documents(tree)
        found, statistics = {}, {}
        # All words everywhere; all within what is left; some of both. The sides of NEAR are found
        # where texts begin, where one of them is, or first there and then here.
        for limits in ((1e9, 0.0, 256), (0.0, 1.0, 0), (9.0, 0.5, 20)):
            monkeypatch.setattr(evaluator, "MAX_FULL_COST", limits[0])
            monkeypatch.setattr(evaluator, "_MAX_CANDIDATE_SHARE", limits[1])
            monkeypatch.setattr(evaluator, "_BEGINNING", limits[2])
            words = RequestWords(shared)
            evaluated = Evaluator(snapshot, fields, words, DEFAULT_SELECTION)
            found[limits] = evaluated.documents(tree).tolist()
            statistics[limits] = [
                {
                    doc: freq
                    for doc, freq in zip(docs.tolist(), freqs.tolist(), strict=True)
                    if doc in expected
                }
                for docs, freqs, *_ in (
                    word.statistics(DEFAULT_SELECTION) for word in evaluated.words(tree)
                )
            ]
        assert found == dict.fromkeys(found, expected), tree
        first, *others = statistics.values()
        # An alternative is not looked for where others of a disjunction are found.
        for each, whole in zip(chain(*others), first * len(others), strict=True):
            assert each.items() <= whole.items(), tree
        if not any(isinstance(node, OrNode) for node in _nodes(tree)):
            assert others == [first] * len(others), tree


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from _nodes(child)
        case NotNode(child):
            yield from _nodes(child)


@pytest.mark.parametrize("seed", range(3))
def test_within_some_exchanges_alone_a_tree_finds_those_of_all(
    snapshot: Snapshot, shared: SharedWords, seed: int
) -> None:
    trees, fields = Trees(100 + seed), FieldValues(snapshot)
    for _ in range(30):
        tree, words = trees.tree(3), RequestWords(shared)
        every = Evaluator(snapshot, fields, words, DEFAULT_SELECTION).documents_with_words(tree)
        within = snapshot.exchange_of[snapshot.utterance_docs[40 * seed : 40 * seed + 40]]
        mask = in_sorted(snapshot.exchange_of[snapshot.exchange_starts[:-1]], within)
        some = Evaluator(snapshot, fields, RequestWords(shared), DEFAULT_SELECTION, mask)
        expected = every[mask[snapshot.exchange_of[every]]]
        assert some.documents_with_words(tree).tolist() == expected.tolist(), tree
