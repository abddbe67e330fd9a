"""Minutes of a town that does not exist, in every layout: mark × separator × spacing × container.

A layout is drawn by its number, always the same. The words have traps: colons and quoted offices
in sentences, times, lists of names, figures in columns, paragraphs that begin with an office.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple


class Person(NamedTuple):
    """Who speaks: a surname, a given name, an office and its role; null where none is known."""

    surname: str
    given: str
    office: str
    role: str | None


class Said(NamedTuple):
    """A turn as it should be read; null parts are not printed."""

    office: str | None
    name: str | None
    role: str | None
    text: str


class Layout(NamedTuple):
    """A file and its turns; `sentences` must all be found in what is read of it."""

    name: str
    content: str
    turns: tuple[Said, ...]
    sentences: tuple[str, ...]


_SURNAMES = [
    "潮見",
    "浜風",
    "塩屋",
    "灯台",
    "小栗",
    "沖田",
    "磯部",
    "東雲",
    "帆足",
    "波多野",
    "三崎",
    "湊",
    "入江",
    "砂川",
]
_GIVEN = [
    "一郎",
    "円",
    "みなと",
    "守",
    "望",
    "さより",
    "静江",
    "健",
    "ゆき",
    "昭雄",
    "まこと",
    "豊",
]
_COUNCIL = (
    ("会長", "chair"),
    ("委員", "member"),
    ("委員", "member"),
    ("委員", "member"),
    ("事務局", "secretariat"),
    ("副会長", "chair"),
)
_ASSEMBLY = (
    ("議長", "chair"),
    ("議員", "member"),
    ("議員", "member"),
    ("町長", "official"),
    ("総務課長", "official"),
    ("教育長", "official"),
)
_UNLISTED = [
    "受託者",
    "申請者",
    "顧問",
    "弁護士",
    "教授",
    "国",
    "事業者",
    "視学官",
    "監事",
    "嘱託員",
]
_QUESTIONS = (
    "{thing}は前の年と比べてどのくらい増えましたか。",
    "{thing}の工事はいつ終わるのでしょうか。",
    "{thing}の資料の二ページの表について、もう少し詳しく教えてください。費用はだれが負担しますか。",
    "先ほど「町長」という言葉がありましたが、どのような権限でしょうか。",
    "{thing}の見学の集合は午前10：30でよろしいですか。",
)
_ANSWERS = (
    "{thing}は一割ほど増えております。",
    "{thing}は来年の春に終わる予定でございます。",
    "費用：町が三分の二を負担いたします。残りは組合が負担いたします。",
    "{thing}の担当は次のとおりでございます。受付：総務係、会計：出納係でございます。",
    "{thing}の改修は、入札の手続きを経て秋に始まります。",
)
_CONDUCT = (
    "それでは、ただいまから会議を開きます。",
    "ほかに御意見はございませんか。",
    "以上で本日の議事は終わりました。",
)
_THINGS = [
    "波止場",
    "橋",
    "水路",
    "図書館",
    "公園",
    "渡し船",
    "乗合自動車",
    "体育館",
    "給水塔",
    "桟橋",
    "市場",
    "学童保育",
]
_MORE = (
    "なお、詳しい図面は役場の窓口で御覧いただけます。",
    "町長の考えも同じでございます。",
    "委員の皆様の御協力に感謝いたします。",
)


class _Mark(NamedTuple):
    sign: str
    opening: str
    closing: str
    separator: str


_MARKS = (
    *(
        _Mark(sign, "", "", separator)
        for sign in ("", "○", "◇", "◎", "■")
        for separator in ("　", "　　", "\t", "：", ": ", "－", "―")
    ),
    _Mark("○", "", "", ""),
    _Mark("", "", "", ""),
    _Mark("", "", "", "\n"),
    _Mark("○", "", "", "\n"),
    _Mark("", "", "。", "\n　"),
    *(
        _Mark("", opening, closing, separator)
        for opening, closing in ("【】", "（）", "＜＞", "〔〕", "［］", "「」")
        for separator in ("", "　", "\n")
    ),
    _Mark("", "（", "）", "\n・"),
)
_LABELS = ("office", "surname office", "office name", "office（name）", "unlisted", "name")
_CONTAINERS = ("text", "indented", "paragraphs", "table", "numbered table", "markdown")


def layout(number: int) -> Layout:
    """The layout of a number, from 0."""
    random = Random(number)
    people = _people(random)
    style = random.choice(_LABELS)
    mark = random.choice(_MARKS)
    container = random.choice(_CONTAINERS)
    if mark.separator == "" and not mark.closing and style in ("office name", "unlisted", "name"):
        style = "surname office"
    if container in ("table", "numbered table", "markdown"):
        mark = _Mark("", "", "", "\t" if "table" in container else "：")
    spread = (
        style in ("office", "unlisted")
        and random.random() < 0.4
        and mark.separator not in ("", "\n", "\n・", "\n　")
    )
    width = max(len(_label(each, style)) for each in people)
    roster = random.random() < 0.5 or style == "name"
    turns: list[Said] = []
    labels: list[str] = []
    for person, text in _speeches(random, people):
        turns.append(Said(*_read(person, style, listed=roster), text))
        label = _label(person, style)
        labels.append(_over(label, width) if spread else label)
    head = _head(random, people if roster else ())
    write = _WRITERS[container]
    content = write(head, mark, labels, turns, random)
    ending = {"markdown": "md"}.get(
        container, "html" if "table" in container or container == "paragraphs" else "txt"
    )
    sentences = [s + "。" for turn in turns for s in turn.text.replace("\n", "").split("。") if s]
    return Layout(
        f"{number:04}-{container}-{style}.{ending}".replace(" ", "-"),
        content,
        tuple(turns),
        tuple(sentences),
    )


def _people(random: Random) -> tuple[Person, ...]:
    offices: list[tuple[str, str | None]] = list(random.choice((_COUNCIL, _ASSEMBLY)))
    surnames = random.sample(_SURNAMES, len(offices))
    return tuple(
        Person(surname, random.choice(_GIVEN), office, role)
        for surname, (office, role) in zip(surnames, offices, strict=True)
    )


def _label(person: Person, style: str) -> str:
    whole = person.surname + person.given
    if style == "unlisted":
        return _unlisted(person)
    if style == "name":
        return person.surname
    if style == "office（name）":
        return f"{person.office}（{whole}）"
    if style == "office name":
        return f"{person.office}　{whole}"
    if style == "surname office" or person.office in ("委員", "議員"):
        return person.office if person.office == "事務局" else person.surname + person.office
    return person.office


def _unlisted(person: Person) -> str:
    if person.role == "chair":
        return person.office
    if person.role == "member":
        return person.surname + person.office
    return _UNLISTED[sum(map(ord, person.surname)) % len(_UNLISTED)]


def _read(person: Person, style: str, *, listed: bool) -> tuple[str | None, str | None, str | None]:
    """The office, name and role that a label says, completed by the roster where it is `listed`."""
    label = _label(person, style)
    if style == "name":
        return person.office, person.surname, person.role
    if style in ("office name", "office（name）"):
        return person.office, person.surname + person.given, person.role
    if label == person.surname + person.office and person.office.endswith("課長") and not listed:
        # Where one ends and the other begins, nothing says.
        return label, None, person.role
    if label == person.surname + person.office:
        return person.office, person.surname, person.role
    return label, None, person.role if label == person.office else None


def _over(label: str, width: int) -> str:
    """A label set over a width, where the spaces between its letters can be even."""
    if len(label) < 2 or len(label) >= width or 2 * (width - len(label)) % (len(label) - 1):
        return label
    gap, half = divmod(2 * (width - len(label)) // (len(label) - 1), 2)
    return ("　" * gap + " " * half).join(label)


def _speeches(random: Random, people: tuple[Person, ...]) -> Iterator[tuple[Person, str]]:
    chair, *others = people
    members = [each for each in others if each.role == "member"]
    officials = [each for each in others if each.role not in ("member", "chair")]
    yield chair, _CONDUCT[0]
    for _ in range(random.randint(4, 9)):
        answer = random.choice(_ANSWERS).format(thing=random.choice(_THINGS))
        if random.random() < 0.3:
            answer += "\n" + random.choice(_MORE)
        question = random.choice(_QUESTIONS).format(thing=random.choice(_THINGS))
        yield random.choice(members), question
        yield random.choice(officials), answer
        if random.random() < 0.3:
            yield chair, _CONDUCT[1]
    yield chair, _CONDUCT[2]


def _head(random: Random, people: tuple[Person, ...]) -> list[str]:
    lines = [
        f"第{random.randint(2, 9)}回みさき町交通会議　会議録",
        "日時　令和７年５月２０日（火）午後２時から",
        "場所　役場三階　大会議室",
    ]
    if people:
        lines += ["出席者", *(f"　{each.office}　{each.surname}　{each.given}" for each in people)]
        lines.append("出席：" + "、".join(each.surname for each in people))
    return lines


def _in_text(
    head: list[str],
    mark: _Mark,
    labels: list[str],
    turns: list[Said],
    random: Random,
    indent: str = "",
) -> str:
    lines = [*head, "", "議事"]
    for label, turn in zip(labels, turns, strict=True):
        text = turn.text.replace("\n", f"\n{indent or '　'}")
        lines.append(f"{mark.sign}{mark.opening}{label}{mark.closing}{mark.separator}{text}")
        if random.random() < 0.2:
            lines.append("")
    return "\n".join(lines) + "\n"


def _indented(
    head: list[str], mark: _Mark, labels: list[str], turns: list[Said], random: Random
) -> str:
    return _in_text(head, mark, labels, turns, random, indent="　　　　　")


def _page(head: list[str], body: str) -> str:
    top = "".join(f"<p>{html.escape(line)}</p>\n" for line in head)
    begin = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"
    return f"{begin}\n{top}{body}</body></html>\n"


def _paragraphs(
    head: list[str], mark: _Mark, labels: list[str], turns: list[Said], random: Random
) -> str:
    text = _in_text([], mark, labels, turns, random).strip("\n")
    body = "".join(
        f"<p>{html.escape(line).replace(chr(9), '　')}</p>\n" for line in text.split("\n") if line
    )
    return _page(head, body)


def _table(
    head: list[str], mark: _Mark, labels: list[str], turns: list[Said], random: Random
) -> str:
    rows = "".join(
        f"<tr><td>{_broken(label)}</td><td>{turn.text.replace(chr(10), '<br>')}</td></tr>\n"
        for label, turn in zip(labels, turns, strict=True)
    )
    return _page(head, f"<table>\n{rows}</table>\n")


def _broken(label: str) -> str:
    return label.replace("（", "<br>（")


def _numbered(
    head: list[str], mark: _Mark, labels: list[str], turns: list[Said], random: Random
) -> str:
    rows = "".join(
        f"<tr><td>{at}</td><td>{_broken(label)}</td>"
        f"<td>{turn.text.replace(chr(10), '<br>')}</td></tr>\n"
        for at, (label, turn) in enumerate(zip(labels, turns, strict=True), start=1)
    )
    return _page(
        head, f"<table>\n<tr><th>番号</th><th>発言者</th><th>発言の要旨</th></tr>\n{rows}</table>\n"
    )


def _markdown(
    head: list[str], mark: _Mark, labels: list[str], turns: list[Said], random: Random
) -> str:
    strong = random.random() < 0.5
    lines = [f"# {head[0]}", "", *(f"- {line.strip()}" for line in head[1:]), "", "## 議事", ""]
    for label, turn in zip(labels, turns, strict=True):
        shown = f"**{label}**" if strong else label
        lines.append(f"- {shown}{mark.separator}{turn.text}".replace("\n", "\n  "))
    return "\n".join(lines) + "\n"


_Writer = Callable[[list[str], _Mark, list[str], list[Said], Random], str]
_WRITERS: dict[str, _Writer] = {
    "text": _in_text,
    "indented": _indented,
    "paragraphs": _paragraphs,
    "table": _table,
    "numbered table": _numbered,
    "markdown": _markdown,
}
