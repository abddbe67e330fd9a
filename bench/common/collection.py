"""One year of a city's minutes, five years, and so on to all, as every peer is given them.

What a peer indexes does not depend on the layout of our index.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from common.analyzed_file import AnalyzedFile, analysis_pool, analyze_file, renumber

_FIRST_YEAR = "2003"
"""All collections begin with this year, from which queries are drawn; earlier years come last."""


class Collection(NamedTuple):
    """Two files that every peer indexes, with one utterance a line, and their size.

    `words` has the year, the role and the numbers of the terms, `texts` the text.
    """

    words: Path
    texts: Path
    utterances: int
    characters: int
    bytes: int


class CollectionSize(NamedTuple):
    """The first files of a city as one collection, and the folder of what is built of them."""

    files: Sequence[Path]
    folder: Path
    collection: Collection
    is_whole: bool


def city_files(city: Path) -> list[Path]:
    """The files of a city in the order in which they are taken."""
    files = (path for path in city.iterdir() if path.is_file())
    return sorted(files, key=lambda path: (path.name < _FIRST_YEAR, path.name))


def collect(
    city: Path, counts: Sequence[int], scratch: Path
) -> tuple[AnalyzedFile, list[CollectionSize]]:
    """The first file, from which queries are drawn, and a collection of each number of files."""
    all_files = city_files(city)
    with ExitStack() as stack:
        pool = cache(lambda: stack.enter_context(analysis_pool()))
        analyzed = [
            analyze_file(file, scratch / "parts", pool) for file in all_files[: max(counts)]
        ]
    sizes = []
    for count in counts:
        files, folder = all_files[:count], scratch / str(count)
        collection = _join(analyzed[:count], folder)
        sizes.append(CollectionSize(files, folder, collection, files == all_files))
    return analyzed[0], sizes


def _join(files: Sequence[AnalyzedFile], folder: Path) -> Collection:
    """Write analyzed files as one collection, unless `folder` has it already.

    A term has the same number in all collections that begin with the same file.
    """
    words, texts, record = (folder / name for name in ("words.txt", "texts.txt", "parts.json"))
    names = [file.folder.name for file in files]
    if not record.exists():
        folder.mkdir(parents=True, exist_ok=True)
        numbers: dict[bytes, int] = {}
        with words.open("w", encoding="ascii") as word_file, texts.open("wb") as text_file:
            for file in files:
                text_file.write(file.texts_file.read_bytes())
                word_file.writelines(_word_lines(file, numbers))
        utterances = sum(len(file.columns) for file in files)
        characters = sum(len(text) for file in files for text in file.texts())
        # The line feed after each utterance is no part of the text.
        size = texts.stat().st_size - utterances
        record.write_text(json.dumps([names, utterances, characters, size]), encoding="utf-8")
    recorded, *figures = json.loads(record.read_text(encoding="utf-8"))
    if recorded != names:
        sys.exit(f"{folder}: ほかの会議録から作られています。--scratchで別の場所を使ってください。")
    return Collection(words, texts, *figures)


def _word_lines(file: AnalyzedFile, numbers: dict[bytes, int]) -> Iterator[str]:
    tokens = renumber(file.terms, file.tokens, numbers)
    utterances = np.split(tokens, np.cumsum(file.columns["length"])[:-1])
    for (_, year, role), terms in zip(file.columns.tolist(), utterances, strict=True):
        yield f"{year} {role} {' '.join(map(str, terms.tolist()))}\n"


def read_words(words: Path) -> Iterator[tuple[str, str, str]]:
    """The year, the role and the terms of each utterance, as words separated by spaces."""
    with words.open(encoding="ascii") as file:
        for line in file:
            year, role, terms = line[:-1].split(" ", 2)
            yield year, role, terms
