"""Sixty queries for the minutes of 2003, in kinds.

No word occurs in two queries, so that within one pass every word is new to the engine:
that is what "cold" means in the tables.
"""

from __future__ import annotations

QUERY_KINDS = {
    "a rare word": "アスベスト、ダイオキシン、ワクチン、土壌汚染、監視カメラ、公衆便所、就学援助、"
    "待機児童、奨学金、電子入札",
    "a word of the middle": "放置自転車、ショートステイ、都市計画道路、民生委員、避難所、予防接種、"
    "男女共同参画、住基ネット、ケーブルテレビ、グループホーム",
    "a common word": "委員会、子ども、小学校、中学校、学童保育、保育園、高齢者、商店街、"
    "理事者、委員長",
    "two words, both": "図書館 インターネット、介護保険 ヘルパー、生活保護 母子家庭、"
    "マンション 容積率、リサイクル ペットボトル、ボランティア 社会福祉協議会、"
    "情報公開 プライバシー、補正予算 一般会計、幼稚園 小中一貫、障害者 作業所",
    'an exact string in "…"': '"区民の皆さん"、"特別養護老人ホームの"、"ごみの減量"、"職員の給与"、'
    '"まちづくりの"、"個人情報の保護"、"国の補助金"、"公園の整備"、"住民の理解"、"車いすの"',
    "a word of two characters": "学校、予算、地域、福祉、防災、税金、入札、虐待、年金、冷房",
}
QUERIES = tuple(query for queries in QUERY_KINDS.values() for query in queries.split("、"))
