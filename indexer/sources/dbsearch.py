"""dbsearch (dbsr.jp, Sophia): the page of a document, or the text it is downloaded as → blocks.

Reads     three generations of the page (voice-block; voice__header with voice__textwrap;
          page-text__voice in a frame) and the text of ダウンロード: a title with its date,
          a rule, and each speech under its number (12:)
Produces  a block for each voice, with the speaker as the page's own list names them
Dates     beside the title: 2024-12-17, 2024年12月17日
Pitfalls  lines printed before a speech (開会（午前10時）) are in the same voice, before
          its mark; the last voice ends with the signatures; 本文, 名簿 and 目次 of one
          day are separate documents; the numbers of the voices are in the text
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from indexer.dates import find_date
from indexer.lines import Line
from indexer.sources.html import Page, read_lines
from indexer.sources.published import SPEECH_SIGNS, Block, BlockKind, Published, is_printed

SYSTEM = "dbsearch"

_TEXTS = ("voice__text", "voice_text__body", "js-textwrap-container", "page-text__text", "textwrap")
_TEXT_TAGS = ("p", "div", "pre", "td", "span")
_VOICES = ("voice-block", "voice_block", "page-text__voice")
_NUMBERS = ("page-text__number", "visible-print-block", "voice__number", "voice__detail")
_SPEAKERS = ("voice__title", "voice__name", "voice__speaker", "page-text__speaker")
_TITLES = ("command__docname", "view__title", "page-text__title", "command__title", "doc-title")
_DATES = ("command__date", "view__date", "page-text__date", "date")
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}|[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日")
_TITLE_AND_DAY = re.compile(
    r"(?P<title>.{2,120}?)[\s　]*[:：][\s　]*(?P<date>[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2})[\s　]*"
)
_RULE = re.compile(r"[-‐－─━―=]{10,}\s*")
_NUMBER = re.compile(r"[\s　]*(?P<number>[0-9]{1,5})[\s　]*:[\s　]*")
_ASSEMBLY = re.compile(
    r"([一-鿿々ヶぁ-んァ-ヶー]{2,12}議会)(?=会議録|の?会議|議事録|事務局|$|[\s　])"
)
_ROSTERS = re.compile(r"(?:名簿|目次|資料|表紙|索引)[\s　]*$")


def is_dbsearch(page: Page) -> bool:
    """Whether a page is a document of this system."""
    return next(_texts(page.root), None) is not None


def read_dbsearch(page: Page) -> Published:
    """The voices of a page, in its order."""
    title, date = _title_and_day(page.root)
    roster = bool(title and _ROSTERS.search(title))
    listed = _listed_speakers(page.root)
    blocks: list[Block] = []
    before: etree._Element | None = None
    for element in _texts(page.root):
        for number in [each for each in element.iter() if _has(each, _NUMBERS)]:
            number.text = None
            for child in list(number):
                number.remove(child)
        lines = _unnumbered(tuple(line._replace(page=1) for line in read_lines(element)))
        voice = _voice(element)
        if voice is not None and voice is before:
            blocks[-1] = replace(blocks[-1], lines=(*blocks[-1].lines, *lines))
            continue
        before = voice
        speaker = None if roster else _speaker(element, listed)
        blocks.append(Block("printed" if roster else "speech", lines, speaker))
    return Published(SYSTEM, tuple(blocks), title, _assembly(page.root), date)


def is_download(lines: Sequence[Line]) -> bool:
    """Whether a text is a document as the system's ダウンロード gives it."""
    shown = [line.text for line in lines[:20] if line.text.strip()][:3]
    return (
        len(shown) == 3
        and _TITLE_AND_DAY.fullmatch(shown[0]) is not None
        and _RULE.fullmatch(shown[1]) is not None
        and _NUMBER.match(shown[2]) is not None
    )


def read_download(lines: Sequence[Line]) -> Published:
    """The numbered speeches of a download; a line that only looks like a number is text."""
    shown = [at for at, line in enumerate(lines) if line.text.strip()]
    head = _TITLE_AND_DAY.fullmatch(lines[shown[0]].text)
    title = head["title"].strip() if head else None
    kind: BlockKind = "printed" if title and _ROSTERS.search(title) else "speech"
    voices: list[list[Line]] = [[]]
    wanted = 1
    under = lines[shown[1] + 1 :]
    for at, line in enumerate(under):
        found = _NUMBER.fullmatch(line.text)
        number = int(found["number"]) if found else 0
        # A speech begins below, so that the number is that of a voice.
        marked = any(each.text.lstrip()[:1] in SPEECH_SIGNS for each in under[at + 1 : at + 3])
        if number == wanted or (number > wanted and marked):
            voices.append([])
            wanted = number + 1
        else:
            voices[-1].append(line)
    blocks = (Block(kind, tuple(voice)) for voice in voices if is_printed(voice))
    return Published(SYSTEM, tuple(blocks), title, date=head["date"] if head else None)


def _texts(root: etree._Element) -> Iterator[etree._Element]:
    """The elements that hold what was said, one for each voice, in the order of the page."""
    for element in root.iter(*_TEXT_TAGS):
        above = element.iterancestors(*_TEXT_TAGS)
        if _has(element, _TEXTS) and not any(_has(each, _TEXTS) for each in above):
            yield element


def _has(element: etree._Element, names: Sequence[str]) -> bool:
    return not set((element.get("class") or "").split()).isdisjoint(names)


def _voice(element: etree._Element) -> etree._Element | None:
    """The voice that an element of text belongs to; a voice may have several."""
    above = element.iterancestors("li", "div", "section", "tr")
    return next((each for each in above if _has(each, _VOICES) or each.tag == "li"), None)


def _speaker(element: etree._Element, listed: dict[str, str]) -> str | None:
    """The speaker, by the voice's own title, its header, or the page's list."""
    for each in (element, *element.iterancestors("li", "div", "section", "tr")):
        title: str = each.get("data-voice-title") or ""
        if title.strip():
            return title.strip()
        code: str = each.get("data-voice_code") or each.get("data-voice-no") or ""
        if code in listed:
            return listed[code]
        for name in each.iter():
            words = _NUMBER.sub("", _all_text(name).strip()) if _has(name, _SPEAKERS) else ""
            if words:
                return words
        if _has(each, _VOICES) or each.tag in ("li", "tr"):
            break
    return None


def _listed_speakers(root: etree._Element) -> dict[str, str]:
    """The speakers of the page's list, by the number of their voice."""
    result: dict[str, str] = {}
    for element in (each for each in root.iter() if _has(each, ("speaker__name",))):
        codes = (each.get("data-voice_code") for each in element.iterancestors())
        if code := next(filter(None, codes), None):
            result.setdefault(str(code), _all_text(element).strip())
    return {code: name for code, name in result.items() if name}


def _title_and_day(root: etree._Element) -> tuple[str | None, str | None]:
    """The document's title and day as printed: in elements of their own, else in a heading."""
    printed: dict[str, str] = {}
    for element in (each for each in root.iter() if _has(each, (*_DATES, *_TITLES))):
        text = re.sub(r"[ \t\r\n]+", " ", _all_text(element)).strip()
        for name in (element.get("class") or "").split():
            printed.setdefault(name, text)
    date = next((day for name in _DATES if (day := _day(printed.get(name, "")))), None)
    title = None
    for text in (printed[name] for name in _TITLES if name in printed):
        if title is None:
            title = _DAY.sub("", text).strip(" 　\t\r\n:：") or None
            date = date or _day(text)
    for element in root.iter("h1", "h2", "title"):
        text = re.sub(r"\s+", " ", _all_text(element)).strip()
        if find_date(text) and (day := _day(text)):
            title = title or re.split(r"[:：]", _DAY.sub("", text))[-1].strip() or None
            date = date or day
    return title, date


def _day(text: str) -> str | None:
    found = _DAY.search(text)
    return found[0] if found else None


def _unnumbered(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines without the number of the voice that some pages print before the words."""
    at = next((at for at, line in enumerate(lines) if line.text.strip()), None)
    found = _NUMBER.match(lines[at].text) if at is not None else None
    if at is None or not found:
        return lines
    rest = lines[at]._replace(text=lines[at].text[found.end() :])
    return (*lines[:at], rest, *lines[at + 1 :])


def _assembly(root: etree._Element) -> str | None:
    """Whose minutes these are, as the page's title or its description says."""
    texts = [_all_text(element) for element in root.iter("title")]
    texts += [element.get("content") or "" for element in root.iter("meta")]
    texts += [element.get("alt") or "" for element in root.iter("img")]
    return next((found[1] for text in texts if (found := _ASSEMBLY.search(text))), None)


def _all_text(element: etree._Element) -> str:
    return "".join(element.itertext())
