"""One file → its meetings, whatever its format and style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from index.minutes import Meeting
from indexer.layout import without_page_marks
from indexer.problems import Problem, Unreadable
from indexer.sources.diet import read_diet
from indexer.sources.files import WHOLE_LIMIT, Watch, digest, read_bytes, read_chunks
from indexer.sources.text import read_text
from indexer.sources.values import is_json, is_jsonl, is_packed_as_xml
from indexer.styles import plain, summary, verbatim

Format = Literal["json", "text"]
Style = Literal["verbatim", "summary", "plain"]

_HEAD = 4096
_RECOGNISED = 0.5


class Kind(NamedTuple):
    """What a file was taken for."""

    format: Format
    style: Style


def read_meetings(
    path: Path, name: str, watch: Watch = lambda _: None
) -> Iterator[Meeting | Problem]:
    """The meetings of a file, and what of it was not understood.

    The format is told by the content. Raises Unreadable, also after the meetings
    that stand before a break in the file were given.
    """
    return (item for item in read_with_kind(path, name, watch) if not isinstance(item, Kind))


def read_with_kind(
    path: Path, name: str, watch: Watch = lambda _: None
) -> Iterator[Kind | Meeting | Problem]:
    """As `read_meetings`, with what the file was taken for as the first item."""
    sha256 = digest(path, name)
    if _is_json(path, name):
        yield Kind("json", "verbatim")
        yield from _diet(path, name, sha256, watch)
    else:
        yield from _text(path, name, sha256, watch)


def _is_json(path: Path, name: str) -> bool:
    head = next(read_chunks(path, name), b"")
    if not head:
        raise Unreadable(name, "ファイルが空です。")
    if is_packed_as_xml(head[:_HEAD]):
        message = "国会会議録のXMLは読めません。recordPacking=jsonで取得したJSONが必要です。"
        raise Unreadable(name, message)
    return is_jsonl(path) or is_json(head[:_HEAD])


def _diet(path: Path, name: str, sha256: str, watch: Watch) -> Iterator[Meeting | Problem]:
    for record in read_diet(path, name, watch):
        if isinstance(record, Problem):
            yield record
            continue
        meeting, problems = verbatim.parse(name, sha256, record)
        yield meeting
        yield from problems


def _text(path: Path, name: str, sha256: str, watch: Watch) -> Iterator[Kind | Meeting | Problem]:
    content = read_bytes(path, name, WHOLE_LIMIT, watch)
    file = replace(read_text(name, content), sha256=sha256)
    known = summary.score(file) >= _RECOGNISED
    yield Kind("text", "summary" if known else "plain")
    meeting, problems = summary.parse(file) if known else plain.parse(file)
    yield meeting
    paged = len({line.page for line in without_page_marks(file.lines)}) > 1
    yield from problems if paged else (replace(problem, page=None) for problem in problems)
