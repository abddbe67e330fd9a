"""Turns of a verbatim record → the act, the kind and the exchange of each.

The act of a turn (it asks, answers, reports, conducts) is inferred from the speaker's role and,
where that is not enough, from set phrases of procedure; the words come from the minutes of
wards, cities and prefectures.

A member's turn that is answered is a question, and the answers up to the next member's turn are
its exchange; the chair's words between them are inside, so that an exchange is one run of turns.
A turn nobody answers is a comment, an exchange of its own. An explanation nobody asked for is a
report. The chair's conduct of the meeting, and votes called one by one, are in no exchange.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from index.minutes import Kind, Role
from indexer.styles.speaker_marks.marks import CIRCLES

Act = Literal[
    "asks",
    "remarks",
    "wishes",
    "continues",
    "answers",
    "reports",
    "conducts",
    "switches",
    "speaks",
    "prints",
]
"""The act of a turn, by its effect on the open exchange.

    asks      opens one, and closes the one before
    remarks   as asks, but only what follows at once answers it
    wishes    as remarks, but it is printed as an opinion: a comment, also where it is answered
    continues goes on with the question after the chair's call to be brief; belongs to it
    answers   belongs to it; without one, it is a report
    reports   an explanation asked for by the chair; closes it
    conducts  the chair's words, inside it if an answer still follows
    switches  the chair's words that go on to another subject; closes it
    speaks    anything else said (a vote, a guest's greeting); closes it
    prints    said by nobody (a list, a heading); closes it
"""

_MAX_TURNS_TO_ANSWER = 2
"""The answer to a remark is the next turn, or follows the chair's turn that calls for it."""

_WITHIN: dict[Act, Kind] = {"answers": "answer", "continues": "question"}
_OUTSIDE: dict[Act, Kind] = {"answers": "report", "reports": "report", "prints": "narrative"}


class PrintedTurn(NamedTuple):
    """A turn as far as its act depends on it: the speaker as printed, the role, and the words."""

    speaker: str | None
    role: Role | None
    text: str


class _Chair(NamedTuple):
    """Which chair presides (委員長), and the speaker in the chair: who has conducted last."""

    body: str | None
    speaker: str | None

    def after(self, turn: PrintedTurn, act: Act) -> _Chair:
        takes = turn.role == "chair" and act in ("conducts", "switches")
        return self._replace(speaker=turn.speaker) if takes else self

    def is_other(self, turn: PrintedTurn) -> bool:
        """Whether somebody else than who speaks is in the chair."""
        return self.speaker not in (None, turn.speaker)


_SILENCE = PrintedTurn(None, None, "")

_VOTE = re.compile(
    r"(?:賛成|反対|棄権|同意|(?:異議|異存)(?:は|も)?(?:ありません|ございません|なし|ない))"
    r"(?:いたし|し|で)?(?:ます|す|ございます)?[。．\s]*"
)
_CHAIR = re.compile(r"(?P<deputy>副)?(?P<body>委員長|議長|座長|会長)")
# A chair without a name is the meeting's own, also where minutes of two bodies are bound together.
_PRESIDES = re.compile(rf"[{CIRCLES}]?(?:委員長|議長|座長|会長)")
_SWITCHES = re.compile(
    r"[─━]{5}|議題(?:に供|と(?:いた)?し)|日程第|採決|(?:本件|案件|項|審査|調査|質疑|質問).{0,8}終了|終結|朗読"
    r"|に移[りる]|に入[りる]|を審[議査](?:いた)?します|散会|閉会|(?:次に|続きまして|引き続き|最後に)[^。]*(?:説明|報告|ついて|の項)"
)
_CALLS_FOR_REPORT = re.compile(r"(?:報告|説明)[^。\n]{0,8}願")
_CALLS_FOR_ANSWER = re.compile(r"答弁|答え")
_CONDUCTS = re.compile(
    r"議題|(?:発言|質疑|質問|意見|説明|報告|答弁|着席|起立|挙手)[^。\n]{0,12}(?:願|求め|ますか|どうぞ)"
    r"|ほかに|他に|よろしい(?:です|でしょう)か|異議|お諮り|採決|開会|閉会|開議|散会|休憩|再開"
    r"|(?:説明|朗読|報告|発言|答弁|質疑)(?:等)?が終わ|終了(?:いた|と)?し|終わります|ご?指名|さよう"
    r"|(?:次に|続きまして|以上で)、?|登壇|議事|退席|交代|委員会運営|傍聴|静粛|お静か|ご了承|決定(?:いた)?しま"
)
_ASKS = re.compile(
    r"(?:か|かな|かね|よね)[。．？?」]*\s*$|[？?]\s*$|(?:どこ|どれ|いつ|だれ|誰|なぜ|何)[。．]\s*$"
)
_ASKS_PLAINLY = re.compile(r"(?:伺い|お聞きし|お尋ねし|教えて)")
_ASKS_ANYWHERE = re.compile(
    r"伺|質問|質疑|尋ね|お聞き|聞きた|答弁|見解|所見|教えて|いかが|どう(?:です|お考え|なって|いう)|お示し"
    r"|(?:ます|でしょう|です|せん|した|のだろう|の|ない)か|いつから|[？?]"
)
_MOVES = re.compile(r"動議を提出")
_CALLS_TO_BE_BRIEF = re.compile(
    r"(?:まとめ|簡潔|簡略|手短|簡単に|短く|質問だけ)[^。\n]{0,16}(?:くださ|願い)"
)
_CALLS_ON = re.compile(r"(?:委員|議員|課長|部長|次長|所長|局長|君|さん)[、。\s]*$")
_GREETS = re.compile(r".{0,40}(?:でございます|です|と申します)。.{0,12}よろしくお願い.{0,12}")
_ANSWERS_AS_MEMBER = re.compile(
    r"お答え(?:させて|いた|し|申)|^(?:はい|ええ)?[、。]?(?:そのとおり|さよう|おっしゃるとおり)(?:です|でござい)"
)
_ASKED_TO_REPORT = re.compile(r"(?:報告|説明)を[^。\n]{0,6}(?:求め|願)")
_REPORTS = re.compile(r"報告(?:を)?(?:申し上げ|いたし|させて|します)|提案(?:理由|の趣旨)を")
# What only the person in the chair says, however long the turn is.
_HOLDS_CHAIR = re.compile(
    r"議題(?:に供|と(?:いた)?し)|異議(?:なし[と」]|は?(?:ござい|あり)ません[かね])|(?:開|閉|散)(?:会|議)(?:いた|と|し)|[─━]{5}"
    r"|(?:会議|委員会)を(?:開き|再開|閉じ)|休憩(?:いた|前)|採決(?:いたし|を行|に入)|(?:説明|報告|質疑|答弁)が終わ(?:り|っ)|発言(?:を|、)?お?願い(?:ます|いた|申)"
    r"|(?:本件|質疑|その他|本日の[^。]{0,8})(?:を|について|は)[^。]{0,8}終了|(?:^|[。\n])(?:その)?ほかに[^。]{0,16}(?:ます|いかがです|いかがでしょう|よろしいです|よろしいでしょう)か"
)
_WISHES = re.compile(
    "要望|思います|お願い(?:を|は|し|いたしたい|させ)|指摘|私(?:の|から|は|も|、|が)"
)
_GREETS_IN_OFFICE = re.compile(
    r"副(?:委員|会|議|座)長(?:の(?!.{0,12}(?:意見|質問|発言|話))|席|という|として|[をに](?:ご?指名|ご?推|選|就任|当選|なり|務|仰))"
    r"|ご?推挙|就任|指名(?:を|に|い|され|賜)|お?支えし|委員会(?:の)?運営に(?:力|努|尽)"
    r"|(?:[1１一]年間|この間|最後).{0,40}ありがとうござい|ありがとうござい.{0,40}[1１一]年間"
)
_ASK_IN_PART = ({"asks"}, {"asks", "remarks"})
_OPEN = ("asks", "remarks", "wishes")
_MAX_OPENING_LENGTH = 60
_MAX_INTERRUPTION_LENGTH = 60
_MAX_CALL_LENGTH = 30
_MAX_ORDER_LENGTH = 200


def read_acts(turns: Sequence[PrintedTurn]) -> list[Act]:
    """The act of each turn, in the order of the minutes."""
    chair = _Chair(_presiding(turns), None)
    acts: list[Act] = []
    neighbours = zip((_SILENCE, *turns), turns, (*turns[1:], _SILENCE), strict=False)
    for before, turn, after in neighbours:
        acts.append(_act(turn, before, after, acts[-1] if acts else None, chair))
        chair = chair.after(turn, acts[-1])
    _join_interrupted(turns, acts)
    return acts


def _join_interrupted(turns: Sequence[PrintedTurn], acts: list[Act]) -> None:
    """Have a member who asks go on after the chair's call to be brief; both turns ask."""
    # The turn with which each begins that goes on.
    begun: dict[int, int] = {}
    for at in range(2, len(turns)):
        said, call, goes_on = turns[at - 2 : at + 1]
        first = begun.get(at - 2, at - 2)
        if (
            said.role == goes_on.role == "member"
            and said.speaker == goes_on.speaker
            and {acts[first], acts[at]} in _ASK_IN_PART
            and acts[at - 1] == "conducts"
            and len(call.text) <= _MAX_INTERRUPTION_LENGTH
            and _CALLS_TO_BE_BRIEF.search(call.text)
        ):
            acts[first], acts[at] = "asks", "continues"
            begun[at] = first


def read_roles(turns: Sequence[PrintedTurn], acts: Sequence[Act]) -> Iterator[Role | None]:
    """The role in which each turn is spoken, in the order of the minutes.

    Who has a chair's office, but asks, comments or votes while another is in the chair, speaks
    as a member; in the chair is who has conducted the meeting last.
    """
    chair = _Chair(None, None)
    for turn, act in zip(turns, acts, strict=True):
        chair = chair.after(turn, act)
        as_member = turn.role == "chair" and (act in _OPEN or _votes(turn))
        yield "member" if as_member and chair.is_other(turn) else turn.role


def is_question(text: str) -> bool:
    """Whether a text by itself asks something."""
    return bool(_ASKS.search(text) or _ASKS_ANYWHERE.search(text))


def acts_by_label(turns: Sequence[PrintedTurn]) -> list[Act | None]:
    """The act of each turn whose speaker has a label that says no role; null for the others.

    Who asks elsewhere asks or remarks, and who speaks after a question answers it; of those who
    never do either, nothing is known. A citizen who is answered has asked.
    """
    asked = Counter(turn.speaker for turn in turns if turn.speaker and _is_question(turn))
    after = list(_follow_questions(turns))
    answered = Counter(turn.speaker for turn, follows in zip(turns, after, strict=True) if follows)
    acts: list[Act | None] = []
    for turn, follows, answers in zip(turns, after, (*after[1:], False), strict=True):
        if turn.role == "witness" and answers and _is_question(turn):
            acts.append("asks")
        elif turn.speaker is None or turn.role is not None:
            acts.append(None)
        elif _is_question(turn):
            acts.append("asks")
        elif follows or answered[turn.speaker] > asked[turn.speaker]:
            acts.append("answers")
        else:
            acts.append("remarks" if asked[turn.speaker] else None)
    return acts


def _follow_questions(turns: Sequence[PrintedTurn]) -> Iterator[bool]:
    """Whether before each turn somebody else has asked, and only the chair has spoken since."""
    before = _SILENCE
    for turn in turns:
        asks = _is_question(turn)
        other = before.speaker not in (None, turn.speaker)
        yield other and not asks and _is_question(before)
        if turn.role != "chair" or asks:
            before = turn


def _presiding(turns: Sequence[PrintedTurn]) -> str | None:
    """Which chair presides: 議長 in plenary, 委員長 in committee, where 議長 is a guest."""
    bodies = Counter(
        found["body"]
        for turn in turns
        if turn.role == "chair" and (found := _CHAIR.search(turn.speaker or ""))
    )
    return bodies.most_common(1)[0][0] if bodies else None


def _act(
    turn: PrintedTurn,
    before: PrintedTurn,
    after: PrintedTurn,
    did: Act | None,
    chair: _Chair,
) -> Act:
    if turn.speaker is None:
        return "prints"
    if _GREETS.fullmatch(turn.text) or (_votes(turn) and (_votes(before) or _votes(after))):
        return "speaks"
    if turn.role == "chair":
        found = _CHAIR.search(turn.speaker)
        if found and found["body"] != chair.body and not _PRESIDES.fullmatch(turn.speaker):
            return _guest(before, did)
        if found and found["deputy"] and not _deputy_presides(turn, after, chair):
            return "speaks" if _greets_in_office(turn) else "asks"
        return _chair(turn, before, after, did)
    if turn.role == "member":
        return _member(turn, before, did)
    return "answers" if _answers_for_body(turn) else "speaks"


def _member(turn: PrintedTurn, before: PrintedTurn, did: Act | None) -> Act:
    """The act of a member; a motion asks for something, but is no question.

    As the chair has asked, a member reports for a committee, or explains a bill.
    """
    opening = turn.text[:_MAX_OPENING_LENGTH]
    if did in _OPEN and _is_question(before) and _ANSWERS_AS_MEMBER.search(opening):
        return "answers"
    called = before.role == "chair" and _ASKED_TO_REPORT.search(before.text)
    if called and _REPORTS.search(turn.text[:_MAX_ORDER_LENGTH]):
        return "reports"
    return "asks" if _ASKS_ANYWHERE.search(turn.text) and not _MOVES.search(opening) else "remarks"


def _guest(before: PrintedTurn, did: Act | None) -> Act:
    """The chair of another body: reports when called to, answers when asked."""
    if did in _OPEN and _is_question(before):
        return "answers"
    return "reports" if did in ("conducts", "switches") else "asks"


def _deputy_presides(turn: PrintedTurn, after: PrintedTurn, chair: _Chair) -> bool:
    """Whether a vice chair conducts in this turn, and does not ask as a member.

    Who is not in the chair takes it with words that only the person in the chair says.
    """
    if "議長" in (turn.speaker or "") or _HOLDS_CHAIR.search(turn.text):
        return True
    if _answers_for_body(after) and _is_question(turn):
        return False
    if len(turn.text) <= _MAX_CALL_LENGTH and _CALLS_ON.search(turn.text):
        return True
    if chair.is_other(turn) or len(turn.text) > _MAX_OPENING_LENGTH or _WISHES.search(turn.text):
        return False
    return _CONDUCTS.search(turn.text) is not None


def _greets_in_office(turn: PrintedTurn) -> bool:
    """Whether a vice chair speaks as such, on taking or leaving the office."""
    opening = turn.text[:_MAX_OPENING_LENGTH]
    return _GREETS_IN_OFFICE.search(opening) is not None and not _is_question(turn)


def _chair(turn: PrintedTurn, before: PrintedTurn, after: PrintedTurn, did: Act | None) -> Act:
    conducts = _CONDUCTS.search(turn.text) is not None
    long = len(turn.text) > _MAX_CALL_LENGTH
    if _answers_for_body(after):
        asks = _ASKS_PLAINLY.search(turn.text[-_MAX_OPENING_LENGTH:]) or (
            not conducts and _is_question(turn)
        )
        if long and asks:
            return "asks"
    elif long and not conducts and did in _OPEN and _is_question(before):
        return "answers"
    if did in _OPEN and _CALLS_FOR_ANSWER.search(turn.text):
        return "conducts"
    if _SWITCHES.search(turn.text) or (did == "remarks" and _CALLS_FOR_REPORT.search(turn.text)):
        return "switches"
    return "conducts"


def _answers_for_body(turn: PrintedTurn) -> bool:
    return turn.role in ("official", "secretariat", "witness")


def _is_question(turn: PrintedTurn) -> bool:
    return bool(_ASKS.search(turn.text) or _ASKS_PLAINLY.search(turn.text[-_MAX_ORDER_LENGTH:]))


def _votes(turn: PrintedTurn) -> bool:
    return _VOTE.fullmatch(turn.text) is not None


class ExchangePlace(NamedTuple):
    """The kind of a turn, and its exchange: the index, in digits, of the turn that opens it."""

    kind: Kind
    exchange: str | None = None


def place_turns(acts: Sequence[Act]) -> list[ExchangePlace]:
    """The kind and the exchange of each turn, in the order of the minutes."""
    places = [ExchangePlace(_OUTSIDE.get(act, "speech")) for act in acts]
    for start, act in enumerate(acts):
        if act in _OPEN:
            last = _last_answer(acts, start)
            asked = last > start and act != "wishes"
            places[start] = ExchangePlace("question" if asked else "comment", str(start))
            for at in range(start + 1, last + 1):
                places[at] = ExchangePlace(_WITHIN.get(acts[at], "speech"), str(start))
        elif act == "continues" and places[start].exchange is None:
            places[start] = ExchangePlace("comment", str(start))
    return places


def _last_answer(acts: Sequence[Act], question: int) -> int:
    """The index of the last answer to the turn at `question`; `question` where there is none."""
    last = question
    soon = acts[question + 1 : question + 1 + _MAX_TURNS_TO_ANSWER]
    if acts[question] in ("remarks", "wishes") and "answers" not in soon:
        return last
    for at in range(question + 1, len(acts)):
        if acts[at] == "answers":
            last = at
        elif acts[at] not in ("conducts", "continues"):
            break
    return last
