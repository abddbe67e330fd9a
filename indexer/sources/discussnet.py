"""DiscussNet (kaigiroku.net): the JSON of one day's minutes → blocks.

Reads     {"tenant_minutes": [{"minute_id", "title", "page_no", "body", "minute_type",
          "minute_type_code"} …]}, as the system answers it, also as JSONP, in a list,
          inside other objects, or an object on each line; UTF-8 or CP932
Produces  a block for each minute, on its page: type 4 (議長), 5 (質問) and 6 (答弁) are
          speeches, 3 (議題) is a heading, 1 (目次), 2 (名簿) and 9 (資料) are printed
Dates     printed in the 名簿 only; a collector may have put one beside the minutes
Pitfalls  `title` repeats the mark that begins `body`, at times without 君; `body` is
          HTML (<pre>, <br>, entities, images for rare characters); the whole record of
          a committee may be a single 議題; the name of the meeting is only in the
          first lines of the 名簿
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from index.minutes import Role
from indexer.encodings import decode_loosely
from indexer.lines import Line
from indexer.problems import Unreadable
from indexer.sources.html import plain_text
from indexer.sources.limits import MAX_LINES, MAX_TURNS
from indexer.sources.published import Block, BlockKind, Published
from indexer.sources.values import has_too_many_values

SYSTEM = "DiscussNet"

_KINDS: Mapping[int, BlockKind] = {1: "printed", 2: "printed", 3: "heading", 9: "printed"}
_ROLES: Mapping[int, Role] = {4: "chair", 5: "member", 6: "official"}
_CIRCLES: Mapping[str, int] = {"○": 4, "◯": 4, "〇": 4, "◆": 5, "◎": 6, "△": 3, "▽": 3}
_NAMES: Mapping[str, int] = {"目次": 1, "名簿": 2, "議題": 3, "資料": 9}
_MINUTE = re.compile(r'\{\s{0,80}"minute_id"')
_DECODER = json.JSONDecoder(strict=False)
_KEY = re.compile(rb'"(?:tenant_minutes|minute_type(?:_code)?|minute_anchor_id)"\s*:')
_JSONP = re.compile(r"^\ufeff?\s*[\w$.]+\s*\((?=\s*[\[{])|\)\s*;?\s*$")
_TITLES = ("council_name", "council", "meeting_name", "meeting", "council_title")
_SCHEDULES = ("schedule_name", "schedule", "schedule_title")
_DATES = ("date", "held_on", "heldOn", "meeting_date", "schedule_date")
_BODIES = ("tenant_name", "municipality", "body_name", "assembly")
_MAX_DEPTH = 8


def is_discussnet(head: bytes) -> bool:
    """Whether a JSON file that begins with these bytes holds DiscussNet's minutes."""
    return _KEY.search(head) is not None


def read_discussnet(name: str, content: bytes) -> Iterator[Published]:
    """The meetings of a file in its order.

    Raises Unreadable where it has none, and where it is broken, after the whole
    minutes before the break were given.
    """
    if content.count(b"\\n") + content.count(b"<br") > MAX_LINES:
        raise Unreadable(name, "行が多すぎるため、読みません。")
    if content.count(b'"minute_id"') > MAX_TURNS:
        raise Unreadable(name, "発言が多すぎるため、読みません。ファイルを分けてください。")
    text = _JSONP.sub("", decode_loosely(name, content)[0].removeprefix("\ufeff"))
    if has_too_many_values(text):
        raise Unreadable(name, "JSONの値が多すぎるため、読みません。")
    found = False
    lines = _record_lines(text)
    values, broken = _values(name, text)
    for value in values:
        for record, minutes in _days(value, {}, 0):
            published = _published(record, minutes, lines)
            found = found or bool(published.blocks)
            yield published
    if broken and found:
        raise Unreadable(name, f"{broken.message}その手前までを読みました。", broken.line)
    if not found:
        raise broken or Unreadable(name, "会議録の本文（tenant_minutes）がありません。")


def _values(name: str, text: str) -> tuple[list[Any], Unreadable | None]:
    """The values of a file, or of its lines; of a broken file, the minutes that are whole."""
    try:
        return [json.loads(text, strict=False)], None
    except RecursionError:
        return [], Unreadable(name, "JSONの入れ子が深すぎます。")
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
    values: list[Any] = []
    try:
        for each in filter(str.strip, text.splitlines()):
            values.append(json.loads(each, strict=False))
    except (ValueError, RecursionError):
        whole = values or [list(_whole(text))]
        return whole, Unreadable(name, "JSONが途中で切れているか、壊れています。", line)
    return values, None


def _whole(text: str) -> Iterator[Any]:
    place = 0
    while found := _MINUTE.search(text, place):
        place = found.end()
        try:
            value, place = _DECODER.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            continue
        yield value


def _days(
    value: object, around: Mapping[str, Any], depth: int
) -> Iterator[tuple[Mapping[str, Any], Sequence[Any]]]:
    """Each list of minutes in a value, with the strings and numbers of the objects around it."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        if any(_is_minute(item) for item in value):
            yield around, value
            return
        for item in value:
            yield from _days(item, around, depth + 1)
    elif isinstance(value, dict):
        plain = {key: item for key, item in value.items() if isinstance(item, (str, int))}
        for item in value.values():
            if isinstance(item, (list, dict)):
                yield from _days(item, {**around, **plain}, depth + 1)


def _is_minute(value: object) -> bool:
    return (
        isinstance(value, dict) and "body" in value and ("minute_id" in value or "title" in value)
    )


def _record_lines(text: str) -> Iterator[int]:
    """The line on which each minute begins, in order; then the last line, without end."""
    line, place = 1, 0
    for found in re.finditer(r'"minute_id"\s*:', text):
        line += text.count("\n", place, found.start())
        place = found.start()
        yield line
    yield from repeat(line)


def _published(
    record: Mapping[str, Any], minutes: Sequence[Any], lines: Iterator[int]
) -> Published:
    blocks = tuple(_block(minute, next(lines)) for minute in minutes if _is_minute(minute))
    title = " ".join(filter(None, (_first(record, _TITLES), _first(record, _SCHEDULES))))
    pages = any(isinstance(item, dict) and _page(item) for item in minutes)
    body, date = _first(record, _BODIES), _first(record, _DATES)
    return Published(SYSTEM, blocks, title or None, body, date, pages)


def _block(minute: Mapping[str, Any], number: int) -> Block:
    page = _page(minute) or 1
    body = plain_text(minute["body"] if isinstance(minute["body"], str) else "")
    lines = tuple(Line(text, page, number) for text in body.split("\n"))
    code = _code(minute, body)
    title = (_text(minute, "title") or "").strip(" 　") or None
    kind = _KINDS.get(code, "speech")
    if kind != "speech" or title is None or any(name in title for name in _NAMES):
        return Block(kind if kind != "speech" else "text", lines)
    return Block("speech", lines, title, _ROLES.get(code))


def _code(minute: Mapping[str, Any], body: str) -> int:
    """The type of a minute, by its code, its name, or the sign that begins it."""
    code = minute.get("minute_type_code")
    if isinstance(code, str) and code.isdecimal() and len(code) < 4:
        code = int(code)
    if isinstance(code, int) and (code in _KINDS or code in _ROLES):
        return code
    name = _text(minute, "minute_type") or ""
    known = next((value for key, value in _NAMES.items() if key in name), 0)
    return known or _CIRCLES.get(name[:1]) or _CIRCLES.get(body.lstrip()[:1], 0)


def _first(record: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    return next((text for key in keys if (text := _text(record, key))), None)


def _text(record: Mapping[str, Any], key: str) -> str | None:
    value = record.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _page(minute: Mapping[str, Any]) -> int | None:
    value = minute.get("page_no")
    if isinstance(value, str) and value.isdecimal() and len(value) < 6:
        value = int(value)
    return value if isinstance(value, int) and 0 < value < 100_000 else None
