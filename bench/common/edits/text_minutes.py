"""Edits of minutes as text, as the editor of a file would make them."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path
from random import Random

WORDS = ("除雪", "漁港", "図書", "税務", "給食", "防災", "水道", "温泉", "広報", "林道")
QUESTION = "{0}の{1}については、いつまでに何を決めるのか。{2}番の資料では読み取れない。"
ANSWER = "{0}と{1}を合わせて、{2}月の会議に案を出す予定である。"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_TURN_MARKS = "・→〇※○⑴⑵⑶⑷【"
_BODY = re.compile("議事の概要|議事録|議事")


class TextMinutes:
    """The lines of a text file, which is saved in its own encoding."""

    def __init__(self, path: Path) -> None:
        self._path = path
        content = path.read_bytes()
        unicode = "utf-8-sig" if content.startswith(BOM_UTF8) else "utf-8"
        self._encoding = unicode if _is_valid(content, unicode) else "cp932"
        self.lines = content.decode(self._encoding).split("\n")

    def save(self) -> None:
        self._path.write_bytes("\n".join(self.lines).encode(self._encoding, "replace"))

    def change_word(self, random: Random) -> bool:
        places = [at for at in self._body() if len(self.lines[at].strip()) > 8]
        if not places:
            return False
        at = random.choice(places)
        line = self.lines[at]
        indent = len(line) - len(line.lstrip())
        place = random.randrange(indent + 2, len(line.rstrip()) - 2)
        self.lines[at] = line[:place] + random.choice(WORDS) + line[place + 2 :]
        return True

    def insert_exchange(self, random: Random) -> bool:
        starts = [start for start, _ in self._blocks()]
        if not starts:
            return False
        turns = [f"    {mark} {fill_in(random, text)} " for mark, text in _EXCHANGE]
        at = random.choice(starts)
        self.lines[at:at] = [each for line in turns for each in (line, "")]
        return True

    def delete_exchange(self, random: Random) -> bool:
        blocks = self._blocks()
        if len(blocks) < 3:
            return False
        start, end = random.choice(blocks)
        del self.lines[start:end]
        return True

    def reorder(self, random: Random) -> bool:
        blocks = self._blocks()
        if len(blocks) < 3:
            return False
        (start, end), (other_start, other_end) = sorted(random.sample(blocks, 2))
        lines = self.lines
        self.lines = [
            *lines[:start],
            *lines[other_start:other_end],
            *lines[end:other_start],
            *lines[start:end],
            *lines[other_end:],
        ]
        return True

    def correct_header(self, random: Random) -> bool:
        """Change the day, so that the meeting and everything in it get other ids."""
        for at, line in enumerate(self.lines[:40]):
            if "日時" in line and (found := re.search(r"月([０-９]+)日", line)):
                day = str(random.randint(1, 28)).translate(FULL_WIDTH)
                self.lines[at] = line[: found.start(1)] + day + line[found.end(1) :]
                return True
        return False

    def wrap_again(self, random: Random) -> bool:
        """Break a long line, with a blank line as at the end of a page; the text is the same."""
        blocks = self._blocks()
        if not blocks:
            return False
        start, end = random.choice(blocks)
        long = [at for at in range(start, end) if len(self.lines[at].strip()) > 30]
        if not long:
            return False
        at = random.choice(long)
        line = self.lines[at].rstrip()
        self.lines[at : at + 1] = [line[:20], "", line[20:]]
        return True

    def _body(self) -> range:
        first = next((at for at, line in enumerate(self.lines) if _BODY.search(line)), 0)
        return range(first + 1, len(self.lines))

    def _blocks(self) -> list[tuple[int, int]]:
        """The spans of lines from each 「・」 to the next mark other than its answer."""
        lines = self.lines
        marked = [at for at in self._body() if lines[at].strip()[:1] in tuple(_TURN_MARKS)]
        heads = [at for at in marked if not lines[at].strip().startswith("→")]
        ends = [*heads[1:], len(lines)]
        return [
            (start, end)
            for start, end in zip(heads, ends, strict=True)
            if lines[start].strip().startswith("・") and lines[start][:1] == " "
        ]


_EXCHANGE = (("・", QUESTION), ("→", ANSWER))


def fill_in(random: Random, template: str) -> str:
    first, second = random.sample(WORDS, 2)
    return template.format(first, second, random.randint(2, 90))


def _is_valid(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
