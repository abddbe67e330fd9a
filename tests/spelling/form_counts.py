"""Check that each spelling of a word finds the same speeches, and that its forms are counted right.

    python tests/spelling/form_counts.py INDEX [WORD/WORD/…]…   INDEX holds any minutes

The spellings of a word are separated by /, as in families.csv; the default are those of
ファイアウォール. Each is searched as a user does. The counts of the forms are compared with the
exported texts, counted as strings as `count.py` does, with width and case folded. Exit status 1
if a spelling finds other speeches than the first, or a count differs.
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

DEFAULT_WORD = (
    "ファイアウォール/ファイヤーウォール/ファイアーウォール/ファイヤウォール/ファイアウオール/"
    "ファイヤーウオール/ﾌｧｲｱｳｫｰﾙ/Firewall/Ｆｉｒｅｗａｌｌ"
)
# A few million characters.
_TEXTS_COUNTED_AT_ONCE = 20_000


class Word:
    """The speeches and the counts by form that the first spelling of a word finds."""

    def __init__(self, searcher: Searcher, spellings: Sequence[str]) -> None:
        (self.first, self.found, self.counts), *others = (
            (spelling, *_search(searcher, spelling)) for spelling in spellings
        )
        self.differences = [
            f"{spelling}: {len(found - self.found):,} more, {len(self.found - found):,} fewer"
            f"{'' if counts == self.counts else ', other counts of forms'}"
            for spelling, found, counts in others
            if (found, counts) != (self.found, self.counts)
        ]
        self.in_text = dict.fromkeys(self.counts, 0)

    def count(self, texts: Texts) -> None:
        """Count the forms in more texts, which are folded."""
        for form, found in zip(self.in_text, texts.with_words([*self.in_text]), strict=True):
            self.in_text[form] += len(found)

    @property
    def is_right(self) -> bool:
        return not self.differences and self.counts == self.in_text

    def lines(self) -> Iterator[str]:
        """The number of speeches, the counts of the forms, and the differences."""
        yield f"{self.first}: {len(self.found):,}, {'right' if self.is_right else 'WRONG'}"
        for form, count in self.counts.items():
            text = self.in_text[form]
            yield f"    {form} {count:,}" + ("" if count == text else f", by strings {text:,}")
        yield from (f"    {each}" for each in self.differences)


def _search(searcher: Searcher, spelling: str) -> tuple[set[str], dict[str, int]]:
    """The ids of the speeches that a spelling finds, and the count of each form, folded."""
    exchanges = searcher.search(SearchRequest(spelling, limit=0)).exchanges
    page = searcher.search(SearchRequest(spelling, limit=exchanges))
    found = {each.utterance.id for hit in page.hits for each in hit.utterances if each.matched}
    # The word itself is listed as it is typed, in any width, even if it occurs nowhere.
    forms = (form for form in page.forms if form.included and form.count)
    return found, {fold(form.form): form.count for form in forms}


def folded_texts(searcher: Searcher) -> Iterator[Texts]:
    """All texts of the index, folded."""
    texts = (fold(utterance.text) for utterance in searcher.export())
    while batch := list(islice(texts, _TEXTS_COUNTED_AT_ONCE)):
        yield Texts(batch)


def main(arguments: Sequence[str]) -> int:
    """Search, count and print; return the exit status."""
    index, *families = arguments
    searcher = Searcher(Path(index))
    words = [Word(searcher, family.split("/")) for family in families or [DEFAULT_WORD]]
    for texts in folded_texts(searcher):
        for word in words:
            word.count(texts)
    for word in words:
        print("\n".join(word.lines()))
    print(f"{sum(word.is_right for word in words)} of {len(words)} words are right")
    return 0 if all(word.is_right for word in words) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
