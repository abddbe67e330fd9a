"""The lexicon: words that Sudachi's dictionary lacks, built in and a user's own, as CSV files.

`data/README.md` describes the columns. Of two rows for a word the later is used, so that a
user's file overrides the built-in rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from index.analysis.normalization.folding import nfkc_casefold
from index.errors import KaigirokuError

LEXICON_FOLDER = Path(__file__).parent / "data"
_NOUN = "名詞-普通名詞-一般"
# Part of speech → connection id, left and right, in the dictionary's matrix of costs; from
# Sudachi's guide to user dictionaries (docs/user_dict.md in WorksApplications/Sudachi).
CONNECTIONS = {_NOUN: 5146, "名詞-普通名詞-サ変可能": 5133, "名詞-固有名詞-一般": 4786}
# A token's length is stored in one byte, and no word is nearly as long.
_MAX_WORD_LENGTH = 100
_KATAKANA = re.compile("[ァ-ヺー・]*")


class Row(NamedTuple):
    """A word: its `surface` form, and `split`, the surface forms of its tokens.

    `normalized` is the form that its spellings share, `synonyms` are the words that mean the
    same.
    """

    surface: str
    reading: str = ""
    pos: str = _NOUN
    split: tuple[str, ...] = ()
    normalized: str = ""
    synonyms: tuple[str, ...] = ()

    @property
    def headword(self) -> str:
        """The word as Sudachi looks it up, without widths and case."""
        return nfkc_casefold(self.surface)


class Lexicon:
    """The rows by headword; `own` are those that are not built in."""

    def __init__(self, own: Sequence[Row] = ()) -> None:
        self.own = tuple(own)
        self.rows: Mapping[str, Row] = {row.headword: row for row in (*_built_in(), *self.own)}

    @cached_property
    def digest(self) -> str:
        """A digest of the rows; lexicons with equal rows have equal digests."""
        content = json.dumps([*self.rows.values()], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @cached_property
    def _synonyms(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for row in self.rows.values():
            for synonym in row.synonyms:
                # Synonyms are mutual.
                found.setdefault(row.headword, {})[synonym] = None
                found.setdefault(nfkc_casefold(synonym), {})[row.surface] = None
        return {headword: tuple(synonyms) for headword, synonyms in found.items()}

    def synonyms(self, text: str) -> tuple[str, ...]:
        """The words that mean the same as `text`, as written in the lexicon."""
        return self._synonyms.get(nfkc_casefold(text), ())


def read_lexicon(paths: Iterable[Path]) -> tuple[Row, ...]:
    """The rows of some files. Raises KaigirokuError, naming file and line."""
    return tuple(row for path in paths for row in _read_file(path))


@cache
def _built_in() -> tuple[Row, ...]:
    return read_lexicon(sorted(LEXICON_FOLDER.glob("*.csv")))


def _read_file(path: Path) -> Iterator[Row]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise KaigirokuError(f"{path}: 辞書のファイルを読めません（{error.strerror}）。") from error
    except UnicodeError as error:
        raise KaigirokuError(f"{path}: 辞書のファイルが UTF-8 ではありません。") from error
    reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    try:
        if "surface" not in (reader.fieldnames or ()):
            raise ValueError("見出しの行に surface がありません")
        for cells in reader:
            yield _row(cells)
    except (csv.Error, ValueError) as error:
        # The csv module's messages are in English.
        reason = "引用符か区切りが正しくありません" if isinstance(error, csv.Error) else error
        line = max(reader.reader.line_num, 1)
        raise KaigirokuError(f"{path} {line}行: 辞書の行を読めません（{reason}）。") from error


def _row(cells: Mapping[str | None, str | None]) -> Row:
    """A row of a file. Raises ValueError with a reason in Japanese."""
    if None in cells:
        raise ValueError("見出しより多くの列があります")
    given = {name: (value or "").strip() for name, value in cells.items() if name}
    surface = given["surface"]
    row = Row(
        surface,
        given.get("reading", ""),
        given.get("pos") or _NOUN,
        _parts(given.get("split", "")) or (surface,),
        given.get("normalized") or surface,
        _parts(given.get("synonyms", "")),
    )
    if not surface or not row.headword or len(surface) > _MAX_WORD_LENGTH:
        raise ValueError(f"surface は1文字から{_MAX_WORD_LENGTH}文字まで")
    if any(char.isspace() or not char.isprintable() for char in surface):
        raise ValueError("surface に空白や制御文字があります")
    if "".join(row.split) != surface:
        raise ValueError(f"split をつなぐと「{''.join(row.split)}」で、「{surface}」ではありません")
    if row.pos not in CONNECTIONS:
        raise ValueError(f"pos「{row.pos}」は使えません。使えるのは {'、'.join(CONNECTIONS)}")
    if not _KATAKANA.fullmatch(row.reading):
        raise ValueError(f"reading「{row.reading}」はカタカナではありません")
    return row


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("/") if part)
