"""Lines that begin as speaker marks do and are none: headings, rosters, times, stage directions.

Where only marks separate the speeches, a direction on a line of its own under the last words of
a speech is between two turns. Within a speech, in its lines or between its paragraphs
(…でございます。（拍手）　次に、…), it stays in the text, and so it does wherever the publisher
separates the speeches itself: the text of such a speech is not changed, because its id is a
hash of it.
"""

from __future__ import annotations

import re

from indexer.dates import find_hours
from indexer.styles.speaker_marks.marks import (
    NUMBER,
    PLAIN_CIRCLES,
    closing_brackets,
    opening_brackets,
    squash,
)

_BEGINS_HEADING = re.compile(
    r"(?:議事|議案|日程|追加|本日|出席|欠席|列席|会議|説明のため|説明員及び|職務のため|事務局職員|議会事務局(?:職員|出席)|地方自治法|法第"
    r"|開会|開議|閉会|散会|延会|休憩|再開|続開|午前|午後|正午|報告第|請願第|陳情|諮問第|同意|発議|意見書|付託|付議|審査|審議"
    r"|一般質問|代表質問|総括質[問疑]|緊急質問|質疑|討論|採決|表決|会期|諸般|諸報告|行政報告|傍聴|署名|第[0-9０-９一二三四五六七八九十]+(?:日|号|回)"
    r"|令和|平成|昭和|大正|配付|配布|参照|参考資料|別紙|その他|場所|日時|目次|名簿|選挙(?:第|$)|委員会提出|議員提出|招集|応招|不応招)"
)
_ENDS_HEADING = re.compile(
    r"(?:選挙|指名|報告|説明|件|について|宣告|選任|辞任|互選|選出|挨拶|あいさつ|質問|質疑|討論|採決|表決|方針|表明|日程|氏名|事件|概要|通告|一覧|次第|結果|紹介|発言者|質問者|質問議員"
    r"|(?:署名|紹介|賛成|反対|起立|退席|早退|遅参|遅刻|除斥|当選)(?:議員|委員|者)|出席(?:者|議員|委員|説明員)|欠席(?:者|議員|委員)|出席した者|職員|名簿|の部|関係|提出者|賛成者)$"
)
_NOBODY = re.compile(
    r"出席|欠席|列席|傍聴|署名|日程|会議録|議事録|速記|付託|招集|開会|閉会|開議|散会|延会|休憩|再開(?!発)|報告$|指名"
    r"|派遣|の件|職務のため|説明のため|質問者|発言者|氏名|定数|名簿|順序|提出|議案|陳情第|請願第|午[前後]|場所|日時"
    r"|[0-9０-９]+[名人]|について|[年月日]$|資料(?!館|室|課)|別紙|次第|議題|選任|選出|互選|就任|挨拶|あいさつ|辞任|異動|補欠|選挙$"
)
_NO_NAME = re.compile(
    rf"^第?{NUMBER}+(?:号|回|日|名|人|件|項|款|目|分|時)|[0-9０-９][人名]|[0-9０-９号回件]$|^[数何全各][名人]$"
    r"|^(?:なし|無|同|続き?|案|仮|略|欠席?|新|旧|前|全|全員|以下|各|写|抄|再|継続|仮称|当時|例)$"
    r"|^(?:休憩|再開|笑声|なし|追加|別紙|資料|参照)|起立|挙手|拍手|登壇|発言|[、。，]|について|のとおり"
)
_BEGINS_SENTENCE = re.compile(
    "質疑|異議|賛成|反対|議案|可決|採決|日程|議題|以上|(?:なし|する|した|ます|です|では|から|ので)$"
)
_ACTS = (
    "呼ぶ|登壇|降壇|拍手|起立|挙手|退席|退場|着席|入場|発言|休憩|異議|賛成|反対|朗読|配[付布]|交代|交替|投票"
    "|点呼|笑|叫|暫時|黙|議場|傍聴|一同|録音|中断|省略|掲載|の声|委嘱|手渡|自己紹介|説明"
)
_OPENS, _CLOSES = opening_brackets(), closing_brackets()
_STAGE = re.compile(
    rf"[{PLAIN_CIRCLES}・\s]*(?:〔[^〔〕]*〕"
    rf"|[{_OPENS}]\s*(?:開\s*会|閉\s*会|休\s*憩|再\s*開|散\s*会|了)(?:前|後|中|時間)?\s*[{_CLOSES}]"
    rf"|[{_OPENS}][^{_OPENS}{_CLOSES}]*(?:{_ACTS})[^{_OPENS}{_CLOSES}]*[{_CLOSES}])\s*"
)
_DONE = r"(?:開会|開議|再開|続開|休憩|散会|閉会|延会|流会|終了|閉議|開始)"
_CLOCK = (
    r"(?:令和.{1,14}日)?\s*(?:[（(].{1,3}[)）])?\s*(?:午\s*[前後]|正\s*午|AM|PM)?\s*"
    r"(?:[0-9０-９一二三四五六七八九十〇零\s]+(?:時|[:：])\s*"
    r"(?:[0-9０-９一二三四五六七八九十〇零\s]+分?|半|ちょうど)?)?"
)
_TIME = re.compile(
    rf"[{PLAIN_CIRCLES}△●\s]*[{_OPENS}]?\s*"
    rf"(?:{_CLOCK}\s*{_DONE}|(?:午[前後]|正午)[^。]{{0,20}}?{_DONE}"
    rf"|{_DONE}(?:時刻|時間)?\s*[:：]?[\s・…]*{_CLOCK})\s*[{_CLOSES}]?\s*"
)
_BRACKETED = re.compile(
    rf"[{opening_brackets(in_text=False)}](?s:.*)[{closing_brackets(in_text=False)}]"
)
_HAS_TIME = re.compile(r"時|正\s*午|[:：]|午[前後]")
_ENDS_MEETING = re.compile(r"散会|閉会|延会|終了|閉議")
_HOUR = r"(?P<hour>午\s*[前後][^\n]{1,14}?|[0-9０-９:：]{4,5}\s*)"
_OPENS_AT = re.compile(rf"{_HOUR}(?:開会|開議|開始)")
_CLOSES_AT = re.compile(rf"{_HOUR}(?:閉会|散会|延会|終了|閉議)")
_RULE = re.compile(r"[─━―‐\-－＝=…・*＊◇◆○◯〇×～~_—–―ー\s]{4,}")
_MAX_STAGE_LENGTH = 300
_MAX_TIME_LENGTH = 60
MAX_LINE = 400
"""No mark, heading or time is longer; a line is searched no further."""


def is_heading(words: str) -> bool:
    """Whether the words after a circle are a heading and name nobody."""
    flat = squash(words)
    return bool(_BEGINS_HEADING.match(flat) or ends_heading(flat))


def ends_heading(words: str) -> bool:
    return _ENDS_HEADING.search(words) is not None


def names_nobody(words: str) -> bool:
    """Whether words contain what no office and no name contains."""
    return _NOBODY.search(words) is not None


def is_sentence_start(words: str) -> bool:
    """Whether words in the place of a name begin a sentence: 異議なし, それでは."""
    return _BEGINS_SENTENCE.search(words) is not None


def is_no_name(words: str) -> bool:
    """Whether words in the place of a name are none: 第３号, 拍手, ３人."""
    return _NO_NAME.search(words) is not None


def is_aside(text: str) -> bool:
    """Whether a line is a stage direction or a time."""
    return len(text) <= _MAX_STAGE_LENGTH and (_STAGE.fullmatch(text) is not None or is_time(text))


def is_time(text: str) -> bool:
    """Whether a line is a time of procedure: 午前十時開議, ○午後１時５分開会."""
    words = text[:MAX_LINE].strip()
    return (
        len(words) < _MAX_TIME_LENGTH
        and _HAS_TIME.search(words) is not None
        and _TIME.fullmatch(words) is not None
    )


def closes(text: str) -> bool:
    """Whether a line is the time at which a meeting ends."""
    return is_time(text) and _ENDS_MEETING.search(text) is not None


def find_hour(text: str, *, opens: bool) -> str | None:
    """The hour (HH:MM) at which a text prints that the meeting opens, or closes."""
    found = (_OPENS_AT if opens else _CLOSES_AT).search(text)
    return find_hours(squash(found["hour"]))[0] if found else None


def is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None


def is_bracketed(text: str) -> bool:
    """Whether a whole line is in brackets: 〔町長登壇〕, （休憩）."""
    return _BRACKETED.fullmatch(text.strip()) is not None
