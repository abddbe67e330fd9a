"""dbsearch (dbsr.jp, Sophia): the page of a document, or the text it is downloaded as → blocks.

Reads     three generations of the page (voice-block; voice__header with voice__textwrap;
          page-text__voice in a frame) and the text of ダウンロード: a title with its date,
          a rule, and each speech under its number (12:)
Produces  a block for each voice, with the speaker as the page's own list names them
Dates     beside the title: 2024-12-17, 2024年12月17日
Pitfalls  what is printed before a speech (開会（午前10時）) stands in the same voice,
          before the mark; the last voice ends with the signatures; 本文, 名簿 and 目次 of
          one day are documents of their own; numbers of the voices stand in the text
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from indexer.dates import find_date
from indexer.lines import Line
from indexer.sources.html import Page, read_lines
from indexer.sources.published import Block, Leftover, Published

SYSTEM = "dbsearch"

_TEXTS = ("voice__text", "voice_text__body", "js-textwrap-container", "page-text__text", "textwrap")
_VOICES = ("voice-block", "voice_block", "page-text__voice")
_NUMBERS = ("page-text__number", "visible-print-block", "voice__number", "voice__detail")
_SPEAKERS = ("voice__title", "voice__name", "voice__speaker", "page-text__speaker")
_TITLES = ("command__docname", "view__title", "page-text__title", "command__title", "doc-title")
_DATES = ("command__date", "view__date", "page-text__date", "date")
_LISTS = ("voicelist", "voice-list", "speaker", "speaker__name", "content-menu", "menu")
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}|[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日")
_HEAD = re.compile(
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
    return any(True for _ in _texts(page.root))


def read_dbsearch(page: Page) -> Published:
    """The voices of a page in its order, and what else it prints."""
    title, date, used = _heading(page.root)
    roster = bool(title and _ROSTERS.search(title))
    listed = _listed(page.root)
    blocks: list[Block] = []
    left: list[Leftover] = []
    before: etree._Element | None = None
    for element in _texts(page.root):
        numbers = [each for each in element.iter() if _has(each, _NUMBERS)]
        for number in numbers:
            left.append(Leftover("発言の番号", _all_text(number)))
            number.text = None
            for child in list(number):
                number.remove(child)
        lines = _unnumbered(tuple(line._replace(page=1) for line in read_lines(element)), left)
        used.append(element)
        voice = _voice(element)
        if voice is not None and voice is before:
            blocks[-1] = replace(blocks[-1], lines=(*blocks[-1].lines, *lines))
            continue
        before = voice
        speaker = None if roster else _speaker(element, listed)
        blocks.append(Block("speech" if not roster else "printed", lines, speaker))
    left += _rest(page.root, used)
    return Published(
        SYSTEM,
        tuple(blocks),
        title=title,
        body=_assembly(page.root),
        date=date,
        left_over=tuple(left),
    )


def is_download(lines: Sequence[Line]) -> bool:
    """Whether a text is a document as the system's ダウンロード gives it."""
    shown = [line.text for line in lines[:20] if line.text.strip()][:3]
    return (
        len(shown) == 3
        and _HEAD.fullmatch(shown[0]) is not None
        and _RULE.fullmatch(shown[1]) is not None
        and _NUMBER.match(shown[2]) is not None
    )


def read_download(lines: Sequence[Line]) -> Published:
    """The numbered speeches of a download; a line that only looks like a number is text."""
    shown = [at for at, line in enumerate(lines) if line.text.strip()]
    head = _HEAD.fullmatch(lines[shown[0]].text)
    title = head["title"].strip() if head else None
    roster = bool(title and _ROSTERS.search(title))
    left = [Leftover("文書の表題", lines[shown[0]].text), Leftover("罫線", lines[shown[1]].text)]
    blocks: list[Block] = []
    held: list[Line] = []
    wanted = 1
    under = lines[shown[1] + 1 :]
    for at, line in enumerate(under):
        found = _NUMBER.fullmatch(line.text)
        number = int(found["number"]) if found else 0
        if number == wanted or (number > wanted and _is_marked(under[at + 1 : at + 3])):
            if any(each.text.strip() for each in held):
                blocks.append(Block("printed" if roster else "speech", tuple(held)))
            held, wanted = [], number + 1
            left.append(Leftover("発言の番号", line.text))
        else:
            held.append(line)
    if any(each.text.strip() for each in held):
        blocks.append(Block("printed" if roster else "speech", tuple(held)))
    return Published(
        SYSTEM, tuple(blocks), title, None, head["date"] if head else None, left_over=tuple(left)
    )


def _is_marked(lines: Sequence[Line]) -> bool:
    """Whether a speech begins here, so that the number above is that of a voice."""
    return any(line.text.lstrip()[:1] in tuple("○◯〇◎◆●") for line in lines)


def _texts(root: etree._Element) -> Iterator[etree._Element]:
    """The elements that hold what was said, one for each voice, in the order of the page."""
    taken: set[etree._Element] = set()
    for element in root.iter("p", "div", "pre", "td", "span"):
        if not _has(element, _TEXTS) or any(each in taken for each in element.iterancestors()):
            continue
        taken.add(element)
        yield element


def _has(element: etree._Element, names: Sequence[str]) -> bool:
    if not isinstance(element.tag, str):
        return False
    given: str | None = element.get("class")
    return given is not None and not set(given.split()).isdisjoint(names)


def _voice(element: etree._Element) -> etree._Element | None:
    """The voice that an element of text belongs to; one may have several."""
    above = element.iterancestors("li", "div", "section", "tr")
    return next((each for each in above if _has(each, _VOICES) or each.tag == "li"), None)


def _speaker(element: etree._Element, listed: dict[str, str]) -> str | None:
    """Who speaks, by the voice's own title, its header, or the page's list."""
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


def _listed(root: etree._Element) -> dict[str, str]:
    """The speakers of the page's list, by the number of their voice."""
    result: dict[str, str] = {}
    for element in root.iter():
        if not _has(element, ("speaker__name",)):
            continue
        for each in element.iterancestors():
            if code := each.get("data-voice_code"):
                result.setdefault(str(code), _all_text(element).strip())
                break
    return {code: name for code, name in result.items() if name}


def _heading(root: etree._Element) -> tuple[str | None, str | None, list[etree._Element]]:
    """The document's title and day as printed, and the elements that print them."""
    title = date = None
    used: list[etree._Element] = []
    first: dict[str, etree._Element] = {}
    for element in root.iter():
        if _has(element, (*_DATES, *_TITLES)):
            for each in (element.get("class") or "").split():
                first.setdefault(each, element)
    for name in (name for name in (*_DATES, *_TITLES) if name in first):
        text = re.sub(r"[ \t\r\n]+", " ", _all_text(first[name])).strip()
        day = _DAY.search(text)
        if name in _DATES and day and date is None:
            date = day[0]
        elif name in _TITLES and title is None:
            title = _DAY.sub("", text).strip(" 　\t\r\n:：") or None
            date = date or (day[0] if day else None)
    if title is None or date is None:
        for element in root.iter("h1", "h2", "title"):
            text = re.sub(r"\s+", " ", _all_text(element)).strip()
            if find_date(text) and (day := _DAY.search(text)):
                title = title or re.split(r"[:：]", _DAY.sub("", text))[-1].strip() or None
                date = date or day[0]
    return title, date, used


def _unnumbered(lines: tuple[Line, ...], left: list[Leftover]) -> tuple[Line, ...]:
    """The lines without the number of the voice that some pages print before the words."""
    at = next((at for at, line in enumerate(lines) if line.text.strip()), None)
    found = _NUMBER.match(lines[at].text) if at is not None else None
    if at is None or not found:
        return lines
    left.append(Leftover("発言の番号", found[0]))
    rest = lines[at]._replace(text=lines[at].text[found.end() :])
    return (*lines[:at], rest, *lines[at + 1 :])


def _assembly(root: etree._Element) -> str | None:
    """Whose minutes these are, as the page's title or its description says."""
    texts = [_all_text(element) for element in root.iter("title")]
    texts += [element.get("content") or "" for element in root.iter("meta")]
    texts += [element.get("alt") or "" for element in root.iter("img")]
    found = next((found for text in texts if (found := _ASSEMBLY.search(text))), None)
    return found[1] if found else None


def _rest(root: etree._Element, used: Sequence[etree._Element]) -> Iterator[Leftover]:
    """All else the page prints, by what it is."""
    taken = set(used)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        above = [element, *element.iterancestors()]
        inside = any(each in taken for each in above)
        outer = any(each in taken for each in above[1:])
        if element.text and element.text.strip() and not inside and element.tag not in _UNSEEN:
            yield Leftover(_what(above), element.text.strip())
        unseen = outer or any(each.tag in _UNSEEN for each in above[1:])
        if element.tail and element.tail.strip() and not unseen:
            yield Leftover(_what(above[1:]), element.tail.strip())


def _what(above: Sequence[etree._Element]) -> str:
    if any(_has(each, _LISTS) for each in above):
        return "発言者の一覧"
    if any(_has(each, (*_TITLES, *_DATES)) for each in above):
        return "文書の表題"
    return "画面の部品"


def _all_text(element: etree._Element) -> str:
    return "".join(element.itertext())
