"""A text written in Markdown → the same lines without its markup.

Reads      headings, emphasis, links, quotations, rules and tables of CommonMark and GFM
Produces   a line for each line; a heading's says that it is one; cells have tabs between them
Pitfalls   most texts have a sign here and there that Markdown has, too: a text is taken for
           Markdown by its name (.md), or by headings with other markup beside them; a list
           keeps its bullets, which are also the signs of speakers
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.lines import Line, TextFile

_HEADING = re.compile(r" {0,3}#{1,6}[ 　\t]+(?P<title>.*?)[ \t]*#*\s*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{3,})\s*$")
_STRONG = re.compile(r"(?P<sign>\*\*|__)(?=\S)(?P<words>[^\n]+?)(?<=\S)(?P=sign)")
_EMPHASIS = re.compile(r"(?<![*\w])\*(?=[^\s*])(?P<words>[^*\n]+?)(?<=[^\s*])\*(?![*\w])")
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]*)\]\([^()\s]*\)")
_CODE = re.compile(r"`(?P<words>[^`\n]+)`")
_QUOTED = re.compile(r" {0,3}>[ 　]?")
_ROW = re.compile(r"\s*\|(?P<cells>.*)\|\s*")
_RULED = re.compile(r"[\s|:-]*-[\s|:-]*")
_BULLET = re.compile(r"^(?P<lead>\s*)[*+](?P<rest>[ \t]+\S)")
_LISTED = re.compile(r"\s*[-*+][ \t]+\S")


def is_markdown(name: str, lines: Sequence[Line]) -> bool:
    """Whether a text is written in Markdown, by its name or by its markup."""
    if name.lower().endswith((".md", ".markdown")):
        return True
    headings = sum(_HEADING.fullmatch(line.text) is not None for line in lines)
    marked = (_LISTED.match(line.text) or _STRONG.search(line.text) for line in lines)
    return headings > 1 and any(marked)


def without_markup(file: TextFile) -> TextFile:
    """The lines without their markup; none is added, and the ruling of a table becomes empty."""
    return replace(file, lines=tuple(map(_plain, file.lines)))


def _plain(line: Line) -> Line:
    if found := _HEADING.fullmatch(line.text):
        return line._replace(text=_words(found["title"]), heading=True)
    text = line.text
    if row := _ROW.fullmatch(text):
        cells = (_words(cell).strip() for cell in row["cells"].split("|"))
        return line._replace(text="" if _RULED.fullmatch(text) else "\t".join(cells))
    if _UNDERLINE.fullmatch(text):
        return line._replace(text="")
    text = _BULLET.sub(r"\g<lead>-\g<rest>", _QUOTED.sub("", text, count=1), count=1)
    return line._replace(text=_words(text))


def _words(text: str) -> str:
    for pattern in (_LINK, _STRONG, _EMPHASIS, _CODE):
        text = pattern.sub(lambda found: found["words"], text)
    return text
