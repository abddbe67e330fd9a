"""axe-core finds nothing to object to, on any kind of page, in light and in dark."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WORD = quote("ファイアウォール")
QUESTION = quote("ファイアウォールの設定はだれが確認するのか")

ADDRESSES = {
    "search": "/",
    "results": f"/?q={WORD}",
    "narrowed": f"/?q={WORD}&role=official&sort=oldest&without={quote('ファイヤーウォール')}",
    "answers": f"/?q={QUESTION}&mode=ask",
    "no answer": f"/?q={quote('飛行船のファイアウォールは何色に塗るのか')}&mode=ask",
    "no hits": f"/?q={quote('「どこにもない縞猫」 鍵')}&year=1950",
    "exchange": "exchange",
    "meeting": "meeting",
    "error": "/nothing",
    "meetings": "/meetings",
    "all conditions": "/advanced",
    "people": "/people",
}


@pytest.fixture
def open_page(browser, site):
    """A page whose policy is set aside, so that the checker may be put into it."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install")
    context = browser.new_context(base_url=site, bypass_csp=True)
    yield context.new_page()
    context.close()


def link(page, selector):
    page.goto(ADDRESSES["results"])
    return page.locator(selector).first.get_attribute("href")


@pytest.mark.parametrize("kind", ADDRESSES)
def test_no_page_violates_a_rule_of_accessibility(open_page, kind):
    selectors = {"exchange": ".group h2 a", "meeting": ".group .where a"}
    address = link(open_page, selectors[kind]) if kind in selectors else ADDRESSES[kind]
    open_page.goto(address)
    open_page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    open_page.add_script_tag(path=AXE)
    violations = []
    for scheme in ("light", "dark"):
        open_page.emulate_media(color_scheme=scheme)
        found = open_page.evaluate("axe.run()")
        assert len(found["passes"]) > 10
        violations += [
            f"{scheme}: {each['id']}: {each['help']}: "
            f"{[node['html'][:120] for node in each['nodes'][:3]]}"
            for each in found["violations"]
        ]
    assert violations == []
