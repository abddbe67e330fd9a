"""One year of a city's minutes, five years, and so on to all, as every peer is given them.

The peers get texts, and the terms of our analyzer as numbers: what they index does not depend on
the layout of our index. Files are read and analyzed once, and cached in a scratch folder.
"""

from __future__ import annotations

import json
import multiprocessing
import pickle
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from common.machine import cores
from common.scan.characters import PARAGRAPH_END
from index.analysis.analyzer import Analyzer
from index.minutes import ROLES, Meeting
from indexer.read_file import read_meetings

NO_TERM = 0
"""The number at a position that punctuation or a space takes up."""

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


class AnalyzedFile(NamedTuple):
    """The two files of one file of minutes; `terms` has the term of each number, from 1."""

    folder: Path
    terms: Sequence[bytes]

    @property
    def words(self) -> Path:
        return self.folder / "words.txt"

    @property
    def texts(self) -> Path:
        return self.folder / "texts.txt"


def city_files(city: Path) -> list[Path]:
    """The files of a city in the order in which they are taken."""
    files = (path for path in city.iterdir() if path.is_file())
    return sorted(files, key=lambda path: (path.name < _FIRST_YEAR, path.name))


def collect(
    city: Path, counts: Sequence[int], scratch: Path
) -> tuple[AnalyzedFile, list[CollectionSize]]:
    """The first file, from which queries are drawn, and a collection of each number of files."""
    all_files = city_files(city)
    folders, terms = _analyze(all_files[: max(counts)], scratch / "files")
    sizes = []
    for count in counts:
        files, folder = all_files[:count], scratch / str(count)
        collection = _join(folders[:count], folder)
        sizes.append(CollectionSize(files, folder, collection, files == all_files))
    return AnalyzedFile(folders[0], terms), sizes


def read_texts(file: Path) -> Iterator[str]:
    """The texts of a file that has one utterance a line."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line[:-1].replace(PARAGRAPH_END, "\n")


def read_words(words: Path) -> Iterator[tuple[str, str, str]]:
    """The year, the role and the terms of each utterance, as words separated by spaces."""
    with words.open(encoding="ascii") as file:
        for line in file:
            year, role, terms = line[:-1].split(" ", 2)
            yield year, role, terms


def role_number(role: str | None) -> int:
    return len(ROLES) if role is None else ROLES.index(role)


def _analyze(files: Sequence[Path], scratch: Path) -> tuple[list[Path], list[bytes]]:
    """The folder of each analyzed file, and all terms; a term keeps its number for ever."""
    scratch.mkdir(parents=True, exist_ok=True)
    terms_file, folders = scratch / "terms.pickle", []
    terms: list[bytes] = pickle.loads(terms_file.read_bytes()) if terms_file.exists() else []
    numbers = {term: number for number, term in enumerate(terms, 1)}
    with ExitStack() as stack:
        pool = cache(lambda: stack.enter_context(_analysis_pool()))
        for file in files:
            digest = blake2b(file.read_bytes(), digest_size=4).hexdigest()
            folder = scratch / f"{file.name.split('.')[0]}-{digest}"
            folders.append(folder)
            if not folder.exists():
                print(f"{file.name}: 読み、解析しています。", file=sys.stderr)
                draft = folder.with_name(f"{folder.name}.draft")
                shutil.rmtree(draft, ignore_errors=True)
                draft.mkdir()
                _write(file, AnalyzedFile(draft, terms), numbers, pool())
                terms_file.write_bytes(pickle.dumps(list(numbers)))
                draft.rename(folder)
    return folders, list(numbers)


def _analysis_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(cores(), multiprocessing.get_context("spawn"))


def _write(
    source: Path, target: AnalyzedFile, numbers: dict[bytes, int], pool: ProcessPoolExecutor
) -> None:
    items = read_meetings(source, source.name)
    meetings = [item for item in items if isinstance(item, Meeting)]
    texts = ([utterance.text for utterance in meeting.utterances] for meeting in meetings)
    analyzed = pool.map(_terms_of, texts)
    with (
        target.words.open("w", encoding="ascii") as words_file,
        target.texts.open("w", encoding="utf-8", newline="\n") as texts_file,
    ):
        for meeting, found in zip(meetings, analyzed, strict=True):
            year = int((meeting.date or "0")[:4])
            for utterance, terms in zip(meeting.utterances, found, strict=True):
                tokens = (
                    numbers.setdefault(term, len(numbers) + 1) if term else NO_TERM
                    for term in terms
                )
                role = role_number(utterance.role)
                words_file.write(f"{year} {role} {' '.join(map(str, tokens))}\n")
                assert PARAGRAPH_END not in utterance.text
                texts_file.write(utterance.text.replace("\n", PARAGRAPH_END) + "\n")


def _terms_of(texts: Sequence[str]) -> list[list[bytes]]:
    """The terms of the tokens of texts, empty for punctuation; runs in a process of the pool."""
    return [[token.term for token in _analyzer().analyze(text).tokens] for text in texts]


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def _join(folders: Sequence[Path], folder: Path) -> Collection:
    """Concatenate analyzed files as one collection, unless `folder` has it already."""
    words, texts, record = (folder / name for name in ("words.txt", "texts.txt", "parts.json"))
    names = [each.name for each in folders]
    if not record.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for path in (words, texts):
            with path.open("wb") as file:
                file.writelines((each / path.name).read_bytes() for each in folders)
        lengths = [len(text) for text in read_texts(texts)]
        # The line feed after each utterance is no part of the text.
        size = texts.stat().st_size - len(lengths)
        record.write_text(json.dumps([names, len(lengths), sum(lengths), size]), encoding="utf-8")
    recorded, *figures = json.loads(record.read_text(encoding="utf-8"))
    if recorded != names:
        sys.exit(f"{folder}: ほかの会議録から作られています。--scratchで別の場所を使ってください。")
    return Collection(words, texts, *figures)
