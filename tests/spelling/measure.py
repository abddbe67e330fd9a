"""Measure the recall and precision of each spelling of the families, and the traps found.

    python tests/spelling/measure.py INDEX   INDEX holds minutes of 品川区議会, any years

The truth are strings of the texts in the index: an utterance has the word if it has one of the
family's spellings, elsewhere than in a longer word that a search for this spelling lists as a
part and leaves out (スペース of ペース). Recall is the least share of another spelling's utterances
that a spelling finds, precision the least share of what a spelling finds that has any. Synonyms
are searched for traps only. Exit status 1 if a family falls short of 1.0 or 0.98 that is not
marked `short` in families.csv, or if more of a trap is found than when the pair was added.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import count
import numpy as np
from count import Family, Texts, Trap

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.word_match import WordMatch, match_word
from index.engines.whoosh.matching.word_query import FormSelection, read_word_query
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.storage.generations import Generations

MIN_RECALL, MIN_PRECISION = 1.0, 0.98
_MAX_SHOWN = 4

Found = set[int]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a family.

    missing: (spelling searched, spelling not found whole, share found); wrong: (spelling, share
    right).
    """

    family: Family
    recall: float
    precision: float
    missing: tuple[tuple[str, str, float], ...]
    wrong: tuple[tuple[str, float], ...]

    @property
    def good(self) -> bool:
        return self.recall >= MIN_RECALL and self.precision >= MIN_PRECISION


class WordSearcher:
    """Searches an index for single words."""

    def __init__(self, index: Path) -> None:
        folder = Generations(index).current()
        if folder is None:
            sys.exit(f"{index}: no index")
        self.snapshot = Snapshot.open(folder)
        self._analyzer = Analyzer()

    def find(self, word: str, *, synonyms: bool = False) -> Found:
        """The utterances that a word finds."""
        return set(self._match(word).docs(FormSelection(synonyms=synonyms)).tolist())

    def parts(self, word: str) -> list[str]:
        """The longer words, folded, that have the characters of a word by chance."""
        forms = self._match(word).forms
        return [form for form, match in forms.items() if match.basis == "part"]

    def _match(self, word: str) -> WordMatch:
        query = read_word_query(word, self._analyzer)
        return match_word(ResolvedWord.resolve(self.snapshot, query))


def texts_of(segment: SegmentReader) -> Texts:
    """The texts of a segment, which it stores folded."""
    characters = segment.characters[:].tobytes().decode("utf-16-le", "surrogatepass")
    ends = [0, *np.asarray(segment.text_ends).tolist()]
    return Texts([characters[a:b] for a, b in pairwise(ends)])


@dataclass(slots=True)
class Truth:
    """The utterances that have each form of a family as a word, and `any` of them as a string.

    `parts` are the longer words in which a form is not the word.
    """

    forms: dict[str, Found]
    parts: dict[str, list[str]]
    any: Found

    def add(self, texts: Texts, family: Family, base: int) -> None:
        """Add the utterances of a segment, whose documents are numbered from `base`."""
        folded = list(dict.fromkeys(map(fold, self.forms)))
        exceptions = list(map(fold, family.exceptions))
        outside: dict[tuple[str, ...], dict[str, Found]] = {}
        for form, found in self.forms.items():
            parts = tuple(each for each in self.parts[form] if each not in folded)
            if parts not in outside:
                found_by = texts.with_words(folded, [*exceptions, *parts])
                outside[parts] = dict(zip(folded, found_by, strict=True))
            found.update(doc + base for doc in outside[parts][fold(form)])
        strings = [*folded, *map(fold, family.also)]
        self.any.update(doc + base for doc in texts.with_any(strings))


def truths(searcher: WordSearcher, families: Sequence[Family]) -> list[Truth]:
    """The truth of each family."""
    found = [
        Truth(
            {form: set() for form in family.forms},
            {form: searcher.parts(form) for form in family.forms},
            set(),
        )
        for family in families
    ]
    for segment in searcher.snapshot.segments:
        texts = texts_of(segment)
        for truth, family in zip(found, families, strict=True):
            truth.add(texts, family, segment.base)
    utterances = set(searcher.snapshot.utterance_docs.tolist())
    for truth in found:
        # Headings are documents too.
        for each in (*truth.forms.values(), truth.any):
            each.intersection_update(utterances)
    return found


def measure(searcher: WordSearcher, families: Sequence[Family]) -> Iterator[Measured]:
    """The figures of each family."""
    for family, truth in zip(families, truths(searcher, families), strict=True):
        missing, wrong = [], []
        for form in family.forms:
            found = searcher.find(form)
            for other, here in truth.forms.items():
                if here - found:
                    missing.append((form, other, len(here & found) / len(here)))
            if found:
                wrong.append((form, len(found & truth.any) / len(found)))
        recall = min((share for *_, share in missing), default=1.0)
        precision = min((share for _, share in wrong), default=1.0)
        bad = tuple(each for each in wrong if each[1] < MIN_PRECISION)
        yield Measured(family, recall, precision, tuple(missing), bad)


def count_trapped(
    searcher: WordSearcher, traps: Sequence[Trap], families: Sequence[Family]
) -> Iterator[tuple[Trap, int]]:
    """Each trap, and the number of utterances found that have the other word only."""
    spellings = {form: family.forms for family in families for form in family.forms}
    found = [(set[int](), set[int]()) for _ in traps]
    for segment in searcher.snapshot.segments:
        texts = texts_of(segment)
        for trap, sides in zip(traps, found, strict=True):
            words = (spellings.get(trap.query, (trap.query,)), (trap.other,))
            for strings, side in zip(words, sides, strict=True):
                docs = texts.with_any(list(map(fold, strings)))
                side.update(doc + segment.base for doc in docs)
    for trap, (query, other) in zip(traps, found, strict=True):
        yield trap, len((other - query) & searcher.find(trap.query, synonyms=True))


def main() -> int:
    """Measure and print; return the exit status."""
    searcher = WordSearcher(Path(sys.argv[1]))
    families = count.read_families()
    measured = list(measure(searcher, families))
    for each in measured:
        if not each.good:
            _show(each)
    found = list(count_trapped(searcher, count.read_traps(), families))
    for trap, number in found:
        if number:
            print(f"trap {trap.query} → {trap.other}: {number} found")
    good = sum(each.good for each in measured)
    print(f"{good} of {len(measured)} families found whole and alone")
    broken = [each for each in measured if not each.good and not each.family.short]
    more = [trap for trap, number in found if number > trap.found]
    print(f"{len(broken)} families and {len(more)} traps are worse than the lists say")
    return 1 if broken or more else 0


def _show(measured: Measured) -> None:
    family = measured.family
    print(f"{family.kind} {'/'.join(family.forms)}: ", end="")
    print(f"recall {measured.recall:.3f}, precision {measured.precision:.3f} {family.short}")
    for form, other, share in measured.missing[:_MAX_SHOWN]:
        print(f"    {form} → {other} {share:.3f}")
    for form, share in measured.wrong[:_MAX_SHOWN]:
        print(f"    {form} {share:.3f} right")


if __name__ == "__main__":
    sys.exit(main())
