"""The people of a town that does not exist, what they say, and how they are labelled.

The words have traps: colons and quoted offices in sentences, times, lists of names, figures in
columns, paragraphs that begin with an office.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple


class Person(NamedTuple):
    """Who speaks: a surname, a given name, an office and its role; null where none is known."""

    surname: str
    given: str
    office: str
    role: str | None
    seat: int = 0

    @property
    def whole(self) -> str:
        return self.surname + self.given


class Item(NamedTuple):
    """An item of business: its number in digits, if any, and its title."""

    number: str | None
    title: str

    @property
    def name(self) -> str:
        """What an utterance under it is known by."""
        return self.number or self.title


class Said(NamedTuple):
    """A turn as it should be read; null parts are not printed."""

    office: str | None
    name: str | None
    role: str | None
    text: str
    agenda: str | None = None


class Speech(NamedTuple):
    """What somebody says, under an item or before the first; `printed` is the heading above it."""

    person: Person
    text: str
    item: Item | None = None
    printed: str = ""


_SURNAMES = (
    *("潮見", "浜風", "塩屋", "灯台", "小栗", "沖田", "磯部"),
    *("東雲", "帆足", "波多野", "三崎", "湊", "入江", "砂川"),
)
_GIVEN = (
    *("一郎", "円", "みなと", "守", "望", "さより"),
    *("静江", "健", "ゆき", "昭雄", "まこと", "豊"),
)
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
_UNLISTED = (
    *("受託者", "申請者", "顧問", "弁護士", "教授"),
    *("国", "事業者", "視学官", "監事", "嘱託員"),
)
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
_MORE = (
    "なお、詳しい図面は役場の窓口で御覧いただけます。",
    "町長の考えも同じでございます。",
    "委員の皆様の御協力に感謝いたします。",
)
_OPENS = "それでは、ただいまから会議を開きます。"
_ANYBODY = "ほかに御意見はございませんか。"
_CLOSES = "以上で本日の議事は終わりました。"
THINGS = (
    *("波止場", "橋", "水路", "図書館", "公園", "渡し船"),
    *("乗合自動車", "体育館", "給水塔", "桟橋", "市場", "学童保育"),
)
LABELS = ("office", "surname office", "office name", "office（name）", "unlisted", "name", "seat")


def draw_people(random: Random, *, assembly: bool) -> tuple[Person, ...]:
    offices: Sequence[tuple[str, str | None]] = _ASSEMBLY if assembly else _COUNCIL
    surnames = random.sample(_SURNAMES, len(offices))
    seats = iter(sorted(random.sample(range(1, 24), len(offices))))
    return tuple(
        Person(surname, random.choice(_GIVEN), office, role, next(seats))
        for surname, (office, role) in zip(surnames, offices, strict=True)
    )


def label(person: Person, style: str) -> str:
    """A person as a mark prints them, in one of the styles of LABELS."""
    if style == "unlisted":
        return _unlisted(person)
    if style == "name":
        return person.surname
    if style == "office（name）":
        return f"{person.office}（{person.whole}）"
    if style == "office name":
        return f"{person.office}　{person.whole}"
    if style == "seat":
        office = _seat(person) if person.role == "member" else person.office
        return f"{office}（{person.whole}君）"
    if style == "surname office" or person.office in ("委員", "議員"):
        return person.office if person.office == "事務局" else person.surname + person.office
    return person.office


def read(person: Person, style: str, *, listed: bool) -> tuple[str | None, str | None, str | None]:
    """The office, name and role that a label says, completed by the roster where it is `listed`."""
    printed = label(person, style)
    if style == "name":
        return person.office, person.surname, person.role
    if style == "seat":
        office = _seat(person) if person.role == "member" else person.office
        return office, person.whole, person.role
    if style in ("office name", "office（name）"):
        return person.office, person.whole, person.role
    if printed == person.surname + person.office and person.office.endswith("課長") and not listed:
        # Where one ends and the other begins, nothing says.
        return printed, None, person.role
    if printed == person.surname + person.office:
        return person.office, person.surname, person.role
    return printed, None, person.role if printed == person.office else None


def speeches(
    random: Random, people: Sequence[Person], items: Sequence[tuple[Item, str, str]]
) -> Iterator[Speech]:
    """A meeting in turns; of each item, what is printed above it and how the chair takes it up."""
    chair, *others = people
    yield Speech(chair, _OPENS)
    for item, printed, announced in items:
        yield Speech(chair, announced, item, printed)
        yield from _debate(random, chair, others, item)
    if not items:
        yield from _debate(random, chair, others, None)
    yield Speech(chair, _CLOSES, items[-1][0] if items else None)


def _debate(
    random: Random, chair: Person, others: Sequence[Person], item: Item | None
) -> Iterator[Speech]:
    members = [each for each in others if each.role == "member"]
    officials = [each for each in others if each.role not in ("member", "chair")]
    for _ in range(random.randint(2, 5)):
        question = random.choice(_QUESTIONS).format(thing=random.choice(THINGS))
        answer = random.choice(_ANSWERS).format(thing=random.choice(THINGS))
        if random.random() < 0.3:
            answer += "\n" + random.choice(_MORE)
        yield Speech(random.choice(members), question, item)
        yield Speech(random.choice(officials), answer, item)
        if random.random() < 0.15:
            yield Speech(chair, _ANYBODY, item)


def _unlisted(person: Person) -> str:
    if person.role == "chair":
        return person.office
    if person.role == "member":
        return person.surname + person.office
    return _UNLISTED[sum(map(ord, person.surname)) % len(_UNLISTED)]


def _seat(person: Person) -> str:
    return f"{str(person.seat).translate({48 + n: 0xFF10 + n for n in range(10)})}番"
