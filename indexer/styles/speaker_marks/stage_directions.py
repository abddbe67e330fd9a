"""What is printed between speeches and said by nobody: stage directions, times, rules.

Where only marks part the speeches, a direction on a line of its own under the last
words of one stands between two. Within a speech, in its lines or between its paragraphs
(…でございます。（拍手）　次に、…), it stays in the text, and so it does wherever the
publisher parts the speeches itself: a speech is the publisher's, to the letter, what is
printed is found and quoted as printed, and its address is made of its words.
"""

from __future__ import annotations

import re

from indexer.dates import find_hours
from indexer.styles.speaker_marks.signs import squash

_ACTS = (
    "呼ぶ|登壇|降壇|拍手|起立|挙手|退席|退場|着席|入場|発言|休憩|異議|賛成|反対|朗読|配[付布]|交代|交替|投票"
    "|点呼|笑|叫|暫時|黙|議場|傍聴|一同|録音|中断|省略|掲載|の声|委嘱|手渡|自己紹介|説明"
)
_STAGE = re.compile(
    r"[○◯〇・\s　]*(?:〔[^〔〕]*〕"
    r"|[（(\[［]\s*(?:開\s*会|閉\s*会|休\s*憩|再\s*開|散\s*会|了)(?:前|後|中|時間)?\s*[）)\]］]"
    rf"|[（(\[［【＜][^（()）\[\]［］【】＜＞]*(?:{_ACTS})[^（()）\[\]［］【】＜＞]*[）)\]］】＞])\s*"
)
_DONE = r"(?:開会|開議|再開|続開|休憩|散会|閉会|延会|流会|終了|閉議|開始)"
_CLOCK = (
    r"(?:令和.{1,14}日)?\s*(?:[（(].{1,3}[)）])?\s*(?:午\s*[前後]|正\s*午|AM|PM)?\s*"
    r"(?:[0-9０-９一二三四五六七八九十〇零\s]+(?:時|[:：])\s*"
    r"(?:[0-9０-９一二三四五六七八九十〇零\s]+分?|半|ちょうど)?)?"
)
_TIME = re.compile(
    rf"[○◯〇◎△●\s　]*[〔（(【［]?\s*(?:{_CLOCK}\s*{_DONE}|(?:午[前後]|正午)[^。]{{0,20}}?{_DONE}"
    rf"|{_DONE}(?:時刻|時間)?\s*[:：]?[\s　・…]*{_CLOCK})\s*[〕）)】］]?\s*"
)
_HAS_TIME = re.compile(r"時|正\s*午|[:：]|午[前後]")
_CLOSES = re.compile(r"散会|閉会|延会|終了|閉議")
_HOUR = r"(?P<hour>午\s*[前後][^\n]{1,14}?|[0-9０-９:：]{4,5}\s*)"
_OPENS_AT = re.compile(rf"{_HOUR}(?:開会|開議|開始)")
_CLOSES_AT = re.compile(rf"{_HOUR}(?:閉会|散会|延会|終了|閉議)")
_RULE = re.compile(r"[─━―‐\-－＝=…・*＊◇◆○◯〇×～~_—–―ー\s　]{4,}")
_LONGEST_STAGE = 300
_LONGEST_TIME = 60
_FAR = 400


def is_aside(text: str) -> bool:
    """Whether a line is a stage direction or a time."""
    return len(text) <= _LONGEST_STAGE and (_STAGE.fullmatch(text) is not None or is_time(text))


def is_time(text: str) -> bool:
    """Whether a line is a time of procedure: 午前十時開議, ○午後１時５分開会."""
    words = text[:_FAR].strip()
    return (
        len(words) < _LONGEST_TIME
        and _HAS_TIME.search(words) is not None
        and _TIME.fullmatch(words) is not None
    )


def closes(text: str) -> bool:
    """Whether a line is the time at which a meeting ends."""
    return is_time(text) and _CLOSES.search(text) is not None


def find_hour(text: str, *, opens: bool) -> str | None:
    """The hour (HH:MM) at which a text prints that the meeting opens, or closes."""
    found = (_OPENS_AT if opens else _CLOSES_AT).search(text)
    return find_hours(squash(found["hour"]))[0] if found else None


def is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None


def is_bracketed(text: str) -> bool:
    """Whether a line stands in brackets whole: 〔町長登壇〕, （休憩）."""
    words = text.strip()
    return words[:1] in "〔（([［" and words[-1:] in "〕）)］]" and bool(words)
