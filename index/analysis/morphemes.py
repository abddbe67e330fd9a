"""A word of the dictionary → its short units, and the terms they are stored as."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, chain, pairwise
from threading import Lock

from sudachipy import Dictionary, Morpheme, SplitMode

from index.analysis import okurigana
from index.analysis.lexicon import Lexicon, Row
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.tokens import DictionaryWord, Token, term_key, unit

# A unit's length is stored in one byte; a character may be printed as two (辻󠄀).
_LONGEST_UNIT = 127
# So many words are kept taken apart; a city's minutes have fewer.
_KEPT_WORDS = 500_000
_SILENT = frozenset({"補助記号", "空白"})
# 切り替え(ます); 切り替え(ない) is printed as it, 取り締まら(ない) is not.
_STEM, _ALSO_STEM = "連用形-一般", "未然形-一般"
_SHORTEST_SYNONYM = 2
# Two characters (一斉 is no 斎), but in names they stand for each other.
_IN_NAMES = str.maketrans("斉", "斎")
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "代名詞"})


class MorphemeAnalyzer:
    """Takes the words of one dictionary apart, each once; safe for many threads.

    Sudachi numbers the words of each dictionary anew.
    """

    def __init__(self, dictionary: Dictionary, lexicon: Lexicon) -> None:
        self.dictionary = dictionary
        self._lexicon = lexicon
        self._lock = Lock()
        self._parts = dictionary.tokenizer(mode=SplitMode.A)
        self._words: dict[tuple[int, str], DictionaryWord] = {}
        self._units: dict[tuple[int, str], tuple[Token, ...]] = {}

    def word(self, morpheme: Morpheme) -> DictionaryWord:
        """The units of a morpheme; the same word printed the same way is read once."""
        known = morpheme.word_id(), morpheme.surface()
        word = self._words.get(known)
        if word is None:
            if len(self._words) >= _KEPT_WORDS:
                self._words.clear()
            word = self._words[known] = self._read_word(morpheme)
        return word

    def is_one(self, text: str) -> bool:
        """Whether `text` is a word that the dictionary does not part."""
        with self._lock:
            morphemes = list(self._parts.tokenize(text))
        if len(morphemes) != 1 or morphemes[0].is_oov():
            return False
        row = self._row(morphemes[0])
        return row is None or len(row.split) == 1

    def _read_word(self, morpheme: Morpheme) -> DictionaryWord:
        row = self._row(morpheme)
        if row is not None:
            return self._own_word(morpheme, row)
        parts = morpheme.split(SplitMode.A, add_single=False)
        noun = self._noun(morpheme)
        if not len(parts):
            return DictionaryWord(self._short_units(morpheme), None, noun, self._group(morpheme))
        short = tuple(chain.from_iterable(map(self._short_units, parts)))
        whole = unit(morpheme.surface(), self._key(morpheme))
        return DictionaryWord(short, whole, noun, self._group(morpheme))

    def _group(self, morpheme: Morpheme) -> int:
        """The group of words with the same meaning a noun is in, if it is in just one.

        Negative where it is a noun that only an abbreviation means the same as.
        """
        groups, surface = morpheme.synonym_group_ids(), morpheme.surface()
        if len(groups) != 1 or len(surface) < _SHORTEST_SYNONYM:
            return 0
        classes = morpheme.part_of_speech()
        if classes[0] != "名詞" or nfkc_casefold(surface) in self._lexicon.rows:
            return 0
        return int(groups[0]) if classes[2] == "一般" else -int(groups[0])

    def _key(self, morpheme: Morpheme) -> str:
        # Sudachi may read its own word that is printed the same (だいぶ as 大分).
        row = self._row(morpheme) or self._lexicon.rows.get(nfkc_casefold(morpheme.surface()))
        key = term_key(row.normalized if row else morpheme.normalized_form())
        if morpheme.part_of_speech()[2] == "人名":
            key = key.translate(_IN_NAMES)
        return key

    def _noun(self, morpheme: Morpheme) -> Token | None:
        """The noun that the stem of a verb is (切り替え), if the morpheme is one."""
        word_class, *_, conjugation, inflected = morpheme.part_of_speech()
        is_stem = inflected == _STEM or (inflected == _ALSO_STEM and "一段" in conjugation)
        if word_class != "動詞" or not is_stem:
            return None
        normalized, dictionary_form = morpheme.normalized_form(), morpheme.dictionary_form()
        stem = okurigana.noun(normalized, dictionary_form, conjugation)
        if stem is None:
            return None
        with self._lock:
            nouns = list(self._parts.tokenize(stem, mode=SplitMode.C))
        known = len(nouns) == 1 and nouns[0].part_of_speech()[0] == "名詞"
        return unit(morpheme.surface(), self._key(nouns[0]) if known else term_key(stem))

    def _row(self, morpheme: Morpheme) -> Row | None:
        """The lexicon's row of a word, if it is one of the lexicon's."""
        if morpheme.dictionary_id() < 1:
            return None
        return self._lexicon.rows.get(morpheme.normalized_form())

    def _own_word(self, morpheme: Morpheme, row: Row) -> DictionaryWord:
        form = morpheme.surface()
        whole = unit(form, term_key(row.normalized))
        # Where a width changes how many characters there are, it stays in one piece.
        if len(row.split) == 1 or len(form) != len(row.surface):
            return DictionaryWord((whole,), None, None)
        ends = accumulate(map(len, row.split), initial=0)
        short = tuple(self._part(form[start:end]) for start, end in pairwise(ends))
        return DictionaryWord(short, whole, None)

    def _part(self, form: str) -> Token:
        """A part of a word of the lexicon: the unit that it is by itself, if it is one."""
        with self._lock:
            morphemes = list(self._parts.tokenize(form))
        if len(morphemes) == 1:
            (only,) = self._short_units(morphemes[0])
            return only
        return unit(form, term_key(form))

    def _short_units(self, morpheme: Morpheme) -> tuple[Token, ...]:
        """The short units of a morpheme of mode A; many words share them."""
        known = morpheme.word_id(), morpheme.surface()
        units = self._units.get(known)
        if units is None:
            if len(self._units) >= _KEPT_WORDS:
                self._units.clear()
            units = self._units[known] = tuple(self._read_units(morpheme))
        return units

    def _read_units(self, morpheme: Morpheme) -> Iterator[Token]:
        form, word_class = morpheme.surface(), morpheme.part_of_speech()[0]
        key = self._key(morpheme)
        if word_class in _SILENT:
            # A character the dictionary takes for a symbol (𠮷) is still a word to look for,
            # and so is one that folds to a letter (㉮): `holding.py` relies on it.
            key = term_key(form) if form.isalnum() or fold(form).isalnum() else ""
        for start in range(0, len(form), _LONGEST_UNIT):
            piece = form[start : start + _LONGEST_UNIT]
            yield unit(piece, key)._replace(content=word_class in _CONTENT)
