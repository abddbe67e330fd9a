"""JSON in the shape of the National Diet API → records of meetings.

Reads `meetingRecord` and `speechRecord` envelopes, bare records, arrays of
them, and any of these on each line (.jsonl). The shape is the one described at
https://kokkai.ndl.go.jp/api.html. Meetings are given as they are read; only
bare speeches are collected, because those of a meeting need not be consecutive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.problems import Problem, Unreadable
from indexer.sources.files import SourceFile
from indexer.sources.values import Value, read_values

_RECORD_KEYS = {
    "id": "issueID",
    "house": "nameOfHouse",
    "title": "nameOfMeeting",
    "issue": "issue",
    "date": "date",
    "url": "meetingURL",
}
_SPEECH_KEYS = {
    "id": "speechID",
    "speaker": "speaker",
    "position": "speakerPosition",
    "role": "speakerRole",
    "url": "speechURL",
    "group": "speakerGroup",
}
_MEETING_KEYS = ("issueID", "nameOfMeeting")
_MAX_LOST_RECORDS = 10_000
_MAX_DIGITS = 9


@dataclass(frozen=True, slots=True)
class DietSpeech:
    """One speech; null where a key is absent. `order` 0 is a meeting's header."""

    text: str
    line: int
    id: str | None = None
    order: int | None = None
    speaker: str | None = None
    position: str | None = None
    role: str | None = None
    page: int | None = None
    url: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class DietRecord:
    """One meeting as published; `line` is where its record begins in the file."""

    id: str | None
    house: str | None
    title: str | None
    issue: str | None
    date: str | None
    url: str | None
    line: int
    speeches: tuple[DietSpeech, ...]


def read_diet(file: SourceFile) -> Iterator[DietRecord | Problem]:
    """The meetings of a file in its order; those of bare speeches come last.

    What cannot be understood is a Problem, and the rest is read. Raises
    Unreadable where there is no record at all, and where the file breaks off,
    after the records before that were given.
    """
    name = file.name
    reader = _RecordReader(name)
    broken: Unreadable | None = None
    found = False
    # Collected until a record is found: without one, they are the reason for the error.
    problems: list[Problem] = []
    try:
        for item in _items(reader, read_values(file)):
            problems += [item] if isinstance(item, Problem) else []
            found = found or isinstance(item, DietRecord)
            if found:
                yield from problems
                problems.clear()
            if isinstance(item, DietRecord):
                yield item
    except Unreadable as error:
        broken = error
    except RecursionError:
        broken = Unreadable(name, "JSONの入れ子が深すぎます。")
    found = found or bool(reader.speeches)
    if not found and not reader.empty_answer:
        raise broken or _nothing(name, problems)
    yield from problems
    yield from reader.gathered()
    if broken:
        raise Unreadable(name, f"{broken.message}その手前までを読みました。", broken.line)


def _items(
    reader: _RecordReader, values: Iterable[Value | Problem]
) -> Iterator[DietRecord | Problem]:
    """The records and problems in the values. Raises Unreadable after too many lost records."""
    lost = 0
    for value in values:
        for item in (value,) if isinstance(value, Problem) else reader.take(*value):
            if isinstance(item, Problem):
                lost += item.lost
                if lost > _MAX_LOST_RECORDS:
                    message = "読めない記録が多すぎるため、ここで止めました。"
                    raise Unreadable(item.file, message, item.line)
            yield item


def _nothing(name: str, problems: Sequence[Problem]) -> Unreadable:
    """Why a file has no record: the first reason, and how many more there are."""
    if not problems:
        return Unreadable(name, "会議録の記録（meetingRecord・speechRecord）がありません。")
    more = f"（ほか{len(problems) - 1:,}件）" if len(problems) > 1 else ""
    return Unreadable(name, f"{problems[0].message}{more}", problems[0].line)


class _RecordReader:
    """Divides JSON values into records, and collects bare speeches by meeting."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.speeches: dict[tuple[str | None, ...], list[tuple[DietSpeech, Mapping[str, Any]]]] = {}
        self.empty_answer = False

    def take(self, line: int, value: object) -> Iterator[DietRecord | Problem]:
        """The meetings and problems of a value that begins on `line`."""
        if isinstance(value, list):
            for item in value:
                yield from self.take(line, item)
        elif not isinstance(value, dict):
            yield self._problem(line, "会議録の記録ではない値です。", lost=True)
        elif "meetingRecord" in value:
            yield from self.take(line, _listed(value["meetingRecord"]))
        elif "speech" in value:
            yield from self._speech(line, value)
        elif "speechRecord" in value and not any(key in value for key in _MEETING_KEYS):
            yield from self.take(line, _listed(value["speechRecord"]))
        elif "speechRecord" in value:
            yield from self._meeting(line, value)
        elif "numberOfRecords" in value:
            self.empty_answer = True
        elif isinstance(value.get("message"), str):
            message = _text(value, "message")
            yield self._problem(line, f"会議録ではなく、検索のエラーの応答です（{message}）。")
        else:
            message = "speechRecordがないため、会議の記録として読めません。"
            yield self._problem(line, message, lost=True)

    def gathered(self) -> Iterator[DietRecord]:
        """The meetings of the bare speeches."""
        for speeches in self.speeches.values():
            first, value = speeches[0]
            yield _record(first.line, value, [speech for speech, _ in speeches])

    def _meeting(self, line: int, value: Mapping[str, Any]) -> Iterator[DietRecord | Problem]:
        speeches: list[DietSpeech] = []
        common: Mapping[str, Any] = {}
        items = _listed(value["speechRecord"])
        if len(items) > 1 and not any("speech" in item for item in items if isinstance(item, dict)):
            message = "発言の一覧だけで、本文（speech）のない記録です。"
            yield self._problem(line, message, lost=True)
            return
        for place, item in enumerate(items, start=1):
            text = item.get("speech") if isinstance(item, dict) else None
            if isinstance(text, str) and text.strip():
                speeches.append(_speech(line, item))
                common = common or item
            else:
                lacks = "にspeechがない" if text is None else "のspeechが空の"
                message = f"{place}番目の発言{lacks}ため、その発言を除きました。"
                yield self._problem(line, message)
        yield from self._missing(line, {**common, **value})
        yield _record(line, {**common, **value}, speeches)

    def _speech(self, line: int, value: Mapping[str, Any]) -> Iterator[Problem]:
        if not isinstance(value["speech"], str) or not value["speech"].strip():
            message = "speechが空か文字列ではないため、その発言を除きました。"
            yield self._problem(line, message)
            return
        keys = ("issueID",) if _text(value, "issueID") else ("nameOfHouse", *_MEETING_KEYS, "date")
        meeting = tuple(_text(value, key) for key in keys)
        if meeting not in self.speeches:
            yield from self._missing(line, value)
        self.speeches.setdefault(meeting, []).append((_speech(line, value), value))

    def _missing(self, line: int, value: Mapping[str, Any]) -> Iterator[Problem]:
        keys = ("nameOfHouse", "nameOfMeeting", "date")
        if lacking := [key for key in keys if not _text(value, key)]:
            yield self._problem(line, f"会議の記録に{'・'.join(lacking)}がありません。")

    def _problem(self, line: int, message: str, *, lost: bool = False) -> Problem:
        return Problem(self.name, None, line, message, lost)


def _record(line: int, value: Mapping[str, Any], speeches: list[DietSpeech]) -> DietRecord:
    if all(speech.order is not None for speech in speeches):
        speeches = sorted(speeches, key=lambda speech: speech.order or 0)
    texts = {field: _text(value, key) for field, key in _RECORD_KEYS.items()}
    return DietRecord(line=line, speeches=tuple(speeches), **texts)


def _speech(line: int, value: Mapping[str, Any]) -> DietSpeech:
    return DietSpeech(
        text=value["speech"],
        line=line,
        order=_number(value, "speechOrder"),
        page=_number(value, "startPage") or None,
        **{field: _text(value, key) for field, key in _SPEECH_KEYS.items()},
    )


def _text(value: Mapping[str, Any], key: str) -> str | None:
    found = value.get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found.strip() or None if isinstance(found, str) else None


def _number(value: Mapping[str, Any], key: str) -> int | None:
    """A whole number, also as a string, of at most `_MAX_DIGITS` digits."""
    found = value.get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        return found if abs(found) < 10**_MAX_DIGITS else None
    typed = found.strip() if isinstance(found, str) else ""
    return int(typed) if typed.isdecimal() and len(typed) <= _MAX_DIGITS else None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
