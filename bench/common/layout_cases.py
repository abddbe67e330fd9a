"""Generated layouts as cases: each as it is, and with damage at a share of its marks."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from common.commands import ROOT
from common.mark_damage import DAMAGES, SHARES, Case, Turns, damaged, read_turns, share_of_right

sys.path.insert(0, str(ROOT / "tests" / "layouts"))

from generated_layouts import layout
from layout_truth import compare

UNDAMAGED = "as generated"
_MIN_MARKS = 3
_AFTER = r"[】）)＞〕］」。]?[ 　\t：:－―]*"


def layout_cases(numbers: Iterable[int], random: Random) -> Iterator[Case]:
    """Two cases of each layout: what is right of the first is told by the generator."""
    with TemporaryDirectory() as folder:
        for number in numbers:
            each = layout(number)
            path = Path(folder) / each.name
            right = compare(each, path.parent).right / len(each.turns)
            path.write_text(each.content, encoding="utf-8", newline="")
            expected, evidence = read_turns(path)
            yield Case(each.name, UNDAMAGED, right, evidence.confidence)
            marks = _marks(each.content, expected)
            if len(marks) < _MIN_MARKS:
                continue
            name = random.choice([*DAMAGES])
            text = damaged(random, each.content, marks, DAMAGES[name], random.choice(SHARES[1:]))
            path.write_text(text, encoding="utf-8", newline="")
            found, evidence = read_turns(path)
            yield Case(each.name, name, share_of_right(expected, found), evidence.confidence)


def _marks(text: str, turns: Turns) -> Sequence[tuple[int, int]]:
    """The spans of the labels at the heads of lines and cells."""
    labels = sorted({turn[0] for turn in turns if turn[0]}, key=len, reverse=True)
    spread = ["[ 　]*".join(map(re.escape, "".join(label.split()))) for label in labels]
    if not spread:
        return []
    pattern = rf"(?:(?<=[\n>])|(?<=- ))[ 　]*[○◇◎■【（＜〔［「*]*(?:{'|'.join(spread)}){_AFTER}"
    return [found.span() for found in re.finditer(pattern, text)]
