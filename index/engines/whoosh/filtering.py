"""Filters and facets: which utterances a value keeps, and how many each would."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from index.engines.whoosh.documents import agenda_name, item_name, speaker_name, voice_name
from index.engines.whoosh.schema import NO_ROLE, digest
from index.engines.whoosh.snapshot import Docs, Mask, Snapshot
from index.folding import normal, valid
from index.minutes import ROLES, Utterance
from index.periods import read_period
from index.query import FILTER_FIELDS, Filter, FilterField
from index.results import FacetValue
from index.syntax import FieldName

# What people call the roles, first the word the pages use.
ROLE_NAMES = {
    "chair": ("議長", "委員長", "会長", "座長", "chair"),
    "member": ("委員", "議員", "member"),
    "official": ("行政", "理事者", "説明員", "市の機関", "町の機関", "職員", "official"),
    "secretariat": ("事務局", "書記", "secretariat"),
    "witness": ("参考人", "公述人", "witness"),
}
# What a field as typed is compared with: more than the one name a filter goes by.
_TYPED = {"speaker": "voice", "agenda": "item", "meeting": "meeting"}
_NAMED: dict[str, Callable[[Utterance], str | None]] = {
    "agenda": agenda_name,
    "item": item_name,
    "speaker": speaker_name,
    "voice": voice_name,
}
# A facet lists so many values; the rest is found by typing 発言者: and the like.
_MOST_VALUES = 50


class Names:
    """The names behind digests, read from any document that has them, and kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._names: dict[tuple[str, int], str] = {}
        self._all: dict[str, dict[int, str]] = {}

    def of(self, field: str, number: int, doc: int) -> str:
        """The name whose digest is `number`, which document `doc` has."""
        key = field, number
        if key not in self._names:
            self._names[key] = self._read(field, doc)
        return self._names[key]

    def all(self, field: str) -> dict[int, str]:
        """Every name of a field, by its digest."""
        if field not in self._all:
            spoken = np.flatnonzero(self._snapshot.spoken)
            numbers, first = np.unique(self._snapshot.facts[field][spoken], return_index=True)
            pairs = zip(numbers.tolist(), spoken[first].tolist(), strict=True)
            self._all[field] = {n: self.of(field, n, doc) for n, doc in pairs if n}
        return self._all[field]

    def _read(self, field: str, doc: int) -> str:
        if field == "meeting":
            head = self._snapshot.meeting(self._snapshot.header_of(doc)).head
            return f"{head.body}\n{head.title}\n{head.id}"
        if field == "body":
            return self._snapshot.meeting(self._snapshot.header_of(doc)).body
        utterance = self._snapshot.utterance(doc)
        return _NAMED[field](utterance) or ""


def field_mask(snapshot: Snapshot, names: Names, field: FieldName, value: str) -> Mask:
    """The utterances whose field, as typed in a query, has the value."""
    if field == "period":
        period = read_period(value)
        if period is None:
            return np.zeros(len(snapshot.facts), np.bool_)
        date = snapshot.facts["date"]
        return (period.first <= date) & (date <= period.last) & (date > 0)
    if field == "role":
        roles = [ROLES.index(role) for role in _roles(value)]
        return np.isin(snapshot.facts["role"], roles)
    wanted, fact = _plain(value), _TYPED[field]
    numbers = [
        number for number, name in names.all(fact).items() if wanted and wanted in _plain(name)
    ]
    return np.isin(snapshot.facts[fact], np.array(numbers, np.uint64))


def _roles(value: str) -> Iterable[Any]:
    wanted = normal(value)
    exact = [role for role, called in ROLE_NAMES.items() if wanted in called]
    return exact or [
        role for role, called in ROLE_NAMES.items() if any(wanted in c for c in called)
    ]


def _plain(text: str) -> str:
    """Text without widths, case and spaces, as names are compared."""
    return re.sub(r"\s", "", normal(text))


def filter_masks(snapshot: Snapshot, filters: Sequence[Filter]) -> dict[FilterField, Mask]:
    """For each field that is filtered by, the utterances with one of its values."""
    masks: dict[FilterField, Mask] = {}
    for chosen in filters:
        mask = _filter_mask(snapshot, chosen)
        masks[chosen.field] = masks[chosen.field] | mask if chosen.field in masks else mask
    return masks


def _filter_mask(snapshot: Snapshot, chosen: Filter) -> Mask:
    facts = snapshot.facts
    if chosen.field == "year":
        year = int(chosen.value) if re.fullmatch("[1-9][0-9]{3}", chosen.value) else -1
        return np.asarray(facts["date"] // 10_000 == year)
    if chosen.field == "role":
        known = chosen.value in ROLES
        return np.asarray(facts["role"] == (ROLES.index(chosen.value) if known else NO_ROLE - 1))
    # No name is 0, and is no value to filter by.
    # Numbers of agenda items are kept in NFKC, whatever width they are asked for in.
    value = valid(chosen.value)
    numbers = {digest(value), digest(unicodedata.normalize("NFKC", value))} - {0}
    return np.isin(facts[chosen.field], np.array(sorted(numbers), np.uint64))


def facets(
    snapshot: Snapshot, names: Names, found: Mask, filters: Sequence[Filter]
) -> dict[str, tuple[FacetValue, ...]]:
    """For each field, its values among what the query and the other filters leave."""
    masks = filter_masks(snapshot, filters)
    result: dict[str, tuple[FacetValue, ...]] = {}
    for field in FILTER_FIELDS:
        others = [mask for name, mask in masks.items() if name != field]
        docs = np.flatnonzero(np.logical_and.reduce([found, *others]))
        chosen = {value for name, value in filters if name == field}
        result[field] = _values(snapshot, names, field, docs, chosen)
    return result


def _values(
    snapshot: Snapshot, names: Names, field: FilterField, docs: Docs, chosen: set[str]
) -> tuple[FacetValue, ...]:
    column = snapshot.facts["date" if field == "year" else field][docs]
    if field == "year":
        column = column // 10_000
    numbers, first, counts = np.unique(column, return_index=True, return_counts=True)
    order = np.argsort(-(numbers.astype(np.int64) if field == "year" else counts), kind="stable")
    values: list[FacetValue] = []
    for at in order.tolist():
        number, doc = int(numbers[at]), int(docs[first[at]])
        if number == (NO_ROLE if field == "role" else 0):
            continue
        value = _name(names, field, number, doc)
        if len(values) < _MOST_VALUES or value in chosen:
            values.append(FacetValue(value, int(counts[at]), value in chosen))
    missing = sorted(chosen - {value.value for value in values})
    return (*values, *(FacetValue(value, 0, True) for value in missing))


def _name(names: Names, field: FilterField, number: int, doc: int) -> str:
    if field == "year":
        return str(number)
    if field == "role":
        return ROLES[number]
    return names.of(field, number, doc)
