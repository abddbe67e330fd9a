"""A day of a town assembly that does not exist, in full, as a text: with its list of people."""

from __future__ import annotations

from random import Random

from common.invented import ANSWERED, ASKED, SUBJECTS

_CHAIR = "東雲一郎"
_MEMBERS = ("浜風円", "灯台守", "灘岡由紀", "帆足正臣", "三石徹", "磯崎千夏")
_OFFICIALS = (
    ("町長", "潮見望"),
    ("総務課長", "小栗渡"),
    ("福祉課長", "水野澪子"),
    ("土木課長", "岬隆"),
    ("教育長", "岸渚"),
)
_HEAD = """霧浜町議会会議録
令和６年第{number}回定例会
令和６年６月１１日（火曜日）午前１０時開議

出席議員（７人）
１番　{chair}君
{members}

説明のため出席した者の職氏名
{officials}

"""


def talk(random: Random, questions: int = 16) -> str:
    """Each question is called for, put, answered by one or two, and sometimes put again."""
    lines = [f"○議長（{_CHAIR}君）　ただいまから本日の会議を開きます。"]
    for number in range(questions):
        seat = random.randrange(len(_MEMBERS))
        subjects = random.sample(SUBJECTS, 2)
        lines.append(_chair(f"{'次に、' if number else ''}{seat + 2}番、{_MEMBERS[seat]}君。"))
        lines.append(f"○{seat + 2}番（{_MEMBERS[seat]}君）　{_words(random, ASKED, subjects)}")
        for office, name in random.sample(_OFFICIALS, random.choice((1, 1, 2))):
            lines.append(_chair(f"{office}、{name}君。"))
            lines.append(f"○{office}（{name}君）　{_words(random, ANSWERED, subjects)}")
    lines.append(_chair("以上で質問を終わります。本日はこれで散会いたします。"))
    members = (f"{seat}番　{name}君" for seat, name in enumerate(_MEMBERS, 2))
    head = _HEAD.format(
        number=random.randint(1, 4),
        chair=_CHAIR,
        members="\n".join(members),
        officials="\n".join(f"{office}　{name}君" for office, name in _OFFICIALS),
    )
    return head + "\n".join(lines) + "\n午後３時散会\n"


def _chair(words: str) -> str:
    return f"○議長（{_CHAIR}君）　{words}"


def _words(random: Random, sentences: tuple[str, ...], subjects: list[str]) -> str:
    """A few sentences, the last of them what is asked or answered."""
    said = random.sample(sentences, random.randint(1, 3))
    return "\n　".join(each.format(*subjects, random.randint(2, 90)) for each in said)
