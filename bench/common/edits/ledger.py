"""Every address that was ever given, the text it last had, and whether it answers rightly.

there   the same text; under a publisher's own id, whatever the publisher has there
moved   to the same text, or to one that is like it
gone    the last text is shown; neither it nor, among what is new, one much like it
        stands in the meeting, and no new meeting has most of what the meeting had

Texts are compared in another way than where the index looks for them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from index.minutes import Meeting, Utterance
from index.redirects.history import HISTORY
from index.results import Gone
from index.search import Searcher

Kind = Literal["meeting", "exchange", "utterance"]
Answer = Literal["there", "moved", "gone", "wrong"]

_LIKE, _VERY_LIKE = 0.4, 0.85
# Texts are compared by so many characters: that takes their square.
_COMPARED = 1_200


class Last(NamedTuple):
    """What an address last answered: all texts, the one that it names, and the meeting."""

    kind: Kind
    meeting: str
    text: str
    texts: tuple[str, ...]


class Ledger:
    """The addresses of an index; `present` are the meetings that the files hold now."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.searcher = Searcher(home)
        self.given: dict[str, Last] = {}
        # What comes long after may be like them by chance.
        self._gone: set[str] = set()
        self.answers: Counter[Answer] = Counter()

    @property
    def size(self) -> int:
        """How many bytes the history has."""
        files = sorted(self.home.glob(f"g*/{HISTORY}"))
        return files[-1].stat().st_size if files else 0

    def learn(self, present: Iterable[Meeting]) -> None:
        """Take down the addresses that were given by now."""
        for meeting in present:
            texts = tuple(each.text for each in meeting.utterances)
            self.given[meeting.id] = Last("meeting", meeting.id, "", texts)
            for exchange in meeting.exchanges:
                group = tuple(each.text for each in exchange.utterances)
                for each in exchange.utterances:
                    self.given[each.id] = Last("utterance", meeting.id, each.text, group)
                if exchange.id not in {each.id for each in exchange.utterances}:
                    self.given[exchange.id] = Last("exchange", meeting.id, group[0], group)

    def touched(self, changed: set[str], random: Random, others: int) -> list[str]:
        """The addresses of these meetings, and some of the others."""
        near = [each for each, last in self.given.items() if last.meeting in changed]
        far = [each for each, last in self.given.items() if last.meeting not in changed]
        return [*near, *random.sample(far, min(others, len(far)))]

    def check(self, addresses: Iterable[str], present: Mapping[str, Meeting]) -> Iterator[str]:
        """What is wrong with what these addresses answer."""
        for address in addresses:
            last = self.given[address]
            found = self._meeting(address) if last.kind == "meeting" else self._said(address)
            if isinstance(found, Gone):
                wrong = _wrongly_gone(last, found, present)
                if address not in self._gone:
                    wrong = wrong or self._lost(last, present)
                self._gone.add(address)
            else:
                wrong = _wrong(address, last, found, present)
                self._gone.discard(address)
            self.answers["wrong" if wrong else _answer(address, found)] += 1
            if wrong:
                yield f"{address}: {wrong}"
            elif isinstance(found, Now):
                self.given[address] = Last(last.kind, found.meeting, found.text, found.texts)

    def _lost(self, last: Last, present: Mapping[str, Meeting]) -> str | None:
        """Whether what is said to be gone is there, word for word or a little changed."""
        others = (each for each in present.values() if each.id not in self.given)
        for other in others if last.kind == "meeting" else ():
            shared = _shared(last.texts, (each.text for each in other.utterances))
            if 2 * shared > len(last.texts):
                return f"is gone, and there as {other.id}"
        now = last.meeting if last.meeting in present else self.searcher.former(last.meeting)
        held = present[now].utterances if isinstance(now, str) and now in present else ()
        for each in held if last.text else ():
            fresh = each.id not in self.given
            if same(each.text, last.text) or (fresh and _like(each.text, last.text) > _VERY_LIKE):
                return f"is gone, and there as {each.id}: {last.text[:30]} / {each.text[:30]}"
        return None

    def _meeting(self, address: str) -> Now | Gone | None:
        found = address if self.searcher.meeting(address) else self.searcher.former(address)
        meeting = self.searcher.meeting(found) if isinstance(found, str) else None
        if meeting is None:
            return found if isinstance(found, Gone) else None
        return Now(meeting.id, meeting.id, "", tuple(each.text for each in meeting.utterances))

    def _said(self, address: str) -> Now | Gone | None:
        placed = self.searcher.exchange(address)
        found = address if placed else self.searcher.former(address)
        if isinstance(found, Gone) or found is None:
            return found
        placed = placed or self.searcher.exchange(found)
        if placed is None:
            return None
        every = placed.exchange.utterances
        said = _named(found, every)
        texts = tuple(each.text for each in every)
        return Now(said.id, placed.meeting.id, said.text, texts) if said else None


class Now(NamedTuple):
    """What an address answers: the meeting or utterance of that id."""

    id: str
    meeting: str
    text: str
    texts: tuple[str, ...]


def same(one: str, other: str) -> bool:
    """Whether two texts differ in widths and spaces only."""
    return _folded(one) == _folded(other)


def _answer(address: str, found: Now | Gone | None) -> Answer:
    if isinstance(found, Gone):
        return "gone"
    return "there" if found and found.id in (address, address[:-1]) else "moved"


def _wrong(
    address: str, last: Last, found: Now | None, present: Mapping[str, Meeting]
) -> str | None:
    """What is wrong with an answer, if anything is."""
    if found is None:
        return f"not found; last: {last.text[:30]}"
    if last.kind == "meeting":
        if address in present:
            return None if found.id == address else "is there, and leads elsewhere"
        enough = 2 * _shared(last.texts, found.texts) >= len(last.texts)
        return None if enough else "leads to another meeting"
    if same(last.text, found.text) or (
        found.id in (address, address[:-1]) and not found.id.startswith(f"{found.meeting}-")
    ):
        return None
    if found.id in (address, address[:-1]):
        return f"has another text: {last.text[:30]} / {found.text[:30]}"
    if _like(last.text, found.text) >= _LIKE:
        return None
    return f"leads to another text: {last.text[:30]} / {found.text[:30]}"


def _wrongly_gone(last: Last, found: Gone, present: Mapping[str, Meeting]) -> str | None:
    if last.kind == "meeting":
        if last.meeting in present:
            return "is gone, and there"
        shown = tuple(each.text for each in found.utterances)
        return None if found.is_meeting and shown == last.texts else "another last text is shown"
    said = _named(found.id, found.utterances)
    if said is None or said.text != last.text:
        return f"another last text is shown: {last.text[:30]}"
    if tuple(each.text for each in found.utterances) != last.texts:
        return "another exchange is shown"
    return None


def _named(identifier: str, utterances: Iterable[Utterance]) -> Utterance | None:
    """The utterance of that id, or the first of the exchange of that id."""
    names = {identifier, identifier.removesuffix("x")}
    return next((each for each in utterances if each.id in names), None)


def _shared(one: Iterable[str], other: Iterable[str]) -> int:
    """How many texts are the same."""
    return sum((Counter(one) & Counter(other)).values())


def _like(one: str, other: str) -> float:
    one, other = sorted((_folded(one), _folded(other)), key=len)
    if one in other:
        return 1.0
    return SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False).ratio()


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
