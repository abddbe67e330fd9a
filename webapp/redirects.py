"""Addresses that are no more: 301 to where the minutes now are, or 410 with what was there."""

from __future__ import annotations

from flask import abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from index.results import Gone
from index.serialization import gone_json
from presentation.labels import gone_notice, gone_title
from presentation.outline import outline
from webapp.addresses import exchange_url, meeting_url
from webapp.responses import ASK_AGAIN
from webapp.search import searcher
from webapp.search_params import carried, page_asked

API = "/api"


def former_exchange(identifier: str) -> ResponseReturnValue:
    """The answer to the address of an exchange, or of an utterance, that is not there."""
    found = searcher().former(identifier)
    if isinstance(found, str) and (placed := searcher().exchange(found)):
        return moved(exchange_url(placed.exchange.id), found)
    return gone(found) if isinstance(found, Gone) and not found.is_meeting else abort(404)


def former_meeting(identifier: str) -> ResponseReturnValue:
    """The answer to the address of a meeting that is not there."""
    found = searcher().former(identifier)
    if isinstance(found, str) and searcher().meeting(found):
        return moved(meeting_url(found))
    return gone(found) if isinstance(found, Gone) and found.is_meeting else abort(404)


def moved(url: str, anchor: str = "") -> ResponseReturnValue:
    """To the page at `url`, or to the same in the API, whichever was asked for.

    A browser asks again each time: what was corrected may be put back as it was.
    """
    if _is_api():
        root = request.script_root
        url = f"{root}{API}{url.removeprefix(root)}"
        answer = jsonify({"moved": url})
    else:
        answer = make_response()
        url += carried(page_asked(request.args.to_dict(flat=False)))
        url += f"#{anchor}" if anchor else ""
    answer.status_code = 301
    answer.headers["Location"] = url
    answer.headers["Cache-Control"] = ASK_AGAIN
    return answer


def gone(last: Gone) -> ResponseReturnValue:
    """What was last there, and that it is no more."""
    title, notice = gone_title(last), gone_notice(last)
    if _is_api():
        answer = jsonify({"error": f"{title}。{notice}", **gone_json(last)})
    else:
        page = render_template(
            "gone.html",
            asked=page_asked(request.args.to_dict(flat=False)),
            title=title,
            notice=notice,
            gone=last,
            outline=outline(last.meeting),
            meeting_now=_now(last.meeting.id),
            standing=_standing(last),
        )
        answer = make_response(page)
    answer.status_code = 410
    answer.headers["Cache-Control"] = ASK_AGAIN
    return answer


def _now(meeting: str) -> str | None:
    """The id of a meeting as it is now, if there is one."""
    if searcher().meeting(meeting):
        return meeting
    found = searcher().former(meeting)
    return found if isinstance(found, str) else None


def _standing(last: Gone) -> dict[str, str]:
    """Where those utterances now are that stood beside what is gone, and did not go."""
    found = {}
    for utterance in () if last.is_meeting else last.utterances:
        now = searcher().former(utterance.id) or utterance.id
        if isinstance(now, str) and (placed := searcher().exchange(now)):
            found[utterance.id] = f"{exchange_url(placed.exchange.id)}#{now}"
    return found


def _is_api() -> bool:
    return request.path.startswith(f"{API}/")
