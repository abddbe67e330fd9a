"""A long utterance → passages, the ranges of its text that are each about one subject.

A passage begins where the speaker says so (「次に、…について伺います」「二点目は…」
「…についてのお尋ねでございますが」), or at the paragraph after one that asks. Passages are
computed from the text each time and are not stored.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import inf
from typing import NamedTuple

from index.minutes import Kind, Utterance
from index.sentences import Sentence, split_sentences
from index.subject_names import subject_name

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
    rf"(?:{_OPENS.pattern}|{_ALSO.pattern})"
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
# In characters.
_MIN_PASSAGE_LENGTH = 60
_MIN_SUBJECT_LENGTH, _MAX_SUBJECT_LENGTH = 2, 44
_SPACES = re.compile(r"\s+")


class Passage(NamedTuple):
    """Characters `start` up to, not including, `end` of an utterance, about one subject.

    `anchor` is the utterance's id and a digest of the passage's first sentence, so that it stays
    when other passages are corrected. `subject` is what the first sentence names, `chapter` the
    subject that it belongs to. `asks` is true if a sentence asks something.
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
        """What names the subject, or else the one that it belongs to."""
        return _title(self.subject, self.chapter)


class _Turn(NamedTuple):
    """A sentence that turns to a subject.

    `opens` is true if it begins with a word that announces a subject (次に), `first` if that word
    announces the first (初めに).
    """

    subject: str | None
    opens: bool = False
    first: bool = False


@dataclass(slots=True)
class _OpenPassage:
    """A passage of which the end is not yet found.

    `last` is its last sentence, which `announces` a subject or not; `is_title` is true if it names
    the subject that an answer is about. `has_content` is true if the passage has more than
    greetings and titles.
    """

    start: int
    subject: str | None = None
    chapter: str | None = None
    last: str = ""
    announces: bool = False
    is_title: bool = False
    has_content: bool = False

    def ends_before(self, sentence: Sentence, turn: _Turn | None, *, answers: bool) -> bool:
        if turn is None:
            return (
                not answers and sentence.begins and self._is_long(sentence.start) and self._asks()
            )
        again = self.has_content and self.subject is not None and not turn.first
        return again or self.is_titled(sentence.start) or self._asks()

    def is_titled(self, end: int) -> bool:
        """Whether no sentence from `end` on changes its subject: each that turns ends it."""
        return self.has_content and self._is_long(end)

    def _is_long(self, end: int) -> bool:
        return end - self.start >= _MIN_PASSAGE_LENGTH

    def _asks(self) -> bool:
        """Whether the last sentence asks: looked for only where it counts, since it takes long."""
        return not self.announces and _ASKS.search(self.last) is not None

    def add(self, text: str, turn: _Turn | None, *, answers: bool) -> None:
        subject = turn and turn.subject
        if turn and turn.opens and subject:
            self.chapter = subject
        if subject or (turn and not self.has_content):
            self.subject = subject or self.subject
        self.last = text
        self.announces = turn is not None and _ANNOUNCES.search(text) is not None
        self.is_title = bool(subject and answers and _NAMES.search(text))
        self.has_content |= not (self.announces and subject)


def passages(utterance: Utterance) -> tuple[Passage, ...]:
    """The passages of an utterance, in order, together all of its text."""
    return _divide(utterance.id, utterance.kind, utterance.text)


# A page asks for those of an utterance several times: for contents, pairs and quotes.
@lru_cache(maxsize=64)
def _divide(identifier: str, kind: Kind, said: str) -> tuple[Passage, ...]:
    opened = list(_open_passages(kind, said))
    ends = [each.start for each in opened[1:]] + [len(said)]
    seen: Counter[str] = Counter()
    found: list[Passage] = []
    for each, end in zip(opened, ends, strict=True):
        text = said[each.start : end]
        digest = _digest(text)
        seen[digest] += 1
        again = f"-{seen[digest]}" if seen[digest] > 1 else ""
        asks = any(_ASKS.search(sentence.text) for sentence in split_sentences(text))
        anchor = f"{identifier}-{digest}{again}"
        found.append(Passage(identifier, each.start, end, anchor, each.subject, each.chapter, asks))
    return tuple(found)


def opens_subject(sentence: str) -> bool:
    """Whether a sentence begins with a word that announces another subject (次に, 二点目は)."""
    return _OPENS.match(sentence) is not None


def subject_at(utterance: Utterance, offset: int) -> str | None:
    """The title of the passage with a character, found without dividing the rest of the text."""
    title = None
    for each in _open_passages(utterance.kind, utterance.text, offset):
        if each.start > offset:
            break
        title = _title(each.subject, each.chapter)
    return title


def _title(subject: str | None, chapter: str | None) -> str | None:
    return next(filter(None, (subject_name(said) for said in (subject, chapter) if said)), None)


def _open_passages(kind: Kind, said: str, offset: float = inf) -> Iterator[_OpenPassage]:
    """The passages of what is said, in order, the first at 0.

    No more of the text is read than the title of the passage with the character at `offset` needs.
    """
    answers = kind in ("answer", "report")
    passage = _OpenPassage(0)
    for sentence in split_sentences(said):
        if sentence.start > offset and passage.is_titled(sentence.start):
            break
        text = sentence.text.strip()
        if not text or _STAGE.fullmatch(text):
            continue
        turn = _turn(text, sentence.begins, answers=answers)
        if turn and passage.is_title and not turn.opens:
            # The sentence after a title may begin as a turn does, and is none.
            turn = None
        if passage.ends_before(sentence, turn, answers=answers):
            yield passage
            passage = _OpenPassage(sentence.start, chapter=passage.chapter)
        passage.add(text, turn, answers=answers)
    yield passage


def _turn(text: str, begins: bool, *, answers: bool) -> _Turn | None:
    """The turn that a sentence makes, if any; only an answer may turn without such a word."""
    opens = _OPENS.match(text)
    if _REST.match(text):
        return _Turn(None, opens=True)
    if not opens and not begins:
        return None
    subject = _subject(text)
    first = _FIRST.match(text) is not None
    if opens and (_TREATS.search(text) or _COUNTS.match(text)):
        return _Turn(subject, opens=True, first=first)
    if begins and subject and _ANNOUNCES.fullmatch(text):
        return _Turn(subject, opens=True)
    also = _ALSO.match(text)
    if also and begins and subject and _TREATS.search(text):
        return _Turn(subject)
    if answers and _ANSWERS.match(text) and (begins or opens):
        return _Turn(subject, opens=opens is not None, first=first)
    return None


def _subject(text: str) -> str | None:
    """The subject that a sentence names: 次に、水路の改修についてです → 水路の改修."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    found = _SUBJECT.match(text, start)
    if not found:
        return None
    said = found["subject"] or found["wide"]
    subject = _SPEAKS_FOR.sub("", said).strip("　 、")
    if _SAYS_NOTHING.fullmatch(subject):
        return None
    return subject if _MIN_SUBJECT_LENGTH <= len(subject) <= _MAX_SUBJECT_LENGTH else None


def _digest(text: str) -> str:
    """A digest of the first sentence that is not blank."""
    return paragraph_digest(next((s.text for s in split_sentences(text) if s.text.strip()), text))


def paragraph_digest(text: str) -> str:
    """A digest of a text without its spaces, for its address."""
    folded = _SPACES.sub("", text).encode("utf-8", "surrogatepass")
    return b32encode(blake2b(folded, digest_size=5).digest()).decode()[:5].lower()
