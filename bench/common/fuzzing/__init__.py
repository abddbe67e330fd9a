"""Files that are broken on purpose, and processes that read them."""
