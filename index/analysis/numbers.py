"""Numbers as they are printed, in digits and kanji, and the key that all writings of one share.

    whole      20, ２０, 二十, 二〇, 1,000, １、０００, 千, 3億4,600万
    decimal    2.5, ２・５, 二・五, 五二・八
    about      十数 (10数), 数十 and 数１０ (数10), 何百 (何100)

In vertical writing 、 parts thousands and ・ is the decimal point. A circle is a zero among kanji
digits, and a placeholder elsewhere (○○小学校).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

KANJI_DIGITS = "〇零一二三四五六七八九"
CIRCLES = "〇○◯"
KANJI_POWERS = "十百千万億兆"
# For digits in a number that is about: 十数人, 何百人.
INDEFINITE = "数何幾"
_PLACEHOLDER = "○"
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"": 1, "万": 10**4, "億": 10**8, "兆": 10**12}
# A decimal number of more digits would be rounded.
_MAX_LENGTH = 24
_MAX_DECIMALS = 4
_CLOCK_LENGTH = 2
_LONGEST_UNIT = 6

_SPOKEN = "〇一二三四五六七八九"
_TO_DIGITS = str.maketrans(f"{KANJI_DIGITS}○◯、・", "0012345678900,.")
_TO_PLAIN = str.maketrans(f"{KANJI_DIGITS}○◯０１２３４５６７８９", "00123456789000123456789")
_PLAIN = r"[0-9]+(?:\.[0-9]+)?"
_SMALL = rf"(?:(?:{_PLAIN})?[十百千])*(?:{_PLAIN})?"
_NUMBER = re.compile(rf"[万億兆]|(?=.)(?:(?=[0-9十百千]){_SMALL}[万億兆])*{_SMALL}")
_TERM = re.compile(rf"({_PLAIN})?([十百千])|({_PLAIN})")
_GROUP = re.compile("([^万億兆]*)([万億兆]?)")
_ABOUT = re.compile(f"([0-9{KANJI_POWERS}]*)([{INDEFINITE}])(10*|[{KANJI_POWERS}]*)")

_KANJI = f"{KANJI_DIGITS}○◯"
_ARABIC = "0-9０-９"
_NUMERAL = f"{_ARABIC}{_KANJI}{KANJI_POWERS}{INDEFINITE}"
_RUN = re.compile(f"(?![○◯])[{_NUMERAL}](?:[{_NUMERAL}]|[,，.．、・](?=[{_ARABIC}{_KANJI}]))*")

_VERTICAL = re.compile(f"[{CIRCLES}]|[{_ARABIC}{KANJI_DIGITS}][、・][{_ARABIC}{_KANJI}]")
_CIRCLES = re.compile(f"[{_KANJI}]*[{CIRCLES}][{_KANJI}]*")
_THOUSANDS = re.compile(
    "|".join(
        rf"(?<![{script}、,，.．・])[{script}]{{1,3}}(?:、[{script}]{{3}})+(?![{script}十百千])"
        for script in (_ARABIC, _KANJI)
    )
)
_POINT = re.compile(
    rf"(?<![{_NUMERAL}・.．])[{_NUMERAL}，,]+・[{_ARABIC}{_KANJI}]+"
    rf"(?![{_NUMERAL}・](?<![万億兆]))"
)
# What is counted in decimals; other things have numbers of their own: 一・二丁目, 五・六年生.
_DECIMAL_UNIT = re.compile(
    "[%倍割度万億兆坪]|ポイント|パーセント|次元|時間|秒|平[方米]|立[方米]|キロ|メートル|センチ|ミリ"
    "|トン|グラム|ヘクタール|アール|リットル|ワット|ボルト|ベクレル|シーベルト|k|m|t|g|l|ha|cm",
    re.IGNORECASE,
)
_NUMBERED = re.compile("[丁条項号番款目節章類種級組階期回次年月日歳才室]|ページ|頁")
# A kanji, or a unit: no particle.
_COUNTED = re.compile("[一-鿿%A-Za-zァ-ヺ]")
_AGE = "歳才"


def number_key(text: str) -> str:
    """The key of a text that is one number, or none: 二・五 → 2.5, 3億4,600万 → 346000000.

    A zero fills hours, minutes and days (05分); more digits with one are a code (003).
    """
    if len(text) > _MAX_LENGTH:
        return ""
    read = unicodedata.normalize("NFKC", text).translate(_TO_DIGITS).replace(",", "")
    about = _ABOUT.fullmatch(read)
    if about is None:
        return _exact_key(read)
    before, sign, after = about.groups()
    keys = _exact_key(before), _exact_key(after)
    well_formed = (before or after) and (*map(bool, keys),) == (bool(before), bool(after))
    return sign.join(keys) if well_formed else ""


def number_value(text: str) -> int:
    """The value of a whole number: 三十一, 百十四, 二〇二三, 2千5 → 31, 114, 2023, 2005."""
    return int(number_key(text))


def in_kanji(value: int) -> str:
    """A number from 1 to below 10^16 as it is spoken: 35 → 三十五, 346000000 → 三億四千六百万."""
    groups = []
    for myriad, size in reversed(_MYRIADS.items()):
        group = ""
        for power, each in (*reversed(_POWERS.items()), ("", 1)):
            digit = value // size // each % 10
            group += (_SPOKEN[digit] if digit > 1 or not power else "") + power if digit else ""
        groups.append(group + myriad if group else "")
    return "".join(groups)


def leading_number(text: str) -> int:
    """The length of the number that a text begins with, or 0."""
    run = _RUN.match(text)
    return run.end() if run and number_key(run.group()) else 0


def _exact_key(read: str) -> str:
    """The key of a number with digits for kanji digits: 3億4600万, 2千, 5十."""
    if not _NUMBER.fullmatch(read):
        return ""
    if read.isdecimal():
        return read[1:] if len(read) == _CLOCK_LENGTH and read[0] == "0" else read
    value = Decimal(0)
    for small, myriad in _GROUP.findall(read):
        terms = [
            Decimal(plain or digits or 1) * _POWERS.get(power, 1)
            for digits, power, plain in _TERM.findall(small)
        ]
        value += (sum(terms, Decimal(0)) if terms or not myriad else 1) * _MYRIADS[myriad]
    return f"{value.normalize():f}"


def has_marks(text: str) -> bool:
    """Whether a text may have `plain_marks`; most have none."""
    return _VERTICAL.search(text) is not None


def plain_marks(text: str) -> Iterator[tuple[int, str]]:
    """Positions of the marks of numbers in a text, with the plain mark for each.

    Commas and points in vertical numbers, 〇 for a circle that is zero and ○ for one that is not.
    """
    for found in _CIRCLES.finditer(text):
        yield from _circles(text, found.start(), found.end())
    for pattern, are_one, mark in ((_THOUSANDS, _are_thousands, ","), (_POINT, _is_decimal, ".")):
        for found in pattern.finditer(text):
            if are_one(found.group(), _after(text, found.end())):
                for at in range(*found.span()):
                    if text[at] in "、・":
                        yield at, mark
                    elif text[at] in CIRCLES:
                        yield at, "〇"


def _after(text: str, at: int) -> str:
    return unicodedata.normalize("NFKC", text[at : at + _LONGEST_UNIT])


def _circles(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The plain marks of the circles in a run of circles and kanji digits."""
    run = text[start:end]
    nonzero = next((at for at, each in enumerate(run) if each not in CIRCLES + "零"), None)
    inside = start > 0 and text[start - 1] in "十百千万億"
    if nonzero is None and (len(run) > 1 or not _is_zero(text, start)):
        # A single 〇 is left as it is: it may be a number (〇件).
        circles = run if len(run) > 1 else ""
        yield from ((start + at, _PLACEHOLDER) for at, each in enumerate(circles) if each != "零")
        return
    for at, each in enumerate(run):
        if each in "○◯" and (nonzero is None or inside or at > nonzero):
            yield start + at, "〇"


def _is_zero(text: str, at: int) -> bool:
    return text[at + 1 : at + 2] in (*_AGE, "零")


def _are_thousands(number: str, after: str) -> bool:
    """False for the items of a list: 120、130人, 31、132ページ."""
    first, *groups = number.translate(_TO_PLAIN).split("、")
    if number[0] in "0０〇零○◯" or _NUMBERED.match(after):
        return False
    if any(set(group) <= set("○◯") for group in number.split("、")[1:]):
        return bool(_COUNTED.match(after))
    if len(first) < 3 or len(groups) > 1:
        return True
    low, high = int(first), int(groups[0])
    return not low < high or bool(low % 10 or high % 10)


def _is_decimal(number: str, after: str) -> bool:
    whole, decimals = number.split("・")
    key = number_key(whole)
    if not key or len(decimals) > _MAX_DECIMALS:
        return False
    if (not key.strip("0") and after[:1] not in (*_AGE,)) or _DECIMAL_UNIT.match(after):
        return True
    in_kanji = decimals[0] in KANJI_DIGITS + CIRCLES
    return in_kanji and len(decimals) > 1 and not _NUMBERED.match(after)
