"""Filters and typed fields: the utterances that have a value, as masks over all documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import nfkc_casefold, replace_surrogates
from index.analysis.normalization.search_text import search_text
from index.analysis.normalization.variants import standardize_word
from index.engines.whoosh.arrays import Mask
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.schema import TEXT_COLUMNS, digest, encode_value
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FIELDS, Field
from index.periods import read_period
from index.query import Filter

_HONORIFIC = re.compile("(?<=.)(?:君|くん|さん|氏|様|殿)$")
# 佐々木 is also written 佐佐木.
_REPEATED = re.compile("(.)々")
# A name before an office, as people type it.
_OFFICE = re.compile(
    "(.{1,6}?)((?:副)?(?:委員長|議長|会長|座長|市長|区長|町長|村長|知事|部長|課長|係長|局長|室長|教育長|議員|委員))"
)


def field_mask(snapshot: Snapshot, field_values: FieldValues, name: str, typed: str) -> Mask:
    """The documents whose field has a value as it is typed in a query; bool[D]."""
    field = FIELDS[name]
    if field.kind == "date":
        return _period_mask(snapshot, name, typed)
    persons: Mask | None = None
    if name in TEXT_COLUMNS:
        column = TEXT_COLUMNS[name]
        texts = field_values.texts(column)
        wanted = speaker_pattern(typed) if field.kind == "person" else re.escape(fold_name(typed))
        # An empty value finds nothing.
        pattern = re.compile(wanted or "(?!)")
        values = {value for value, text in texts.items() if pattern.search(fold_name(text))}
        persons = _persons_mask(snapshot, pattern) if field.kind == "person" else None
    else:
        column = name
        values = {encode_value(field, value) for value in _typed_values(field, typed)}
    mask = field_values.column(column).having(np.array(list(values), np.uint64))
    return mask if persons is None else mask | persons


def _persons_mask(snapshot: Snapshot, pattern: re.Pattern[str]) -> Mask:
    """The documents in which a person speaks one of whose full names has a pattern."""
    if not snapshot.knows_persons:
        return np.zeros(len(snapshot.doc_values), np.bool_)
    people = snapshot.people
    return people.mask(
        each.id
        for each in people.persons
        if any(pattern.search(fold_name(name)) for name in (each.name, *each.others))
    )


def _period_mask(snapshot: Snapshot, name: str, typed: str) -> Mask:
    period = read_period(typed)
    if period is None:
        return np.zeros(len(snapshot.doc_values), np.bool_)
    date = snapshot.doc_values[name]
    return (period.first <= date) & (date <= period.last) & (date > 0)


def _typed_values(field: Field[Any], typed: str) -> Iterable[str]:
    """The values one of whose words is `typed`, or else those with a word that contains it."""
    if field.kind != "choice":
        return filter(None, [field.parse_value(typed)])
    wanted = nfkc_casefold(typed)
    words = {value: (choice.label, *choice.typed) for value, choice in field.choices.items()}
    exact = [value for value, called in words.items() if wanted in called]
    return exact or [value for value in words if any(wanted in each for each in words[value])]


def speaker_pattern(value: str) -> str:
    """A pattern of the ways to print a speaker, in folded text; a 副市長 is not the 市長."""
    wanted = _HONORIFIC.sub("", fold_name(value))
    if not wanted:
        return ""
    whole = ("" if wanted.startswith("副") else "(?<!副)") + re.escape(wanted)
    parts = _OFFICE.fullmatch(wanted)
    if parts is None:
        return whole
    # 佐藤委員長 may be printed 委員長（佐藤太郎君）.
    name, office = map(re.escape, parts.groups())
    return f"{whole}|{name}[^（(\n]{{0,4}}(?<!副){office}|(?<!副){office}[（(]?{name}"


@lru_cache(maxsize=1 << 15)
def fold_name(text: str) -> str:
    """A name as it is compared: its search text without case, spaces, variants and repeat marks."""
    folded = nfkc_casefold(standardize_word(search_text(text).text))
    return _REPEATED.sub(r"\1\1", re.sub(r"[^\S\n]", "", folded))


def filter_masks(
    snapshot: Snapshot, field_values: FieldValues, filters: Sequence[Filter]
) -> dict[str, Mask]:
    """For each field that is filtered by, the documents with one of the values; bool[D] each."""
    chosen: dict[str, list[Filter]] = {}
    for each in filters:
        chosen.setdefault(each.field, []).append(each)
    return {
        name: _filter_mask(snapshot, field_values, name, values) for name, values in chosen.items()
    }


def _filter_mask(
    snapshot: Snapshot, field_values: FieldValues, name: str, filters: Sequence[Filter]
) -> Mask:
    if FIELDS[name].kind == "date":
        within: Mask = np.logical_or.reduce(
            [_period_mask(snapshot, name, each.value) for each in filters]
        )
        return within
    if name == "person":
        return snapshot.people.mask(each.value for each in filters)
    mask = field_values.column(name).having(_array(*map(stored_values, filters)))
    if FIELDS[name].counts_text:
        mask |= field_values.column(TEXT_COLUMNS[name]).having(_array(*map(stored_texts, filters)))
    return mask


def _array(*values: set[int]) -> npt.NDArray[np.uint64]:
    return np.array(list(set[int]().union(*values)), np.uint64)


def stored_texts(chosen: Filter) -> set[int]:
    """The values of the column of a field's texts that a filter accepts.

    One of its spaces may be the end of a line.
    """
    value = replace_surrogates(chosen.value)
    spaces = (at for at, character in enumerate(value) if character == " ")
    return {digest(value), *(digest(f"{value[:at]}\n{value[at + 1 :]}") for at in spaces)} - {0}


def stored_values(chosen: Filter) -> set[int]:
    """The values of a doc values column that a filter accepts; none if it is not a valid value."""
    field = FIELDS[chosen.field]
    value = replace_surrogates(chosen.value)
    if field.parse_value(value) != value:
        return set()
    if field.kind not in ("text", "person"):
        return {encode_value(field, value)} - {0}
    # Numbers of agenda items are stored in NFKC, whatever width they are asked for in.
    return {digest(value), digest(unicodedata.normalize("NFKC", value))} - {0}
