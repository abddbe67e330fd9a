"""A word of a query as it is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.analysis.tokens import text_key
from index.query import SearchRequest
from index.results import FormBasis

# What makes a word its opposite, where both are one word of the dictionary or lexicon:
# another person (被保護者). A denied word (不採択, 非公開) is about the same thing, and who
# asks for the word wants to see it.
_OPPOSITES = "被"
# A phrase of more units is looked for as a string only.
_LONGEST_PHRASE = 12


@dataclass(frozen=True, slots=True)
class WordQuery:
    """A word as it is looked up.

    `keys` are those of single units that are the whole word, `phrase` those of its
    short units one after another (empty if it has only one), `printed` how these are
    printed in the query, folded. `is_noun` is false for what may be inflected.
    `opposites` are the prefixes that make it its opposite, `synonyms` the words that
    mean the same.
    """

    text: str
    keys: tuple[str, ...]
    phrase: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    is_noun: bool = False
    opposites: str = ""
    synonyms: tuple[WordQuery, ...] = ()

    @property
    def form(self) -> str:
        """What its own form is known by: widths and case aside."""
        return fold(self.text)


def read_word_query(text: str, analyzer: Analyzer) -> WordQuery:
    """Analyze a word of a query just as the minutes were analyzed."""
    analysis = analyzer.analyze(text)
    units = analysis.tokens
    long = [each for each in analysis.compounds if (each.start, each.end) == (0, len(units))]
    # The stem of a verb is asked for as the noun (取締り): not 取り締まった.
    nouns = [each for each in long if each.noun]
    keys = {text_key(text)} | {each.token.key for each in nouns or long}
    if len(units) == 1 and not nouns:
        keys.add(units[0].key)
    whole = 1 < len(units) <= _LONGEST_PHRASE and all(unit.key for unit in units) and not nouns
    return WordQuery(
        text,
        keys=tuple(sorted(keys - {""})),
        phrase=tuple(unit.key for unit in units) if whole else (),
        printed=tuple(fold(unit.form) for unit in units) if whole else (),
        is_noun=bool(nouns) or analyzer.is_noun(text),
        opposites="".join(each for each in _OPPOSITES if analyzer.is_one_word(each + text)),
    )


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
