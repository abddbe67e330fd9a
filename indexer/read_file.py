"""One file → its meetings, whatever its format and style."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from index.minutes import Meeting
from indexer.layout import without_page_marks
from indexer.lines import TextFile
from indexer.problems import Problem, Unreadable
from indexer.sources import systems
from indexer.sources.diet import read_diet
from indexer.sources.discussnet import SYSTEM as DISCUSSNET
from indexer.sources.docx import read_docx
from indexer.sources.files import Watch, digest, read_bytes, read_chunks
from indexer.sources.html import is_html, read_html
from indexer.sources.limits import MAX_WHOLE_BYTES
from indexer.sources.pdf import is_pdf, read_pdf
from indexer.sources.published import Published
from indexer.sources.text import read_text
from indexer.sources.values import is_json, is_jsonl, is_packed_as_xml
from indexer.sources.zipped import is_document, is_zip, read_members
from indexer.styles import plain, published, spoken, summary, verbatim

Format = Literal["json", "text", "pdf", "html", "docx", "zip"]
Style = Literal["verbatim", "summary", "plain"]

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RECOGNISED = 0.5
_DIET = "国会会議録検索システムAPIの形"
_READERS: dict[Format, Callable[[str, bytes], TextFile]] = {
    "text": read_text,
    "pdf": read_pdf,
    "html": read_html,
    "docx": read_docx,
}


class Kind(NamedTuple):
    """What a file was taken for; of an archive, each of its files in turn.

    `system` is the name of the system that publishes such files, if it is known.
    """

    format: Format
    style: Style
    system: str | None = None


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
    format = _format(path, name)
    if format == "zip":
        yield from _archive(path, name)
    elif systems.is_discussnet(next(read_chunks(path, name), b"")):
        yield Kind("json", "verbatim", DISCUSSNET)
        yield from _published(name, digest(path, name), systems.read_json(path, name, watch))
    elif format == "json":
        yield Kind("json", "verbatim", _DIET)
        yield from _diet(path, name, digest(path, name), watch)
    else:
        yield from _text(path, name, format, watch)


def _format(path: Path, name: str) -> Format:
    """What a file is, by its first bytes."""
    head = next(read_chunks(path, name), b"")[:_HEAD]
    if not head:
        raise Unreadable(name, "ファイルが空です。")
    if is_packed_as_xml(head):
        message = "国会会議録のXMLは読めません。recordPacking=jsonで取得したJSONが必要です。"
        raise Unreadable(name, message)
    if head.startswith(_OLE):
        message = "古い形式のWord文書（.doc）か、パスワードで保護された文書です。"
        raise Unreadable(name, message + "DOCXかPDFにして、保護を外してから読ませてください。")
    suffix = path.suffix.lower()
    if is_zip(head):
        return "docx" if suffix == ".docx" or is_document(path) else "zip"
    if is_pdf(head):
        return "pdf"
    if is_jsonl(path) or is_json(head):
        return "json"
    # A page that says why there is no PDF is saved under the PDF's name, too.
    if is_html(head):
        return "html"
    return "pdf" if suffix == ".pdf" else "text"


def _archive(path: Path, name: str) -> Iterator[Kind | Meeting | Problem]:
    """The meetings of all files of an archive; one that cannot be read costs no other.

    It is said of the archive at its end, so that it is tried again.
    """
    broken: Unreadable | None = None
    found = False
    for member in read_members(path, name):
        if broken:
            yield Problem(broken.file, None, broken.line, broken.message, lost=True)
            broken = None
        if isinstance(member, Unreadable):
            broken = member
            continue
        found = True
        try:
            yield from read_with_kind(member.path, member.name)
        except Unreadable as error:
            broken = error
    if broken:
        raise broken
    if not found:
        raise Unreadable(name, "書庫の中に読める種類のファイルがありません。")


def _diet(path: Path, name: str, sha256: str, watch: Watch) -> Iterator[Meeting | Problem]:
    for record in read_diet(path, name, watch):
        if isinstance(record, Problem):
            yield record
            continue
        meeting, problems = verbatim.parse(name, sha256, record)
        yield meeting
        yield from problems


def _published(
    name: str, sha256: str, records: Iterable[Published | Problem]
) -> Iterator[Meeting | Problem]:
    for record in records:
        if isinstance(record, Problem):
            yield record
            continue
        meeting, problems = published.parse(name, sha256, record)
        yield meeting
        yield from problems


def _text(
    path: Path, name: str, format: Format, watch: Watch
) -> Iterator[Kind | Meeting | Problem]:
    content = read_bytes(path, name, MAX_WHOLE_BYTES, watch)
    if format == "html" and (records := systems.of_html(name, content)):
        yield Kind(format, "verbatim", records[0].system)
        yield from _published(name, digest(path, name), records)
        return
    file = replace(_READERS[format](name, content), sha256=digest(path, name))
    if format == "text" and (records := systems.of_text(file)):
        yield Kind(format, "verbatim", records[0].system)
        yield from _published(name, file.sha256, records)
        return
    style = _style(file)
    yield Kind(format, style)
    meeting, problems = _PARSERS[style](file)
    yield meeting
    yield from file.problems
    paged = file.paged or len({line.page for line in without_page_marks(file.lines)}) > 1
    yield from problems if paged else (replace(problem, page=None) for problem in problems)


def _style(file: TextFile) -> Style:
    """The style of a text, by what speaks for each; plain where little does."""
    noted, said = summary.score(file), spoken.score(file)
    if max(noted, said) < _RECOGNISED:
        return "plain"
    return "verbatim" if said > noted else "summary"


_PARSERS: dict[Style, Callable[[TextFile], tuple[Meeting, tuple[Problem, ...]]]] = {
    "verbatim": spoken.parse,
    "summary": summary.parse,
    "plain": plain.parse,
}
