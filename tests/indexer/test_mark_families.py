"""The table of speaker marks: its rows are read alike, and a new mark takes one row more."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from indexer.check import check_paths
from indexer.read_file import read_meetings
from indexer.styles.speaker_marks.marks import BRACKETS

HEAD = "霧浜町議会会議録\n令和６年６月１２日（水曜日）\n\n"
TURNS = (
    ("東雲委員長", "次に、山田委員。"),
    ("山田委員", "{}号の橋の見通しを伺います。いつできますか。"),
    ("建設課長", "{}号の橋は年度内の予定でございます。"),
)
MARKS = ["○{}　", *(f"{each.opening[0]}{{}}{each.closing[0]}　" for each in BRACKETS), "<{}>　"]

WITH_A_NEW_ROW = """
import json, sys
from pathlib import Path
from indexer.styles.speaker_marks import marks
marks.BRACKETS = (*marks.BRACKETS, marks.BracketFamily("▶", "◀"))
from indexer.check import check_paths
from indexer.read_file import read_meetings
path = Path(sys.argv[1])
meeting = next(read_meetings(path, path.name))
(checked,) = check_paths([path])
turns = [[u.speaker, u.name, u.office] for u in meeting.utterances if u.role]
print(json.dumps([turns, checked.confidence, len(checked.problems)]))
"""


def write(path, mark):
    turns = (mark.format(who) + words.format(n) for n in range(20) for who, words in TURNS)
    path.write_text(HEAD + "\n".join(turns) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("mark", MARKS)
def test_the_sign_is_no_part_of_the_speaker_and_lowers_no_confidence(tmp_path, mark):
    path = write(tmp_path / "a.txt", mark)
    meeting = next(read_meetings(path, path.name))
    said = [each for each in meeting.utterances if each.role]
    assert [each.speaker for each in said] == [who for who, _ in TURNS] * 20
    (checked,) = check_paths([path])
    assert checked.understood == checked.characters
    assert checked.confidence == 0.984


def test_an_address_is_the_same_whatever_sign_marks_the_speaker(tmp_path):
    paths = (write(tmp_path / f"{n}.txt", mark) for n, mark in enumerate(MARKS))
    meetings = [next(read_meetings(path, path.name)) for path in paths]
    assert len({tuple(each.id for each in meeting.utterances) for meeting in meetings}) == 1


def test_one_more_row_in_the_table_makes_a_mark_everywhere(tmp_path):
    path = write(tmp_path / "a.txt", "▶{}◀　")
    run = [sys.executable, "-c", WITH_A_NEW_ROW, str(path)]
    turns, confidence, problems = json.loads(subprocess.check_output(run))
    assert (
        turns
        == [
            ["東雲委員長", "東雲", "委員長"],
            ["山田委員", "山田", "委員"],
            ["建設課長", None, "建設課長"],
        ]
        * 20
    )
    assert (confidence, problems) == (0.984, 0)

    whole = path.read_text(encoding="utf-8")
    merged = whole.replace("\n▶建設課長◀　19号", "▶建設課長◀　19号")
    assert merged != whole
    path.write_text(merged, encoding="utf-8")
    turns, confidence, problems = json.loads(subprocess.check_output(run))
    assert (len(turns), problems) == (59, 1)
    assert confidence < 0.984
