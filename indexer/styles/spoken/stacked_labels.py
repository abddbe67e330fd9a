"""Labels over two lines → one: an office, and under it a name, before the words.

議長
東雲一郎
これより会議を開きます。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.lines import Line
from indexer.styles.line_heads import is_label
from indexer.styles.speaker_marks.marks import NAME_LETTER, opening_brackets, squash
from indexer.styles.speaker_marks.speaker import read_mark

_OFFICE = re.compile(rf"[ 　]*[^\s。、，「」：:{opening_brackets()}][^。、，「」：:\n]{{0,14}}")
_NAME = re.compile(
    rf"[ 　]*(?:{NAME_LETTER}[ 　]?){{2,8}}(?:君|さん|氏|議員|委員)?[ 　]*"
    rf"|[ 　]*[（(](?:{NAME_LETTER}[ 　]?){{2,8}}(?:君|さん|氏|議員|委員)?[)）][ 　]*"
)
_SENTENCE = re.compile(r"[。？！]")
_MIN_LABELS, _MIN_AGAIN = 3, 2


def join_stacked(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with each office and the name under it on one line, where both recur."""
    places = list(_places(lines))
    times = Counter(_pair(lines, at) for at in places)
    again = {pair for pair, count in times.items() if count > 1}
    if len(places) < _MIN_LABELS or len(again) < _MIN_AGAIN:
        return lines
    joined: list[Line] = []
    taken = -1
    offices = {office for office, _ in again}
    firsts = {at for at in places if _pair(lines, at) in again or _speaks(lines, at, offices)}
    for at, line in enumerate(lines):
        if at in firsts and at > taken:
            name = lines[at + 1].text.strip()
            gap = "" if name.startswith(("（", "(")) else "　"
            joined.append(line._replace(text=f"{_closed_up(line.text)}{gap}{name}"))
            taken = at + 1
        elif at > taken:
            joined.append(line)
    return joined


def _places(lines: Sequence[Line]) -> Iterator[int]:
    """The lines that may be an office, with a name under them and then a sentence."""
    for at in range(len(lines) - 2):
        office, name, words = (line.text for line in lines[at : at + 3])
        if (
            len(office) < 40
            and len(name) < 40
            and _OFFICE.fullmatch(office)
            and is_label(office)
            and _NAME.fullmatch(name)
            and not _is_office(squash(name).strip("（()）"))
            and _SENTENCE.search(words)
        ):
            yield at


def _closed_up(office: str) -> str:
    """An office whose letters are set over a width, without the spaces."""
    words = office.split()
    return "".join(words) if len(words) > 1 and max(map(len, words)) == 1 else office.rstrip()


def _is_office(words: str) -> bool:
    found = read_mark(words)
    return found is not None and found.speaker.office is not None


def _pair(lines: Sequence[Line], at: int) -> tuple[str, str]:
    return squash(lines[at].text), squash(lines[at + 1].text)


def _speaks(lines: Sequence[Line], at: int, offices: set[str]) -> bool:
    """Whether a pair that is printed once has an office that others hold, or a known one."""
    office = squash(lines[at].text)
    found = read_mark(office)
    return office in offices or (found is not None and found.speaker.role is not None)
