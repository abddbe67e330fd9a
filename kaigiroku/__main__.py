"""`python -m kaigiroku`."""

import sys

from kaigiroku.commands import main

sys.exit(main())
