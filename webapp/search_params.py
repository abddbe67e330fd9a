"""Query string → SearchParams, and back: every link is built from such a value.

    ?q=&mode=ask&year=&role=&sort=newest&page=2&without=FORM&with=FORM&synonyms=0

Filters (`index.fields.FILTERS`), `without` and `with` may be repeated. Nothing here is an
error: values that are not valid are left out, and `SearchParams.notes` says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, TypeVar
from urllib.parse import quote_plus

from index.analysis.normalization.search_text import search_form
from index.fields import FILTERS
from index.periods import read_period
from index.query import SORTS, Filter, SearchRequest, Sort
from index.results import Note

Mode = Literal["search", "ask"]
Args = Mapping[str, Sequence[str]]
Pairs = list[tuple[str, str]]

T = TypeVar("T")

# Meetings of a page of results; speeches of one of a single meeting; exchanges of one of answers,
# and of a call of the API.
MEETINGS_OF_PAGE = 25
SPEECHES_OF_PAGE = 50
PAGE_SIZE = 10
MAX_LIMIT = 100
MAX_OFFSET = 1_000_000
# In characters: of the query, of another value (the title of an agenda item may be long), and of
# a number.
MAX_QUERY_LENGTH, MAX_VALUE_LENGTH, MAX_DIGITS = 1000, 10_000, 30
# Values of one parameter: a person may leave out form after form.
MAX_VALUES = 300
# Characters that HTML does not allow: some are spaces, the others print nothing.
_CONTROL_SPACE, _CONTROL = re.compile(r"[\t-\r\x1c-\x1f\x85]"), re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SINGLE = ("q", "limit", "offset", "sort", "synonyms")
# The parameters of the API.
_API_NAMES = {*_SINGLE, "without", "with", "from", "to", *(field.name for field in FILTERS)}
# The parameters of a form of two days, and the period that they become.
_DAY_NAMES = ("from", "to")
# Of the values whose quoted form is kept: a cache of long ones would take much memory.
_MAX_CACHED_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A search as its address says it; `notes` say which values were left out.

    Each method gives another search; all but `on_page` begin again at the first page.
    """

    search: SearchRequest
    mode: Mode = "search"
    notes: tuple[Note, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.search.query and not self.search.filters

    @property
    def page(self) -> int:
        return self.search.offset // max(1, self.search.limit) + 1

    @property
    def query_string(self) -> str:
        """The search without a leading `?`; parsing it gives the same value again."""
        return _encode(self._pairs)

    @property
    def meeting(self) -> Filter | None:
        """The filter by one meeting, whose speeches are all listed."""
        chosen = [each for each in self.search.filters if each.field == "meeting"]
        return chosen[0] if len(chosen) == 1 else None

    @property
    def results_query(self) -> str:
        """The search for the pages that it leads to, for marks and the way back, or nothing."""
        return "" if self.is_empty else f"?{self.query_string}"

    @property
    def hidden_fields(self) -> Pairs:
        """The part that stays when another query is typed: filters, order, synonyms."""
        typed = {"q", "mode", "without", "with", "page"}
        return [(name, value) for name, value in self._pairs if name not in typed]

    def fields_without(self, name: str) -> Pairs:
        """The search without a filter, from its first page, for a form that chooses it anew."""
        return [pair for pair in self._pairs if pair[0] not in (name, "page")]

    @property
    def period(self) -> tuple[str, str]:
        """The first and the last day of the period chosen, as a form of two days shows them."""
        chosen = [each.value for each in self.search.filters if each.field == "date"]
        period = read_period(chosen[0]) if len(chosen) == 1 else None
        first, last = period.days if period else (None, None)
        return first or "", last or ""

    @property
    def _pairs(self) -> Pairs:
        search = self.search
        return [
            ("q", search.query),
            *([("mode", self.mode)] if self.mode == "ask" else []),
            *((each.field, each.value) for each in search.filters),
            *([] if search.sort == "relevance" else [("sort", search.sort)]),
            *(("without", form) for form in search.without),
            *(("with", form) for form in search.including),
            *([] if search.synonyms else [("synonyms", "0")]),
            *([("page", str(self.page))] if self.page > 1 else []),
        ]

    def on_page(self, page: int) -> SearchParams:
        return replace(self, search=replace(self.search, offset=(page - 1) * self.search.limit))

    def in_mode(self, mode: Mode) -> SearchParams:
        return replace(self, search=_paged(self.search, mode, 1), mode=mode)

    def sorted_by(self, sort: Sort) -> SearchParams:
        return self._with(sort=sort)

    def with_query(self, query: str) -> SearchParams:
        return self._with(query=query, without=(), including=())

    def with_filter(self, field: str, value: str) -> SearchParams:
        return self._with(filters=_unique((*self.search.filters, Filter(field, value))))

    def without_filter(self, dropped: Filter) -> SearchParams:
        filters = (each for each in self.search.filters if each != dropped)
        return self._with(filters=tuple(filters))

    def with_form(self, form: str) -> SearchParams:
        """With a form that was left out, by the person or until asked for."""
        search = self.search
        without = _without_form(search.without, form)
        if without != search.without:
            return self._with(without=without)
        return self._with(including=_unique((*search.including, form)))

    def without_form(self, form: str) -> SearchParams:
        search = self.search
        including = _without_form(search.including, form)
        if including != search.including:
            return self._with(including=including)
        return self._with(without=_unique((*search.without, form)))

    def with_all_forms(self) -> SearchParams:
        return self._with(without=(), synonyms=True)

    def with_synonyms(self, synonyms: bool) -> SearchParams:
        return self._with(synonyms=synonyms)

    def _with(self, **changes: Any) -> SearchParams:  # noqa: ANN401 - fields of a SearchRequest
        return replace(self, search=replace(self.search, offset=0, **changes))


def page_params(args: Args) -> SearchParams:
    """The parameters of a page: of results by meeting, or of exchanges that answer."""
    page = _number(args, "page", 1, 1, MAX_OFFSET // MEETINGS_OF_PAGE)
    mode: Mode = "ask" if _first(args, "mode") == "ask" else "search"
    params = _parse(args, PAGE_SIZE, 0)
    return replace(params, search=_paged(params.search, mode, page), mode=mode)


def _paged(search: SearchRequest, mode: Mode, page: int) -> SearchRequest:
    if mode == "ask":
        return replace(search, unit="exchange", limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    if any(each.field == "meeting" for each in search.filters):
        offset = (page - 1) * SPEECHES_OF_PAGE
        return replace(search, unit="utterance", limit=SPEECHES_OF_PAGE, offset=offset)
    offset = (page - 1) * MEETINGS_OF_PAGE
    return replace(search, unit="meeting", limit=MEETINGS_OF_PAGE, offset=offset)


def api_params(args: Args) -> SearchParams:
    """The parameters of a call of the API, with `limit` and `offset`.

    What is unknown, wrong or given twice is named in the notes.
    """
    limit = _number(args, "limit", PAGE_SIZE, 0, MAX_LIMIT)
    offset = _number(args, "offset", 0, 0, MAX_OFFSET)
    params = _parse(args, limit, offset)
    used = {"limit": limit, "offset": offset, "synonyms": int(params.search.synonyms)}
    return replace(params, notes=(*params.notes, *_api_notes(args, used)))


def _api_notes(args: Args, used: Mapping[str, int]) -> Iterator[Note]:
    """Notes on parameters that were not used as given; `used` are those that were, as numbers."""
    unknown = (_printable(name)[:20].strip() for name in args if name not in _API_NAMES)
    for name in list(dict.fromkeys(filter(None, unknown)))[:MAX_VALUES]:
        yield Note("parameter_unknown", (name,))
    for name in _SINGLE:
        if len(args.get(name, ())) > 1:
            yield Note("parameter_repeated", (name,))
    for name, number in used.items():
        typed = _first(args, name).strip()
        if typed and unicodedata.normalize("NFKC", typed).lstrip("+0") != str(number).lstrip("0"):
            yield Note("parameter_replaced", (name, typed[:20], number))


def quote_value(value: str) -> str:
    """A value as it is in an address; the same are in link after link, page after page."""
    return _quoted(value) if len(value) <= _MAX_CACHED_LENGTH else quote_plus(value)


_quoted = lru_cache(maxsize=4096)(quote_plus)


def unquoted(query: str) -> str | None:
    """The query without its quotation marks, or null where it has none."""
    plain = " ".join(re.sub(r'["“”„‟＂「」『』]', " ", query).split())
    return plain if plain and plain != " ".join(query.split()) else None


def _parse(args: Args, limit: int, offset: int) -> SearchParams:
    typed = _first(args, "q").strip()
    notes: list[Note] = []
    if len(typed) > MAX_QUERY_LENGTH:
        notes.append(Note("query_truncated", (MAX_QUERY_LENGTH,)))
    search = SearchRequest(
        query=typed[:MAX_QUERY_LENGTH].strip(),
        filters=_unique(_filters(args, notes)),
        sort=_sort(args, notes),
        limit=limit,
        offset=offset,
        without=_unique(_values(args, "without", notes)),
        including=_unique(_values(args, "with", notes)),
        synonyms=_first(args, "synonyms") != "0",
    )
    return SearchParams(search, notes=tuple(notes))


def _filters(args: Args, notes: list[Note]) -> Iterator[Filter]:
    begins, ends = (_first(args, name).strip() for name in _DAY_NAMES)
    if begins or ends:
        # The two days of a form are one period.
        args = {**args, "date": [f"{begins}..{ends}"]}
    for field in FILTERS:
        for given in _values(args, field.name, notes):
            value = field.parse_value(given)
            if value is None:
                notes.append(Note("filter_ignored", (field.name, given[:20])))
            else:
                yield Filter(field.name, value)


def _sort(args: Args, notes: list[Note]) -> Sort:
    typed = _first(args, "sort")
    if typed and typed not in SORTS:
        notes.append(Note("sort_ignored", (typed[:20],)))
    return next((sort for sort in SORTS if sort == typed), "relevance")


def _number(args: Args, name: str, default: int, least: int, most: int) -> int:
    """The number typed, brought between `least` and `most`; the default where none was."""
    try:
        return min(max(int(_first(args, name)[:MAX_DIGITS]), least), most)
    except ValueError:
        return default


def _values(args: Args, name: str, notes: list[Note]) -> list[str]:
    """The values of a parameter, without those that are empty, too long or too many."""
    given = [value for each in args.get(name, ()) if (value := _printable(each).strip())]
    used = [value for value in given if len(value) <= MAX_VALUE_LENGTH][:MAX_VALUES]
    if len(used) < len(given):
        notes.append(Note("values_limited", (name, MAX_VALUES, MAX_VALUE_LENGTH)))
    return used


def _first(args: Args, name: str) -> str:
    return _printable(next(iter(args.get(name, ())), ""))


def _printable(text: str) -> str:
    return _CONTROL.sub("", _CONTROL_SPACE.sub(" ", text))


def _encode(pairs: Iterable[tuple[str, str]]) -> str:
    """`urlencode` of pairs whose names, being ours, need no quoting."""
    return "&".join([f"{name}={quote_value(value)}" for name, value in pairs])


def _without_form(forms: tuple[str, ...], dropped: str) -> tuple[str, ...]:
    """The forms but one, which an address may name in another width or case, as searches do."""
    return tuple(form for form in forms if search_form(form) != search_form(dropped))


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
