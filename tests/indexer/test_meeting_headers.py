"""Headers of verbatim minutes as councils print them: forms, titles on two lines, all on one."""

from indexer.lines import Line, TextFile
from indexer.styles.spoken import parse, score

DAY = "令和７年１２月９日（火曜日）"
TURNS = (
    "○議長（東雲一郎君）　一般質問を行います。",
    "○２番（浜風円君）　毛布の数は足りますか。",
    "○町長（小栗守君）　千枚でございます。",
    "○議長（東雲一郎君）　散会いたします。",
)


def text_file(*lines: str) -> TextFile:
    return TextFile("a.txt", tuple(Line(line, 1, at) for at, line in enumerate(lines, 1)))


def read(*lines: str):
    meeting, _ = parse(text_file(*lines))
    return meeting


def test_all_on_one_line_is_read_as_on_several():
    title = "令和７年第４回東雲町議会定例会会議録"
    file = text_file(f"{title}{DAY}　{''.join(TURNS)}")
    meeting, _ = parse(file)
    apart = read(title, DAY, *TURNS)
    assert score(file) >= 0.5
    assert (meeting.title, meeting.date, meeting.body) == (title, "2025-12-09", "東雲町議会")
    assert [(u.speaker, u.kind, u.text) for u in meeting.utterances] == [
        (u.speaker, u.kind, u.text) for u in apart.utterances
    ]


def test_a_list_of_people_on_one_line_is_no_speech():
    people = "○議長（東雲一郎君）○２番（浜風円君）○３番（岬真人君）"
    meeting = read("令和７年第４回東雲町議会定例会会議録", people, *TURNS)
    assert [u.text for u in meeting.utterances if u.speaker] == [
        turn.split("　", 1)[1] for turn in TURNS
    ]


def test_a_form_gives_name_day_and_place():
    meeting = read(
        "更新日：令和７年３月１日",
        "会　議　録",
        "会議の名称：東雲町まちづくり委員会",
        "日　　　時：令和７年２月１０日（月）",
        "場　　　所：役場",
        "○会長　ただいまから議題１を審議します。",
        "○委員　道路はどうか。",
        "○事務局　直します。",
    )
    assert (meeting.title, meeting.body) == ("東雲町まちづくり委員会",) * 2
    assert (meeting.date, meeting.place) == ("2025-02-10", "役場")
    assert {u.agenda.title for u in meeting.utterances if u.agenda} == {"議題1"}


def test_a_title_goes_on_from_the_year_and_number_over_it():
    meeting = read("令和７年", "第４回東雲町議会定例会会議録", "１２月９日（火）", *TURNS)
    assert meeting.title == "令和７年第４回東雲町議会定例会会議録"
    assert (meeting.number, meeting.date) == (4, "2025-12-09")


def test_a_paper_with_a_number_has_its_own_title():
    meeting = read("東雲町議会だより　第２２号", f"令和７年第４回定例会　一般質問　{DAY}", *TURNS)
    assert (meeting.title, meeting.number) == ("東雲町議会だより　第２２号", None)
    assert meeting.date == "2025-12-09"


def test_members_of_a_board_are_members_where_the_board_meets():
    said = (
        "○小栗教育長　開会します。",
        "○浜風円教育委員　毛布の数は足りますか。",
        "○潮見学校教育課長　千枚でございます。",
        "○小栗教育長　閉会します。",
    )
    board = read("令和７年第５回東雲町教育委員会定例会会議録", DAY, *said)
    assert [u.role for u in board.utterances[1:]] == ["chair", "member", "official", "chair"]
    assert [u.kind for u in board.utterances[2:4]] == ["question", "answer"]
    assembly = read("令和７年第５回東雲町議会定例会会議録", DAY, *TURNS[:1], *said)
    assert [u.role for u in assembly.utterances[2:4]] == ["official", "official"]


def test_the_list_of_business_over_the_first_turn_is_no_heading_of_it():
    meeting = read(
        "第３回東雲町下水道審議会会議録",
        "日時　令和７年２月１０日（月）",
        "議題　（１）料金の改定について　（２）その他",
        "（中村委員）料金はいくらになるのか。",
        "（事務局）千円である。",
        "（青木会長）ほかにあるか。",
        "（中村委員）ありません。",
    )
    assert [u.agenda for u in meeting.utterances if u.speaker] == [None] * 4


def test_a_title_goes_on_in_the_kind_of_record_and_the_day_under_it():
    meeting = read("令和６年９月みさき町議会定例会", "会議録（第４日）", *TURNS)
    assert meeting.title == "令和６年９月みさき町議会定例会　会議録（第４日）"


def test_entries_of_a_list_of_business_are_no_heading_of_the_first_turn():
    meeting = read(
        "みさき町環境審議会議事録", "議題", "１　港について", "２　橋について", *TURNS[1:]
    )
    assert [each.agenda for each in meeting.utterances[1:]] == [None] * 3
