"""The cells of a row → lines, with tabs between the cells.

What a cell has in several lines is one label or one text (議長⏎（東雲一郎君）), but for the last
cell, whose further lines follow under the row. Cells of many lines are a page set in columns,
and are put under one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

_MAX_CELL_LINES = 6


def write_row(cells: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a row; a cell is its lines, of which the empty ones are left out."""
    texts = [[text.strip() for text in cell if text.strip()] for cell in cells]
    if not any(texts):
        return []
    *before, last = texts
    if any(len(cell) > _MAX_CELL_LINES for cell in before):
        return list(chain.from_iterable(texts))
    row = "\t".join([*map(_joined, before), last[0] if last else ""])
    return [row.strip("\t") if len(texts) < 2 else row.rstrip("\t"), *last[1:]]


def _joined(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        runs_on = not text or text.endswith(("。", "、")) or line.startswith(("（", "(", "。"))
        text += line if runs_on else f"　{line}"
    return text
