"""Errors as pages in the style of the others, and as JSON under /api."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from index.errors import IndexDamaged, IndexMissing, IndexUnavailable, KaigirokuError
from webapp.redirects import tidied
from webapp.search_params import page_params
from webapp.urls import is_api

MESSAGES = {
    400: ("要求を読み取れません", "送信された内容に誤りがあるため、処理できませんでした。"),
    404: ("見つかりません", "このアドレスには何もありません。"),
    405: ("この方法では開けません", "このアドレスは閲覧専用です。"),
    500: (
        "処理できませんでした",
        "サーバーで問題が発生しました。しばらくしてから、もう一度お試しください。",
    ),
    503: ("検索を利用できません", "現在、索引を読み込めません。管理者にお知らせください。"),
}


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(KaigirokuError, _index_error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    """An error of HTTP; Flask gives every unforeseen exception as a 500."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status == 404 and (redirect := tidied()):
        return redirect
    headers = [
        (name, value)
        for name, value in error.get_headers()
        if name not in {"Content-Type", "Content-Length"}
    ]
    return (*_error_response(status), headers)


def reason(error: KaigirokuError) -> str:
    """Why the index cannot be read, without the paths that the message names."""
    if isinstance(error, IndexMissing):
        return "索引がありません。"
    if isinstance(error, IndexDamaged):
        return "索引のファイルが壊れています。"
    if isinstance(error, IndexUnavailable):
        return "索引のあるクラスターが答えません。"
    return "索引を読めません。"


def _index_error(error: KaigirokuError) -> ResponseReturnValue:
    """The index cannot be read; the message names paths, so it goes to the log alone."""
    current_app.logger.error("%s", error)
    return _error_response(503)


def _error_response(status: int) -> tuple[str | Response, int]:
    title, message = MESSAGES.get(status, MESSAGES[500 if status >= 500 else 400])
    if is_api():
        return jsonify({"error": f"{title}。{message}"}), status
    params = page_params({})
    page = render_template("error.html", status=status, title=title, message=message, params=params)
    return page, status
