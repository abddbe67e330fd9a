"""Facets: the values of each field among what was found, with counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.arrays import Docs, argsmallest
from index.engines.whoosh.matching.filters import filter_masks, stored_values
from index.engines.whoosh.segment.doc_values import FieldValues
from index.fields import FACETS, FIELDS
from index.query import Filter
from index.results import FacetValue

# Rarer values are filtered by typing 発言者: and the like.
MAX_FACET_VALUES = 50


def facets(
    field_values: FieldValues, found: Docs, filters: Sequence[Filter]
) -> dict[str, tuple[FacetValue, ...]]:
    """For each field, its values among what the query and the filters of other fields leave."""
    masks = filter_masks(field_values, filters)
    result: dict[str, tuple[FacetValue, ...]] = {}
    for field in FACETS:
        others = [mask[found] for name, mask in masks.items() if name != field.name]
        docs = found[np.logical_and.reduce(others)] if others else found
        chosen = {value for name, value in filters if name == field.name}
        result[field.name] = _facet(field_values, field.name, docs, chosen)
    return result


def _facet(
    field_values: FieldValues, name: str, docs: Docs, chosen: set[str]
) -> tuple[FacetValue, ...]:
    """The most frequent values, years from the last on; and all that are chosen."""
    column = field_values.column(name)
    counts = field_values.counts(name, docs)
    counts[column.values == 0] = 0
    found = np.flatnonzero(counts)
    ranks = -found if FIELDS[name].kind == "year" else found - (counts[found] << 32)
    codes = found[argsmallest(ranks, MAX_FACET_VALUES)].tolist()
    stored = [value for each in chosen for value in stored_values(Filter(name, each))]
    if stored:
        wanted = np.isin(column.values, np.array(stored, np.uint64)) & (counts > 0)
        codes += sorted({*np.flatnonzero(wanted).tolist()} - {*codes})
    values = [
        FacetValue(text, count, text in chosen)
        for code, count in zip(codes, counts[codes].tolist(), strict=True)
        for text in [field_values.text(name, code)]
    ]
    missing = sorted(chosen - {value.value for value in values})
    return (*values, *(FacetValue(value, 0, True) for value in missing))
