"""How much of what a system prints has come into a meeting, and what became of the rest.

Counted in characters without spaces. Each stands in an utterance, in a speaker's
mark, or in a leftover with a name; what is in none of them is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from index.minutes import Meeting
from indexer.sources.published import Published
from indexer.styles.published.pieces import is_ruled
from indexer.styles.published.splitting import split_block

_MARKS = "発言者の印"
_RULES = "罫線"


class Account(NamedTuple):
    """Characters: all that is printed, those said or listed, those left over by name.

    `lost` are printed and nowhere, `added` stand in the meeting and nowhere printed.
    """

    printed: int
    said: int
    left_over: Mapping[str, int]
    lost: int
    added: int

    @property
    def share(self) -> float:
        """The share of what is printed that is accounted for."""
        return 1 - self.lost / self.printed if self.printed else 1.0


def account(printed: str, published: Published, meeting: Meeting) -> Account:
    """Compare all that is printed with a meeting and what was left over of it."""
    texts = Counter[str]()
    for utterance in meeting.utterances:
        texts.update(_bare(utterance.text))
    left = Counter[str]()
    names = Counter[str]()
    for piece in (piece for block in published.blocks for piece in split_block(block)):
        left.update(_bare(piece.mark))
        names[_MARKS] += len(_bare(piece.mark))
        if is_ruled(piece.lines):
            rules = _bare("".join(line.text for line in piece.lines))
            left.update(rules)
            names[_RULES] += len(rules)
    for name, text in published.left_over:
        left.update(_bare(text))
        names[name] += len(_bare(text))
    whole = Counter(_bare(printed))
    return Account(
        printed=whole.total(),
        said=texts.total(),
        left_over=dict(names),
        lost=(whole - texts - left).total(),
        added=(texts + left - whole).total(),
    )


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
