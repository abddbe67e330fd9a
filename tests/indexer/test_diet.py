"""JSON records as the National Diet's API gives them: every packing, and broken files."""

import gzip
import json
import lzma
from hashlib import sha512

import pytest

from indexer.problems import Problem, Unreadable
from indexer.sources.diet import DietRecord, read_diet
from indexer.sources.files import SourceFile

SPEECH = {"speechID": "m1_001", "speechOrder": 1, "speaker": "東雲議長", "speech": "開会します。"}
MEETING = {
    "issueID": "m1",
    "nameOfHouse": "東雲町議会",
    "nameOfMeeting": "本会議",
    "issue": "第1号",
    "date": "2024-06-03",
    "meetingURL": "https://example.org/m1",
    "speechRecord": [SPEECH],
}


def speech(issue, order, text="はい。"):
    shared = {key: MEETING[key] for key in ("nameOfHouse", "nameOfMeeting", "issue", "date")}
    return {
        **shared,
        "issueID": issue,
        "speechID": f"{issue}_{order:03}",
        "speechOrder": order,
        "speaker": None,
        "speech": text,
    }


def write(tmp_path, content, name="a.json"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path):
    return list(read_diet(SourceFile(path, path.name)))


def dumps(value, **options):
    return json.dumps(value, ensure_ascii=False, **options)


def lines(*values):
    return "".join(dumps(value) + "\n" for value in values)


ENVELOPE = {"numberOfRecords": 1, "meetingRecord": [MEETING], "nextRecordPosition": None}


@pytest.mark.parametrize(
    "content",
    [
        dumps(ENVELOPE),
        dumps(ENVELOPE, indent=2),
        dumps([MEETING]),
        dumps(MEETING),
        dumps(MEETING, indent=1),
        lines(MEETING),
        "\n" + lines(MEETING) + "\n\n",
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_every_shape_gives_the_same_meeting(tmp_path, content, name, pack, encoding):
    (record,) = read(write(tmp_path, pack(content.encode(encoding)), name))
    assert isinstance(record, DietRecord)
    assert (record.id, record.house, record.title) == ("m1", "東雲町議会", "本会議")
    assert (record.issue, record.date, record.url) == (
        "第1号",
        "2024-06-03",
        "https://example.org/m1",
    )
    (only,) = record.speeches
    assert (only.id, only.order, only.speaker, only.text) == tuple(SPEECH.values())


def test_each_line_is_a_record_of_its_own(tmp_path):
    path = write(tmp_path, lines(MEETING, {**MEETING, "issueID": "m2"}), "a.jsonl")
    assert [(record.id, record.line) for record in read(path)] == [("m1", 1), ("m2", 2)]


def test_speeches_are_grouped_by_meeting_and_ordered(tmp_path):
    path = write(
        tmp_path,
        dumps(
            {
                "numberOfRecords": 3,
                "speechRecord": [speech("m2", 7), speech("m1", 2), speech("m2", 3)],
            }
        ),
    )
    assert [(r.id, [s.order for s in r.speeches]) for r in read(path)] == [
        ("m2", [3, 7]),
        ("m1", [2]),
    ]
    bare = write(tmp_path, lines(speech("m1", 2), speech("m2", 1), speech("m1", 1)), "b.jsonl")
    first, second = read(bare)
    assert [s.order for s in first.speeches] == [1, 2]
    assert [s.line for s in first.speeches] == [3, 1]
    assert second.id == "m2"


def test_a_bad_line_is_reported_and_the_others_are_read(tmp_path):
    content = lines(MEETING) + '{"issueID": "m2", "spee\n' + lines({**MEETING, "issueID": "m3"})
    first, problem, third = read(write(tmp_path, content, "a.jsonl"))
    assert (first.id, third.id) == ("m1", "m3")
    assert str(problem) == "a.jsonl 2行: JSONとして読めない行です（ほかの行は読みました）。"


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_bad_first_line_is_reported_and_the_others_are_read(tmp_path, name):
    content = lines(MEETING, MEETING) if name == "a.json" else '{"a": \n' + lines(MEETING)
    assert any(isinstance(item, DietRecord) for item in read(write(tmp_path, content, name)))


def test_an_array_cut_in_the_middle_gives_the_meetings_before(tmp_path):
    whole = dumps([MEETING, {**MEETING, "issueID": "m2"}, {**MEETING, "issueID": "m3"}], indent=1)
    path = write(tmp_path, whole[: int(len(whole) * 0.8)])
    records = []
    with pytest.raises(Unreadable, match="途中で切れているか、壊れています。その手前までを"):
        records.extend(read_diet(SourceFile(path, path.name)))
    assert [record.id for record in records] == ["m1", "m2"]
    assert records[1].line == 1 + whole[: whole.index('"m2"')].count("\n") - 1


def test_an_envelope_cut_in_its_only_meeting_cannot_be_read(tmp_path):
    path = write(tmp_path, dumps(ENVELOPE)[:120])
    with pytest.raises(Unreadable) as error:
        read(path)
    assert str(error.value) == "a.json 1行: JSONが途中で切れているか、壊れています。"


def test_a_broken_xz_gives_the_lines_before(tmp_path):
    noise = [sha512(bytes([n % 256, n // 256])).hexdigest() * 9 for n in range(3000)]
    long = [{**MEETING, "issueID": f"m{n}", "noise": noise[n]} for n in range(3000)]
    packed = lzma.compress(lines(*long).encode())
    path = write(tmp_path, packed[: len(packed) * 3 // 4], "a.jsonl.xz")
    records = []
    with pytest.raises(Unreadable, match=r"a\.jsonl\.xz \d+行: 圧縮データが.*その手前まで"):
        records.extend(read_diet(SourceFile(path, path.name)))
    assert [record.id for record in records] == [f"m{n}" for n in range(len(records))]
    assert records


def test_missing_keys_are_reported_and_the_others_read(tmp_path):
    speeches = [SPEECH, {"speechID": "x"}]
    lacking = {"issueID": "m1", "nameOfMeeting": "本会議", "speechRecord": speeches}
    *problems, record = read(write(tmp_path, lines(lacking), "a.jsonl"))
    assert [str(problem) for problem in problems] == [
        "a.jsonl 1行: 2番目の発言にspeechがないため、その発言を除きました。",
        "a.jsonl 1行: 会議の記録にnameOfHouse・dateがありません。",
    ]
    assert len(record.speeches) == 1


@pytest.mark.parametrize("content", ["", " \n", "{}", "[]", "[1, 2]", '{"a": 1}', '{"speech": 3}'])
def test_a_file_without_records_is_unreadable(tmp_path, content):
    with pytest.raises(Unreadable):
        read(write(tmp_path, content))


def test_an_answer_without_hits_has_no_meetings(tmp_path):
    assert read(write(tmp_path, '{"numberOfRecords": 0, "nextRecordPosition": null}')) == []


def test_values_of_wrong_types_do_not_stop_the_reading(tmp_path):
    odd = {**MEETING, "date": 20240603, "issue": None, "speechRecord": SPEECH}
    content = lines(5, None, odd)
    *problems, record = read(write(tmp_path, content, "a.jsonl"))
    assert all(isinstance(problem, Problem) for problem in problems)
    assert (record.date, record.issue, len(record.speeches)) == ("20240603", None, 1)


def test_ten_megabytes_on_one_line_are_read(tmp_path):
    long = {**MEETING, "speechRecord": [{**SPEECH, "speech": "長い。" * 3_500_000}]}
    (record,) = read(write(tmp_path, lines(long), "a.jsonl"))
    assert len(record.speeches[0].text) == 10_500_000


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_number_of_thousands_of_digits_is_one_clear_line(tmp_path, name):
    huge = '{"meetingRecord": [{"issueID": ' + "1" * 5000 + "}]}"
    with pytest.raises(Unreadable, match=r"^a\.jsonl?.*。$"):
        read(write(tmp_path, huge, name))


def test_impossible_page_numbers_and_orders_are_null(tmp_path):
    strange = {**SPEECH, "speechOrder": "1" * 5000, "startPage": 10**30}
    (record,) = read(write(tmp_path, dumps({**MEETING, "speechRecord": [strange]})))
    assert (record.speeches[0].order, record.speeches[0].page) == (None, None)


def test_a_file_of_many_lines_is_not_joined_beyond_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.sources.values.MAX_WHOLE_BYTES", 1000)
    with pytest.raises(Unreadable, match=r"^a\.json \d+行: 大きすぎるため"):
        read(write(tmp_path, "{" + "\n" * 2000 + "}"))


@pytest.mark.parametrize("content", ["[{}%s]", "[[]%s]", '{"a":[1%s]}'])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_small_values_are_as_few_as_there_is_room_for(name, content, tmp_path, monkeypatch):
    """Three bytes of a file may take a hundred in memory."""
    monkeypatch.setattr("indexer.sources.values.MAX_JSON_VALUES", 1000)
    with pytest.raises(Unreadable):
        read(write(tmp_path, content % (",{}" * 1000), name))


def test_blank_lines_are_not_read_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.sources.values.MAX_JSON_LINES", 1000)
    packed = lines(MEETING).encode() + b"\n" * 3_000_000 + lines(MEETING).encode()
    with pytest.raises(Unreadable, match="行が多すぎる"):
        read(write(tmp_path, packed, "a.jsonl"))


def test_a_file_of_bad_lines_alone_is_unreadable(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.sources.diet._MAX_LOST_RECORDS", 3)
    path = write(tmp_path, lines(MEETING) + "x\n" * 10 + lines({**MEETING, "issueID": "m2"}))
    found = []
    with pytest.raises(Unreadable, match="多すぎるため、ここで止めました"):
        found.extend(read_diet(SourceFile(path, path.name)))
    assert [item.id for item in found if isinstance(item, DietRecord)] == ["m1"]
    assert sum(isinstance(item, Problem) for item in found) <= 4
