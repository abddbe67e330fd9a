"""What became of addresses when minutes were written over or removed."""
