"""Speakers printed as a name and an office in one, 汐見防災課長 → 汐見, 防災課長.

Where the name ends follows from all speakers of a body. An office is printed after several
surnames: of two divisions, the one whose office is printed after more of them is right. Of an
office of one person the surname is one that is found so with other offices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

_MAX_SURNAME = 5
_MIN_SURNAMES = 2


class Parts(NamedTuple):
    """The name and the office of a speaker, as they are printed."""

    name: str
    office: str


def divide_speakers(
    speakers: Iterable[str], divided: Iterable[Parts], is_surname: Callable[[str], bool]
) -> Mapping[str, Parts]:
    """The parts of each speaker that has one likely division; the others are left out.

    `divided` are those of other speakers, which are printed apart; their names may be full.
    """
    named = defaultdict[str, set[str]](set)
    for name, office in divided:
        named[office].add(name)
    possible = {
        speaker: [each for each in _divisions(speaker) if is_surname(each.name)]
        for speaker in speakers
    }
    for divisions in possible.values():
        for name, office in divisions:
            named[office].add(name)
    offices = {office: len(found) for office, found in named.items()}
    shared = dict(_of_shared_offices(possible, offices))
    rest = {speaker: found for speaker, found in possible.items() if speaker not in shared}
    return shared | dict(_of_sure_surnames(rest, offices, {each.name for each in shared.values()}))


def _divisions(speaker: str) -> Iterator[Parts]:
    for cut in range(1, min(len(speaker), _MAX_SURNAME + 1)):
        yield Parts(speaker[:cut].strip(), speaker[cut:].strip())


# `offices` has the number of surnames before each office.
def _of_shared_offices(
    possible: Mapping[str, list[Parts]], offices: Mapping[str, int]
) -> Iterator[tuple[str, Parts]]:
    for speaker, divisions in possible.items():
        counts = [offices[each.office] for each in divisions]
        most = max(counts, default=0)
        if most >= _MIN_SURNAMES and counts.count(most) == 1:
            yield speaker, divisions[counts.index(most)]


def _of_sure_surnames(
    possible: Mapping[str, list[Parts]], offices: Mapping[str, int], surnames: set[str]
) -> Iterator[tuple[str, Parts]]:
    for speaker, divisions in possible.items():
        longest = divisions[-1] if divisions else None
        if longest and longest.name in surnames:
            ends = (longest.office[start:] for start in range(1, len(longest.office)))
            # The beginning of it may be the end of a surname that the dictionary lacks.
            if not any(offices.get(end, 0) >= _MIN_SURNAMES for end in ends):
                yield speaker, longest
