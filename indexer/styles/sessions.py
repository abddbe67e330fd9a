"""A meeting's title → the session that it is of, and which day of the session it is.

令和７年第４回みさき町議会定例会会議録（第２号）       令和7年第4回定例会   2
平成15年_第４回定例会（第３日目）                      平成15年第4回定例会  3
令和元年９月みさき町議会定例会（第３号）                令和元年9月定例会   3
令和６年第１回みさき町議会定例会 予算特別委員会（第２日）  令和6年第1回定例会   2
総務委員会速記録第六号                                 no session, and no day
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from indexer.dates import number

# So few spaces and numerals that a hostile title is read in one pass.
_DIGITS = r"\s{0,4}[0-9０-９元〇一二三四五六七八九十百]{1,9}\s{0,4}"
_YEAR = re.compile(
    rf"(?:(?:令和|平成|昭和|大正){_DIGITS}|[0-9０-９]{{4}})(?:[（(][^（()）]{{1,12}}[)）])?年(?!度)"
)
_NUMBERED = re.compile(rf"第{_DIGITS}回")
_SITTING = re.compile(
    rf"(?P<month>{_DIGITS}月)?\s{{0,4}}(?P<kind>(?:定例|臨時|通年|通常|緊急|招集)(?:会議|会|議会))"
)
_MONTH = re.compile(rf"(?<=年){_DIGITS}月(?!\s*[0-9０-９一二三四五六七八九十])")
_DAY = re.compile(rf"第(?P<day>{_DIGITS})日(?!程)目?|(?<![月0-9０-９])(?P<th>{_DIGITS})日目")
_ISSUE = re.compile(rf"第(?P<day>{_DIGITS})号")


class SessionDay(NamedTuple):
    """A session (会期), in NFKC without spaces, and its day from 1; null where not printed."""

    session: str | None = None
    day: int | None = None


def read_session(title: str) -> SessionDay:
    """The session and the day in a title; an issue (第２号) is a day only of a session."""
    sitting = _SITTING.search(title)
    day = _DAY.search(title)
    if not sitting:
        return SessionDay(None, number((day["day"] or day["th"]).strip()) if day else None)
    before, after = title[: sitting.start()], title[sitting.end() :]
    parts = (pattern.search(before) for pattern in (_YEAR, _NUMBERED, _MONTH))
    named = [found[0] for found in parts if found]
    whole = "".join((*named, sitting["month"] or "", sitting["kind"]))
    session = "".join(unicodedata.normalize("NFKC", whole).split())
    found = day or _ISSUE.search(after)
    printed = found and (found["day"] or found.groupdict().get("th"))
    return SessionDay(session, number(printed.strip()) if printed else None)
