"""Pages of the systems municipalities buy: invented ones to the character, real ones by facts.

The pages under `systems/` are in the markup of the systems and about a town that does
not exist. After a wanted change of the readers: `python tests/indexer/test_systems.py`,
then read the diff before it is committed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from index.minutes import Meeting
from indexer.encodings import decode
from indexer.problems import Problem, Unreadable
from indexer.read_file import FileKind, read_with_kind
from indexer.sources import systems
from indexer.sources.discussnet import is_discussnet, read_discussnet
from indexer.sources.html import is_html, plain_text, read_page
from indexer.sources.published import Published
from indexer.sources.text import read_text
from indexer.styles.published import parse
from indexer.styles.segmentation import split_block

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GOLDEN = ROOT / "tests" / "golden" / "systems"
LEFT_OUT = GOLDEN / "left-out.json"
SAMPLES = sorted((HERE / "systems").iterdir())
FORMATS = ROOT.parent / "shared" / "formats"
REAL = (
    "discussnet/minute.json",
    "kensakusystem/statements.txt",
    "dbsearch/detail.html",
    "gijiroku-com/huid-page.html",
)


def records(path: Path) -> tuple[Published, ...]:
    content = path.read_bytes()
    if is_discussnet(content):
        return tuple(read_discussnet(path.name, content))
    if is_html(content):
        return systems.of_html(path.name, content) or ()
    return systems.of_text(read_text(path.name, content)) or ()


def printed(path: Path) -> Iterator[str]:
    """The text that a file prints, without markup and scripts, found without the readers."""
    content = path.read_bytes()
    if is_discussnet(content):
        text = decode(path.name, content).removeprefix("callback(").rstrip().removesuffix(");")
        yield from _bodies(json.loads(text))
    elif is_html(content):
        yield from _texts(read_page(path.name, content).root)
    else:
        yield from decode(path.name, content).splitlines()


def _bodies(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _bodies(item)
    elif isinstance(value, dict) and "body" in value:
        yield from (*plain_text(value["body"]).splitlines(), value["title"])
    elif isinstance(value, dict):
        yield from _bodies(list(value.values()))


def _texts(root) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for element in root.iter():
        if element.tag not in ("script", "style"):
            yield element.text or ""
        if element.getparent() is not None and element.getparent().tag not in ("script", "style"):
            yield element.tail or ""


def left_out(path: Path) -> list[str]:
    """The pieces of printed text that are in no utterance and no speaker's mark."""
    marks, texts = {""}, []
    for record in records(path):
        meeting, _ = parse(path.name, "", record)
        marks |= {
            bare(line.mark)
            for block in record.blocks
            for each in split_block(block)
            for line in each.lines
        }
        texts += [bare(utterance.text) for utterance in meeting.utterances]
    read = "".join(texts)
    assert not Counter(read) - Counter(bare("".join(printed(path)))), "read but not printed"

    def is_read(piece: str) -> bool:
        text = bare(piece)
        return any(text.startswith(mark) and text.removeprefix(mark) in read for mark in marks)

    return [piece.strip() for piece in printed(path) if not is_read(piece)]


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def parsed(path: Path) -> str:
    """The meetings and problems of a file, as JSON with readable diffs."""
    items = list(read_with_kind(path, path.name))
    shown: list[object] = []
    for item in items:
        if isinstance(item, FileKind):
            shown.append({"kind": [item.format, item.style]})
        elif isinstance(item, Problem):
            shown.append({"problem": str(item)})
        else:
            shown.append(_meeting(item))
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def _meeting(meeting: Meeting) -> dict[str, object]:
    head = asdict(meeting)
    del head["published"]
    head["utterances"] = [
        {
            "id": u.id,
            "kind": u.kind,
            "exchange": u.exchange,
            "place": f"{u.source.page}:{u.source.line}",
            "speaker": u.speaker,
            "speaker_parts": [u.name, u.office, u.party, u.role, u.affiliation, u.basis],
            "agenda": u.agenda.title if u.agenda else None,
            "text": u.text,
        }
        for u in meeting.utterances
    ]
    return head


def bless() -> None:
    """Write the present results as the expected ones."""
    GOLDEN.mkdir(exist_ok=True)
    for sample in SAMPLES:
        (GOLDEN / f"{sample.name}.golden.json").write_text(parsed(sample), encoding="utf-8")
    left = {sample.name: left_out(sample) for sample in SAMPLES}
    LEFT_OUT.write_text(json.dumps(left, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_sample_is_read_as_blessed(sample):
    golden = GOLDEN / f"{sample.name}.golden.json"
    assert parsed(sample) == golden.read_text(encoding="utf-8")


def test_only_what_was_blessed_is_left_out_of_the_samples():
    left = {sample.name: left_out(sample) for sample in SAMPLES}
    assert left == json.loads(LEFT_OUT.read_text(encoding="utf-8"))


def test_labels_of_other_minutes_are_not_taken_for_a_system():
    text = "開催日：令和5年2月3日\n会議名：第3回灯台審議会\n場所：町役場\n\n○出席者　3名\n"
    assert systems.of_text(read_text("x.txt", text.encode())) is None


def test_any_other_page_is_of_no_system():
    page = "<html><body><h1>会議名</h1><p>開催日のお知らせ</p><a href='#'>○議長</a></body></html>"
    assert systems.of_html("x.html", page.encode()) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp"])
@pytest.mark.parametrize(
    "name", ["dbsearch-wrapped.html", "gijiroku-one.html", "kensakusystem-plain.txt"]
)
def test_the_encoding_makes_no_difference(tmp_path, name, encoding):
    source = HERE / "systems" / name
    text = decode(name, source.read_bytes())
    copy = tmp_path / name
    copy.write_bytes(text.encode(encoding))
    assert parsed(copy) == (GOLDEN / f"{name}.golden.json").read_text(encoding="utf-8")


def test_minutes_on_a_line_each_and_cut_minutes(tmp_path):
    minutes = json.loads((HERE / "systems" / "discussnet-committee.json").read_text())
    lines = tmp_path / "two.jsonl"
    lines.write_text("\n".join(json.dumps(day, ensure_ascii=False) for day in minutes))
    assert len([m for m in read_with_kind(lines, lines.name) if isinstance(m, Meeting)]) == 2
    cut = tmp_path / "cut.json"
    cut.write_bytes((HERE / "systems" / "discussnet-plenary.json").read_bytes()[:2400])
    given: list[object] = []
    with pytest.raises(Unreadable, match=r"途中で切れている.*手前まで"):
        given.extend(read_with_kind(cut, cut.name))


def real(name: str) -> Path:
    if not (FORMATS / name).exists():
        pytest.skip("the shared pages are absent")
    return FORMATS / name


@pytest.mark.parametrize("name", REAL)
def test_no_sentence_of_a_real_page_is_left_out(name):
    assert not [piece for piece in left_out(real(name)) if "。" in piece]


@pytest.mark.parametrize(
    ("name", "body", "date", "counts"),
    [
        (REAL[0], "函館市議会", "2024-02-22", (21, 20, 18)),
        (REAL[1], "目黒区議会", "2025-02-17", (36, 25, 10)),
        (REAL[2], "音更町議会", "2024-12-17", (199, 198, 150)),
        (REAL[3], "", None, (1, 1, 1)),
    ],
)
def test_facts_of_the_real_pages(name, body, date, counts):
    """Utterances, those with a speaker, and of these the chairs'."""
    utterances, turns, chairs = counts
    (meeting,) = [m for m in read_with_kind(real(name), name) if isinstance(m, Meeting)]
    assert (meeting.body, meeting.date) == (body, date)
    spoken = [u for u in meeting.utterances if u.speaker]
    assert (len(meeting.utterances), len(spoken)) == (utterances, turns)
    assert sum(u.role == "chair" for u in spoken) == chairs
    assert all(u.name and u.office and u.role for u in spoken)
    assert all(u.kind == "narrative" for u in meeting.utterances if u.speaker is None)
    assert spoken[-1].office in ("議長", "委員長")
    assert not any(u.text[:1] in "○◯◎◆　 " for u in spoken)


if __name__ == "__main__":
    bless()
