"""A meeting's title → the committee that met: 本会議, 文教委員会, or nothing.

平成16年_第４回定例会（第１日目）             本会議
令和元年総務水路常任委員会（ 9月 3日）        総務水路常任委員会
令和６年第１回みなと町議会定例会 予算特別委員会  予算特別委員会
"""

from __future__ import annotations

import re

_NUMBER = r"\s*[元0-9０-９〇一二三四五六七八九十百]+\s*"
_SITTING = r"(?:定例|臨時|通年|招集)(?:会議?|議会)(?:会議録|議事録|速記録)?"
_ASSEMBLY = (
    r"[^\s（()）0-9０-９]{1,10}?(?:(?:[都道府県市区町村]|広域連合|組合)議会"
    r"|市会(?=[定臨本]|[0-9０-９一二三四五六七八九十]+月|[^一-鿿]|$))"
)
# What may precede a committee in a title: dates, numbers, the assembly and its sitting.
_BEFORE = re.compile(
    rf"(?:[\s_＿・]|{_ASSEMBLY}|{_SITTING}|(?:令和|平成|昭和|大正)?{_NUMBER}(?:[（(][^（()）]*[)）])?年度?"
    rf"|{_NUMBER}月(?:{_NUMBER}日)?|第{_NUMBER}[回号]|[（(][^（()）]*[)）])+"
)
_NAME = r"[^\s（()）「」『』。、_＿]"
_COMMITTEE = re.compile(
    rf"(?P<committee>本会議|{_NAME}{{0,40}}?(?:委員会|全員協議会|両院協議会|審査会|調査会)"
    rf"(?:{_NAME}{{0,20}}?(?:分科会|小委員会|公聴会|合同審査会|連合審査会))?)"
)
# みなと町議会運営委員会 is the 議会運営委員会 of the みなと町議会: only an assembly has these.
_OF_THE_ASSEMBLY = re.compile("(?:運営|改革|活性化|広報|報編集|だより|基本条例).{0,12}委員会")
# Administrative bodies in their own right, which no assembly has set up.
_ADMINISTRATIVE = re.compile(
    "(?:^|[都道府県市区町村])(?:教育|選挙管理|農業|公平|人事|公安|収用|固定資産評価審査)委員会"
)


def find_committee(title: str, body: str) -> str | None:
    """The committee as printed; a sitting of the assembly itself is its 本会議.

    Null where the title names none, and where the committee is the whole body.
    """
    if _ADMINISTRATIVE.search(title) or _ADMINISTRATIVE.search(body):
        return None
    before = _BEFORE.match(title)
    rest = title[before.end() if before else 0 :].removeprefix(body)
    if found := _COMMITTEE.match(rest):
        committee = found["committee"]
        if before and before[0].endswith("議会") and _OF_THE_ASSEMBLY.fullmatch(committee):
            committee = f"議会{committee}"
        return committee if committee != body else None
    return "本会議" if before and re.search(_SITTING, before[0]) else None
