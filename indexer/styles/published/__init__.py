"""Minutes as the systems that municipalities buy publish them: blocks, or marks in a text.

a system's reader (indexer/sources)   Published: blocks of lines
splitting.py, heads.py                 who begins to speak where
parting.py, naming.py                  name and office, meeting and day
reading.py                             a meeting of the model
"""

from indexer.styles.published.block_parser import parse

__all__ = ["parse"]
