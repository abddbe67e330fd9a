"""Work on several segments has the same results in one thread and in several."""

import os
import threading
from itertools import count

import pytest

from index.engines.whoosh.matching.word_match import map_segments


@pytest.mark.parametrize("in_threads", [False, True])
def test_results_are_in_order(in_threads: bool) -> None:
    found = map_segments(str, range(40), in_threads=in_threads)
    assert found == list(map(str, range(40)))


def test_an_error_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        map_segments(lambda number: 1 // number, [1, 0, 2], in_threads=True)


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has one thread")
def test_two_items_are_worked_on_at_once() -> None:
    both = threading.Barrier(2, timeout=10)
    numbers = count()

    def wait(_: int) -> int:
        both.wait()
        return next(numbers)

    assert sorted(map_segments(wait, [0, 0], in_threads=True)) == [0, 1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is forked here")
def test_a_forked_process_has_threads_of_its_own() -> None:
    map_segments(int, ["1", "2"], in_threads=True)
    child = os.fork()
    if not child:
        os._exit(0 if map_segments(int, ["3", "4"], in_threads=True) == [3, 4] else 1)
    assert os.waitpid(child, 0)[1] == 0
