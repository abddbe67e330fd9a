"""Where units begin is told of any character, as their lengths tell it."""

import random

import numpy as np

from index.engines.whoosh.files.bounds import Bounds, begins_unit, bound_bits


def test_bits_say_what_the_lengths_say() -> None:
    chance = random.Random(5)
    texts = [[chance.randint(1, 12) for _ in range(count)] for count in (0, 1, 8, 0, 40, 3, 300)]
    starts = [[sum(units[:at]) for at in range(len(units))] for units in texts]
    lengths = np.array([length for units in texts for length in units], np.uint8)
    bounds = np.cumsum([0, *map(len, texts)])
    content, sizes = bound_bits(lengths, bounds)
    read = Bounds(content, sizes)
    assert read.counts.tolist() == [len(units) for units in texts]
    every = [(text, unit) for text, units in enumerate(texts) for unit in range(len(units))]
    chance.shuffle(every)
    found = read.starts(*np.array(every).T)
    assert found.tolist() == [starts[text][unit] for text, unit in every]
    before = np.cumsum(sizes) - sizes
    for number, units in enumerate(texts):
        characters = np.arange(sum(units))
        here = begins_unit(content, 8 * before[number] + characters)
        assert np.flatnonzero(here).tolist() == starts[number]


def test_the_longest_unit_is_kept() -> None:
    content, sizes = bound_bits(np.array([255, 1, 255], np.uint8), np.array([0, 3]))
    found = Bounds(content, sizes).starts(np.zeros(3, np.int64), np.arange(3))
    assert found.tolist() == [0, 255, 256]
    assert sizes.tolist() == [64]
