"""axe-core finds nothing to object to, on any kind of page, in light and in dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import kinds

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# As WCAG 2.2 has it, in CSS pixels.
LEAST_TARGET = 24
# Links in running text are excepted, and so are the bars, of which a table has the same links.
SMALL_TARGETS = """
least => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .filter(each => each.checkVisibility())
  .filter(each => !each.closest(".skip, svg, .note-line, .said, .lines, blockquote"))
  .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 0 && (box.width < least || box.height < least))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)
"""


@pytest.fixture
def open_page(browser):
    """A page whose policy is set aside, so that the checker may be put into it."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install")
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def violations(page):
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.add_script_tag(path=AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run()")
        assert len(found["passes"]) > 10
        for each in found["violations"]:
            nodes = [node["html"][:120] for node in each["nodes"][:3]]
            yield f"{scheme}: {each['id']}: {each['help']}: {nodes}"


def test_no_page_of_the_samples_violates_a_rule(open_page, app, site):
    found = {}
    for name, address in kinds.of_samples(app.test_client()).items():
        open_page.goto(f"{site}{address}")
        found[name] = [*violations(open_page)]
    assert {name: each for name, each in found.items() if each} == {}


def test_no_page_with_people_violates_a_rule(open_page, town_app, town_site):
    found = {}
    for name, address in kinds.of_town(town_app.test_client()).items():
        open_page.goto(f"{town_site}{address}")
        found[name] = [*violations(open_page)]
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_pressed_is_large_enough(browser, town_app, town_site, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page, found = context.new_page(), {}
    for name, address in kinds.of_town(town_app.test_client()).items():
        page.goto(f"{town_site}{address}")
        found[name] = page.evaluate(SMALL_TARGETS, LEAST_TARGET)
    context.close()
    assert {name: each for name, each in found.items() if each} == {}
