"""Filters and facets: which utterances a value keeps, and how many each would."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from index.analysis.normalization.folding import nfkc_casefold, replace_surrogates
from index.analysis.normalization.variants import standardize_word
from index.engines.whoosh.arrays import Docs, Mask, argsmallest
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.schema import NO_ROLE, digest
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import ROLES
from index.query import FILTER_FIELDS, Filter, FilterField
from index.query_parser import FieldName, read_period
from index.results import FacetValue

# What people call the roles, first the word the pages use.
ROLE_NAMES = {
    "chair": ("議長", "委員長", "会長", "座長", "chair"),
    "member": ("委員", "議員", "member"),
    "official": ("行政", "理事者", "説明員", "市の機関", "町の機関", "職員", "official"),
    "secretariat": ("事務局", "書記", "secretariat"),
    "witness": ("参考人", "公述人", "witness"),
}
# What a field as typed is compared with: more than the one name a filter goes by.
TYPED = {"speaker": "speaker_text", "agenda": "agenda_text", "meeting": "meeting"}
_HONORIFIC = re.compile("(?<=.)(?:君|くん|さん|氏|様|殿)$")
# A name before an office, as people say it.
_OFFICE = re.compile(
    "(.{1,6}?)((?:副)?(?:委員長|議長|会長|座長|市長|区長|町長|村長|知事|部長|課長|係長|局長|室長|教育長|議員|委員))"
)
# A facet lists so many values; the rest is found by typing 発言者: and the like.
_MOST_VALUES = 50


def field_mask(snapshot: Snapshot, names: FieldValues, field: FieldName, value: str) -> Mask:
    """The utterances whose field, as typed in a query, has the value."""
    if field == "period":
        period = read_period(value)
        if period is None:
            return np.zeros(len(snapshot.doc_values), np.bool_)
        date = snapshot.doc_values["date"]
        return (period.first <= date) & (date <= period.last) & (date > 0)
    if field == "role":
        roles = [ROLES.index(role) for role in _roles(value)]
        return names.codes("role").having(np.array(roles, np.uint64))
    fact = TYPED[field]
    wanted = _called(value) if field == "speaker" else re.escape(_plain(value))
    matches = re.compile(wanted).search
    numbers = [
        number for number, name in names.all(fact).items() if wanted and matches(_plain(name))
    ]
    return names.codes(fact).having(np.array(numbers, np.uint64))


def _roles(value: str) -> Iterable[Any]:
    wanted = nfkc_casefold(value)
    exact = [role for role, called in ROLE_NAMES.items() if wanted in called]
    return exact or [
        role for role, called in ROLE_NAMES.items() if any(wanted in c for c in called)
    ]


def _called(value: str) -> str:
    """What a speaker is called, as a pattern; the 副市長 is not the 市長.

    佐藤委員長 may be printed 委員長（佐藤太郎君）: the name, and the office somewhere.
    """
    wanted = _HONORIFIC.sub("", _plain(value))
    if not wanted:
        return ""
    whole = ("" if wanted.startswith("副") else "(?<!副)") + re.escape(wanted)
    parts = _OFFICE.fullmatch(wanted)
    if parts is None:
        return whole
    name, office = map(re.escape, parts.groups())
    return f"{whole}|{name}[^（(\n]{{0,4}}(?<!副){office}|(?<!副){office}[（(]?{name}"


@lru_cache(maxsize=1 << 15)
def _plain(text: str) -> str:
    """Text without widths, case, spaces and shapes of characters, as names are compared."""
    return re.sub(r"[^\S\n]", "", nfkc_casefold(standardize_word(text)))


def filter_masks(names: FieldValues, filters: Sequence[Filter]) -> dict[FilterField, Mask]:
    """For each field that is filtered by, the utterances with one of its values."""
    chosen: dict[FilterField, list[int]] = {}
    for each in filters:
        chosen.setdefault(each.field, []).extend(_numbers(each))
    return {
        field: names.codes(field).having(np.array(numbers, np.uint64))
        for field, numbers in chosen.items()
    }


def _numbers(chosen: Filter) -> set[int]:
    """What stands for a value that is filtered by; no name is 0, and is none."""
    if chosen.field == "year":
        return {int(chosen.value)} if re.fullmatch("[1-9][0-9]{3}", chosen.value) else set()
    if chosen.field == "role":
        return {ROLES.index(role) for role in ROLES if role == chosen.value}
    # Numbers of agenda items are kept in NFKC, whatever width they are asked for in.
    value = replace_surrogates(chosen.value)
    return {digest(value), digest(unicodedata.normalize("NFKC", value))} - {0}


def facets(
    names: FieldValues, found: Docs, filters: Sequence[Filter]
) -> dict[str, tuple[FacetValue, ...]]:
    """For each field, its values among what the query and the other filters leave."""
    masks = filter_masks(names, filters)
    result: dict[str, tuple[FacetValue, ...]] = {}
    for field in FILTER_FIELDS:
        others = [mask[found] for name, mask in masks.items() if name != field]
        docs = found[np.logical_and.reduce(others)] if others else found
        chosen = {value for name, value in filters if name == field}
        result[field] = _values(names, field, docs, chosen)
    return result


def _values(
    names: FieldValues, field: FilterField, docs: Docs, chosen: set[str]
) -> tuple[FacetValue, ...]:
    codes = names.codes(field)
    counts = names.counts(field, docs)
    counts[codes.values == (NO_ROLE if field == "role" else 0)] = 0
    standing = np.flatnonzero(counts)
    ranks = -standing if field == "year" else standing - (counts[standing] << 32)
    listed = standing[argsmallest(ranks, _MOST_VALUES)].tolist()
    numbers = [number for value in chosen for number in _numbers(Filter(field, value))]
    if numbers:
        wanted = np.flatnonzero(np.isin(codes.values, np.array(numbers, np.uint64)) & (counts > 0))
        listed += sorted(set(wanted.tolist()) - set(listed))
    values = [
        FacetValue(value, count, value in chosen)
        for code, count in zip(listed, counts[listed].tolist(), strict=True)
        for value in [names.of(field, code)]
    ]
    missing = sorted(chosen - {value.value for value in values})
    return (*values, *(FacetValue(value, 0, True) for value in missing))
