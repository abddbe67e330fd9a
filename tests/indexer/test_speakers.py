"""Printed speakers are split into name, office, role and department."""

import re

import pytest

from indexer.lines import Line
from indexer.styles.speaker_marks.speaker import PrintedRoster, Speaker, read_speaker, split_speaker

ROSTER = PrintedRoster(
    (
        Line("３　出席議員（３名）", 1, 1),
        Line("　　１番　　東　雲　いちろう　　　　２番　　浜　風　ま　い", 1, 2),
        Line("　　町　長　　　　　潮　見　　　望　　　水路課長　　　小　栗　　　渡", 1, 3),
        Line("　　教育長　　　　　水　野　澪　子　　教育次長　　　岸　　　渚", 1, 4),
    )
)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("議長（東雲一郎君）", Speaker("東雲一郎", "議長", "chair")),
        ("副議長（葛\U000e0100西さくら君）", Speaker("葛\U000e0100西さくら", "副議長", "chair")),
        ("葛\U000e0100西委員", Speaker("葛\U000e0100西", "委員", "member")),
        ("副議長（潮見さくら君）", Speaker("潮見さくら", "副議長", "chair")),
        ("議長 (東雲一郎君）", Speaker("東雲一郎", "議長", "chair")),
        ("○（東雲一郎議長）", Speaker("東雲一郎", "議長", "chair")),
        ("潮見委員長", Speaker("潮見", "委員長", "chair")),
        ("潮見（さ）副委員長", Speaker("潮見（さ）", "副委員長", "chair")),
        ("厚生委員長（潮見さくら君）", Speaker("潮見さくら", "厚生委員長", "chair")),
        ("委員長", Speaker(None, "委員長", "chair")),
        ("会長", Speaker(None, "会長", "chair")),
        ("潮見厚生委員長", Speaker(None, None, "chair")),
        ("百十六番（浜風まこと君）", Speaker("浜風まこと", "百十六番", "member")),
        ("２番（浜風 まこと君）", Speaker("浜風 まこと", "２番", "member")),
        ("浜風委員", Speaker("浜風", "委員", "member")),
        ("浜風（ま）委員", Speaker("浜風（ま）", "委員", "member")),
        ("浜風まこと議員", Speaker("浜風まこと", "議員", "member")),
        ("浜風まこと君", Speaker("浜風まこと", None, "member")),
        ("予算特別委員", Speaker(None, None, "member")),
        ("委員", Speaker(None, "委員", "member")),
        (
            "区民生活事業部長（小栗まもる君）",
            Speaker("小栗まもる", "区民生活事業部長", "official", "区民生活事業部"),
        ),
        ("小栗（ま）企画調整課長", Speaker("小栗（ま）", "企画調整課長", "official", "企画調整課")),
        ("町長（小栗まもる君）", Speaker("小栗まもる", "町長", "official")),
        ("政策担当課長（小栗まもる君）", Speaker("小栗まもる", "政策担当課長", "official")),
        ("監査委員（小栗まもる君）", Speaker("小栗まもる", "監査委員", "official")),
        ("小栗代表監査委員", Speaker(None, None, "official")),
        ("教育委員会委員長（小栗まもる君）", Speaker("小栗まもる", "教育委員会委員長", "official")),
        ("小栗障害者福祉課長", Speaker(None, None, "official")),
        ("教育長", Speaker(None, "教育長", "official")),
        ("小栗教育長", Speaker("小栗", "教育長", "official")),
        ("小栗副町長", Speaker("小栗", "副町長", "official")),
        ("東雲町会長", Speaker(None, None, "witness")),
        ("小栗参事（水路所長事務取扱）（港湾課長事務取扱）", Speaker(None, None, "official")),
        ("小栗港湾課長（水路課長兼務）", Speaker(None, None, "official")),
        ("★議長（東雲一郎君）", Speaker("東雲一郎", "議長", "chair")),
        ("説明員", Speaker(None, "説明員", "official")),
        ("小栗参事（都市開発課長事務取扱）", Speaker(None, None, "official")),
        ("消防総監（小栗まもる君）", Speaker("小栗まもる", "消防総監", "official")),
        ("事務局", Speaker(None, "事務局", "secretariat")),
        ("議事部長（小栗まもる君）", Speaker("小栗まもる", "議事部長", "secretariat", "議事部")),
        ("小栗町議会事務局長", Speaker(None, None, "secretariat")),
        (
            "監査事務局長（小栗まもる君）",
            Speaker("小栗まもる", "監査事務局長", "official", "監査事務局"),
        ),
        ("小栗書記", Speaker(None, None, "secretariat")),
        ("参考人（灯台みさき君）", Speaker("灯台みさき", "参考人", "witness")),
        ("灯台みさき氏", Speaker("灯台みさき", None, "witness")),
        ("灯台１丁目町会長", Speaker(None, None, "witness")),
        ("３番議員", Speaker(None, "３番議員", "member")),
        ("浜風円議員（みさき会）", Speaker("浜風円", "議員", "member", party="みさき会")),
        ("４番（みさき党）浜風円君", Speaker("浜風円", "４番", "member", party="みさき党")),
        ("４番（副議長）浜風円君", Speaker("浜風円", "４番", "member")),
        ("会長（東雲会長）", Speaker("東雲", "会長", "chair")),
        ("部会長（東雲一郎君）", Speaker("東雲一郎", "部会長", "chair")),
        ("潮﨑委員", Speaker("潮﨑", "委員", "member")),
        ("農業委員会会長（小栗守君）", Speaker("小栗守", "農業委員会会長", "official")),
        ("【会長】", Speaker(None, "会長", "chair")),
        ("灯台リーダー", Speaker()),
        ("", Speaker()),
        ("○", Speaker()),
    ],
)
def test_a_printed_speaker_is_split_as_far_as_certain(printed, expected):
    assert read_speaker(printed) == expected


def test_a_text_too_long_for_a_speaker_has_no_name_and_office():
    assert read_speaker("あ" * 20_000 + " " * 20_000 + "委員") == Speaker()


@pytest.mark.parametrize(
    ("printed", "name", "office", "role"),
    [
        ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
        ("東雲いちろう議長", "東雲いちろう", "議長", "chair"),
        ("潮見望町長", "潮見望", "町長", "official"),
        ("小栗水路課長", "小栗", "水路課長", "official"),
        ("水野澪子教育長", "水野澪子", "教育長", "official"),
        ("岸渚教育次長", "岸渚", "教育次長", "official"),
        ("灯台港湾課長", None, None, "official"),
        ("塩屋　委員長", "塩屋", "委員長", "chair"),
        ("（岬　実議員）", "岬実", "議員", "member"),
        ("小栗　水路部　次長", "小栗", "水路部次長", "official"),
        ("水路課長　小栗渡君", "小栗渡", "水路課長", "official"),
        ("24番灯台守議員", "灯台守", "24番", "member"),
        ("浜風（ま）委員", "浜風（ま）", "委員", "member"),
        ("潮見支所長（兼防災監）（小栗渡君）", "小栗渡", "潮見支所長（兼防災監）", "official"),
        ("委員長", None, "委員長", "chair"),
    ],
)
def test_a_published_speaker_is_split_where_certain(printed, name, office, role):
    speaker = split_speaker(printed, ROSTER)
    assert (speaker.name, speaker.office, speaker.role) == (name, office, role)


def test_the_list_of_the_system_splits_a_name_run_together_with_an_office():
    speaker = split_speaker("潮見磯港湾課長", PrintedRoster(()), None, "港湾課長(潮見磯)")
    assert (speaker.name, speaker.office) == ("潮見磯", "港湾課長")


def test_a_roster_is_searched_once_for_each_speaker(monkeypatch):
    """A file may have a long list and as many turns; no turn searches the list again."""
    roster = PrintedRoster(
        [Line("総務課長　東　雲　一　郎", 1, 1), *(Line("傍聴人", 1, 2) for _ in range(9))]
    )
    searches = []
    search = re.search

    def count(pattern, text, *flags):
        searches.append(text)
        return search(pattern, text, *flags)

    monkeypatch.setattr(re, "search", count)
    once = []
    for _ in range(3):
        for printed in ("総務課長", "東雲総務課長", "浜風水路課長", "議長"):
            split_speaker(printed, roster)
        once.append(searches.count(roster.text))
    assert once[0] == once[1] == once[2] > 0
