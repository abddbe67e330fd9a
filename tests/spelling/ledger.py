"""Whether each spelling of a word finds the same speeches, and the ledger counts them rightly.

    python tests/spelling/ledger.py INDEX [WORD/WORD/…]…   INDEX holds any minutes

The spellings of a word are parted by /, as in families.csv; without any they are those of
ファイアウォール. Each is asked for as a user asks. What the ledger says of each form is set
beside the texts that `export` gives, counted by strings as `count.py` counts them, widths
and case aside. Exit status 1 if a spelling finds other speeches than the first, or a
count differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from count import Texts

from index.analysis.normalization.folding import fold
from index.query import SearchRequest
from index.search import Searcher

TOUCHSTONE = (
    "ファイアウォール/ファイヤーウォール/ファイアーウォール/ファイヤウォール/ファイアウオール/"
    "ファイヤーウオール/ﾌｧｲｱｳｫｰﾙ/Firewall/Ｆｉｒｅｗａｌｌ"
)
# Texts that are counted together: a few million characters.
_TOGETHER = 20_000


class Word:
    """A word as its first spelling finds it: the speeches, and the ledger."""

    def __init__(self, searcher: Searcher, spellings: Sequence[str]) -> None:
        (self.first, self.found, self.ledger), *others = (
            (each, *_asked(searcher, each)) for each in spellings
        )
        self.differing = [
            f"{spelling}: {len(found - self.found):,} more, {len(self.found - found):,} fewer"
            f"{'' if ledger == self.ledger else ', another ledger'}"
            for spelling, found, ledger in others
            if (found, ledger) != (self.found, self.ledger)
        ]
        self.counted = dict.fromkeys(self.ledger, 0)

    def count(self, texts: Texts) -> None:
        """Count the forms of the ledger in some more texts, folded."""
        folded = [fold(form) for form in self.counted]
        for form, having in zip(self.counted, texts.holding(folded), strict=True):
            self.counted[form] += len(having)

    @property
    def right(self) -> bool:
        return not self.differing and self.ledger == self.counted

    def lines(self) -> Iterator[str]:
        """What was found, what the ledger says, and what differs."""
        yield f"{self.first}: {len(self.found):,}, {'right' if self.right else 'WRONG'}"
        for form, count in self.ledger.items():
            text = self.counted[form]
            yield f"    {form} {count:,}" + ("" if count == text else f", by strings {text:,}")
        yield from (f"    {each}" for each in self.differing)


def _asked(searcher: Searcher, spelling: str) -> tuple[set[str], dict[str, int]]:
    """The ids of the speeches that a spelling finds, and the count of each form."""
    exchanges = searcher.search(SearchRequest(spelling, limit=0)).exchanges
    page = searcher.search(SearchRequest(spelling, limit=exchanges))
    found = {each.utterance.id for hit in page.hits for each in hit.utterances if each.matched}
    return found, {form.form: form.count for form in page.forms if form.included}


def texts_of(searcher: Searcher) -> Iterator[Texts]:
    """All that the index holds, folded, some at a time."""
    every = (fold(utterance.text) for utterance in searcher.export())
    while some := list(islice(every, _TOGETHER)):
        yield Texts(some)


def main(arguments: Sequence[str]) -> int:
    """Ask, count and print; the exit status."""
    index, *families = arguments
    searcher = Searcher(Path(index))
    words = [Word(searcher, family.split("/")) for family in families or [TOUCHSTONE]]
    for texts in texts_of(searcher):
        for word in words:
            word.count(texts)
    for word in words:
        print("\n".join(word.lines()))
    print(f"{sum(word.right for word in words)} of {len(words)} words are right")
    return 0 if all(word.right for word in words) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
