"""Minutes with damaged speaker marks, and the share of their turns that is still read rightly.

A case is one file, damaged in one way at a share of its speaker marks. A turn is right if the
undamaged minutes have a turn with the same speaker, role and text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from index.minutes import Meeting
from indexer.confidence import Evidence, weigh
from indexer.encodings import decode
from indexer.problems import Problem, Unreadable
from indexer.read_file import FileKind, read_with_kind
from indexer.understanding import find_gaps, is_turn

Damage = Callable[[Random, str, str], str]
"""Returns the text before a mark and the mark, damaged."""

Turns = Counter[tuple[str | None, ...]]
"""Speaker, role, and text without spaces."""

MIN_TURNS = 6
SHARES = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
_LINE_BREAKS = ("\n", "\r", "<br>", "<br/>", "\\r", "\\n", " ", "　")
UNKNOWN_SIGNS = ("＊", "★", "§", "")
OTHER_NAMES = ("霧浜二郎", "遠見サチ", "三石", "帆足ちひろ")
OTHER_TEXTS = (
    "回覧のお知らせ。資源の回収は毎月の第二木曜日です。集積所は朝八時までに出してください。",
    "区分　　　件数　　金額\n水路　　　　12　　3,400\n灯台　　　　 4　　　820",
)


class Case(NamedTuple):
    """One damaged file: the share of its turns that is right, and the confidence stated."""

    name: str
    damage: str
    right: float
    stated: float


def _drop(_random: Random, before: str, _mark: str) -> str:
    return before


def _merge(_random: Random, before: str, mark: str) -> str:
    return _without_line_breaks(before) + mark


def _alter(random: Random, before: str, mark: str) -> str:
    sign = random.choice(UNKNOWN_SIGNS)
    return before + (sign + mark[1:] if len(mark.strip()) > 1 else sign + "　")


def _rename(random: Random, before: str, mark: str) -> str:
    name = random.choice(OTHER_NAMES)
    inside = re.sub(r"(?<=[（(])[^（()）]{2,}(?=[）)])", name, mark)
    return before + (inside if inside != mark else mark[:1] + name + mark[3:])


def _insert(random: Random, before: str, mark: str) -> str:
    line_end = "" if before.endswith("\n") else "\n"
    return f"{before}{line_end}{random.choice(OTHER_TEXTS)}\n{mark}"


def _cut(random: Random, before: str, mark: str) -> str:
    """Lose the end of the speech before the mark."""
    speech = _without_line_breaks(before)
    return speech[: -random.randint(3, 12)] + before[len(speech) :] + mark


def _without_line_breaks(text: str) -> str:
    """A text without the line breaks and spaces at its end, in any markup."""
    while text.endswith(_LINE_BREAKS):
        text = text.removesuffix(next(each for each in _LINE_BREAKS if text.endswith(each)))
    return text


DAMAGES: dict[str, Damage] = {
    "marks dropped": _drop,
    "lines merged": _merge,
    "marks altered": _alter,
    "names changed": _rename,
    "other text inserted": _insert,
    "ends cut": _cut,
}


def cases(
    files: Sequence[Path], random: Random, shares: Sequence[float] = SHARES
) -> Iterator[Case]:
    """Each file with each damage, at each share of its marks."""
    with TemporaryDirectory() as scratch:
        for file in files:
            text = decode(file.name, file.read_bytes())
            expected = read_turns(file)[0]
            marks = _marks(text, expected) if expected else []
            if expected.total() < MIN_TURNS or len(marks) < 2:
                continue
            has_names = any(turn[0] for turn in expected)
            for name, damage in DAMAGES.items():
                if damage is _rename and not has_names:
                    continue
                for share in shares:
                    path = Path(scratch) / file.name
                    path.write_text(damaged(random, text, marks, damage, share), "utf-8")
                    found, evidence = read_turns(path)
                    right = share_of_right(expected, found)
                    yield Case(file.name, name, right, evidence.confidence)


def read_turns(path: Path) -> tuple[Turns, Evidence]:
    """The turns of a file, and the evidence of which the confidence is made."""
    meetings, evidence = read_with_evidence(path)
    turns: Turns = Counter(
        (u.speaker, u.role, re.sub(r"\s", "", u.text))
        for meeting in meetings
        for u in meeting.utterances
        if is_turn(u)
    )
    return turns, evidence


def read_with_evidence(path: Path) -> tuple[Sequence[Meeting], Evidence]:
    """The meetings of a file, none if it cannot be read, and the evidence for their turns."""
    items: list[object] = []
    with suppress(Unreadable):
        items.extend(read_with_kind(path, path.name))
    marked = not any(isinstance(item, FileKind) and item.style == "summary" for item in items)
    problems = [item for item in items if isinstance(item, Problem)]
    meetings = [item for item in items if isinstance(item, Meeting)]
    total = Evidence(0, 0.0, 0.0)
    for meeting in meetings:
        total = total.plus(weigh(meeting, tuple(find_gaps(meeting, problems, marked=marked))))
    return meetings, total


def _marks(text: str, turns: Turns) -> list[tuple[int, int]]:
    """The spans of the speaker marks in a file, in any markup."""
    labels = sorted({turn[0] for turn in turns if turn[0]}, key=len, reverse=True)
    spaced = ["[ 　]*".join(map(re.escape, re.sub(r"\s", "", label))) for label in labels]
    named = rf"[○◯◎◆〇][ 　]*(?:{'|'.join(spaced)})[ 　]*" if spaced else r"(?!)"
    signs = r"^[ 　]*[・→][ 　]*(?=\S)" if not spaced else r"(?!)"
    return [found.span() for found in re.finditer(f"{named}|{signs}", text, re.MULTILINE)]


def damaged(
    random: Random, text: str, marks: Sequence[tuple[int, int]], damage: Damage, share: float
) -> str:
    chosen = set(random.sample(range(len(marks)), round(share * len(marks))))
    parts: list[str] = []
    at = 0
    for number, (start, end) in enumerate(marks):
        before, mark = text[at:start], text[start:end]
        parts.append(damage(random, before, mark) if number in chosen else before + mark)
        at = end
    return "".join(parts) + text[at:]


def share_of_right(expected: Turns, found: Turns) -> float:
    """F1 of the turns: twice those in both, over those expected and those found."""
    both = expected.total() + found.total()
    return 2 * (expected & found).total() / both if both else 1.0
