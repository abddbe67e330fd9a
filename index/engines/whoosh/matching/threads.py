"""Work on several segments at once: NumPy lets other threads run while it works."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar, TypeVarTuple

from index.storage.resources import cores

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(cores(), thread_name_prefix="segments")


# A process that is forked has none of its parent's threads.
os.register_at_fork(after_in_child=_threads.cache_clear)


def spread(
    work: Callable[[*Arguments], Result], every: Sequence[tuple[*Arguments]], at_once: bool
) -> list[Result]:
    """What `work` makes of each, in order; in several threads if told to.

    The work must not itself be spread: it would wait for threads that wait for it.
    """
    if not at_once or len(every) < 2:
        return [work(*each) for each in every]
    return list(_threads().map(lambda each: work(*each), every))
