"""Tokens of a text, and the keys and terms by which they are indexed and looked up."""

from __future__ import annotations

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
    """A word that Sudachi found in a text: its tokens, and itself as a token if it has several.

    If it is a verb, `noun` is the noun that its stem is. `group` is the number of Sudachi's
    group of synonyms, 0 without one, and negative if only its abbreviations are synonyms.
    """

    tokens: tuple[Token, ...]
    compound: Token | None
    noun: Token | None
    group: int = 0

    @property
    def whole(self) -> Token:
        """The word as one token."""
        return self.compound or self.tokens[0]

    def printed_as(self, form: str) -> DictionaryWord:
        """The word with other printed characters, as many as it has."""
        tokens, start = [], 0
        for token in self.tokens:
            part = form[start : start + len(token.form)]
            start += len(token.form)
            tokens.append(token._replace(form=part, term=encode_term(token.key, part)))
        compound, noun = (each and make_token(form, each.key) for each in self[1:3])
        return DictionaryWord(tuple(tokens), compound, noun, self.group)


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
