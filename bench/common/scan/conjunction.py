"""A conjunction and what it finds: each member in the exchange or its headings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from common.scan.members import Field, Hits, Member
from common.scan.minutes import Lines, Minutes

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Members that all must be true; `negated` says of each whether it must not."""

    members: tuple[Member, ...]
    negated: tuple[bool, ...]
    between: str = " "

    @property
    def query(self) -> str:
        """As it is typed."""
        return self.between.join(
            f"{'-' if negated else ''}{member.query}"
            for member, negated in zip(self.members, self.negated, strict=True)
        )

    def lines(self, minutes: Minutes, hits: Callable[[Member], Hits]) -> Lines:
        """The utterances that it finds."""
        found = self._lines(minutes, hits, in_headings=False)
        # Words that stand in headings alone show the utterances under them.
        return found if len(found) else self._lines(minutes, hits, in_headings=True)

    def _lines(
        self, minutes: Minutes, hits: Callable[[Member], Hits], *, in_headings: bool
    ) -> Lines:
        count = len(minutes.ids)
        exchanges = np.ones(minutes.exchanges, np.bool_)
        allowed, evidence = np.ones(count, np.bool_), np.zeros(count, np.bool_)
        asks_for_words = False
        for member, negated in zip(self.members, self.negated, strict=True):
            found = hits(member)
            if isinstance(member, Field):
                having = _mask(count, found.lines) ^ negated
                allowed &= having
                exchanges &= _mask(minutes.exchanges, minutes.exchange_of[having])
                continue
            having = _mask(count, found.lines)
            either = having | _mask(count, found.under_headings)
            exchanges &= _mask(minutes.exchanges, minutes.exchange_of[either]) ^ negated
            if not negated:
                asks_for_words = True
                evidence |= either if in_headings else having
        if asks_for_words:
            allowed &= evidence
        return np.flatnonzero(allowed & exchanges[minutes.exchange_of])


def _mask(count: int, numbers: Lines) -> Mask:
    mask = np.zeros(count, np.bool_)
    mask[numbers] = True
    return mask
