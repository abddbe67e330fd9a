"""Meetings of the National Diet → files, one each, in the shape `sources/diet.py` reads.

Asks GET {url}/meeting (https://kokkai.ndl.go.jp/api.html), ten meetings a time, last
date first, and writes FOLDER/<issueID>.json, whole or not at all. FOLDER/.kokkai.json
has the conditions and the next record during a run, so that a stopped run goes on. The
API ignores a bad nameOfHouse, so it is refused here. Records move by the number that is
published or withdrawn meanwhile: a few may come twice, none is missed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

from index.errors import KaigirokuError, WrongUsage
from index.storage.lock import lock_file
from indexer.fetch.http import Answer, PoliteClient, Unanswered, harmless

URL = "https://kokkai.ndl.go.jp/api"
STATE = ".kokkai.json"
HOUSES = ("衆議院", "参議院", "両院", "両院協議会")
ROLES = ("証人", "参考人", "公述人")

# The conditions of the API, each with its meaning.
CONDITIONS = {
    "any": "発言に含まれる言葉（空白で区切るとすべて）",
    "speaker": "発言者の名（空白で区切るといずれか）",
    "nameOfMeeting": "会議の名（空白で区切るといずれか）",
    "nameOfHouse": f"院の名（{'、'.join(HOUSES)}）",
    "speakerRole": f"発言者の役割（{'、'.join(ROLES)}）",
    "speakerPosition": "発言者の肩書き",
    "speakerGroup": "発言者の会派",
    "speechNumber": "発言の番号",
    "speechID": "発言の ID",
    "issueID": "会議録の ID",
    "from": "この日から（2024-04-01）",
    "until": "この日まで（2024-04-30）",
    "sessionFrom": "この回次から",
    "sessionTo": "この回次まで",
    "issueFrom": "この号数から",
    "issueTo": "この号数まで",
}
_NUMBERS = frozenset({"speechNumber", "sessionFrom", "sessionTo", "issueFrom", "issueTo"})
_RECORDS_PER_REQUEST = 10
# An issueID names its file: no separators, no option of a command, nothing hidden.
_SAFE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
# Windows takes these for devices, whatever follows the dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
# All meetings of the Diet since 1890 are some 200,000.
_MAX_RECORDS = 10_000_000
# Records are seldom withdrawn during a run; a server that goes back for ever is left.
_MAX_STEPS_BACK = 100


@dataclass(frozen=True, slots=True)
class Fetched:
    """`done` of `total` records were asked for; their files are new, changed or the same."""

    done: int
    total: int
    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class _Resumption:
    """The state of a stopped run: the next record to ask for, of `total`."""

    conditions: Mapping[str, str]
    next: int
    total: int


def read_conditions(typed: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE` as typed → conditions. Raises WrongUsage."""
    conditions = {}
    for each in typed:
        name, equals, value = each.strip().partition("=")
        if not equals or not value.strip():
            raise WrongUsage(f"{each}: 「名前=値」の形で指定してください。")
        if name not in CONDITIONS:
            raise WrongUsage(
                f"{name}: この名前の条件はありません。使える条件: {'、'.join(CONDITIONS)}"
            )
        conditions[name] = _checked(name, value.strip())
    if not conditions:
        raise WrongUsage("条件を一つ以上指定してください。")
    if conditions.get("from", "") > conditions.get("until", "9999"):
        raise WrongUsage("fromの日付がuntilより後です。")
    return conditions


def _checked(name: str, value: str) -> str:
    choices = {"nameOfHouse": HOUSES, "speakerRole": ROLES}.get(name)
    if choices and value not in choices:
        raise WrongUsage(f"{name}={value}: 選べる値は、{'、'.join(choices)}です。")
    if name in _NUMBERS and not re.fullmatch(r"[0-9]{1,6}", value):
        raise WrongUsage(f"{name}={value}: 整数で指定してください。")
    if name in ("from", "until"):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise WrongUsage(
                f"{name}={value}: 日付の形（2024-04-01）で指定してください。"
            ) from None
    return value


def fetch(
    conditions: Mapping[str, str],
    folder: Path,
    client: PoliteClient,
    report: Callable[[Fetched], None] = lambda _: None,
    url: str = URL,
) -> Fetched:
    """Write every meeting that meets the conditions; goes on where the last run stopped.

    Raises Unanswered, and KaigirokuError if another process fetches into the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / STATE
    if (lock := lock_file(folder / f"{STATE}.lock")) is None:
        raise KaigirokuError(f"{folder}: ほかの処理がここへ取り寄せています。")
    try:
        begin = _resumption(state, conditions)
        fetched = Fetched(begin.next - 1, begin.total)
        for page in _pages(conditions, client, url, begin):
            fetched = _store(folder, page, fetched)
            if page.next is not None:
                next_state = _Resumption(conditions, page.next, page.total)
                _write(state, _json(asdict(next_state)))
            report(fetched)
        state.unlink(missing_ok=True)
    finally:
        lock.close()
    return fetched


@dataclass(frozen=True, slots=True)
class _RecordPage:
    """One answer: records, how many there are in all, and where the next begins, or null."""

    records: list[Mapping[str, Any]]
    total: int
    next: int | None


def _pages(
    conditions: Mapping[str, str], client: PoliteClient, url: str, begin: _Resumption
) -> Iterator[_RecordPage]:
    at: int | None = begin.next
    total = begin.total
    steps_back = 0
    while at is not None:
        asked = {
            **conditions,
            "recordPacking": "json",
            "maximumRecords": _RECORDS_PER_REQUEST,
            "startRecord": at,
        }
        address = f"{url}/meeting?{urlencode(asked)}"
        page = _read(client.get(address), address)
        if page.total < total and at > 1:
            # Records were withdrawn: those not asked for yet have moved forward by as many.
            at, total = max(1, at - (total - page.total)), page.total
            steps_back += 1
            if steps_back > _MAX_STEPS_BACK:
                raise Unanswered(f"{address}: 件数（numberOfRecords）が定まりません。")
            continue
        yield page
        if page.next is not None and not (at < page.next <= page.total and page.records):
            raise Unanswered(f"{address}: 次の位置（nextRecordPosition）が正しくありません。")
        at, total = page.next, page.total


def _read(answer: Answer, address: str) -> _RecordPage:
    """The page in an answer. Raises Unanswered with the error message of the API."""
    try:
        content = json.loads(answer.body, parse_constant=_refuse, parse_float=_finite)
        if answer.status != 200 or "message" in content:
            reasons = [str(content["message"]), *map(str, content.get("details") or ())]
            raise Unanswered(
                f"APIがエラーを返しました（HTTP {answer.status}）: {harmless(' '.join(reasons))}"
            )
        position = content.get("nextRecordPosition")
        records = content.get("meetingRecord", [])
        if not all(isinstance(record, dict) for record in records):
            raise TypeError
        return _RecordPage(
            records,
            _position("numberOfRecords", content["numberOfRecords"]),
            None if position is None else _position("nextRecordPosition", position),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = (
            f"{address}: 国会会議録検索システムのAPIの応答ではありません（HTTP {answer.status}）。"
        )
        raise Unanswered(message) from None


def _position(key: str, value: object) -> int:
    """A number of records, or the place of one. Raises Unanswered where it cannot be."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if type(value) is not int or not 0 <= value <= _MAX_RECORDS:
        raise Unanswered(f"APIの応答の{key}が正しい数ではありません（{harmless(value)}）。")
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else _refuse(digits)


def _refuse(number: str) -> NoReturn:
    """1e999, Infinity and NaN are numbers that no file of JSON can hold."""
    raise Unanswered(f"APIの応答に、扱えない数があります（{harmless(number)}）。")


def _store(folder: Path, page: _RecordPage, fetched: Fetched) -> Fetched:
    """Write the records of a page; a file that is the same already is left as it is."""
    counts = {"new": fetched.new, "changed": fetched.changed, "same": fetched.same}
    for record in page.records:
        name = record.get("issueID")
        if not isinstance(name, str) or not _SAFE_ID.fullmatch(name) or _DEVICES.fullmatch(name):
            raise Unanswered(f"issueIDが正しくない記録があります（{harmless(repr(name))}）。")
        file = folder / f"{name}.json"
        before = file.read_bytes() if file.exists() else None
        content = _json(record)
        if before == content:
            counts["same"] += 1
            continue
        counts["changed" if before is not None else "new"] += 1
        _write(file, content)
    done = page.total if page.next is None else page.next - 1
    return Fetched(done, page.total, **counts)


def _resumption(state: Path, conditions: Mapping[str, str]) -> _Resumption:
    """The state in which the last run with these conditions stopped, or that of a new run."""
    with suppress(OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        found = json.loads(state.read_text(encoding="utf-8"))
        if found["conditions"] == dict(conditions):
            return _Resumption(conditions, max(1, int(found["next"])), int(found["total"]))
    return _Resumption(conditions, 1, 0)


def _json(content: object) -> bytes:
    # A lone surrogate is no character; it is written as JSON escapes it: \udc00.
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    aside = file.with_name(f"{file.name}.part")
    aside.write_bytes(content)
    aside.replace(file)
