"""The form of all conditions: it writes the query that people could have typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.analysis.normalization.search_text import search_form
from index.query_parser import (
    AndNode,
    FieldNode,
    NearNode,
    Node,
    NotNode,
    OrNode,
    WordNode,
    parse,
)
from webapp.collection import collection
from webapp.search_params import MAX_QUERY_LENGTH, page_params
from webapp.searcher import searcher
from webapp.urls import ADVANCED, search_url

pages = Blueprint("advanced", __name__)

_QUOTES = re.compile(r'["“”„‟＂「」『』]')


@pages.get(ADVANCED)
def advanced() -> ResponseReturnValue:
    given = request.args.to_dict(flat=False)
    if request.args.get("go") != "1":
        # A search that is narrowed further fills the form.
        params = page_params(given)
        return render_template(
            "advanced.html",
            params=params,
            facets=collection().page.facets,
            filled=filled_in(params.search.query),
            members=dict.fromkeys(each.name for each in searcher().people() if each.is_member),
        )
    typed = {name: " ".join(request.args.getlist(name)) for name in request.args}
    persons = _persons(typed.get("name", ""))
    if not persons:
        # Who is not named in full is still somebody's speaker.
        typed["by"] = " ".join(filter(None, (typed.get("by"), typed.get("name"))))
    query = written_query(typed)[:MAX_QUERY_LENGTH]
    params = page_params({**given, "q": [query], "person": persons})
    return redirect(f"{search_url()}?{params.query_string}")


def _persons(name: str) -> list[str]:
    """The ids of those of that full name, however it is spaced."""
    wanted = "".join(search_form(name).split())
    people = searcher().people() if wanted else ()
    return [each.id for each in people if "".join(search_form(each.name).split()) == wanted]


def written_query(fields: Mapping[str, str]) -> str:
    """The query of what was filled in."""
    return " ".join(filter(None, _parts(fields)))


def filled_in(query: str) -> dict[str, str]:
    """What is filled in for a query; all of it as typed, where the form has no place for it."""
    node = parse(query).node
    parts = node.children if isinstance(node, AndNode) else (node,)
    fields: dict[str, str] = {}
    for name, text in (each for part in parts for each in _filled(part)):
        if name in fields and name not in ("all", "none"):
            return {"all": query}
        fields[name] = f"{fields[name]} {text}" if name in fields else text
    written = parse(written_query(fields)).node
    again = written.children if isinstance(written, AndNode) else (written,)
    return fields if {*again} == {*parts} else {"all": query}


def _filled(node: Node | None) -> Iterator[tuple[str, str]]:
    """The fields that one condition of a query fills, and with what."""
    match node:
        case WordNode(text, exact=exact):
            yield "phrase" if exact else "all", text
        case OrNode(children) if all(isinstance(each, WordNode) for each in children):
            yield "any", " ".join(each.text for each in children if isinstance(each, WordNode))
        case NotNode(WordNode(text)):
            yield "none", text
        case NearNode(WordNode(one), WordNode(other), distance):
            yield from (("near", one), ("nearby", other), ("distance", str(distance)))
        case FieldNode("speaker", value):
            yield "by", value


def _parts(fields: Mapping[str, str]) -> Iterator[str]:
    yield " ".join(fields.get("all", "").split())
    some = _plain(fields.get("any", "")).split()
    yield f"({' OR '.join(some)})" if len(some) > 1 else "".join(some)
    if phrase := _plain(fields.get("phrase", "")):
        yield f'"{phrase}"'
    one, other = (_plain(fields.get(name, "")) for name in ("near", "nearby"))
    distance = re.sub(r"\D", "", fields.get("distance", ""))
    near = f"近傍/{distance}" if distance else "近傍"
    yield f"{_quoted(one)} {near} {_quoted(other)}" if one and other else one or other
    yield from (f"-{word}" for word in _plain(fields.get("none", "")).split())
    if said_by := _plain(fields.get("by", "")):
        yield f"発言者:{_quoted(said_by)}"


def _plain(text: str) -> str:
    """What was typed, without quotation marks."""
    return " ".join(_QUOTES.sub(" ", text).split())


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
