"""A small server that answers as the National Diet API does, errors included.

Built from the published contract: parameters, limits, envelope, order and error codes.
It counts requests that overlap, and can fail a few times first.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LIMITS = {"meeting": (3, 10), "speech": (30, 100), "meeting_list": (30, 100)}
DATES = {"from": "19012", "until": "19013"}
NO_CONDITION = {"startRecord", "maximumRecords", "recordPacking"}


def meeting(number: int, date: str, name: str = "予算委員会", speeches: int = 2) -> dict[str, Any]:
    """An invented meeting."""
    issue = f"{number:09d}X{number:03d}20240101"
    said = [("", "会議録情報")] + [
        ("会長", f"○会長（湖畔花子君）　第{number}回の{each}番目の発言です。\r\n　続けます。")
        for each in range(1, speeches + 1)
    ]
    return {
        "issueID": issue,
        "imageKind": "会議録",
        "searchObject": 0,
        "session": 213,
        "nameOfHouse": "衆議院",
        "nameOfMeeting": name,
        "issue": f"第{number}号",
        "date": date,
        "closing": None,
        "speechRecord": [
            {
                "speechID": f"{issue}_{order:03d}",
                "speechOrder": order,
                "speaker": "湖畔花子" if order else "会議録情報",
                "speakerYomi": None,
                "speakerGroup": None,
                "speakerPosition": position or None,
                "speakerRole": None,
                "speech": text,
                "startPage": 1,
            }
            for order, (position, text) in enumerate(said)
        ],
        "meetingURL": f"https://example.org/{issue}",
        "pdfURL": None,
    }


@dataclass
class Diet:
    """The records of the server, and the requests it received."""

    meetings: Sequence[dict[str, Any]]
    failures: list[int] = field(default_factory=list)
    requests: list[tuple[float, str, dict[str, str], str]] = field(default_factory=list)
    overlapping: int = 0
    busy: int = 0

    def answer(self, kind: str, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if error := self._error(asked):
            return 400, error
        usual, most = LIMITS[kind]
        size = int(asked.get("maximumRecords", usual))
        if not 1 <= size <= most:
            return 400, _refusal(f"(19008)maximumRecords:1から{most}まで")
        found = sorted(filter(_meets(asked), self.meetings), key=lambda each: each["date"])[::-1]
        start = int(asked.get("startRecord", 1))
        page = found[start - 1 : start - 1 + size]
        envelope: dict[str, Any] = {
            "numberOfRecords": len(found),
            "numberOfReturn": len(page),
            "startRecord": start,
            "nextRecordPosition": start + size if start + size <= len(found) else None,
        }
        if page:
            envelope["meetingRecord"] = page
        return 200, envelope

    @staticmethod
    def _error(asked: dict[str, str]) -> dict[str, Any] | None:
        if not asked.keys() - NO_CONDITION:
            return {"message": "(19007)検索条件を指定してください。"}
        if asked.get("speakerRole") not in (None, "証人", "参考人", "公述人"):
            return _refusal("(0) (19028)speakerRole:証人・参考人・公述人のいずれか")
        for name, code in DATES.items():
            if name in asked and not re.fullmatch(r"\d{4}-\d\d-\d\d", asked[name]):
                return _refusal(f"(0) ({code}){name}:YYYY-MM-DD")
        if asked.get("from", "") > asked.get("until", "9"):
            return _refusal("(0) (19014)from:untilより後")
        if any(len(value) > 200 for value in asked.values()):
            return _refusal("(0) (19020)長すぎます")
        return None


def _refusal(detail: str) -> dict[str, Any]:
    return {"message": "(19011)検索条件の入力に誤りがあります。", "details": [detail]}


def _meets(asked: dict[str, str]):
    def meets(each: dict[str, Any]) -> bool:
        text = "".join(speech["speech"] for speech in each["speechRecord"])
        names = asked.get("nameOfMeeting", each["nameOfMeeting"]).split()
        return (
            asked.get("from", "") <= each["date"] <= asked.get("until", "9")
            and any(name in each["nameOfMeeting"] for name in names)
            and all(word in text for word in asked.get("any", "").split())
            and asked.get("issueID", each["issueID"]) == each["issueID"]
        )

    return meets


class _Handler(BaseHTTPRequestHandler):
    """Answers requests with the records of a Diet."""

    def __init__(self, diet: Diet, *arguments: Any) -> None:
        self.diet = diet
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self.diet.overlapping += self.diet.busy > 0
        self.diet.busy += 1
        try:
            self._answer()
        finally:
            self.diet.busy -= 1

    def _answer(self) -> None:
        diet, parts = self.diet, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        agent = self.headers.get("User-Agent", "")
        diet.requests.append((time.monotonic(), parts.path, asked, agent))
        if diet.failures:
            return self._send(diet.failures.pop(0), b"<html>busy</html>")
        kind = parts.path.removeprefix("/api/")
        status, content = diet.answer(kind, asked) if kind in LIMITS else (404, {})
        if asked.get("recordPacking") != "json":
            return self._send(status, b'<?xml version="1.0"?><data></data>')
        return self._send(status, json.dumps(content, ensure_ascii=False).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing: the tests read `Diet.requests`."""


@contextmanager
def serving(diet: Diet) -> Iterator[str]:
    """The address of the API while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, diet))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
