"""What the index is: the minutes model, analysis, queries, results, engines."""
