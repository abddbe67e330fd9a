"""How much of a file is read at most, in one place.

A few kilobytes can hold gigabytes, and a page can be nested a million times. What
goes beyond is refused with one line; none of the limits is near what minutes are.
"""

from __future__ import annotations

MAX_WHOLE_BYTES = 1 << 28
"""Of a file that is read whole: 256 MiB, some 90 million characters."""

MAX_STREAM_BYTES = 1 << 33
"""Of a file that is read piece by piece: 8 GiB."""

MAX_LINES = 300_000
"""Of a text; a city prints some 150,000 in a year. Each takes some 40 µs to read."""

MAX_TURNS = 50_000
"""Of one file of DiscussNet; an assembly has some 20,000 in a year."""

MAX_HTML_BYTES = 1 << 24
"""Of a page: 16 MiB, some thirty days of an assembly."""

MAX_HTML_TAGS = 300_000
"""Of a page; a day of an assembly has some five thousand."""

MAX_XML_BYTES = 1 << 27
"""Of one part of a Word document, unpacked: 128 MiB."""

MAX_XML_TAGS = 4_000_000
"""Of a part of a Word document; a run of one word has a dozen."""

MAX_ZIP_MEMBERS = 10_000

MAX_ZIP_BYTES = 1 << 31
"""Of all members of an archive, unpacked: 2 GiB."""

MAX_ZIP_DIRECTORY = 8 << 20
"""Of an archive's list of members: 8 MiB, some 800 for each of `MAX_ZIP_MEMBERS`."""

MAX_ZIP_RATIO = 200
"""How many times its packed size a member may unpack to; text unpacks to ten or twenty."""

MIN_RATIO_BYTES = 16 << 20
"""A member of up to 16 MiB may be of any ratio; minutes of blanks are no attack."""

MAX_PDF_BYTES = 1 << 28

MAX_PDF_PAGES = 5_000

MAX_PAGE_GLYPHS = 50_000
"""Of one page of a PDF; a newspaper's has some twenty thousand."""

MAX_PDF_MEMORY = 1 << 30
"""Of the process that reads a PDF: 1 GiB."""

MAX_PAGE_SECONDS = 15
"""Which that process may take for one page, or to open the file."""

MAX_PDF_SECONDS = 20
"""Of processor time for a small file, in all; a hundred pages take three."""

MAX_PDF_SECONDS_PER_MIB = 20
"""Added for each MiB of the file, which holds some two hundred pages."""
