"""Query string → what is asked, and the way back: every link is built from a value.

    ?q=&mode=ask&year=&role=&sort=newest&page=2&without=FORM&with=FORM&synonyms=0

Filters (`index.fields.FILTERS`), `without` and `with` may be repeated. Nothing here is an
error: what cannot be meant is set right, and `Asked.notes` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeVar
from urllib.parse import quote_plus

from index.fields import FILTERS
from index.query import SORTS, Filter, SearchRequest, Sort
from index.results import Note

Mode = Literal["search", "ask"]
Args = Mapping[str, Sequence[str]]

T = TypeVar("T")

PAGE_SIZE = 10
MOST_PER_CALL = 100
LONGEST_QUERY = 1000
LONGEST_VALUE = 200
MOST_VALUES = 30
LAST_OFFSET = 1_000_000
# Characters that print nothing, and that HTML does not allow.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# The same names are offered on page after page.
_quoted = lru_cache(maxsize=4096)(quote_plus)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address says it; `notes` say what was set right."""

    search: SearchRequest
    mode: Mode = "search"
    notes: tuple[Note, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for at all."""
        return not self.search.query and not self.search.filters

    @property
    def page(self) -> int:
        return self.search.offset // PAGE_SIZE + 1

    def on_page(self, page: int) -> Asked:
        return replace(self, search=replace(self.search, offset=(page - 1) * PAGE_SIZE))

    def sorted_by(self, sort: Sort) -> Asked:
        return self._again(replace(self.search, sort=sort))

    def narrowed(self, field: str, value: str) -> Asked:
        filters = _unique((*self.search.filters, Filter(field, value)))
        return self._again(replace(self.search, filters=filters))

    def widened(self, dropped: Filter) -> Asked:
        return self._again(
            replace(self.search, filters=tuple(f for f in self.search.filters if f != dropped))
        )

    def leaving_out(self, form: str) -> Asked:
        if form in self.search.including:
            return self._again(replace(self.search, including=_but(self.search.including, form)))
        return self._again(replace(self.search, without=_unique((*self.search.without, form))))

    def bringing_back(self, form: str) -> Asked:
        if form in self.search.without:
            return self._again(replace(self.search, without=_but(self.search.without, form)))
        return self._again(replace(self.search, including=_unique((*self.search.including, form))))

    def bringing_back_all(self) -> Asked:
        return self._again(replace(self.search, without=(), synonyms=True))

    def with_synonyms(self, wanted: bool) -> Asked:
        return self._again(replace(self.search, synonyms=wanted))

    def rephrased(self, query: str) -> Asked:
        return self._again(replace(self.search, query=query, without=(), including=()))

    def in_mode(self, mode: Mode) -> Asked:
        return replace(self._again(self.search), mode=mode)

    def _again(self, search: SearchRequest) -> Asked:
        """Another search, from its first page."""
        return replace(self, search=replace(search, offset=0) if search.offset else search)


def page_asked(args: Args) -> Asked:
    """What a page's address asks for, `PAGE_SIZE` exchanges at a time."""
    page = _number(args, "page", 1, 1, LAST_OFFSET // PAGE_SIZE)
    mode: Mode = "ask" if _first(args, "mode") == "ask" else "search"
    return replace(_asked(args, PAGE_SIZE, (page - 1) * PAGE_SIZE), mode=mode)


def api_asked(args: Args) -> Asked:
    """What a call of the API asks for, by `limit` and `offset`."""
    limit = _number(args, "limit", PAGE_SIZE, 1, MOST_PER_CALL)
    return _asked(args, limit, _number(args, "offset", 0, 0, LAST_OFFSET))


def query_string(asked: Asked) -> str:
    """The address of a search, without its leading `?`; parsing it gives `asked` again."""
    pairs = [*_words_and_filters(asked), *_order_and_forms(asked)]
    if asked.page > 1:
        pairs.append(("page", str(asked.page)))
    return _encoded(pairs)


def narrowing(asked: Asked) -> Callable[[str, str], str]:
    """A function that gives `query_string(asked.narrowed(field, value))` for many values.

    None of them is chosen yet. What stays the same is written once.
    """
    return _between(_words_and_filters(asked), _order_and_forms(asked))


def leaving_out(asked: Asked) -> Callable[[str], str]:
    """A function that gives `query_string(asked.leaving_out(form))` for many forms."""
    known = {*asked.search.without, *asked.search.including}
    before = [*_words_and_filters(asked), *_order(asked), *_without(asked)]
    left_out = _between(before, [*_with(asked), *_synonyms(asked)])
    return lambda form: (
        query_string(asked.leaving_out(form)) if form in known else left_out("without", form)
    )


def carried(asked: Asked) -> str:
    """The words of a search, behind the address of a page that marks them: ?q=…, or nothing."""
    if not asked.search.query:
        return ""
    return f"?{_encoded([*_words(asked), *_forms(asked)])}"


def kept_pairs(asked: Asked) -> list[tuple[str, str]]:
    """The filters and the order: what stays when the words of a query are changed."""
    return [*_filter_pairs(asked), *_order(asked), *_synonyms(asked)]


def _encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """`urlencode` of pairs whose names, being ours, need no quoting."""
    return "&".join([f"{name}={quote_plus(value)}" for name, value in pairs])


def _between(
    before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]
) -> Callable[[str, str], str]:
    """A function that encodes a pair between others, which are at least one before."""
    begin = _encoded(before)
    end = "".join(f"&{pair}" for pair in [_encoded(after)] if pair)
    return lambda name, value: f"{begin}&{name}={_quoted(value)}{end}"


def _words_and_filters(asked: Asked) -> list[tuple[str, str]]:
    return [*_words(asked), *_filter_pairs(asked)]


def _order_and_forms(asked: Asked) -> list[tuple[str, str]]:
    return [*_order(asked), *_forms(asked)]


def _forms(asked: Asked) -> list[tuple[str, str]]:
    return [*_without(asked), *_with(asked), *_synonyms(asked)]


def _without(asked: Asked) -> list[tuple[str, str]]:
    return [("without", form) for form in asked.search.without]


def _with(asked: Asked) -> list[tuple[str, str]]:
    return [("with", form) for form in asked.search.including]


def _synonyms(asked: Asked) -> list[tuple[str, str]]:
    return [] if asked.search.synonyms else [("synonyms", "0")]


def _words(asked: Asked) -> list[tuple[str, str]]:
    mode = [("mode", "ask")] if asked.mode == "ask" else []
    return [("q", asked.search.query), *mode]


def _filter_pairs(asked: Asked) -> list[tuple[str, str]]:
    return [(each.field, each.value) for each in asked.search.filters]


def _order(asked: Asked) -> list[tuple[str, str]]:
    return [] if asked.search.sort == "relevance" else [("sort", asked.search.sort)]


def unquoted(query: str) -> str | None:
    """The query without its quotation marks, or null where it has none."""
    plain = " ".join(re.sub(r'["“”„＂「」『』]', " ", query).split())
    return plain if plain and plain != " ".join(query.split()) else None


def _asked(args: Args, limit: int, offset: int) -> Asked:
    typed = _first(args, "q").strip()
    notes: list[Note] = []
    if len(typed) > LONGEST_QUERY:
        notes.append(Note("query_truncated", (LONGEST_QUERY,)))
    search = SearchRequest(
        query=typed[:LONGEST_QUERY].strip(),
        filters=_unique(_filters(args, notes)),
        sort=_sort(args, notes),
        limit=limit,
        offset=offset,
        without=_unique(_values(args, "without")),
        including=_unique(_values(args, "with")),
        synonyms=_first(args, "synonyms") != "0",
    )
    return Asked(search, notes=tuple(notes))


def _filters(args: Args, notes: list[Note]) -> Iterator[Filter]:
    for field in FILTERS:
        for given in _values(args, field.name):
            value = field.read(given)
            if value is None:
                notes.append(Note("filter_ignored", (field.name, given[:20])))
            else:
                yield Filter(field.name, value)


def _sort(args: Args, notes: list[Note]) -> Sort:
    typed = _first(args, "sort")
    for sort in SORTS:
        if typed == sort:
            return sort
    if typed:
        notes.append(Note("sort_ignored", (typed[:20],)))
    return "relevance"


def _number(args: Args, name: str, default: int, least: int, most: int) -> int:
    """A whole number between `least` and `most`, whatever was typed."""
    typed = re.fullmatch(r"\s*(-?)([0-9]+)\s*", _first(args, name))
    if typed is None:
        return default
    if typed[1]:
        return least
    return most if len(typed[2]) > len(str(most)) else min(max(int(typed[2]), least), most)


def _values(args: Args, name: str) -> list[str]:
    given = (_CONTROL.sub(" ", value).strip()[:LONGEST_VALUE] for value in args.get(name, ()))
    return [value for value in given if value][:MOST_VALUES]


def _first(args: Args, name: str) -> str:
    return _CONTROL.sub(" ", next(iter(args.get(name, ())), ""))


def _but(forms: tuple[str, ...], dropped: str) -> tuple[str, ...]:
    return tuple(form for form in forms if form != dropped)


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
