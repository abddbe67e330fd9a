"""The results of a search as plain values: no engine, no HTML, no URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from index.minutes import Exchange, Meeting, MeetingHead, Utterance
from index.query import SearchRequest

SuggestionBasis = Literal["fields", "wider", "similar"]
FormBasis = Literal[
    "literal", "spelling", "within", "official", "synonym", "opposite", "part", "pattern"
]
# The forms that are left out unless they are asked for by name.
LEFT_OUT: tuple[FormBasis, ...] = ("opposite", "part")
# The codes of notes on how a query was answered; the comment lists the parameters.
NoteCode = Literal[
    "query_truncated",  # characters read
    "words_truncated",  # words read
    "unclosed_quotation",
    "unreadable_period",  # the period as typed
    "near_without_words",
    "read_as_question",  # the query
    "query_without_words",
    "word_split",  # the word, its parts
    "forms_within_result",  # the words
    "compounds_included",  # the word
    "parts_unlisted",  # the word
    "pattern_forms_limited",  # the pattern, forms told
    "headings_only",
    "time_preferred",  # the time as typed, the question without it
    "word_without_match",  # the word
    "said_otherwise",  # what was typed, what is searched for it too
    "not_answered",
    "ordered_by_meaning",
    "field_absent",  # the field, of which no utterance has a value
    "field_without_match",  # the field as it is typed, its value
    "filter_ignored",  # the filter's field, its value
    "values_limited",  # the parameter, the values it may have, their characters
    "sort_ignored",  # the order as typed
    "parameter_unknown",  # its name
    "parameter_repeated",  # its name
    "parameter_replaced",  # its name, its value, the value used
]


class Span(NamedTuple):
    """Characters `start` up to, not including, `end` of a text: an utterance or a query."""

    start: int
    end: int


class Note(NamedTuple):
    """A remark on how a query was answered; `presentation.notes` has its words."""

    code: NoteCode
    params: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form of a query's `word`, as printed, and the number of utterances with it.

    `basis` says why it was searched: the string itself, another spelling of it, the string
    inside a longer word, what officials say for the word of a question (浸水 for 水につかる), a
    synonym, the opposite (被保護者 of 保護者), a longer number or word
    that has its characters by chance (15人 of 5人, 心がけ of がけ), or a word that matches a
    pattern. `included` is false if it is left out, as the opposite and a `part` are unless they
    are asked for.
    """

    form: str
    count: int
    word: str
    basis: FormBasis = "literal"
    included: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query, and the number of utterances that it finds with the filters of the request.

    `basis` says what it is: the query with fields in place of the words that name their values
    (期間:2023-07-03); with its phrases taken apart into their words (公園 禁煙 for 公園の禁煙), or
    a kanji in the kana that find it too (がけ for 崖); or with a word that may be meant in place
    of the one typed.
    """

    query: str
    count: int
    basis: SuggestionBasis


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a field, and the number of matching utterances that have it.

    `years` are the first and the last of those utterances, for the text of a field that counts it.
    """

    value: str
    count: int
    chosen: bool = False
    years: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An utterance of a hit; if `matched`, with highlights unless only its fields match."""

    utterance: Utterance
    highlights: tuple[Span, ...] = ()
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that answers a question: `text` is `start` to `end` of the utterance's text."""

    utterance: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An exchange that matches, with all of its utterances in order."""

    id: str
    score: float
    meeting: MeetingHead
    utterances: tuple[Found, ...]
    quotes: tuple[Quote, ...] = ()

    @property
    def lead(self) -> Utterance:
        """The first utterance that matches; its agenda item and topic head the hit."""
        return next(
            (each for each in self.utterances if each.matched), self.utterances[0]
        ).utterance


@dataclass(frozen=True, slots=True)
class MeetingHit:
    """A meeting in which `total` utterances match: some of them, those of its best exchange first.

    In an order by date they are in the order of the minutes. A page of utterances has a meeting
    with those of its own that are on the page.
    """

    score: float
    meeting: MeetingHead
    total: int
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The size of an index."""

    meetings: int
    utterances: int
    characters: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits, and the counts of the whole result.

    `total` is the number of matching utterances, `exchanges` and `meetings` those of the
    exchanges and meetings which have them: all pages together show exactly these. By the unit
    of the request, the page has `hits`, which are exchanges, or `meeting_hits`. `facets` are the
    values of each field, the most frequent first. `searched` is the size of the index. Of a
    question, `answered` is false if no hit answers it: they are what comes nearest to it.
    """

    request: SearchRequest
    total: int
    exchanges: int
    meetings: int
    took_ms: float
    searched: Statistics
    hits: tuple[Hit, ...] = ()
    meeting_hits: tuple[MeetingHit, ...] = ()
    forms: tuple[Form, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    answered: bool | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An exchange with its meeting, and the ids of the exchanges before and after it."""

    exchange: Exchange
    meeting: MeetingHead
    before: str | None
    after: str | None


class MeetingNeighbours(NamedTuple):
    """The meetings of the same body and committee before and after a meeting, by date."""

    before: MeetingHead | None
    after: MeetingHead | None


@dataclass(frozen=True, slots=True)
class ResultPosition:
    """Where an exchange is in a result: its number of `total`, and the ids of its neighbours.

    The order is that of the pages of meetings.
    """

    number: int
    total: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A withdrawn meeting, or an exchange of it, as it was; `day` is when it was withdrawn.

    `utterances` are those of the meeting or the exchange.
    """

    id: str
    day: str
    meeting: Meeting
    utterances: tuple[Utterance, ...]

    @property
    def is_meeting(self) -> bool:
        return self.id == self.meeting.id


def quoted_spans(hits: Iterable[Hit], meeting: str) -> Mapping[str, tuple[Span, ...]]:
    """The quotations of a meeting among those hits, by utterance id."""
    spans: dict[str, tuple[Span, ...]] = {}
    for quote in (quote for hit in hits if hit.meeting.id == meeting for quote in hit.quotes):
        spans[quote.utterance] = (*spans.get(quote.utterance, ()), Span(quote.start, quote.end))
    return spans
