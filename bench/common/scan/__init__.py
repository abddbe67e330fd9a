"""The rules of finding, written again without the engine: plain strings and regular expressions.

Nothing here imports `index.engines` or `index.analysis`: where both agree, both are right, or
both are wrong in the same way by chance.
"""
