"""Minutes as the systems that municipalities buy publish them: blocks, or marks in a text.

indexer/sources       a system's pages → Published: blocks of lines
styles/segmentation   blocks → segments: who begins to speak where
block_parser          segments → a meeting of the model
titles                the title, body and date of the meeting
"""

from indexer.styles.published.block_parser import parse

__all__ = ["parse"]
