"""Which Whoosh queries the executor knows; all others go to Whoosh's own matchers.

A type is known for itself: a class derived from it may match something else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from whoosh import query as whoosh_query
from whoosh.query import spans
from whoosh.query.qcore import _NullQuery

from index.engines.whoosh.executing.contexts import Facts, InExchange

MULTI_TERMS = (
    whoosh_query.Prefix,
    whoosh_query.Wildcard,
    whoosh_query.Regex,
    whoosh_query.FuzzyTerm,
    whoosh_query.TermRange,
    whoosh_query.Variations,
)
# Patterns that are every term of a field: Whoosh has a way of its own for those.
_EVERY_TERM = {whoosh_query.Prefix: "", whoosh_query.Wildcard: "*", whoosh_query.Regex: ".*"}
_SPAN_CHILDREN: dict[type, Callable[[Any], Sequence[Any]]] = {
    spans.SpanNear: lambda query: (query.a, query.b),
    spans.SpanNear2: lambda query: query.qs,
    spans.SpanOr: lambda query: query.subqs,
    spans.SpanFirst: lambda query: (query.q,),
}
KNOWN = frozenset(
    {
        _NullQuery,
        whoosh_query.Term,
        whoosh_query.And,
        whoosh_query.Or,
        whoosh_query.DisjunctionMax,
        whoosh_query.AndNot,
        whoosh_query.AndMaybe,
        whoosh_query.Require,
        whoosh_query.Not,
        whoosh_query.ConstantScoreQuery,
        whoosh_query.Every,
        whoosh_query.Phrase,
        Facts,
        InExchange,
        *MULTI_TERMS,
        *_SPAN_CHILDREN,
    }
)


def is_known(query: Any, schema: Any) -> bool:
    """Whether a query has a node of its own, whatever its children are."""
    if type(query) not in KNOWN:
        return False
    match query:
        case whoosh_query.Term():
            return query.minquality is None
        case whoosh_query.Or():
            return not query.scale
        case whoosh_query.Every():
            return query.fieldname is None or _has_positions(query.fieldname, schema)
        case whoosh_query.Phrase():
            return bool(query.words) and _has_positions(query.fieldname, schema)
        case whoosh_query.MultiTerm():
            every = _EVERY_TERM.get(type(query))
            return query.field() in schema and (every is None or query.text != every)
        case spans.SpanQuery():
            children = _SPAN_CHILDREN[type(query)](query)
            return bool(children) and all(_has_spans(child, schema) for child in children)
    return True


def _has_spans(query: Any, schema: Any) -> bool:
    if not is_known(query, schema):
        return False
    match query:
        case whoosh_query.Term() | whoosh_query.MultiTerm():
            return _has_positions(query.field(), schema)
        case whoosh_query.Or():
            return all(_has_spans(child, schema) for child in query.subqueries)
    return isinstance(query, spans.SpanQuery | whoosh_query.Phrase | _NullQuery)


def _has_positions(field: str, schema: Any) -> bool:
    return field in schema and bool((kept := schema[field].format) and kept.supports("positions"))
