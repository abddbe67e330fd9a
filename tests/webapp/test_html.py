"""Every kind of page is valid HTML, as the Nu checker of the W3C says."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from . import kinds

CHECKER = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def test_every_kind_of_page_is_valid(app, town_app, tmp_path):
    java = shutil.which("java")
    if java is None or not CHECKER.exists():
        pytest.skip("the Nu checker is not installed: npm install, and Java 17")
    pages = [(app.test_client(), kinds.of_samples), (town_app.test_client(), kinds.of_town)]
    names = set[str]()
    for client, addresses in pages:
        for name, address in addresses(client).items():
            (tmp_path / f"{name}.html").write_bytes(client.get(address).data)
            names.add(name)
    # One that is not, so that the checker is seen to check.
    (tmp_path / "invalid.html").write_text("<!doctype html><title>鍵</title><p><li>")
    checked = subprocess.run(
        [java, "-jar", CHECKER, "--format", "json", "--stdout", "--skip-non-html", tmp_path],
        capture_output=True,
        check=False,
        timeout=300,
    )
    said = [
        (Path(each["url"]).stem, each["message"], each.get("extract"))
        for each in json.loads(checked.stdout)["messages"]
    ]
    assert len(names) == len([*tmp_path.iterdir()]) - 1
    assert {name for name, _, _ in said} == {"invalid"}, said
