"""The model in words and pieces that a page and a terminal both show. No HTTP."""
