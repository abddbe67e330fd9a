"""What was found of a word in a segment, by the form that is printed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Docs, run_starts
from index.results import FormBasis


class SurfaceForm(NamedTuple):
    """A form, how it is printed, and why it was found."""

    form: str
    printed: str
    basis: FormBasis


class FormPostings(NamedTuple):
    """Documents with the number of a form in `names`, and how often each has it."""

    names: list[SurfaceForm]
    numbers: Docs
    docs: Docs
    freqs: Docs


def tallied(names: list[SurfaceForm], docs: Docs, numbers: Docs | None = None) -> FormPostings:
    """How often each document has each form, given its places; documents ascend."""
    if numbers is None:
        firsts = run_starts(docs)
        freqs = np.diff(np.append(firsts, len(docs)))
        return FormPostings(names, np.zeros(len(firsts), np.int64), docs[firsts], freqs)
    return FormPostings(names, numbers, docs, np.ones(len(docs), np.int64))
