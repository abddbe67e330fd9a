"""The shape of a page: how wide lines are, and which of them wrap to the next.

Whether a line goes on is judged by evidence: it fills the width of the text and
does not end a sentence. A text that is not wrapped has no such lines.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from indexer.layout import indent, width
from indexer.lines import Line

_ENDED = re.compile(r"[。．！？!?][」』）)”\"]*$")
_ENOUGH = 400


def ends_sentence(text: str) -> bool:
    """Whether a line, as printed, ends a sentence."""
    return bool(_ENDED.search(text.rstrip()[-6:]))


@dataclass(frozen=True, slots=True)
class Shape:
    """`full` is the width in columns from which a line may wrap, infinite if none does.

    `wrap_indent` is the usual indentation, in columns, of a line that goes on.
    """

    full: float
    wrap_indent: int

    @property
    def is_wrapped(self) -> bool:
        return self.full < inf

    def fills(self, line: Line) -> bool:
        text = line.text.strip()[:_ENOUGH]
        # Most lines are seen to be too short, or wide enough, without a look at each character.
        return 2 * len(text) >= self.full and (len(text) >= self.full or width(text) >= self.full)

    def wraps(self, line: Line) -> bool:
        return self.fills(line) and not ends_sentence(line.text)


def find_shape(lines: Sequence[Line]) -> Shape:
    """Measure a text: most of the lines that fill the width must stop in mid-sentence."""
    printed = [line for line in lines if line.text.strip()]
    widths = sorted(width(line.text.strip()[:_ENOUGH]) for line in printed)
    full = widths[len(widths) * 9 // 10] * 0.85 if widths else inf
    shape = Shape(full, 0)
    filled = [line for line in printed if shape.fills(line)]
    cut = [line for line in filled if shape.wraps(line)]
    if len(cut) < 0.4 * len(filled) or full < 40:
        return Shape(inf, 0)
    after = Counter(
        indent(line.text) for before, line in itertools.pairwise(printed) if shape.wraps(before)
    )
    return Shape(full, after.most_common(1)[0][0] if after else 0)
