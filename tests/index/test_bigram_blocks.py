"""The bigram block index rules out no part of a block in which a string begins."""

import random
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.engines.whoosh.segment.bigram_blocks import (
    BLOCK_SIZE,
    PART_SIZE,
    BigramBlockIndex,
    encode_bigram_blocks,
)
from index.engines.whoosh.segment.checked_file import CheckedFile


def code_units(text: str) -> npt.NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def index_of(text: str, continues_word: npt.NDArray[np.bool_] | None = None) -> BigramBlockIndex:
    """The index of a text, with a word boundary before every third character unless given."""
    if continues_word is None:
        continues_word = np.arange(len(text)) % 3 > 0
    content = encode_bigram_blocks(code_units(text), continues_word)
    return BigramBlockIndex(CheckedFile(Path(), np.frombuffer(content, np.uint8)))


def listed(text: str, pattern: str) -> list[int]:
    """The blocks that have a candidate part of a pattern."""
    parts = index_of(text).candidates(code_units(pattern))
    assert parts is not None
    assert (np.diff(parts) > 0).all()
    return np.unique(parts * PART_SIZE // BLOCK_SIZE).tolist()


def parts_of(text: str, pattern: str) -> set[int]:
    parts, at = set(), text.find(pattern)
    while at >= 0:
        parts.add(at // PART_SIZE)
        at = text.find(pattern, at + 1)
    return parts


@pytest.mark.parametrize(
    "size", [2, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 3 * BLOCK_SIZE, 40 * BLOCK_SIZE + 7]
)
@pytest.mark.parametrize(
    "alphabet", ["あい", "水道橋のかけかえを問う。", "".join(map(chr, range(0x4E00, 0x8E00)))]
)
def test_every_part_a_string_begins_in_is_a_candidate(size: int, alphabet: str) -> None:
    chance = random.Random(f"{size}{alphabet}")
    text = "".join(chance.choices(alphabet, k=size))
    bigrams = index_of(text)
    assert bigrams.block_count == -(-size // BLOCK_SIZE)
    for _ in range(200):
        length = min(chance.randint(2, 12), size)
        at = chance.randrange(size - length + 1)
        pattern = text[at : at + length]
        candidates = bigrams.candidates(code_units(pattern))
        assert candidates is not None
        assert parts_of(text, pattern) <= set(candidates.tolist())


@pytest.mark.parametrize("alphabet", ["あい", "水道橋のかけかえを問う。"])
def test_every_part_with_a_string_across_words_is_a_candidate_for_that(alphabet: str) -> None:
    chance = random.Random(alphabet)
    text = "".join(chance.choices(alphabet, k=30 * BLOCK_SIZE + 7))
    joined = np.array([chance.random() < 0.99 for _ in text])
    bigrams = BigramBlockIndex(
        CheckedFile(Path(), np.frombuffer(encode_bigram_blocks(code_units(text), joined), np.uint8))
    )
    fewer = 0
    for _ in range(200):
        at, length = chance.randrange(len(text) - 8), chance.randint(2, 8)
        pattern = text[at : at + length]
        begins = [at for at in range(len(text)) if text.startswith(pattern, at)]
        apart = {at // PART_SIZE for at in begins if not joined[at + 1 : at + length].all()}
        told = set(bigrams.candidates_across_words(code_units(pattern)).tolist())
        candidates = bigrams.candidates(code_units(pattern))
        assert candidates is not None
        assert apart <= told <= set(candidates.tolist())
        fewer += len(told) < len(candidates)
    assert fewer


@pytest.mark.parametrize(
    "length", [BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, BLOCK_SIZE + 2, 700, 1000, 3000]
)
def test_a_string_longer_than_a_block_is_a_candidate_too(length: int) -> None:
    chance = random.Random(length)
    text = "".join(chance.choices("".join(map(chr, range(0x4E00, 0x8E00))), k=300 * BLOCK_SIZE))
    bigrams = index_of(text)
    for _ in range(200):
        at = chance.randrange(len(text) - length + 1)
        candidates = bigrams.candidates(code_units(text[at : at + length]))
        assert candidates is not None
        assert at // PART_SIZE in candidates


def test_a_string_may_end_in_the_next_block() -> None:
    for before in range(1, 8):
        text = "あ" * (BLOCK_SIZE - before) + "水道橋のかけかえ" + "い" * (2 * BLOCK_SIZE)
        assert 0 in listed(text, "水道橋のかけかえ")


def test_a_rare_string_has_few_candidates_and_a_missing_one_hardly_any() -> None:
    chance = random.Random(3)
    text = "".join(chance.choices("あいうえおかきくけこさしすせそ", k=300 * BLOCK_SIZE))
    text = text[: 100 * BLOCK_SIZE] + "橋の架替" + text[100 * BLOCK_SIZE :]
    assert 100 in listed(text, "橋の架替")
    assert len(listed(text, "橋の架替")) < 10
    assert len(listed(text, "水道の架替")) < 10


def test_far_blocks_are_listed_as_exactly_as_near_ones() -> None:
    far = {0, 1, 191, 192, 193, 400, 12_500, 12_501, 26_000}
    chance = random.Random(4)
    made = ["".join(chance.choices("あいうえお", k=BLOCK_SIZE)) for _ in range(500)]
    blocks = chance.choices(made, k=26_001)
    for number in far:
        blocks[number] = "橋の" + blocks[number][2:]
    assert set(listed("".join(blocks), "橋の")) == far


def test_a_bigram_in_many_blocks_is_listed_by_the_parts_it_begins_in() -> None:
    chance = random.Random(5)
    # あい is in nearly every block and in few parts of it, 橋の in few blocks.
    text = "".join(chance.choices(["あい", *"うえおかきくけこ" * 6], k=60 * BLOCK_SIZE))
    text = text[: 9 * BLOCK_SIZE] + "橋のあい" + text[9 * BLOCK_SIZE :]
    for pattern in ("あい", "うあ", "のあい"):
        candidates = index_of(text).candidates(code_units(pattern))
        assert candidates is not None
        begins = parts_of(text, pattern)
        assert begins <= set(candidates.tolist())
        assert len(candidates) < 1.5 * len(begins) + 8
    assert len(listed(text, "あい")) > 50


@pytest.mark.parametrize("text", ["", "あ"])
def test_texts_without_a_bigram_have_no_candidates(text: str) -> None:
    assert listed(text, "橋の") == []


def test_characters_are_counted() -> None:
    histogram = index_of("橋の架替の橋" * 100).character_counts
    assert histogram[[ord(each) for each in "橋の架替"]].tolist() == [200, 200, 100, 100]
    assert histogram.sum() == 600


def test_a_single_character_may_be_in_any_block() -> None:
    assert index_of("橋の架替").candidates(code_units("橋")) is None


def test_a_file_cut_short_is_refused() -> None:
    codes = code_units("橋の架替" * 1000)
    content = encode_bigram_blocks(codes, np.zeros(len(codes), np.bool_))
    with pytest.raises(ValueError):
        BigramBlockIndex(CheckedFile(Path(), np.frombuffer(content[:-1], np.uint8)))
