"""One generation, answering: search, point, and read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from index.analysis import Analyzer
from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.asking import Asker, question_words
from index.engines.whoosh.evaluating import Evaluator
from index.engines.whoosh.filtering import field_mask
from index.engines.whoosh.finding import Word, read_word
from index.engines.whoosh.kept import Kept
from index.engines.whoosh.lookup import within
from index.engines.whoosh.ranking import Ranker
from index.engines.whoosh.showing import Pages, highlights
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.words import WordMatch
from index.folding import fold
from index.minutes import Exchange, Meeting, Utterance
from index.query import SearchRequest
from index.results import Placed, SearchPage, Span, Statistics
from index.syntax import FIELD_NAMES, AndNode, FieldNode, Node, OrNode, Parsed, WordNode, parse

# Words of recent queries are kept, so that the next page, filter or form is quick; in
# a city's minutes, the most common word takes 6 MB.
_KEPT_BYTES = 48 << 20


class WhooshEngine:
    """Reads one generation; safe for many threads."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._snapshot = Snapshot(folder)
        self._pages = Pages(self._snapshot)
        self._ranker = Ranker(self._snapshot)
        self._analyzer = analyzer
        # Not a method of this engine: that would be a cycle, and keep its files open.
        self._match = Kept(partial(_find_word, self._snapshot, analyzer), _KEPT_BYTES)

    @property
    def name(self) -> str:
        """The generation it reads."""
        return self._snapshot.name

    @property
    def statistics(self) -> Statistics:
        return self._pages.statistics

    def search(self, request: SearchRequest) -> SearchPage:
        """The exchanges that have what the query asks for."""
        started = perf_counter()
        parsed = self._spelled(parse(request.query))
        words = [self._match(node) for node in _words(parsed.node)]
        without = frozenset(map(fold, request.without))
        found = self._documents(parsed.node, without)
        ranked = self._ranker.scores([word.scored(without) for word in words], found)
        page = self._pages.page(request, words, found, ranked)
        notes = (*parsed.notes, *self._notes(parsed.node, words, found))
        if request.query.strip() and parsed.node is None:
            notes = (*notes, "探す言葉がないため、すべての発言を示します。")
        return replace(page, notes=notes, took_ms=_since(started))

    def _notes(self, node: Node | None, words: Sequence[WordMatch], found: Docs) -> Iterator[str]:
        """What the person would not guess of how the query was answered."""
        for field in _fields(node):
            if not field_mask(self._snapshot, self._pages.names, field.name, field.value).any():
                yield f"{FIELD_NAMES[field.name]}「{field.value}」に当てはまる発言はありません。"
        if words and len(found) and not any(within(found, word.docs()).any() for word in words):
            yield "議題などの見出しにだけある言葉です。その下の発言を示します。"

    def _spelled(self, parsed: Parsed) -> Parsed:
        """The query with each word that stands nowhere parted into the words it is made of."""
        notes = list(parsed.notes)
        return Parsed(parsed.node and self._parted(parsed.node, notes), tuple(notes))

    def _parted(self, node: Node, notes: list[str]) -> Node:
        match node:
            case AndNode(children):
                return AndNode(tuple(self._parted(child, notes) for child in children))
            case OrNode(children):
                return OrNode(tuple(self._parted(child, notes) for child in children))
            case WordNode(text, exact=False) if not self._match(node).found_anywhere:
                parts = question_words(text, self._analyzer)
                words = (self._match(WordNode(part)) for part in parts)
                if len(parts) > 1 and all(word.found_anywhere for word in words):
                    listed = "」「".join(parts)
                    notes.append(f"「{text}」は見つからないため、「{listed}」に分けました。")
                    return AndNode(tuple(map(WordNode, parts)))
        return node

    def ask(self, request: SearchRequest) -> SearchPage:
        """The exchanges that answer a question, with the passages that do."""
        started = perf_counter()
        asker = Asker(self._snapshot, self._ranker, self._pages, self._analyzer)
        return replace(asker.ask(request, self._match), took_ms=_since(started))

    def _documents(self, node: Node | None, without: frozenset[str]) -> Docs:
        """The utterances that match a tree; all of them where nothing is asked for."""
        if node is None:
            return self._snapshot.every
        names = self._pages.names
        return Evaluator(self._snapshot, names, self._match, without).documents(node)

    def _find(self, identifier: str) -> int | None:
        return next(self._snapshot.find("id", identifier), None)

    def utterance(self, identifier: str) -> Utterance | None:
        doc = self._find(identifier)
        if doc is None or not self._snapshot.spoken[doc]:
            return None
        return self._snapshot.utterance(doc)

    def exchange(self, identifier: str) -> Placed | None:
        """The exchange of that id, or the one that holds the utterance of that id.

        An exchange is named after its first utterance (the same id and an x), so an
        address outlives a change in how exchanges are parted.
        """
        doc = self._find(identifier)
        if doc is None and identifier.endswith("x"):
            doc = self._find(identifier[:-1])
        if doc is None or not self._snapshot.spoken[doc]:
            return None
        exchange = int(self._snapshot.exchange_of[doc])
        first, end = self._snapshot.first_of[exchange : exchange + 2].tolist()
        utterances = tuple(map(self._snapshot.utterance, range(first, end)))
        return Placed(
            exchange=Exchange(utterances[0].group, utterances),
            meeting=self._pages.head(doc),
            before=self._neighbour(doc, first - 1),
            after=self._neighbour(doc, end),
        )

    def _neighbour(self, doc: int, other: int) -> str | None:
        facts = self._snapshot.facts
        if other >= len(facts) or facts["meeting"][other] != facts["meeting"][doc]:
            return None
        if not self._snapshot.spoken[other]:
            return None
        return self._snapshot.utterance(other).group

    def meeting(self, identifier: str) -> Meeting | None:
        doc = self._find(identifier)
        if doc is None or self._snapshot.spoken[doc]:
            return None
        return self._snapshot.meeting(doc, whole=True)

    def highlights(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        """The matches of a query within one meeting, by utterance id."""
        header = self._find(meeting)
        parsed = self._spelled(parse(request.query))
        if header is None or parsed.node is None:
            return {}
        without = frozenset(map(fold, request.without))
        words = [self._match(node) for node in _words(parsed.node)]
        found = self._documents(parsed.node, without)
        end = header + 1 + self._snapshot.size_of(header)
        first, last = np.searchsorted(found, [header, end])
        return {
            self._snapshot.utterance(doc).id: highlights(words, doc, without)
            for doc in found[first:last].tolist()
        }

    def export(self) -> Iterator[Utterance]:
        """Every utterance, meeting by meeting by date, in the order of the minutes."""
        for header in self._snapshot.headers().tolist():
            size = self._snapshot.size_of(header)
            yield from map(self._snapshot.utterance, range(header + 1, header + 1 + size))


def _find_word(snapshot: Snapshot, analyzer: Analyzer, node: WordNode) -> WordMatch:
    return WordMatch(
        snapshot, Word(node.text, ()) if node.exact else read_word(node.text, analyzer)
    )


def _words(node: Node | None) -> Iterator[WordNode]:
    """The words a query asks for, without those it excludes."""
    match node:
        case WordNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from _words(child)
        case _:
            return


def _fields(node: Node | None) -> Iterator[FieldNode]:
    """The fields a query narrows by, without those it excludes."""
    match node:
        case FieldNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from _fields(child)
        case _:
            return


def _since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 2)
