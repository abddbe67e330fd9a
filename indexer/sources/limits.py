"""The limits on what is read of a file.

A few kilobytes can hold gigabytes, and a page can be nested a million times. A file beyond
a limit is refused with one line; real minutes are far below all of them.
"""

from __future__ import annotations

MAX_WHOLE_BYTES = 1 << 26  # a file that is read whole: 64 MiB, some 20 million characters
MAX_STREAM_BYTES = 1 << 33  # a file that is read piece by piece: 8 GiB
MAX_JSON_LINES = 2_000_000  # a file of a value on each line; a city speaks 20,000 times a year
MAX_RATIO = 200  # of unpacked to packed size; text has ten or twenty
MIN_RATIO_BYTES = 16 << 20  # smaller files may have any ratio: blanks are no attack
MAX_XZ_MEMORY = 1 << 27  # what an .xz may ask for its dictionary; xz itself asks for 65 MiB
MAX_LINES = 300_000  # a text; a city prints some 150,000 in a year, each takes some 40 µs
MAX_JSON_VALUES = 4_000_000  # a JSON text; each may take a hundred bytes, however short it is
MAX_TURNS = 50_000  # a file of DiscussNet; an assembly has some 20,000 in a year

MAX_HTML_BYTES = 1 << 24  # a page: 16 MiB, some thirty days of an assembly
MAX_HTML_TAGS = 300_000  # a page; a day of an assembly has some five thousand
MAX_HTML_TAG_SQUARES = 300_000**2  # of the lengths of a page's tags, summed; this takes ten seconds
MAX_XML_BYTES = 1 << 27  # a part of a Word document, unpacked: 128 MiB
MAX_XML_TAGS = 4_000_000  # a part of a Word document; a run of one word has a dozen
MAX_XML_ATTRIBUTES = 4_000_000  # a part of a Word document; each takes a hundred bytes

MAX_ZIP_MEMBERS = 10_000
MAX_ZIP_BYTES = 1 << 31  # all members of an archive, unpacked: 2 GiB
MAX_ZIP_DIRECTORY = 8 << 20  # the list of members: some 800 bytes for each

# The process that reads a PDF.
MAX_PDF_BYTES = 1 << 28
MAX_PDF_PAGES = 5_000
MAX_PAGE_GLYPHS = 50_000  # a page of a newspaper has some twenty thousand
MAX_PDF_MEMORY = 1 << 30
MAX_PAGE_SECONDS = 15  # for a page, or to open the file
MAX_PDF_SECONDS = 20  # of processor time for a small file; a hundred pages take three
MAX_PDF_SECONDS_PER_MIB = 20  # added for each MiB, which has some two hundred pages
