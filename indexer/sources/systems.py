"""The systems municipalities buy: which of them a page or a text is from, by its content."""

from __future__ import annotations

import re

from indexer.lines import TextFile
from indexer.sources.dbsearch import is_dbsearch, is_download, read_dbsearch, read_download
from indexer.sources.gijiroku import is_gijiroku, read_gijiroku
from indexer.sources.html import read_lines, read_page
from indexer.sources.kensakusystem import is_kensakusystem, read_kensakusystem
from indexer.sources.published import Published

# 会議名 in the encodings that the system which prints it may be saved in.
_SIGNS = re.compile(
    rb"(?i:huid[0-9])|voice__text|voice_text|js-textwrap-container|page-text__text|"
    + b"|".join(re.escape("会議名".encode(code)) for code in ("utf-8", "cp932", "euc_jp"))
)


def of_html(name: str, content: bytes) -> tuple[Published, ...] | None:
    """The meetings of a page that one of the systems publishes; null for any other page.

    Most other pages are recognised without being parsed.
    """
    if not _SIGNS.search(content):
        return None
    page = read_page(name, content)
    if is_gijiroku(page):
        return (read_gijiroku(page),)
    if is_dbsearch(page):
        return (read_dbsearch(page),)
    if "開催日" in page.text and "会議名" in page.text:
        lines = read_lines(page.root)
        return read_kensakusystem(lines) if is_kensakusystem(lines) else None
    return None


def of_text(file: TextFile) -> tuple[Published, ...] | None:
    """The meetings of a text that one of the systems gives; null for any other text."""
    if is_download(file.lines):
        return (read_download(file.lines),)
    return read_kensakusystem(file.lines) if is_kensakusystem(file.lines) else None
