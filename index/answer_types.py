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

AnswerKind = Literal["reason", "date", "quantity", "person", "place", "manner", "decision"]

_NUMERALS = "0-9〇一二三四五六七八九十百千万億兆"
_NUMBER = rf"[{_NUMERALS}](?:[{_NUMERALS}]|[,.](?=[0-9]))*"
_PLACES = "[かカヵケヶ箇]所|か国|つ"
# What is counted by several words, one of which a question uses: 何人 is answered by 30名.
_COUNTERS: tuple[str, ...] = (
    "人|名",
    "円",
    "割|%|パーセント|分の",
    "匹|頭|羽",
    "戸|軒|棟|世帯|件|室",
    "店|軒|社|件",
    "歳|才",
    "回|度|件",
    "台|機",
    "メートル|m|センチ|キロ|km",
    "平方メートル|㎡|ヘクタール|ha|坪",
    "トン|t|キロ|kg",
)
_ANY_COUNTER = (
    rf"(?:{_PLACES}|割|%|パーセント|分の|倍|[^\s年月日時号条番点項目次期者0-9ぁ-ゖ、。「」()])"
)
_ASKED_COUNTER = re.compile(
    rf"[何幾][万億千百十]*(?:(?P<place>{_PLACES})|(?P<counter>平方|[a-z%]+|[一-鿿ァ-ヺ]))"
)
_NOT_COUNTED = frozenset("故処時者事物様")

_REASON = re.compile(
    "なぜ|何故|どうして|なんで|(?:理由|わけ|訳|根拠|原因|要因|目的|ねらい)(?:は|を|が|とは|$|[?。])"
)
_DATE = re.compile("いつ(?!で?も)|[何幾](?:年度|年(?!間|ごと|おき|に)|月|時(?!間)|曜)|時期")
_DEGREE = re.compile(
    "いく(?:つ|ら)|ど(?:れ|の)(?:くらい|ぐらい|位|だけ|ほど|程度)|どこまで"
    "|(?:割合|件数|人数|[総金]額|費用|料金|定員|面積|人口|率|幅|広さ|長さ|高さ)(?:は|とは)?[?。]*$"
)
_PERSON = re.compile(
    "(?:誰|だれ|どなた)(?!で?も)|(?:どの|どういう|何という)(?:会社|課|部|団体|法人|事業者|人|業者)"
)
_PLACE = re.compile(
    "(?:どこ|何処)(?!で?も|か[のに])|どの(?:町|駅|地区|地域|場所|学校|商店街|公園|道|路線|施設|建物|辺)"
)
_MANNER = re.compile(
    "ど(?:う|んな|のよう|ういう)|如何|いかが|何[をがにでのか]|なに|方法|手順|仕組み|内容"
)
_ABOUT_MONEY = re.compile("いくら|[総金]額|費用|料金|予算|値段")
_ABOUT_SHARE = re.compile("割合|(?<!効)(?<!能)率")

_GIVES: dict[AnswerKind, re.Pattern[str]] = {
    "reason": re.compile(
        "ため(?!に.{0,4}(?:も|は)、)|ので|ことから|ものですから|(?:です|ます|た|る|い)から[、。]|観点|理由|原因|要因|背景"
        "|おそれ|恐れ|趣旨|目的|によ(?:り|る|って)|に伴|といったこと(?:で|も)|(?:する|した|いう)と、"
    ),
    "date": re.compile(
        rf"(?:平成|令和|昭和)(?:元|{_NUMBER})年|{_NUMBER}(?:年(?!間|生|ご|に1)|月(?!間)|日(?!間))"
        "|[今来翌昨本一]?年度(?!予算)|[今来翌昨本]年|上旬|中旬|下旬|年(?:内|末|明け)|[春夏秋冬](?:頃|ころ|ごろ|に|から)"
    ),
    "person": re.compile(
        "(?:課|部|局|署|所|係|社|団体|法人|組合|協会|会社|事業者|業者|委員|相談員|職員|委員会|町会|自治会|教員|教諭|保健師)"
        "(?:が|に|の(?:方|ほう)|で|、|と|を|さん)"
    ),
    "place": re.compile(
        "丁目|地区|地域|駅|学校|センター|会館|公園|庁舎|前|跡|周辺|付近|場所|カ所|か所|位置|にお(?:き|い)て"
    ),
    "manner": re.compile(
        "など|等|といった|という(?:形|こと|もの)|によ(?:り|って)|行い|して(?:い|お)り|してい(?:る|ま)|こと(?:で|と|に)|(?:て|で)まいり"
    ),
    "decision": re.compile(
        "(?:ませ|ありませ|ござい?ませ)ん|(?:で|と)き(?:ます|る)|(?:予定|可能|対象|必要|困難)(?:で|と|は)|難し|決ま|考え(?:て|は)|ない"
        "|(?:て|で)(?:おり|い)ます|いたします|ことになって|まいりま|まいりた"
    ),
}
_ASIDE = re.compile("\\([^)]*\\)")
_UNCERTAIN = re.compile(
    "(?:決ま|定ま|確定し|把握し|承知し|わか|分か|明らか).{0,6}(?:ない|ません|ところ)|未定|不明|実績.{0,6}ませ?ん"
)


class AnswerType(NamedTuple):
    """The kind of answer asked for; `given` are the numbers that the question itself has.

    Of a quantity, `counted` matches numbers of what is asked for, or of anything.
    """

    kind: AnswerKind
    counted: re.Pattern[str] | None = None
    given: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def answer_type(question: str) -> AnswerType:
    """The kind of answer that a question asks for; a decision if no word asks for another."""
    text = _fold(question)
    given = frozenset(re.findall(_NUMBER, text))
    text = _ASIDE.sub("", text)
    if _REASON.search(text):
        return AnswerType("reason", None, given)
    counter = _asked_counter(text)
    if _DATE.search(text):
        return AnswerType("date", None, given)
    if counter or _DEGREE.search(text):
        return AnswerType(
            "quantity", re.compile(rf"({_NUMBER})[約数余]?(?:{counter or _ANY_COUNTER})"), given
        )
    for kind, pattern in (("person", _PERSON), ("place", _PLACE), ("manner", _MANNER)):
        if pattern.search(text):
            return AnswerType(kind, None, given)  # type: ignore[arg-type]
    return AnswerType("decision", None, given)


def _asked_counter(text: str) -> str | None:
    """What is counted, as a pattern of its counters; None if any number would do."""
    for found in _ASKED_COUNTER.finditer(text):
        if found["place"]:
            return _PLACES
        counter = found["counter"]
        if counter not in _NOT_COUNTED:
            same = [
                each
                for each in _COUNTERS
                if counter in each.split("|")[0:1] or counter in each.split("|")
            ]
            return "|".join([re.escape(counter), *same])
    if _ABOUT_MONEY.search(text):
        return "円"
    if _ABOUT_SHARE.search(text):
        return "割|%|パーセント|分の"
    return None


def likeness(sentence: str, asked: AnswerType) -> float:
    """How much a sentence looks like an answer of that kind, 0 to 1."""
    text = _fold(sentence)
    if asked.kind == "quantity":
        assert asked.counted is not None
        if any(found not in asked.given for found in asked.counted.findall(text)):
            return 1.0
        if _UNCERTAIN.search(text):
            return 0.6
        if any(
            found not in asked.given for found in re.findall(rf"({_NUMBER}){_ANY_COUNTER}", text)
        ):
            return 0.4
        return 0.0
    if _GIVES[asked.kind].search(text):
        return 1.0
    return 0.6 if _UNCERTAIN.search(text) else 0.0


_ANNOUNCES = re.compile(
    "(?:ご?質問|ご?質疑|お?尋ね|ご指摘|ご提案|お話|お問い合わせ|趣旨)(?:の件|の点)?"
    "(?:だと思いますが|かと思いますが|を?いただきました|(?:で|が)(?:す|ございます|ございました|ございますが))。$"
    "|(?:について|に関して|の件)(?:です|でございます)(?:けれども|が)?[。、]$"
    "|(?:お答え|ご答弁|ご説明|ご報告|回答)(?:を)?(?:さ?せ?ていただきま|申し上げま|いたしま|しま)す。$"
)
_GREETS = re.compile(
    "ありがとうござ|お礼|感謝(?:を)?申し上げ|お疲れさま|よろしくお願い|失礼(?:いた)?しました|すみません。$|お待たせ"
)
_REFERS_BACK = re.compile(
    "(?:[こそ](?:れ|の|こ|う|ちら)|ですから|ですので|したがって|従って|ちょうど|ただし?、|また、?それ|なので|ゆえに|うち|おおむね|大体|全体)"
)
# In characters.
_MAX_ANNOUNCEMENT, _MAX_GREETING = 90, 60
_ASKS = re.compile(
    "(?:か|かな|かね|ですか|ますか|でしょうか)[。?]$|(?:伺い|お聞きし|お尋ねし|教えて|お答えください|お聞かせ)"
)


def emptiness(sentence: str) -> Literal["announces", "greets", "asks"] | None:
    """Why a sentence answers nothing by itself; None if it may answer."""
    text = _fold(sentence).strip()
    if len(text) <= _MAX_ANNOUNCEMENT and _ANNOUNCES.search(text):
        return "announces"
    if len(text) <= _MAX_GREETING and _GREETS.search(text):
        return "greets"
    return "asks" if _ASKS.search(text) else None


def refers_back(sentence: str) -> bool:
    """Whether a sentence begins with a word for what the sentence before it says."""
    return _REFERS_BACK.match(sentence) is not None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
