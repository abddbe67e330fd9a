"""What minutes print before anything is said: titles, forms, rosters, lists of business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from invented_town import THINGS, Item, Person

Row = tuple[str, ...]
"""A printed line, or the cells of a row: a label and its value."""


class AgendaStyle(NamedTuple):
    """How items are listed in the head, printed above their turns, and announced by the chair."""

    numbered: bool = False
    list_title: str = ""
    listed: str = ""
    printed: str = ""
    announced: str = "それでは、説明をお願いします。"


_CALLED = "続きまして、（{at}）{title}、事務局から説明願います。"
_ON_THE_TABLE = "議案第{n}号、{title}を議題といたします。"
_SCHEDULED = "日程第{at}　議案第{n}号　{title}"
AGENDA_STYLES = {
    "none": None,
    "schedule": AgendaStyle(True, "議事日程", _SCHEDULED, "", f"日程第{{at}}、{_ON_THE_TABLE}"),
    "printed schedule": AgendaStyle(True, "本日の会議に付した事件", _SCHEDULED, _SCHEDULED),
    "bill": AgendaStyle(True, "", "", "", f"次に、{_ON_THE_TABLE}"),
    "printed bill": AgendaStyle(True, "", "", "議案第{n}号　{title}", "説明を求めます。"),
    "topic": AgendaStyle(False, "議題", "議題{at}　{title}", "議題{at}　{title}"),
    "brackets": AgendaStyle(False, "次第", "（{at}）{title}", "（{at}）{title}"),
    "figures": AgendaStyle(False, "次第", "{at}　{title}", "{at}　{title}"),
    "spoken": AgendaStyle(False, "議題", "（{at}）{title}", "", _CALLED),
}
HEADS = ("lines", "labels", "form", "numbered form", "bracketed form", "cover")
ROSTERS = ("none", "lines", "run", "columns", "cells", "honoured")
LISTED_APART = ("lines", "run", "columns", "cells", "honoured")
_COUNCILS = (
    "交通会議",
    "都市計画審議会",
    "図書館協議会",
    "国民健康保険運営協議会",
    "総合計画審議会",
)
_DIGITS = {48 + n: 0xFF10 + n for n in range(10)}


class Head(NamedTuple):
    """The head of minutes: a cover page, rows below it, and what should be read of them."""

    cover: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str
    title: str
    body: str
    date: str


class Business(NamedTuple):
    """An item of business in a style: as printed above its turns, as announced, as listed."""

    item: Item
    printed: str
    announced: str
    listed: str


def draw_business(random: Random, style: AgendaStyle | None) -> tuple[Business, ...]:
    if style is None:
        return ()
    first = random.randint(1, 30)
    things = random.sample(THINGS, random.randint(2, 3))
    return tuple(_business(style, at, first + at, thing) for at, thing in enumerate(things, 1))


def _business(style: AgendaStyle, at: int, number: int, thing: str) -> Business:
    values = {"at": full(at), "n": full(number), "title": f"{thing}の改修について"}
    topic = f"議題{at}" if style.listed.startswith("議題") else None
    item = Item(f"議案第{number}号" if style.numbered else topic, values["title"])
    return Business(
        item,
        style.printed.format(**values),
        style.announced.format(**values),
        style.listed.format(**values),
    )


def write_listing(style: AgendaStyle | None, business: Sequence[Business]) -> Iterator[str]:
    """The list of business, with its label; none where the style has none."""
    if style and style.listed:
        yield style.list_title
        yield from (f"　{each.listed}" for each in business)


def draw_head(
    random: Random,
    style: str,
    roster: Sequence[Row],
    listing: Sequence[str],
    *,
    assembly: bool,
) -> Head:
    """A head in one of the HEADS; the lines of `listing` are those of the agenda."""
    body = "みさき町議会" if assembly else f"みさき町{random.choice(_COUNCILS)}"
    name, title = _titles(random, body, assembly=assembly)
    month, day = random.choice((("５", "２０（火）"), ("１１", "７（金）"), ("２", "５（水）")))
    number, weekday = day[:-3], day[-3:]
    when = f"令和７年{month}月{number}日{weekday}"
    digits = {0xFF10 + n: 48 + n for n in range(10)}
    date = f"2025-{int(month.translate(digits)):02}-{int(number.translate(digits)):02}"
    place = "役場三階　大会議室"
    fields: list[Row] = [("日時", f"{when}午後２時から午後４時まで"), ("場所", place)]
    above: list[Row] = [("更新日：令和７年１２月３日",)] if random.random() < 0.15 else []
    cover: tuple[str, ...] = ()
    separator = random.choice(("　", "：", "　　"))
    if style == "lines":
        rows: list[Row] = [(title,), (when,), (place,)]
    elif style == "cover":
        cover = (title, "みさき町役場総務課", "目　次", *_contents(random, listing))
        rows = [(title,), *fields]
    elif style == "labels":
        rows = [(title,), *fields]
    else:
        rows = [("会議録",), *_form(style, [("会議の名称", name), *_long(fields)])]
        title = name
    lists = [*roster, *((line,) for line in listing)]
    return Head(cover, (*above, *rows, *lists), separator, title, body, date)


def _long(fields: Sequence[Row]) -> Iterator[Row]:
    for label, value in fields:
        yield {"日時": "開催日時", "場所": "開催場所"}[label], value
    yield "会議の公開・非公開", "公開"
    yield "会議録の作成日", "令和７年１２月３日"


def _form(style: str, fields: Sequence[Row]) -> Iterator[Row]:
    for at, (label, value) in enumerate(fields, 1):
        if style == "numbered form":
            yield f"{full(at)}　{label}", value
        elif style == "bracketed form":
            yield (f"【{label}】{value}",)
        else:
            yield label, value


def _titles(random: Random, body: str, *, assembly: bool) -> tuple[str, str]:
    """The name of a meeting, and the title of its record."""
    n, day = full(random.randint(2, 9)), full(random.randint(1, 4))
    if assembly:
        name = random.choice((f"令和７年第{n}回{body}定例会", f"令和７年{body}第{n}回臨時会"))
        return name, name + random.choice(("会議録", f"会議録（第{day}号）", f"会議録　第{day}日"))
    name = random.choice((f"第{n}回{body}", f"令和７年度第{n}回{body}"))
    return name, name + random.choice(("　会議録", "議事録", "会議要旨", "（概要）"))


def _contents(random: Random, listing: Sequence[str]) -> Iterator[str]:
    dots = random.choice(("……", "・・・・・・", "－－－－"))
    for page, entry in enumerate(("会議の経過", "出席者", *listing[1:], "閉会"), 1):
        yield f"{entry.strip()}{dots}{full(page)}"


def write_roster(people: Sequence[Person], style: str) -> Iterator[Row]:
    """The people present in one of the ROSTERS."""
    if style == "none":
        return
    named = [(each.office, f"{each.surname}　{each.given}") for each in people]
    if style == "run":
        yield ("出席者", "、".join(f"{office}　{name}" for office, name in named))
        return
    yield ("出席者",)
    if style == "lines":
        yield from ((f"　{office}　{name}",) for office, name in named)
    elif style == "honoured":
        yield from ((f"　{office}　{name}　君",) for office, name in named)
    elif style == "columns":
        for one, two in zip(named[::2], named[1::2], strict=True):
            yield (f"　{one[0]}　{one[1]}　　　　{two[0]}　{two[1]}",)
    else:
        yield from named
    yield ("出席：" + "、".join(each.surname for each in people),)


def full(number: int) -> str:
    """A number in full width digits."""
    return str(number).translate(_DIGITS)
