"""Files that are damaged on purpose, and a process that reads them."""
