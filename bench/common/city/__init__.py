"""What `bench/city.py` does: draws queries, runs them on every engine, and writes the report."""
