"""A page of the web → a tree, or its text as lines in reading order; a piece of one → text.

Reads     HTML in any encoding, declared right or wrong, with broken markup
Produces  lines, each ended by a block, a <br> or a row of a table (table_rows.py); an empty line
          where a paragraph ends; the line number is that of the source
Dates     as printed in the text; none is taken from the markup
Pitfalls  the declared encoding is often wrong (encodings.py goes by the bytes);
          a source wrapped inside a Japanese sentence has no space there; menus,
          scripts and forms are no minutes; a million tags or a thousand levels
          are refused
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from unicodedata import east_asian_width

from lxml import etree

from indexer.encodings import damage, decode_loosely
from indexer.lines import Line, TextFile
from indexer.problems import Unreadable
from indexer.radicals import with_kanji
from indexer.sources.limits import MAX_HTML_BYTES, MAX_HTML_TAG_SQUARES, MAX_HTML_TAGS
from indexer.sources.table_rows import write_row

_DECLARED = re.compile(rb"""<meta[^>]{1,200}charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NAMES = {
    "left out": "head script style noscript template nav select option button textarea input "
    "iframe object svg math canvas audio video rt rp",
    "paragraph": "p h1 h2 h3 h4 h5 h6 table ul ol dl blockquote pre section article hr",
    "block": "html body div main header footer aside address center form fieldset legend figure "
    "figcaption details summary li dt dd tr thead tbody tfoot caption br title",
    "cell": "td th",
    "inline": "pre a b i u em strong span font sub sup ruby rb rt rp s img small big center table "
    "tbody thead td th ul ol dl dt dd code tt mark wbr nobr h1 h2 h3 h4 h5 h6 html body form input "
    "label",
}
_LEFT_OUT, _PARAGRAPHS, _BLOCKS, _CELLS, _INLINE = (
    frozenset(names.split()) for names in _NAMES.values()
)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^<>]*)>|<!--.*?(?:-->|\Z)", re.DOTALL
)
_TAG_START = re.compile("<[a-zA-Z]")
# An attribute's value from quote to quote. After a space and a name it is nothing else in a tag.
_VALUE = re.compile(r"""(\s[\w:.-]+=)(?:"[^"'\s<>]*"|'[^"'\s<>]*')""")
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK_TAGS = frozenset({"br", "p", "div", "tr", "li", "hr"})
_CLOSING_BREAK_TAGS = frozenset({"p", "div", "tr", "li"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read: its text as decoded, and its tree.

    `damaged` characters could not be decoded and are U+FFFD.
    """

    text: str
    root: etree._Element
    damaged: int = 0


def is_html(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a page of the web."""
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2048].lower()
    text = re.sub(rb"^(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*", b"", text, flags=re.DOTALL)
    return bool(
        re.match(rb"<(?:!doctype\s+html|(?:html|head|body|title|meta|div|table)[\s>])", text)
    )


def read_page(name: str, content: bytes) -> Page:
    """Decode and parse a page; raises Unreadable where it has no text, is too large or too deep."""
    if len(content) > MAX_HTML_BYTES:
        raise Unreadable(name, f"HTMLとして大きすぎます（上限{MAX_HTML_BYTES >> 20}MiB）。")
    declared = _DECLARED.search(content[:8192])
    text, damaged = decode_loosely(name, content, declared[1].decode("ascii") if declared else None)
    text = with_kanji(text)
    if text.count("<") > MAX_HTML_TAGS:
        raise Unreadable(name, "HTMLの要素が多すぎるため、読みません。")
    if _tag_squares(text) > MAX_HTML_TAG_SQUARES:
        raise Unreadable(name, "HTMLの要素の属性が多すぎるため、読みません。")
    return Page(text, _parse(name, text), damaged)


def read_html(name: str, content: bytes) -> TextFile:
    """The text of a page as lines; raises Unreadable as `read_page` does."""
    page = read_page(name, content)
    lines = read_lines(page.root)
    if not any(line.text.strip() for line in lines):
        raise Unreadable(name, "HTMLに文字がありません。")
    problems = damage(name, page.text) if page.damaged else ()
    return TextFile(name, tuple(lines), tuple(problems))


def read_lines(element: etree._Element) -> list[Line]:
    """The text under an element as lines, each with the number of its line in the source.

    Where a page has one `<main>` with text, only that is read.
    """
    mains = [each for each in element.iter("main") if "".join(each.itertext()).strip()]
    collector = _LineCollector()
    for event, each in etree.iterwalk(mains[0] if len(mains) == 1 else element, ("start", "end")):
        if event == "start":
            collector.open(each)
        else:
            collector.close(each)
    collector.end_line()
    return collector.lines


def _tag_squares(text: str) -> int:
    """The sum of the squares of the lengths of tags, or more; values without gaps do not count.

    libxml2 compares each attribute with all before it in its tag. An image or the state of a
    form is a long value, and only one.
    """
    if len(text) ** 2 <= MAX_HTML_TAG_SQUARES:
        return 0
    pieces = _VALUE.sub(r"\1", text).split(">")
    begins = ((piece, _TAG_START.search(piece)) for piece in pieces)
    return sum((len(piece) - begin.start()) ** 2 for piece, begin in begins if begin)


def _parse(name: str, text: str) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    # A browser leaves out a NUL, too.
    clean = _CONTROL.sub("\ufffd", text.replace("\0", "")).encode("utf-8", "replace")
    try:
        root = etree.fromstring(clean, parser)
    except etree.XMLSyntaxError:
        root = None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise Unreadable(name, "HTMLの入れ子が深すぎます。")
    if root is None:
        raise Unreadable(name, "HTMLに文字がありません。")
    return root


class _LineCollector:
    """Collects text in reading order."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lines: list[Line] = []
        self.at = self.begin = 1
        self.skipping = self.verbatim = 0
        self.blank = True
        self.cell = False
        self.row: list[list[str]] | None = None

    def open(self, element: etree._Element) -> None:
        tag = element.tag
        self.at = max(self.at, element.sourceline or 0)
        if self.skipping or _is_left_out(element):
            self.skipping += 1
            return
        if tag == "tr" and _is_row_of_words(element):
            self.end_line()
            self.row = []
        elif tag in _CELLS and self.row is not None:
            self.begin = self.at if not self.row else self.begin
            self.row.append([])
        self._break(tag, before=True)
        self.verbatim += tag == "pre"
        self._write(element.text)

    def close(self, element: etree._Element) -> None:
        tag = element.tag
        if self.skipping:
            self.skipping -= 1
            self.at += (element.text or "").count("\n")
        else:
            self.verbatim -= tag == "pre"
            if tag in _CELLS and self.row:
                self.end_line()
            elif tag == "tr" and self.row is not None:
                self._end_row()
            self._break(tag, before=False)
        if not self.skipping:
            self._write(element.tail)

    def end_line(self, *, blank: bool = False) -> None:
        """End the present line, and add an empty line where a paragraph ends."""
        text = "".join(self.parts).replace("\xa0", " ").rstrip()
        self.parts.clear()
        self.cell = False
        if self.row:
            self.row[-1].append(text.strip())
            return
        if text:
            self.lines.append(Line(text, 1, self.begin))
            self.blank = False
        if blank and not self.blank:
            self.lines.append(Line("", 1, self.at))
            self.blank = True

    def _end_row(self) -> None:
        rows, self.row = write_row(self.row or ()), None
        for text in rows:
            self.lines.append(Line(text, 1, self.begin))
            self.blank = False

    def _break(self, tag: object, *, before: bool) -> None:
        if tag in _CELLS:
            self.cell = self.cell or (before and bool("".join(self.parts).strip()))
        elif tag == "br":
            if before and not self.parts and not self.blank:
                self.end_line(blank=True)
            elif before:
                self.end_line()
        elif tag in _PARAGRAPHS or tag in _BLOCKS:
            self.end_line(blank=tag in _PARAGRAPHS)

    def _write(self, text: str | None) -> None:
        if not text:
            return
        if self.verbatim:
            self._write_verbatim(text)
            return
        lead = len(text) - len(text.lstrip(" \t\r\n\f"))
        self.at += text.count("\n", 0, lead)
        joined = _SPACES.sub(lambda found: _space(text, found), text)
        if not self.parts:
            joined = joined.lstrip(" ")
        if joined:
            self._put(joined)
        self.at += text.count("\n", lead)

    def _put(self, text: str) -> None:
        if not self.parts:
            self.begin = self.at if not self.row else self.begin
        elif self.cell:
            self.parts.append("　")
            text = text.lstrip(" ")
        self.cell = False
        self.parts.append(text)

    def _write_verbatim(self, text: str) -> None:
        for number, piece in enumerate(re.split(r"\r\n|\r|\n", text)):
            if number:
                self.end_line(blank=not self.parts)
                self.at += 1
            if piece:
                self._put(piece)


def _is_row_of_words(row: etree._Element) -> bool:
    """Whether the cells of a row, more than one, hold words and line breaks, and no blocks."""
    cells = sum(each.tag in _CELLS for each in row)
    blocks = (each for each in row.iterdescendants() if each.tag in (_BLOCKS | _PARAGRAPHS))
    return cells > 1 and all(each.tag in ("br", "p", "div") for each in blocks)


def _is_left_out(element: etree._Element) -> bool:
    return (
        element.tag in _LEFT_OUT
        or element.get("hidden") is not None
        or element.get("role") == "navigation"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _space(text: str, found: re.Match[str]) -> str:
    """The space for white space in the source: none for a line break between wide characters."""
    if "\n" not in found[0]:
        return " "
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    wide = all(each and east_asian_width(each) in "WF" for each in (before, after))
    return "" if wide else " "


def plain_text(markup: str, *, wraps: bool = False) -> str:
    """The text of a piece of HTML; an image for a rare character is its description.

    With `wraps`, the line ends of the source are only layout, as on a page.
    """
    text = _UNSEEN.sub("", re.sub(r"\r\n?", "\n", markup))
    if wraps:
        text = re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", "", text)
    return html.unescape(_TAG.sub(_of_tag, text))


def _of_tag(found: re.Match[str]) -> str:
    name = (found["name"] or "").lower()
    if not name:
        return ""
    if name == "img":
        alt = _ALT.search(found["rest"])
        return next((part for part in alt.groups() if part), "") if alt else ""
    if name in _BREAK_TAGS:
        return "\n" if not found["close"] or name in _CLOSING_BREAK_TAGS else ""
    # An unknown tag (<注>) is text.
    return "" if name in _INLINE else found[0]
