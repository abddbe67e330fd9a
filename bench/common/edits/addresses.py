"""Every address that was ever given, the text it last answered, and whether it answers rightly.

there   the same text; under a publisher's own id, the text that the publisher has there
moved   to the same text, or to a similar one
gone    the last text is shown; the meeting has neither it nor a new text very similar to it,
        and no new meeting has most of the texts of a meeting that is gone

Texts are compared by other means than those of the index.
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

_MIN_SIMILAR, _MIN_VERY_SIMILAR = 0.4, 0.85
# Comparing takes time quadratic in the length.
_MAX_COMPARED_LENGTH = 1_200


class Last(NamedTuple):
    """The last answer of an address: its text, and all texts of its exchange or meeting."""

    kind: Kind
    meeting: str
    text: str
    texts: tuple[str, ...]


class Now(NamedTuple):
    """The present answer of an address: the meeting or utterance `id`."""

    id: str
    meeting: str
    text: str
    texts: tuple[str, ...]


class AddressBook:
    """The addresses of an index."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.searcher = Searcher(home)
        self.given: dict[str, Last] = {}
        # Of these, texts that come later may be similar by chance.
        self._gone: set[str] = set()
        self.answers: Counter[Answer] = Counter()

    @property
    def history_size(self) -> int:
        """The bytes of the history of redirects."""
        files = sorted(self.home.glob(f"g*/{HISTORY}"))
        return files[-1].stat().st_size if files else 0

    def add(self, present: Iterable[Meeting]) -> None:
        """Note the addresses of meetings."""
        for meeting in present:
            texts = tuple(each.text for each in meeting.utterances)
            self.given[meeting.id] = Last("meeting", meeting.id, "", texts)
            for exchange in meeting.exchanges:
                group = tuple(each.text for each in exchange.utterances)
                for each in exchange.utterances:
                    self.given[each.id] = Last("utterance", meeting.id, each.text, group)
                if exchange.id not in {each.id for each in exchange.utterances}:
                    self.given[exchange.id] = Last("exchange", meeting.id, group[0], group)

    def of_meetings(self, meetings: set[str], random: Random, others: int) -> list[str]:
        """The addresses of some meetings, and `others` of the rest."""
        inside = [address for address, last in self.given.items() if last.meeting in meetings]
        outside = [address for address, last in self.given.items() if last.meeting not in meetings]
        return [*inside, *random.sample(outside, min(others, len(outside)))]

    def check(self, addresses: Iterable[str], present: Mapping[str, Meeting]) -> Iterator[str]:
        """What is wrong with the answers of addresses; `present` are the meetings of the files."""
        for address in addresses:
            last = self.given[address]
            is_meeting = last.kind == "meeting"
            found = self._meeting(address) if is_meeting else self._utterance(address)
            if isinstance(found, Gone):
                wrong = _wrongly_gone(last, found, present)
                if address not in self._gone:
                    wrong = wrong or self._still_there(last, present)
                self._gone.add(address)
            else:
                wrong = _wrongly_there(address, last, found, present)
                self._gone.discard(address)
            self.answers["wrong" if wrong else _answer(address, found)] += 1
            if wrong:
                yield f"{address}: {wrong}"
            elif isinstance(found, Now):
                self.given[address] = Last(last.kind, found.meeting, found.text, found.texts)

    def _still_there(self, last: Last, present: Mapping[str, Meeting]) -> str | None:
        """Where the text of an address that is gone is, unchanged or a little changed."""
        others = (each for each in present.values() if each.id not in self.given)
        for other in others if last.kind == "meeting" else ():
            shared = _count_shared(last.texts, (each.text for each in other.utterances))
            if 2 * shared > len(last.texts):
                return f"is gone, and there as {other.id}"
        now = last.meeting if last.meeting in present else self.searcher.former(last.meeting)
        utterances = present[now].utterances if isinstance(now, str) and now in present else ()
        for each in utterances if last.text else ():
            is_new = each.id not in self.given
            if _is_same(each.text, last.text) or (
                is_new and _similarity(each.text, last.text) > _MIN_VERY_SIMILAR
            ):
                return f"is gone, and there as {each.id}: {last.text[:30]} / {each.text[:30]}"
        return None

    def _meeting(self, address: str) -> Now | Gone | None:
        found = address if self.searcher.meeting(address) else self.searcher.former(address)
        meeting = self.searcher.meeting(found) if isinstance(found, str) else None
        if meeting is None:
            return found if isinstance(found, Gone) else None
        return Now(meeting.id, meeting.id, "", tuple(each.text for each in meeting.utterances))

    def _utterance(self, address: str) -> Now | Gone | None:
        placed = self.searcher.exchange(address)
        found = address if placed else self.searcher.former(address)
        if isinstance(found, Gone) or found is None:
            return found
        placed = placed or self.searcher.exchange(found)
        if placed is None:
            return None
        group = placed.exchange.utterances
        utterance = _find(found, group)
        texts = tuple(each.text for each in group)
        return Now(utterance.id, placed.meeting.id, utterance.text, texts) if utterance else None


def _answer(address: str, found: Now | Gone | None) -> Answer:
    if isinstance(found, Gone):
        return "gone"
    return "there" if found and _is_at(found, address) else "moved"


def _wrongly_there(
    address: str, last: Last, found: Now | None, present: Mapping[str, Meeting]
) -> str | None:
    """What is wrong with an answer that is not gone, if anything is."""
    if found is None:
        return f"not found; last: {last.text[:30]}"
    if last.kind == "meeting":
        if address in present:
            return None if found.id == address else "is there, and leads elsewhere"
        has_most = 2 * _count_shared(last.texts, found.texts) >= len(last.texts)
        return None if has_most else "leads to another meeting"
    is_there = _is_at(found, address)
    has_publisher_id = not found.id.startswith(f"{found.meeting}-")
    if _is_same(last.text, found.text) or (is_there and has_publisher_id):
        return None
    if not is_there and _similarity(last.text, found.text) >= _MIN_SIMILAR:
        return None
    verb = "has" if is_there else "leads to"
    return f"{verb} another text: {last.text[:30]} / {found.text[:30]}"


def _wrongly_gone(last: Last, found: Gone, present: Mapping[str, Meeting]) -> str | None:
    texts = tuple(each.text for each in found.utterances)
    if last.kind == "meeting":
        if last.meeting in present:
            return "is gone, and there"
        return None if found.is_meeting and texts == last.texts else "another last text is shown"
    utterance = _find(found.id, found.utterances)
    if utterance is None or utterance.text != last.text:
        return f"another last text is shown: {last.text[:30]}"
    return None if texts == last.texts else "another exchange is shown"


def _is_at(found: Now, address: str) -> bool:
    """Return whether an answer has the id of the address, that of an exchange ending in x."""
    return found.id in (address, address[:-1])


def _find(identifier: str, utterances: Iterable[Utterance]) -> Utterance | None:
    """The utterance of that id, or the first of the exchange of that id."""
    names = {identifier, identifier.removesuffix("x")}
    return next((each for each in utterances if each.id in names), None)


def _count_shared(one: Iterable[str], other: Iterable[str]) -> int:
    """The number of texts that both have."""
    return (Counter(one) & Counter(other)).total()


def _is_same(one: str, other: str) -> bool:
    """Return whether two texts differ in widths and spaces only."""
    return _fold(one) == _fold(other)


def _similarity(one: str, other: str) -> float:
    """A ratio from 0 to 1; 1 if one text contains the other."""
    one, other = sorted((_fold(one), _fold(other)), key=len)
    if one in other:
        return 1.0
    pair = one[:_MAX_COMPARED_LENGTH], other[:_MAX_COMPARED_LENGTH]
    return SequenceMatcher(None, *pair, autojunk=False).ratio()


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
