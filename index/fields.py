"""The table of fields: what of an utterance is filtered, counted and typed in a query.

A row of FIELDS declares a field once. From it follow the doc values of a segment, filters and
facets, what may be typed before a colon (会派:みさき会), the options of the command line, the
parameters of pages and API, and the labels they show.

To add a field, add a row; if the model lacks its value, add that to `index.minutes.Utterance`
and to the parser that reads it. An index built without the field is refused, because the
FIELDS_DIGEST in its manifest differs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Generic, Literal, NamedTuple, TypeVar, get_args

from index.minutes import KINDS, ROLES, MeetingHead, Source, Utterance
from index.periods import read_period

FieldKind = Literal["text", "person", "choice", "year", "date"]
FIELD_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
Owner = TypeVar("Owner", MeetingHead, Utterance)

# In characters: the lexer reads a longer word before a colon as no field.
MAX_TYPED_NAME = 12
# Names that a search has for other parameters or options.
RESERVED_NAMES = {
    *("q", "query", "mode", "sort", "page", "limit", "offset", "without", "with", "including"),
    *("synonyms", "json", "csv", "output", "index", "help"),
}
# A meeting and an utterance without any optional value: every field must be readable from them.
_EMPTY = {
    MeetingHead: MeetingHead("", "", ""),
    Utterance: Utterance("", "", None, "speech", "", Source("", "")),
}


class Choice(NamedTuple):
    """One of the few values of a field: its label, and what people type for it."""

    label: str
    typed: tuple[str, ...]


# Fields are compared by identity: there is one of each.
@dataclass(frozen=True, slots=True, eq=False)
class Field(Generic[Owner]):
    """A field of a meeting or an utterance (`of`); `value` reads it, null if it has none.

    `name` is its option, its parameter and its key among the facets, `label` what people read.
    `filters` and `facets` say whether it filters and is counted; `metavar` and `remark` appear
    in the help of its option. `typed` are its names in a query, in NFKC and lower case, the one
    that the help lists first.

    If it `counts_text`, its facets are of `text`, the lines joined by a space, and a filter may be
    such a text as well as a value: one value is of many things.

    A field that is not `stored` has no column of its own: every utterance has a kind anyway, and
    the person is found of the whole index when it is read, and filters by its value alone.

    A typed value is searched in `text` (lines), which defaults to `value`. Where a field
    does not filter, or `value_has_text`, utterances of the same value must have the same text:
    one column has both.

    Kinds, by what is typed in a query:

    text      a part of the text
    person    a name, an office, or both in any order
    choice    one of `choices`, by any of its words
    year      a year; the value is four digits
    date      a day or a period, by which it also filters; the value is YYYY-MM-DD
    """

    name: str
    label: str
    of: type[Owner]
    value: Callable[[Owner], str | None]
    kind: FieldKind = "text"
    text: Callable[[Owner], str | None] | None = None
    typed: tuple[str, ...] = ()
    filters: bool = True
    facets: bool = True
    counts_text: bool = False
    stored: bool = True
    value_has_text: bool = False
    metavar: str = "NAME"
    remark: str = ""
    choices: Mapping[str, Choice] = default(default_factory=lambda: MappingProxyType({}))

    @property
    def help(self) -> str:
        """What its option does, in one line."""
        listed = ", ".join(f"{value}={choice.label}" for value, choice in self.choices.items())
        return f"この{self.label}{self.remark}だけ" + (f": {listed}" if listed else "")

    def parse_value(self, given: str) -> str | None:
        """The value of a filter as a person gave it; null if the field cannot have it."""
        if self.kind == "year":
            year = unicodedata.normalize("NFKC", given).strip()
            return year if re.fullmatch("[0-9]{4}", year) else None
        if self.kind == "choice":
            return given if given in self.choices else None
        if self.kind == "date":
            return given if read_period(given) else None
        return given


def _agenda_name(utterance: Utterance) -> str | None:
    """The number of the agenda item, or its title if it has no number."""
    agenda = utterance.agenda
    return None if agenda is None else agenda.number or agenda.title


def _agenda_text(utterance: Utterance) -> str:
    """Number and title: one number may be of many meetings."""
    agenda = utterance.agenda
    return _lines(agenda.number, agenda.title) if agenda else ""


def _speaker_name(utterance: Utterance) -> str | None:
    """The printed speaker, or the department that speaks."""
    return utterance.speaker or utterance.affiliation


def _speaker_text(utterance: Utterance) -> str:
    """As printed, the department, and name and office put together both ways."""
    name, office = utterance.name or "", utterance.office or ""
    return _lines(utterance.speaker, utterance.affiliation, name + office, office + name)


def _lines(*parts: str | None) -> str:
    return "\n".join(filter(None, parts))


def _table(*rows: Field[Any]) -> dict[str, Field[Any]]:
    """The rows by name. Raises ValueError for a row that contradicts itself or another."""
    table: dict[str, Field[Any]] = {}
    typed, labels = set[str](), set[str]()
    for row in rows:
        _require(re.fullmatch("[a-z]+", row.name), row, "name is not of the letters a to z")
        _require(row.name not in RESERVED_NAMES, row, "name is of another parameter of a search")
        _require(row.label, row, "has no label")
        _require(row.filters or row.typed, row, "neither filters nor can be typed")
        counted = (row.facets or row.typed) and not row.choices
        _require(row.stored or not counted, row, "is counted, but not stored")
        _require(row.filters or not row.facets, row, "is counted, but does not filter")
        _require(not row.counts_text or row.text, row, "counts a text that it lacks")
        _require(row.kind != "date" or not row.facets, row, "is a date, which is counted as a year")
        _require((row.kind == "choice") == bool(row.choices), row, "lacks choices, or its kind")
        _require(_is_readable(row), row, f"value cannot be read of an empty {row.of.__name__}")
        for name in row.typed:
            folded = unicodedata.normalize("NFKC", name).lower()
            _require(folded == name, row, f"typed name {name} is not folded")
            _require(len(name) <= MAX_TYPED_NAME, row, f"typed name {name} is too long")
            _require(name not in typed, row, f"typed name {name} is of another field")
            typed.add(name)
        _require(row.name not in table, row, "name is of another field")
        _require(row.label not in labels, row, f"label {row.label} is of another field")
        table[row.name] = row
        labels.add(row.label)
    return table


def _is_readable(row: Field[Any]) -> bool:
    try:
        for read in filter(None, (row.value, row.text)):
            read(_EMPTY[row.of])
    except (AttributeError, TypeError):
        return False
    return True


def _require(met: object, row: Field[Any], message: str) -> None:
    if not met:
        raise ValueError(f"index.fields: {row.name}: {message}")


# In the order in which options and facets are listed.
FIELDS = _table(
    Field("body", "会議体", MeetingHead, lambda head: head.body),
    Field(
        "committee",
        "委員会",
        MeetingHead,
        lambda head: head.committee,
        typed=("委員会", "committee"),
    ),
    Field(
        "meeting",
        "会議",
        MeetingHead,
        lambda head: head.id,
        text=lambda head: _lines(head.body, head.title, head.id),
        typed=("会議", "meeting"),
        facets=False,
        value_has_text=True,
        metavar="ID",
        remark="（会議のアドレスの末尾）",
    ),
    Field(
        "year",
        "年",
        MeetingHead,
        lambda head: head.date and head.date[:4],
        "year",
        metavar="YEAR",
        remark="（西暦）",
    ),
    Field(
        "date",
        "期間",
        MeetingHead,
        lambda head: head.date,
        "date",
        typed=("期間", "日付", "date"),
        facets=False,
        metavar="PERIOD",
        remark="（2023-04..2024-03、令和5年度など）",
    ),
    Field(
        "agenda",
        "議題",
        Utterance,
        _agenda_name,
        text=_agenda_text,
        typed=("議題", "agenda"),
        counts_text=True,
        metavar="NUMBER",
        remark="（番号、なければ題）",
    ),
    Field(
        "role",
        "役割",
        Utterance,
        lambda utterance: utterance.role,
        "choice",
        typed=("役割", "role"),
        metavar="ROLE",
        choices={
            "chair": Choice("議長・委員長", ("議長", "委員長", "会長", "座長", "chair")),
            "member": Choice("委員・議員", ("委員", "議員", "member")),
            "official": Choice(
                "行政側",
                ("行政", "理事者", "説明員", "市の機関", "町の機関", "職員", "official"),
            ),
            "secretariat": Choice("事務局", ("事務局", "書記", "secretariat")),
            "witness": Choice("参考人", ("参考人", "公述人", "witness")),
        },
    ),
    Field(
        "kind",
        "発言の種類",
        Utterance,
        lambda utterance: utterance.kind,
        "choice",
        typed=("種類", "kind"),
        stored=False,
        metavar="KIND",
        choices={
            "question": Choice("質問", ("質問", "質疑", "question")),
            "answer": Choice("答弁", ("答弁", "回答", "answer")),
            "comment": Choice("意見", ("意見", "comment")),
            "speech": Choice("発言", ("発言", "speech")),
            "report": Choice("報告", ("報告", "説明", "report")),
            "narrative": Choice("議事", ("議事", "narrative")),
            "note": Choice("注記", ("注記", "note")),
        },
    ),
    Field(
        "speaker",
        "発言者",
        Utterance,
        _speaker_name,
        "person",
        text=_speaker_text,
        typed=("発言者", "speaker"),
    ),
    Field(
        "person",
        "人",
        Utterance,
        lambda utterance: utterance.person,
        facets=False,
        stored=False,
        metavar="ID",
        remark="（発言者の一覧のアドレスの末尾）",
    ),
    Field(
        "party",
        "会派",
        Utterance,
        lambda utterance: utterance.party,
        typed=("会派", "party"),
    ),
)
_require([*FIELDS["role"].choices] == [*ROLES], FIELDS["role"], "lacks a role of the model")
_require([*FIELDS["kind"].choices] == [*KINDS], FIELDS["kind"], "lacks a kind of the model")

FILTERS = tuple(field for field in FIELDS.values() if field.filters)
FACETS = tuple(field for field in FIELDS.values() if field.facets)
# The field of each name that may be typed before a colon.
TYPED_FIELDS = {name: field for field in FIELDS.values() for name in field.typed}
# The names that narrow a query, as its help lists them: 会議: 議題: 期間:
TYPED_HELP = " ".join(f"{field.typed[0]}:" for field in FIELDS.values() if field.typed)


def _digest() -> str:
    """A digest of all that decides which columns there are and what their numbers mean."""
    rows = [
        # A date and what has its text in its column filter without another column for it.
        (
            *(row.name, row.of.__name__, row.kind, bool(row.text)),
            row.filters and row.kind != "date" and not row.value_has_text,
            *row.choices,
        )
        for row in FIELDS.values()
        if row.stored
    ]
    return blake2b(repr(rows).encode(), digest_size=3).hexdigest()


FIELDS_DIGEST = _digest()
