"""Minutes → the same, damaged in ways that show how many turns are still read rightly.

A case is damaged in one way at a share of its speaker marks. What is right is known: a
turn of the whole minutes with the same speaker, role and words.
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
from indexer.problems import Problem, Unreadable
from indexer.read_file import FileKind, read_with_kind
from indexer.sources.encodings import decode
from indexer.understanding import find_gaps, is_turn

Damage = Callable[[Random, str, str], str]
"""What becomes of the text before a mark, and of the mark, put together."""

FEWEST_TURNS = 6
SHARES = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
_BREAKS = ("\n", "\r", "<br>", "<br/>", "\\r", "\\n", " ", "　")
_STRANGE = ("＊", "★", "§", "")
_OTHER_NAMES = ("霧浜二郎", "遠見サチ", "三石", "帆足ちひろ")
_FOREIGN = (
    "回覧のお知らせ。資源の回収は毎月の第二木曜日です。集積所は朝八時までに出してください。",
    "区分　　　件数　　金額\n水路　　　　12　　3,400\n灯台　　　　 4　　　820",
)


class Case(NamedTuple):
    """One damaged file: what is right of its turns, and what they are thought to be."""

    name: str
    damage: str
    right: float
    thought: float


def _drop(_random: Random, before: str, _mark: str) -> str:
    return before


def _merge(_random: Random, before: str, mark: str) -> str:
    return _unbroken(before) + mark


def _alter(random: Random, before: str, mark: str) -> str:
    sign = random.choice(_STRANGE)
    return before + (sign + mark[1:] if len(mark.strip()) > 1 else sign + "　")


def _rename(random: Random, before: str, mark: str) -> str:
    name = random.choice(_OTHER_NAMES)
    inside = re.sub(r"(?<=[（(])[^（()）]{2,}(?=[）)])", name, mark)
    return before + (inside if inside != mark else mark[:1] + name + mark[3:])


def _foreign(random: Random, before: str, mark: str) -> str:
    line_end = "" if before.endswith("\n") else "\n"
    return f"{before}{line_end}{random.choice(_FOREIGN)}\n{mark}"


def _cut(random: Random, before: str, mark: str) -> str:
    """The end of what was said before is lost, as where a line is."""
    whole = _unbroken(before)
    return whole[: -random.randint(3, 12)] + before[len(whole) :] + mark


def _unbroken(text: str) -> str:
    """A text without the line breaks at its end, however they are written."""
    while text.endswith(_BREAKS):
        text = text.removesuffix(next(each for each in _BREAKS if text.endswith(each)))
    return text


DAMAGES: dict[str, Damage] = {
    "marks dropped": _drop,
    "lines merged": _merge,
    "marks altered": _alter,
    "names changed": _rename,
    "other text put in": _foreign,
    "ends cut": _cut,
}


def cases(
    files: Sequence[Path], random: Random, shares: Sequence[float] = SHARES
) -> Iterator[Case]:
    """Each file in each way, at each share."""
    with TemporaryDirectory() as scratch:
        for file in files:
            text = decode(file.name, file.read_bytes())
            whole = _read(file)[0]
            places = _marks(text, whole) if whole else []
            if whole.total() < FEWEST_TURNS or len(places) < 2:
                continue
            points = not any(turn[0] for turn in whole)
            for name, damage in DAMAGES.items():
                if points and damage is _rename:
                    continue
                for share in shares:
                    path = Path(scratch) / file.name
                    path.write_text(_damaged(random, text, places, damage, share), "utf-8")
                    found, evidence = _read(path)
                    yield Case(file.name, name, _right(whole, found), evidence.confidence)


def _read(path: Path) -> tuple[Counter[tuple[str | None, ...]], Evidence]:
    """The turns of a file, and the evidence that is judged."""
    items: list[object] = []
    with suppress(Unreadable):
        items.extend(read_with_kind(path, path.name))
    marked = not any(isinstance(item, FileKind) and item.style == "summary" for item in items)
    problems = [item for item in items if isinstance(item, Problem)]
    turns: Counter[tuple[str | None, ...]] = Counter()
    total = Evidence(0, 0.0, 0.0)
    for meeting in (item for item in items if isinstance(item, Meeting)):
        turns.update(
            (u.speaker, u.role, re.sub(r"\s", "", u.text)) for u in meeting.utterances if is_turn(u)
        )
        gaps = tuple(find_gaps(meeting, problems, marked=marked))
        total = total.plus(weigh(meeting, gaps))
    return turns, total


def _marks(text: str, turns: Counter[tuple[str | None, ...]]) -> list[tuple[int, int]]:
    """Where the marks stand in a file, whatever its markup."""
    labels = sorted({turn[0] for turn in turns if turn[0]}, key=len, reverse=True)
    spaced = ["[ 　]*".join(map(re.escape, re.sub(r"\s", "", label))) for label in labels]
    named = rf"[○◯◎◆〇][ 　]*(?:{'|'.join(spaced)})[ 　]*" if spaced else r"(?!)"
    signs = r"^[ 　]*[・→][ 　]*(?=\S)" if not spaced else r"(?!)"
    return [found.span() for found in re.finditer(f"{named}|{signs}", text, re.MULTILINE)]


def _damaged(
    random: Random, text: str, places: Sequence[tuple[int, int]], damage: Damage, share: float
) -> str:
    hit = set(random.sample(range(len(places)), round(share * len(places))))
    parts: list[str] = []
    at = 0
    for number, (start, end) in enumerate(places):
        before, mark = text[at:start], text[start:end]
        parts.append(damage(random, before, mark) if number in hit else before + mark)
        at = end
    return "".join(parts) + text[at:]


def _right(whole: Counter[tuple[str | None, ...]], found: Counter[tuple[str | None, ...]]) -> float:
    """The share of turns that are right, of those that should be there and those that are."""
    both = whole.total() + found.total()
    return 2 * (whole & found).total() / both if both else 1.0
