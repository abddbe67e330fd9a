"""Filters, forms and order of the results are chosen by links, and taken back."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from index.query import SearchRequest

from .conftest import links, text

WORD = "ファイアウォール"
NOWHERE = "どこにもない縞猫の飼育許可"


def test_a_form_is_left_out_and_brought_back(client, searcher):
    forms = [form for form in searcher.search(SearchRequest(WORD)).forms if form.count]
    assert len(forms) > 1
    form = forms[-1].form
    leave = f"without={quote(form)}"
    page = client.get(f"/?q={WORD}")
    assert any(leave in link for link in links(page))
    without = client.get(f"/?q={WORD}&{leave}")
    assert f"戻す（{form}）" in text(without)
    assert any(
        link.startswith("/?") and "without" not in link and quote(WORD) in link
        for link in links(without)
    )


def test_filters_are_links_with_counts_and_can_be_removed(client, searcher):
    value = searcher.search(SearchRequest(WORD)).facets["role"][0]
    narrowed = f"role={value.value}"
    assert any(narrowed in link for link in links(client.get(f"/?q={WORD}")))
    page = client.get(f"/?q={WORD}&{narrowed}")
    assert f"{value.count}件の発言" in text(page)
    assert "絞り込みを外す" in text(page)


def test_a_chosen_value_stays_in_its_list_and_is_taken_back_there(client, searcher):
    value = searcher.search(SearchRequest(WORD)).facets["role"][0]
    page = client.get(f"/?q={WORD}&role={value.value}").text
    rail = page[page.index('class="facets"') : page.index('id="hits"')]
    (way,) = re.findall(r'<a href="([^"]+)" aria-current="true">', rail)
    assert way == f"/?q={quote(WORD)}"


def test_without_words_the_newest_are_first(client, searcher):
    year = searcher.search(SearchRequest("")).facets["year"][0].value
    for address in (f"/?year={year}", "/?q=役割:委員"):
        page = client.get(address)
        assert '<b aria-current="true">新しい順</b>' in page.text
        assert "関連度" not in text(page)
        dates = re.findall(r'<time datetime="([^"]+)"', page.text)
        assert dates == sorted(dates, reverse=True) != []
    assert '<b aria-current="true">関連度の高い順</b>' in client.get(f"/?q={WORD}").text


def test_the_other_values_of_a_filter_stay_choosable(client, searcher):
    values = searcher.search(SearchRequest(WORD)).facets["role"]
    assert len(values) > 1
    for chosen in values:
        found = links(client.get(f"/?q={WORD}&role={chosen.value}"))
        for other in values:
            both = {f"role={chosen.value}", f"role={other.value}"}
            offered = any(both <= set(link.partition("?")[2].split("&")) for link in found)
            assert offered or other == chosen


def test_when_every_form_is_left_out_they_can_be_brought_back(client, searcher):
    forms = [form.form for form in searcher.search(SearchRequest(WORD)).forms if form.count]
    page = client.get(f"/?q={WORD}&" + "&".join(f"without={quote(form)}" for form in forms))
    assert f"「{WORD}」は、検索した表記をすべて除いているため" in text(page)
    assert f"/?q={quote(WORD)}" in links(page)
    assert "すべて除いている" not in text(client.get(f"/?q={NOWHERE}"))


@pytest.mark.parametrize(
    "query",
    [
        f"縞猫 OR 三毛猫 {WORD} -海賊",
        f"({WORD} OR 縞猫) 近傍/30 三毛猫",
        f'"{WORD}" "縞猫 三毛猫"',
        f"発言者:縞猫 {WORD}",
    ],
)
def test_without_hits_the_words_that_occur_are_offered_without_operators(client, query):
    page = client.get("/", query_string={"q": query})
    (line,) = re.findall(r"<li>言葉を減らす：(.*?)</li>", page.text)
    assert re.findall(r">([^<]+)</a>", line) == [WORD]


def test_a_query_of_one_word_offers_no_shorter_one(client):
    assert "言葉を減らす" not in client.get(f'/?q="{WORD}"&year=1900').text
