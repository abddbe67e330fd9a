"""The session and the day in the title of a meeting."""

import pytest

from indexer.styles.sessions import read_session


@pytest.mark.parametrize(
    ("title", "session", "day"),
    [
        ("令和７年第４回みさき町議会定例会会議録（第２号）", "令和7年第4回定例会", 2),
        ("平成15年_第４回定例会（第３日目）", "平成15年第4回定例会", 3),
        ("令和６年第３回みさき町議会９月定例会会議録（２日目）", "令和6年第3回9月定例会", 2),
        ("令和元年9月みさき市議会定例会（第3号）", "令和元年9月定例会", 3),
        ("令和7年2月定例会（第3日 2月25日）", "令和7年2月定例会", 3),
        ("令和６年みさき町議会臨時会会議録第一号", "令和6年臨時会", 1),
        ("令和２（２０２０）年第１回定例会（３月２日）", "令和2(2020)年第1回定例会", None),
        ("みさき町議会　令和６年度予算審査特別委員会（第２日）", None, 2),
        ("令和６年度第３回みさき町環境審議会会議録", None, None),
        ("総務委員会速記録第六号", None, None),
        ("第１号議案審査のための会議（１２月９日）", None, None),
    ],
)
def test_a_title_names_the_session_and_its_day(title, session, day):
    assert read_session(title) == (session, day)
