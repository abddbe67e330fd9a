"""Tables of questions and answers → a line for each cell, so that cells are turns.

番号⇥発言者⇥質問⇥回答          tabs or bars between the cells of a row
１⇥浜風委員⇥…か。⇥…である。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from indexer.lines import Line
from indexer.styles.exchanges import is_question
from indexer.styles.speaker_marks.marks import squash
from indexer.styles.speaker_marks.speaker import read_mark

Column = Literal["ask", "answer", "who", "number", "other"]

_NAMES: dict[Column, str] = {
    "ask": r"(?:主な|委員(?:から)?の?|ご)?(?:質問|質疑|意見|問|Ｑ|Q|指摘)"
    r"(?:事項|内容|要旨|の要旨|・(?:意見|要望|質疑|質問|提案)|等|の内容)*",
    "answer": r"(?:事務局|担当課|[市町区村]側?|県|執行部|当局)?(?:から)?の?"
    r"(?:回答|答弁|答|考え方|対応|Ａ|A)"
    r"(?:内容|要旨|の要旨|等|案|の内容)*",
    "who": r"(?:質問|発言|質疑)?(?:者|委員|委員名|氏名|発言者|質問者)(?:名|氏名)?",
    "number": r"(?:番号|No\.?|№|項番|＃|#|整理番号)",
}
_BAR = re.compile(r"\t|[|｜│┃]")
_DIGITS = re.compile(r"[0-9０-９.．()（）\s]*")


def unfold_tables(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a text, the rows under a heading of questions and answers unfolded."""
    columns: list[Column] | None = None
    opinions = False
    for line in lines:
        cells = _cells(line.text)
        named = [_column(cell) for cell in cells]
        if "ask" in named and "answer" in named:
            columns = named
            opinions = "意見" in cells[named.index("ask")]
        elif columns and len(cells) == len(columns):
            yield from _row(line, cells, columns, opinions=opinions)
            continue
        elif cells:
            columns = None
        yield line


def _cells(text: str) -> list[str]:
    stripped = text.strip(" 　") if "\t" in text else text.strip(" 　|｜│┃")
    return [cell.strip() for cell in _BAR.split(stripped)] if _BAR.search(stripped) else []


def _column(cell: str) -> Column:
    return next((c for c, names in _NAMES.items() if re.fullmatch(names, squash(cell))), "other")


def _row(
    line: Line, cells: Sequence[str], columns: Sequence[Column], *, opinions: bool
) -> Iterator[Line]:
    """The lines of a row; `opinions` says that the column of questions holds those, too."""
    by = dict(zip(columns, cells, strict=True))
    sign = "意見" if opinions and not is_question(by["ask"]) else "Ｑ"
    who = by.get("who", "")
    asked = f"○{who}　{by['ask']}" if who and read_mark(who) else f"{sign}　{by['ask']}"
    yield line._replace(text=asked)
    for column, cell in zip(columns, cells, strict=True):
        numbers = column == "number" and _DIGITS.fullmatch(cell)
        if cell and not numbers and column in ("other", "number"):
            yield line._replace(text=cell)
    if by["answer"]:
        yield line._replace(text=f"Ａ　{by['answer']}")
