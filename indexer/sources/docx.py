"""A Word document → its paragraphs as lines, and where its pages begin.

Reads     DOCX (Office Open XML): paragraphs, tables, numbering, text boxes, footnotes
Produces  a line for each paragraph, and for each line break inside it, indented by
          spaces; a row of a table is a line (table_rows.py)
Dates     as printed in the text; those of the file are of its making
Pitfalls  a numbered paragraph does not have its number in its text (word_numbering.py
          counts); ruby is inside its paragraph and is left out; text in a box is in
          the file twice, for old readers, and deleted text still is; pages begin
          where Word last broke them, if it recorded that
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from indexer.lines import Line, TextFile
from indexer.problems import Unreadable
from indexer.radicals import with_kanji
from indexer.sources.limits import MAX_XML_ATTRIBUTES, MAX_XML_BYTES, MAX_XML_TAGS
from indexer.sources.table_rows import write_row
from indexer.sources.word_numbering import WORD, WordNumbering
from indexer.sources.zipped import BROKEN_ZIP

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_TEXT = frozenset({_FALLBACK, *(WORD + tag for tag in ("del", "moveFrom", "rt", "instrText"))})
_MARKS = {WORD + "tab": "\t", WORD + "noBreakHyphen": "-", WORD + "br": "\n", WORD + "cr": "\n"}
_TWIPS_PER_CHARACTER = 210
"""Twips of a character of 10.5 points, the usual size of a Japanese document."""
_MAX_INDENT = 30
_DAMAGED = "Word文書（DOCX）が壊れているか、途中で切れています。"
_BROKEN = (*BROKEN_ZIP, KeyError, NotImplementedError, RuntimeError)


def read_docx(name: str, content: bytes) -> TextFile:
    """The text of a Word document; raises Unreadable where it is damaged, locked or too large."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            numbering = WordNumbering(_part(name, archive, "word/numbering.xml"))
            writer = _ParagraphWriter(numbering)
            writer.write(_part(name, archive, "word/document.xml"))
            writer.write(_part(name, archive, "word/footnotes.xml"))
    except _BROKEN as error:
        raise Unreadable(name, _DAMAGED) from error
    if not any(line.text.strip() for line in writer.lines):
        raise Unreadable(name, "Word文書に文字がありません。")
    return TextFile(name, tuple(writer.lines), paged=writer.page > 1)


def _part(name: str, archive: zipfile.ZipFile, part: str) -> etree._Element | None:
    """One part of the document, parsed without entities and within the limits."""
    if part not in archive.NameToInfo:
        return None
    with archive.open(part) as file:
        content = file.read(MAX_XML_BYTES + 1)
    if (
        len(content) > MAX_XML_BYTES
        or content.count(b"<") > MAX_XML_TAGS
        or content.count(b"=") > MAX_XML_ATTRIBUTES
    ):
        raise Unreadable(name, f"Word文書として大きすぎます（上限{MAX_XML_BYTES >> 20}MiB）。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(name, _DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(name, "実体の定義（DTD）のあるWord文書は読みません。")
    return root


class _ParagraphWriter:
    """Collects the lines of a document, block by block."""

    def __init__(self, numbering: WordNumbering) -> None:
        self.lines: list[Line] = []
        self.page = 1
        self.numbering = numbering
        self.broken = True
        self.rows: list[list[list[str]]] = []

    def write(self, root: etree._Element | None) -> None:
        """Write the paragraphs and tables under an element, in reading order."""
        if root is None:
            return
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _NOT_TEXT:
                    walk.skip_subtree()
                elif tag == WORD + "p":
                    self._paragraph(element)
                elif tag == WORD + "tr":
                    self.rows.append([])
                elif tag == WORD + "tc" and self.rows:
                    self.rows[-1].append([])
            elif tag == WORD + "tr" and self.rows:
                self._row(self.rows.pop())

    def _paragraph(self, element: etree._Element) -> None:
        properties = element.find(WORD + "pPr")
        before = len(self.lines)
        page, text = self._text(element)
        lead = self.numbering.next_number(properties)
        for number, line in enumerate(text.split("\n")):
            shown = " " * _indent(properties, number == 0) if line.strip() else ""
            self._put(shown + (lead if number == 0 else "") + line.rstrip(), page)
        if any(line.text for line in self.lines[before:]):
            self.broken = False

    def _put(self, text: str, page: int) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(text)
        else:
            self.lines.append(Line(text, page, len(self.lines) + 1))

    def _row(self, cells: list[list[str]]) -> None:
        for text in write_row(cells):
            self._put(text, self.page)

    def _text(self, paragraph: etree._Element) -> tuple[int, str]:
        """The text of a paragraph without that of its boxes, and the page it begins on."""
        parts: list[str] = []
        page = 0
        walk = etree.iterwalk(paragraph, events=("start",))
        for _, element in walk:
            tag = element.tag
            if tag in _NOT_TEXT or tag in (WORD + "txbxContent", WORD + "pPr"):
                if tag == WORD + "pPr" and element.find(WORD + "pageBreakBefore") is not None:
                    self._break(at_once=True)
                walk.skip_subtree()
            elif tag == WORD + "t":
                page = page or (self.page if (element.text or "").strip() else 0)
                parts.append(element.text or "")
                self.broken = self.broken and not (element.text or "").strip()
            elif _is_page_break(element):
                self._break(at_once=not "".join(parts).strip())
            elif tag in _MARKS:
                parts.append(_MARKS[tag])
        return page or self.page, with_kanji("".join(parts))

    def _break(self, *, at_once: bool) -> None:
        """Begin a page; a break that is both typed and recorded counts once."""
        if not self.broken:
            self.page += 1
        self.broken = at_once


def _is_page_break(element: etree._Element) -> bool:
    """Whether a page ends here: as typed, or as Word last set the document."""
    typed = element.tag == WORD + "br" and element.get(WORD + "type") == "page"
    return bool(typed or element.tag == WORD + "lastRenderedPageBreak")


def _indent(properties: Any, first: bool) -> int:  # noqa: ANN401 - an element or nothing
    """Columns before a paragraph's first line, or before a line after a break in it."""
    indent = properties.find(WORD + "ind") if properties is not None else None
    if indent is None:
        return 0
    characters = _length(indent, "leftChars", "left") or _length(indent, "startChars", "start")
    if first:
        characters += _length(indent, "firstLineChars", "firstLine")
        characters -= _length(indent, "hangingChars", "hanging")
    return max(0, min(round(2 * characters), 2 * _MAX_INDENT))


def _length(element: etree._Element, characters: str, twips: str) -> float:
    for key, unit in ((characters, 100), (twips, _TWIPS_PER_CHARACTER)):
        value = element.get(WORD + key) or ""
        if re.fullmatch(r"-?[0-9]{1,6}", value):
            return int(value) / unit
    return 0.0
