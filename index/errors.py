"""Errors a person can act on; each message is one line of Japanese."""

from __future__ import annotations


class KaigirokuError(Exception):
    """Something the person who runs Kaigiroku can mend."""


class WrongUsage(KaigirokuError):
    """What was asked for is not what can be done."""


class IndexMissing(KaigirokuError):
    """There is no committed index where one was looked for."""


class IndexOutdated(KaigirokuError):
    """The index was built by other means than these; it must be rebuilt."""


class IndexBusy(KaigirokuError):
    """Another process is writing to the index."""
