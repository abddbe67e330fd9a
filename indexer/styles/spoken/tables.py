"""Tables of speeches → a line for each cell that is said, so that cells are turns.

番号⇥発言者⇥質問⇥回答          tabs or bars between the cells of a row
１⇥浜風委員⇥…か。⇥…である。
項目⇥内容⇥発言者              the words may stand before who says them
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from indexer.lines import Line
from indexer.styles.exchanges import is_question
from indexer.styles.speaker_marks.marks import squash
from indexer.styles.speaker_marks.speaker import read_mark

Column = Literal["who", "answerer", "ask", "answer", "said", "number", "other"]

# The first that matches names a column; both of a pair must be named, so that none is by chance.
_NAMES: dict[Column, str] = {
    "who": r"(?:質問|発言|質疑|発表)?(?:者|委員|委員名|議員|議員名|氏名)(?:名|氏名)?",
    "answerer": r"(?:回答|答弁|説明)者(?:名|氏名)?|(?:担当|所管)(?:課|部署)名?",
    "ask": r"[^。、]{0,10}(?:質問|質疑|意見|指摘|要望|問)[^。、]{0,10}|[QＱ]",
    "answer": r"[^。、]{0,10}(?:回答|答弁|考え方|対応|見解|答)[^。、]{0,6}|[AＡ]",
    "said": r"(?:発言|意見|議事)?の?(?:内容|要旨|概要|発言)等?",
    "number": r"(?:番号|No\.?|№|項番|＃|#|整理番号)",
}
_BAR = re.compile(r"\t|[|｜│┃]")
_DIGITS = re.compile(r"[0-9０-９.．()（）\s]*")


def unfold_tables(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a text, the rows under a heading of questions or of speakers unfolded.

    A row may lack the first cell, which then is that of the row above.
    """
    columns: list[Column] | None = None
    opinions = False
    for line in lines:
        cells = _cells(line.text)
        named = _columns(cells)
        if _heads_table(named):
            columns = named
            opinions = "ask" in named and "意見" in cells[named.index("ask")]
        elif columns and len(columns) - 1 <= len(cells) <= len(columns) and len(cells) > 1:
            yield from _row(line, cells, columns[-len(cells) :], opinions=opinions)
            continue
        elif cells:
            columns = None
        yield line


def _heads_table(columns: Sequence[Column]) -> bool:
    """Whether columns are those of questions and answers, or of words that precede a speaker."""
    if "ask" in columns and "answer" in columns:
        return True
    if "who" not in columns or "said" not in columns:
        return False
    return columns.index("said") < columns.index("who") or "other" in columns


def _cells(text: str) -> list[str]:
    stripped = text.strip(" 　") if "\t" in text else text.strip(" 　|｜│┃")
    return [cell.strip() for cell in _BAR.split(stripped)] if _BAR.search(stripped) else []


def _columns(cells: Sequence[str]) -> list[Column]:
    """What each cell of a row heads, if it heads a column; each but `other` once."""
    named: list[Column] = []
    for cell in cells:
        words = squash(cell)
        found: Iterator[Column] = (c for c, names in _NAMES.items() if re.fullmatch(names, words))
        named.append(next((column for column in found if column not in named), "other"))
    return named


def _row(
    line: Line, cells: Sequence[str], columns: Sequence[Column], *, opinions: bool
) -> Iterator[Line]:
    """The lines of a row; `opinions` says that the column of questions holds those, too."""
    by = dict(zip(columns, cells, strict=True))
    first = min(columns.index(column) for column in ("ask", "answer", "said") if column in by)
    yield from (line._replace(text=cell, heading=True) for cell in _others(columns[:first], cells))
    if "said" in by:
        yield line._replace(text=f"{by.get('who', '')}\t{by['said']}".lstrip("\t"))
    if asked := by.get("ask"):
        sign = "意見" if opinions and not is_question(asked) else "Ｑ"
        yield line._replace(text=_turn(by.get("who", ""), sign, asked))
    if answer := by.get("answer"):
        yield line._replace(text=_turn(by.get("answerer", ""), "Ａ", answer))
    yield from (line._replace(text=cell) for cell in _others(columns[first:], cells[first:]))


def _others(columns: Sequence[Column], cells: Sequence[str]) -> Iterator[str]:
    """The cells of other columns; of numbers, those that have words."""
    for column, cell in zip(columns, cells, strict=False):
        words = column == "other" or (column == "number" and not _DIGITS.fullmatch(cell))
        if cell and words:
            yield cell


def _turn(who: str, sign: str, words: str) -> str:
    """The words after who says them, if that is printed and somebody; else after a sign."""
    return f"○{who}　{words}" if who and read_mark(who) else f"{sign}　{words}"
