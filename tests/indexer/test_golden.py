"""The sample minutes, parsed, equal the files under tests/golden to the character.

After a wanted change of the parser: `python tests/indexer/test_golden.py`, then
read the diff before it is committed.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from index.minutes import Meeting, Utterance
from indexer.read_file import read_meetings

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SAMPLES = sorted((ROOT / "samples" / "minutes").glob("*.txt"))


def parsed(sample: Path) -> str:
    """A parsed sample, as JSON with readable diffs."""
    meeting, *problems = read_meetings(sample, sample.name)
    assert isinstance(meeting, Meeting)
    record = _meeting(meeting) | {"problems": [str(problem) for problem in problems]}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def bless() -> None:
    """Write the present results as the expected ones."""
    GOLDEN.mkdir(exist_ok=True)
    for sample in SAMPLES:
        golden(sample).write_text(parsed(sample), encoding="utf-8")


def golden(sample: Path) -> Path:
    return GOLDEN / f"{sample.stem}.json"


def _meeting(meeting: Meeting) -> dict[str, object]:
    whole = asdict(meeting)
    whole["utterances"] = [_utterance(utterance) for utterance in meeting.utterances]
    return whole


def _utterance(utterance: Utterance) -> dict[str, object]:
    record = asdict(utterance)
    # Who speaks is known within an index alone.
    del record["meeting"], record["person"]
    record["agenda"] = utterance.agenda.number if utterance.agenda else None
    record["source"] = f"{utterance.source.page}:{utterance.source.line}"
    record["trace"] = " ".join(f"{m.offset}@{m.page}:{m.line}" for m in utterance.trace)
    return record


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_sample_is_parsed_as_blessed(sample):
    assert parsed(sample) == golden(sample).read_text(encoding="utf-8")


def test_every_golden_file_has_its_sample():
    assert {path.stem for path in GOLDEN.glob("*.json")} == {path.stem for path in SAMPLES}


if __name__ == "__main__":
    bless()
