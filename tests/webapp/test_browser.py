"""End to end in Chromium: what people do, with keyboard, phone, and no JavaScript."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

WORD = "ファイアウォール"
RESULTS = f"/?q={quote(WORD)}"
HOSTILE = "<script>alert(1)</script>\"'&"


def follow(page):
    """Search → meeting with its speeches → exchange → meeting, as a person clicks."""
    page.goto("/")
    page.get_by_role("searchbox").fill(WORD)
    page.get_by_role("button", name="検索").click()
    group = page.get_by_role("article").first
    expect(group.locator(".speech mark").first).to_be_visible()
    title = group.get_by_role("heading").first.inner_text()
    group.get_by_role("heading").first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/exchanges/[A-Za-z0-9._-]+\?q="))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("mark:target")).to_be_in_viewport()
    page.locator(".where a").click()
    expect(page).to_have_url(re.compile(r"/meetings/[A-Za-z0-9._-]+\?q="))
    expect(page.get_by_role("heading", name="出席者")).to_be_visible()
    page.get_by_role("link", name="最初の該当箇所へ").click()
    expect(page.locator(".turn:target mark").first).to_be_in_viewport()


def test_a_search_leads_to_the_exchange_and_to_its_meeting(page):
    follow(page)


def test_pages_work_without_javascript(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    follow(page)
    page.goto(RESULTS)
    page.get_by_role("link", name="引用").first.click()
    field = page.locator(".cite textarea:target")
    expect(field).to_be_visible()
    expect(field).to_have_value(re.compile(r"^「.*/exchanges/", re.DOTALL))
    expect(page.locator(".cite button")).to_have_count(0)
    context.close()


def select(paragraph):
    """Select the first characters, and give them."""
    return paragraph.evaluate(
        "p => { const part = document.createRange(); part.setStart(p.firstChild, 0);"
        " part.setEnd(p.firstChild, 4); getSelection().removeAllRanges();"
        " getSelection().addRange(part); return part.toString(); }"
    )


def test_a_quotation_is_below_its_speech_and_not_under_the_bar(page):
    page.goto(RESULTS)
    page.get_by_role("link", name="引用").first.click()
    field = page.locator(".cite textarea:target")
    expect(field).to_be_in_viewport()
    bar = page.locator(".tools").bounding_box()
    assert field.bounding_box()["y"] > bar["y"] + bar["height"]
    expect(page.locator(".turn", has=field).locator(".said p").last).to_be_in_viewport()


def test_a_question_is_quoted_with_its_answer_and_a_paragraph_by_its_address(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(RESULTS)
    page.get_by_role("article").first.get_by_role("heading").first.get_by_role("link").click()
    page.get_by_role("link", name="質問と答弁を引用").click()
    both = page.locator("#quote-both")
    expect(both).to_be_in_viewport()
    first, second = both.input_value().split("\n\n「")
    assert "#" in first.splitlines()[-1] != second.splitlines()[-1]
    paragraph = page.locator(".said p[id]").first
    paragraph.hover()
    paragraph.locator(".pilcrow").click()
    expect(page.get_by_role("status").filter(has_text="コピーしました")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"#{paragraph.get_attribute('id')}")
    assert "¶" not in paragraph.inner_text()


def test_the_way_back_leads_to_the_meeting_among_the_results(page):
    page.goto(RESULTS)
    last = page.locator(".group").last
    last.locator(".where a").first.click()
    page.get_by_role("link", name="検索結果へ戻る").click()
    expect(page.locator(".group:target")).to_be_in_viewport()
    page.locator(".group").last.get_by_role("heading").first.get_by_role("link").click()
    page.get_by_role("link", name="検索結果へ戻る").click()
    expect(page.locator(".group:target")).to_be_in_viewport()


def test_a_citation_is_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(RESULTS)
    page.get_by_role("link", name="引用").first.click()
    cite = page.locator(".cite[open]")
    cite.get_by_role("button", name="引用をコピー").click()
    expect(page.get_by_role("status").filter(has_text="コピーしました")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == cite.get_by_role("textbox").input_value()
    assert page.url.split("?")[0] in copied
    # A part of the speech, as it is selected.
    turn = page.locator(f"[id='{page.locator('.turn', has=cite).get_attribute('id')}']")
    cite.locator("summary").click()
    words = select(turn.locator(".said p").first)
    turn.locator(".cite summary").click()
    turn.get_by_role("button", name="選択した部分を引用").click()
    expect(page.get_by_role("status").filter(has_text="コピーしました")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"「{words}」\n（")
    assert page.url.split("?")[0] in copied


def test_matches_are_gone_through_one_by_one(page):
    page.goto(RESULTS)
    page.get_by_role("article").first.get_by_role("heading").first.get_by_role("link").click()
    count = page.locator("mark[id]").count()
    assert count > 1
    for step in range(1, count + 1):
        page.get_by_role("button", name="次の該当箇所").click()
        expect(page.locator(".match-links")).to_contain_text(f"該当 {step % count + 1}／{count}")
        expect(page.locator("mark.current")).to_be_in_viewport()


def test_pages_work_with_the_keyboard_alone(page):
    page.goto("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").first).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="検索結果へ")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#hits")).to_be_focused()
    heading = page.get_by_role("article").first.get_by_role("heading").first.get_by_role("link")
    for _ in range(12):
        page.keyboard.press("Tab")
        if heading.evaluate("link => link === document.activeElement"):
            break
    expect(heading).to_be_focused()
    assert heading.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/exchanges/"))


def test_a_question_stays_a_question(page):
    page.goto("/")
    page.get_by_role("searchbox").fill(f"{WORD}の設定は、だれが確認するのか")
    page.get_by_role("button", name="検索").click()
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.get_by_role("heading", name="質問への答え")).to_be_visible()
    page.get_by_role("link", name="同じ言葉が出てくる発言をすべて見る").click()
    expect(page.locator(".speech mark").first).to_be_visible()


def test_a_form_is_left_out_and_brought_back(page):
    page.goto(RESULTS)
    before = page.locator(".total b").inner_text()
    page.locator(".forms > summary").click()
    page.locator(".forms").get_by_role("link", name="除く").last.click()
    expect(page.locator(".total b")).not_to_have_text(before)
    page.locator(".forms > summary").click()
    page.locator(".forms").get_by_role("link", name="戻す").click()
    expect(page.locator(".total b")).to_have_text(before)


def test_filters_narrow_and_widen(page):
    page.goto(RESULTS)
    before = page.locator(".total b").inner_text()
    page.get_by_role("navigation", name="絞り込み").get_by_role("link").first.click()
    expect(page.locator(".total b")).not_to_have_text(before)
    page.get_by_role("list", name="選んだ絞り込み").get_by_role("link").click()
    expect(page.locator(".total b")).to_have_text(before)


def test_a_hostile_query_is_only_text(page):
    page.on("dialog", lambda dialog: pytest.fail("a script of the query ran"))
    page.goto(f"/?q={quote(HOSTILE)}")
    expect(page.get_by_role("searchbox")).to_have_value(HOSTILE)
    expect(page.get_by_role("main")).to_contain_text(HOSTILE)


def addresses(page):
    """One of each kind of page."""
    page.goto(RESULTS)
    hrefs = [page.locator(".group h2 a"), page.locator(".group .where a")]
    return [
        *("/", "/meetings", "/advanced", RESULTS, f"/?q={quote(HOSTILE)}", f"/?q={'a' * 900}"),
        f"/?q={quote(WORD + 'の設定はだれが確認するのか')}&mode=ask",
        *(link.first.get_attribute("href") for link in hrefs),
        "/exchanges/none",
    ]


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_is_wider_than_the_screen(browser, site, width):
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 700})
    page = context.new_page()
    for address in addresses(page):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()


def test_filters_are_open_where_there_is_room(page):
    page.goto(RESULTS)
    inside = page.get_by_role("navigation", name="絞り込み").get_by_role("link").first
    expect(inside).to_be_visible()
    page.set_viewport_size({"width": 375, "height": 700})
    expect(inside).not_to_be_visible()
    page.get_by_text("絞り込む", exact=True).click()
    expect(inside).to_be_visible()
