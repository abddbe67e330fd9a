"""Other writings of a word: ㈱ and 株式会社, ㎡ and 平方メートル, 佐々木 and 佐佐木.

They are as sure as spellings. A kind of writing finds the parts of a word that may be written
otherwise, each with its other writings; a word with several parts is written in their
combinations. Numbers need none: they share a key in all their writings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise, product
from typing import NamedTuple

from index.analysis.calendar import PrintedDate, find_dates
from index.analysis.normalization.folding import fold
from index.analysis.numbers import KANJI_DIGITS, number_key

_MAX_WRITINGS = 12
# No part of a longer text is written otherwise.
_MAX_LENGTH = 60
_MAX_PARTS = 6
# NFKC makes a 1 of ①, which is another thing.
_UNCIRCLED = re.compile("[^①-⓿❶-➓㉄-㉏㉑-㉟㊀-㊿]+")

_ORGANIZATIONS = {
    "株": "株式会社",
    "有": "有限会社",
    "財": "財団法人",
    "一財": "一般財団法人",
    "公財": "公益財団法人",
    "社": "社団法人",
    "一社": "一般社団法人",
    "公社": "公益社団法人",
    "独": "独立行政法人",
    "地独": "地方独立行政法人",
    "特非": "特定非営利活動法人",
    "学": "学校法人",
    "医": "医療法人",
    "宗": "宗教法人",
    "福": "社会福祉法人",
}
# Where they stand alone, the others may mean something else: 免許(有).
_ORGANIZATIONS_ALONE = frozenset({"株", "財", "一財", "公財", "一社", "特非"})

# The sign of a unit, and its words. A unit is one after a number, or if it is the whole text.
_UNITS = (
    ("m2", "平方メートル", "平米"),
    ("m3", "立方メートル", "立米"),
    ("km2", "平方キロメートル", "平方キロ"),
    ("km", "キロメートル"),
    ("kg", "キログラム"),
    ("kW", "キロワット"),
    ("kWh", "キロワット時", "キロワットアワー"),
    ("%", "パーセント"),
    ("°C", "度C"),
)
# Alone these are other words too: CM, ha of はい.
_UNITS_AFTER_NUMBERS = (
    ("m", "メートル"),
    ("cm", "センチメートル", "センチ"),
    ("cm2", "平方センチメートル", "平方センチ"),
    ("mm", "ミリメートル", "ミリ"),
    ("mg", "ミリグラム"),
    ("t", "トン"),
    ("ha", "ヘクタール"),
    ("ml", "ミリリットル"),
    ("kl", "キロリットル"),
    ("MW", "メガワット"),
    ("kHz", "キロヘルツ"),
    ("MHz", "メガヘルツ"),
    ("dB", "デシベル"),
    ("kcal", "キロカロリー"),
    ("hPa", "ヘクトパスカル"),
    ("Bq", "ベクレル"),
    ("mSv", "ミリシーベルト"),
    ("μSv", "マイクロシーベルト"),
    ("MB", "メガバイト"),
    ("GB", "ギガバイト"),
    ("TB", "テラバイト"),
)
# After one digit these are other words: 5G, 3L.
_UNITS_AFTER_LONG_NUMBERS = (("g", "グラム"), ("W", "ワット"), ("V", "ボルト"), ("L", "リットル"))
# A shorter unit in katakana begins other words: 2トンネル, 5ミリシーベルト.
_MIN_DISTINCT_UNIT = 4

_FORMULAS = (
    ("CO2", "二酸化炭素"),
    ("NOx", "窒素酸化物"),
    ("NO2", "二酸化窒素"),
    ("SOx", "硫黄酸化物"),
    ("SO2", "二酸化硫黄"),
    ("N2O", "一酸化二窒素"),
    ("CH4", "メタン"),
    ("NH3", "アンモニア"),
    ("H2S", "硫化水素"),
    ("NaCl", "塩化ナトリウム"),
    ("CaCl2", "塩化カルシウム"),
    ("PM2.5", "微小粒子状物質"),
)

_ORGANIZATION_NAMES = {name: short for short, name in _ORGANIZATIONS.items()}


def _by_length(texts: Iterable[str]) -> str:
    """A pattern of texts that prefers the longer ones."""
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


def _names(*tables: Sequence[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name.casefold(): names for table in tables for names in table for name in names}


def _pattern(names: Iterable[str]) -> str:
    """A pattern of units, none of which goes on to another word."""
    latin = [name for name in names if name.isascii() or name.startswith("μ")]
    words = [name for name in names if name not in latin]
    short = [name for name in words if len(name) < _MIN_DISTINCT_UNIT and _KATAKANA.match(name)]
    long = [name for name in words if name not in short]
    return (
        f"(?:(?:{_by_length(latin)})(?![A-Za-z0-9])|(?:{_by_length(long)})"
        f"|(?:{_by_length(short) or '(?!)'})(?![ァ-ヺー]))"
    )


_KATAKANA = re.compile("[ァ-ヺ]")
_ORGANIZATION = re.compile(
    rf"\((?P<short>{_by_length(_ORGANIZATIONS)})\)|(?P<name>{_by_length(_ORGANIZATION_NAMES)})"
)
_NAMED_NUMBER = re.compile(
    f"(?<![{KANJI_DIGITS}十百千万第])[一二三四五六七八九十百]{{1,4}}(?=[条位品])"
)
_NUMERO = re.compile(r"(?<![A-Za-z])no(?:\. ?)?(?=[0-9一二三四五六七八九十百])", re.IGNORECASE)
_TELEPHONE = re.compile("(?<![A-Za-z])(?:TEL|FAX)(?![A-Za-z])", re.IGNORECASE)
_NUMERAL = f"0-9{KANJI_DIGITS}十百千万億数何"
_UNIT_NAMES = _names(_UNITS, _UNITS_AFTER_NUMBERS, _UNITS_AFTER_LONG_NUMBERS)
_LONG_UNIT_NAMES = _names(_UNITS_AFTER_LONG_NUMBERS)
_UNIT = re.compile(
    rf"(?<=[{_NUMERAL}]){_pattern(_names(_UNITS, _UNITS_AFTER_NUMBERS))}"
    rf"|(?<=[{_NUMERAL}][{_NUMERAL}.]){_pattern(_LONG_UNIT_NAMES)}"
    rf"|^(?:{_by_length(_names(_UNITS))})$",
    re.IGNORECASE,
)
_FORMULA_NAMES = _names(_FORMULAS)
_FORMULA = re.compile(
    rf"(?<![A-Za-z])(?:{_by_length(_FORMULA_NAMES)})(?![A-Za-z0-9])", re.IGNORECASE
)
_NITROGEN_DIOXIDE = "NO2"

_VOICELESS = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ"
_VOICED = "がぎぐげござじずぜぞだぢづでどばびぶべぼガギグゲゴザジズゼゾダヂヅデドバビブベボ"
_TO_VOICED = str.maketrans(_VOICELESS, _VOICED)
_TO_VOICELESS = str.maketrans(_VOICED, _VOICELESS)
# The characters that can be repeated, and their iteration marks. 二二 is a number.
_ITERATION = (
    (re.compile("[ぁ-ん]"), "ゝゞ"),
    (re.compile("[ァ-ヺ]"), "ヽヾ"),
    (re.compile("[一-鿿](?<![一二三四五六七八九十百千万])"), "々"),
)
_MARKS = "ゝゞヽヾ々"
# In the names of places, between kanji (三ヶ月 too has か, and meets by its key), and after kana
# before a kanji of such names (つつじが丘).
_SMALL_KE = re.compile(
    f"(?<=[一-鿿々])[がヶケヵ](?=[一-鿿])(?!(?<=[{_NUMERAL}].)[月所国年])"
    "|(?<=[ぁ-ん])[がヶケ](?=[丘原崎谷浜岡沢島台峰池関野森里峠滝淵瀬城平塚])"
    "|(?<=[ァ-ヺー])[がヶ](?=[丘原崎谷浜岡沢島台峰池関野森里峠滝淵瀬城平塚])"
)


class _Part(NamedTuple):
    """A part of a word, from `start` to before `end`, and its writings, its own perhaps too."""

    start: int
    end: int
    writings: tuple[str, ...]


@lru_cache(maxsize=1024)
def writings(text: str) -> tuple[str, ...]:
    """The other writings of a word, at most 12: 300㎡ → 300平方メートル, 300平米.

    Those that differ only in widths and case are one writing.
    """
    if len(text) > _MAX_LENGTH:
        return ()
    word = _UNCIRCLED.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    pieces: list[tuple[str, ...]] = []
    end = 0
    for part in islice(_parts(word), _MAX_PARTS):
        pieces += [(word[end : part.start],), (word[part.start : part.end], *part.writings)]
        end = part.end
    if not pieces:
        return ()
    combined = map("".join, product(*pieces, (word[end:],)))
    found = {fold(each): each for each in combined}
    found.pop(fold(text), None)
    return tuple(islice(found.values(), _MAX_WRITINGS))


def _parts(word: str) -> Iterator[_Part]:
    """The parts of a word in NFKC that may be written otherwise, in order, none in another."""
    kinds = (
        _dates,
        _named_numbers,
        _organizations,
        _numero,
        _telephone,
        _units,
        _formulas,
        _repeated,
        _small_ke,
    )
    end = 0
    for part in sorted(chain.from_iterable(kind(word) for kind in kinds)):
        if part.start >= end:
            yield part
            end = part.end


def _dates(word: str) -> Iterator[_Part]:
    """A year by itself is a token that its writings share; in a longer word it is not."""
    for found in find_dates(word):
        if found.month or (found.start, found.end) != (0, len(word)):
            yield _Part(found.start, found.end, tuple(_date_writings(found)))


def _date_writings(found: PrintedDate) -> Iterator[str]:
    numbers = [each for each in (found.month, found.day) if each]
    yield str(found)
    rest = str(found).partition("年")[2]
    eras = list(found.eras)
    for era, year in eras:
        yield from (f"{era.name}{each}年{rest}" for each in _era_year(year))
    for era, year in eras:
        yield f"{era.initial}{year}年{rest}"
    if found.day:
        for era, year in eras:
            yield ".".join(map(str, (f"{era.initial}{year}", *numbers)))
            yield ".".join(map(str, (f"{era.name}{year}", *numbers)))
        for sign in "/.-":
            yield sign.join(map(str, (found.year, *numbers)))
        for sign in "-/":
            yield sign.join((str(found.year), *(f"{each:02}" for each in numbers)))


def _era_year(year: int) -> tuple[str, ...]:
    return ("元", "1") if year == 1 else (str(year),)


def _named_numbers(word: str) -> Iterator[_Part]:
    """By itself 四条 is read as the name of a place, and not as a number with its counter."""
    for found in _NAMED_NUMBER.finditer(word):
        if key := number_key(found.group()):
            yield _Part(*found.span(), (key,))


def _organizations(word: str) -> Iterator[_Part]:
    """㈱ is (株) in NFKC."""
    for found in _ORGANIZATION.finditer(word):
        short = found["short"] or _ORGANIZATION_NAMES[found["name"]]
        other = f"({short})" if found["name"] else _ORGANIZATIONS[short]
        if found.group() != word or short in _ORGANIZATIONS_ALONE:
            yield _Part(*found.span(), (other,))


def _numero(word: str) -> Iterator[_Part]:
    """№ is No in NFKC; without the dot, NO2 by itself is a formula."""
    if word == _NITROGEN_DIOXIDE:
        return
    for found in _NUMERO.finditer(word):
        bare = f"No{word[found.end() :]}" if not found.start() else ""
        is_formula = bare.casefold() == _NITROGEN_DIOXIDE.casefold()
        yield _Part(*found.span(), ("No.",) if is_formula else ("No.", "No", "No. "))


def _telephone(word: str) -> Iterator[_Part]:
    """℡ is TEL in NFKC."""
    for found in _TELEPHONE.finditer(word):
        yield _Part(*found.span(), ())


def _units(word: str) -> Iterator[_Part]:
    for found in _UNIT.finditer(word):
        yield _other_names(found, _UNIT_NAMES)


def _formulas(word: str) -> Iterator[_Part]:
    for found in _FORMULA.finditer(word):
        yield _other_names(found, _FORMULA_NAMES)


def _other_names(found: re.Match[str], names: Mapping[str, tuple[str, ...]]) -> _Part:
    own = found.group().casefold()
    return _Part(*found.span(), tuple(n for n in names[own] if n.casefold() != own))


def _repeated(word: str) -> Iterator[_Part]:
    """A character twice, or once and an iteration mark: 佐々木 and 佐佐木, いすゞ and いすず."""
    for at, (first, second) in enumerate(pairwise(word)):
        repeated = {mark: _repeat(first, mark) for mark in _MARKS}
        others = (
            [repeated[second]]
            if second in repeated
            else [mark for mark, character in repeated.items() if character == second]
        )
        if any(others):
            yield _Part(at, at + 2, tuple(first + each for each in others))


def _repeat(character: str, mark: str) -> str:
    """The character that an iteration mark stands for, or none if it cannot repeat this one."""
    if not any(kind.match(character) and mark in marks for kind, marks in _ITERATION):
        return ""
    if mark == "々":
        return character
    voiceless = character.translate(_TO_VOICELESS)
    if mark in "ゝヽ":
        return voiceless
    voiced = voiceless.translate(_TO_VOICED)
    return voiced if voiced != voiceless else ""


def _small_ke(word: str) -> Iterator[_Part]:
    """霞ヶ関, 霞ケ関, 霞が関."""
    for found in _SMALL_KE.finditer(word):
        yield _Part(*found.span(), tuple(each for each in "がヶケ" if each != found.group()))
