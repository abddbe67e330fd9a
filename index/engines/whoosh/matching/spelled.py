"""Other spellings of a word as strings, and the opposites it stands in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from index.analysis.normalization.folding import fold
from index.engines.whoosh.arrays import Mask
from index.engines.whoosh.matching.substring import SpanArray, scan
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.term_lookup import TokenForm

# So many other spellings are looked for as strings, those in most utterances first.
_MOST_SPELLED = 4
# In hiragana, and in two characters one of which is kana, words stand inside others that
# have nothing to do with them (か年 in か年齢).
_DISTINCT = re.compile(r"[^ぁ-ゖァ-ヺー]{2}|(?=.*[^ぁ-ゖー]).{3,}", re.DOTALL)


def spelled_forms(own: str, forms: Iterable[TokenForm]) -> tuple[str, ...]:
    """The printed forms, folded, that are to be looked for as strings beside one's own.

    One in which another stands is found with that one.
    """
    counts: Counter[str] = Counter()
    for form in forms:
        printed = fold(form.surface)
        if own not in printed and _DISTINCT.fullmatch(printed):
            counts[printed] += form.doc_freq
    chosen: list[str] = []
    for printed, _ in counts.most_common():
        chosen = [each for each in chosen if printed not in each]
        if len(chosen) < _MOST_SPELLED and not any(each in printed for each in chosen):
            chosen.append(printed)
    return tuple(chosen)


def beside_units(segment: SegmentReader, text: str) -> SpanArray:
    """The places of a string that are not one short unit.

    Where it is one, the unit is the word, or another word that is printed the same.
    """
    found = scan(segment, text)
    if not len(found.docs):
        return found
    whole = is_aligned(segment, found)
    rest = np.flatnonzero(whole)
    for step in range(1, len(text)):
        at = found.starts[rest] + step
        parted = (at < found.ends[rest]) & segment.at_token_boundary(found.docs[rest], at)
        whole[rest[parted]] = False
        rest = rest[~parted]
    return found.only(~whole)


def is_aligned(segment: SegmentReader, found: SpanArray) -> Mask:
    """Which strings begin and end with a short unit."""
    return segment.are_tokens(*found)


def before(found: SpanArray) -> SpanArray:
    """The strings with the character before each."""
    return found._replace(starts=found.starts - 1)


def is_opposite(segment: SegmentReader, found: SpanArray, prefixes: str) -> Mask:
    """Which strings have one of these prefixes before them (被 before 保護者)."""
    opposite = np.zeros(len(found.docs), np.bool_)
    later = np.flatnonzero(found.starts > segment.text_starts[found.docs])
    codes = np.frombuffer(prefixes.encode("utf-16-le"), "<u2")
    later = later[np.isin(segment.characters[found.starts[later] - 1], codes)]
    begins = segment.at_token_boundary(found.docs[later], found.starts[later] - 1)
    opposite[later[begins]] = True
    return opposite
