"""All that a search finds as a table: /search.csv, a row for each speech."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain, islice
from urllib.parse import quote

from flask import Blueprint, Response, request, stream_with_context

from index.minutes import MeetingHead
from index.results import Found
from presentation.labels import ROLE_LABELS
from presentation.snippets import lines
from webapp.search_params import page_params
from webapp.searcher import searcher
from webapp.template_filters import search_name
from webapp.urls import TABLE, utterance_url

pages = Blueprint("table", __name__)

_HEADINGS = (
    *("日付", "会議体", "委員会", "会議", "議題の番号", "議題", "話題", "発言者", "氏名", "役職"),
    *("役割", "会派", "本文", "該当箇所の前後", "アドレス"),
)
# Characters around the match.
_AROUND = 120
# What a spreadsheet would run as a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_ROWS_AT_ONCE = 100
# Of a file's name: what is no letter, digit or bracket, and the most characters of the query.
_NOT_IN_NAMES, _MAX_NAME = re.compile(r"[^\w（）・ー]"), 40


@pages.get(TABLE)
def table() -> Response:
    """Streamed, whatever the number of rows; UTF-8 with a mark, by which Excel knows it."""
    params = page_params(request.args.to_dict(flat=False))
    matches = searcher().matches(params.search)
    rows = chain([_HEADINGS], (_row(head, found) for head, found in matches))
    # A row names the host of the request.
    response = Response(stream_with_context(_encoded(rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = _disposition(search_name(params.search))
    return response


def _disposition(name_of_search: str) -> str:
    """A file is named by what is searched for (RFC 6266), as far as file systems let it."""
    words = "_".join(_NOT_IN_NAMES.sub(" ", name_of_search).split())[:_MAX_NAME]
    if not words:
        return "attachment; filename=kaigiroku.csv"
    name = quote(f"会議録_{words}.csv", safe="")
    return f"attachment; filename=kaigiroku.csv; filename*=UTF-8''{name}"


def _row(meeting: MeetingHead, found: Found) -> tuple[str, ...]:
    each = found.utterance
    around = lines(each.text, found.highlights, _AROUND)
    agenda = (each.agenda.number, each.agenda.title) if each.agenda else (None, None)
    values = (
        *(meeting.date, meeting.body, meeting.committee, meeting.title, *agenda, each.topic),
        *(each.speaker or each.affiliation, each.name, each.office),
        *(ROLE_LABELS[each.role] if each.role else None, each.party, each.text),
        "".join(run.text for run in around.runs),
        utterance_url(each),
    )
    return tuple(_harmless(value or "") for value in values)


def _harmless(value: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{value}" if _FORMULA.match(value) else value


def _encoded(rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    rows = iter(rows)
    yield "\ufeff".encode()
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        written = StringIO()
        csv.writer(written).writerows(some)
        yield written.getvalue().encode("utf-8", "replace")
