"""A meeting's headings: each change of agenda item, section or topic, in order."""

from __future__ import annotations

from index.minutes import AgendaItem, Attendee, Meeting, Source, Utterance
from presentation.outline import OutlineHeading, outline

SOURCE = Source("kura.txt", "0" * 64)
KEYS, BOOKS = AgendaItem("第8号", "鍵について"), AgendaItem(None, "台帳について")
NEVER = AgendaItem("第9号", "話されなかった件")


def meeting(*places, agenda=(KEYS, BOOKS, NEVER), attendees=()):
    said = tuple(
        Utterance(f"u{n}", "m1", None, "speech", "鍵。", SOURCE, agenda=a, section=s, topic=t)
        for n, (a, s, t) in enumerate(places)
    )
    return Meeting("m1", "会", "題", SOURCE, said, agenda=agenda, attendees=attendees)


WHOLE = meeting(
    (None, None, None),
    (None, "報告", None),
    (KEYS, "審議", "保管"),
    (KEYS, "審議", "保管"),
    (KEYS, "審議", "貸出し"),
    (BOOKS, "審議", None),
    (None, None, "その他"),
)


def test_there_is_a_heading_wherever_item_section_or_topic_changes():
    blocks = outline(WHOLE).blocks
    assert [
        (block.level, block.text) if isinstance(block, OutlineHeading) else block.id
        for block in blocks
    ] == [
        *("u0", (3, "報告"), "u1", (3, "鍵について"), (4, "保管"), "u2", "u3"),
        *((4, "貸出し"), "u4", (3, "台帳について"), "u5", (3, "その他"), "u6"),
    ]


def test_the_contents_lead_to_the_first_exchange_of_each_item():
    keys, books, never = outline(WHOLE).contents
    assert keys.anchor == "agenda-u2"
    assert [topic.anchor for topic in keys.topics] == ["topic-u2", "topic-u4"]
    assert (books.anchor, books.topics) == ("agenda-u5", ())
    assert (never.item, never.anchor) == (NEVER, None)


def test_without_a_printed_agenda_the_contents_are_the_items_spoken_of():
    made = outline(meeting((KEYS, None, None), (BOOKS, None, None), agenda=()))
    assert [entry.item for entry in made.contents] == [KEYS, BOOKS]


def test_attendance_is_by_side():
    people = (Attendee("林", "委員"), Attendee("森", "委員"), Attendee("堀", "事務局"))
    sides = outline(meeting(attendees=people)).sides
    assert [(side, [each.name for each in people]) for side, people in sides] == [
        ("委員", ["林", "森"]),
        ("事務局", ["堀"]),
    ]
