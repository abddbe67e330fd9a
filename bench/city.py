"""A city's minutes, of one year, five and all, indexed and searched by Kaigiroku and its peers.

    python bench/city.py [--sizes 1,5,26] [--scratch DIR] [--index DIR] [--rebuild NAMES] [--write]

Prints the tables; `--write` puts them into bench/README.md, which describes the method.
Builds are cached in the scratch folder, with what each of them took.
"""

from __future__ import annotations

import sys

# The import is guarded too: every measured process imports this module when it is spawned.
if __name__ == "__main__":
    from common.city.command import main

    sys.exit(main(sys.argv[1:]))
