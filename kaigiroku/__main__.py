"""`python -m kaigiroku`."""

import os
import sys

# Python has put the working directory first, where an `index/` or a `numpy.py` would be taken
# for ours. Only what Python itself has loaded may be imported before that is undone.
_OWN = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
if not sys.flags.safe_path and not os.path.samefile(sys.path[0], _OWN):  # noqa: PTH121
    del sys.path[0]

from kaigiroku.commands import main  # noqa: E402

sys.exit(main())
