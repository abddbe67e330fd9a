"""What was found of a word in a segment, by the form that is printed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Docs, begins
from index.results import FormBasis


class Named(NamedTuple):
    """A form, how it is printed, and why it was found."""

    form: str
    printed: str
    basis: FormBasis


class Rows(NamedTuple):
    """Documents with the number of a form in `names`, and how often each has it."""

    names: list[Named]
    numbers: Docs
    docs: Docs
    freqs: Docs


def tallied(names: list[Named], docs: Docs, numbers: Docs | None = None) -> Rows:
    """How often each document has each form, given its places; documents ascend."""
    if numbers is None:
        firsts = begins(docs)
        freqs = np.diff(np.append(firsts, len(docs)))
        return Rows(names, np.zeros(len(firsts), np.int64), docs[firsts], freqs)
    return Rows(names, numbers, docs, np.ones(len(docs), np.int64))
