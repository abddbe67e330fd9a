"""Units of a text, and the keys and terms under which they are stored and looked up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.normalization.katakana import kana_key
from index.analysis.normalization.variants import standardize_word

# Parts a term's key from the form it was printed in, which follows it: all spellings
# of a word stand side by side in the index, each with its own postings.
FORM_MARK = "\x1f"
_MARK = FORM_MARK.encode()


class Token(NamedTuple):
    """A unit as printed: `form`, the `key` it is looked up by, the `term` it is stored as.

    Punctuation and space have an empty key and term. `content` is false for what only
    binds words (particles, auxiliaries).
    """

    form: str
    key: str
    term: bytes
    content: bool = True


class CompoundToken(NamedTuple):
    """A unit besides the short ones: from the one numbered `first` up to, not with, `last`.

    It has several short ones, or is a verb looked up as the `noun` it is the stem of.
    """

    first: int
    last: int
    unit: Token
    noun: bool = False


class Analysis(NamedTuple):
    """The units of a text: `short` covers it in order and without gaps."""

    short: list[Token]
    long: list[CompoundToken]


class DictionaryWord(NamedTuple):
    """A word of the dictionary as printed: its short units, and itself if it has several.

    `noun` is the word again, as the noun that the stem of a verb is. `group` is the
    number of the dictionary's group of words that mean the same, 0 if it is in none, and
    negative if only its abbreviations do.
    """

    short: tuple[Token, ...]
    long: Token | None
    noun: Token | None
    group: int = 0

    @property
    def whole(self) -> Token:
        """The word as one unit."""
        return self.long or self.short[0]


def term_key(normalized: str) -> str:
    """What a normalized form is looked up as."""
    return kana_key(nfkc_casefold(normalized)).strip()


def text_key(text: str) -> str:
    """What a text is looked up as where it is one unit."""
    return kana_key(nfkc_casefold(standardize_word(text)))


def term(key: str, form: str) -> bytes:
    """The term under which one printed form of a key is indexed."""
    return f"{key}{FORM_MARK}{form}".encode() if key else b""


def prefix(key: str) -> bytes:
    """What the terms of all printed forms of a key begin with."""
    return f"{key}{FORM_MARK}".encode()


def form_of(term: bytes) -> str:
    """The form a term was printed in."""
    return term[term.index(_MARK) + len(_MARK) :].decode()


def unit(form: str, key: str) -> Token:
    """A unit that is a word."""
    return Token(form, key, term(key, form))


def reprinted(word: DictionaryWord, printed: Sequence[str]) -> DictionaryWord:
    """A word with other characters printed in place of its own, one or more for each."""
    short, start = [], 0
    for each in word.short:
        form = "".join(printed[start : start + len(each.form)])
        start += len(each.form)
        short.append(each._replace(form=form, term=term(each.key, form)))
    form = "".join(printed)
    long, noun = (each and unit(form, each.key) for each in (word.long, word.noun))
    return DictionaryWord(tuple(short), long, noun, word.group)
