"""Generated layouts as cases: each as it is, and damaged in one way before it is written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from common.commands import ROOT
from common.mark_damage import (
    OTHER_NAMES,
    OTHER_TEXTS,
    SHARES,
    UNKNOWN_SIGNS,
    Case,
    Turns,
    read_with_evidence,
    share_of_right,
)

sys.path.insert(0, str(ROOT / "tests" / "layouts"))

from generated_layouts import MARKS, Layout, layout
from layout_files import Entry, Minutes, marked
from layout_truth import flat

from indexer.understanding import is_turn

UNDAMAGED = "as generated"
Damage = Callable[[Random, Minutes, set[int]], Iterator[Entry]]
"""Gives the entries of minutes, those at some indexes damaged."""


def layout_cases(numbers: Iterable[int], random: Random) -> Iterator[Case]:
    """Two cases of each layout, compared with the truth that the generator tells."""
    with TemporaryDirectory() as folder:
        for number in numbers:
            yield _case(layout(number), UNDAMAGED, Path(folder))
            name, share = random.choice([*DAMAGES]), random.choice(SHARES[1:])
            spoil = partial(_spoil, Random(number), name, share)
            yield _case(layout(number, spoil), name, Path(folder))


def _case(each: Layout, damage: str, folder: Path) -> Case:
    path = folder / each.name
    path.write_bytes(each.content)
    meetings, evidence = read_with_evidence(path)
    path.unlink()
    found: Turns = Counter(
        (u.office, u.name and flat(u.name), u.role, flat(u.text))
        for meeting in meetings
        for u in meeting.utterances
        if is_turn(u)
    )
    wanted: Turns = Counter(
        (turn.office, turn.name and flat(turn.name), turn.role, flat(turn.text))
        for turn in each.turns
    )
    return Case(each.name, damage, share_of_right(wanted, found), evidence.confidence)


def _spoil(random: Random, damage: str, share: float, minutes: Minutes) -> Minutes:
    turns = [at for at, entry in enumerate(minutes.entries) if at and not entry.heading]
    chosen = set(random.sample(turns, round(share * len(turns))))
    return minutes._replace(entries=tuple(DAMAGES[damage](random, minutes, chosen)))


def _without_marks(_random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    for at, entry in enumerate(minutes.entries):
        yield entry._replace(label=None) if at in chosen else entry


def _without_some_speakers(random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    """Without any mark of those who speak in the chosen turns, as many as are half of all."""
    labels = sorted({minutes.entries[at].label or "" for at in chosen})
    every = {entry.label for entry in minutes.entries if entry.label}
    unmarked = set(random.sample(labels, min(len(labels), len(every) // 2)))
    for entry in minutes.entries:
        yield entry._replace(label=None) if entry.label in unmarked else entry


def _joined(_random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    """With turns on the line of the turn before."""
    entries: list[Entry] = []
    for at, entry in enumerate(minutes.entries):
        if at in chosen and not entries[-1].heading:
            whole = marked(entry, minutes.mark)
            entries[-1] = entries[-1]._replace(text=entries[-1].text + whole)
        else:
            entries.append(entry)
    yield from entries


def _altered(random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    for at, entry in enumerate(minutes.entries):
        sign = random.choice(UNKNOWN_SIGNS)
        mark = minutes.mark._replace(sign=sign, opening="", closing="", separator="　")
        yield entry._replace(mark=mark) if at in chosen else entry


def _changed_halfway(random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    """With all labels marked otherwise from the first of the chosen turns on."""
    mark = random.choice(MARKS)
    for at, entry in enumerate(minutes.entries):
        yield entry._replace(mark=mark) if at >= min(chosen, default=0) else entry


def _renamed(random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    for at, entry in enumerate(minutes.entries):
        yield entry._replace(label=random.choice(OTHER_NAMES)) if at in chosen else entry


def _shifted(_random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    """With labels a row too high from the first of the chosen turns on."""
    first = min(chosen, default=0)
    turns = [at for at, entry in enumerate(minutes.entries) if not entry.heading and at >= first]
    below = dict(pairwise(turns))
    for at, entry in enumerate(minutes.entries):
        moved = minutes.entries[below[at]].label if at in below else entry.label
        yield entry._replace(label=moved)


def _inserted(random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    for at, entry in enumerate(minutes.entries):
        yield entry
        if at in chosen:
            yield Entry(None, random.choice(OTHER_TEXTS))


def _cut(random: Random, minutes: Minutes, chosen: set[int]) -> Iterator[Entry]:
    for at, entry in enumerate(minutes.entries):
        cut = entry._replace(text=entry.text[: -random.randint(3, 12)])
        yield cut if at in chosen else entry


DAMAGES: dict[str, Damage] = {
    "marks dropped": _without_marks,
    "some speakers unmarked": _without_some_speakers,
    "lines joined": _joined,
    "marks altered": _altered,
    "labels changed halfway": _changed_halfway,
    "names changed": _renamed,
    "columns shifted": _shifted,
    "other text inserted": _inserted,
    "ends cut": _cut,
}
