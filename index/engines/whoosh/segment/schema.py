"""Our fields as a Whoosh schema, and what of a document is kept beside its terms."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from whoosh.columns import FixedBytesColumn
from whoosh.fields import COLUMN, ID, FieldType, Schema

from index.engines.whoosh.segment.columns import BlobColumn
from index.engines.whoosh.segment.whoosh_codec import FlatPositions

# What filters, facets, orders and groups go by, as one row a document. Names are
# kept as 64-bit digests: two that are equal are the same name, and the name itself
# is read from any document that has it.
DOC_VALUES = np.dtype(
    [
        ("group", "<u8"),
        ("meeting", "<u8"),
        ("body", "<u8"),
        ("agenda", "<u8"),
        ("speaker", "<u8"),
        ("speaker_text", "<u8"),
        ("agenda_text", "<u8"),
        ("date", "<u4"),
        ("order", "<u4"),
        ("length", "<u4"),
        ("kind", "u1"),
        ("role", "u1"),
        ("type", "u1"),
        ("padding", "u1"),
    ]
)

UTTERANCE, MEETING = 0, 1
NO_ROLE = 255


class TermField(FieldType):
    """A field that is given its terms with their positions, already analyzed."""

    def __init__(self) -> None:
        super().__init__(FlatPositions(), None, scorable=True)


@lru_cache(maxsize=1 << 14)
def digest(name: str | None) -> int:
    """A name as 64 bits; no name is 0."""
    if not name:
        return 0
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def schema() -> Schema:
    return Schema(
        id=ID(),
        meeting=ID(),
        short=TermField(),
        long=TermField(),
        headings=TermField(),
        folded=COLUMN(BlobColumn()),
        lost=COLUMN(BlobColumn()),
        units=COLUMN(BlobColumn()),
        record=COLUMN(BlobColumn()),
        doc_values=COLUMN(FixedBytesColumn(DOC_VALUES.itemsize)),
    )
