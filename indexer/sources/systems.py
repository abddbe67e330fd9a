"""The systems municipalities buy: which of them a file is from, by its content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from indexer.lines import TextFile
from indexer.problems import Problem, Unreadable
from indexer.sources.dbsearch import is_dbsearch, is_download, read_dbsearch, read_download
from indexer.sources.discussnet import is_discussnet, read_discussnet
from indexer.sources.files import Watch, read_bytes
from indexer.sources.gijiroku import is_gijiroku, read_gijiroku
from indexer.sources.html import Page, read_lines, read_page
from indexer.sources.kensakusystem import is_kensakusystem, read_kensakusystem
from indexer.sources.limits import MAX_LINES, MAX_TURNS, MAX_WHOLE_BYTES
from indexer.sources.published import Published

__all__ = ["is_discussnet", "of_html", "of_page", "of_text", "read_json"]

# 会議名 in the encodings that the system which prints it may be saved in.
_NAMED = "会議名"
_SIGNS = re.compile(
    rb"(?i:huid[0-9])|voice__text|voice_text|js-textwrap-container|page-text__text|"
    + b"|".join(re.escape(_NAMED.encode(code)) for code in ("utf-8", "cp932", "euc_jp"))
)


def read_json(
    path: Path, name: str, watch: Watch = lambda _: None
) -> Iterator[Published | Problem]:
    """The meetings of a JSON file that `is_discussnet` knows; raises Unreadable."""
    content = read_bytes(path, name, MAX_WHOLE_BYTES, watch)
    if content.count(b"\\n") + content.count(b"<br") > MAX_LINES:
        raise Unreadable(name, "行が多すぎるため、読みません。")
    if content.count(b'"minute_id"') > MAX_TURNS:
        raise Unreadable(name, "発言が多すぎるため、読みません。ファイルを分けてください。")
    yield from read_discussnet(name, content)


def of_html(name: str, content: bytes) -> tuple[Published, ...] | None:
    """As `of_page`, of the bytes of a page; most pages are known as no system's unparsed."""
    return of_page(read_page(name, content)) if _SIGNS.search(content) else None


def of_page(page: Page) -> tuple[Published, ...] | None:
    """The meetings of a page of one of the systems; null where it is of none of them."""
    if is_gijiroku(page):
        return (read_gijiroku(page),)
    if is_dbsearch(page):
        return (read_dbsearch(page),)
    if "開催日" in page.text and "会議名" in page.text:
        lines = tuple(read_lines(page.root))
        if is_kensakusystem(lines):
            return read_kensakusystem(lines)
    return None


def of_text(file: TextFile) -> tuple[Published, ...] | None:
    """The meetings of a text that one of the systems gives; null where it is none."""
    if is_download(file.lines):
        return (read_download(file.lines),)
    return read_kensakusystem(file.lines) if is_kensakusystem(file.lines) else None
