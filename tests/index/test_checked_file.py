"""Mapped files are checked where they are read, and leave the process no memory."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.segment import checked_file
from index.engines.whoosh.segment.checked_file import CheckedArray, CheckedFile
from index.errors import IndexDamaged
from index.storage.checksums import BLOCK_SIZE, check_file, record_file

SIZE = 5 * BLOCK_SIZE + 24


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checked") / "column"
    path.write_bytes(Random(3).randbytes(SIZE))
    return path


def damaged_copy(file: Path, at: int) -> CheckedFile:
    """The file with one bit flipped, and the record of the file."""
    content = bytearray(file.read_bytes())
    content[at] ^= 1 << at % 8
    return CheckedFile(file, np.frombuffer(bytes(content), np.uint8), record_file(file))


# What is read of an array of numbers of four bytes, and the bytes which that is.
READS = st.one_of(
    st.tuples(st.integers(0, SIZE // 4), st.integers(0, 400)).map(
        lambda read: slice(read[0], read[0] + read[1])
    ),
    st.lists(st.integers(0, SIZE // 4 - 2), max_size=4).map(lambda at: np.array(at, np.int64)),
)


@given(st.integers(0, SIZE - 1), st.lists(READS, max_size=4))
def test_what_is_read_is_right_or_refused(
    file: Path, at: int, reads: list[slice | np.ndarray]
) -> None:
    numbers = damaged_copy(file, at).array(np.uint32, 4)
    right = np.frombuffer(file.read_bytes(), np.uint32)[1:]
    for read in reads:
        touched = np.arange(len(right))[read] * 4 + 4
        is_hit = bool((touched // BLOCK_SIZE == at // BLOCK_SIZE).any())
        try:
            assert numbers[read].tolist() == right[read].tolist()
            assert not is_hit
        except IndexDamaged:
            assert is_hit


@given(st.integers(0, SIZE - 1), st.lists(st.integers(0, 150), max_size=3), st.integers(0, 70))
def test_rows_are_right_or_refused(file: Path, at: int, rows: list[int], start: int) -> None:
    size = 512
    numbers: CheckedArray[np.uint16] = damaged_copy(file, at).array(np.uint16)
    right = np.frombuffer(file.read_bytes(), np.uint16)[start:]
    right = right[: len(right) // size * size].reshape(-1, size)
    rows = [min(row, len(right) - 1) for row in rows]
    begins = [2 * (start + row * size) for row in rows]
    is_hit = any(
        begin // BLOCK_SIZE <= at // BLOCK_SIZE <= (begin + 2 * size - 1) // BLOCK_SIZE
        for begin in begins
    )
    try:
        assert numbers.rows(np.array(rows, np.int64), size, start).tolist() == right[rows].tolist()
        assert not is_hit
    except IndexDamaged:
        assert is_hit


@pytest.mark.parametrize("at", [0, BLOCK_SIZE - 1, BLOCK_SIZE, SIZE - 1])
def test_a_flipped_bit_is_found_in_the_whole_file(file: Path, tmp_path: Path, at: int) -> None:
    damaged = damaged_copy(file, at)
    with pytest.raises(IndexDamaged, match=r"column.*--rebuild"):
        damaged.check_all()
    with pytest.raises(IndexDamaged):
        damaged.content()
    copy = tmp_path / "copy"
    copy.write_bytes(damaged._content.tobytes())
    with pytest.raises(IndexDamaged, match=f"{at // BLOCK_SIZE * BLOCK_SIZE:,} バイト目"):
        check_file(copy, record_file(file))


def test_a_file_that_was_checked_is_read_without_checks(file: Path) -> None:
    checked = CheckedFile.open(file, record_file(file))
    checked.check_all()
    assert checked.is_checked
    assert checked.array(np.uint8)[:].tobytes() == file.read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_a_file_is_checked_with_a_pause_after_each_step_and_not_left_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_file, "_BLOCKS_AT_ONCE", 16)
    file, paused = tmp_path / "column", []
    file.write_bytes(bytes((5 << 20) + 1))
    CheckedFile.open(file, record_file(file)).check_all(lambda: paused.append(_mapped(file)))
    assert paused == [0] * 6


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_an_unmapped_page_is_mapped_again_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "column"
    file.write_bytes(b"k" * (1 << 20))
    mapped = CheckedFile.open(file, None)
    for _ in range(2):
        assert mapped.content().tobytes() == b"k" * (1 << 20)
        assert _mapped(file) == 1 << 10
        mapped.unmap()
        assert not _mapped(file)


def _mapped(file: Path) -> int:
    """How many kilobytes of a file this process has mapped and may read at once."""
    lines = iter(Path("/proc/self/smaps").read_text().splitlines())
    next(line for line in lines if line.endswith(str(file)))
    return int(next(line for line in lines if line.startswith("Rss:")).split()[1])


def test_an_empty_file_has_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    empty = CheckedFile.open(tmp_path / "empty", record_file(tmp_path / "empty"))
    empty.check_all(pytest.fail)
    empty.unmap()
    assert empty.is_checked
