"""A town that does not exist: members, officials and committees over three years."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from index.minutes import AgendaItem, Kind, Meeting, Source, Utterance
from index.writer import open_writer

_SOURCE = Source("倉野町.txt", "0" * 64, url="https://kurano.example/minutes")
_QUESTIONS = AgendaItem("日程第2", "一般質問")
_FACILITIES = AgendaItem(None, "学校施設の改修について")
_BUDGET = AgendaItem("議案第5号", "令和6年度倉野町一般会計予算")

CHAIR = {"speaker": "議長（潮見三郎君）", "name": "潮見三郎", "office": "議長", "role": "chair"}
MEMBER = {"speaker": "浜風太郎君", "name": "浜風太郎", "role": "member", "party": "みさき会"}
OTHER = {"speaker": "小栗花子君", "name": "小栗花子", "role": "member", "party": "あおば"}
MAYOR = {"speaker": "町長（波止一郎君）", "name": "波止一郎", "office": "町長", "role": "official"}
ENGINEER = {"speaker": "建設課長", "office": "建設課長", "role": "official"}

CLIFF = "次に、崖の安全対策について伺います。崖の点検はいつ終わりますか。"
CLIFF_ANSWER = "崖の点検についてのご質問でございます。崖の点検は年度内に終える予定です。"
SMOKING = (
    "公園の禁煙について伺います。\n潮見公園の禁煙は、いつから始まりますか。\n"
    "また、喫煙所を置く考えはありますか。"
)
SMOKING_ANSWER = "公園の禁煙についてお答えします。公園の禁煙は七月から始めます。"
SCHOOL = "校舎の屋根の改修について、工事の時期を伺います。"
SCHOOL_ANSWER = "屋根の改修は夏休みの間に行います。"

Turn = tuple[Kind, dict[str, str], str]
# The date, the committee, the agenda item, and what is said.
MEETINGS: tuple[tuple[str, str, AgendaItem, tuple[Turn, ...]], ...] = (
    (
        "2023-07-03",
        "文教委員会",
        _FACILITIES,
        (
            ("question", MEMBER, SCHOOL),
            ("answer", ENGINEER, SCHOOL_ANSWER),
            ("question", OTHER, CLIFF),
            ("answer", ENGINEER, CLIFF_ANSWER),
        ),
    ),
    (
        "2024-03-05",
        "本会議",
        _QUESTIONS,
        (
            ("speech", CHAIR, "日程第2、一般質問を行います。浜風太郎君。"),
            ("question", MEMBER, SMOKING),
            ("answer", MAYOR, SMOKING_ANSWER),
            ("question", OTHER, CLIFF),
            ("answer", MAYOR, CLIFF_ANSWER),
        ),
    ),
    (
        "2024-03-12",
        "予算委員会",
        _BUDGET,
        (
            ("question", MEMBER, "道路費について伺います。崖の工事の費用はいくらですか。"),
            ("answer", ENGINEER, "崖の工事の費用は二百万円です。"),
        ),
    ),
    *(
        (
            date,
            "本会議",
            _QUESTIONS,
            (("question", MEMBER, CLIFF), ("answer", MAYOR, CLIFF_ANSWER)),
        )
        for date in ("2024-06-11", "2024-09-10", "2025-03-04", "2025-06-10", "2025-09-09")
    ),
)


def build(home: Path) -> None:
    """Index the minutes of the town."""
    with open_writer(home) as writer:
        for number, (date, committee, agenda, turns) in enumerate(MEETINGS, 1):
            identifier = f"{date.replace('-', '')}-kura{number}"
            writer.add(
                Meeting(
                    identifier,
                    "倉野町議会",
                    f"倉野町議会{committee}",
                    _SOURCE,
                    tuple(_utterances(identifier, agenda, turns)),
                    date=date,
                    committee=committee,
                    agenda=(agenda,),
                )
            )
        writer.commit({})


def _utterances(meeting: str, agenda: AgendaItem, turns: tuple[Turn, ...]) -> Iterator[Utterance]:
    exchange = None
    for number, (kind, who, text) in zip(count(1), turns, strict=False):
        identifier = f"{meeting}-u{number}"
        if kind == "question":
            exchange = f"{identifier}x"
        group = exchange if kind in ("question", "answer") else None
        yield Utterance(
            identifier,
            meeting,
            group,
            kind,
            text,
            _SOURCE,
            basis="printed",
            agenda=agenda,
            **who,  # type: ignore[arg-type]
        )
