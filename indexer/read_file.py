"""One file → its meetings, whatever its format and style.

`FORMATS` and `STYLES` are the tables: a new format or style is a new row. A format is
recognised by the content of a file, a style by the evidence its parser finds in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn

from index.minutes import Meeting
from indexer.layout import without_page_marks
from indexer.lines import TextFile
from indexer.problems import Problem, Unreadable
from indexer.sources import systems
from indexer.sources.diet import read_diet
from indexer.sources.discussnet import SYSTEM as DISCUSSNET
from indexer.sources.discussnet import is_discussnet, read_discussnet
from indexer.sources.docx import read_docx
from indexer.sources.files import SourceFile, Watch
from indexer.sources.html import is_html, read_html
from indexer.sources.markdown import is_markdown, without_markup
from indexer.sources.pdf import is_pdf, read_pdf
from indexer.sources.published import Published
from indexer.sources.text import read_text
from indexer.sources.values import is_json, is_jsonl, is_packed_as_xml
from indexer.sources.zipped import is_word, is_zip, read_members
from indexer.styles import plain, published, spoken, summary, verbatim
from indexer.styles.committee import find_committee
from indexer.styles.sessions import read_session

Format = Literal["json", "text", "pdf", "html", "docx", "zip"]
Style = Literal["verbatim", "summary", "plain"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIET = "国会会議録検索システムAPIの形"
_XML_REFUSED = "国会会議録のXMLは読めません。recordPacking=jsonで取得したJSONが必要です。"
_OLE_REFUSED = (
    "古い形式のWord文書（.doc）か、パスワードで保護された文書です。"
    "DOCXかPDFに変換し、保護を解除してから、もう一度実行してください。"
)


class FileKind(NamedTuple):
    """The recognised format and style of a file; of an archive, those of each of its files.

    `system` is the name of the system that publishes such files, if it is known.
    """

    format: Format
    style: Style
    system: str | None = None


Item = FileKind | Meeting | Problem


class _FormatRow(NamedTuple):
    matches: Callable[[SourceFile], bool]
    read: Callable[[SourceFile], Iterator[Item]]


class _StyleRow(NamedTuple):
    name: Style
    score: Callable[[TextFile], float]
    parse: Callable[[TextFile], tuple[Meeting, tuple[Problem, ...]]]


def read_meetings(
    path: Path, name: str, watch: Watch = lambda _: None, sha256: str | None = None
) -> Iterator[Meeting | Problem]:
    """The meetings of a file, and what of it was not understood.

    `sha256` is that of the file, if it is known. Raises Unreadable, also after the
    meetings before a break in the file were given.
    """
    items = read_with_kind(path, name, watch, sha256)
    return (item for item in items if not isinstance(item, FileKind))


def read_with_kind(
    path: Path, name: str, watch: Watch = lambda _: None, sha256: str | None = None
) -> Iterator[Item]:
    """As `read_meetings`, with the kind of the file as the first item."""
    file = SourceFile(path, name, watch, sha256)
    if not file.head:
        raise Unreadable(name, "ファイルが空です。")
    yield from next(row for row in FORMATS if row.matches(file)).read(file)


def _refuse(file: SourceFile, message: str) -> NoReturn:
    raise Unreadable(file.name, message)


def _archive(file: SourceFile) -> Iterator[Item]:
    """The meetings of all files of an archive; a file that cannot be read costs no other.

    The last of those is raised at the end, so that the archive is tried again.
    """
    broken: Unreadable | None = None
    found = False
    for member in read_members(file.path, file.name):
        if broken:
            yield broken.problem(lost=True)
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
        raise Unreadable(file.name, "書庫の中に読める種類のファイルがありません。")


def _diet(file: SourceFile) -> Iterator[Item]:
    yield FileKind("json", "verbatim", _DIET)
    for record in read_diet(file):
        if isinstance(record, Problem):
            yield record
        else:
            yield from _described(*verbatim.parse(file.name, file.sha256, record))


def _discussnet(file: SourceFile) -> Iterator[Item]:
    yield FileKind("json", "verbatim", DISCUSSNET)
    yield from _published(file, read_discussnet(file.name, file.content()))


def _html(file: SourceFile) -> Iterator[Item]:
    content = file.content()
    if records := systems.of_html(file.name, content):
        yield FileKind("html", "verbatim", records[0].system)
        yield from _published(file, records)
    else:
        yield from _styled("html", file, read_html(file.name, content))


def _text(file: SourceFile) -> Iterator[Item]:
    text = read_text(file.name, file.content())
    if records := systems.of_text(text):
        yield FileKind("text", "verbatim", records[0].system)
        yield from _published(file, records)
        yield from text.problems
    else:
        plain_text = without_markup(text) if is_markdown(file.name, text.lines) else text
        yield from _styled("text", file, plain_text)


def _pdf(file: SourceFile) -> Iterator[Item]:
    return _styled("pdf", file, read_pdf(file.name, file.content()))


def _published(file: SourceFile, records: Iterable[Published]) -> Iterator[Item]:
    for record in records:
        yield from _described(*published.parse(file.name, file.sha256, record))


def _described(meeting: Meeting, problems: Iterable[Problem]) -> Iterator[Meeting | Problem]:
    """A parsed meeting, with what follows from its title whatever its style, and its problems."""
    session, day = read_session(meeting.title)
    committee = find_committee(meeting.title, meeting.body)
    yield replace(meeting, committee=committee, session=session, day=day)
    yield from problems


def _styled(format: Format, file: SourceFile, text: TextFile) -> Iterator[Item]:
    """The meeting of a text, parsed in the style for which there is the most evidence."""
    text = replace(text, sha256=file.sha256)
    style = max(STYLES, key=lambda row: row.score(text))
    yield FileKind(format, style.name)
    meeting, problems = style.parse(text)
    if not text.paged and len({line.page for line in without_page_marks(text.lines)}) < 2:
        problems = tuple(replace(problem, page=None) for problem in problems)
    if meeting.date is None and style.name != "plain":
        problems = (Problem(file.name, None, None, "開催日が見つかりません。"), *problems)
    yield from _described(meeting, (*text.problems, *problems))


# The first row that matches is taken.
FORMATS = (
    _FormatRow(lambda file: is_packed_as_xml(file.head), lambda file: _refuse(file, _XML_REFUSED)),
    _FormatRow(lambda file: file.head.startswith(_OLE), lambda file: _refuse(file, _OLE_REFUSED)),
    _FormatRow(
        lambda file: is_zip(file.head) and is_word(file.path),
        lambda file: _styled("docx", file, read_docx(file.name, file.content())),
    ),
    _FormatRow(lambda file: is_zip(file.head), _archive),
    _FormatRow(lambda file: is_pdf(file.head), _pdf),
    _FormatRow(lambda file: is_discussnet(file.head), _discussnet),
    _FormatRow(lambda file: is_jsonl(file.path) or is_json(file.head), _diet),
    # A page that says why there is no PDF is saved under the PDF's name, too.
    _FormatRow(lambda file: is_html(file.head), _html),
    _FormatRow(lambda file: file.path.suffix.lower() == ".pdf", _pdf),
    _FormatRow(lambda _: True, _text),
)

# The row of the highest score is taken, and of equal scores the first.
STYLES = (
    _StyleRow("summary", summary.score, summary.parse),
    _StyleRow("verbatim", spoken.score, spoken.parse),
    _StyleRow("plain", lambda _: 0.5, plain.parse),
)
