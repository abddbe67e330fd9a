"""What wears the circles of those who speak and names nobody: headings, rosters, times."""

from __future__ import annotations

import re

from indexer.styles.speaker_marks.signs import NUMBER, squash

_BEGINS_HEADING = re.compile(
    r"(?:議事|議案|日程|追加|本日|出席|欠席|列席|会議|説明のため|説明員及び|職務のため|事務局職員|議会事務局(?:職員|出席)|地方自治法|法第"
    r"|開会|開議|閉会|散会|延会|休憩|再開|続開|午前|午後|正午|報告第|請願第|陳情|諮問第|同意|発議|意見書|付託|付議|審査|審議"
    r"|一般質問|代表質問|総括質[問疑]|緊急質問|質疑|討論|採決|表決|会期|諸般|諸報告|行政報告|傍聴|署名|第[0-9０-９一二三四五六七八九十]+(?:日|号|回)"
    r"|令和|平成|昭和|大正|配付|配布|参照|参考資料|別紙|その他|場所|日時|目次|名簿|選挙(?:第|$)|委員会提出|議員提出|招集|応招|不応招)"
)
_ENDS_HEADING = re.compile(
    r"(?:選挙|指名|報告|説明|件|について|宣告|選任|辞任|互選|選出|挨拶|あいさつ|質問|質疑|討論|採決|表決|方針|表明|日程|氏名|事件|概要|通告|一覧|次第|結果|紹介|発言者|質問者|質問議員"
    r"|(?:署名|紹介|賛成|反対|起立|退席|早退|遅参|遅刻|除斥|当選)(?:議員|委員|者)|出席(?:者|議員|委員|説明員)|欠席(?:者|議員|委員)|出席した者|職員|名簿|の部|関係|提出者|賛成者)$"
)
_NOBODY = re.compile(
    r"出席|欠席|列席|傍聴|署名|日程|会議録|議事録|速記|付託|招集|開会|閉会|開議|散会|延会|休憩|再開(?!発)|報告$|指名"
    r"|派遣|の件|職務のため|説明のため|質問者|発言者|氏名|定数|名簿|順序|提出|議案|陳情第|請願第|午[前後]|場所|日時"
    r"|[0-9０-９]+[名人]|について|[年月日]$|資料(?!館|室|課)|別紙|次第|議題|選任|選出|互選|就任|挨拶|あいさつ|辞任|異動|補欠|選挙$"
)
_NO_NAME = re.compile(
    rf"^第?{NUMBER}+(?:号|回|日|名|人|件|項|款|目|分|時)|[0-9０-９][人名]|[0-9０-９号回件]$|^[数何全各][名人]$"
    r"|^(?:なし|無|同|続き?|案|仮|略|欠席?|新|旧|前|全|全員|以下|各|写|抄|再|継続|仮称|当時|例)$"
    r"|^(?:休憩|再開|笑声|なし|追加|別紙|資料|参照)|起立|挙手|拍手|登壇|発言|[、。，]|について|のとおり"
)


_SAID = re.compile(
    "質疑|異議|賛成|反対|議案|可決|採決|日程|議題|以上|(?:なし|する|した|ます|です|では|から|ので)$"
)


def is_heading(words: str) -> bool:
    """Whether what stands after a circle is a heading and names nobody."""
    flat = squash(words)
    return bool(_BEGINS_HEADING.match(flat) or ends_heading(flat))


def ends_heading(words: str) -> bool:
    return _ENDS_HEADING.search(words) is not None


def names_nobody(words: str) -> bool:
    """Whether words, wherever they stand, say what no office and no name says."""
    return _NOBODY.search(words) is not None


def is_said(words: str) -> bool:
    """Whether words where a name may stand begin what is said: 異議なし, それでは."""
    return _SAID.search(words) is not None


def is_no_name(words: str) -> bool:
    """Whether what stands where a name may stand is none: 第３号, 拍手, ３人."""
    return _NO_NAME.search(words) is not None
