"""The rules of finding, written again without the engine: plain strings and regular expressions.

Of the product, nothing here but the `Searcher` that exports uses `index.engines` or
`index.analysis`: where both agree, both are right, or both are wrong in the same way by chance.
"""
