"""A morpheme of Sudachi's → a word with its tokens, keys and terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from threading import Lock
from typing import NamedTuple, TypeVar

from sudachipy import Dictionary, Morpheme, SplitMode

from index.analysis.lexicon import Lexicon, Row
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.number_words import divide_again, word_part
from index.analysis.numbers import leading_number, number_key
from index.analysis.tokens import (
    CompoundToken,
    DictionaryWord,
    Token,
    concatenate,
    make_token,
    term_key,
    text_key,
)

Key = TypeVar("Key", str, tuple[int, str])
Source = TypeVar("Source")
Made = TypeVar("Made")

# A token's length is stored in one byte.
_MAX_TOKEN_LENGTH = 255
# Each cache is emptied when it has as many words; the minutes of a city have fewer.
MAX_CACHED_WORDS = 500_000
# Longer words are hardly met again, and take much memory.
_MAX_CACHED_LENGTH = 64
_TERMLESS = frozenset({"補助記号", "空白"})
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "代名詞"})
_MIN_SYNONYM_LENGTH = 2
# In names variants of one character; elsewhere two (一斉 is not 一斎).
_IN_NAMES = str.maketrans("斉", "斎")

# A number of which no counter makes a word of the dictionary.
_ANY_NUMBER = "35"
_COUNTERS = frozenset({"助数詞", "助数詞可能"})
# Sudachi has these as suffixes of any noun.
_COUNTING_SUFFIXES = frozenset("人位者級区室口軒")
# With 一 these are mostly other words (一切, 一貫, 一体), and so are verbal nouns (一巡).
_IDIOMATIC = frozenset("切貫連端元葉体")
_VERBAL = frozenset({"サ変可能", "形状詞可能", "サ変形状詞可能"})
# Other places and people are named 三条, 千歳, 三重.
_COUNTED_IN_NAMES = frozenset({"丁目", *"人日丁種番号区本基件校台枚個回階名冊点"})
_WAVES = frozenset("~～〜∼∿〰")

# 切り替え(ます) is printed as the noun is; 切り替え(ない) too, but not 取り締まら(ない).
_STEM, _ICHIDAN_STEM = "連用形-一般", "未然形-一般"
_GODAN_STEMS = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_KANJI = re.compile("[一-鿿々]")
_KANA = re.compile("[ぁ-ん]")
_HIRAGANA = re.compile("[ぁ-ん]+")
# A stem of one kanji (思い, 行い) is a common word of its own.
_MIN_STEM_KANJI = 2


class _Follows(NamedTuple):
    """What follows a number, None if it is part of it, and whether it begins with a counter."""

    word: DictionaryWord | None
    is_counter: bool


class MorphemeAnalyzer:
    """Divides the words of one opened dictionary into tokens; safe for many threads.

    It keeps up to `max_cached` of the words it has divided.
    """

    def __init__(
        self, dictionary: Dictionary, lexicon: Lexicon, max_cached: int = MAX_CACHED_WORDS
    ) -> None:
        self.dictionary = dictionary
        self._lexicon = lexicon
        self._max_cached = max_cached
        self._lock = Lock()
        self._tokenizer = dictionary.tokenizer(mode=SplitMode.A)
        self._words: dict[tuple[int, str], DictionaryWord] = {}
        self._units: dict[tuple[int, str], DictionaryWord] = {}
        self._following: dict[str, _Follows] = {}

    def word(self, morpheme: Morpheme) -> DictionaryWord:
        """The word of a morpheme of mode C."""
        return self._cached(self._words, _name(morpheme), self._make_word, morpheme)

    def _cached(
        self,
        cache: dict[Key, Made],
        key: Key,
        make: Callable[[Source], Made],
        source: Source,
    ) -> Made:
        """What `make` makes of its source, once for each key."""
        made = cache.get(key)
        if made is None:
            made = make(source)
            if len(key if isinstance(key, str) else key[1]) <= _MAX_CACHED_LENGTH:
                if len(cache) >= self._max_cached:
                    cache.clear()
                cache[key] = made
        return made

    def is_undivided(self, text: str) -> bool:
        """True if a text is one word of the dictionary, and one token."""
        morphemes = self._tokenize(text)
        if len(morphemes) != 1 or morphemes[0].is_oov():
            return False
        row = self._row(morphemes[0])
        return row is None or len(row.split) == 1

    def _tokenize(self, text: str, mode: SplitMode = SplitMode.A) -> list[Morpheme]:
        with self._lock:
            return list(self._tokenizer.tokenize(text, mode=mode))

    def _make_word(self, morpheme: Morpheme) -> DictionaryWord:
        row = self._row(morpheme)
        word = self._lexicon_word(morpheme, row) if row else self._dictionary_word(morpheme)
        divided = bool(word.tokens and number_key(word.tokens[0].form))
        return word._replace(part=word_part(morpheme.surface(), divided, self.counter))

    def _dictionary_word(self, morpheme: Morpheme) -> DictionaryWord:
        form = morpheme.surface()
        parts = morpheme.split(SplitMode.A, add_single=False)
        tokens, compounds = concatenate(map(self._unit, parts if len(parts) else [morpheme]))
        if len(parts):
            token = make_token(form, self._key(morpheme))
            compounds.append(CompoundToken(0, len(tokens), token))
        noun = self._noun(morpheme)
        if noun is not None:
            compounds.append(CompoundToken(0, len(tokens), noun, noun=True))
        return DictionaryWord(tuple(tokens), tuple(compounds), self._group(morpheme))

    def divide_again(self, words: Sequence[DictionaryWord]) -> DictionaryWord | None:
        """Words in `number_spans` as a number and its counter, or None if they are none."""
        return divide_again(words, self.counter)

    def is_idiom(self, text: str) -> bool:
        """True if a number in kanji with what it counts may be another word of the dictionary."""
        undivided = [
            each for each in self.dictionary.lookup(text) if len(self.word(each).tokens) == 1
        ]
        is_common = any(each.part_of_speech()[1] != "固有名詞" for each in undivided)
        return is_common or (bool(undivided) and len(self._tokenize(text)) == 1)

    def counter(self, text: str) -> DictionaryWord | None:
        """A text after a number, if it is or begins with a counter."""
        follows = self._after_number(text)
        return follows.word if follows.is_counter else None

    def _after_number(self, text: str) -> _Follows:
        """A text as it is divided after a number."""
        return self._cached(self._following, text, self._read_after_number, text)

    def _read_after_number(self, text: str) -> _Follows:
        found = self._tokenize(_ANY_NUMBER + text, SplitMode.C)
        if len(found) < 2 or found[0].surface() != _ANY_NUMBER:
            return _Follows(None, False)
        tokens, compounds = concatenate(map(self.word, found[1:]))
        return _Follows(DictionaryWord(tuple(tokens), tuple(compounds)), _is_counter(found[1]))

    def _group(self, morpheme: Morpheme) -> int:
        """The `DictionaryWord.group` of a noun that is in one group only, or 0."""
        groups, surface = morpheme.synonym_group_ids(), morpheme.surface()
        if len(groups) != 1 or len(surface) < _MIN_SYNONYM_LENGTH:
            return 0
        classes = morpheme.part_of_speech()
        if classes[0] != "名詞" or nfkc_casefold(surface) in self._lexicon.rows:
            return 0
        return int(groups[0]) if classes[2] == "一般" else -int(groups[0])

    def _key(self, morpheme: Morpheme) -> str:
        # Sudachi may choose its own word of the same surface form (だいぶ as 大分).
        row = self._row(morpheme) or self._lexicon.rows.get(nfkc_casefold(morpheme.surface()))
        key = term_key(row.normalized if row else morpheme.normalized_form())
        if row is None and _is_respelled(morpheme):
            key = term_key(morpheme.surface())
        if morpheme.part_of_speech()[2] == "人名":
            key = key.translate(_IN_NAMES)
        return key

    def _noun(self, morpheme: Morpheme) -> Token | None:
        """The noun that a morpheme is (切り替え), if it is the stem of a verb."""
        word_class, *_, conjugation, inflection = morpheme.part_of_speech()
        is_stem = inflection == _STEM or (inflection == _ICHIDAN_STEM and "一段" in conjugation)
        if word_class != "動詞" or not is_stem:
            return None
        noun = stem_noun(morpheme.normalized_form(), morpheme.dictionary_form(), conjugation)
        if noun is None:
            return None
        found = self._tokenize(noun, SplitMode.C)
        known = len(found) == 1 and found[0].part_of_speech()[0] == "名詞"
        return make_token(morpheme.surface(), self._key(found[0]) if known else term_key(noun))

    def _row(self, morpheme: Morpheme) -> Row | None:
        """The lexicon's row of a morpheme, if it is a word of the lexicon."""
        # Dictionary 0 is Sudachi's own; it numbers words that it does not know below that.
        if morpheme.dictionary_id() < 1:
            return None
        return self._lexicon.rows.get(morpheme.normalized_form())

    def _lexicon_word(self, morpheme: Morpheme, row: Row) -> DictionaryWord:
        form = morpheme.surface()
        whole = make_token(form, term_key(row.normalized))
        # If a width changes the number of characters, the split does not fit.
        if len(row.split) == 1 or len(form) != len(row.surface):
            return DictionaryWord((whole,))
        ends = accumulate(map(len, row.split), initial=0)
        parts = (self._part(form[start:end]) for start, end in pairwise(ends))
        tokens, compounds = concatenate(parts)
        compounds.append(CompoundToken(0, len(tokens), whole))
        return DictionaryWord(tuple(tokens), tuple(compounds))

    def _part(self, form: str) -> DictionaryWord:
        """A part of a word of the lexicon: what it is by itself, or one token."""
        morphemes = self._tokenize(form)
        if len(morphemes) == 1:
            return self._unit(morphemes[0])
        return DictionaryWord((make_token(form, term_key(form)),))

    def _unit(self, morpheme: Morpheme) -> DictionaryWord:
        """A morpheme of mode A, which many words share: one token, or a number and a counter."""
        return self._cached(self._units, _name(morpheme), self._make_unit, morpheme)

    def _make_unit(self, morpheme: Morpheme) -> DictionaryWord:
        form, (word_class, *classes) = morpheme.surface(), morpheme.part_of_speech()
        key = self._key(morpheme)
        # A morpheme may be a part of a character (㌖).
        if form and word_class == "名詞" and _is_number(form, classes):
            # ご is more often a misprint or a prefix than 五.
            if _HIRAGANA.fullmatch(form):
                return DictionaryWord((make_token(form, form),))
            if number := number_key(form) or number_key(morpheme.normalized_form()):
                return DictionaryWord((make_token(form, number),))
        if tokens := self._divided(form, word_class, classes):
            # Sudachi writes some as other words: 三十日 as 晦日.
            whole = make_token(form, key if leading_number(key) else text_key(form))
            return DictionaryWord(tokens, (CompoundToken(0, len(tokens), whole),))
        if form in _WAVES:
            # From 13時～15時 no number is left out.
            key = "~"
        elif word_class in _TERMLESS:
            # Sudachi takes some letters for symbols: rare kanji (𠮷), and characters that
            # fold to letters (㉮, ℡). They are searched for as letters.
            folded = fold(form), nfkc_casefold(form)
            key = term_key(form) if form.isalnum() or any(map(str.isalnum, folded)) else ""
        starts = range(0, len(form), _MAX_TOKEN_LENGTH)
        pieces = (form[start : start + _MAX_TOKEN_LENGTH] for start in starts)
        content = word_class in _CONTENT
        return DictionaryWord(
            tuple(make_token(piece, key)._replace(content=content) for piece in pieces)
        )

    def _divided(self, form: str, word_class: str, classes: Sequence[str]) -> tuple[Token, ...]:
        """The tokens of a morpheme that is a number with its counter (三十日) or with 第."""
        if form.startswith("第") and number_key(form[1:]):
            return make_token("第", "第"), make_token(form[1:], number_key(form[1:]))
        length = leading_number(form)
        if not length or length == len(form):
            return ()
        rest = form[length:]
        follows = self._after_number(rest)
        in_digits = nfkc_casefold(form[0]).isdigit()
        is_word = in_digits and not nfkc_casefold(rest[0]).isascii()
        counts = follows.is_counter and (in_digits or _may_count(word_class, classes, rest))
        if follows.word is None or not (is_word or counts):
            return ()
        return make_token(form[:length], number_key(form[:length])), *follows.word.tokens


def _is_respelled(morpheme: Morpheme) -> bool:
    """Whether Sudachi writes a kanji as another word of its sound: 歳 as 年, 径 as 小道.

    Or a suffix in hiragana as what counts, which is more often a misprint: ごさいます.
    """
    form, (word_class, *classes) = morpheme.surface(), morpheme.part_of_speech()
    if word_class == "接尾辞" and "助数詞" in classes and _HIRAGANA.fullmatch(form):
        return True
    if not _COUNTERS.isdisjoint(classes) or word_class == "動詞" or not _KANJI.fullmatch(form):
        return False
    return form not in morpheme.normalized_form()


def _is_number(form: str, classes: Sequence[str]) -> bool:
    """Whether a noun in numerals is a number: 九九 is none, but the names 三百 and 一 are."""
    return classes[0] == "数詞" or len(form) == 1 or any(each in "十百千" for each in form)


def _may_count(word_class: str, classes: Sequence[str], rest: str) -> bool:
    """Whether a kanji number and a counter in one word are such: 一部, 一倍, but not 十分, 千歳."""
    if rest == "倍":
        return True
    if word_class != "名詞" or rest[0] in _IDIOMATIC:
        return False
    if classes[0] == "固有名詞":
        return rest in _COUNTED_IN_NAMES
    return classes[1] not in _VERBAL


def _is_counter(morpheme: Morpheme) -> bool:
    classes = morpheme.part_of_speech()
    return not _COUNTERS.isdisjoint(classes) or morpheme.surface() in _COUNTING_SUFFIXES


def _name(morpheme: Morpheme) -> tuple[int, str]:
    """What all morphemes of a word share that are printed alike."""
    return morpheme.word_id(), morpheme.surface()


def stem_noun(normalized: str, dictionary_form: str, conjugation: str) -> str | None:
    """The noun that the stem of a verb is, written as its normalized form: 切り替える → 切り替え.

    `conjugation` is Sudachi's: 五段-ラ行, 下一段-ア行. None for other verbs, those of one kanji,
    and where the two forms are of different verbs (取り込める is normalized as 取り込む).
    """
    if normalized[-1:] != dictionary_form[-1:] or not _KANJI.search(normalized):
        return None
    stem = normalized[:-1]
    if conjugation.startswith("五段"):
        stem += _GODAN_STEMS.get(normalized[-1:], "")
    elif not conjugation.startswith(("上一段", "下一段")) or not _same_row(stem, dictionary_form):
        return None
    return stem if len(_KANJI.findall(stem)) >= _MIN_STEM_KANJI else None


def _same_row(stem: str, dictionary_form: str) -> bool:
    kana = dictionary_form[-2:-1]
    return not _KANA.fullmatch(kana) or kana == stem[-1:]
