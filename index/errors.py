"""Errors a person can act on; each message is one line of Japanese."""

from __future__ import annotations


class KaigirokuError(Exception):
    """An error that the person who runs Kaigiroku can put right."""


class WrongUsage(KaigirokuError):
    """The arguments of a command cannot be used."""


class IndexMissing(KaigirokuError):
    """There is no committed index in the folder."""


class IndexOutdated(KaigirokuError):
    """The index is damaged, or was built by another version; it must be rebuilt."""


class IndexDamaged(IndexOutdated):
    """A file of the index is not as it was written."""


class IndexBusy(KaigirokuError):
    """Another process is writing to the index."""


class IndexUnavailable(KaigirokuError):
    """The cluster that holds the index does not answer, or not with all of it."""
