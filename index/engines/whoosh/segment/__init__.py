"""The files of a segment, and the readers of segments and snapshots."""
