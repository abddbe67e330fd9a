"""The labels of a text that speakers are marked with, found by what recurs in the text itself.

A label ends where what follows it begins to vary: 議長　東雲一郎　これより…,
議長　東雲一郎　以上で….
Labels that recur in one form, each time before words that are said, are a system of marks; that
one of them names an office helps, and decides nothing. In such a system a label printed once is
one, too, where it is like the others. Definitions, figures and lists of names have forms of
their own; nobody asks or answers in them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from indexer.layout import Shape
from indexer.lines import Line
from indexer.styles.line_heads import Form, LineHead, find_heads, find_run_together
from indexer.styles.speaker_marks.marks import name_key, squash, unbracketed, usual_shapes
from indexer.styles.speaker_marks.not_speakers import (
    ends_heading,
    is_aside,
    is_heading,
    is_sentence_start,
    is_time,
    names_nobody,
)
from indexer.styles.speaker_marks.roles import role_of_title
from indexer.styles.speaker_marks.speaker import read_mark, read_spaced

_SAID = re.compile(r"[。？！?!]|(?:[うくすつぬむるいただかんねよ]|なし)[」』]?\s*$")
_POLITE = re.compile(r"(?:ます|です|ません|ました|でした|ください|でしょう|ましょう)か?[。？]?")
_ASKS = re.compile(r"か[。．？?」]|[？?]|か\s*$|(?:伺い|伺う|尋ね|教えて|聞きた)")
_SUBJECT = re.compile(
    r"(?:は(?!い|じ)|が(?!い|ん)|を|に[はもつお]|から|より|として|について|の(?!ち))"
)
_SENTENCE = re.compile(
    r".{4,}(?:ます|です|せん|した|うか|すか|んか|いか|るか|さい|する|ない|る|た)"
)
_NUMBERED = re.compile(
    r"(?:[^\s]*第)?[0-9０-９〇一二三四五六七八九十百]+(?:号|回|日|条|項|款|目|章|時.*|分|点目?|つ目|件)"
    r"|[(（]?[0-9０-９]{1,2}[)）]?"
)
_WORDS_OF_ONE = re.compile(r"[一-鿿々ヶァ-ヴーA-ZＡ-Ｚ0-9０-９・]+")
_IN_PARENS = re.compile(r"[（(][^（()）]*[)）]")
_LISTED = (
    r"[一-鿿々ぁ-んァ-ヴー0-9０-９)）:：、，,・][ 　\t、，,・:：（(]+{0}(?=[\s、，,・（()）君氏]|$)"
)
_ALONE = r"^\s*{0}\s*$"
"""One of a list of people, or a line of its own; not the label of a line."""
_MAX_LINES_TO_SENTENCE = 12
_OFFICE = "事務局"
_MIN_TURNS = 3
_MAX_LINES_RUN_TOGETHER = 20_000
_MIN_OWN_LENGTH = 12
_MAX_NAME_LENGTH = 8
_MIN_ENDED = 0.9
_MIN_SHARE = 0.7
"""Of the lines that begin with a label, those on which the longer one stands for it to be whole."""


class _Place(NamedTuple):
    """A label on the line `at` with that `text`, and the lines up to the next of its form.

    `cut` says that the line is cut at the width of the text, and goes on in the next.
    """

    at: int
    head: LineHead
    text: str
    below: str
    cut: bool

    def up_to(self, following: int | None, head: LineHead) -> _Place:
        """The place with another label, and the lines above that of the following one."""
        lines = self.below.split("\n")
        end = len(lines) if following is None else following - self.at - 1
        return self._replace(head=head, below="\n".join(lines[:end]))

    @property
    def words(self) -> str:
        return f"{self.text[self.head.end :]}\n{self.below}"

    @property
    def said(self) -> bool:
        """Whether a sentence follows; not below a few words on the label's own line (a name)."""
        own = self.words.partition("\n")[0].strip()
        whole = not self.cut and self.head.form.separator != "bracket"
        few = whole and 0 < len(own) < _MIN_OWN_LENGTH
        return _SAID.search(own if few else self.words) is not None


class _Possible(NamedTuple):
    """The possible labels by line, how often each is printed, and the whole one of each line."""

    heads: Mapping[int, Sequence[LineHead]]
    counts: Mapping[tuple[Form, str], int]
    places: Sequence[_Place]


def find_recurring(
    lines: Sequence[Line],
    shape: Shape,
    known: Collection[str] = (),
    without: Collection[int] = (),
    *,
    together: bool = True,
) -> dict[int, LineHead]:
    """The labels of speakers by the index of their line, ascending.

    `known` are listed names; the lines `without` have marks that name nobody (Ｑ, Ａ). Labels
    that run `together` with the words are looked for only where few others are found.
    """
    found = _choose(lines, _separated(lines, shape, without), known)
    if not together or len(lines) > _MAX_LINES_RUN_TOGETHER:
        return found
    others = _choose(lines, _run_together(lines, shape), known)
    return others if len(others) > 2 * len(found) else found


def _choose(
    lines: Sequence[Line], possible: _Possible, known: Collection[str]
) -> dict[int, LineHead]:
    heads, counts, places = possible
    people = _People(known, _text_before(lines, places, counts))
    chosen: dict[int, LineHead] = {}
    for form in _forms(places, counts, people):
        for place in _members(form, places, heads, counts, people):
            chosen.setdefault(place.at, place.head)
    return dict(sorted(chosen.items()))


def _separated(lines: Sequence[Line], shape: Shape, without: Collection[int]) -> _Possible:
    """The labels with a separator after them, each up to where what follows begins to vary."""
    heads = {at: each for at, each in _heads(lines, shape).items() if at not in without}
    counts = Counter((head.form, head.label) for each in heads.values() for head in each)
    # Lines that only print a name after an office are a roster's.
    spoken = {at: each for at, each in heads.items() if _is_spoken(lines, at, each[0], shape)}
    reach = _Reach(spoken, counts)
    times = Counter((head.form, head.label) for each in spoken.values() for head in each)
    goes_on = Counter(
        (head.form, head.label)
        for each in spoken.values()
        for head, longer in pairwise(each)
        if counts[longer.form, longer.label] > 1
    )
    whole = {
        at: _whole(each, heads.get(at + 1, ()), counts, reach, goes_on, times)
        for at, each in sorted(heads.items())
    }
    return _Possible(heads, counts, _places(lines, whole, shape))


def _heads(lines: Sequence[Line], shape: Shape) -> dict[int, tuple[LineHead, ...]]:
    """The possible labels of each line; where it may go on with another, of those printed again."""
    found: dict[int, tuple[LineHead, ...]] = {}
    doubtful: dict[int, tuple[LineHead, ...]] = {}
    for at, line in enumerate(lines):
        text = line.text
        if not text.strip() or (is_aside(text.strip()) and not _names_somebody(text)):
            continue
        heads = tuple(head for head in find_heads(text) if _may_speak(head))
        if shape.wraps(line):
            # Where a line is cut, no label ends.
            heads = tuple(head for head in heads if head.form.separator != "line")
        if at and shape.wraps(lines[at - 1]) and not all(head.form.sign for head in heads):
            doubtful[at] = heads
        elif heads:
            found[at] = heads
    again = {(head.form, head.label) for each in found.values() for head in each}
    for at, each in doubtful.items():
        if heads := tuple(h for h in each if h.form.sign or (h.form, h.label) in again):
            found[at] = heads
    return dict(sorted(found.items()))


def _names_somebody(text: str) -> bool:
    """Whether a line in the brackets of stage directions is an office or a name and an office."""
    inside = unbracketed(text.strip())
    if read_spaced(inside) is not None or _is_holder(squash(inside)):
        return True
    # In these brackets any words are taken for a direction: 〔東雲〕 is none in others.
    return len(inside) <= _MAX_NAME_LENGTH and not is_aside(f"（{inside}）")


def _may_speak(head: LineHead) -> bool:
    """Whether a label is none of what numbers, times and headings have at a line's head."""
    label = head.label
    if head.form.separator in ("stop", "line") and _SENTENCE.fullmatch(label):
        return False
    if _NUMBERED.fullmatch(label) or is_time(label) or is_sentence_start(label):
        return False
    return not ends_heading(label) or label.endswith(("者", "員", "人"))


class _Reach:
    """The lines that begin with a recurring label of each form."""

    def __init__(
        self,
        heads: Mapping[int, Sequence[LineHead]],
        counts: Mapping[tuple[Form, str], int],
    ) -> None:
        self.lines: dict[Form, list[int]] = defaultdict(list)
        self._all: dict[Form, set[int]] = defaultdict(set)
        self._covers: dict[tuple[Form, Form], bool] = {}
        for at, each in heads.items():
            for form in {head.form for head in each if counts[head.form, head.label] > 1}:
                self.lines[form].append(at)
            for head in each:
                self._all[head.form].add(at)

    def covers(self, longer: Form, form: Form) -> bool:
        """Whether the lines of one form have labels of the longer one, too, from its first on."""
        if longer == form:
            return True
        if (longer, form) not in self._covers:
            longest = self.lines.get(longer, [])
            below = sum(at >= longest[0] for at in self.lines[form]) if longest else 0
            self._covers[longer, form] = 0 < _MIN_SHARE * below <= len(longest)
        return self._covers[longer, form]

    def ends(self, longer: Form, form: Form) -> bool:
        """Whether nearly every line of one form goes on to one sign, whatever is before it."""
        if longer.separator not in ("colon", "dash") or longer.separator == form.separator:
            return False
        own = self._all[form]
        return len(own) >= _MIN_TURNS and len(own & self._all[longer]) >= _MIN_ENDED * len(own)


def _is_spoken(lines: Sequence[Line], at: int, head: LineHead, shape: Shape) -> bool:
    """Whether a sentence follows a label on its line, or on the next under no more than a name."""
    rest = lines[at].text[head.end :].strip()
    if not rest or len(rest) >= _MIN_OWN_LENGTH or _SAID.search(rest) or shape.wraps(lines[at]):
        return True
    below = (line.text for line in lines[at + 1 : at + 3] if line.text.strip())
    return _SAID.search(next(below, "")) is not None


def _whole(
    heads: Sequence[LineHead],
    below: Sequence[LineHead],
    counts: Mapping[tuple[Form, str], int],
    reach: _Reach,
    goes_on: Mapping[tuple[Form, str], int],
    all_times: Mapping[tuple[Form, str], int],
) -> LineHead:
    """The label up to where what follows begins to vary; the first one where none recurs.

    `below` are those of the next line: where it begins with a label of the same form, the rest
    of this line is said (議長　町長。).
    """
    best = heads[0]
    for longer in heads[1:]:
        times = counts[longer.form, longer.label]
        ends = longer.form.separator in ("line", "stop")
        if ends and any(
            counts[each.form, each.label] > 1 and each.form == best.form for each in below
        ):
            break
        if not reach.covers(longer.form, best.form):
            # 事務局　費用：…, where others have no colon
            continue
        if reach.ends(longer.form, best.form) or (
            times > 1
            and goes_on[best.form, best.label] >= _MIN_SHARE * all_times[best.form, best.label]
        ):
            best = longer
    return best


def _places(lines: Sequence[Line], whole: Mapping[int, LineHead], shape: Shape) -> list[_Place]:
    """Each label with its words: the rest of its line, and the lines up to the next of its form."""
    following: dict[Form, int] = {}
    places: list[_Place] = []
    for at in sorted(whole, reverse=True):
        head = whole[at]
        end = min(following.get(head.form, len(lines)), at + _MAX_LINES_TO_SENTENCE)
        below = "\n".join(line.text for line in lines[at + 1 : end])
        places.append(_Place(at, head, lines[at].text, below, shape.wraps(lines[at])))
        following[head.form] = at
    return places[::-1]


def _run_together(lines: Sequence[Line], shape: Shape) -> _Possible:
    """The labels that nothing separates from the words, in a text that has no others."""
    possible = {
        at: [head for head in find_run_together(line.text, _is_holder) if _may_speak(head)]
        for at, line in enumerate(lines)
    }
    times = Counter((head.form, head.label) for each in possible.values() for head in each)
    heads: dict[int, tuple[LineHead, ...]] = {
        at: (max(each, key=lambda head: times[head.form, head.label]),)
        for at, each in possible.items()
        if each
    }
    counts = Counter((head.form, head.label) for head, *_ in heads.values())
    places = _places(lines, {at: head for at, (head, *_) in heads.items()}, shape)
    return _Possible(heads, counts, places)


@lru_cache(maxsize=8192)
def _is_holder(label: str) -> bool:
    found = read_mark(usual_shapes(label))
    if found is None or found.speaker.role is None:
        return False
    return not label.startswith(_OFFICE) or label == _OFFICE or label.endswith(("長", "員", "）"))


def _text_before(
    lines: Sequence[Line],
    places: Sequence[_Place],
    counts: Mapping[tuple[Form, str], int],
) -> str:
    """What is printed before anything is said: titles, rosters."""
    often = (
        place.at for place in places if place.said and counts[place.head.form, place.head.label] > 1
    )
    return "\n".join(line.text for line in lines[: next(often, len(lines))])


def _forms(
    places: Sequence[_Place], counts: Mapping[tuple[Form, str], int], people: _People
) -> list[Form]:
    """The forms that mark speakers, the one with most labels first."""
    by_form: dict[Form, list[_Place]] = defaultdict(list)
    whole: dict[Form, list[_Place]] = defaultdict(list)
    for place in places:
        whole[place.head.form].append(place)
        if counts[place.head.form, place.head.label] > 1 or place.head in people:
            by_form[place.head.form].append(place)
    found = [
        form
        for form, each in by_form.items()
        if _is_system(each, whole[form], people) or _answers(whole[form])
    ]
    found.sort(key=lambda form: -len(by_form[form]))
    # Beside the marks of a text, 費用：…, 期間：… are parts of what is said.
    return [form for form in found if form == found[0] or _are_people(by_form[form], people)]


def _are_people(places: Sequence[_Place], people: _People) -> bool:
    return 2 * sum(place.head in people for place in places) >= len(places)


def _is_system(places: Sequence[_Place], every: Sequence[_Place], people: _People) -> bool:
    """Whether the labels of one form are those of speakers: those that recur, among `every` one."""
    said = [place for place in places if place.said]
    if said:
        # The roster above may be set as the turns are.
        places = [place for place in places if place.at >= said[0].at]
    labels = Counter(place.head.label for place in said)
    if len(said) < _MIN_TURNS or len(labels) < 2 or 3 * (len(places) - len(said)) > len(said):
        return False
    if max(labels.values()) < 2:
        return False
    subjects = sum(_SUBJECT.match(place.words) is not None for place in said)
    asks = any(place.said and _ASKS.search(place.words) for place in every)
    polite = sum(_POLITE.search(place.words) is not None for place in said)
    if 3 * subjects > len(said):
        return False
    if _are_people(said, people):
        return True
    persons = any(place.head in people for place in said)
    return asks and (persons or 2 * polite >= len(said))


def _answers(places: Sequence[_Place]) -> bool:
    """Whether a bracketed label answers others more than once, and never asks itself."""
    said = [place for place in places if place.said]
    if len(said) < _MIN_TURNS or said[0].head.form.separator != "bracket":
        return False
    asking = [_ASKS.search(place.words) is not None for place in said]
    asked = {place.head.label for place, asks in zip(said, asking, strict=True) if asks}
    turns = zip(pairwise(said), asking, strict=False)
    answers = Counter(after.head.label for (before, after), asks in turns if asks)
    return any(times > 1 and label not in asked for label, times in answers.items())


class _People:
    """Who is somebody by other evidence than recurrence: an office, the roster, the text above."""

    def __init__(self, known: Collection[str], before: str) -> None:
        self.known = known
        self.before = usual_shapes(before)
        self._is: dict[tuple[Form, str], bool] = {}

    def __contains__(self, head: LineHead) -> bool:
        key = (head.form, head.label)
        if key not in self._is:
            self._is[key] = self._names(head)
        return self._is[key]

    def _names(self, head: LineHead) -> bool:
        label = usual_shapes(head.label)
        if _is_holder(label) or name_key(label) in self.known:
            return True
        if read_spaced(head.mark.text):
            return True
        bare = _IN_PARENS.sub("", label)
        inside = "".join(found[0][1:-1] for found in _IN_PARENS.finditer(label))
        if inside and (role_of_title(inside) or role_of_title(bare)):
            return True
        spread = r"[ 　]*".join(map(re.escape, bare))
        if not bare:
            return False
        places = [_LISTED] if head.form.separator in ("line", "stop") else [_LISTED, _ALONE]
        return any(re.search(place.format(spread), self.before, re.M) for place in places)


def _members(
    form: Form,
    places: Sequence[_Place],
    heads: Mapping[int, Sequence[LineHead]],
    counts: Mapping[tuple[Form, str], int],
    people: _People,
) -> list[_Place]:
    """The labels of a form: those that recur, and those printed once that are like them."""
    own = [place for place in places if any(head.form == form for head in heads[place.at])]
    often = [
        place
        for place in own
        if place.head.form == form
        and counts[form, place.head.label] > 1
        and place.said
        and not _goes_on(place.head, heads[place.at])
    ]
    models = [place.head for place in often]
    taken = {place.at for place in often}
    ordered = sorted(taken)
    found = list(often)
    first = min(taken, default=0)
    for place in own:
        head = None if place.at in taken else _once(form, heads[place.at], models, people)
        # The roster above may be set as the turns are.
        if head is None:
            continue
        after = bisect_right(ordered, place.at)
        again = place.up_to(ordered[after] if after < len(ordered) else None, head)
        if again.said or (place.at > first and counts[form, head.label] > 1):
            found.append(again)
    return found


def _goes_on(head: LineHead, heads: Sequence[LineHead]) -> bool:
    """Whether an office that several hold is printed before a name that is printed once."""
    longer = [each for each in heads if each.form == head.form and each.words > head.words]
    return bool(longer) and read_spaced(longer[0].mark.text) is not None


def _once(
    form: Form, heads: Sequence[LineHead], models: Sequence[LineHead], people: _People
) -> LineHead | None:
    """The label printed once that is like those that recur; null where none is."""
    words = {head.words for head in models}
    columns = Counter(head.column for head in models)
    own = [
        head
        for head in heads
        if head.form == form
        and (head.words <= max(words, default=1) or _is_holder(usual_shapes(head.label)))
    ]
    if named := [head for head in own if head in people]:
        # 町長　潮見望　, where others are printed with both
        return own[-1] if own[-1].words in words and own[-1].words > 1 else named[-1]
    for head in reversed(own):
        if head.words in words and _is_like(head, models, columns):
            return head
    return None


def _is_like(head: LineHead, models: Sequence[LineHead], columns: Counter[int]) -> bool:
    """Whether a label that no word is known of is set as the others are."""
    if not _WORDS_OF_ONE.match(head.label) or is_heading(head.label) or names_nobody(head.label):
        return False
    longest = max(len(model.label) for model in models)
    if len(head.label) > longest + 2:
        return False
    if "（" not in head.label and all("（" in model.label for model in models):
        return False
    endings = {model.label[-1] for model in models}
    if head.label[-1] in endings:
        return True
    if head.form.sign or head.form.separator in ("bracket", "colon", "dash"):
        return True
    column, times = columns.most_common(1)[0]
    return head.column == column and 2 * times > len(models)
