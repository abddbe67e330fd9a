"""Edits of minutes as text: the lines of a file, as an editor would change them."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

WORDS = ("除雪", "漁港", "図書", "税務", "給食", "防災", "水道", "温泉", "広報", "林道")
ASKED = "{0}の{1}については、いつまでに何を決めるのか。{2}番の資料では読み取れない。"
ANSWERED = "{0}と{1}を合わせて、{2}月の会議に案を出す予定である。"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_MARKS = "・→〇※○⑴⑵⑶⑷【"
_BODY = re.compile("議事の概要|議事録|議事")


class TextMinutes:
    """A text file, kept in its encoding."""

    def __init__(self, path: Path) -> None:
        self._path = path
        content = path.read_bytes()
        self._encoding = next(
            each for each in ("utf-8-sig", "utf-8", "cp932") if _reads(content, each)
        )
        if not content.startswith(b"\xef\xbb\xbf") and self._encoding == "utf-8-sig":
            self._encoding = "utf-8"
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
        said = [f"    {mark} {_sentence(random, asked)} " for mark, asked in _TURNS]
        at = random.choice(starts)
        self.lines[at:at] = [each for line in said for each in (line, "")]
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
        one, other = sorted(random.sample(blocks, 2))
        lines = self.lines
        self.lines = [
            *lines[: one[0]],
            *lines[other[0] : other[1]],
            *lines[one[1] : other[0]],
            *lines[one[0] : one[1]],
            *lines[other[1] :],
        ]
        return True

    def mend_header(self, random: Random) -> bool:
        """Another day: the meeting and all that is in it get other ids."""
        for at, line in enumerate(self.lines[:40]):
            if "日時" in line and (found := re.search(r"月([０-９]+)日", line)):
                day = str(random.randint(1, 28)).translate(FULL_WIDTH)
                self.lines[at] = line[: found.start(1)] + day + line[found.end(1) :]
                return True
        return False

    def wrap_again(self, random: Random) -> bool:
        """Lines and pages may cut a text elsewhere; the text is the same."""
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
        """From each 「・」 of the proceedings to the next mark but its answer."""
        lines = self.lines
        marked = [at for at in self._body() if lines[at].strip()[:1] in tuple(_MARKS)]
        heads = [at for at in marked if not lines[at].strip().startswith("→")]
        ends = [*heads[1:], len(lines)]
        return [
            (start, end)
            for start, end in zip(heads, ends, strict=True)
            if lines[start].strip().startswith("・") and lines[start][:1] == " "
        ]


_TURNS = (("・", ASKED), ("→", ANSWERED))


def _sentence(random: Random, template: str) -> str:
    first, second = random.sample(WORDS, 2)
    return template.format(first, second, random.randint(2, 90))


def _reads(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
