"""The real minutes, where they lie beside the checkout; nothing of them is copied here."""

from collections import Counter

import pytest

from indexer.sources.text import read_text
from indexer.styles import summary


@pytest.fixture(scope="module")
def file(shared):
    path = shared / "minutes" / "sapporo" / "076.txt"
    return read_text(path.name, path.read_bytes())


@pytest.fixture(scope="module")
def meeting(file):
    meeting, problems = summary.parse(file)
    assert problems == ()
    return meeting


def test_the_pages_are_counted(file):
    assert file.lines[-1].page == 12
    assert {line.number: line.page for line in file.lines}[362] == 6
    assert summary.score(file) > 0.9


def test_the_header_is_read(meeting):
    assert (meeting.number, meeting.date) == (76, "2023-12-11")
    assert (meeting.begins, meeting.ends) == ("15:00", "16:40")
    assert [(item.number, item.body, item.department) for item in meeting.agenda] == [
        ("諮問第148号", "市長", "保健福祉局総務部保護課"),
        ("諮問第147号", "市長", "財政局税政部税制課"),
    ]
    assert all(item.title.endswith("第三者点検について") for item in meeting.agenda)


def test_the_attendance_list_is_read(meeting):
    sides = Counter((person.side, person.agenda) for person in meeting.attendees)
    assert sides == {
        ("委員", None): 7,
        ("市の機関", "諮問第148号"): 3,
        ("市の機関", "諮問第147号"): 4,
        ("事務局", None): 4,
    }
    assert all(person.office for person in meeting.attendees if person.side != "委員")
    assert {person.department for person in meeting.attendees} == {
        None,
        "保健福祉局総務部保護課",
        "財政局税政部税制課",
        "財政局",
        "総）",
    }


def test_utterances_are_counted_as_by_hand(meeting):
    assert Counter(utterance.kind for utterance in meeting.utterances) == {
        "question": 43,
        "answer": 43,
        "comment": 6,
        "note": 1,
        "narrative": 6,
        "report": 1,
    }
    assert len({utterance.topic for utterance in meeting.utterances} - {None}) == 11
    assert len({utterance.exchange for utterance in meeting.utterances} - {None}) == 49
    outside = {utterance.kind for utterance in meeting.utterances if not utterance.exchange}
    assert outside == {"narrative", "report"}


def test_every_character_is_on_the_line_of_its_mark(file, meeting):
    printed = {line.number: line.text for line in file.lines}
    for utterance in meeting.utterances:
        offsets = [mark.offset for mark in utterance.trace]
        for mark, end in zip(utterance.trace, [*offsets[1:], len(utterance.text)], strict=False):
            piece = utterance.text[mark.offset : end].rstrip("\n")
            assert printed[mark.line].strip().endswith(piece)
        assert utterance.place(0).line == utterance.source.line


def test_nothing_of_the_proceedings_is_lost(file, meeting):
    """All that is printed is a text, a heading, or one of the marks."""
    kept = Counter[str]()
    agenda = {utterance.agenda for utterance in meeting.utterances} - {None}
    for utterance in meeting.utterances:
        kept.update("".join(utterance.text.split()))
    for heading in [
        *{u.topic for u in meeting.utterances},
        *{u.section for u in meeting.utterances},
    ]:
        kept.update("".join((heading or "").split()))
    for item in agenda:
        kept.update(item.title + item.body + item.department)
    start = next(n for n, line in enumerate(file.lines) if "議事の概要" in line.text) + 1
    printed = Counter("".join("".join(line.text.split()) for line in file.lines[start:]))
    left = printed - kept
    assert kept - printed == Counter()
    assert set(left) <= set("・→※〇⑴⑵⑶⑷アイ開閉会【】（）諮問第１４８７号")
    assert (left["・"], left["→"], left["※"], left["〇"]) == (49, 43, 1, 6)


def test_a_word_cut_by_a_line_break_is_joined(meeting):
    found = [u for u in meeting.utterances if "ファイアウォール" in u.text]
    assert len(found) == 4
    assert len({utterance.exchange for utterance in found}) == 2
    answer = next(utterance for utterance in found if utterance.kind == "answer")
    assert (answer.affiliation, answer.basis) == ("保健福祉局総務部保護課", "inferred")
    assert answer.agenda and answer.agenda.number == "諮問第148号"
    assert (answer.source.page, answer.source.line) == (6, 362)
