"""Minutes of a town that does not exist: as many as wanted, the same every time.

A collection has editions, as one that is looked after over the years has:

    0   four files
    1   three more
    2   two more again
    3   the first four are gone
    4   meetings of half of the files were edited
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

_FILES = (range(4), range(7), range(9), range(4, 9), range(4, 9))
EDITIONS = len(_FILES)
_MEETINGS = 50
_TURNS = 12
_BODY = "霧浜町議会"
_COMMITTEES = ("総務委員会", "厚生委員会", "建設委員会", "文教委員会")
_MEMBERS = ("汐見委員", "灘岡委員", "帆足委員", "三石委員", "磯崎委員")
_OFFICIALS = ("総務課長（浜名佳代子君）", "福祉課長（波多隆君）", "土木課長（岬千夏君）")
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
ASKED = (
    "{0}について、昨年度からの経過と今後の見通しを伺います。",
    "{0}と{1}とは一体で考えるべきではないかと思いますが、どのように整理されていますか。",
    "住民から{0}が分かりにくいという声を{2}件聞いております。",
    "{0}に{2}万円を見込んだ根拠は何でしょうか。",
    "前回の答弁では{0}を{2}月までに終えるとのことでしたが、遅れている理由を教えてください。",
)
ANSWERED = (
    "{0}につきましては、{2}か所で点検を終え、残りも年度内に行う予定でございます。",
    "ご指摘の{0}は{1}と合わせて見直し、案がまとまり次第この委員会にお示しいたします。",
    "{0}の費用は{2}万円で、前年度より増えておりますのは資材の値上がりによるものです。",
    "利用された方のうち{2}人から{0}についてご意見をいただき、順に改めております。",
    "現在のところ{0}に支障はなく、{1}を先に進める考えでございます。",
)


def write_collection(folder: Path, edition: int) -> None:
    """Make `folder` hold an edition of the collection, and nothing else."""
    folder.mkdir(exist_ok=True)
    wanted = {f"{number:02d}.jsonl": number for number in _FILES[edition]}
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, number in wanted.items():
        lines = (
            json.dumps(_meeting(number, each, edition), ensure_ascii=False)
            for each in range(_MEETINGS)
        )
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _meeting(file: int, number: int, edition: int) -> dict[str, object]:
    """One meeting in the shape of the National Diet API."""
    edited = edition == EDITIONS - 1 and file % 2 == 0 and number % 3 == 0
    random = Random(f"{file}/{number}/{edited}")
    identifier = f"kirihama-{file:02d}-{number:02d}"
    speeches = [
        {
            "speechID": f"{identifier}_{order:03d}",
            "speechOrder": order,
            "speaker": random.choice(_MEMBERS if order % 2 else _OFFICIALS),
            "speech": _speech(random, ASKED if order % 2 else ANSWERED),
        }
        for order in range(1, _TURNS + 1)
    ]
    return {
        "issueID": identifier,
        "nameOfHouse": _BODY,
        "nameOfMeeting": random.choice(_COMMITTEES),
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
