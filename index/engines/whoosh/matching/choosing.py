"""Which of the forms found the person wants: chosen in the request, not in the index."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.normalization.folding import fold
from index.query import SearchRequest
from index.results import FormBasis


@dataclass(frozen=True, slots=True)
class FormSelection:
    """Forms left out and forms taken in, folded; and whether synonyms are wanted at all.

    The opposite of a word (被保護者 of 保護者) has to be taken in, all else to be left out.
    """

    without: frozenset[str] = frozenset()
    including: frozenset[str] = frozenset()
    synonyms: bool = True

    @classmethod
    def of(cls, request: SearchRequest) -> FormSelection:
        return cls(
            frozenset(map(fold, request.without)),
            frozenset(map(fold, request.including)),
            request.synonyms,
        )

    def takes(self, form: str, basis: FormBasis) -> bool:
        """Whether places of this form, folded, are wanted."""
        if form in self.without:
            return False
        if basis == "opposite":
            return form in self.including
        return self.synonyms or basis != "synonym"


# What is wanted where nobody chose.
DEFAULT_SELECTION = FormSelection()
