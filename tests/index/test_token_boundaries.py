"""Token boundaries as a bitmap agree with the lengths of the tokens."""

import random

import numpy as np
import pytest

from index.engines.whoosh.segment import stored_text
from index.engines.whoosh.segment.stored_text import (
    TokenBoundaries,
    boundary_bits,
    continues_word,
    is_token_start,
)


def test_the_bitmap_has_a_bit_where_each_token_begins() -> None:
    chance = random.Random(5)
    texts = [[chance.randint(1, 12) for _ in range(count)] for count in (0, 1, 8, 0, 40, 3, 300)]
    # Far from evenly spread.
    texts += [[1] * 700, [200] * 40 + [1] * 900, [], [1] * 900 + [200] * 40]
    starts = [[sum(tokens[:at]) for at in range(len(tokens))] for tokens in texts]
    lengths = np.array([length for tokens in texts for length in tokens], np.uint8)
    bounds = np.cumsum([0, *map(len, texts)])
    content, sizes = boundary_bits(lengths, bounds)
    read = TokenBoundaries(content, np.cumsum(sizes) - sizes, sizes)
    assert read.counts.tolist() == [len(tokens) for tokens in texts]
    every = [(text, token) for text, tokens in enumerate(texts) for token in range(len(tokens))]
    chance.shuffle(every)
    found = read.starts(*np.array(every).T)
    assert found.tolist() == [starts[text][token] for text, token in every]
    for text, tokens in enumerate(texts):
        characters = np.arange(sum(tokens) + 1)
        counts = read.counts_before(np.full(len(characters), text), characters)
        assert counts.tolist() == np.searchsorted(starts[text], characters).tolist()
    before = np.cumsum(sizes) - sizes
    for number, tokens in enumerate(texts):
        characters = np.arange(sum(tokens))
        here = is_token_start(content, 8 * before[number] + characters)
        assert np.flatnonzero(here).tolist() == starts[number]


def test_the_longest_token_has_255_characters() -> None:
    content, sizes = boundary_bits(np.array([255, 1, 255], np.uint8), np.array([0, 3]))
    found = TokenBoundaries(content, np.cumsum(sizes) - sizes, sizes).starts(
        np.zeros(3, np.int64), np.arange(3)
    )
    assert found.tolist() == [0, 255, 256]
    assert sizes.tolist() == [64]


def test_a_character_continues_a_word_only_within_one(monkeypatch: pytest.MonkeyPatch) -> None:
    # The texts are longer than what is read at once.
    monkeypatch.setattr(stored_text, "_CHARACTERS_AT_ONCE", 16)
    chance = random.Random(6)
    texts = [[chance.randint(1, 12) for _ in range(count)] for count in (0, 1, 8, 0, 40, 3, 300)]
    lengths = np.array([length for tokens in texts for length in tokens], np.uint8)
    content, _ = boundary_bits(lengths, np.cumsum([0, *map(len, texts)]))
    words = np.array([chance.random() < 0.8 for _ in lengths])
    found = continues_word(content, np.array(list(map(sum, texts))), words)
    expected = [
        is_word and at > 0
        for length, is_word in zip(lengths.tolist(), words.tolist(), strict=True)
        for at in range(length)
    ]
    assert found.tolist() == expected
