"""The marks at the beginning of a line of summary minutes, and what they mean.

A member's mark is the mark before answers: 「・」 in most minutes, 「○」 or 「Ｑ」 in
others. A sign inside a wrapped sentence (企業⏎・会社) is no mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from index.minutes import Role
from indexer.layout import Shape, indent
from indexer.lines import Line
from indexer.styles.summary.speakers import read_role

TurnPart = Literal["member", "answer", "chair", "note", "narrative", "topic", "item"]

# Each class of signs, and what it means where it is not the members' mark.
_SIGNS: dict[str, tuple[TurnPart, str]] = {
    "・": ("item", "・･•·∙‧⋅"),
    "-": ("item", "-－‐−–"),
    "○": ("narrative", "○〇◯"),
    "●": ("topic", "●"),
    "◎": ("narrative", "◎"),
    "◆": ("topic", "◆"),
    "◇": ("topic", "◇"),
    "■": ("topic", "■▪"),
    "□": ("topic", "□"),
    "▼": ("topic", "▼▽▲△"),
    "→": ("answer", "→⇒➡➔⇨⟶➜▶►↪"),
    "※": ("note", "※＊"),
}
_CLASS = {glyph: name for name, (_, glyphs) in _SIGNS.items() for glyph in glyphs}
_ASKS = "質問|質疑|意見|要望|問"
_ANSWERS = "回答|答弁|答"
_WORDS = {
    name: rf"[{letters}]\s*[0-9０-９]*\s*[.．:：)）、\s]"
    rf"|[（(【\[<＜]\s*(?:{words}|[{letters}])\s*[0-9０-９]*\s*[）)】\]>＞][:：]?"
    rf"|(?:{words})\s*[0-9０-９]*\s*(?:[:：]|\s+)"
    for name, letters, words in (("Ｑ", "QＱ", _ASKS), ("Ａ", "AＡ", _ANSWERS))
}
_WORD = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _WORDS.items()))
_FIXED: dict[str, TurnPart] = {
    **{"→": "answer", "Ａ": "answer", "Ｑ": "member", "※": "note"},
    **{"委員": "member", "会長": "chair", "職員": "answer"},
}
_LABELS: dict[Role, str] = {"member": "委員", "chair": "会長"}


class LeadingMark(NamedTuple):
    """A mark: its class, its printed length with spaces, and whether a space follows."""

    name: str
    length: int
    spaced: bool


@dataclass(frozen=True, slots=True)
class MarkUsage:
    """The meaning of each class of mark in one text of a certain shape, and how it is set.

    `forms` are the usual classes and indentations, and whether a space follows the mark.
    """

    shape: Shape
    parts: dict[str, TurnPart]
    forms: set[tuple[str, int, bool]]

    def is_usual(self, mark: LeadingMark, line: Line) -> bool:
        """Whether a mark after a line that goes on is set as such marks are here.

        It is not where neither indentation nor a space distinguishes it from a wrapped word.
        """
        columns = indent(line.text)
        return any(
            (name, spaced) == (mark.name, mark.spaced)
            and abs(columns - usual) <= 1
            and (spaced or abs(usual - self.shape.wrap_indent) > 1)
            for name, usual, spaced in self.forms
        )


def read_mark(text: str) -> LeadingMark | None:
    """The mark at the beginning of a line; a dash needs a space, a letter a delimiter."""
    stripped = text.strip()
    name = _CLASS.get(stripped[:1])
    if name is None:
        word = _WORD.match(stripped)
        if not word or word.lastgroup is None:
            return None
        return LeadingMark(word.lastgroup, word.end(), spaced=True)
    rest = stripped[1:]
    spaced = rest[:1].isspace()
    if not rest.strip() or (name == "-" and not spaced) or rest[0] in _CLASS:
        return None
    return LeadingMark(name, len(stripped) - len(rest.lstrip()), spaced)


def read_turn(text: str) -> LeadingMark | None:
    """The mark at the beginning of a line, or a printed label in its place.

    A label (「（事務局）」「委員：」) has length 0: it stays in the text for `read_speaker`.
    """
    mark = read_mark(text)
    if mark:
        return mark
    role = read_role(text.strip())
    return LeadingMark(_LABELS.get(role, "職員"), 0, spaced=False) if role else None


def find_usage(lines: Sequence[Line], shape: Shape) -> MarkUsage:
    """The meaning of the marks of these lines."""
    seen: list[tuple[str, int, bool]] = []
    labelled: dict[str, TurnPart] = {}
    before: Line | None = None
    for line in lines:
        if not line.text.strip():
            continue
        mark = read_turn(line.text)
        if mark and not (before and shape.wraps(before)):
            seen.append((mark.name, indent(line.text), mark.spaced))
            role = read_role(line.text.strip()[mark.length :])
            if role and mark.name not in _FIXED:
                labelled[mark.name] = "member" if role in ("member", "chair") else "answer"
        before = line
    names = [name for name, _, _ in seen]
    total = Counter(names)
    usual = {form for form, times in Counter(seen).items() if times * 10 >= total[form[0]]}
    meant = {name: part for name, (part, _) in _SIGNS.items()}
    return MarkUsage(shape, {**meant, **_FIXED, **_members(names), **labelled}, usual)


def _members(names: Sequence[str]) -> dict[str, TurnPart]:
    """The mark of members: the one most often before an answer, unless Ｑ and Ａ are used."""
    if "Ａ" in names and "Ｑ" in names:
        return {}
    asked = Counter(
        name
        for name, after in pairwise(names)
        if _FIXED.get(after) == "answer" and name not in _FIXED
    )
    return {asked.most_common(1)[0][0] if asked else "・": "member"}
