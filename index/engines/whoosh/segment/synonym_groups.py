"""The `.groups` file of a segment: which of its terms the dictionary groups as synonyms.

UTF-8, sorted lines, one per term in a group: the group's number, a tab, the term. The group
of words that are only abbreviations of each other has a negative number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.analysis.tokens import FORM_MARK
from index.engines.whoosh.arrays import Mask


def encode_groups(terms: Sequence[bytes], groups: Mapping[int, int], used: Mask) -> bytes:
    """The file, from the group of each term id and which term ids the segment uses."""
    return join_lines(
        f"{group}\t".encode() + terms[number]
        for number, group in groups.items()
        if group and used[number]
    )


def join_lines(lines: Iterable[bytes]) -> bytes:
    """The distinct lines, sorted, as a file."""
    return b"".join(sorted({line + b"\n" for line in lines}))


def read_groups(files: Iterable[bytes]) -> Iterator[tuple[int, str, str]]:
    """The distinct (group, key, surface form) of the files of some segments."""
    for line in {line for file in files for line in file.splitlines()}:
        group, key, form = line.decode().replace(FORM_MARK, "\t", 1).split("\t")
        yield int(group), key, form
