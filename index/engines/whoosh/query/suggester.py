"""Did you mean: the query with another word for one that the collection hardly has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.query.cost import MOST_SUGGESTING, Budget, Costs
from index.engines.whoosh.query.edit_distance import IndexedTerms
from index.engines.whoosh.query.nearness import Nearness
from index.engines.whoosh.query.planner import Plan
from index.query_parser.parser import WordNode, parse
from index.query_parser.parser import words as words_of
from index.results import Suggestion

# A word in no more utterances may be a slip; then what it is a slip for has many times as many.
_RARE, _MANY_TIMES = 2, 50
_MOST_REPLACED, _MOST_TRIED, _MOST_SUGGESTED = 2, 5, 3
# A query of more words is not made anew.
_MOST_TYPED = 4


class Suggester:
    """Suggests queries over one snapshot, in which `match` finds a word."""

    def __init__(
        self,
        vocabulary: IndexedTerms,
        analyzer: Analyzer,
        match: Callable[[WordNode], WordMatch],
        costs: Costs,
    ) -> None:
        self._nearness = Nearness(vocabulary, analyzer, costs.often)
        self._match = match
        self._costs = costs

    def suggested(
        self, query: str, plan: Plan, total: int, count: Callable[[str], int]
    ) -> Iterator[Suggestion]:
        """What to ask instead of a query, which has found `total`; `count` says what it finds."""
        typed = (node for node in words_of(parse(query).node) if not node.wild)
        looked_for = [node for node in dict.fromkeys(typed) if node.text not in plan.left_out]
        if len(looked_for) > _MOST_TYPED:
            return
        budget = Budget(MOST_SUGGESTING)
        for node in [node for node in looked_for if self._is_rare(node)][:_MOST_REPLACED]:
            least = _MANY_TIMES * total if self._match(node).found_anywhere else total
            made = (_rewritten(query, node, form) for form in self._instead(node, budget))
            counted = ((each, count(each)) for each in made)
            better = (Suggestion(each, found) for each, found in counted if found > least)
            yield from islice(better, _MOST_SUGGESTED)

    def _instead(self, node: WordNode, budget: Budget) -> Iterator[str]:
        """The words to try in place of one, while there is time to look for them."""

        def stands(text: str) -> bool:
            exact = WordNode(text, exact=True)
            affords = budget.affords(self._costs.of(exact).cost)
            return affords and self._match(exact).found_anywhere

        for form in islice(self._nearness.words(node.text, stands, budget.affords), _MOST_TRIED):
            if budget.affords(self._costs.of(WordNode(form)).cost):
                yield form

    def _is_rare(self, node: WordNode) -> bool:
        match = self._match(node)
        if node.exact and match.found_anywhere:
            # What was quoted, and is printed so, is no slip.
            return False
        return len(match.docs()) <= _RARE and not len(match.headings)


def _rewritten(query: str, node: WordNode, form: str) -> str:
    """The query with another word in the place of one, in quotation marks if that was."""
    start, end = node.at or (0, len(query))
    return f"{query[:start]}{chr(34) * node.exact}{form}{chr(34) * node.exact}{query[end:]}"
