"""What `bench/city.py` does: builds, asks, and tells of it in tables and a plot."""
