"""The order of exchanges: BM25 over all that match, then a rerank that reads the best."""
