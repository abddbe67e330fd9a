"""Small random indexes: several segments, deletions, exchanges, every field.

They are written as any index is, by the product's writer; only one in so many has a
segment that Whoosh does not call small.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from index.minutes import KINDS, ROLES, AgendaItem, Meeting, Source, Utterance
from index.writer import open_writer

SOURCE = Source("kirihama.txt", "0" * 64)
# Common ones first: each is drawn less often than the one before.
WORDS = (
    *("の", "橋", "予算", "を", "サーバー", "水門", "サーバ", "道路", "は", "町長", "鍵", "避難所"),
    *("ファイアウォール", "防波堤", "補修", "検査", "図書館", "港", "照明", "一般会計", "漁協"),
    *("プール", "空き家", "ファイヤーウォール"),
)
SPEAKERS = (None, "汐見委員", "灘岡委員", "総務課長", "議長")
# Whoosh adds up an OR in another order in segments of more documents than this.
SMALL = 5000


def _text(chance: Random, longest: int) -> str:
    weights = [1 / (at + 1) for at in range(len(WORDS))]
    words = chance.choices(WORDS, weights, k=chance.randint(1, longest))
    return chance.choice(("、", "", "と")).join(words) + "。"


def meeting(chance: Random, number: int, utterances: int, longest: int) -> Meeting:
    """An invented meeting; its id is of its number."""
    name = f"m{number}"
    agenda = AgendaItem(f"議案第{chance.randint(1, 9)}号", chance.choice(WORDS) + "について")
    spoken: list[Utterance] = []
    exchange: str | None = None
    for at in range(utterances):
        if chance.random() < 0.4:
            exchange = f"{name}-u{at}x" if chance.random() < 0.7 else None
        spoken.append(
            Utterance(
                id=f"{name}-u{at}",
                meeting=name,
                exchange=exchange,
                kind=chance.choice(KINDS),
                text=_text(chance, longest),
                source=SOURCE,
                speaker=chance.choice(SPEAKERS),
                role=chance.choice((None, *ROLES)),
                agenda=agenda if chance.random() < 0.5 else None,
                topic=chance.choice(WORDS) if chance.random() < 0.3 else None,
            )
        )
    date = f"{chance.randint(2001, 2004)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    return Meeting(name, "霧浜町議会", "定例会", SOURCE, tuple(spoken), date=date)


def write_index(home: Path, chance: Random, *, large: bool = False) -> None:
    """Write an index in a few commits, taking away and replacing some of it."""
    written: list[int] = []
    for _ in range(chance.randint(1, 4)):
        with open_writer(home) as writer:
            for number in _drawn(chance, written, 0.3):
                writer.remove(f"m{number}")
                written.remove(number)
                if chance.random() < 0.4:
                    written.append(number)
                    writer.add(meeting(chance, number, chance.randint(0, 9), 12))
            for _ in range(chance.randint(1, 4)):
                number = max(written, default=0) + 1
                written.append(number)
                writer.add(meeting(chance, number, chance.randint(0, 12), 12))
            if large and len(written) < 9:
                number = max(written) + 1
                written.append(number)
                writer.add(meeting(chance, number, SMALL + 100, 4))
                large = False
            writer.commit({})


def _drawn(chance: Random, numbers: Sequence[int], share: float) -> list[int]:
    return [number for number in numbers if chance.random() < share]
