"""Marks without a circle, in a text that has no circles."""

from __future__ import annotations

import re

from indexer.styles.published.heads import (
    FAR,
    GROUP,
    HONORIFIC,
    NO_NAME,
    SEAT,
    Head,
    is_heading,
)
from indexer.styles.speakers import role_of

_UNCIRCLED = re.compile(
    r"(?P<mark>(?P<office>[^\s（()）。、，「」：:；;]{1,30})"
    r"[（(](?P<name>[^（()）。、0-9０-９]{2,16})[)）])(?:　+| {2,}|[ 　]*[：:]|$)"
)


def find_uncircled(line: str) -> Head | None:
    """A mark without a circle, where a text has none: 百十四番（東雲一郎君）　, 議長（潮見望）:."""
    found = _UNCIRCLED.match(line[:FAR])
    if not found:
        return None
    office = re.sub(r"\s+", "", found["office"])
    name = re.sub(r"\s+", "", found["name"])
    named = role_of(office) or SEAT.fullmatch(office) or HONORIFIC.search(name)
    if not named or is_heading(office) or NO_NAME.fullmatch(name) or role_of(name) == "chair":
        return None
    return Head("", found["mark"], found.end())


def find_line(line: str) -> Head | None:
    """A speaker alone on a line, without a circle: 潮見(の)委員."""
    words = line.strip()
    if (
        len(words) > 30
        or line[:1].isspace()
        or is_heading(words)
        or re.search(r"[。、：:「」0-9０-９]", words)
    ):
        return None
    plain = re.sub(GROUP, "", words)
    named = role_of(plain) or re.search(r"(?:君|さん|氏)$", plain)
    return Head("", words, len(line)) if named and len(plain) > 2 else None
