"""How much of a file is read at most, in one place.

A few kilobytes can hold gigabytes, and a page can be nested a million times. What
goes beyond is refused with one line; none of the limits is near what minutes are.
"""

from __future__ import annotations

WHOLE_LIMIT = 1 << 28
"""Most bytes of a file that is read whole: 256 MiB, some 90 million characters."""

STREAM_LIMIT = 1 << 33
"""Most bytes of a file that is read piece by piece: 8 GiB."""

MOST_LINES = 300_000
"""Most lines of a text; a city prints some 150,000 in a year. Each takes some 40 µs to read."""

MOST_TURNS = 50_000
"""Most turns of one file of DiscussNet; an assembly has some 20,000 in a year."""

HTML_BYTES = 1 << 24
"""Most bytes of a page: 16 MiB, some thirty days of an assembly."""

HTML_TAGS = 300_000
"""Most tags of a page; a day of an assembly has some five thousand."""

XML_BYTES = 1 << 27
"""Most bytes of one part of a Word document, unpacked: 128 MiB."""

XML_TAGS = 4_000_000
"""Most tags of a part of a Word document; a run of one word has a dozen."""

ZIP_MEMBERS = 10_000
"""Most members of an archive."""

ZIP_BYTES = 1 << 31
"""Most bytes of all members of an archive, unpacked: 2 GiB."""

PDF_BYTES = 1 << 28
"""Most bytes of a PDF: 256 MiB."""

PDF_PAGES = 5_000
"""Most pages of a PDF."""

PDF_GLYPHS = 50_000
"""Most characters of one page; a newspaper's has some twenty thousand."""

PDF_MEMORY = 1 << 30
"""Most memory of the process that reads a PDF: 1 GiB."""

PDF_PAGE_SECONDS = 15.0
"""How long that process may take for one page, or to open the file."""

PDF_SECONDS = 20.0
"""How long its processor may work in all, for a small file; a hundred pages take three."""

PDF_SECONDS_MIB = 20.0
"""How much longer for each MiB, which holds some two hundred pages."""

ZIP_DIRECTORY = 8 << 20
"""Most bytes of an archive's list of members: 8 MiB, some 800 for each of the most."""

ZIP_SMALL = 16 << 20
"""A member of up to 16 MiB may be of any ratio; minutes of blanks are no attack."""

ZIP_RATIO = 200
"""How many times its packed size a larger member may unpack to; text is at ten or twenty."""
