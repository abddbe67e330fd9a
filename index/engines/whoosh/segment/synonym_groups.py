"""The `.groups` file of a segment: which of its terms mean the same, by the dictionary.

UTF-8: a line for each term that is in a group, which is the group, a tab, and the term; a
negative group is of words that only abbreviate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.analysis.tokens import FORM_MARK


def encode_groups(
    terms: Sequence[bytes], groups: Mapping[int, int], used: npt.NDArray[np.bool_]
) -> bytes:
    """The `.groups` file of a segment: of the numbered terms, those it uses."""
    return join_lines(
        f"{group}\t".encode() + terms[number]
        for number, group in groups.items()
        if group and used[number]
    )


def join_lines(lines: Iterable[bytes]) -> bytes:
    """Lines as a file, each once."""
    return b"".join(sorted({line + b"\n" for line in lines}))


def read_groups(files: Iterable[bytes]) -> Iterator[tuple[int, str, str]]:
    """The groups of some segments, each with a key and a printed form, once."""
    for line in {line for file in files for line in file.splitlines()}:
        group, key, form = line.decode().replace(FORM_MARK, "\t", 1).split("\t")
        yield int(group), key, form
