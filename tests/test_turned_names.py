"""Names that turn the direction of writing are shown so that nobody takes them for others."""

from __future__ import annotations

import json

from kaigiroku.commands import main
from webapp import create_app

TURNED = "橋\u202etxt\u2066.\u200f会"


def test_a_name_does_not_turn_a_terminal_or_a_page(tmp_path, capsys):
    folder, home = tmp_path / f"箱{TURNED}", tmp_path / "store"
    folder.mkdir()
    speech = {"speechID": "A_1", "speechOrder": 1, "speaker": TURNED, "speech": f"水路の{TURNED}。"}
    record = {"issueID": "A", "nameOfHouse": TURNED, "nameOfMeeting": TURNED, "date": "2024-06-01"}
    lines = json.dumps({**record, "speechRecord": [speech]}) + "\n{oops\n"
    (folder / f"{TURNED}.jsonl").write_text(lines)
    assert main(["check", str(folder)]) == 0
    assert main(["index", str(folder), "--index", str(home)]) == 1  # a line is no JSON
    assert main(["search", "水路", "--index", str(home)]) == 0
    assert main(["show", "A", "--index", str(home)]) == 0
    client = create_app(home).test_client()
    pages = [client.get(path).text for path in ("/?q=水路", f"/?q={TURNED}", "/meetings/A")]
    printed = capsys.readouterr()
    for shown in (printed.out, printed.err, *pages):
        assert "橋" in shown
        assert not {*"\u202e\u2066\u200f"} & {*shown}
