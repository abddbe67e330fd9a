"""What kind of answer a question asks for, and how much a sentence looks like one.

The expected answer type of question answering, read from the words alone: いつ asks for a date,
何人 for a number of people, なぜ for a reason. A sentence with such a thing is not therefore the
answer; of two about the same subject, it is the likelier one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

AnswerKind = Literal["reason", "date", "quantity", "place", "manner", "decision"]
Emptiness = Literal["announces", "greets", "asks"]

# The last one is asked for by any other question: 給食は無料か.
_ASKS_FOR: dict[AnswerKind, re.Pattern[str]] = {
    "reason": re.compile(
        "なぜ|何故|どうして|なんで"
        "|(?:理由|わけ|訳|根拠|原因|要因|目的|ねらい)(?:は|を|が|とは|$|[?。])"
    ),
    "date": re.compile(
        "いつ(?!で?も)|[何幾](?:年度|年(?!間|ごと|おき|に)|月|日(?![間分前ほ以])|曜)|時期"
    ),
    "quantity": re.compile(
        "いく(?:つ|ら)|ど(?:れ|の)(?:くらい|ぐらい|位|だけ|ほど|程度)|どこまで"
        "|(?:割合|件数|人数|[総金]額|費用|料金|定員|面積|人口|率|幅|広さ|長さ|高さ)(?:は|とは)?[?。]*$"
    ),
    "place": re.compile(
        "(?:どこ|何処)(?!で?も|か[のに])"
        "|どの(?:町|駅|地区|地域|場所|学校|商店街|公園|道|路線|施設|建物|辺)"
    ),
    "manner": re.compile(
        "ど(?:う|んな|のよう|ういう)|如何|いかが|何[をがにでのか]|なに|方法|手順|仕組み|内容"
    ),
    "decision": re.compile(""),
}
# What a question says beside (2011年) asks for nothing.
_ASIDE = re.compile(r"\([^)]*\)")

_NUMERALS = "0-9〇一二三四五六七八九十百千万億兆"
# A whole run of numerals, read once: a hostile text may be nothing else.
_NUMBER = rf"(?<![{_NUMERALS}])[{_NUMERALS}](?:[{_NUMERALS}]|[,.](?=[0-9]))*+"
_PLACES = "[かカヵケヶ箇]所|か国|つ"
_SHARES = "割|%|パーセント|分の"
# What is counted by several words, of which a question uses one: 何人 is answered by 30名.
_COUNTERS = (
    "人|名",
    "匹|頭|羽",
    "戸|軒|棟|世帯|件|室",
    "店|軒|社|件",
    "歳|才",
    "回|度|件",
    "台|機",
    "平方|㎡|ヘクタール|ha|坪",
    _SHARES,
)
_ANY_COUNTER = rf"{_PLACES}|{_SHARES}|倍|[^\s年月日時号条番点項目次期者0-9ぁ-ゖ、。「」()]"
_ASKED_COUNTER = re.compile(
    rf"[何幾][万億千百十]*(?:(?P<place>{_PLACES})|(?P<counter>平方|[a-z%]+|[一-鿿ァ-ヺ]))"
)
# 何故, 何処 and the like count nothing.
_NOT_COUNTED = frozenset("故処者事物様")
_MONEY = re.compile("いくら|[総金]額|費用|料金|予算|値段")
_SHARE = re.compile("割合|(?<![効能])率")

_GIVES: dict[AnswerKind, re.Pattern[str]] = {
    "reason": re.compile(
        "ため(?!に.{0,4}[もは]、)|ので|ことから|ものですから|(?:です|ます|[たるい])から[、。]"
        "|観点|理由|原因|要因|背景|おそれ|恐れ|趣旨|目的|によ(?:り|る|って)|に伴"
        "|といったこと[でも]|(?:する|した|いう)と、"
    ),
    "date": re.compile(
        rf"(?:平成|令和|昭和)元年|{_NUMBER}(?:年(?!間|生|ご|に1)|月(?!間)|日(?!間))"
        "|[今来翌昨本一]?年度(?!予算)|[今来翌昨本]年|[上中下]旬|年[内末]|年明け"
        "|[春夏秋冬](?:頃|ころ|ごろ|に|から)|[月火水木金土日]曜"
    ),
    "place": re.compile(
        "丁目|地区|地域|駅|学校|センター|会館|公園|庁舎|前|跡|周辺|付近|場所|[カか]所|位置"
        "|にお[きい]て"
    ),
    "manner": re.compile(
        "など|等|といった|という(?:形|こと|もの)|によ(?:り|って)|行い|して[いお]り|してい[るま]"
        "|こと[でとに]|[てで]まいり"
    ),
    "decision": re.compile(
        "ません(?!か)|(?:いた)?します|まいり(?:ます|たい)|難し"
        "|(?:予定|可能|対象|必要|困難|方針|決定)(?:で[すごあ]|と[な考し])|ことになって"
        "|区と(?:いた)?しまし?ては|(?:でき|決まって|なって)[いお]り?ます"
    ),
}
# How much such a sentence looks like an answer: most sentences look like a decision.
_SURENESS: dict[AnswerKind, float] = {
    "reason": 1.0,
    "date": 1.0,
    "place": 1.0,
    "manner": 0.25,
    "decision": 0.25,
}
# A number of something else, and that nothing is known or decided.
_OTHER_NUMBER, _NOT_KNOWN = 0.2, 0.4
_UNKNOWN = re.compile(
    "(?:決ま|定ま|確定し|把握し|承知し|わか|分か|明らか).{0,6}(?:ない|ません|ところ)|未定|不明"
    "|実績.{0,6}ません|(?:手元|手もと).{0,12}(?:ない|ません|ございません)|お答え.{0,8}できません"
)

_ANNOUNCES = re.compile(
    "(?:質問|質疑|お?尋ね|ご指摘|ご提案|お話|説明|問い合わせ|趣旨)(?:の件|の点)?"
    "(?:だと思いますが|かと思いますが|[をも]?いただきました|[でが](?:す|ございま(?:すが?|した)))。$"
    "|(?:について|に関して|の件)(?:です|でございます)(?:けれども|が)?[。、]$"
    "|ご(?:覧|参照)(?:ください|いただ[きけ].{0,12})。$"
    "|(?:お答え|ご答弁|ご説明|ご報告|回答)を?"
    "(?:さ?せ?ていただき(?:ま|たいと(?:思い|存じ)ま)|申し上げま|いたしま|しま)す。$"
)
_GREETS = re.compile(
    "ありがとうござ|お礼|感謝を?申し上げ|お疲れさま|よろしくお願い|失礼(?:いた)?しました"
    "|すみません。$|申し訳(?:ござい|あり)ません|お待たせ"
)
_ASKS = re.compile("(?:か|かな|かね)[。?]$|伺い|お聞きし|お尋ねし|教えて|お答えください|お聞かせ")
# What the stenographer notes: 〔町長登壇〕.
_STAGE_DIRECTION = re.compile("〔[^〔〕]*〕|\\([^()]{0,20}\\)")
# In characters: longer sentences say more than that.
_MAX_ANNOUNCEMENT, _MAX_GREETING = 90, 60


# Who is asked for by what was said: 区長は何と答えたか, 委員の意見.
_SPEAKER = re.compile(
    "([一-鿿々ァ-ヺー]{0,12}(?:長|知事|議員|委員))(?:[はがも]|の(?:答弁|考え|見解|認識|発言|意見|説明))"
)
_SAYS = re.compile(
    "答え|答弁|述べ|言[っいう]|発言|説明|考え|思[っい]|見解|認識|意見|主張|求め|質問|尋ね|要望|提案"
    "|反対|賛成|つもり|約束"
)
# 架空町長 is the 町長 of the minutes.
_HEAD = re.compile("副?(?:[区市町村]長|知事)$")


class AnswerType(NamedTuple):
    """The kind of answer that is asked for.

    Of a quantity, `counted` matches a number of what is asked for. `given` are the numbers that
    the question has itself.
    """

    kind: AnswerKind
    counted: re.Pattern[str]
    given: frozenset[str]


_ANY_NUMBER = re.compile(rf"({_NUMBER})(?:{_ANY_COUNTER})")


@lru_cache(maxsize=256)
def answer_type(question: str) -> AnswerType:
    """The kind of answer that a question asks for; a decision if no word asks for another."""
    text = _fold(question)
    given = frozenset(re.findall(_NUMBER, text))
    text = _ASIDE.sub("", text)
    counter = _asked_counter(text)
    kind = next(kind for kind, asks in _ASKS_FOR.items() if asks.search(text))
    if counter is None or kind in ("reason", "date"):
        return AnswerType(kind, _ANY_NUMBER, given)
    return AnswerType("quantity", re.compile(rf"({_NUMBER})[約数余]?(?:{counter})"), given)


@lru_cache(maxsize=256)
def asked_speaker(question: str) -> str | None:
    """The office of whose words are asked for (町長, 議員); None if it does not matter."""
    text = _fold(question)
    found = _SPEAKER.search(text)
    if found is None or not _SAYS.search(text, found.start(1)):
        return None
    office = found[1]
    head = _HEAD.search(office)
    return head[0] if head else office


def _asked_counter(text: str) -> str | None:
    """The words that may count what is asked for, as a pattern; None if nothing is named."""
    for found in _ASKED_COUNTER.finditer(text):
        if found["place"]:
            return _PLACES
        counter = found["counter"]
        if counter not in _NOT_COUNTED:
            same = (each for each in _COUNTERS if counter in each.split("|"))
            return "|".join((re.escape(counter), *same))
    if not _ASKS_FOR["quantity"].search(text):
        return None
    return "円" if _MONEY.search(text) else _SHARES if _SHARE.search(text) else None


def highest_likeness(asked: AnswerType) -> float:
    """What no sentence's likeness to an answer of that kind is above."""
    return max(_SURENESS.get(asked.kind, 1.0), _NOT_KNOWN)


def likeness(sentence: str, asked: AnswerType) -> float:
    """How much a sentence looks like an answer of that kind, 0 to 1."""
    text = _fold(sentence)
    kind, counted, given = asked
    if kind == "decision" and _UNKNOWN.search(text):
        return 0.0
    if kind != "quantity" and _GIVES[kind].search(text):
        return _SURENESS[kind]
    if kind == "quantity" and not given.issuperset(counted.findall(text)):
        return 1.0
    if _UNKNOWN.search(text):
        return _NOT_KNOWN
    if kind == "quantity" and not given.issuperset(_ANY_NUMBER.findall(text)):
        return _OTHER_NUMBER
    return 0.0


def emptiness(sentence: str) -> Emptiness | None:
    """Why a sentence answers nothing by itself; None if it may answer."""
    text = _fold(sentence).strip()
    if _STAGE_DIRECTION.fullmatch(text):
        return "announces"
    if len(text) <= _MAX_ANNOUNCEMENT and _ANNOUNCES.search(text):
        return "announces"
    if len(text) <= _MAX_GREETING and _GREETS.search(text):
        return "greets"
    return "asks" if _ASKS.search(text) else None


# A sentence is looked at for its emptiness and then for its likeness.
@lru_cache(maxsize=16)
def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
