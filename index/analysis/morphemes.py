"""A morpheme of Sudachi's → a word with its tokens, keys and terms."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate, chain, pairwise
from threading import Lock
from typing import TypeVar

from sudachipy import Dictionary, Morpheme, SplitMode

from index.analysis.lexicon import Lexicon, Row
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.tokens import DictionaryWord, Token, make_token, term_key

Made = TypeVar("Made", DictionaryWord, tuple[Token, ...])

# A token's length is stored in one byte.
_MAX_TOKEN_LENGTH = 255
# Both caches are emptied at this size; the minutes of a city have fewer words.
_MAX_CACHED_WORDS = 500_000
_TERMLESS = frozenset({"補助記号", "空白"})
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "代名詞"})
_MIN_SYNONYM_LENGTH = 2
# In names variants of one character; elsewhere two (一斉 is not 一斎).
_IN_NAMES = str.maketrans("斉", "斎")

# 切り替え(ます) is printed as the noun is; 切り替え(ない) too, but not 取り締まら(ない).
_STEM, _ICHIDAN_STEM = "連用形-一般", "未然形-一般"
_GODAN_STEMS = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_KANJI = re.compile("[一-鿿々]")
_KANA = re.compile("[ぁ-ん]")
# A stem of one kanji (思い, 行い) is a common word of its own.
_MIN_STEM_KANJI = 2


class MorphemeAnalyzer:
    """Divides the words of one opened dictionary into tokens; safe for many threads."""

    def __init__(self, dictionary: Dictionary, lexicon: Lexicon) -> None:
        self.dictionary = dictionary
        self._lexicon = lexicon
        self._lock = Lock()
        self._tokenizer = dictionary.tokenizer(mode=SplitMode.A)
        self._words: dict[tuple[int, str], DictionaryWord] = {}
        self._tokens: dict[tuple[int, str], tuple[Token, ...]] = {}

    def word(self, morpheme: Morpheme) -> DictionaryWord:
        """The word of a morpheme of mode C."""
        return _cached(self._words, morpheme, self._make_word)

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
        if row is not None:
            return self._lexicon_word(morpheme, row)
        parts = morpheme.split(SplitMode.A, add_single=False)
        noun, group = self._noun(morpheme), self._group(morpheme)
        if not len(parts):
            return DictionaryWord(self._tokens_of(morpheme), None, noun, group)
        tokens = tuple(chain.from_iterable(map(self._tokens_of, parts)))
        compound = make_token(morpheme.surface(), self._key(morpheme))
        return DictionaryWord(tokens, compound, noun, group)

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
            return DictionaryWord((whole,), None, None)
        ends = accumulate(map(len, row.split), initial=0)
        tokens = tuple(self._part(form[start:end]) for start, end in pairwise(ends))
        return DictionaryWord(tokens, whole, None)

    def _part(self, form: str) -> Token:
        """A part of a word of the lexicon: the token that it is by itself, if it is one."""
        morphemes = self._tokenize(form)
        if len(morphemes) == 1:
            (token,) = self._tokens_of(morphemes[0])
            return token
        return make_token(form, term_key(form))

    def _tokens_of(self, morpheme: Morpheme) -> tuple[Token, ...]:
        """The tokens of a morpheme of mode A, which many words share."""
        return _cached(self._tokens, morpheme, self._make_tokens)

    def _make_tokens(self, morpheme: Morpheme) -> tuple[Token, ...]:
        form, word_class = morpheme.surface(), morpheme.part_of_speech()[0]
        key = self._key(morpheme)
        if word_class in _TERMLESS:
            # Sudachi takes some letters for symbols: rare kanji (𠮷), and characters that
            # fold to letters (㉮, ℡). They are searched for as letters.
            folded = fold(form), nfkc_casefold(form)
            key = term_key(form) if form.isalnum() or any(map(str.isalnum, folded)) else ""
        starts = range(0, len(form), _MAX_TOKEN_LENGTH)
        pieces = (form[start : start + _MAX_TOKEN_LENGTH] for start in starts)
        content = word_class in _CONTENT
        return tuple(make_token(piece, key)._replace(content=content) for piece in pieces)


def _cached(
    cache: dict[tuple[int, str], Made], morpheme: Morpheme, make: Callable[[Morpheme], Made]
) -> Made:
    """What `make` makes of a morpheme, once for each word and surface form."""
    key = morpheme.word_id(), morpheme.surface()
    if key not in cache:
        if len(cache) >= _MAX_CACHED_WORDS:
            cache.clear()
        cache[key] = make(morpheme)
    return cache[key]


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
