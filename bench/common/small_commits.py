"""`kaigiroku index FOLDER --index HOME`, but with a commit every few meetings."""

from __future__ import annotations

import sys
from pathlib import Path

from indexer.pipeline import index_paths

CHARACTERS = 60_000

# Guarded, because the processes of the analysis import this module too.
if __name__ == "__main__":
    folder, home = map(Path, sys.argv[1:])
    index_paths([folder], home, commit_every=CHARACTERS)
