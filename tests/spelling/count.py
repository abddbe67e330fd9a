"""Count the spellings of families.csv and traps.csv in the minutes of 品川区議会.

    python tests/spelling/count.py           count again; exit status 1 if a count differs
    python tests/spelling/count.py --bless   write the counts into the two files

Spellings are counted as strings, without any of our code: a place counts for the longest
spelling there (サーバー is not also サーバ), and for none within a string of the column `except`
(メモリ in メモリアル) or within a longer number (１億円 in ５１億円). This takes a minute or two.
The texts belong to the assembly: they are read from the `shared` folder beside the checkout.
"""

from __future__ import annotations

import csv
import json
import lzma
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

SHARED = Path(__file__).parents[3] / "shared"
MINUTES = SHARED / "minutes" / "shinagawa"
FAMILIES = Path(__file__).with_name("families.csv")
TRAPS = Path(__file__).with_name("traps.csv")

_DIGITS = "0123456789０１２３４５６７８９〇一二三四五六七八九十百千万億兆,，.．"

# Separates the texts; none of them has it.
_SEPARATOR = "\0"

Codes = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Family:
    """The spellings of one word, and the number of utterances that have each, and any of them.

    `apart` are the spellings that a search for the first did not find when the family was
    added; `exceptions` longer strings in which a spelling is another word; `also` spellings
    that as strings are mostly other words, and are not counted; `short` says why a search does
    not find the whole family yet, if it does not.
    """

    kind: str
    forms: tuple[str, ...]
    utterances: tuple[int, ...]
    together: int
    apart: tuple[str, ...]
    exceptions: tuple[str, ...]
    also: tuple[str, ...]
    short: str

    def row(self) -> dict[str, str]:
        """The row of families.csv; a list in a cell is separated by /."""
        return {
            "kind": self.kind,
            "forms": "/".join(self.forms),
            "utterances": "/".join(map(str, self.utterances)),
            "together": str(self.together),
            "apart": "/".join(self.apart),
            "except": "/".join(self.exceptions),
            "also": "/".join(self.also),
            "short": self.short,
        }


@dataclass(frozen=True, slots=True)
class Trap:
    """Two words of which a search for `query` must not find `other`.

    `utterances` have the other and not the query; `found` of these were found when the pair
    was added.
    """

    query: str
    other: str
    utterances: int
    found: int
    reason: str

    def row(self) -> dict[str, str]:
        """The row of traps.csv."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}


class Texts:
    """Texts as one array of characters, and the positions sorted by pairs of characters.

    _codes: uint16[N], UTF-16; _pairs: uint32[N - 1], ascending; _order: their positions.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        joined = _SEPARATOR.join((*texts, ""))
        self._codes = _codes(joined)
        self._ends = np.flatnonzero(self._codes == ord(_SEPARATOR))
        pairs = self._codes[:-1].astype(np.uint32) << 16 | self._codes[1:]
        self._order = np.argsort(pairs, kind="stable")
        self._pairs = pairs[self._order]

    def with_words(self, forms: Sequence[str], exceptions: Sequence[str] = ()) -> list[set[int]]:
        """For each form, the numbers of the texts that have it as a word."""
        places = [
            (place, -len(_codes(string)), string)
            for string in (*forms, *exceptions)
            for place in self._places(_codes(string))
        ]
        starts: dict[str, list[int]] = {form: [] for form in forms}
        end = 0
        for place, length, string in sorted(places):
            if place >= end:
                end = place - length
                if self._is_whole(string, place, end):
                    starts.get(string, []).append(place)
        return [set(np.searchsorted(self._ends, each).tolist()) for each in starts.values()]

    def with_any(self, strings: Sequence[str]) -> set[int]:
        """The numbers of the texts that have any of some strings, anywhere."""
        places = [place for string in strings for place in self._places(_codes(string))]
        return set(np.searchsorted(self._ends, places).tolist())

    def _is_whole(self, string: str, start: int, end: int) -> bool:
        """Return whether a number at the start or end of a string is whole there."""
        before = chr(self._codes[start - 1]) if start else _SEPARATOR
        after = chr(self._codes[end]) if end < len(self._codes) else _SEPARATOR
        return not (string[0] in _DIGITS and before in _DIGITS) and not (
            string[-1] in _DIGITS and after in _DIGITS
        )

    def _places(self, string: Codes) -> list[int]:
        """The positions of a string of one or more characters, ascending."""
        first = int(string[0]) << 16
        last = first + 0x10000
        if len(string) > 1:
            first += int(string[1])
            last = first + 1
        here = self._order[slice(*np.searchsorted(self._pairs, np.array([first, last], np.uint32)))]
        for offset in range(2, len(string)):
            here = here[here + offset < len(self._codes)]
            here = here[self._codes[here + offset] == string[offset]]
        found: list[int] = np.sort(here).tolist()
        return found


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def read_families() -> list[Family]:
    """The rows of families.csv."""
    return [_family(row) for row in _rows(FAMILIES)]


def _family(row: dict[str, str]) -> Family:
    return Family(
        row["kind"],
        _parts(row["forms"]),
        tuple(map(int, _parts(row["utterances"]))),
        int(row["together"]),
        _parts(row["apart"]),
        _parts(row["except"]),
        _parts(row["also"]),
        row["short"],
    )


def read_traps() -> list[Trap]:
    """The rows of traps.csv."""
    return [
        Trap(row["query"], row["other"], int(row["utterances"]), int(row["found"]), row["reason"])
        for row in _rows(TRAPS)
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("/")) if cell else ()


def write(path: Path, items: Sequence[Family] | Sequence[Trap]) -> None:
    """Write families or traps, as they are read."""
    rows = [item.row() for item in items]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def years() -> Iterator[Texts]:
    """The speeches of each year."""
    for path in sorted(MINUTES.glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            meetings = map(json.loads, file)
            yield Texts([each["speech"] for one in meetings for each in one["speechRecord"]])


def count(families: Sequence[Family], traps: Sequence[Trap]) -> tuple[list[Family], list[Trap]]:
    """The families and traps with the counts of all years."""
    utterances = [[0] * len(family.forms) for family in families]
    together = [0] * len(families)
    others = [0] * len(traps)
    for texts in years():
        for number, family in enumerate(families):
            found = texts.with_words(family.forms, family.exceptions)
            together[number] += len(set[int]().union(*found))
            for place, numbers in enumerate(found):
                utterances[number][place] += len(numbers)
        for number, trap in enumerate(traps):
            query, other = texts.with_words((trap.query, trap.other))
            others[number] += len(other - query)
    return [
        replace(family, utterances=tuple(each), together=whole)
        for family, each, whole in zip(families, utterances, together, strict=True)
    ], [replace(trap, utterances=each) for trap, each in zip(traps, others, strict=True)]


def main() -> int:
    """Count, and compare or write; return the exit status."""
    if not MINUTES.is_dir():
        print(f"{MINUTES}: not there, nothing to count", file=sys.stderr)
        return 1
    families, traps = read_families(), read_traps()
    counted_families, counted_traps = count(families, traps)
    if sys.argv[1:] == ["--bless"]:
        write(FAMILIES, counted_families)
        write(TRAPS, counted_traps)
        return 0
    pairs = zip((*families, *traps), (*counted_families, *counted_traps), strict=True)
    changed = [(old, new) for old, new in pairs if old != new]
    for old, new in changed:
        print(f"{old}\n→ {new}")
    print(f"{len(families)} families, {len(traps)} traps, {len(changed)} counts differ")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
