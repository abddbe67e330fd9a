"""Minutes of a town that does not exist, in every layout that is drawn by its number.

mark × separator × spacing × container × roster × head × style of agenda; a number is always the
same file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from invented_town import LABELS, Said, draw_people, label, read, speeches
from layout_files import CONTAINERS, Entry, Mark, Minutes
from layout_heads import (
    AGENDA_STYLES,
    HEADS,
    LISTED_APART,
    ROSTERS,
    Head,
    draw_business,
    draw_head,
    write_listing,
    write_roster,
)


class Layout(NamedTuple):
    """A file, its turns and head as they should be read.

    Each of `sentences` must be in what is said, each of `printed` in anything that is read.
    """

    name: str
    content: bytes
    turns: tuple[Said, ...]
    head: Head
    sentences: tuple[str, ...]
    printed: tuple[str, ...]


Spoil = Callable[[Minutes], Minutes]

MARKS = (
    *(
        Mark(sign, "", "", separator)
        for sign in ("", "○", "◇", "◎", "■")
        for separator in ("　", "　　", "\t", "：", ": ", "－", "―")
    ),
    Mark("○", "", "", ""),
    Mark("", "", "", ""),
    Mark("", "", "", "\n"),
    Mark("○", "", "", "\n"),
    Mark("", "", "。", "\n　"),
    *(
        Mark("", opening, closing, separator)
        for opening, closing in ("【】", "（）", "＜＞", "〔〕", "［］", "「」")
        for separator in ("", "　", "\n")
    ),
    Mark("", "（", "）", "\n・"),
)
_IN_CELLS = ("table", "numbered table", "word table")


def layout(number: int, spoil: Spoil | None = None) -> Layout:
    """The layout of a number, from 0; its turns are those of what `spoil` has not damaged."""
    random = Random(number)
    assembly = random.random() < 0.5
    people = draw_people(random, assembly=assembly)
    style = random.choice(LABELS)
    container = random.choice([*CONTAINERS])
    mark = _mark(random, container)
    if mark.separator == "" and not mark.closing and style in ("office name", "unlisted", "name"):
        style = "surname office"
    roster = random.choice(LISTED_APART if style == "name" else ROSTERS)
    agenda = random.choice([*AGENDA_STYLES])
    planned = AGENDA_STYLES[agenda]
    business = draw_business(random, planned)
    listing = [*write_listing(planned, business)]
    head = draw_head(
        random, random.choice(HEADS), [*write_roster(people, roster)], listing, assembly=assembly
    )
    turns: list[Said] = []
    entries: list[Entry] = []
    width = max(len(label(each, style)) for each in people)
    spread = _may_spread(mark, style) and random.random() < 0.4
    for speech in speeches(random, people, [each[:3] for each in business]):
        if speech.printed:
            entries.append(Entry(None, speech.printed, heading=True))
        who = read(speech.person, style, listed=roster in LISTED_APART)
        turns.append(Said(*who, speech.text, speech.item.name if speech.item else None))
        shown = label(speech.person, style)
        entries.append(Entry(_over(shown, width) if spread else shown, speech.text))
    write, ending = CONTAINERS[container]
    minutes = Minutes(head, mark, tuple(entries))
    content = write(spoil(minutes) if spoil else minutes, random)
    return Layout(
        f"{number:04}-{container}-{style}-{agenda}.{ending}".replace(" ", "-"),
        content.encode() if isinstance(content, str) else content,
        tuple(turns),
        head,
        tuple(_sentences(turns)),
        tuple(_printed(head, entries)),
    )


def _mark(random: Random, container: str) -> Mark:
    if container in _IN_CELLS:
        return Mark("", "", "", "\t")
    if container == "markdown":
        return Mark("", "", "", "：")
    return random.choice(MARKS)


def _may_spread(mark: Mark, style: str) -> bool:
    return style in ("office", "unlisted") and mark.separator not in ("", "\n", "\n・", "\n　")


def _over(label: str, width: int) -> str:
    """A label set over a width, where the spaces between its letters can be even."""
    if len(label) < 2 or len(label) >= width or 2 * (width - len(label)) % (len(label) - 1):
        return label
    gap, half = divmod(2 * (width - len(label)) // (len(label) - 1), 2)
    return ("　" * gap + " " * half).join(label)


def _sentences(turns: Sequence[Said]) -> Iterator[str]:
    for turn in turns:
        for sentence in turn.text.replace("\n", "").split("。"):
            if sentence:
                yield f"{sentence}。"


def _printed(head: Head, entries: Sequence[Entry]) -> Iterator[str]:
    yield from head.cover
    for row in head.rows:
        yield from row
    yield from (entry.text for entry in entries if entry.heading)
