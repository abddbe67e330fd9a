"""Edits of minutes as JSON lines, with a publisher's ids or without."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from common.edits.text_minutes import ANSWER, QUESTION, WORDS, fill_in

Record = dict[str, Any]


class JsonMinutes:
    """A file of meetings, one a line; an edit changes one of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._meetings: list[Record] = [
            json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
        ]

    def save(self) -> None:
        lines = (json.dumps(each, ensure_ascii=False) for each in self._meetings)
        self._path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def change_word(self, random: Random) -> bool:
        speech = random.choice(self._speeches(random))
        text = speech["speech"]
        if len(text) < 8:
            return False
        # A speech may begin with its speaker.
        place = random.randrange(len(text) // 2, len(text) - 2)
        speech["speech"] = text[:place] + random.choice(WORDS) + text[place + 2 :]
        return True

    def insert_exchange(self, random: Random) -> bool:
        speeches = self._speeches(random)
        at = random.randrange(1, len(speeches))
        speeches[at:at] = [
            _new_speech(random, "汐見委員", QUESTION, speeches),
            _new_speech(random, "総務課長（浜名佳代子君）", ANSWER, speeches),
        ]
        return True

    def delete_exchange(self, random: Random) -> bool:
        speeches = self._speeches(random)
        if len(speeches) < 6:
            return False
        at = random.randrange(1, len(speeches) - 2)
        del speeches[at : at + random.randint(1, 2)]
        return True

    def reorder(self, random: Random) -> bool:
        speeches = self._speeches(random)
        one, other = random.sample(range(1, len(speeches)), 2)
        speeches[one], speeches[other] = speeches[other], speeches[one]
        return True

    def correct_header(self, random: Random) -> bool:
        """Change the day, and at times the ids, which some publishers make of the day."""
        meeting = random.choice(self._meetings)
        meeting["date"] = f"{meeting['date'][:8]}{random.randint(1, 28):02d}"
        if "issueID" in meeting and random.random() < 0.5:
            old, new = meeting["issueID"], f"k{random.getrandbits(40):010x}"
            meeting["issueID"] = new
            for speech in meeting["speechRecord"]:
                speech["speechID"] = speech["speechID"].replace(old, new)
        return True

    def wrap_again(self, random: Random) -> bool:
        """Insert a line end, which changes no id."""
        speech = random.choice(self._speeches(random))
        speech["speech"] = speech["speech"].replace("。", "。\r\n", 1)
        return True

    def _speeches(self, random: Random) -> list[Record]:
        speeches: list[Record] = random.choice(self._meetings)["speechRecord"]
        return speeches


def _new_speech(random: Random, speaker: str, template: str, others: list[Record]) -> Record:
    speech = fill_in(random, template)
    if "speechID" not in others[0]:
        return {"speaker": speaker, "speech": speech}
    meeting = others[0]["speechID"].rpartition("_")[0]
    identifier = f"{meeting}_n{random.getrandbits(40):010x}"
    return {"speechID": identifier, "speaker": speaker, "speech": speech}
