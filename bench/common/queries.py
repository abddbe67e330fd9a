"""What is searched for in a year of a city's minutes.

No word stands in two queries, so that within one pass a word is new to the engine
each time: that is what "cold" means in the tables.
"""

from __future__ import annotations

from typing import NamedTuple


class QuerySet(NamedTuple):
    """Queries of one kind."""

    name: str
    queries: tuple[str, ...]


RARE = QuerySet(
    "a rare word",
    (
        "アスベスト",
        "ダイオキシン",
        "ワクチン",
        "土壌汚染",
        "監視カメラ",
        "公衆便所",
        "就学援助",
        "待機児童",
        "奨学金",
        "電子入札",
    ),
)
MIDDLE = QuerySet(
    "a word of the middle",
    (
        "放置自転車",
        "ショートステイ",
        "都市計画道路",
        "民生委員",
        "避難所",
        "予防接種",
        "男女共同参画",
        "住基ネット",
        "ケーブルテレビ",
        "グループホーム",
    ),
)
COMMON = QuerySet(
    "a common word",
    (
        "委員会",
        "子ども",
        "小学校",
        "中学校",
        "学童保育",
        "保育園",
        "高齢者",
        "商店街",
        "理事者",
        "委員長",
    ),
)
BOTH = QuerySet(
    "two words, both",
    (
        "図書館 インターネット",
        "介護保険 ヘルパー",
        "生活保護 母子家庭",
        "マンション 容積率",
        "リサイクル ペットボトル",
        "ボランティア 社会福祉協議会",
        "情報公開 プライバシー",
        "補正予算 一般会計",
        "幼稚園 小中一貫",
        "障害者 作業所",
    ),
)
PHRASES = QuerySet(
    'an exact string in "…"',
    (
        '"区民の皆さん"',
        '"特別養護老人ホームの"',
        '"ごみの減量"',
        '"職員の給与"',
        '"まちづくりの"',
        '"個人情報の保護"',
        '"国の補助金"',
        '"公園の整備"',
        '"住民の理解"',
        '"車いすの"',
    ),
)
SHORT = QuerySet(
    "a word of two characters",
    ("学校", "予算", "地域", "福祉", "防災", "税金", "入札", "虐待", "年金", "冷房"),
)
EVERY = (RARE, MIDDLE, COMMON, BOTH, PHRASES, SHORT)
QUERIES = tuple(query for kind in EVERY for query in kind.queries)
