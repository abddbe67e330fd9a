"""A long speech → passages: the ranges of its text in which it turns to one subject.

A passage begins where the speaker says so (「次に、…について伺います」「二点目は…」
「…についてのお尋ねでございますが」), or at the paragraph after one that asks. It is
computed from the text each time, and stored nowhere; an utterance stays whole.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from index.minutes import Utterance

_SENTENCE = re.compile(r"[^。！？?\n]*(?:[。！？?]+[」』）)]*|\n|$)")
_COUNTED = (
    "[0-9０-９一二三四五六七八九十]+(?:点|番|つ|項目|件|問)目"
    "|(?:大き|第)な?[0-9０-９一二三四五六七八九十]+"
)
_OPENS = re.compile(
    r"(?:(?:それでは|では|さて|そして|また|さらに|以上|ここで)、?)?"
    rf"(?:次に|次は|次の質問|初めに|始めに|はじめに|まず|最初に|続いて|続きまして|引き続き|最後に|最後は|終わりに|{_COUNTED}"
    r"|[（(][0-9０-９一二三四五六七八九十]+[)）]|[①-⑳]|[0-9０-９]+[.．、])"
)
_COUNTS = re.compile(rf".{{0,6}}?{_COUNTED}")
_ALSO = re.compile(r"(?:また|さらに|加えて|あわせて|併せて|それから|その上で|あと|なお|ほかに)、?")
_ABOUT = r"(?:について|につきまして|に関して|に関し、|に関する|に係る|に対する|をめぐる)"
_TREATS = re.compile(
    rf"{_ABOUT}.{{0,24}}(?:伺|質問|質疑|お?尋ね|お聞き|問い|移[りる]|入り|触れ|取り上げ|述べ|申し上げ|お?答え|で(?:す|ござい|あり)|[。\n]$)"
    rf"|{_ABOUT}(?:は|です|でござい|であり)|(?:の|に)(?:ご質問|お尋ね|問題|件|項)(?:で|に|が|です)"
    r"|質問(?:に|へ|を|し|いた)|(?:伺い|お尋ねし|お聞きし)"
)
_ANSWERS = re.compile(
    r"^.{2,110}?(?:"
    r"(?:について|につきまして|に関して|に関し|に関する|に係る|に対する)"
    r"(?:の|、)?(?:ご?質問|お尋ね|ご指摘|ご提案|ご提言|お話|ご要望|ご意見|お問い|ご質疑|再質問|お答え|で(?:す|ござい|あり)|は、)"
    r"|の(?:ご質問|お尋ね|再質問)(?:で|が|に|を))"
)
_ASKS = re.compile(
    r"(?:伺い(?:ます|たい)|お?尋ね(?:し|いた|を)|お聞き(?:し|いた|を)|お答え(?:くだ|願)|お示し(?:くだ|願)|教えて"
    r"|(?:見解|所見|認識|考え|答弁|説明|回答|決意|方針|対応|取り?組み?).{0,14}(?:求め|伺|聞か|お願い|ください)"
    r"|いかが|どうか|べきです(?:が|。)|求めます)[^。]{0,16}[。？?\s」]*$"
    r"|(?:でしょうか|ませんか|ますか|ですか|ないか|のか)(?:、|と思いますが|お願い(?:いた)?します)*[。？?\s」]*$"
)
_LEAD = re.compile(
    rf"(?:{_OPENS.pattern}|{_ALSO.pattern})目?"
    r"(?:の質問(?:は|です)?|として|といたしまして|は|の|に)?[、，\s　]*"
)
_SUBJECT = re.compile(
    r"(?P<subject>[^。\n]{2,70}?)(?:について|につきまして|の(?:ご質問|お尋ね|問題|件|項))"
    r"|(?P<wide>[^。\n]{2,70}?)(?:に関して|に関し|に関する|に係る|に対する)"
)
_ANNOUNCES = re.compile(
    r"[^。、]{2,44}(?:について|に関して|に関する)(?:の|、)?(?:ご?質問)?(?:を|に|へ)?(?:お|ご)?"
    r"(?:伺|質問|尋ね|聞き|移り|入り)[^。、]{0,14}。"
)
_NAMES = re.compile(r"(?:で(?:ござい|あり)ます|です|がござい(?:ます|ました)|いただきました)。$")
_FIRST = re.compile(
    r"(?:初めに|始めに|はじめに|まず|最初に|[1１一](?:点|番|つ|項目|件|問)目|[（(][1１一][)）]|①)"
)
_REST = re.compile(r"(?:なお、?)?(?:残余|その他|その余|残り|そのほか)の(?:ご)?(?:質問|お尋ね)")
_SAYS_NOTHING = re.compile(
    r"(?:ただいま)?(?:の)?(?:[0-9０-９一二三四五六七八九十]+(?:点|つ|問|項目)|.{1,8}(?:議員|君|さん|委員)(?:から)?(?:の.{0,12})?|これ|それ|以上|代表|一般|その他|ほか)(?:の|から)?"
)
_SPEAKS_FOR = re.compile(r"^(?:私|わたくし)?(?:のほう)?から(?:は)?、?")
_STAGE = re.compile(r"[〔（(].*[〕）)]")
_SHORT = 60
_LONGEST_TITLE = 44
_FOLDED = re.compile(r"\s+")


class Passage(NamedTuple):
    """Characters `start` to `end` of an utterance, which turn to one subject.

    `anchor` is the id of the place: the utterance's, and a digest of the passage's first
    sentence, so that it stays when other passages are corrected. `subject` is what the
    first sentence says it is about, `chapter` what the passages before it are under.
    """

    utterance: str
    start: int
    end: int
    anchor: str
    subject: str | None = None
    chapter: str | None = None
    asks: bool = False

    @property
    def title(self) -> str | None:
        return self.subject or self.chapter


class _Start(NamedTuple):
    at: int
    subject: str | None = None
    chapter: str | None = None


class _Turn(NamedTuple):
    """A turn to a subject: `opens` with a word for it (次に), which may be one for the first."""

    subject: str | None
    opens: bool = False
    first: bool = False


class _Sentence(NamedTuple):
    start: int
    text: str
    heads: bool
    """Whether it begins a paragraph."""


def passages(utterance: Utterance) -> tuple[Passage, ...]:
    """The passages of an utterance, in order, together all of its text."""
    sentences = list(_sentences(utterance.text))
    starts = list(_starts(utterance, sentences))
    ends = [start.at for start in starts[1:]] + [len(utterance.text)]
    taken: dict[str, int] = {}
    found: list[Passage] = []
    for (start, subject, chapter), end in zip(starts, ends, strict=True):
        text = utterance.text[start:end]
        digest = _digest(text)
        taken[digest] = taken.get(digest, 0) + 1
        again = f"-{taken[digest]}" if taken[digest] > 1 else ""
        asks = any(_ASKS.search(sentence.text) for sentence in _sentences(text))
        anchor = f"{utterance.id}-{digest}{again}"
        found.append(Passage(utterance.id, start, end, anchor, subject, chapter, asks))
    return tuple(found)


def _starts(utterance: Utterance, sentences: Sequence[_Sentence]) -> Iterator[_Start]:
    """Where passages begin, the first at 0."""
    answers = utterance.kind in ("answer", "report")
    pending = _Start(0)
    chapter: str | None = None
    asked = said = titled = False
    for sentence in sentences:
        text = sentence.text.strip()
        if not text or _STAGE.fullmatch(text):
            continue
        turn = _turn(text, sentence.heads, answers=answers)
        if turn and titled and not turn.opens:
            # The title of a subject is followed by what begins like another.
            turn = None
        if turn and turn.opens and turn.subject:
            chapter = turn.subject
        long = sentence.start - pending.at >= _SHORT
        if turn and (asked or (said and long) or (said and not turn.first and pending.subject)):
            yield pending
            pending = _Start(sentence.start, turn.subject, chapter)
            asked = said = False
        elif turn and (turn.subject or not said):
            # Only a greeting or the title of several questions stood before it.
            pending = pending._replace(subject=turn.subject or pending.subject, chapter=chapter)
        elif asked and sentence.heads and not answers and long:
            yield pending
            pending = _Start(sentence.start, None, chapter)
            said = False
        title = turn is not None and _ANNOUNCES.search(text) is not None
        titled = bool(turn and turn.subject and answers and _NAMES.search(text))
        asked = bool(_ASKS.search(text)) and not title
        said = said or not (turn and title and turn.subject)
    yield pending


def _turn(text: str, heads: bool, *, answers: bool) -> _Turn | None:
    """How a sentence turns to another subject; only an answer may do so without a word for it."""
    opens = _OPENS.match(text)
    if _REST.match(text):
        return _Turn(None, opens=True)
    subject = _subject(text)
    first = _FIRST.match(text) is not None
    if opens and (_TREATS.search(text) or _COUNTS.match(text)):
        return _Turn(subject, opens=True, first=first)
    if heads and subject and _ANNOUNCES.fullmatch(text):
        return _Turn(subject, opens=True)
    also = _ALSO.match(text)
    if also and heads and subject and _TREATS.search(text):
        return _Turn(subject)
    if answers and _ANSWERS.match(text) and (heads or opens):
        return _Turn(subject, opens=opens is not None, first=first)
    return None


def _subject(text: str) -> str | None:
    """What a sentence says it is about: 次に、水路の改修についてです → 水路の改修."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    found = _SUBJECT.match(text, start)
    if not found:
        return None
    said = found["subject"] or found["wide"]
    subject = _SPEAKS_FOR.sub("", said).strip("　 、")
    if _SAYS_NOTHING.fullmatch(subject):
        return None
    return subject if 2 <= len(subject) <= _LONGEST_TITLE else None


def _sentences(text: str) -> Iterator[_Sentence]:
    heads = True
    for found in _SENTENCE.finditer(text):
        if found.group():
            yield _Sentence(found.start(), found.group(), heads)
            heads = found.group().endswith("\n") or (heads and not found.group().strip())


def _digest(text: str) -> str:
    """Of the first sentence that says something, without its spaces."""
    first = next((s.text for s in _sentences(text) if s.text.strip()), text)
    folded = _FOLDED.sub("", first).encode("utf-8", "surrogatepass")
    return b32encode(blake2b(folded, digest_size=5).digest()).decode()[:5].lower()
