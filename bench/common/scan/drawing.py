"""Members and conjunctions drawn at random from the minutes; the same seed draws the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import NamedTuple

import numpy as np
from sudachipy import Morpheme

from common.scan.conjunction import Conjunction
from common.scan.members import (
    Between,
    Character,
    Contains,
    Counted,
    Field,
    Hits,
    Kana,
    Member,
    Phrase,
    String,
    Term,
    Word,
    is_kana,
    is_quotable,
)
from common.scan.minutes import Lines, Minutes
from common.scan.numerals import MAX_IN_KANJI, in_kanji, numbers
from common.scan.tokens import is_other_word, tokenizer
from index.fields import FIELDS

COMMON = 50_000
"""A member is common that so many utterances have: in a whole city, or their share of it."""
_CITY = 470_924

_MAX_WORDS_IN_COMPOUND = 3
_WORD = re.compile("[一-鿿々ァ-ヴーa-z]{2,}|[一-鿿々]+[ぁ-ん]+")
_NUMERAL = re.compile("[0-9〇一二三四五六七八九十百千万億兆]")
_KANJI = re.compile("[一-鿿]")
# A kanji or two and a long ending, up to a punctuation mark.
_POLITE = re.compile("[おご]?[一-鿿]{1,4}[ぁ-ん]{5,16}(?=[。、」])")
_MAX_STRING = 12
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_MAX_TRIES = 50
_MAX_KANA_PLACES = 20_000


class Shares(NamedTuple):
    """How many of a hundred members are of each kind."""

    word: int = 22
    phrase: int = 18
    string: int = 20
    character: int = 9
    counted: int = 15
    kana: int = 6
    field: int = 10


class MemberDrawing:
    """Draws members, from places each equally likely."""

    def __init__(self, minutes: Minutes, random: Random) -> None:
        self._minutes = minutes
        self._text = minutes.texts.plain.text
        self._random = random
        self._kinds: dict[str, Callable[[str], Member | None]] = {
            "word": self._word,
            "phrase": lambda text: _term(Phrase, self._match(_POLITE, text)),
            "string": self._string,
            "character": self._character,
            "counted": self._counted,
            "kana": self._kana,
            "field": self._field,
        }

    def members(self, count: int) -> Iterator[Member]:
        """Different members, `count` or a few less."""
        kinds, shares = zip(*Shares()._asdict().items(), strict=True)
        drawn: dict[Member, None] = {}
        for kind in self._random.choices(kinds, shares, k=count):
            tried = (self._kinds[kind](self._paragraph()) for _ in range(_MAX_TRIES))
            member = next((each for each in tried if each and each not in drawn), None)
            if member is not None:
                drawn[member] = None
                yield member

    def _paragraph(self) -> str:
        return self._minutes.paragraph(self._random.randrange(len(self._text) - 1))

    def _match(self, pattern: re.Pattern[str], text: str) -> str | None:
        found = [match.group() for match in pattern.finditer(text)]
        return self._random.choice(found) if found else None

    def _tokens(self, paragraph: str) -> list[Morpheme]:
        sentences = [each for each in re.findall("[^。]+。?", paragraph) if len(each) < 1000]
        return list(tokenizer().tokenize(self._random.choice(sentences))) if sentences else []

    def _word(self, paragraph: str) -> Member | None:
        """A noun or a compound of a few, a verb or an adjective."""
        tokens = self._tokens(paragraph)
        nouns = [token.part_of_speech()[0] == "名詞" for token in tokens]
        at = self._random.randrange(len(tokens)) if tokens else 0
        end = at + 1
        while end < len(tokens) and nouns[at] and nouns[end] and self._random.random() < 0.4:
            end += 1
        text = "".join(token.surface() for token in tokens[at:end][:_MAX_WORDS_IN_COMPOUND])
        is_word = _WORD.fullmatch(text) and not _NUMERAL.search(text) and not is_kana(text)
        return Word(text) if is_word else None

    def _kana(self, paragraph: str) -> Member | None:
        words = [
            token.surface()
            for token in self._tokens(paragraph)
            if token.part_of_speech()[:2] in (("名詞", "普通名詞"), ("副詞", "*"))
        ]
        words = [word for word in words if len(word) > 1 and is_kana(word)]
        word = self._random.choice(words) if words else ""
        # Each place is looked at.
        is_rare = 0 < self._text.count(word) < _MAX_KANA_PLACES if word else False
        return Kana(word) if is_rare else None

    def _character(self, paragraph: str) -> Member | None:
        char = self._match(_KANJI, paragraph)
        return Character(char) if char and not _NUMERAL.match(char) else None

    def _counted(self, paragraph: str) -> Member | None:
        """A number with what it counts, as SudachiPy reads them."""
        tokens = self._tokens(paragraph)
        for number, counter in pairwise(tokens):
            is_counter = counter.part_of_speech()[2] in ("助数詞", "助数詞可能")
            if number.part_of_speech()[1] == "数詞" and is_counter and self._random.random() < 0.5:
                return self._with_number(number.surface(), counter.surface())
        return None

    def _with_number(self, number: str, counter: str) -> Member | None:
        """In digits or in kanji, unless these are a word of their own: 一番, 十分に."""
        text = number + counter
        if number.isdecimal() and 0 < int(number) < MAX_IN_KANJI:
            kanji = in_kanji(int(number)) + counter
            if is_other_word(kanji):
                return None
            text = self._random.choice((text, kanji))
        return Counted(self._in_some_width(text)) if len(list(numbers(number))) == 1 else None

    def _string(self, paragraph: str) -> Member | None:
        polite = self._random.random() < 0.3 and self._match(_POLITE, paragraph)
        start = self._random.randrange(max(1, len(paragraph)))
        text = polite or paragraph[start : start + self._random.randint(1, _MAX_STRING)]
        text = self._in_some_width(text)
        return String(text) if text and is_quotable(text) else None

    def _in_some_width(self, text: str) -> str:
        return text.translate(_WIDE) if self._random.random() < 0.5 else text

    def _field(self, _: str) -> Member | None:
        draw = self._random.choice((self._speaker, self._speaker, self._role, self._years))
        return self._random.choice((draw, self._committee))()

    def _value(self, column: str) -> str:
        value = self._random.choice(self._minutes.columns[column].values)
        return value.partition("\n")[0]

    def _speaker(self) -> Member | None:
        value = self._value("speaker")
        name = value.removesuffix("君") if self._random.random() < 0.5 else value[:2]
        plain = re.fullmatch("[一-鿿々ぁ-ん]{2,8}", name)
        # An office behind a name is also found before it: only names are asked for.
        is_office = re.search("長|委員|議員|員|者|人|監|参事|主幹|主査", name)
        if not plain or is_office:
            return None
        return Field(f"発言者:{name}", "speaker", Contains(name))

    def _role(self) -> Member:
        value = self._random.choice(("chair", "member", "official"))
        typed = self._random.choice(FIELDS["role"].choices[value].typed)
        return Field(f"役割:{typed}", "role", Between(value, value))

    def _years(self) -> Member | None:
        years = sorted({value[:4] for value in self._minutes.columns["date"].values if value})
        first, last = sorted(self._random.choices(years, k=2))
        text = first if first == last else f"{first}..{last}"
        return Field(f"期間:{text}", "date", Between(first, f"{last}-99"))

    def _committee(self) -> Member | None:
        name = self._value("committee")
        return Field(f"委員会:{name}", "committee", Contains(name)) if name else None


def _term(kind: Callable[[str], Term], text: str | None) -> Term | None:
    return None if text is None or _NUMERAL.search(text) else kind(text)


class ConjunctionDrawing:
    """Draws conjunctions of members whose hits are known."""

    def __init__(self, minutes: Minutes, hits: Mapping[Member, Hits], random: Random) -> None:
        self._minutes = minutes
        self._random = random
        self._hits = {member: each for member, each in hits.items() if len(each.lines)}
        self._members = list(self._hits)
        least = COMMON * len(minutes.ids) / _CITY
        self._common = [each for each in self._members if len(self._hits[each].lines) > least]

    def is_common(self, conjunction: Conjunction) -> bool:
        return not set(self._common).isdisjoint(conjunction.members)

    def conjunctions(self, count: int) -> Iterator[Conjunction]:
        """`count` conjunctions, two fifths with a common member.

        In half of them the members are those of one exchange.
        """
        for number in range(count):
            pool = self._common if number % 5 < 2 and self._common else self._members
            members = [self._random.choice(pool)]
            others = self._others(members[0]) if number % 2 else self._members
            size = self._random.randint(2, 4)
            while len(members) < size:
                other = self._random.choice(others)
                if other not in members:
                    members.append(other)
            self._random.shuffle(members)
            yield self._conjunction(members)

    def _others(self, first: Member) -> Sequence[Member]:
        """Members that one exchange of the first one has."""
        exchange_of = self._minutes.exchange_of
        line = self._random.choice(self._hits[first].lines)
        near = np.flatnonzero(exchange_of == exchange_of[line])
        sample = self._random.sample(self._members, min(len(self._members), 400))
        having = [each for each in sample if _has_any(self._hits[each].lines, near)]
        return having if len(having) > 4 else self._members

    def _conjunction(self, members: Sequence[Member]) -> Conjunction:
        negated = [self._random.random() < 0.15 for _ in members]
        negated[0] &= not all(negated)
        between = self._random.choices((" ", "\u3000", " AND "), (80, 10, 10))[0]
        # Single characters beside each other may be one word, typed letter by letter.
        if sum(isinstance(member, Character) for member in members) > 1:
            between = " AND "
        if between == " AND ":
            negated = [False] * len(members)
        return Conjunction(tuple(members), tuple(negated), between)


def _has_any(lines: Lines, few: Lines) -> bool:
    """Whether any of a few numbers is among many; both ascend."""
    following = np.minimum(np.searchsorted(lines, few), len(lines) - 1)
    return bool((lines[following] == few).any())
