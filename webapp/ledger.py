"""The ledger of forms: a few of every word at once, the others folded, word by word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import NamedTuple

from index.results import Form

FEW = 8


class Ledger(NamedTuple):
    """What is shown at once; and the others, by the word they stand for."""

    shown: tuple[Form, ...]
    folded: tuple[tuple[str, tuple[Form, ...]], ...]

    @property
    def folded_count(self) -> int:
        return sum(len(forms) for _, forms in self.folded)


def ledger_of(forms: Sequence[Form], without: Collection[str]) -> Ledger:
    """Each word's first form and some more, in the order they came.

    What was left out is never folded away, so that it can be brought back.
    """
    words: dict[str, list[Form]] = {}
    for form in forms:
        words.setdefault(form.word, []).append(form)
    # In turns: the first form of every word, then the second, and so on.
    turns = [form for turn in zip_longest(*words.values()) for form in turn if form]
    shown = {*turns[: max(FEW, len(words))]} | {
        form for form in forms if form.form in without or form.basis == "opposite"
    }
    folded = (
        (word, tuple(form for form in group if form not in shown)) for word, group in words.items()
    )
    return Ledger(
        tuple(form for form in forms if form in shown),
        tuple((word, rest) for word, rest in folded if rest),
    )
