"""The minutes model: what a meeting is made of, as plain values.

    Meeting ── AgendaItem, Attendee
       └── Utterance …            in the order of the minutes
              └── Exchange        consecutive utterances under one address

The kinds of utterances are named as in Akoma Ntoso (OASIS), where it has a name. What is
printed is separate from what is inferred: `speaker` is the printed name or office, `basis`
says whether `role` and `affiliation` are printed or inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Literal, NamedTuple, get_args

Kind = Literal["question", "answer", "comment", "speech", "report", "narrative", "note"]
Role = Literal["chair", "member", "official", "secretariat", "witness"]
Basis = Literal["printed", "inferred"]

KINDS: tuple[Kind, ...] = get_args(Kind)
ROLES: tuple[Role, ...] = get_args(Role)


class Mark(NamedTuple):
    """The characters of a text from `offset` on are printed on `page`, `line`."""

    offset: int
    page: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was published: file, its SHA-256, page and line (both from 1).

    `page` is null for a format without pages, `url` if none was published.
    """

    file: str
    sha256: str
    page: int | None = None
    line: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of business (議題): 諮問第148号, its title, who asked.

    `number` is in NFKC (「諮問第148号」), so that it can be compared and typed;
    `body` is the asking body (市長), `department` the one that brought the item.
    """

    number: str | None
    title: str
    body: str | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person of the attendance list, as printed.

    `side` is the heading of the list (委員, 市の機関, 事務局), `agenda` the number
    of the item the person came for, `party` the parliamentary group (会派).
    """

    name: str
    side: str
    office: str | None = None
    department: str | None = None
    agenda: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says in one turn; a document of the index.

    `text` is the joined text, its paragraphs separated by line feeds. `trace` gives the page
    and line of each character, and begins at offset 0. `exchange` is null for an utterance
    outside of questions and answers. `name` and `office` are the parts of the printed
    `speaker` that are certainly a name or an office.
    `person` is the id of the person who speaks, as far as the minutes of the whole index tell;
    it is found when they are read, and never stored. `affiliation` is the department, `party`
    the parliamentary group (会派) as printed with the speaker or in the attendance list.
    """

    id: str
    meeting: str
    exchange: str | None
    kind: Kind
    text: str
    source: Source
    speaker: str | None = None
    name: str | None = None
    office: str | None = None
    person: str | None = None
    party: str | None = None
    role: Role | None = None
    affiliation: str | None = None
    basis: Basis = "inferred"
    agenda: AgendaItem | None = None
    section: str | None = None
    topic: str | None = None
    trace: tuple[Mark, ...] = ()

    @property
    def group(self) -> str:
        """The id of the exchange it is shown in: its own id if it is alone."""
        return self.exchange or self.id

    def place(self, offset: int) -> Mark:
        """The page and line on which the character at `offset` is printed."""
        found = Mark(0, self.source.page, self.source.line)
        for mark in self.trace:
            if mark.offset > offset:
                break
            found = mark
        return found


def exchange_id(first: str) -> str:
    """The id of an exchange, from its first utterance's id."""
    return f"{first}x"


def first_utterance_id(exchange: str) -> str | None:
    """The id that the id of an exchange extends by an x; None if it does not end with x."""
    return exchange[:-1] if exchange.endswith("x") else None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its answers and its notes (質疑応答), or one utterance alone.

    It is shown and linked to as a whole. `id` is `Utterance.group` of each utterance.
    """

    id: str
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class MeetingHead:
    """The head of a meeting: what a hit shows of it; dates are ISO 8601 (YYYY-MM-DD).

    `committee` is that of the body which met (本会議, 文教委員会), null where the title
    names none; `session` is that of the body (会期: 令和7年第4回定例会), and `day` its day,
    from 1; `number` is what the title counts (第76回). `url` is where the body itself publishes
    the minutes.
    """

    id: str
    body: str
    title: str
    number: int | None = None
    date: str | None = None
    url: str | None = None
    committee: str | None = None
    session: str | None = None
    day: int | None = None


_HEAD_FIELDS = tuple(field.name for field in fields(MeetingHead) if field.name != "url")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A whole meeting: its head, and its utterances in the order of the minutes.

    `date_text` is the date as printed (令和５年１２月１１日（月）); `begins` and `ends`
    are HH:MM; `published` is the record as a whole (page and line null).
    """

    id: str
    body: str
    title: str
    published: Source
    utterances: tuple[Utterance, ...]
    number: int | None = None
    date: str | None = None
    date_text: str | None = None
    begins: str | None = None
    ends: str | None = None
    place: str | None = None
    agenda: tuple[AgendaItem, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    committee: str | None = None
    session: str | None = None
    day: int | None = None

    @property
    def head(self) -> MeetingHead:
        own = {name: getattr(self, name) for name in _HEAD_FIELDS}
        return MeetingHead(**own, url=self.published.url)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return tuple(group_exchanges(self.utterances))

    @property
    def addresses(self) -> set[str]:
        """All ids that may lead to it: an exchange may begin with any of its utterances."""
        own = [utterance.id for utterance in self.utterances]
        return {self.id, *own, *map(exchange_id, own)}


if missing := {*_HEAD_FIELDS} - {field.name for field in fields(Meeting)}:
    raise TypeError(f"Meeting lacks fields of MeetingHead: {', '.join(missing)}")


def group_exchanges(utterances: Iterable[Utterance]) -> Iterator[Exchange]:
    """Group consecutive utterances by the exchange they are shown in."""
    for group, members in groupby(utterances, key=lambda utterance: utterance.group):
        yield Exchange(group, tuple(members))
