"""The form of all conditions: it writes the query that people could have typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.collection import collection
from webapp.search_params import MAX_QUERY_LENGTH, page_params
from webapp.urls import ADVANCED, search_url

pages = Blueprint("advanced", __name__)

_QUOTES = re.compile(r'["“”„‟＂「」『』]')


@pages.get(ADVANCED)
def advanced() -> ResponseReturnValue:
    if request.args.get("go") != "1":
        facets = collection().page.facets
        return render_template("advanced.html", params=page_params({}), facets=facets)
    query = written_query({name: " ".join(request.args.getlist(name)) for name in request.args})
    given = request.args.to_dict(flat=False)
    params = page_params({**given, "q": [query[:MAX_QUERY_LENGTH]]})
    return redirect(f"{search_url()}?{params.query_string}")


def written_query(fields: Mapping[str, str]) -> str:
    """The query of what was filled in."""
    return " ".join(filter(None, _parts(fields)))


def _parts(fields: Mapping[str, str]) -> Iterator[str]:
    yield _plain(fields.get("all", ""))
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
