"""Read minutes in generated layouts: the share that is read right, and lost text.

    python bench/layouts.py [--files 2000] [--first 0] [--show 20]

The layouts are those of tests/layouts: each number is always the same file. Exit status 1 where
less than 99 % of the turns are right (speaker, role, words and item), or any text is lost.
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
    kinds = Counter[str]()
    shown = 0
    with TemporaryDirectory() as folder:
        for number in range(options.first, options.first + options.files):
            each = layout(number)
            kinds[each.name.rpartition(".")[2]] += 1
            found: Reading = compare(each, Path(folder))
            totals.update(turns=len(each.turns), right=found.turns, items=found.items)
            totals.update(heads=not found.head, lost=len(found.lost))
            if found.first_fault and shown < options.show:
                shown += 1
                print(f"{each.name}: {found.items} / {len(each.turns)} {found.first_fault}")
    share = totals["items"] / totals["turns"]
    of_kinds = "、".join(f"{kind} {count:,}" for kind, count in kinds.most_common())
    print(f"{options.files:,}ファイル（{of_kinds}）、発言{totals['turns']:,}件")
    print(f"発言者と文が正しいもの{totals['right'] / totals['turns']:.2%}、議題も{share:.2%}、")
    print(
        f"会議名・会議体・日付の正しいファイル{totals['heads']:,}件、失われた文{totals['lost']:,}件"
    )
    return int(share < MIN_RIGHT or totals["lost"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
