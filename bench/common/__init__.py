"""What the measurements share; `bench/*.py` are the commands."""
