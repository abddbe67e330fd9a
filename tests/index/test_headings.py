"""The utterances under some headings are those that were stored for them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.segment import headings
from index.engines.whoosh.segment.checked_file import CheckedFile
from index.engines.whoosh.segment.columns import BlobBuilder, Blobs

UTTERANCES = 30
UNDER = st.lists(st.sets(st.integers(1, UTTERANCES), min_size=1), min_size=1, max_size=6)


@pytest.mark.parametrize("min_masked_share", [0, 1e9])
@given(every=UNDER, data=st.data())
def test_utterances_under_any_of_some_headings(
    min_masked_share: float, every: list[set[int]], data: st.DataObject
) -> None:
    first, column = UTTERANCES + 1, BlobBuilder()
    column.add(np.zeros(0, np.uint8), np.zeros(first, np.int64))
    for heading, docs in enumerate(every, first):
        content = headings.encode_under(heading, sorted(docs))
        column.add(content, np.array([len(content)]))
    file = BytesIO()
    column.write(file)
    under = Blobs.read(CheckedFile(Path(), np.frombuffer(file.getvalue(), np.uint8)))
    asked = sorted(data.draw(st.sets(st.sampled_from(range(len(every))))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(headings, "_MIN_MASKED_SHARE", min_masked_share)
        asked_docs = np.array([first + each for each in asked], np.int64)
        found = headings.under_headings(under, asked_docs, first + len(every))
    assert found.tolist() == sorted(set().union(*(every[each] for each in asked)))
