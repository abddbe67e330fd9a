"""What people come for, done in a browser from the start page, over the minutes of a town."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(params=[1280, 390])
def start(town_page, request):
    """The start page, on a desk and on a phone."""
    town_page.set_viewport_size({"width": request.param, "height": 800})
    town_page.goto("/")
    return town_page


def search(page, words):
    page.get_by_role("searchbox").first.fill(words)
    page.get_by_role("button", name="検索").click()


def narrow(page, name):
    """Follow a way to narrow what was found, which a phone folds."""
    link = page.get_by_role("navigation", name="絞り込み").get_by_role("link", name=name)
    if not link.first.is_visible():
        page.get_by_text("絞り込む", exact=True).click()
    link.first.click()


def test_an_exchange_is_quoted_with_its_address_in_three_clicks(start):
    start.context.grant_permissions(["clipboard-read", "clipboard-write"])
    search(start, "公園の禁煙")
    start.get_by_role("article").first.get_by_role("link", name="引用").first.click()
    start.locator(".cite[open]").get_by_role("button", name="引用をコピー").click()
    expect(start.get_by_role("status").filter(has_text="コピーしました")).to_be_visible()
    copied = start.evaluate("navigator.clipboard.readText()")
    assert "公園の禁煙" in copied
    assert "2024年3月5日" in copied
    assert re.search(r"http://\S+/exchanges/20240305-kura2-u2x#", copied)


def test_all_that_a_member_asked_in_general_questions_of_a_year_is_listed(start):
    start.get_by_role("link", name="発言者の一覧").first.click()
    start.get_by_role("link", name="浜風太郎").click()
    start.get_by_text("年ごとの件数").click()
    start.locator(".years-table").get_by_role("link", name="2024年").click()
    expect(start.locator(".total")).to_contain_text("4件の発言")
    narrow(start, "一般質問")
    # The question in the committee is no longer there.
    expect(start.locator(".total")).to_contain_text("3件の発言")
    dates = start.locator(".group time").evaluate_all("all => all.map(each => each.dateTime)")
    assert dates == ["2024-09-10", "2024-06-11", "2024-03-05"]
    assert start.locator(".speech .by").all_inner_texts() == ["浜風太郎君"] * 3


def test_a_meeting_of_a_day_is_read_and_left_again(start):
    start.get_by_role("link", name="会議の一覧").first.click()
    start.get_by_role("link", name="2023", exact=True).click()
    start.get_by_role("listitem").filter(has_text="3日").get_by_role("link").click()
    expect(start.get_by_role("heading", level=1)).to_contain_text("文教委員会")
    expect(start.locator(".said").first).to_contain_text("校舎の屋根")
    start.get_by_role("link", name="2023年の文教委員会の一覧").click()
    expect(start.get_by_role("heading", level=1)).to_contain_text("2023年")
    expect(start.get_by_role("heading", name="2023年7月")).to_be_visible()


def test_the_last_answers_about_something_come_first(start):
    search(start, "崖")
    start.get_by_role("link", name="新しい順").click()
    narrow(start, "行政側")
    dates = start.locator(".group time").evaluate_all("all => all.map(each => each.dateTime)")
    expected = ["2025-09-09", "2025-06-10", "2025-03-04", "2024-09-10", "2024-06-11"]
    assert dates[:5] == expected
    speakers = {*start.locator(".speech .by").all_inner_texts()}
    assert speakers == {"町長（波止一郎君）", "建設課長"}
