"""Minutes as every engine is given them: texts, and our terms as numbers.

A collection is some parts as one. What a peer indexes so does not depend on the layout
of our index.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from common.parts import SILENT, Part


class Collection(NamedTuple):
    """Some parts as every peer is given them.

    `words` has an utterance a line: its year, its role, and the numbers of its terms;
    `texts` has an utterance a line, its paragraphs parted by a vertical tab.
    """

    words: Path
    texts: Path
    utterances: int
    characters: int
    bytes: int


def gather(parts: Sequence[Part], folder: Path) -> Collection:
    """Write parts as one collection, unless they stand in `folder` already.

    A term has the same number in all collections that begin with the same part.
    """
    words, texts, record = (folder / name for name in ("words.txt", "texts.txt", "parts.json"))
    names = [part.folder.name for part in parts]
    if not record.exists():
        folder.mkdir(parents=True, exist_ok=True)
        numbers: dict[bytes, int] = {}
        with words.open("w", encoding="ascii") as word_file, texts.open("wb") as text_file:
            for part in parts:
                text_file.write(part.lines.read_bytes())
                word_file.writelines(_word_lines(part, numbers))
        utterances = sum(len(part.facts) for part in parts)
        characters = sum(len(text) for part in parts for text in part.texts())
        # Each line feed after an utterance is ours, not the text's.
        size = texts.stat().st_size - utterances
        record.write_text(json.dumps([names, utterances, characters, size]), encoding="utf-8")
    known, *numbers_of = json.loads(record.read_text(encoding="utf-8"))
    if known != names:
        sys.exit(f"{folder}: ほかの会議録から作られています。--scratchで別の場所を使ってください。")
    return Collection(words, texts, *numbers_of)


def _word_lines(part: Part, numbers: dict[bytes, int]) -> Iterator[str]:
    known = [numbers.setdefault(term, len(numbers) + 1) for term in part.terms]
    tokens = np.array([SILENT, *known], np.uint32)[part.tokens]
    each = np.split(tokens, np.cumsum(part.facts["length"])[:-1])
    for facts, found in zip(part.facts.tolist(), each, strict=True):
        _, year, role = facts
        yield f"{year} {role} {' '.join(map(str, found.tolist()))}\n"


def read_words(words: Path) -> Iterator[tuple[str, str, str]]:
    """The year, the role and the terms of each utterance, as words parted by spaces."""
    with words.open(encoding="ascii") as file:
        for line in file:
            year, role, terms = line[:-1].split(" ", 2)
            yield year, role, terms
