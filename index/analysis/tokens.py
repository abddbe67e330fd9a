"""Tokens of a text, and the keys and terms by which they are indexed and looked up."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import NamedTuple

from index.analysis.normalization.folding import fold_signs, nfkc_casefold
from index.analysis.normalization.katakana import kana_key
from index.analysis.normalization.variants import standardize_word

# Separates a term's key from its surface form: the forms of a word follow one another in
# the term dictionary, each with its own postings.
FORM_MARK = "\x1f"
_MARK = FORM_MARK.encode()


class Token(NamedTuple):
    """A token: its surface `form`, the `key` its spellings share, the `term` that is indexed.

    Punctuation and space have an empty key and term. `content` is false for function words
    (particles, auxiliaries).
    """

    form: str
    key: str
    term: bytes
    content: bool = True


class CompoundToken(NamedTuple):
    """A token that spans the tokens from `start` to before `end`, or a verb as its `noun`."""

    start: int
    end: int
    token: Token
    noun: bool = False


class Analysis(NamedTuple):
    """The tokens of a text: `tokens` cover it in order without a gap, `compounds` span them."""

    tokens: list[Token]
    compounds: list[CompoundToken]


class DictionaryWord(NamedTuple):
    """A word that Sudachi found in a text: its tokens, and the compounds that span them.

    `group` is the number of Sudachi's group of synonyms, 0 without one, and negative if only its
    abbreviations are synonyms. `part` is what it may be of a number (`number_words`).
    """

    tokens: tuple[Token, ...]
    compounds: tuple[CompoundToken, ...] = ()
    group: int = 0
    part: int = 0

    @property
    def whole(self) -> Token:
        """The word as one token."""
        spanning = (0, len(self.tokens), False)
        found = (each.token for each in self.compounds if (*each[:2], each.noun) == spanning)
        return next(found, self.tokens[0])

    def printed_as(self, form: str) -> DictionaryWord:
        """The word with other printed characters, as many as it has."""
        ends = list(accumulate((len(each.form) for each in self.tokens), initial=0))
        tokens = (
            _printed(token, form[start:end])
            for token, (start, end) in zip(self.tokens, pairwise(ends), strict=True)
        )
        compounds = (
            each._replace(token=_printed(each.token, form[ends[each.start] : ends[each.end]]))
            for each in self.compounds
        )
        return self._replace(tokens=tuple(tokens), compounds=tuple(compounds))


def concatenate(words: Iterable[DictionaryWord]) -> Analysis:
    """The tokens of some words, one after another, and their compounds."""
    tokens: list[Token] = []
    compounds: list[CompoundToken] = []
    for word in words:
        at = len(tokens)
        for each in word.compounds:
            compounds.append(each._replace(start=at + each.start, end=at + each.end))
        tokens.extend(word.tokens)
    return Analysis(tokens, compounds)


def _printed(token: Token, form: str) -> Token:
    return token._replace(form=form, term=encode_term(token.key, form))


def term_key(normalized: str) -> str:
    """The key of a word, by the normalized form that Sudachi or the lexicon gives it."""
    return kana_key(fold_signs(nfkc_casefold(normalized))).strip()


def text_key(text: str) -> str:
    """The key of a text that is taken for one token."""
    return kana_key(fold_signs(nfkc_casefold(standardize_word(text))))


def encode_term(key: str, form: str) -> bytes:
    """The term of a surface form of a key; empty for an empty key."""
    return f"{key}{FORM_MARK}{form}".encode() if key else b""


def term_prefix(key: str) -> bytes:
    """The prefix of the terms of a key, and of no other terms."""
    return f"{key}{FORM_MARK}".encode()


def form_of(term: bytes) -> str:
    """The surface form of a term."""
    return term[term.index(_MARK) + len(_MARK) :].decode()


def key_of(term: bytes) -> str:
    """The key of a term."""
    return term[: term.index(_MARK)].decode()


def make_token(form: str, key: str) -> Token:
    """A content word as a token."""
    return Token(form, key, encode_term(key, form))
