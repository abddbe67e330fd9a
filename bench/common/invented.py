"""Minutes of a town that does not exist: collections as JSON, and days of an assembly as text.

A collection has editions, as the collection of a real town has over the years:

    0   four files
    1   three more files
    2   two more files
    3   the first four are removed
    4   meetings in half of the files are edited
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

_FILES_OF_EDITIONS = (range(4), range(7), range(9), range(4, 9), range(4, 9))
EDITIONS = len(_FILES_OF_EDITIONS)
_MEETINGS_PER_FILE = 50
_TURNS_PER_MEETING = 12
_BODY = "霧浜町議会"
_COMMITTEES = ("総務委員会", "厚生委員会", "建設委員会", "文教委員会")
_COMMITTEE_MEMBERS = ("汐見委員", "灘岡委員", "帆足委員", "三石委員", "磯崎委員")
_COMMITTEE_OFFICIALS = ("総務課長（浜名佳代子君）", "福祉課長（波多隆君）", "土木課長（岬千夏君）")
SUBJECTS = (
    "防波堤の補修",
    "図書館の開館時間",
    "保育園の給食",
    "町営バスの時刻表",
    "ファイアウォールの設定",
    "個人情報の取扱い",
    "避難所の備蓄",
    "港の照明",
    "ごみの収集日",
    "学校のプール",
    "漁協との協定",
    "空き家の調査",
)
QUESTIONS = (
    "{0}について、昨年度からの経過と今後の見通しを伺います。",
    "{0}と{1}とは一体で考えるべきではないかと思いますが、どのように整理されていますか。",
    "住民から{0}が分かりにくいという声を{2}件聞いております。",
    "{0}に{2}万円を見込んだ根拠は何でしょうか。",
    "前回の答弁では{0}を{2}月までに終えるとのことでしたが、遅れている理由を教えてください。",
)
ANSWERS = (
    "{0}につきましては、{2}か所で点検を終え、残りも年度内に行う予定でございます。",
    "ご指摘の{0}は{1}と合わせて見直し、案がまとまり次第この委員会にお示しいたします。",
    "{0}の費用は{2}万円で、前年度より増えておりますのは資材の値上がりによるものです。",
    "利用された方のうち{2}人から{0}についてご意見をいただき、順に改めております。",
    "現在のところ{0}に支障はなく、{1}を先に進める考えでございます。",
)


def write_collection(folder: Path, edition: int) -> None:
    """Make `folder` hold an edition of the collection, and nothing else."""
    folder.mkdir(exist_ok=True)
    wanted = {f"{number:02d}.jsonl": number for number in _FILES_OF_EDITIONS[edition]}
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, number in wanted.items():
        lines = (
            json.dumps(_meeting(number, meeting, edition), ensure_ascii=False)
            for meeting in range(_MEETINGS_PER_FILE)
        )
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _meeting(file: int, number: int, edition: int) -> dict[str, object]:
    """A meeting in the format of the National Diet API.

    In the last edition some are corrected: they have the same name, and most turns are others.
    """
    corrected = edition == EDITIONS - 1 and file % 2 == 0 and number % 3 == 0
    random = Random(f"{file}/{number}/{corrected}")
    committee = Random(f"{file}/{number}").choice(_COMMITTEES)
    identifier = f"kirihama-{file:02d}-{number:02d}"
    speeches = [
        {
            "speechID": f"{identifier}_{order:03d}",
            "speechOrder": order,
            "speaker": random.choice(_COMMITTEE_MEMBERS if order % 2 else _COMMITTEE_OFFICIALS),
            "speech": _speech(random, QUESTIONS if order % 2 else ANSWERS),
        }
        for order in range(1, _TURNS_PER_MEETING + 1)
    ]
    return {
        "issueID": identifier,
        "nameOfHouse": _BODY,
        "nameOfMeeting": committee,
        "issue": f"第{number + 1}号",
        "date": f"{2010 + file}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "speechRecord": speeches,
    }


def _speech(random: Random, sentences: tuple[str, ...]) -> str:
    parts = []
    for _ in range(random.randint(4, 8)):
        first, second = random.sample(SUBJECTS, 2)
        parts.append(random.choice(sentences).format(first, second, random.randint(2, 90)))
    return "".join(parts)


_CHAIR = "東雲一郎"
_ASSEMBLY_MEMBERS = ("浜風円", "灯台守", "灘岡由紀", "帆足正臣", "三石徹", "磯崎千夏")
_ASSEMBLY_OFFICIALS = (
    ("町長", "潮見望"),
    ("総務課長", "小栗渡"),
    ("福祉課長", "水野澪子"),
    ("土木課長", "岬隆"),
    ("教育長", "岸渚"),
)
_ASSEMBLY_HEAD = """霧浜町議会会議録
令和６年第{number}回定例会
令和６年６月１１日（火曜日）午前１０時開議

出席議員（７人）
１番　{chair}君
{members}

説明のため出席した者の職氏名
{officials}

"""


def assembly_day(random: Random, questions: int = 16) -> str:
    """A day of an assembly as text, with its roster; one or two officials answer a question."""
    lines = [f"○議長（{_CHAIR}君）　ただいまから本日の会議を開きます。"]
    for number in range(questions):
        seat, member = random.choice(list(enumerate(_ASSEMBLY_MEMBERS, 2)))
        subjects = random.sample(SUBJECTS, 2)
        lines.append(_chair(f"{'次に、' if number else ''}{seat}番、{member}君。"))
        lines.append(f"○{seat}番（{member}君）　{_sentences(random, QUESTIONS, subjects)}")
        for office, name in random.sample(_ASSEMBLY_OFFICIALS, random.choice((1, 1, 2))):
            lines.append(_chair(f"{office}、{name}君。"))
            lines.append(f"○{office}（{name}君）　{_sentences(random, ANSWERS, subjects)}")
    lines.append(_chair("以上で質問を終わります。本日はこれで散会いたします。"))
    members = (f"{seat}番　{name}君" for seat, name in enumerate(_ASSEMBLY_MEMBERS, 2))
    head = _ASSEMBLY_HEAD.format(
        number=random.randint(1, 4),
        chair=_CHAIR,
        members="\n".join(members),
        officials="\n".join(f"{office}　{name}君" for office, name in _ASSEMBLY_OFFICIALS),
    )
    return head + "\n".join(lines) + "\n午後３時散会\n"


def _chair(speech: str) -> str:
    return f"○議長（{_CHAIR}君）　{speech}"


def _sentences(random: Random, templates: tuple[str, ...], subjects: list[str]) -> str:
    chosen = random.sample(templates, random.randint(1, 3))
    return "\n　".join(each.format(*subjects, random.randint(2, 90)) for each in chosen)
