"""Our fields as a Whoosh schema, and the doc values of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from whoosh.fields import ID, FieldType, Schema

from index.engines.whoosh.segment.whoosh_codec import FlatPositions
from index.fields import FIELD_KINDS, FIELDS, Field, FieldKind

# The fields that hold terms: short tokens and long tokens.
TERM_FIELDS = ("short", "long")

# The types of columns. A text is stored as a 64-bit digest: equal digests are equal texts, and
# the text itself is read from any document that has it. In every column 0 is no value.
_TYPES: Mapping[FieldKind, str] = {
    "text": "<u8",
    "person": "<u8",
    "choice": "u1",
    "year": "<u2",
    "date": "<u4",
}
if missing := {*FIELD_KINDS} - {*_TYPES}:
    raise TypeError(f"doc values have no type for fields of the kind {', '.join(missing)}")


class Column(NamedTuple):
    """A column of doc values: the number of `key` is stored, and `text` is read back for it."""

    name: str
    field: Field[Any]
    key: Callable[[Any], str | None]
    text: Callable[[Any], str | None]


def _columns(field: Field[Any]) -> Iterator[Column]:
    """The column of a field, and that of its text where equal values have different texts."""
    text = field.text or field.value
    apart = field.filters and field.text and not field.value_has_text
    yield Column(field.name, field, field.value, field.value if apart else text)
    if apart:
        yield Column(f"{field.name}_text", field, text, text)


COLUMNS = {
    column.name: column for field in FIELDS.values() if field.stored for column in _columns(field)
}
# The column of each field in whose texts a typed value is searched: the last of its columns.
TEXT_COLUMNS = {
    column.field.name: column.name
    for column in COLUMNS.values()
    if column.field.typed and column.field.kind in ("text", "person")
}


def _doc_values() -> np.dtype[np.void]:
    """A row for each document: its columns from the widest to the narrowest, padded to 8 bytes."""
    rows = [("group", "<u8"), ("order", "<u4"), ("length", "<u4"), ("kind", "u1"), ("type", "u1")]
    rows += [(column.name, _TYPES[column.field.kind]) for column in COLUMNS.values()]
    rows.sort(key=lambda row: -np.dtype(row[1]).itemsize)
    return np.dtype([*rows, ("padding", "u1", (-np.dtype(rows).itemsize % 8,))])


DOC_VALUES = _doc_values()

# The types of documents.
UTTERANCE, MEETING, HEADING = 0, 1, 2


@lru_cache(maxsize=1 << 14)
def digest(name: str | None) -> int:
    """A 64-bit digest of a name; 0 for no name."""
    if not name:
        return 0
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def encode_value(field: Field[Any], value: str | None) -> int:
    """The number that is stored for a value of a field; 0 for no value."""
    if not value:
        return 0
    if not isinstance(value, str):
        raise TypeError(f"index.fields: {field.name}: value is no string: {value!r}")
    if field.kind == "choice":
        return [*field.choices].index(value) + 1
    if field.kind in ("year", "date"):
        return int(value.replace("-", ""))
    return digest(value)


def schema() -> Schema:
    """The fields that have terms, already analyzed; Whoosh does not know of our columns."""
    terms = {name: FieldType(FlatPositions(), None, scorable=True) for name in TERM_FIELDS}
    return Schema(id=ID(), meeting=ID(), **terms)
