"""The labels of a header (「１ 日 時」「出席委員：」), as councils print them."""

from __future__ import annotations

import re
from typing import Literal

from indexer.styles.heading_numbers import split_number

Label = Literal[
    "when", "place", "agenda", "present", "absent", "secretariat", "other", "proceedings"
]

_PRINTED: dict[Label, str] = {
    "when": """
        日時 開催日時 開催日 会議の日時 会議日時 期日 日程 年月日 開催年月日 とき 開会日時 時間
        開催時間 審議日時""",
    "place": "場所 開催場所 会場 会議の場所 会議場所 ところ",
    "agenda": """
        議題 議案 案件 会議次第 次第 会議の議題 付議案件 付議事項 審議事項 協議事項 審議案件
        議題等 会議の案件 議事日程 件名""",
    "present": """
        出席者 出席委員 出席者氏名 出席委員氏名 委員の出席 出席状況 委員 出席 会議の出席者
        参加者""",
    "absent": "欠席者 欠席委員 欠席",
    "secretariat": """
        事務局 事務局職員 説明員 説明者 市側 町側 関係職員 市の機関 町の機関 実施機関 所管課
        担当課 出席職員 事務局出席者""",
    "other": """
        傍聴者 傍聴人 傍聴 傍聴者数 公開非公開 公開の可否 会議の公開 公開・非公開の別
        会議の公開・非公開 配付資料 配布資料 資料 会議資料 問合せ先 議事録作成者""",
    "proceedings": """
        議事の概要 議事概要 議事要旨 議事の要旨 会議の概要 会議概要 会議の要旨 会議要旨
        審議の概要 審議概要 審議内容 審議の内容 審議経過 審議の経過 会議の経過 議事の経過
        議事経過 発言要旨 発言の要旨 質疑応答 主な意見 主な質疑 主な発言 議事内容 議事の内容
        会議内容 会議の内容 発言内容 協議内容 会議の結果 議事 内容 審議 概要""",
}
_LABELS = {name: label for label, names in _PRINTED.items() for name in names.split()}
_LABEL = re.compile(
    "|".join(r"\s*".join(name) for name in sorted(_LABELS, key=lambda name: -len(name)))
)
_END = re.compile(r"\s*[】\]］＞>]\s*[:：]?\s*|\s*[:：]\s*|\s+|(?=[（(])|$")
_MAX_LINE_LENGTH = 400


def read_label(text: str) -> tuple[Label, str] | None:
    """A label of the header and the text after it: 「１ 日 時：令和…」 → when, 令和…."""
    if len(text) > _MAX_LINE_LENGTH:
        return None
    _, rest = split_number(text)
    bare = re.sub(r"^[【\[［■□●○〇◯◎◆◇・＜<]\s*", "", rest)
    found = _LABEL.match(bare)
    end = _END.match(bare, found.end()) if found else None
    if not found or not end:
        return None
    return _LABELS["".join(found.group().split())], bare[end.end() :].strip()
