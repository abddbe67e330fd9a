"""Errors as pages in the style of the others, and as JSON under /api."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from index.errors import KaigirokuError
from webapp.search_params import page_asked

MESSAGES = {
    400: ("要求を読み取れません", "送られた内容に誤りがあるため、処理できませんでした。"),
    404: ("見つかりません", "このアドレスには何もありません。"),
    405: ("この方法では開けません", "このアドレスは閲覧のためだけのものです。"),
    500: ("処理できませんでした", "こちらの不具合です。少し待ってから、もう一度お試しください。"),
    503: ("索引を読めません", "索引をいま読めません。運用している人に知らせてください。"),
}


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(KaigirokuError, _unreadable)


def _refused(error: HTTPException) -> ResponseReturnValue:
    """Flask hands over every failure here, an unforeseen one as a 500."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    headers = [
        (name, value)
        for name, value in error.get_headers()
        if name not in {"Content-Type", "Content-Length"}
    ]
    return (*_answer(status), headers)


def _unreadable(error: KaigirokuError) -> ResponseReturnValue:
    """The index cannot be read: its message names paths, so it goes to the log alone."""
    current_app.logger.error("%s", error)
    return _answer(503)


def _answer(status: int) -> tuple[str | Response, int]:
    title, message = MESSAGES.get(status, MESSAGES[500 if status >= 500 else 400])
    if request.path.startswith("/api/"):
        return jsonify({"error": f"{title}。{message}"}), status
    asked = page_asked({})
    page = render_template("error.html", status=status, title=title, message=message, asked=asked)
    return page, status
