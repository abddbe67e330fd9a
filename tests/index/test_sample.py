"""A string is in the sample of the texts only where it stands in one text as whole tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engines.whoosh.query import sample
from index.engines.whoosh.query.sample import TextSample
from index.engines.whoosh.segment.snapshot import Snapshot
from index.storage.generations import Generations

from .conftest import Home


@pytest.fixture
def text_sample(home: Home, monkeypatch: pytest.MonkeyPatch) -> TextSample:
    monkeypatch.setattr(sample, "_RATIO", 1)
    home.commit_speeches("a", ["橋を渡る", "水門の予算", "庁舎" * 3000])
    folder = Generations(Path(home.path)).current()
    assert folder is not None
    return TextSample(Snapshot.open(folder))


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("橋を渡る", True),
        ("水門の予算", True),
        ("渡る水門", False),
        ("門の予", False),
        ("鉄塔", False),
        ("庁舎庁舎", True),
    ],
)
def test_only_whole_tokens_of_one_text_count(
    text_sample: TextSample, text: str, *, is_there: bool
) -> None:
    assert text_sample.has_as_tokens(text) is is_there
