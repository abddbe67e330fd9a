"""Read minutes in generated layouts: the share of turns that are read right, and lost sentences.

    python bench/layouts.py [--files 2000] [--first 0] [--show 20]

The layouts are those of tests/layouts: each number is always the same file. Exit status 1 where
less than 99 % of the turns are right, or a sentence is lost.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from common.commands import ROOT, command_parser

sys.path.insert(0, str(ROOT / "tests" / "layouts"))

from generated_layouts import layout
from layout_truth import Reading, compare

MIN_RIGHT = 0.99


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args(arguments)
    totals = Counter[str]()
    shown = 0
    with TemporaryDirectory() as folder:
        for number in range(options.first, options.first + options.files):
            each = layout(number)
            found: Reading = compare(each, Path(folder))
            totals.update(turns=len(each.turns), right=found.right, lost=len(found.lost))
            if (found.right < len(each.turns) or found.lost) and shown < options.show:
                shown += 1
                print(f"{each.name}: {found.right} / {len(each.turns)} {found.first_fault}")
    share = totals["right"] / totals["turns"]
    print(f"{options.files:,}ファイル、発言{totals['turns']:,}件のうち正しいもの{share:.2%}、")
    print(f"失われた文{totals['lost']:,}件")
    return int(share < MIN_RIGHT or totals["lost"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
