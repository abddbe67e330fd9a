"""A word of a query, analyzed; and which of the forms found for it the person wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.analysis.normalization.search_text import search_form, search_text
from index.analysis.number_writings import is_counted, number_bounds, number_writings
from index.analysis.tokens import text_key
from index.analysis.writings import writings
from index.engines.whoosh.matching.kana_words import (
    KanaWord,
    KanjiOf,
    key_of_word,
    no_kanji,
    read_kana_word,
)
from index.query import SearchRequest
from index.results import LEFT_OUT, FormBasis

# A prefix that turns a word into its opposite where both are one word of the dictionary or
# lexicon: another person (被保護者). A negated word (不採択, 非公開) is about the same thing,
# and who searches for the word wants to see it.
_OPPOSITE_PREFIXES = "被"
# The words that are searched for beside the word itself, unless a request is without synonyms.
OTHER_WORDS: tuple[FormBasis, ...] = ("official", "synonym")
# A word of more tokens is searched for as a string only.
_MAX_PHRASE_TOKENS = 12


@dataclass(frozen=True, slots=True)
class Writing:
    """A writing of a word, found as a string too.

    `kana` says which longer words have it. It is found where a token begins or ends at each of its
    `bounds`.
    """

    text: str
    kana: KanaWord | None = None
    bounds: tuple[int, ...] = ()

    @property
    def form(self) -> str:
        return search_form(self.text)


@dataclass(frozen=True, slots=True)
class WordQuery:
    """A word of a query, analyzed; an exact string has no keys.

    `writings` are the word itself and how else it is written (霞ヶ関 of 霞が関): each is found as
    the word is. Of all of them, `keys` are the keys of single tokens that are the whole word,
    `phrases` the keys of their tokens where they have several; `printed` are the folded forms of
    the word's own tokens, whose keys are the first phrase. `is_noun` is false for words that may
    be inflected. `opposites` are the prefixes that turn it into its opposite, `synonyms` the words
    that mean the same; of each of those, `basis` says which it is of `OTHER_WORDS`.
    """

    text: str
    keys: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    printed: tuple[str, ...] = ()
    writings: tuple[Writing, ...] = ()
    is_noun: bool = False
    opposites: str = ""
    synonyms: tuple[WordQuery, ...] = ()
    basis: FormBasis = "spelling"

    @property
    def form(self) -> str:
        """The form of the word itself: its search text, folded."""
        return search_form(self.text)

    @property
    def exact(self) -> bool:
        """Whether it is an exact string."""
        return not self.keys


def exact_string(text: str) -> WordQuery:
    """A string that is found wherever its characters are."""
    return WordQuery(text, writings=(Writing(text),))


def read_word_query(text: str, analyzer: Analyzer, kanji: KanjiOf = no_kanji) -> WordQuery:
    """Analyze a word of a query just as the minutes were analyzed.

    `kanji` gives the kanji that are read as a word in kana is: 崖 for がけ.
    """
    word, kana = _read(text, analyzer), read_kana_word(text, analyzer, kanji)
    others = [*writings(text), *_in_other_kana(text, kana, analyzer)]
    every = [
        replace(word, writings=(Writing(text, kana, _bounds(word, analyzer)),)),
        *(_read(each, analyzer, kana=read_kana_word(each, analyzer)) for each in others),
        *_in_other_numerals(word, analyzer),
    ]
    found = {writing.form: writing for each in reversed(every) for writing in each.writings}
    return replace(
        word,
        keys=tuple(sorted({key for each in every for key in each.keys})),
        phrases=tuple(dict.fromkeys(phrase for each in every for phrase in each.phrases)),
        writings=tuple(reversed(found.values())),
        # Of one character it makes another word (被害), of a word the opposite.
        opposites="".join(
            each
            for each in _OPPOSITE_PREFIXES
            if len(text) > 1 and analyzer.is_one_word(each + text)
        ),
    )


def _in_other_kana(text: str, kana: KanaWord | None, analyzer: Analyzer) -> Iterator[str]:
    """A word in kana as it is written otherwise, in short kana, which may be in others by chance.

    That is without a long mark at its end, in the other kana, or in kanji.
    """
    for form in (text.removesuffix("ー"), kana.in_other_kana if kana else ""):
        other = read_kana_word(form, analyzer) if form not in ("", text) else None
        if other and other.key == (kana.key if kana else key_of_word(text, analyzer)):
            yield form
    yield from kana.writing if kana else ()


def _bounds(word: WordQuery, analyzer: Analyzer) -> tuple[int, ...]:
    """The bounds of a number with what it counts, as it is typed; an idiom has none."""
    if not is_counted(word.printed) or analyzer.is_idiom(word.form):
        return ()
    return number_bounds(word.printed)


def _in_other_numerals(word: WordQuery, analyzer: Analyzer) -> Iterator[WordQuery]:
    """A word with its numbers in digits and in kanji, each analyzed.

    In kanji it may be another word too (一連): then it is found only where it is a number.
    """
    if not word.printed:
        # As an idiom is typed, it is found as a number where that is all there is.
        if digits := analyzer.in_digits(word.form):
            yield replace(_read(digits, analyzer), writings=())
        return
    for text, bounds in number_writings(word.printed, word.phrases[0]):
        read = _read(text, analyzer, bounds=bounds)
        is_idiom = bool(bounds) and analyzer.is_idiom(text)
        yield replace(read, keys=(), phrases=()) if is_idiom else read


def _read(
    text: str, analyzer: Analyzer, *, kana: KanaWord | None = None, bounds: tuple[int, ...] = ()
) -> WordQuery:
    """One writing of a word, analyzed."""
    analysis = analyzer.analyze(text)
    tokens = analysis.tokens
    whole = [each for each in analysis.compounds if (each.start, each.end) == (0, len(tokens))]
    # The stem of a verb is searched for as the noun (取締り), not as 取り締まった.
    nouns = [each for each in whole if each.noun]
    is_phrase = (
        1 < len(tokens) <= _MAX_PHRASE_TOKENS and all(each.key for each in tokens) and not nouns
    )
    phrase = tuple(token.key for token in tokens) if is_phrase else ()
    printed = tuple(fold(token.form) for token in tokens) if is_phrase else ()
    own = text_key(search_text(text).text)
    if not whole and is_counted(printed) and not analyzer.is_idiom(own):
        # As one word it may be another: 五月 is printed さつき.
        own = "".join(phrase)
    keys = {own} | {each.token.key for each in nouns or whole}
    if len(tokens) == 1 and not nouns:
        keys.add(tokens[0].key)
    return WordQuery(
        text,
        keys=tuple(sorted(keys - {""})),
        phrases=(phrase,) if is_phrase else (),
        printed=printed,
        writings=(Writing(text, kana, bounds),),
        is_noun=bool(nouns) or analyzer.is_noun(text),
    )


@dataclass(frozen=True, slots=True)
class FormSelection:
    """The forms (folded) a request excludes or includes, and whether it wants synonyms.

    The opposite of a word (被保護者 of 保護者), and what has its characters by chance (15人 of
    5人), are excluded unless they are included by name; every other form is included unless it
    is excluded by name.
    """

    without: frozenset[str] = frozenset()
    including: frozenset[str] = frozenset()
    synonyms: bool = True

    @classmethod
    def of(cls, request: SearchRequest) -> FormSelection:
        return cls(
            frozenset(map(search_form, request.without)),
            frozenset(map(search_form, request.including)),
            request.synonyms,
        )

    def takes(self, form: str, basis: FormBasis) -> bool:
        """Whether occurrences of this form (folded) are wanted."""
        if form in self.without:
            return False
        if basis in LEFT_OUT:
            return form in self.including
        return self.synonyms or basis not in OTHER_WORDS

    def asks_for_form(self, basis: FormBasis) -> bool:
        """Whether the form decides if an occurrence is wanted; else all are."""
        return bool(self.without) or basis in (*LEFT_OUT, *OTHER_WORDS)


# The selection of a request that excludes and includes nothing.
DEFAULT_SELECTION = FormSelection()
