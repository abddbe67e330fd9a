"""A city's minutes, in one year, five and all, beside other engines given the same.

    python bench/city.py [--sizes 1,5,26] [--scratch DIR] [--index DIR] [--rebuild NAMES] [--write]

Prints the tables; `--write` puts them into bench/README.md, where the method is told.
What takes long is kept in the scratch folder: builds, and what was measured of them.
"""

from __future__ import annotations

import sys

# Guarded with what it imports: the processes that are measured import this module too.
if __name__ == "__main__":
    from common.city.running import main

    sys.exit(main(sys.argv[1:]))
