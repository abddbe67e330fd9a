"""What a speaker says a passage is about → a name for it that can stand as a heading, or none.

Speakers name a subject in passing (それで、定年の部分につきましては). What leads to it (それで、)
and what only closes it (の部分) are no part of it. What is left names something if it is a noun
phrase with a noun of its own: not これ, and not 区の考え方, which any subject has.
"""

from __future__ import annotations

import re

# In characters.
_MIN_LENGTH, _MAX_LENGTH = 2, 44
_NUMBER = "[0-9０-９一二三四五六七八九十]+"
# A clause before the name (…でございますけれども、), or one that describes it (設置しております棚).
_CLAUSE = re.compile(
    "^.*(?:(?:けれども?|[すた]が|[なた]のだが|まして[はも]?|ました(?:ら|ように)|ますと|ので|ことから|ですね|なければ|として"
    "|ということで|に(?:あ|当)たり|という意味で(?:は)?|[いえ]ば|とおり|通り|は|[るう]と)、"
    "|(?:です|ます|ました)(?=[一-鿿ァ-ヴ「]))"
)
_POINTING = (
    "[こそあ]れ(?:(?:ら|から|まで)の?|の|を|は|について)|[こそあ]の(?!他|辺)(?:よう(?:な|に)|後は?|中で)?|[こそあ]う(?:いう|いった|した)(?:ような)?"
    "|[こそ]こ(?:ら辺の|における|に|で|の)|[こそ]の辺り?の|[こそあ]ちら(?:の|に)?|同じく?"
)
_COUNTED = (
    rf"もう{_NUMBER}(?:点|つ)[のはがに、]?|(?:大き(?:く|な)?)?(?:{_NUMBER}|幾)(?:点|番|つ|項目|件|問)(?:目)?(?:[のはがとに、]|として)"
    rf"|[(（]{_NUMBER}[)）]の?|[①-⑳]|{_NUMBER}[.．、]|{_NUMBER}ページ(?:の|に(?:は|あります)|から)?"
    rf"|日程第{_NUMBER}|号(?:議案|陳情|請願)?[の、\s　]|条の"
)
_CITED = (
    "(?:[ごお御](?:指摘|質問|尋ね|提案|要望|意見|提言|話|答弁)|[議委]員(?:より|から|(?=[ごお御])|[のに](?!運営))|区として)"
    "(?:のように|[のにがは](?:ありました?|ございました?|いただきました|いただいた)?|は、)?"
)
_CONJUNCTIONS = (
    "(?:それ)?では|じゃあ|まず(?:は|最初に)?|(?:最初|[初始]め|はじめ|次|最後|終わり)[にはの、]|続[いきけ](?:まし)?て|引き続き|また|さらに|更に"
    "|あと|それから|それと|加えて|あわせ(?:まし)?て|併せ(?:まし)?て|そして|そこで|それで|その上で|その他の?|ただし?(?!い)|なお|特に|とりわけ"
    "|例えば|たとえば|ちなみに|要するに|つまり|すなわち|ほかに(?:も)?|一方(?:で)?|で(?=、)|には、|[そこ]ういう意味で(?:は)?"
    "|私(?:ども)?(?:の|から(?:は)?|より)|皆(?:様|さん)(?:の|から(?:の)?)"
)
_ADVERBS = (
    "やはり|なかなか|もちろん|確かに|実際(?:に|は)?|いろいろ(?:と|な)?|さまざまな|とにかく|ぜひ|もう|ちょっと|少し|まさに|いわゆる"
    "|今[回般年]度?(?:の|、)|今後の|近年(?:の|、)|現在(?:の|、|までの)|ただいま(?:の)?|(?:いま|今)(?:の|、|まで(?:の)?|ほど(?:の)?|(?=[ごお]答弁))|改めて|中でも"
    "|(?:先|さき)ほど(?:の|来)?(?:言った|申し上げた)?|先日の|以前の|従来の|直近の|まあ|あの|ええ|[一-鿿]{1,3}的に(?:は|、)"
)
_LEAD = re.compile(
    f"(?:(?:{_COUNTED}|{_CONJUNCTIONS}|{_ADVERBS}|{_CITED}|{_POINTING}"
    "|[はがをもにでの](?=[一-鿿ァ-ヴ]))[、，,\\s　]*)+"
)
# Formal nouns, and what joins them to the name.
_TAIL = re.compile(
    "(?:(?:、?と(?:いう|いった)(?:ような)?|(?<![こそあ])の|な)(?:こと|もの|ところ|部分|点|ほう|方々?|辺り?"
    "|あたり|件|お?話|かたち|形)[でにとはがも]?"
    "|(?:と|に)?(?:ついて|関して)の?|、?と(?:いう|いった)|(?<!こ)と"
    "|[をはがにもで、，・\\s　]|に(?:おいて|関連し(?:て)?)"
    "|の?(?:ご|再)質問(?:等|のうち)?)$"
)
# No noun phrase: it counts up pages, has a polite verb, or ends like a verb, an adjective or a
# question.
_SAYS = re.compile(
    "[0-9０-９]ページ|です|ます|ました|ません|でした|ください|ござい|おっしゃ|いらっしゃ|申し上げ|どの(?:よう|くらい)|どんな|どういう|(?<=[一-鿿])[うくすつぬぶむる]$"
    "|(?:[いしすきある]る|する|[せれえけめべげ]る|[っいしきえけせてれめ]た|んだ|たく?ない|ほしい|らしい|たい|べき|ない|[いしきっんり]て"
    "|[るたいうすなくむぶ](?:もの|ところ|わけ|とき|点|ほう|場合|際)|[こそあ]の(?:点|件|辺|ほう)|ぐらい|くらい|など|とか|[てで]は|けど|ながら|ため|から|まで|より|だけ|か)$"
)
# Words of a closed class, which point at things and name none.
_NAMELESS = re.compile(
    "(?:[こそあど](?:こ|れ|ちら|っち)(?:ら)?|何|なに|だれ|どなた|いつ|[み皆]な(?:さん)?|皆(?:様|さん)|私(?:ども|たち)?|全て|すべて"
    "|[いく幾](?:く?つ|ら)か?|いろいろ|さまざま|よう|ほう|ほか|うち|とき|時|場合|ただいま|いま|もう|まず|やはり|もちろん|それぞれ|どう|そう|こう"
    "|さき|あと|つもり|はず|わけ|ため|ふう|もの|こと|ところ)(?:の.{0,2})?"
)
# What any subject has, and what joins nouns.
_GENERAL = re.compile(
    "考え方?|取り?組み?|内容|中身|状況|現状|実態|課題|問題点?|関係|関連|部分|対応|方向性?|方針|事業|施策|政策|今[後回年]|現在|最近|将来|[来昨今次]年度?"
    "|一般|[一-鿿]{1,2}的|全体|全般|経過|経緯|結果|理由|効果|必要性?|重要性?|質問|答弁|見解|所見|認識|意見|要望|提案|提言|指摘|[議委]員長?|議長"
    "|[本当][区市町村]|見直し|検討|実施|推進|予定|趣旨|数字|資料|説明会?|報告|お話|最[後初]|先ほど|[以初始]め?上?|代表|その他|残り?|再"
    "|調査|制度|計画|業務|条例|議案|陳情|請願|本件|規定|実績|概要|一覧|目的|背景|期間|対象者?|件数|人[数員]|場所|支援|費用|金額|経費|見通し"
    "|に(?:おけ|対す|関す|係|かか|よ)る|(?:とし|対し|につい)て|での|への|からの|ための|という|といった"
    rf"|{_NUMBER}(?:年度?|月|日|点|つ|番|問|項目|件|ページ|款|項|目|号|条|名|人)?(?:目)?|平成|令和|昭和"
)
_CONTENT = re.compile(
    "[一-鿿々〆ヶ]{2}|[ァ-ヴー]{2}|[A-Za-zＡ-Ｚａ-ｚ]{2}|[ァ-ヴ一-鿿][ぁ-ん]|[ぁ-ん][一-鿿]|[ぁ-ん]{3}"
)
_KANA = re.compile("[ぁ-んー]+")
_BRACKETS = (("「", "」"), ("『", "』"), ("（", "）"), ("(", ")"))


def subject_name(said: str) -> str | None:
    """The name in what is said, without the words around it; None if it names nothing."""
    name = said
    while (shorter := _without_surroundings(name)) != name:
        name = shorter
    return name if _is_name(name) else None


def _without_surroundings(said: str) -> str:
    name = _CLAUSE.sub("", said)
    lead = _LEAD.match(name)
    name = name[lead.end() :] if lead else name
    name = _TAIL.sub("", name)
    for opens, closes in _BRACKETS[:2]:
        # What closes stands behind について: 「児童遊園の改修について」.
        if name.startswith(opens) and closes not in name:
            name = name[1:]
    return name.strip("　 、，")


def _is_name(name: str) -> bool:
    if not _MIN_LENGTH <= len(name) <= _MAX_LENGTH or any(
        name.count(opens) != name.count(closes) for opens, closes in _BRACKETS
    ):
        return False
    if _SAYS.search(name) or _NAMELESS.fullmatch(name):
        return False
    own = _GENERAL.sub("　", name)
    return bool(_CONTENT.search(own) or (own == name and _KANA.fullmatch(name)))
