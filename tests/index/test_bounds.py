"""Where units begin is told of any character, as their lengths tell it."""

import random

import numpy as np
import pytest

from index.engines.whoosh.segment import token_boundaries
from index.engines.whoosh.segment.token_boundaries import (
    TokenBoundaries,
    boundary_bits,
    continues_word,
    is_token_start,
)


def test_bits_say_what_the_lengths_say() -> None:
    chance = random.Random(5)
    texts = [[chance.randint(1, 12) for _ in range(count)] for count in (0, 1, 8, 0, 40, 3, 300)]
    starts = [[sum(units[:at]) for at in range(len(units))] for units in texts]
    lengths = np.array([length for units in texts for length in units], np.uint8)
    bounds = np.cumsum([0, *map(len, texts)])
    content, sizes = boundary_bits(lengths, bounds)
    read = TokenBoundaries(content, sizes)
    assert read.counts.tolist() == [len(units) for units in texts]
    every = [(text, unit) for text, units in enumerate(texts) for unit in range(len(units))]
    chance.shuffle(every)
    found = read.starts(*np.array(every).T)
    assert found.tolist() == [starts[text][unit] for text, unit in every]
    before = np.cumsum(sizes) - sizes
    for number, units in enumerate(texts):
        characters = np.arange(sum(units))
        here = is_token_start(content, 8 * before[number] + characters)
        assert np.flatnonzero(here).tolist() == starts[number]


def test_the_longest_unit_is_kept() -> None:
    content, sizes = boundary_bits(np.array([255, 1, 255], np.uint8), np.array([0, 3]))
    found = TokenBoundaries(content, sizes).starts(np.zeros(3, np.int64), np.arange(3))
    assert found.tolist() == [0, 255, 256]
    assert sizes.tolist() == [64]


def test_characters_are_joined_within_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    # More than is read at once.
    monkeypatch.setattr(token_boundaries, "_CHARACTERS_AT_ONCE", 16)
    chance = random.Random(6)
    texts = [[chance.randint(1, 12) for _ in range(count)] for count in (0, 1, 8, 0, 40, 3, 300)]
    lengths = np.array([length for units in texts for length in units], np.uint8)
    content, _ = boundary_bits(lengths, np.cumsum([0, *map(len, texts)]))
    words = np.array([chance.random() < 0.8 for _ in lengths])
    found = continues_word(content, np.array(list(map(sum, texts))), words)
    expected = [
        is_word and at > 0
        for length, is_word in zip(lengths.tolist(), words.tolist(), strict=True)
        for at in range(length)
    ]
    assert found.tolist() == expected
