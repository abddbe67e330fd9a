"""Dictionary-encoded doc values: counted by run or one by one, the counts are the same."""

import numpy as np
import pytest

from index.engines.whoosh.segment.doc_values import encode


@pytest.mark.parametrize("length", [1, 7, 300])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_each_value_is_counted_as_often_as_it_occurs(length: int, share: float) -> None:
    chance = np.random.default_rng(length)
    values = np.repeat(chance.integers(0, 9, 4000 // length + 1), length).astype(np.uint64)
    docs = np.flatnonzero(chance.random(len(values)) < share)
    codes = encode(values)
    assert codes.values[codes.codes].tolist() == values.tolist()
    different, counts = np.unique(values[docs], return_counts=True)
    expected = dict(zip(different.tolist(), counts.tolist(), strict=True))
    found = zip(codes.values.tolist(), codes.counts(docs).tolist(), strict=True)
    assert dict(found) == {value: expected.get(value, 0) for value in codes.values.tolist()}
