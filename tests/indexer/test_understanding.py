"""Gaps of understanding, and confidence, in texts with one fault each."""

from __future__ import annotations

import pytest

from index.minutes import Meeting
from indexer.check import CheckTotals, check_paths
from indexer.confidence import weigh
from indexer.read_file import read_meetings
from indexer.understanding import CALLED, MARKED, NOBODY, find_gaps

WHOLE = """霧浜町議会会議録
令和６年６月１１日（火曜日）

○議長（東雲一郎君）　ただいまから会議を開きます。
　２番、浜風円君。
○２番（浜風円君）　防波堤の補修の見通しを伺います。
○議長（東雲一郎君）　土木課長、岬隆君。
○土木課長（岬隆君）　年度内に行う予定でございます。
○議長（東雲一郎君）　以上で質問を終わります。
"""

TURN = (
    "○２番（浜風円君）　{0}号の堤の見通しを伺います。\n"
    "○土木課長（岬隆君）　{0}号も年度内の予定でございます。\n"
)


def read(tmp_path, text) -> Meeting:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    (meeting,) = [item for item in read_meetings(path, path.name) if isinstance(item, Meeting)]
    return meeting


@pytest.mark.parametrize(
    ("old", "new", "reason", "begins"),
    [
        ("\n○土木課長", "○土木課長", MARKED, "○土木課長（岬"),
        ("○２番（浜風円君）　", "", CALLED, "防波堤の補修の見通し"),
    ],
)
def test_a_gap_begins_at_the_words_of_another_speaker(tmp_path, old, new, reason, begins):
    assert old in WHOLE
    (gap,) = find_gaps(read(tmp_path, WHOLE.replace(old, new)))
    assert gap.reason == reason
    assert gap.utterance.text[gap.start :].startswith(begins)
    assert gap.place.line is not None
    assert gap.end == len(gap.utterance.text)


@pytest.mark.parametrize(
    "line",
    [
        "〔「異議なし」と呼ぶ者あり〕",
        "○午後１時５分開議",
        "　　　　○　議案の審議",
        "○議事日程（第７号）",
        "（浜風円君登壇）",
    ],
)
def test_a_line_that_only_looks_like_a_mark_is_no_gap(tmp_path, line):
    text = WHOLE.replace("○２番（浜風円君）", f"{line}\n○２番（浜風円君）")
    assert list(find_gaps(read(tmp_path, text))) == []


def test_long_text_without_a_speaker_is_a_gap_only_where_speakers_are_marked(tmp_path):
    note = "（付記）この会議録は、録音の一部が聞き取れず、後日、出席者に確かめて補いました。"
    meeting = read(tmp_path, WHOLE + "午後３時散会\n\n" + note + "\n")
    assert [gap.reason for gap in find_gaps(meeting)] == [NOBODY]
    assert list(find_gaps(meeting, marked=False)) == []


def test_confidence_falls_with_each_fault(tmp_path):
    def confidence(text: str) -> float:
        meeting = read(tmp_path, text)
        return weigh(meeting, tuple(find_gaps(meeting))).confidence

    whole = confidence(WHOLE)
    merged = WHOLE.replace("\n○土木課長", "○土木課長")
    cut = merged.replace("伺います。", "伺")
    assert whole - 0.1 > confidence(merged) > confidence(cut) + 0.05
    assert confidence(cut) >= 0


def test_a_label_of_another_after_a_full_stop_begins_a_gap(tmp_path):
    joined = WHOLE.replace("○", "").replace("\n土木課長", "土木課長").replace("）　", "）：")
    gaps = list(find_gaps(read(tmp_path, joined + TURN.format(3).replace("）　", "）："))))
    assert [gap.utterance.text[gap.start :][:5] for gap in gaps] == ["土木課長（"]


@pytest.mark.parametrize(
    "damage",
    [
        # The labels stand a line too high.
        lambda turns: [
            (label, words)
            for (label, _), (_, words) in zip(turns[1:] + turns[:1], turns, strict=True)
        ],
        # Who answers is not marked.
        lambda turns: [
            ("" if label.startswith("土木") else label, words) for label, words in turns
        ],
        # The labels have names that ask and answer by turns.
        lambda turns: [(f"霧浜{'一二三'[at % 3]}郎", words) for at, (_, words) in enumerate(turns)],
    ],
    ids=("shifted", "unmarked", "renamed"),
)
def test_turns_that_contradict_one_another_are_doubted(tmp_path, damage):
    turns = [("議長", "ただいまから会議を開きます。")]
    for number in range(6):
        turns.append(("浜風議員", f"{number}号の堤の補修はいつ終わりますか。"))
        turns.append(("土木課長", f"{number}号の補修は年度内に終わる予定でございます。"))

    def confidence(lines):
        text = "霧浜町議会会議録\n令和６年６月１１日\n" + "".join(
            f"{label}：{words}\n" if label else f"{words}\n" for label, words in lines
        )
        meeting = read(tmp_path, text)
        return weigh(meeting, tuple(find_gaps(meeting))).confidence

    assert confidence(turns) > 0.9
    assert confidence(damage(turns)) < 0.5


def test_confidence_rises_with_the_number_of_turns(tmp_path):
    days = [WHOLE + "".join(TURN.format(at) for at in range(turns)) for turns in (0, 20, 200)]
    meetings = [read(tmp_path, text) for text in days]
    few, more, many = (weigh(each, tuple(find_gaps(each))).confidence for each in meetings)
    assert 0.5 < few < 0.85
    assert few + 0.1 < more < many
    assert many > 0.99


def test_a_summary_groups_reasons_and_names_the_first_place(tmp_path):
    merged = WHOLE.replace("\n○土木課長", "○土木課長")
    for name, text in (("a.txt", merged), ("b.txt", merged), ("c.txt", WHOLE), ("d.txt", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    reports: list[tuple[int, int, str]] = []
    totals = CheckTotals()
    for checked in check_paths([tmp_path], lambda *progress: reports.append(progress)):
        totals.add(checked)
    summary = totals.summary()
    assert (summary.files, summary.unread, summary.meetings) == (4, 1, 3)
    assert [done for done, files, _ in reports if files == 4] == [0, 1, 2, 3]
    first = summary.reasons[0]
    assert (first.reason, first.count) == (MARKED, 2)
    assert (first.file.endswith("a.txt"), first.line) == (True, 7)
    assert summary.characters - summary.understood == first.characters > 0
    assert summary.confidence is not None
