"""A program of its own: `index.fields` with its source changed, before anything imports it.

    python -m tests.index.patched_fields OLD NEW HOME

HOME is where an index is built; without it, every module that uses the fields is imported.
"""

from __future__ import annotations

import sys
import types
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]


def patch(old: str, new: str) -> None:
    path = ROOT / "index" / "fields.py"
    source = path.read_text(encoding="utf-8")
    assert old in source
    module = types.ModuleType("index.fields")
    sys.modules[module.__name__] = module
    exec(compile(source.replace(old, new, 1), path, "exec"), module.__dict__)


def follow_a_section(home: Path) -> None:
    """A field 節 filters, is counted, is typed, is an option and a parameter, and is shown."""
    from click.testing import CliRunner

    from index.minutes import Meeting, Source, Utterance
    from index.query import Filter, SearchRequest
    from index.search import Searcher
    from index.writer import open_writer
    from kaigiroku.commands import command_line
    from webapp import create_app

    source = Source("kura.txt", "0" * 64)
    sections = ("質疑", "質疑", "討論", None)
    spoken = tuple(
        Utterance(f"u{at}", "m", None, "speech", "橋のこと。", source, section=section)
        for at, section in enumerate(sections)
    )
    writer = open_writer(home)
    writer.add(Meeting("m", "倉野町議会", "会議録", source, spoken))
    writer.commit({})

    searcher = Searcher(home)
    facet = searcher.search(SearchRequest("橋")).facets["section"]
    assert [(each.value, each.count) for each in facet] == [("質疑", 2), ("討論", 1)]
    filtered = searcher.search(SearchRequest("橋", (Filter("section", "討論"),)))
    assert [hit.id for hit in filtered.hits] == ["u2"]
    assert searcher.search(SearchRequest("橋 節:質")).total == 2
    assert searcher.search(SearchRequest("橋 -section:質疑")).total == 2

    run = CliRunner().invoke
    assert "--section NAME" in run(command_line, ["search", "--help"]).output
    assert " 節:" in run(command_line, ["search", "--help"]).output
    found = run(command_line, ["search", "橋", "--section", "討論", "--index", str(home)])
    assert "1発言、1件のやりとり" in found.output

    client = create_app(home).test_client()
    assert client.get("/api/search?q=橋&section=討論").json["total"] == 1
    page = client.get("/?q=橋&section=質疑").get_data(as_text=True)
    assert "節：質疑" in page
    offered = client.get("/?q=橋").get_data(as_text=True)
    assert "節</h2>" in offered
    assert "section=%E8%A8%8E%E8%AB%96" in offered


if __name__ == "__main__":
    patch(*sys.argv[1:3])
    for name in ("index.engines.whoosh.engine", "kaigiroku.commands", "webapp"):
        import_module(name)

    if sys.argv[3:]:
        follow_a_section(Path(sys.argv[3]))
